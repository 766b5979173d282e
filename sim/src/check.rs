//! The exhaustive look: every order in which things can happen to two people, up to a horizon.
//!
//! Chance finds what is likely, and this finds what is possible. The nodes and write-aheads of
//! two people who have met before, with [`Memory`](crate::Memory) for disks, are started, and
//! each says one thing to the other. From there on every step that can come next is taken, and
//! from every state that this leads to, until there is nothing new.
//!
//! # What is exhaustive
//!
//! * A dial comes to the door, keys are proven at the one end and then at the other, frames
//!   arrive, an end of a connection learns that the other is gone, a disk gets something done: each
//!   of these is a step, and any of them may be the next. What is under way on one connection to
//!   one end keeps its order, as TCP has it, and what a turn says over one link comes together.
//! * The next deadline of all may pass before any of these, unless one of them has been under way
//!   for longer than [`Question::slowest`] by then. Of several at one moment any may be first.
//! * The [`Mishap`] may begin between any two steps, or never, and be mended between any two
//!   later ones, or never.
//!
//! Time moves only when a deadline passes, so what arrives between two of them arrives at the time
//! of the first. Jitter is that of one seed. That a commit is durable and that this is known are
//! one step: nobody can tell them apart but by a power cut, which therefore comes in both kinds.
//!
//! After every step the laws of delivery hold, no node has more links than it may, none keeps one
//! to a former run of the other, and nobody goes unless something was broken. Where nothing is
//! under way and no deadline is left before the horizon, what is broken is mended, all arrives at
//! once from then on, and within [`PATIENCE`](crate::laws::PATIENCE) both must see each other over
//! one link, with every message where it belongs.
//!
//! # How
//!
//! States are told apart by fingerprints of all that they are, so each is gone on from once. The
//! search is breadth first, so that a law is seen broken by as few steps as can be. It is our own,
//! for it is a page, and the checkers there are (stateright) bring a web server and a minute of
//! build for what it does.

mod calm;
mod found;
mod mishaps;
mod pair;
mod part;
mod performing;
mod person;
mod search;
mod taking;
mod watching;
mod wires;

use std::fmt;
use std::time::Duration;

use chinwag::node::LINKS_PER_PEER_MAX;

pub use found::{Counterexample, Found, Kind, Outcome};

/// What to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Both dial each other from the start; else Alice dials Bob.
    pub is_crossed: bool,
    /// Bob says what he has to say at any moment; else both do at the start.
    pub is_at_leisure: bool,
    /// What goes wrong.
    pub mishap: Mishap,
    /// For how long anything may be under way while deadlines pass.
    pub slowest: Duration,
    /// How long after the start deadlines pass.
    pub horizon: Duration,
    /// Decides the jitter of redials, and all numbers that are drawn.
    pub seed: u64,
    /// The links that a node may have at once. Fewer than [`LINKS_PER_PEER_MAX`] is a claim that is
    /// there to be refuted.
    pub links_at_most: usize,
    /// The states to look at, at most.
    pub states_at_most: usize,
}

/// What goes wrong, once, at any moment or never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// Nothing does.
    Nothing,
    /// Whatever is sent or under way is lost without a word, both ways, until the link is healed.
    Cut,
    /// A connection is reset: what is under way on it is lost, and each end hears of it in time.
    Reset,
    /// Somebody's power is gone, until it is back.
    Kill,
}

impl Question {
    /// What to ask where there is little time: some ten seconds, even if nothing is optimised.
    pub const QUICK: [Self; 5] = [
        Self::new(Mishap::Nothing, 4_900, 60).at_leisure(),
        Self::new(Mishap::Nothing, 0, 5).crossed(),
        Self::new(Mishap::Cut, 0, 60),
        Self::new(Mishap::Reset, 100, 60),
        Self::new(Mishap::Kill, 0, 5),
    ];

    /// What to ask where there is more: some twenty seconds, if it is optimised.
    pub const THOROUGH: [Self; 7] = [
        Self::new(Mishap::Nothing, 4_900, 60).at_leisure(),
        Self::new(Mishap::Nothing, 3_000, 10).crossed(),
        Self::new(Mishap::Cut, 0, 60).at_leisure(),
        Self::new(Mishap::Cut, 0, 60).crossed(),
        Self::new(Mishap::Reset, 200, 10),
        Self::new(Mishap::Kill, 0, 5).at_leisure(),
        Self::new(Mishap::Kill, 100, 60),
    ];

    /// Alice dials Bob, and both speak at the start.
    pub const fn new(mishap: Mishap, slowest_ms: u64, horizon_s: u64) -> Self {
        Self {
            is_crossed: false,
            is_at_leisure: false,
            mishap,
            slowest: Duration::from_millis(slowest_ms),
            horizon: Duration::from_secs(horizon_s),
            seed: 0,
            links_at_most: LINKS_PER_PEER_MAX,
            states_at_most: STATES_MAX,
        }
    }

    /// The same, but both dial each other.
    #[must_use]
    pub const fn crossed(self) -> Self {
        Self { is_crossed: true, ..self }
    }

    /// The same, but Bob speaks at any moment.
    #[must_use]
    pub const fn at_leisure(self) -> Self {
        Self { is_at_leisure: true, ..self }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mishap, slowest, horizon, .. } = self;
        let dials = if self.is_crossed { "both dial" } else { "one dials" };
        let speaks = if self.is_at_leisure { "one speaks at any moment, " } else { "" };
        write!(f, "{dials}, {speaks}{mishap}, nothing takes longer than {slowest:?}, ")?;
        write!(f, "deadlines pass for {horizon:?}")
    }
}

impl fmt::Display for Mishap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing breaks",
            Self::Cut => "a cut at any moment",
            Self::Reset => "a reset at any moment",
            Self::Kill => "a power cut at any moment",
        })
    }
}

/// Looks at everything that can happen.
pub fn exhaust(question: &Question) -> Found {
    search::Search::new(question).run()
}

/// States looked at: what fits into two gigabytes, the most of it those that still wait.
const STATES_MAX: usize = 2_000_000;
