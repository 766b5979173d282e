//! What a person asks and is told: commands and events, all that a screen knows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::address::{Address, Contact};
use crate::history::{Conversations, Query};
use crate::identity::Identity;
use crate::node::people::{Card, Label, PeerList, Regard, Who};
use crate::reason::Reason;
use crate::record::Trouble;
use crate::stream::MessageId;
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
    /// Dial one peer, or one address, now, and tell how that ends.
    Connect(Target),
    /// Say goodbye to one peer: we leave its active list and the link ends.
    Part(Target),
    /// Take back a message that has not been sent.
    Cancel {
        /// To whom it was.
        to: Identity,
        /// Its place in the stream to that peer.
        seq: u64,
    },
    /// Call a peer by a name of our own, or, without one, by its own again.
    Petname {
        /// Which peer.
        peer: Identity,
        /// What to call it; nobody else may be called the same.
        petname: Option<Safe>,
    },
    /// Call ourselves so, as long as this run lasts. Peers show a name that comes soon after
    /// another only [`RENAME_EVERY`](crate::node::RENAME_EVERY) after that.
    Rename(Safe),
    /// Think so of a peer from now on, and after a restart.
    Regard {
        /// Of which peer.
        peer: Identity,
        /// What.
        regard: Regard,
    },
    /// All that a peer said, up to this message, has been seen.
    Read {
        /// Who said it.
        peer: Identity,
        /// The last of it.
        id: MessageId,
    },
    /// Show a part of the history.
    ShowHistory(Query),
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
    /// A peer has greeted us and can be written to. Told again to a person who asks to connect to
    /// one that is active.
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
    /// A message from a peer. It is durable, and told once.
    Said {
        /// From whom.
        from: Who,
        /// Which.
        id: MessageId,
        /// When it was submitted, by the peer's clock.
        sent: Time,
        /// When it came in, by ours.
        heard: Time,
        /// The peer's clock is off, so `sent` means little.
        is_clock_off: bool,
        /// What, safe to show.
        text: Safe,
    },
    /// A message of ours waits to be sent. It is durable.
    Queued {
        /// To whom.
        to: Who,
        /// Where it was sent, if that was to an address.
        address: Option<Address>,
        /// Which.
        id: MessageId,
        /// Its place in the stream to that peer.
        seq: u64,
        /// When it was submitted.
        at: Time,
        /// What, safe to show.
        text: Safe,
    },
    /// A message waits for a peer that nobody knows how to dial: it is sent when that peer calls.
    Waiting(Who),
    /// A message of ours was taken back before it was sent. Its text is gone.
    Cancelled {
        /// To whom it was.
        to: Who,
        /// Which.
        seq: u64,
    },
    /// Messages of ours have come further, or, when a link is lost, are queued again.
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
    /// What was asked of the history.
    History {
        /// What it was.
        query: Query,
        /// What was found.
        found: Conversations,
    },
    /// What was asked of the history cannot be read.
    NotRead(Trouble),
    /// We call a peer something else than before.
    Petnamed {
        /// The peer, under its new label.
        peer: Who,
        /// What it was called before.
        before: Arc<Label>,
    },
    /// We are called so from now on.
    Named(Safe),
    /// A person thinks so of a peer from now on.
    Regarded {
        /// Which.
        peer: Who,
        /// What.
        regard: Regard,
    },
    /// Nothing can be kept at the moment, so nothing is sent or confirmed; it is tried again.
    Stalled(Trouble),
    /// What waited since [`Stalled`](Self::Stalled) is kept now, and goes on.
    Resumed,
    /// A message of ours cannot be kept at the moment. It is not queued yet.
    Unkept {
        /// To whom.
        to: Who,
        /// What, safe to show.
        text: Safe,
    },
    /// We leave, and this message of ours could never be kept.
    Lost {
        /// To whom it was.
        to: Who,
        /// What, safe to show.
        text: Safe,
    },
    /// What happens is no longer recorded: the recording cannot be written.
    Unrecorded(Trouble),
    /// What was asked cannot be done.
    Rejected(Mistake),
    /// We leave, and these messages are not confirmed yet.
    Undelivered {
        /// For whom they were.
        to: Who,
        /// How many.
        count: u64,
        /// They are not sent before a person here unblocks the peer.
        is_blocked: bool,
    },
}

impl Event {
    /// Whether it tells how dialing that peer, or that address, has ended.
    pub fn ends_dial(&self, peer: Option<Identity>, at: Option<&Address>) -> bool {
        if let Self::Online(card) = self {
            let is_peer = peer.is_some() && peer == card.who.as_ref().map(|who| who.identity);
            return is_peer || (at.is_some() && at == card.address.as_ref());
        }
        if let Self::Unreached { address, peer: expected, .. } = self {
            let expected = expected.as_ref().map(|who| who.identity);
            return at == Some(address) || (peer.is_some() && expected == peer);
        }
        false
    }
}

/// How far a message has come. Never ahead of the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// It waits for a link to its peer.
    Queued,
    /// Handed to a link that stands, and not confirmed.
    Sent,
    /// Confirmed by the peer: it is durable there.
    Received,
    /// Taken back before it was sent.
    Cancelled,
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
    /// A goodbye to somebody who is not active.
    NotActive,
    /// The message has been handed to a link, so it may have arrived.
    AlreadySent,
    /// No message of that place waits.
    NotWaiting,
    /// Nothing that can be seen, or what could be read as a tag, is no name.
    NotAName,
    /// Somebody else is called so.
    NameTaken(Who),
    /// As many messages wait for that peer as we keep.
    OutboxFull,
    /// As many addresses are known as we keep.
    TooManyAddresses,
    /// Nobody knows where that peer can be dialed.
    NoAddress,
    /// That peer is blocked.
    Blocked,
}

/// The word that takes us off one peer's active list.
const EXIT_WORD: &str = "exit";
