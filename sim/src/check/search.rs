//! The search: breadth first, so that what breaks a law is found by the shortest way there.

use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::pair::{Pair, Step};
use super::part::Fingerprint;
use super::{Counterexample, Found, Kind, Outcome, Question, STATES_MAX};
use crate::des::Des;
use crate::laws::{Law, Violation};

pub(super) struct Search<'a> {
    question: &'a Question,
    found: Found,
    seen: BTreeSet<Fingerprint>,
    /// From which state, by its number, each was first reached, and how.
    ways: Vec<(usize, Step)>,
    /// States whose steps are still to be taken: their number, how many steps led there, and they.
    waiting: VecDeque<(usize, usize, Pair)>,
}

impl<'a> Search<'a> {
    pub(super) fn new(question: &'a Question) -> Self {
        let mut first = Pair::begin(question, false);
        Self {
            question,
            found: Found::default(),
            seen: BTreeSet::from([first.fingerprint()]),
            ways: Vec::new(),
            waiting: VecDeque::from([(0, 0, first)]),
        }
    }

    pub(super) fn run(mut self) -> Found {
        let until = Des::EPOCH + self.question.horizon;
        while let Some((number, depth, pair)) = self.waiting.pop_front() {
            let mut steps = pair.steps(until);
            if steps.is_empty() {
                self.found.ends += 1;
                if let Err((violation, further)) = pair.clone().calm_down() {
                    return self.broken(number, &further, violation);
                }
            }
            steps.extend(pair.mishaps());
            for step in steps {
                let mut next = pair.clone();
                *self.found.steps.entry(Kind::of(step)).or_default() += 1;
                if let Err(violation) = try_to_take(&mut next, step) {
                    return self.broken(number, &[step], violation);
                }
                if self.seen.insert(next.fingerprint()) {
                    self.ways.push((number, step));
                    self.found.deepest = depth + 1;
                    self.waiting.push_back((self.ways.len(), depth + 1, next));
                }
            }
            if self.seen.len() >= STATES_MAX {
                return self.ended(Outcome::TooMany);
            }
        }
        self.ended(Outcome::Complete)
    }

    fn ended(self, outcome: Outcome) -> Found {
        Found { unique: self.seen.len(), outcome, ..self.found }
    }

    /// Plays the shortest way to where a law is broken again, and takes it down.
    fn broken(self, number: usize, further: &[Step], violation: Violation) -> Found {
        let mut steps: Vec<Step> = further.iter().rev().copied().collect();
        let mut number = number;
        while let Some((before, step)) = number.checked_sub(1).and_then(|at| self.ways.get(at)) {
            steps.push(*step);
            number = *before;
        }
        let mut pair = Pair::begin(self.question, true);
        for step in steps.iter().rev() {
            // A panic is what may be looked for.
            let _ = try_to_take(&mut pair, *step);
        }
        let transcript = pair.transcript.take().unwrap_or_default();
        let counterexample = Counterexample { violation, steps: steps.len(), transcript };
        self.ended(Outcome::Broken(counterexample))
    }
}

/// Lets something happen. A panic is a violation too.
fn try_to_take(pair: &mut Pair, step: Step) -> Result<(), Violation> {
    let taken = catch_unwind(AssertUnwindSafe(|| pair.take(step)));
    taken.map_err(|_| Violation::new(Law::NoPanic, "it panicked"))?;
    pair.laws.hold()
}
