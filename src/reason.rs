//! Why something ended or did not come to be: every refusal, loss and limit has its name here.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::identity::Identity;
use crate::text::Safe;

/// Why a dial failed, a link ended or a peer is away.
///
/// A remote fault is one of these, never an error that travels up: it costs one link at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    // A dial that led nowhere.
    /// The host is there and nothing listens on that port.
    Refused,
    /// No answer in time: switched off, cut off, or a firewall that drops.
    TimedOut,
    /// No way to that host or network.
    Unreachable,
    /// No such host name.
    NameNotFound,
    /// Our own key answered.
    Yourself,
    /// Another key answered than the one we expect there.
    KeyChanged {
        /// The key that answered.
        found: Identity,
    },
    /// Something answers there that does not speak this protocol.
    WrongProtocol,
    /// The other side speaks a version of the protocol that we do not.
    WrongVersion,
    /// The operating system said something else, in its words.
    Failed(Safe),

    // A link that was and is no more.
    /// They said goodbye to everybody.
    Left,
    /// They said goodbye to us alone.
    Parted,
    /// We said goodbye to them alone.
    PartedByUs,
    /// A person here does not want to hear of them.
    Blocked,
    /// We are leaving.
    Leaving,
    /// The connection was closed without a goodbye.
    HungUp,
    /// The connection broke.
    Lost,
    /// No sign of life for [`SILENCE`](crate::node::SILENCE).
    Silent,
    /// Another link to the same peer is kept instead.
    Duplicate,
    /// The peer has another past of our messages than we have: one of the two was restored from
    /// a backup, or copied. They are told again.
    RolledBack,
    /// Our messages to the peer cannot be read from the disk.
    Unreadable,

    // A link that we ended because of what came over it.
    /// No handshake or greeting in time.
    NoGreeting,
    /// What came was no frame of ours.
    Malformed,
    /// A frame longer than [`FRAME_MAX`](crate::wire::FRAME_MAX).
    Oversize,
    /// A frame began and did not end in time.
    Unfinished,
    /// A frame that has no place in the conversation at this point.
    OutOfTurn,

    // A bound of ours that was reached.
    /// The peer does not read: what waits for it is more than we hold.
    NotReading,
    /// The peer says more than [`UNANSWERED_MAX`](crate::node::UNANSWERED_MAX) lets in of those
    /// whom nobody here has answered.
    Unanswered,
    /// As many links as we keep, in all or of strangers.
    TooManyLinks,
    /// As many peers as we remember, and none of them may be forgotten.
    TooManyPeers,
    /// As many strangers at the door as we let wait, in all or from one source.
    Crowded,
}

impl Reason {
    /// Whether somebody meant the link to end.
    pub fn is_farewell(&self) -> bool {
        matches!(self, Self::Left | Self::Parted | Self::PartedByUs | Self::Blocked | Self::Leaving)
    }
}

/// The cause as a clause that fits after a colon, without the next step, which is the screen's.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clause = match self {
            Self::Refused => "connection refused (nothing listens on that port)",
            Self::TimedOut => "timed out (no answer)",
            Self::Unreachable => "unreachable (no route to that host)",
            Self::NameNotFound => "name not found (no such host)",
            Self::Yourself => "that is yourself",
            Self::KeyChanged { found } => {
                return write!(f, "KEY CHANGED (#{} answers there now)", found.tag());
            }
            Self::WrongProtocol => "wrong protocol (what answers there is not chinwag)",
            Self::WrongVersion => "wrong version (it speaks another chinwag protocol)",
            Self::Failed(words) => return write!(f, "failed ({words})"),
            Self::Left => "left",
            Self::Parted => "left you",
            Self::PartedByUs => "you left",
            Self::Blocked => "blocked by you",
            Self::Leaving => "you are leaving",
            Self::HungUp => "hung up without a goodbye",
            Self::Lost => "connection lost",
            Self::Silent => "silent (no sign of life)",
            Self::Duplicate => "duplicate of another link",
            Self::RolledBack => "rolled back (you or they use an older copy of the data)",
            Self::Unreadable => "unreadable (your messages to it cannot be read from the disk)",
            Self::NoGreeting => "no greeting in time",
            Self::Malformed => "malformed (it sent what is no frame)",
            Self::Oversize => "oversize (it sent too long a frame)",
            Self::Unfinished => "unfinished (it began a frame and did not end it)",
            Self::OutOfTurn => "out of turn (it sent a frame that has no place there)",
            Self::NotReading => "not reading (too much waits for it)",
            Self::Unanswered => "unanswered (it says much, and you never wrote back)",
            Self::TooManyLinks => "too many links",
            Self::TooManyPeers => "too many peers",
            Self::Crowded => "crowded (too many at the door)",
        };
        f.write_str(clause)
    }
}
