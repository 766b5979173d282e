//! How peers are shown: whom an event is about, and the list of all with how each stands.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::identity::Identity;
use crate::reason::Reason;
use crate::text::{Safe, without_quotes};
use crate::time::Time;

/// A peer in an event: the key to know it by and the label to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The peer's key.
    pub identity: Identity,
    /// What to call it.
    pub label: Arc<Label>,
}

impl Who {
    /// As people are shown it.
    pub fn shown(&self) -> String {
        self.label.shown()
    }
}

/// As programs are told it and people type it.
impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.label.fmt(f)
    }
}

/// What a peer is called on screen: what we call it, or else the name it claims, and, where
/// somebody else claims one that looks the same, a tag of its key. No two peers have equal labels.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Label {
    /// The petname or the claimed name.
    pub name: Safe,
    /// The first characters of the key, where the name alone would not do.
    pub tag: Option<String>,
    /// The name is ours: nobody claims it.
    pub is_petname: bool,
}

impl Label {
    /// As people are shown it: a name that is only claimed is quoted, one of our own is not. No
    /// two labels are shown alike, and the quotation marks are never part of the name.
    pub fn shown(&self) -> String {
        let tag = self.tag.as_ref().map(|tag| format!("#{tag}")).unwrap_or_default();
        let name = without_quotes(self.name.as_str());
        if self.is_petname { format!("{name}{tag}") } else { format!("\"{name}\"{tag}") }
    }
}

/// As programs are told it and people type it.
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
    /// How sure it is that this is who it says.
    pub trust: Trust,
    /// What it says is to be shown without a notice.
    pub is_muted: bool,
    /// It is not answered, dialed or written to.
    pub is_blocked: bool,
    /// Microseconds by which its clock was ahead of ours at its last greeting in this run, less
    /// than 0 if it was behind; what the line took is in it.
    pub clock_ahead: Option<i64>,
}

/// How sure it is that a key belongs to whom it seems to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trust {
    /// First met in this run, by an address or a call alone.
    New,
    /// The same key as in a former run, or one that was given by hand.
    Pinned,
    /// A person has compared the words of the key.
    Verified,
}

/// What a person decides about a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Regard {
    /// The words of its key were compared, and are the same.
    Verified,
    /// They were not, or it is not sure any more.
    Unverified,
    /// It is not answered, dialed or written to.
    Blocked,
    /// It is again.
    Unblocked,
    /// What it says is shown without a notice.
    Muted,
    /// With one again.
    Unmuted,
}

/// What a person has decided about a peer so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// The words of its key were compared.
    pub is_verified: bool,
    /// It is not answered, dialed or written to.
    pub is_blocked: bool,
    /// What it says is shown without a notice.
    pub is_muted: bool,
}

impl Opinion {
    /// How sure it is whom a key belongs to, given whether it was known before or given by hand.
    pub(crate) fn trust(self, is_pinned: bool) -> Trust {
        match (self.is_verified, is_pinned) {
            (true, _) => Trust::Verified,
            (false, true) => Trust::Pinned,
            (false, false) => Trust::New,
        }
    }

    /// Takes in one more decision.
    pub fn note(&mut self, regard: Regard) {
        match regard {
            Regard::Verified => self.is_verified = true,
            Regard::Unverified => self.is_verified = false,
            Regard::Blocked => self.is_blocked = true,
            Regard::Unblocked => self.is_blocked = false,
            Regard::Muted => self.is_muted = true,
            Regard::Unmuted => self.is_muted = false,
        }
    }
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
