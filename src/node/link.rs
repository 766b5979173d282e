//! One connection's life: greeting, open, and how long it has been silent.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::identity::Identity;
use crate::node::door::Origin;
use crate::stream::Position;
use crate::text::Safe;
use crate::time::Time;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    pub(crate) peer: Identity,
    pub(crate) origin: Origin,
    pub(crate) address: Address,
    pub(crate) opened_at: Time,
    pub(crate) heard_at: Time,
    /// When its name was last learned over this link.
    pub(crate) named_at: Time,
    /// What it calls itself since, if that came too soon.
    pub(crate) coming_name: Option<Safe>,
    pub(crate) phase: Phase,
    /// The dialer's count of its dials: ours if we dialed, else known with the greeting.
    pub(crate) dial: u64,
    /// The latest dial of the other end that the dialer had seen when it dialed.
    pub(crate) seen: u64,
    /// The epoch of the peer's stream over it, once it has greeted.
    pub(crate) hearing: Option<u64>,
    /// How far the peer said that it is in our stream to it.
    pub(crate) claim: Option<Position>,
    /// A question of a person waits for a sign of life over this link.
    pub(crate) is_asked: bool,
    /// A person waits for the peer's name anew.
    pub(crate) is_renewing: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Phase {
    /// The first frame has not come.
    Greeting,
    /// Greeted, by that run of the peer's program.
    Open { boot: u64, liveness: Liveness },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Liveness {
    Awake,
    Pinged,
    Quiet,
}

/// What a link's silence calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overdue {
    Nothing,
    Greeting,
    Ping,
    Quiet,
    Silent,
}

impl Link {
    pub(crate) fn new(peer: Identity, origin: Origin, address: Address, now: Time) -> Self {
        Self {
            peer,
            origin,
            address,
            opened_at: now,
            heard_at: now,
            named_at: now,
            coming_name: None,
            phase: Phase::Greeting,
            dial: 0,
            seen: 0,
            hearing: None,
            claim: None,
            is_asked: false,
            is_renewing: false,
        }
    }

    /// Whether the peer's stream over it is of that epoch, as far as is known.
    pub(crate) fn hears(&self, epoch: u64) -> bool {
        self.hearing.is_none_or(|hearing| hearing == epoch)
    }

    /// Whether both were greeted by one run of the peer's program; else the older leads to a ghost.
    pub(crate) fn is_same_run(&self, other: &Self) -> bool {
        #[cfg(feature = "plants")]
        if crate::plant::Plant::GhostIsKept.is_planted() {
            return true;
        }
        let boot = |link: &Self| match link.phase {
            Phase::Greeting => None,
            Phase::Open { boot, .. } => Some(boot),
        };
        boot(self) == boot(other)
    }

    /// What is due now. Frames that came in since the deadline was set only show here, so that
    /// hearing a frame costs no timer.
    pub(crate) fn overdue(&mut self, now: Time) -> Overdue {
        let silence = now - self.heard_at;
        match &mut self.phase {
            Phase::Greeting if now >= self.opened_at + GREETING_WITHIN => Overdue::Greeting,
            Phase::Greeting => Overdue::Nothing,
            Phase::Open { .. } if silence >= SILENCE => Overdue::Silent,
            Phase::Open { liveness, .. } if silence >= QUIET => match liveness {
                Liveness::Quiet => Overdue::Nothing,
                Liveness::Awake | Liveness::Pinged => {
                    *liveness = Liveness::Quiet;
                    Overdue::Quiet
                }
            },
            Phase::Open { liveness, .. } if silence >= PING_AFTER => match liveness {
                Liveness::Pinged | Liveness::Quiet => Overdue::Nothing,
                Liveness::Awake => {
                    *liveness = Liveness::Pinged;
                    Overdue::Ping
                }
            },
            Phase::Open { .. } => Overdue::Nothing,
        }
    }

    /// The other end did not answer in time, whatever for.
    pub(crate) fn turn_quiet(&mut self) {
        if let Phase::Open { liveness, .. } = &mut self.phase {
            *liveness = Liveness::Quiet;
        }
    }

    /// When to look again, never before `now` plus something.
    pub(crate) fn deadline(&self, now: Time) -> Time {
        match self.phase {
            Phase::Greeting => self.opened_at + GREETING_WITHIN,
            Phase::Open { .. } => {
                let steps = [PING_AFTER, QUIET, SILENCE].map(|step| self.heard_at + step);
                steps.into_iter().find(|step| *step > now).unwrap_or(self.heard_at + SILENCE)
            }
        }
    }

    /// Notes a sign of life. Returns whether the peer had been quiet.
    pub(crate) fn heard(&mut self, now: Time) -> bool {
        self.heard_at = now;
        self.is_asked = false;
        match &mut self.phase {
            Phase::Greeting => false,
            Phase::Open { liveness, .. } => {
                std::mem::replace(liveness, Liveness::Awake) == Liveness::Quiet
            }
        }
    }

    /// Whether this link is kept when both it and `other` lead to the same run of one peer.
    ///
    /// Of two dials by one side the later is kept. Of one dial by each side, a dialer that had
    /// already seen the other link and dialed all the same had lost it, so its new one is kept;
    /// else the two dials crossed, and the one by the larger key is kept (RFC 4271 §6.8). Both
    /// ends know the same numbers, so both keep the same link.
    pub(crate) fn outlives(&self, other: &Self, me: Identity) -> bool {
        #[cfg(feature = "plants")]
        if crate::plant::Plant::EachKeepsTheFirst.is_planted() {
            return false;
        }
        if self.origin == other.origin {
            return self.dial > other.dial;
        }
        #[cfg(feature = "plants")]
        if crate::plant::Plant::EachKeepsItsOwn.is_planted() {
            return self.origin == Origin::Dialed;
        }
        if self.seen >= other.dial {
            return true;
        }
        if other.seen >= self.dial {
            return false;
        }
        (self.origin == Origin::Dialed) == (me > self.peer)
    }
}

/// From the proof of keys to the first frame; with as long for the handshake before it, a silent
/// stranger is gone after ten seconds in all.
pub const GREETING_WITHIN: Duration = Duration::from_secs(5);
/// Silence after which a peer is asked whether it is there.
pub const PING_AFTER: Duration = Duration::from_secs(15);
/// Silence after which a peer is shown as quiet: a ping went unanswered for five seconds.
pub const QUIET: Duration = Duration::from_secs(20);
/// Silence after which a peer is taken for gone.
pub const SILENCE: Duration = Duration::from_secs(35);
/// Links kept at once, unless configured otherwise: a crowd for a chat, some 16 MiB of buffers.
pub const LINKS_MAX: usize = 256;
/// Links to one peer at once: the one in use, one that crosses it, and two that are ending.
pub const LINKS_PER_PEER_MAX: usize = 4;
