//! An address that we dial: who must answer there, when it is tried next, and what waits for it.

use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use serde::{Deserialize, Serialize};

use crate::identity::Identity;
use crate::reason::Reason;
use crate::time::Time;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Route {
    /// Who answers there, as far as we know.
    pub(crate) identity: Option<Identity>,
    /// That one did answer there, or was named by the person: nobody else may. Otherwise it only
    /// told us so.
    pub(crate) is_proven: bool,
    /// The latest dial of that peer that we had seen when we dialed last.
    pub(crate) seen: u64,
    /// A static peer: dialed for as long as we run.
    pub(crate) is_static: bool,
    pub(crate) state: Dialing,
    /// Dials in a row that led to no lasting link.
    pub(crate) failures: u32,
    /// The failure that was last told, so that each is told once.
    pub(crate) told: Option<Reason>,
    /// A person is waiting to hear how the dial under way ends.
    pub(crate) is_asked: bool,
    /// A person asked for this very address: that a link opens is told though its peer was active.
    pub(crate) is_awaited: bool,
    /// Messages for whoever answers.
    pub(crate) waiting: Vec<String>,
    /// When it was first dialed.
    pub(crate) since: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Dialing {
    /// Not dialed unless somebody asks.
    Resting,
    /// To be dialed at a deadline.
    Waiting,
    /// A dial, or the greeting after it, is under way.
    UnderWay,
}

impl Route {
    pub(crate) fn new() -> Self {
        Self {
            identity: None,
            is_proven: false,
            seen: 0,
            is_static: false,
            state: Dialing::Resting,
            failures: 0,
            told: None,
            is_asked: false,
            is_awaited: false,
            waiting: Vec::new(),
            since: None,
        }
    }

    /// Counts a failure and draws how long to wait: full jitter, so that peers that lost each
    /// other at one moment do not come back at one moment (AWS, "Exponential backoff and jitter").
    pub(crate) fn back_off(&mut self, rng: &mut ChaCha8Rng) -> Duration {
        #[cfg(feature = "plants")]
        if crate::plant::Plant::NoBackoff.is_planted() {
            return Duration::ZERO;
        }
        let longer = |wait: Duration, _| (wait * RETRY_FACTOR.0 / RETRY_FACTOR.1).min(RETRY_MAX);
        let ceiling = (0..self.failures).fold(RETRY_FIRST, longer);
        self.failures = (self.failures + 1).min(FAILURES_MAX);
        Duration::from_micros(rng.next_u64() % ceiling.as_micros() as u64)
    }
}

/// The longest wait before the first redial.
pub const RETRY_FIRST: Duration = Duration::from_secs(1);
/// How much longer the wait may be after each failure: 1.6 times, as gRPC has it, and in whole
/// numbers, so that it is the same on every machine.
pub const RETRY_FACTOR: (u32, u32) = (8, 5);
/// The longest wait of all: a peer that comes back is found within two minutes.
pub const RETRY_MAX: Duration = Duration::from_secs(120);
/// Failures that are counted: from then on the wait is the longest anyway.
const FAILURES_MAX: u32 = 16;
/// A link that lasted this long was good: the next redial starts from the first wait again.
pub const STABLE_AFTER: Duration = Duration::from_secs(30);
