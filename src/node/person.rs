//! What a person asks and is told: commands and events, all that a screen knows.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::address::{Address, Contact};
use crate::identity::Identity;
use crate::reason::Reason;
use crate::text::Safe;
use crate::time::Time;

/// What a person can ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Send a message to one peer, connecting first if there is no link.
    Send {
        /// To whom.
        to: Target,
        /// 1 to [`TEXT_MAX`](crate::text::TEXT_MAX) bytes.
        text: String,
    },
    /// Say goodbye to one peer: we leave its active list and the link ends.
    Part(Target),
    /// Check every link, then list the peers.
    ListPeers,
    /// Ask every active peer for its name anew, and dial every other one that we know.
    ConnectAll,
    /// Say goodbye to everybody and stop. Said twice, do not wait.
    Exit,
}

impl Command {
    /// What a line typed to a peer asks for.
    ///
    /// `exit`, trimmed and in any case, is a goodbye to that peer. A backslash before it sends the
    /// word itself.
    pub fn said(to: Target, line: &str) -> Self {
        let word = line.trim();
        if word.eq_ignore_ascii_case(EXIT_WORD) {
            return Self::Part(to);
        }
        let text = match word.strip_prefix('\\') {
            Some(literal) if literal.eq_ignore_ascii_case(EXIT_WORD) => literal,
            Some(_) | None => line,
        };
        Self::Send { to, text: text.to_owned() }
    }
}

/// Whom a person means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// The owner of a key.
    Peer(Identity),
    /// Whoever answers there; if a key is given or remembered, only its owner.
    At(Contact),
}

/// What a person is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A peer has greeted us and can be written to.
    Online(Card),
    /// A peer calls itself something else than before.
    Renamed {
        /// The peer, under its new name.
        peer: Who,
        /// The name that it had.
        before: Safe,
    },
    /// No sign of life for [`QUIET`](crate::node::QUIET).
    Quiet(Who),
    /// A quiet peer is heard again.
    Awake(Who),
    /// A peer is gone from the active list.
    Offline {
        /// Which.
        peer: Who,
        /// Why.
        why: Reason,
        /// When it is dialed next, if it is.
        retry_at: Option<Time>,
    },
    /// A dial led nowhere. Told once for each new cause, and whenever a person had asked.
    Unreached {
        /// What was dialed.
        address: Address,
        /// Whom we expected there.
        peer: Option<Who>,
        /// Why.
        why: Reason,
        /// When it is dialed next, if it is.
        retry_at: Option<Time>,
    },
    /// Strangers were refused. Told at most once in
    /// [`TURNED_AWAY_EVERY`](crate::node::TURNED_AWAY_EVERY).
    TurnedAway {
        /// Where the last one came from.
        address: Address,
        /// What was wrong with it.
        why: Reason,
        /// How many others there were since this was last told.
        others: u64,
    },
    /// A message from a peer.
    Said {
        /// From whom.
        from: Who,
        /// When it came.
        at: Time,
        /// What, safe to show.
        text: Safe,
    },
    /// A message of ours waits to be sent.
    Queued {
        /// To whom.
        to: Who,
        /// Its place in the stream to that peer.
        seq: u64,
        /// What, safe to show.
        text: Safe,
    },
    /// Messages of ours have come further.
    Marked {
        /// Whose stream.
        to: Who,
        /// All up to and with this one.
        upto: u64,
        /// How far.
        mark: Mark,
    },
    /// A message for an address where nobody is known yet was given up.
    Failed {
        /// Where it was to go.
        address: Address,
        /// What, safe to show.
        text: Safe,
        /// Why.
        why: Reason,
    },
    /// The peers, checked just now.
    Listed(PeerList),
    /// Every peer was asked to connect, and this is what came of it.
    ConnectedAll(PeerList),
    /// What should be kept for the next start could not be, in the words of the system.
    NotKept(Safe),
    /// What was asked cannot be done.
    Rejected(Mistake),
    /// We leave, and these messages were never confirmed.
    Undelivered {
        /// For whom they were.
        to: Who,
        /// How many.
        count: u64,
    },
}

/// How far a message has come. Never ahead of the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// Handed to the link.
    Sent,
    /// Confirmed by the peer.
    Received,
}

/// A command that cannot be carried out, by what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mistake {
    /// There is nothing to send.
    EmptyText,
    /// The message is longer than [`TEXT_MAX`](crate::text::TEXT_MAX); this many bytes.
    TextTooLong(usize),
    /// Nobody of that key is known.
    UnknownPeer,
    /// Where that peer can be dialed is not known: it has to call.
    NoAddress,
    /// A goodbye to somebody who is not active.
    NotActive,
    /// As many messages wait for that peer as we keep.
    OutboxFull,
    /// As many addresses are known as we keep.
    TooManyAddresses,
}

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
    /// Since when it stands so; nothing if it has not been tried in this run.
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

/// The word that takes us off one peer's active list.
const EXIT_WORD: &str = "exit";
