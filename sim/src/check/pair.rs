//! Two people and all that is under way between them at one moment, and what can happen next.

use std::fmt::Write;
use std::time::Duration;

use chinwag::node::{Command, Input, Output, Target};
use chinwag::time::Time;
use serde::Serialize;

use super::part::{Fingerprint, Part, fingerprint};
use super::person::{NAMES, Person};
use super::wires::Wires;
use super::{Mishap, Question};
use crate::des::Des;
use crate::kept::Kept;
use crate::laws::{Law, Laws, Violation};

#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) question: Question,
    pub(super) now: Time,
    pub(super) people: [Part<Person>; 2],
    pub(super) wires: Part<Wires>,
    pub(super) laws: Part<Laws>,
    pub(super) fate: Fate,
    /// What happened, if it is taken down.
    pub(super) transcript: Option<String>,
}

/// How far the one mishap has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum Fate {
    Ahead,
    /// The link is cut, or somebody's power is gone.
    UnderWay,
    Over,
}

/// Something that can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The next thing under way to somebody on a connection arrives.
    Arrive(u64, usize),
    /// Somebody's dial gets one step further.
    Dial(usize),
    /// Somebody's disk gets one step further.
    Disk(usize),
    /// The next deadline of somebody's program passes.
    Wake(usize),
    /// Somebody's dial has waited long enough.
    GiveUp(usize),
    Cut,
    Heal,
    Reset(u64),
    /// Somebody's power is gone, and with it what was being committed, unless it was durable.
    Kill {
        who: usize,
        is_kept: bool,
    },
    Boot(usize),
}

impl Pair {
    /// Both have just been started and have said something to each other.
    pub(super) fn begin(question: &Question, is_told: bool) -> Self {
        let mut pair = Self {
            question: question.clone(),
            now: Des::EPOCH,
            people: [0, 1].map(|who| Part::new(Person::new(who))),
            wires: Part::new(Wires::default()),
            laws: Part::new(Laws::default()),
            fate: Fate::Ahead,
            transcript: is_told.then(String::new),
        };
        for who in [0, 1] {
            pair.boot(who);
        }
        for who in [0, 1] {
            let to = Target::Peer(pair.people[1 - who].identity);
            let text = format!("from {}", NAMES[who]);
            pair.handle(who, Input::Commanded(Command::Send { to, text }));
        }
        pair
    }

    pub(super) fn boot(&mut self, who: usize) {
        if self.people[who].runs > 0 {
            let kept = self.kept(who);
            let identity = self.people[who].identity;
            self.laws.change().booted(identity, &kept);
        }
        let is_dialing = who == 0 || self.question.is_crossed;
        self.people[who].change().boot(who, is_dialing, self.question.seed);
    }

    pub(super) fn kept(&self, who: usize) -> Kept {
        Kept::read(&mut self.people[who].disk.clone()).expect("memory can be read")
    }

    /// What is the same in all that can follow has the same.
    pub(super) fn fingerprint(&mut self) -> Fingerprint {
        let [alice, bob] = &mut self.people;
        let parts = [
            alice.fingerprint(),
            bob.fingerprint(),
            self.wires.fingerprint(),
            self.laws.fingerprint(),
        ];
        fingerprint(&(self.now, self.fate, parts))
    }

    /// All that can happen next, but for the mishap.
    pub(super) fn steps(&self, until: Time) -> Vec<Step> {
        let mut steps = Vec::new();
        for (number, ends) in &self.wires.all {
            let arriving = (0..).zip(ends).filter(|(_, end)| !end.under_way.is_empty());
            steps.extend(arriving.map(|(who, _)| Step::Arrive(*number, who)));
        }
        let mut deadlines = Vec::new();
        let mut since = self.wires.under_way_since();
        for who in [0, 1] {
            let Some(run) = &self.people[who].run else { continue };
            steps.extend((!run.jobs.is_empty()).then_some(Step::Disk(who)));
            let dial = run.dial.as_ref();
            steps.extend(dial.filter(|dial| !dial.is_dark).map(|_| Step::Dial(who)));
            deadlines.extend(run.due().map(|due| (due.max(self.now), Step::Wake(who))));
            deadlines.extend(dial.map(|dial| (dial.due(), Step::GiveUp(who))));
            since = since.into_iter().chain(run.under_way_since()).min();
        }
        let last = since.map_or(until, |since| until.min(since + self.question.slowest));
        let first = deadlines.iter().map(|(due, _)| *due).min().filter(|first| *first <= last);
        let passing = deadlines.into_iter().filter(|(due, _)| Some(*due) == first);
        steps.extend(passing.map(|(_, step)| step));
        steps
    }

    /// How the mishap can begin or end now.
    pub(super) fn mishaps(&self) -> Vec<Step> {
        match (self.question.mishap, self.fate) {
            (Mishap::Nothing, _) | (_, Fate::Over) => Vec::new(),
            (Mishap::Cut, Fate::Ahead) => vec![Step::Cut],
            (Mishap::Cut, Fate::UnderWay) => vec![Step::Heal],
            (Mishap::Reset, _) => {
                self.wires.all.keys().map(|number| Step::Reset(*number)).collect()
            }
            (Mishap::Kill, Fate::Ahead) => {
                let kills = [0, 1].into_iter().flat_map(|who| {
                    let is_committing = self.people[who].is_committing();
                    let kept = is_committing.then_some(Step::Kill { who, is_kept: true });
                    [Step::Kill { who, is_kept: false }].into_iter().chain(kept)
                });
                kills.collect()
            }
            (Mishap::Kill, Fate::UnderWay) => {
                let down = [0, 1].into_iter().filter(|who| self.people[*who].run.is_none());
                down.map(Step::Boot).collect()
            }
        }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.now - Des::EPOCH
    }

    /// Notes that a law was broken.
    pub(super) fn demand(&mut self, holds: bool, law: Law, what: impl FnOnce() -> String) {
        if !holds {
            self.laws.change().break_one(Violation::new(law, what()));
        }
    }

    pub(super) fn note(&mut self, who: Option<usize>, what: &str) {
        let at = self.elapsed().as_secs_f64();
        if let Some(transcript) = &mut self.transcript {
            let name = who.map_or("", |who| NAMES[who]);
            let _ = writeln!(transcript, "{at:10.6} {name:6} {what}");
        }
    }

    pub(super) fn note_outputs(&mut self, outputs: &[Output]) {
        if let Some(transcript) = &mut self.transcript {
            for output in outputs {
                let _ = writeln!(transcript, "                  -> {output}");
            }
        }
    }
}
