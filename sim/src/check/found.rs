//! What an exhaustive look has found.

use std::collections::BTreeMap;
use std::fmt;

use super::pair::Step;
use crate::laws::{PATIENCE, Violation};

/// What was looked at, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Steps taken, by their kind. Each led to a state, new or not.
    pub steps: BTreeMap<Kind, u64>,
    /// States, each counted once.
    pub unique: usize,
    /// Steps to those that are the furthest from the start.
    pub deepest: usize,
    /// States in which nothing was under way and no deadline left, from which everything had to
    /// come right.
    pub ends: u64,
    /// How it ended.
    pub outcome: Outcome,
}

/// How an exhaustive look ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was looked at, and every law holds.
    #[default]
    Complete,
    /// A law is broken.
    Broken(Counterexample),
    /// There is more than was looked at. Every law held so far.
    TooMany,
}

/// The shortest way to break a law, or to what does not come right in the calm after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// Which, and how.
    pub violation: Violation,
    /// Steps on the way there, those in the calm included.
    pub steps: usize,
    /// What passed the nodes' doors, and, after `--`, what else happened.
    pub transcript: String,
}

/// A kind of step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Something arrives over a connection.
    Arrival,
    /// A dial gets further.
    Dial,
    /// Somebody says something.
    Word,
    /// A disk gets something done.
    Disk,
    /// A deadline passes.
    Deadline,
    /// Something breaks, or is mended.
    Mishap,
}

impl Found {
    /// States, each counted as often as it was reached.
    pub fn reached(&self) -> u64 {
        1 + self.steps.values().sum::<u64>()
    }
}

impl Kind {
    pub(super) fn of(step: Step) -> Self {
        match step {
            Step::Arrive { number: _, to: _ } => Self::Arrival,
            Step::Dial(_) => Self::Dial,
            Step::Say(_) => Self::Word,
            Step::Disk(_) => Self::Disk,
            Step::Wake(_) | Step::GiveUp(_) => Self::Deadline,
            Step::Mishap(_) => Self::Mishap,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Arrival => "arrivals",
            Self::Dial => "dials",
            Self::Word => "words",
            Self::Disk => "disks",
            Self::Deadline => "deadlines",
            Self::Mishap => "mishaps",
        })
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { steps, unique, deepest, ends, outcome } = self;
        match outcome {
            Outcome::Complete => writeln!(f, "exhaustive: every law holds in every state")?,
            Outcome::Broken(found) => writeln!(f, "{found}")?,
            Outcome::TooMany => writeln!(f, "not exhaustive: there are more states than these")?,
        }
        let reached = self.reached();
        writeln!(f, "{unique} states, reached {reached} times, by up to {deepest} steps")?;
        let steps = steps.iter().map(|(kind, count)| format!("{kind} {count}"));
        writeln!(f, "{}", steps.collect::<Vec<String>>().join(", "))?;
        write!(f, "{ends} ends, looked at for {PATIENCE:?} more")
    }
}

impl fmt::Display for Counterexample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { violation, steps, transcript } = self;
        write!(f, "{transcript}broken after {steps} steps: {violation}")
    }
}
