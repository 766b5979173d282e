//! What is kept: records, written as things happen, and what was made of them at the next start.

mod remembered;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::history::{Entry, Query};
use crate::identity::Identity;
use crate::node::Regard;
use crate::stream::{Chain, MessageId, Position};
use crate::text::{Safe, Untrusted};
use crate::time::Time;

pub use remembered::{Acquaintance, Outgoing, Remembered};

/// Something to keep, durably and in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    /// A peer greeted us.
    Met {
        /// The key that it proved.
        peer: Identity,
        /// The name that it claimed.
        name: Safe,
        /// When.
        at: Time,
    },
    /// A peer was there until now. Losing this record does no harm.
    Seen {
        /// Which.
        peer: Identity,
        /// When.
        at: Time,
    },
    /// A peer can be dialed there. An address has one peer; of the addresses that a peer only
    /// claimed, the last is kept.
    Routed {
        /// Where.
        address: Address,
        /// Who must, or may, answer there.
        peer: Identity,
        /// It did answer there, or a person named it: nobody else may.
        is_proven: bool,
    },
    /// Nobody in particular is at an address any more.
    Unrouted(Address),
    /// What we call a peer ourselves; nothing, if by its own name again.
    Petnamed {
        /// Which.
        peer: Identity,
        /// No two peers have the same.
        petname: Option<Safe>,
    },
    /// A person thinks so of a peer.
    Regarded {
        /// Of which.
        peer: Identity,
        /// What.
        regard: Regard,
        /// Since when.
        at: Time,
    },
    /// Of what a peer said, all up to this message has been seen. Losing this record costs a second
    /// look.
    Read {
        /// Who said it.
        peer: Identity,
        /// The last of it.
        id: MessageId,
    },
    /// A peer is not known any more. What was said stays in the history, and is never sent again.
    Forgotten(Identity),
    /// A message of ours, to be sent.
    Submitted(Submission),
    /// Messages of ours up to that place may have left, now or later: they cannot be taken back.
    Handed {
        /// To whom.
        peer: Identity,
        /// Up to and with this one.
        upto: u64,
    },
    /// Messages of ours up to there are durable at the peer. Losing this record does no harm: the
    /// peer says it again with every greeting.
    Confirmed {
        /// By whom.
        peer: Identity,
        /// Up to and with this one.
        position: Position,
    },
    /// A message of ours was taken back before it was sent: its text is gone.
    Cancelled {
        /// To whom it was.
        peer: Identity,
        /// Which.
        seq: u64,
    },
    /// Our stream to a peer begins again: the same messages, in a new epoch, none of them
    /// confirmed.
    Restarted {
        /// To whom.
        peer: Identity,
        /// The new one.
        epoch: u64,
    },
    /// A message of a peer. Unless the history has one of that peer and id, it is added; in any
    /// case the peer's stream is from now on at that position.
    Heard(Heard),
    /// A peer's stream is at that position: what it sent last was nothing to show.
    Skipped {
        /// Whose.
        peer: Identity,
        /// After it.
        position: Position,
    },
}

impl Record {
    /// Bytes of text that it holds.
    pub fn text_bytes(&self) -> usize {
        if let Self::Submitted(submission) = self {
            submission.text.len()
        } else if let Self::Heard(heard) = self {
            heard.text.len()
        } else {
            0
        }
    }

    /// Whether it may be kept a while later than what follows it: a crash in between only loses
    /// what is told again.
    pub fn is_lazy(&self) -> bool {
        match self {
            Self::Seen { .. } | Self::Confirmed { .. } | Self::Read { .. } => true,
            Self::Met { .. }
            | Self::Routed { .. }
            | Self::Unrouted(_)
            | Self::Petnamed { .. }
            | Self::Regarded { .. }
            | Self::Forgotten(_)
            | Self::Submitted(_)
            | Self::Handed { .. }
            | Self::Cancelled { .. }
            | Self::Restarted { .. }
            | Self::Heard(_)
            | Self::Skipped { .. } => false,
        }
    }
}

/// A message of ours as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// To whom.
    pub peer: Identity,
    /// Our stream to that peer; it begins with its first message.
    pub epoch: u64,
    /// Its place in the stream: one more than the last.
    pub seq: u64,
    /// Its id.
    pub id: MessageId,
    /// When it was submitted.
    pub at: Time,
    /// What was typed.
    pub text: String,
}

/// A message of a peer as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// From whom.
    pub peer: Identity,
    /// Where the peer's stream is after it.
    pub position: Position,
    /// Its id.
    pub id: MessageId,
    /// When it was submitted, by the peer's clock.
    pub sent: Time,
    /// When it came in, by ours.
    pub heard: Time,
    /// The peer's clock was off when it came in.
    pub is_clock_off: bool,
    /// What it says, as it came.
    pub text: Untrusted,
}

/// Something that only the store can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// Our messages to a peer after that place.
    Outgoing {
        /// To whom.
        peer: Identity,
        /// The place; 0 for all of them.
        after: u64,
    },
    /// A part of the history.
    History(Query),
}

/// What the store told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Our messages to a peer after that place.
    Outgoing {
        /// To whom.
        peer: Identity,
        /// As in the question.
        after: u64,
        /// Over the ids of the messages up to that place.
        chain: Chain,
        /// In their order, without a gap; at most [`RECALL_MAX`] of at most [`RECALL_BYTES_MAX`],
        /// and at least one if there are any.
        messages: Vec<Message>,
    },
    /// A part of the history, oldest first.
    History {
        /// What was asked.
        query: Query,
        /// What was found; at most [`PAGE_MAX`](crate::history::PAGE_MAX). Own messages are
        /// marked as far as the store knows.
        entries: Vec<Entry>,
    },
    /// The store could not tell.
    Unknown {
        /// What was asked.
        question: Question,
        /// Why.
        why: Trouble,
    },
}

/// A message of ours, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// When it was submitted.
    pub at: Time,
    /// What was typed; nothing if it was cancelled.
    pub text: Option<String>,
}

impl Message {
    /// Bytes of its text.
    pub(crate) fn len(&self) -> usize {
        self.text.as_ref().map_or(0, String::len)
    }
}

/// Why something cannot be kept, or not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// No room is left.
    DiskFull,
    /// It may be read and not written.
    ReadOnly,
    /// What is there is not what was written.
    Damaged(Safe),
    /// It was written by a later version of this program.
    TooNew,
    /// The system said something else, in its words.
    Failed(Safe),
}

/// The cause as a clause.
impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DiskFull => f.write_str("the disk is full"),
            Self::ReadOnly => f.write_str("it cannot be written to"),
            Self::Damaged(words) => write!(f, "it is damaged ({words})"),
            Self::TooNew => f.write_str("it was written by a later version of chinwag"),
            Self::Failed(words) => f.write_str(words.as_str()),
        }
    }
}

impl std::error::Error for Trouble {}

/// Messages that one answer may hold: as many as go out before one is confirmed.
pub const RECALL_MAX: usize = 1_024;
/// Bytes of text that one answer may hold, give or take one message.
pub const RECALL_BYTES_MAX: usize = 1024 * 1024;
