//! Shrinking: the smallest scenario that still breaks the same law.
//!
//! Steps are taken out in halves, quarters and so on (*delta debugging*: Zeller and Hildebrandt,
//! 2002), then people, then what is special about the network, then time. What is left out takes
//! with it what cannot be without it: who is not killed is not booted. All of this is done again
//! until nothing more can be left out; then once more with some other seeds for each attempt,
//! because with less in it chance falls another way.

mod leaving;
mod simpler;

use std::time::Duration;

use crate::explore::try_out;
use crate::laws::Law;
use crate::scenario::{Act, Links, Scenario, in_micros};

use leaving::without;
use simpler::simpler;

/// A scenario that could not be made smaller, and how it came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shrunk {
    /// The smallest that was found.
    pub scenario: Scenario,
    /// How it breaks the law.
    pub what: String,
    /// How many scenarios were played on the way.
    pub plays: u32,
}

/// Makes a scenario smaller as long as it breaks that law. Nothing if it does not break it.
pub fn shrink(scenario: &Scenario, law: Law) -> Option<Shrunk> {
    let what = broken(scenario, law)?;
    let scenario = scenario.clone();
    let mut shrinking = Shrinking { shrunk: Shrunk { scenario, what, plays: 1 }, law, seeds: 0 };
    shrinking.as_far_as_can_be();
    // What is left may hang on a chance that one step less would move.
    shrinking.seeds = SEEDS;
    shrinking.as_far_as_can_be();
    Some(shrinking.shrunk)
}

/// How a scenario breaks that law, if it does.
fn broken(scenario: &Scenario, law: Law) -> Option<String> {
    let violation = try_out(scenario).1.err()?;
    (violation.law == law).then_some(violation.what)
}

/// What is said and when: without it, nothing could be expected.
fn said(scenario: &Scenario) -> Vec<(Duration, String)> {
    let is_said = |act: &Act| matches!(act, Act::Say { .. });
    let steps = scenario.steps.iter().filter(|step| is_said(&step.act));
    steps.map(|step| (step.at, step.act.words(scenario))).collect()
}

struct Shrinking {
    shrunk: Shrunk,
    law: Law,
    /// How many other seeds are tried for a scenario that does not break the law by its own.
    seeds: u64,
}

impl Shrinking {
    fn scenario(&self) -> &Scenario {
        &self.shrunk.scenario
    }

    fn as_far_as_can_be(&mut self) {
        loop {
            let before = self.scenario().clone();
            self.fewer_steps();
            self.fewer_people();
            self.plainer();
            // What is expected at a time is not expected earlier.
            if self.law != Law::Expected {
                self.only_looks_last();
                self.shorter();
            }
            if *self.scenario() == before || self.shrunk.plays >= PLAYS_MAX {
                return;
            }
        }
    }

    /// Takes a smaller scenario, if it breaks the law too.
    fn accepts(&mut self, smaller: Scenario) -> bool {
        let smaller = smaller.possible();
        let is_another = self.law == Law::Expected && said(&smaller) != said(self.scenario());
        if smaller == *self.scenario() || is_another {
            return false;
        }
        let own = [smaller.seed].into_iter();
        for seed in own.chain(0..self.seeds) {
            if self.shrunk.plays >= PLAYS_MAX {
                return false;
            }
            self.shrunk.plays += 1;
            let smaller = Scenario { seed, ..smaller.clone() };
            let what = broken(&smaller, self.law);
            if let Some(what) = what.filter(|what| self.is_same(what)) {
                (self.shrunk.scenario, self.shrunk.what) = (smaller, what);
                return true;
            }
        }
        false
    }

    /// Whether a law is broken as it was: another expectation is another question.
    fn is_same(&self, what: &str) -> bool {
        let expected = |what: &str| what.split_once("; but").map(|(words, _)| words.to_owned());
        self.law != Law::Expected || expected(what) == expected(&self.shrunk.what)
    }

    /// Without some of the steps, as many at once as can be.
    fn fewer_steps(&mut self) {
        let mut size = self.scenario().steps.len();
        while size > 0 {
            let mut from = 0;
            while from < self.scenario().steps.len() {
                let mut smaller = self.scenario().clone();
                let until = smaller.steps.len().min(from + size);
                smaller.steps.drain(from..until);
                if !self.accepts(smaller) {
                    from += size;
                }
            }
            size /= 2;
        }
        self.fewer_of_each();
    }

    /// Steps of many people become steps of fewer, and what is said often is said once.
    fn fewer_of_each(&mut self) {
        for place in (0..self.scenario().steps.len()).rev() {
            for act in self.scenario().steps.get(place).map(|s| simpler(&s.act)).unwrap_or_default()
            {
                let mut smaller = self.scenario().clone();
                smaller.steps[place].act = act;
                self.accepts(smaller);
            }
        }
    }

    /// What comes last may be there only because a scenario ends with it: then to look will do.
    fn only_looks_last(&mut self) {
        let mut smaller = self.scenario().clone();
        if let Some(last) = smaller.steps.last_mut() {
            last.act = Act::Checkpoint("the end".to_owned());
            self.accepts(smaller);
        }
    }

    fn fewer_people(&mut self) {
        for who in (0..self.scenario().peers.len()).rev() {
            if let Some(smaller) = without(self.scenario(), who) {
                self.accepts(smaller);
            }
        }
        for who in 0..self.scenario().peers.len() {
            for place in (0..self.scenario().peers[who].dials.len()).rev() {
                let mut smaller = self.scenario().clone();
                smaller.peers[who].dials.remove(place);
                self.accepts(smaller);
            }
            let mut smaller = self.scenario().clone();
            smaller.peers[who].is_late = false;
            self.accepts(smaller);
        }
    }

    /// With a network like any other.
    fn plainer(&mut self) {
        let plain = Links::default();
        let mut smaller = self.scenario().clone();
        smaller.links.lasts = None;
        self.accepts(smaller);
        let mut smaller = self.scenario().clone();
        smaller.links.is_chopped = false;
        self.accepts(smaller);
        let mut smaller = self.scenario().clone();
        smaller.links.latency = plain.latency;
        self.accepts(smaller);
        let mut smaller = self.scenario().clone();
        smaller.commits = Scenario::default().commits;
        self.accepts(smaller);
    }

    /// Waits between steps become shorter, and times rounder.
    fn shorter(&mut self) {
        for place in 0..self.scenario().steps.len() {
            let steps = &self.scenario().steps;
            let before = place.checked_sub(1).map_or(Duration::ZERO, |before| steps[before].at);
            let wait = steps[place].at - before;
            for shorter in [Duration::ZERO, wait / 4, wait / 2, wait * 3 / 4] {
                if self.accepts(waiting(self.scenario(), place, wait, shorter)) {
                    break;
                }
            }
        }
        for grain in [1_000_000, 100_000, 10_000, 1_000] {
            let mut smaller = self.scenario().clone();
            for step in &mut smaller.steps {
                let micros = step.at.as_micros() as u64;
                step.at = Duration::from_micros(micros.div_ceil(grain) * grain);
            }
            if self.accepts(smaller) {
                break;
            }
        }
    }
}

/// The same with a shorter wait before one of the steps.
fn waiting(scenario: &Scenario, place: usize, wait: Duration, shorter: Duration) -> Scenario {
    let (mut smaller, shorter) = (scenario.clone(), in_micros(shorter));
    let steps = smaller.steps.iter_mut().skip(place);
    steps.for_each(|step| step.at = step.at + shorter - wait);
    smaller
}

/// Scenarios that are played on the way to a small one at the most.
const PLAYS_MAX: u32 = 3_000;
/// Seeds that are tried for each scenario that its own does not break.
const SEEDS: u64 = 4;
