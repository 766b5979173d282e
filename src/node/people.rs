//! How peers are shown: whom an event is about, and the list of all with how each stands.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::identity::Identity;
use crate::reason::Reason;
use crate::text::Safe;
use crate::time::Time;

/// A peer in an event: the key to know it by and the label to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The peer's key.
    pub identity: Identity,
    /// What to call it.
    pub label: Arc<Label>,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.label.fmt(f)
    }
}

/// What a peer is called on screen: the name it claims, and, where somebody else claims one that
/// looks the same, a tag of its key. No two peers have equal labels.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Label {
    /// The claimed name.
    pub name: Safe,
    /// The first characters of the key, where the name alone would not do.
    pub tag: Option<String>,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.tag {
            Some(tag) => write!(f, "{}#{tag}", self.name),
            None => write!(f, "{}", self.name),
        }
    }
}

/// All peers, sorted by label and address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerList {
    /// When it was true.
    pub at: Time,
    /// Those who are there.
    pub active: Vec<Card>,
    /// Those who are known and not there.
    pub away: Vec<Card>,
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Who, unless nobody has answered at this address yet.
    pub who: Option<Who>,
    /// Where it can be dialed, if it can.
    pub address: Option<Address>,
    /// How it stands.
    pub standing: Standing,
    /// Since when it stands so: for who is away, when it was there last, if it ever was.
    pub since: Option<Time>,
}

/// How a peer stands. *Active* is online or quiet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Linked and heard of.
    Online,
    /// Linked, and silent for longer than it should be.
    Quiet,
    /// Being dialed or greeted.
    Dialing {
        /// How it went before, if it did not go well.
        before: Option<Reason>,
    },
    /// Not linked.
    Away {
        /// Why, if it ever was tried.
        why: Option<Reason>,
        /// When it is dialed next, if it is.
        retry_at: Option<Time>,
    },
}

impl Standing {
    /// Whether the peer is on the list of active peers.
    pub fn is_active(&self) -> bool {
        match self {
            Self::Online | Self::Quiet => true,
            Self::Dialing { .. } | Self::Away { .. } => false,
        }
    }
}
