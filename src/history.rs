//! Conversations as they are kept: what can be asked of them, and what an entry is.

use serde::{Deserialize, Serialize};

use crate::identity::Identity;
use crate::node::{Mark, Who};
use crate::stream::MessageId;
use crate::text::Safe;
use crate::time::Time;

/// What is wanted of the history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// Only the conversation with this peer.
    pub peer: Option<Identity>,
    /// Only what was sent or came in since then, by our own clock.
    pub since: Option<Time>,
    /// Only entries with all of these words in them, or words that begin so, in any order and
    /// case; empty for any entry.
    pub words: String,
    /// Only own messages that were never handed to a link and can be cancelled.
    pub is_waiting: bool,
    /// How much of it.
    pub page: Page,
}

/// Which part of an answer is wanted; it comes oldest first in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Page {
    /// The last entries, so many at the most.
    Last(usize),
    /// The first entries after the one of that number.
    After {
        /// [`Entry::number`]; 0 for the very first.
        number: u64,
        /// So many at the most.
        count: usize,
    },
    /// The last entries before the one of that number.
    Before {
        /// [`Entry::number`]; [`u64::MAX`] for the very last.
        number: u64,
        /// So many at the most.
        count: usize,
    },
}

impl Default for Page {
    fn default() -> Self {
        Self::Last(PAGE)
    }
}

/// One message in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the history of this machine: the order in which messages were submitted here
    /// or came in, which no clock can upset.
    pub number: u64,
    /// With whom.
    pub peer: Identity,
    /// Which message.
    pub id: MessageId,
    /// Whose message, and what is known of its way.
    pub side: Side,
    /// What it says, safe to show. Empty if it was cancelled.
    pub text: Safe,
}

/// Whose message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// Ours.
    Ours {
        /// Its place in our stream to the peer.
        seq: u64,
        /// When it was submitted.
        at: Time,
        /// How far it has come.
        mark: Mark,
    },
    /// The peer's.
    Theirs {
        /// When it was submitted, by the peer's clock.
        sent: Time,
        /// When it came in, by ours.
        heard: Time,
        /// The peer's clock was off when it came in, so `sent` means little.
        is_clock_off: bool,
    },
}

impl Entry {
    /// When this entry came to be here, by our own clock.
    pub fn noted_at(&self) -> Time {
        match self.side {
            Side::Ours { at, .. } => at,
            Side::Theirs { heard, .. } => heard,
        }
    }
}

/// Entries, and what to call the peers in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversations {
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// Everybody who is in them.
    pub people: Vec<Who>,
}

impl Conversations {
    /// Who that is, if it is one of the people.
    pub fn who(&self, peer: &Identity) -> Option<&Who> {
        self.people.iter().find(|who| who.identity == *peer)
    }
}

/// Entries that are shown unless more are asked for.
pub const PAGE: usize = 50;
/// Entries that one answer may hold.
pub const PAGE_MAX: usize = 1_000;
