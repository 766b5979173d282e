//! Shrinking: the smallest scenario that still breaks the same law.
//!
//! Steps are taken out in halves, quarters and so on (*delta debugging*: Zeller and Hildebrandt,
//! 2002), then people, then what is special about the network, then time. What is left out takes
//! with it what cannot be without it: who is not killed is not booted. All of this is done again
//! until nothing more can be left out.

use std::time::Duration;

use crate::explore::try_out;
use crate::laws::Law;
use crate::scenario::{Act, Between, Expectation, Links, Scenario, Step};

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
    let mut shrinking = Shrinking { shrunk: Shrunk { scenario, what, plays: 1 }, law };
    loop {
        let before = shrinking.shrunk.scenario.clone();
        shrinking.fewer_steps();
        shrinking.fewer_people();
        shrinking.plainer();
        shrinking.shorter();
        let is_spent = shrinking.shrunk.plays >= PLAYS_MAX;
        if is_spent || shrinking.shrunk.scenario == before {
            return Some(shrinking.shrunk);
        }
    }
}

/// How a scenario breaks that law, if it does.
fn broken(scenario: &Scenario, law: Law) -> Option<String> {
    let violation = try_out(scenario).1.err()?;
    (violation.law == law).then_some(violation.what)
}

struct Shrinking {
    shrunk: Shrunk,
    law: Law,
}

impl Shrinking {
    fn scenario(&self) -> &Scenario {
        &self.shrunk.scenario
    }

    /// Takes a smaller scenario, if it breaks the law too.
    fn accepts(&mut self, smaller: Scenario) -> bool {
        let smaller = smaller.possible();
        if smaller == *self.scenario() || self.shrunk.plays >= PLAYS_MAX {
            return false;
        }
        self.shrunk.plays += 1;
        let Some(what) = broken(&smaller, self.law) else { return false };
        (self.shrunk.scenario, self.shrunk.what) = (smaller, what);
        true
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
    let mut smaller = scenario.clone();
    let steps = smaller.steps.iter_mut().skip(place);
    steps.for_each(|step| step.at = step.at + shorter - wait);
    smaller
}

/// Smaller acts in place of one.
fn simpler(act: &Act) -> Vec<Act> {
    let one_less = |who: &[usize]| -> Vec<Vec<usize>> {
        let places = if who.len() > 1 { 0..who.len() } else { 0..0 };
        places.map(|place| [&who[..place], &who[place + 1..]].concat()).collect()
    };
    let fewer = |between: &Between| -> Vec<Between> {
        let people = between.0.iter().map(Vec::len).sum::<usize>();
        let pairs = between.pairs().filter(|_| people > 2);
        pairs.map(|(a, b)| Between::two(a, b)).collect()
    };
    match act {
        Act::Boot(who) => one_less(who).into_iter().map(Act::Boot).collect(),
        Act::Stop(who) => one_less(who).into_iter().map(Act::Stop).collect(),
        Act::Kill(who) => one_less(who).into_iter().map(Act::Kill).collect(),
        Act::Connect(who) => one_less(who).into_iter().map(Act::Connect).collect(),
        Act::Exit(who) => one_less(who).into_iter().map(Act::Exit).collect(),
        Act::Disk(who, act) => one_less(who).into_iter().map(|who| Act::Disk(who, *act)).collect(),
        Act::Say { from, to, text, times } => {
            let plain = Act::Say { from: *from, to: *to, text: "hello".to_owned(), times: 1 };
            let once = Act::Say { from: *from, to: *to, text: text.clone(), times: 1 };
            let few =
                Act::Say { from: *from, to: *to, text: text.clone(), times: times.div_ceil(2) };
            vec![few, once, plain]
        }
        Act::Cut(between) => fewer(between).into_iter().map(Act::Cut).collect(),
        Act::Stall(between) => fewer(between).into_iter().map(Act::Stall).collect(),
        Act::Heal(between) => fewer(between).into_iter().map(Act::Heal).collect(),
        Act::Reset(between) => fewer(between).into_iter().map(Act::Reset).collect(),
        Act::Slow(between, latency) => {
            fewer(between).into_iter().map(|between| Act::Slow(between, *latency)).collect()
        }
        Act::TakeBack { .. }
        | Act::Part { .. }
        | Act::Rename { .. }
        | Act::CutOneWay { .. }
        | Act::Jump { .. }
        | Act::Checkpoint(_)
        | Act::Expect(_)
        | Act::Settle => Vec::new(),
    }
}

/// The scenario without somebody, and without what has nobody left in it.
fn without(scenario: &Scenario, gone: usize) -> Option<Scenario> {
    let mut smaller = scenario.clone();
    smaller.peers.remove(gone);
    if smaller.peers.len() < 2 {
        return None;
    }
    let leave = Leave(gone);
    smaller.peers.iter_mut().for_each(|peer| peer.dials = leave.all(&peer.dials));
    let steps = smaller.steps.iter();
    let steps = steps.filter_map(|step| Some(Step { at: step.at, act: leave.act(&step.act)? }));
    smaller.steps = steps.collect();
    Some(smaller)
}

/// Somebody leaves the stage, and whoever came after has another number.
struct Leave(usize);

impl Leave {
    fn one(&self, who: usize) -> Option<usize> {
        (who != self.0).then_some(if who > self.0 { who - 1 } else { who })
    }

    fn all(&self, who: &[usize]) -> Vec<usize> {
        who.iter().filter_map(|who| self.one(*who)).collect()
    }

    fn some(&self, who: &[usize]) -> Option<Vec<usize>> {
        Some(self.all(who)).filter(|who| !who.is_empty())
    }

    fn between(&self, between: &Between) -> Option<Between> {
        let groups: Vec<Vec<usize>> = between.0.iter().filter_map(|who| self.some(who)).collect();
        (groups.len() > 1).then_some(Between(groups))
    }

    fn act(&self, act: &Act) -> Option<Act> {
        Some(match act {
            Act::Boot(who) => Act::Boot(self.some(who)?),
            Act::Stop(who) => Act::Stop(self.some(who)?),
            Act::Kill(who) => Act::Kill(self.some(who)?),
            Act::Connect(who) => Act::Connect(self.some(who)?),
            Act::Exit(who) => Act::Exit(self.some(who)?),
            Act::Disk(who, act) => Act::Disk(self.some(who)?, *act),
            Act::Say { from, to, text, times } => {
                let (from, to) = (self.one(*from)?, self.one(*to)?);
                Act::Say { from, to, text: text.clone(), times: *times }
            }
            Act::TakeBack { from, to } => {
                Act::TakeBack { from: self.one(*from)?, to: self.one(*to)? }
            }
            Act::Part { from, to } => Act::Part { from: self.one(*from)?, to: self.one(*to)? },
            Act::Rename { who, name } => Act::Rename { who: self.one(*who)?, name: name.clone() },
            Act::Cut(between) => Act::Cut(self.between(between)?),
            Act::CutOneWay { from, to } => {
                Act::CutOneWay { from: self.one(*from)?, to: self.one(*to)? }
            }
            Act::Stall(between) => Act::Stall(self.between(between)?),
            Act::Heal(between) => Act::Heal(self.between(between)?),
            Act::Reset(between) => Act::Reset(self.between(between)?),
            Act::Slow(between, latency) => Act::Slow(self.between(between)?, *latency),
            Act::Jump { who, by, is_back } => {
                Act::Jump { who: self.one(*who)?, by: *by, is_back: *is_back }
            }
            Act::Checkpoint(name) => Act::Checkpoint(name.clone()),
            Act::Expect(expectation) => Act::Expect(self.expectation(expectation)?),
            Act::Settle => Act::Settle,
        })
    }

    fn expectation(&self, expectation: &Expectation) -> Option<Expectation> {
        Some(match expectation {
            Expectation::Sees { who, others } => {
                Expectation::Sees { who: self.one(*who)?, others: self.all(others) }
            }
            Expectation::Hears { who, text, from, times } => Expectation::Hears {
                who: self.one(*who)?,
                text: text.clone(),
                from: self.one(*from)?,
                times: *times,
            },
            Expectation::Received { who, by, count } => {
                Expectation::Received { who: self.one(*who)?, by: self.one(*by)?, count: *count }
            }
            Expectation::Lists { who, rows } => {
                Expectation::Lists { who: self.one(*who)?, rows: rows.clone() }
            }
        })
    }
}

/// Scenarios that are played on the way to a small one at the most.
const PLAYS_MAX: u32 = 3_000;
