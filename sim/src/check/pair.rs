//! Two people and all that is under way between them at one moment, and what can happen next.

use std::fmt::Write;

use chinwag::node::{Command, Input, Output, Target};
use chinwag::time::Time;

use super::Question;
use super::mishaps::{Fate, Turn};
use super::part::{Fingerprint, Part, fingerprint};
use super::person::{NAMES, Person, Run};
use super::wires::Wires;
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

/// Something that can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The next thing under way to somebody on a connection arrives.
    Arrive {
        number: u64,
        to: usize,
    },
    /// Somebody's dial gets one step further.
    Dial(usize),
    /// Somebody says what there is to say.
    Say(usize),
    /// Somebody's disk gets one thing done.
    Disk(usize),
    /// The next deadline of somebody's program passes.
    Wake(usize),
    /// Somebody's dial has waited long enough.
    GiveUp(usize),
    Mishap(Turn),
}

impl Pair {
    /// Both have just been started, and what is said at the start is said.
    pub(super) fn begin(question: &Question, is_told: bool) -> Self {
        let mut pair = Self {
            question: *question,
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
        pair.speak(0);
        if !question.is_at_leisure {
            pair.speak(1);
        }
        pair
    }

    /// Somebody says the one thing that there is to say.
    pub(super) fn speak(&mut self, who: usize) {
        self.people[who].change().has_spoken = true;
        let to = Target::Peer(self.people[1 - who].identity);
        let text = format!("from {}", NAMES[who]);
        self.handle(who, Input::Commanded(Command::Send { to, text }));
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

    /// All that can happen next, but for the mishap; deadlines only until then.
    pub(super) fn steps(&self, until: Time) -> Vec<Step> {
        let mut steps = Vec::new();
        for (number, ends) in &self.wires.all {
            let arriving = (0..).zip(ends).filter(|(_, end)| !end.under_way.is_empty());
            steps.extend(arriving.map(|(to, _)| Step::Arrive { number: *number, to }));
        }
        let mut deadlines = Vec::new();
        for (who, person) in self.people.iter().enumerate() {
            let Some(run) = &person.run else { continue };
            steps.extend((!person.has_spoken).then_some(Step::Say(who)));
            steps.extend((!run.jobs.is_empty()).then_some(Step::Disk(who)));
            let under_way = run.dial.as_ref().filter(|dial| !dial.is_dark);
            steps.extend(under_way.map(|_| Step::Dial(who)));
            deadlines.extend(run.due().map(|due| (due.max(self.now), Step::Wake(who))));
            deadlines.extend(run.dial.as_ref().map(|dial| (dial.due(), Step::GiveUp(who))));
        }
        let late = self.under_way_since().map(|since| since + self.question.slowest);
        let until = late.map_or(until, |late| until.min(late));
        let first = deadlines.iter().map(|(due, _)| *due).min().filter(|first| *first <= until);
        let passing = deadlines.into_iter().filter(|(due, _)| Some(*due) == first);
        steps.extend(passing.map(|(_, step)| step));
        steps
    }

    /// Since when the longest is under way that is under way.
    pub(super) fn under_way_since(&self) -> Option<Time> {
        let runs = self.people.iter().filter_map(|person| person.run.as_ref());
        runs.filter_map(Run::under_way_since).chain(self.wires.under_way_since()).min()
    }

    pub(super) fn run_mut(&mut self, who: usize) -> Option<&mut Run> {
        // Looked at first, for nothing is copied that does not change.
        self.people[who].run.is_some().then(|| self.people[who].change().run.as_mut())?
    }

    /// Notes that a law was broken.
    pub(super) fn demand(&mut self, holds: bool, law: Law, what: impl FnOnce() -> String) {
        if !holds {
            self.laws.change().break_one(Violation::new(law, what()));
        }
    }

    pub(super) fn note(&mut self, who: Option<usize>, what: &str) {
        let at = (self.now - Des::EPOCH).as_secs_f64();
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
