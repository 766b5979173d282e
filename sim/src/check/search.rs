//! The search: breadth first, so that what breaks a law is found by the shortest way there.

use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::pair::{Pair, Step};
use super::part::Fingerprint;
use super::{Counterexample, Found, Kind, Outcome, Question};
use crate::des::Des;
use crate::laws::{Law, Violation};

#[derive(Debug)]
pub(super) struct Search<'a> {
    question: &'a Question,
    found: Found,
    seen: BTreeSet<Fingerprint>,
    /// How each state but the first was first reached: from which, by its number, and by what.
    ways: Vec<(usize, Step)>,
    /// States that are still to be gone on from.
    waiting: VecDeque<Reached>,
}

#[derive(Debug)]
struct Reached {
    /// The first state is 0, and the others are counted as they are reached.
    number: usize,
    depth: usize,
    pair: Pair,
}

impl<'a> Search<'a> {
    pub(super) fn new(question: &'a Question) -> Self {
        let mut pair = Pair::begin(question, false);
        Self {
            question,
            found: Found::default(),
            seen: BTreeSet::from([pair.fingerprint()]),
            ways: Vec::new(),
            waiting: VecDeque::from([Reached { number: 0, depth: 0, pair }]),
        }
    }

    pub(super) fn run(mut self) -> Found {
        while let Some(reached) = self.waiting.pop_front() {
            if let Err((violation, further)) = self.go_on(&reached) {
                return self.broken(reached.number, &further, violation);
            }
            if self.seen.len() >= self.question.states_at_most {
                return self.ended(Outcome::TooMany);
            }
        }
        self.ended(Outcome::Complete)
    }

    /// Takes every step that can come next.
    fn go_on(&mut self, reached: &Reached) -> Result<(), (Violation, Vec<Step>)> {
        let Reached { number, depth, pair } = reached;
        let mut steps = pair.steps(Des::EPOCH + self.question.horizon);
        if steps.is_empty() {
            self.found.ends += 1;
            pair.clone().calm_down()?;
        }
        steps.extend(pair.mishaps());
        for step in steps {
            let mut next = pair.clone();
            *self.found.steps.entry(Kind::of(step)).or_default() += 1;
            try_to_take(&mut next, step).map_err(|violation| (violation, vec![step]))?;
            if self.seen.insert(next.fingerprint()) {
                self.ways.push((*number, step));
                let (number, depth) = (self.ways.len(), depth + 1);
                self.found.deepest = depth;
                self.waiting.push_back(Reached { number, depth, pair: next });
            }
        }
        Ok(())
    }

    fn ended(self, outcome: Outcome) -> Found {
        Found { unique: self.seen.len(), outcome, ..self.found }
    }

    /// Plays what led to a state and further to a broken law again, and takes it down.
    fn broken(self, mut number: usize, further: &[Step], violation: Violation) -> Found {
        let mut steps: VecDeque<Step> = further.iter().copied().collect();
        while let Some((before, step)) = number.checked_sub(1).and_then(|at| self.ways.get(at)) {
            steps.push_front(*step);
            number = *before;
        }
        let mut pair = Pair::begin(self.question, true);
        for step in &steps {
            // That a law is broken is known.
            let _ = try_to_take(&mut pair, *step);
        }
        let transcript = pair.transcript.take().unwrap_or_default();
        self.ended(Outcome::Broken(Counterexample { violation, steps: steps.len(), transcript }))
    }
}

/// Lets something happen. A panic is a violation too.
fn try_to_take(pair: &mut Pair, step: Step) -> Result<(), Violation> {
    let taken = catch_unwind(AssertUnwindSafe(|| pair.take(step)));
    taken.map_err(|_| Violation::new(Law::NoPanic, "this step panics"))?;
    pair.laws.hold()
}
