//! The exhaustive look.

mod calm;
mod pair;
mod part;
mod person;
mod search;
mod taking;
mod wires;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use chinwag::node::LINKS_PER_PEER_MAX;

use crate::laws::Violation;
use pair::Step;

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Both dial each other; else only Alice dials.
    pub is_crossed: bool,
    /// What goes wrong.
    pub mishap: Mishap,
    /// The longest that anything may be under way.
    pub slowest: Duration,
    /// Until when deadlines pass.
    pub horizon: Duration,
    /// Decides the jitter.
    pub seed: u64,
    /// Links that a node may have.
    pub links_at_most: usize,
}

impl Default for Question {
    fn default() -> Self {
        Self {
            is_crossed: false,
            mishap: Mishap::Nothing,
            slowest: Duration::from_secs(1),
            horizon: Duration::from_secs(5),
            seed: 0,
            links_at_most: LINKS_PER_PEER_MAX,
        }
    }
}

/// What goes wrong, at any moment or never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    Nothing,
    Cut,
    Reset,
    Kill,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub steps: BTreeMap<Kind, u64>,
    pub unique: usize,
    pub deepest: usize,
    pub ends: u64,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    #[default]
    Complete,
    Broken(Counterexample),
    TooMany,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    pub violation: Violation,
    pub steps: usize,
    pub transcript: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Arrival,
    Dial,
    Disk,
    Deadline,
    Mishap,
}

impl Kind {
    fn of(step: Step) -> Self {
        match step {
            Step::Arrive(..) => Self::Arrival,
            Step::Dial(_) => Self::Dial,
            Step::Disk(_) => Self::Disk,
            Step::Wake(_) | Step::GiveUp(_) => Self::Deadline,
            Step::Cut | Step::Heal | Step::Reset(_) | Step::Kill { .. } | Step::Boot(_) => {
                Self::Mishap
            }
        }
    }
}

pub fn exhaust(question: &Question) -> Found {
    search::Search::new(question).run()
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} unique, {} deep, {} ends, {:?}",
            self.unique, self.deepest, self.ends, self.steps
        )?;
        match &self.outcome {
            Outcome::Complete => write!(f, " complete"),
            Outcome::TooMany => write!(f, " too many"),
            Outcome::Broken(c) => {
                write!(f, "\n{}({} steps)\n{}", c.transcript, c.steps, c.violation)
            }
        }
    }
}

const STATES_MAX: usize = 3_000_000;
