//! One person as far as we know, and whether they are there.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::identity::Identity;
use crate::node::CLOCK_TOLERANCE;
use crate::node::door::LinkId;
use crate::node::outbox::Outbox;
use crate::node::people::{Label, Opinion, Trust};
use crate::reason::Reason;
use crate::stream::Position;
use crate::text::Safe;
use crate::time::Time;

use super::NAMELESS;

/// What we know of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Peer {
    pub(crate) label: Arc<Label>,
    /// What it calls itself, as far as that is known.
    pub(super) name: Option<Safe>,
    pub(super) petname: Option<Safe>,
    pub(super) likeness: String,
    /// Routes to it: those that were proven, and one that it claimed.
    pub(crate) addresses: Vec<Address>,
    /// Where it last said that it listens.
    pub(crate) claimed: Option<Address>,
    /// The link in use; it has been greeted.
    pub(crate) link: Option<LinkId>,
    /// Links over which no greeting has come yet.
    pub(crate) greeting: BTreeSet<LinkId>,
    pub(crate) presence: Presence,
    /// Since when; for who is away, when it was there last.
    pub(crate) since: Option<Time>,
    /// The run of the peer's program that we last spoke to.
    pub(crate) boot: Option<u64>,
    /// The latest of that run's dials that we have greeted.
    pub(crate) seen_dial: u64,
    pub(crate) outbox: Outbox,
    /// How far we are in the peer's stream to us.
    pub(crate) inbox: Option<Position>,
    /// Microseconds by which its clock was ahead of ours when it last greeted us.
    pub(crate) clock_ahead: Option<i64>,
    /// Its key is known from a former run, or was given by hand.
    pub(crate) is_pinned: bool,
    pub(crate) opinion: Opinion,
}

/// Whether a peer is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Presence {
    /// Its key is known; it has not been spoken to in this run.
    Known,
    Online,
    Quiet,
    /// Its link is gone, and whether it is away shows when a greeting under way ends.
    Switching(Reason),
    Away(Reason),
}

impl Presence {
    pub(crate) fn is_active(&self) -> bool {
        match self {
            Self::Online | Self::Quiet | Self::Switching(_) => true,
            Self::Known | Self::Away(_) => false,
        }
    }
}

impl Peer {
    /// Somebody of whom nothing but the key is known. The epoch is that of our stream to it.
    pub(super) fn new(identity: Identity, epoch: u64) -> Self {
        let (name, tag) = (Safe::name(NAMELESS), Some(identity.tag()));
        Self {
            label: Arc::new(Label { name, tag, is_petname: false }),
            name: None,
            petname: None,
            likeness: String::new(),
            addresses: Vec::new(),
            claimed: None,
            link: None,
            greeting: BTreeSet::new(),
            presence: Presence::Known,
            since: None,
            boot: None,
            seen_dial: 0,
            outbox: Outbox::new(epoch),
            inbox: None,
            clock_ahead: None,
            is_pinned: false,
            opinion: Opinion::default(),
        }
    }

    /// Adds a way to reach the peer, as the first to be shown.
    pub(crate) fn add_address(&mut self, address: Address) {
        self.addresses.retain(|known| *known != address);
        self.addresses.insert(0, address);
    }

    /// Links to it, greeted or not.
    pub(crate) fn links(&self) -> usize {
        self.greeting.len() + usize::from(self.link.is_some())
    }

    /// Whether it may be forgotten when room is needed.
    pub(crate) fn is_idle(&self) -> bool {
        let is_gone = !self.presence.is_active() && self.greeting.is_empty();
        let is_plain = self.petname.is_none() && self.opinion == Opinion::default();
        is_gone && self.outbox.is_empty() && is_plain
    }

    /// Whether nothing was ever said or kept of it.
    pub(crate) fn is_unheard(&self) -> bool {
        self.since.is_none() && self.inbox.is_none() && self.outbox.is_unused()
    }

    /// Whether nobody here ever wrote to it, gave it a name or compared its words.
    pub(crate) fn is_unanswered(&self) -> bool {
        self.outbox.is_unused() && self.petname.is_none() && !self.opinion.is_verified
    }

    /// Whether its clock and ours do not agree.
    pub(crate) fn is_clock_off(&self) -> bool {
        let apart = Duration::from_micros(self.clock_ahead.unwrap_or_default().unsigned_abs());
        apart > CLOCK_TOLERANCE
    }

    pub(crate) fn trust(&self) -> Trust {
        self.opinion.trust(self.is_pinned)
    }
}
