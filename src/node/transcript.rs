//! The transcript: what passes the door as lines that read aloud, the one format of recordings,
//! snapshots and failures.

use std::fmt;

use crate::frame::{Frame, Greeting, Scope};
use crate::node::door::{Input, LinkId, Origin, Output};
use crate::node::people::{Card, PeerList, Regard, Standing};
use crate::node::person::{Command, Event, Mark, Mistake, Target};
use crate::record::{Answer, Heard, Question, Record, Submission};

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "link {}", self.0)
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commanded(command) => write!(f, "commanded: {command}"),
            Self::Opened { link, peer, address, origin } => {
                let preposition = match origin {
                    Origin::Dialed => "dialed at",
                    Origin::Accepted => "accepted from",
                };
                write!(f, "opened {link} to {peer:?}, {preposition} {address}")
            }
            Self::DialFailed { address, reason } => write!(f, "dial failed {address}: {reason}"),
            Self::TurnedAway { address, reason } => write!(f, "turned away {address}: {reason}"),
            Self::Received { link, frames } => {
                let frames: Vec<String> = frames.iter().map(ToString::to_string).collect();
                write!(f, "received on {link}: {}", frames.join(" + "))
            }
            Self::Closed { link, reason } => write!(f, "closed {link}: {reason}"),
            Self::Recalled(answer) => write!(f, "recalled {answer}"),
            Self::Ticked => f.write_str("ticked"),
        }
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dial(contact) => match contact.identity {
                Some(identity) => write!(f, "dial {} for {identity:?}", contact.address),
                None => write!(f, "dial {}", contact.address),
            },
            Self::Send(link, frame) => write!(f, "send on {link}: {frame}"),
            Self::Close(link, reason) => write!(f, "close {link}: {reason}"),
            Self::Store(record) => write!(f, "store {record}"),
            Self::Recall(question) => write!(f, "recall {question}"),
            Self::Notify(event) => write!(f, "notify {event}"),
            Self::Stop => f.write_str("stop"),
        }
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(greeting) => write!(f, "connect {greeting}"),
            Self::ConnectAck(greeting) => write!(f, "connect_ack {greeting}"),
            Self::Text(seq, _, _, text) => write!(f, "text {seq} {text:?}"),
            Self::Skip(seq, _) => write!(f, "skip {seq}"),
            Self::Received(upto) => write!(f, "received {upto}"),
            Self::Ping => f.write_str("ping"),
            Self::Pong => f.write_str("pong"),
            Self::Exit(Scope::Everybody) => f.write_str("exit everybody"),
            Self::Exit(Scope::You) => f.write_str("exit you"),
        }
    }
}

impl fmt::Display for Greeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { version, name, port, boot, dial, seen, clock: _, sending, received } = self;
        write!(f, "v{version} {name:?} port {port} boot {boot:x} dial {dial} seen {seen}")?;
        write!(f, " sending {sending:x}")?;
        received.map_or(Ok(()), |received| write!(f, " received {received}"))
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send { to, text } => write!(f, "send {text:?} to {to}"),
            Self::Connect(to) => write!(f, "connect to {to}"),
            Self::Part(to) => write!(f, "part from {to}"),
            Self::Cancel { to, seq } => write!(f, "cancel {seq} to {to:?}"),
            Self::Petname { peer, petname: Some(petname) } => write!(f, "call {peer:?} {petname}"),
            Self::Petname { peer, petname: None } => write!(f, "call {peer:?} by its own name"),
            Self::Rename(name) => write!(f, "call ourselves {name}"),
            Self::Regard { peer, regard } => write!(f, "regard {peer:?} as {regard}"),
            Self::Read { peer, id } => write!(f, "read up to {id} of {peer:?}"),
            Self::ShowHistory(query) => write!(f, "show history {query:?}"),
            Self::ListPeers => f.write_str("list peers"),
            Self::ConnectAll => f.write_str("connect to all"),
            Self::Exit => f.write_str("exit"),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Peer(identity) => write!(f, "{identity:?}"),
            Self::At(contact) => contact.fmt(f),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Online(card) => write!(f, "online: {card}"),
            Self::Renamed { peer, before } => write!(f, "renamed: {before} is {peer}"),
            Self::Quiet(who) => write!(f, "quiet: {who}"),
            Self::Awake(who) => write!(f, "awake: {who}"),
            Self::Offline { peer, why, retry_at } => {
                write!(f, "offline: {peer} ({why})")?;
                retry_at.map_or(Ok(()), |at| write!(f, " retry at {at}"))
            }
            Self::Unreached { address, peer, why, retry_at } => {
                write!(f, "unreached: {address}")?;
                peer.as_ref().map_or(Ok(()), |peer| write!(f, " for {peer}"))?;
                write!(f, " ({why})")?;
                retry_at.map_or(Ok(()), |at| write!(f, " retry at {at}"))
            }
            Self::TurnedAway { address, why, others } => {
                write!(f, "turned away: {address} ({why}) and {others} others")
            }
            Self::Said { from, text, .. } => write!(f, "said: {from}: {:?}", text.as_str()),
            Self::Queued { to, seq, text, .. } => {
                write!(f, "queued: {seq} to {to} {:?}", text.as_str())
            }
            Self::Marked { to, upto, mark } => match mark {
                Mark::Sent => write!(f, "sent: up to {upto} to {to}"),
                Mark::Received => write!(f, "received: up to {upto} by {to}"),
                Mark::Queued => write!(f, "queued again: up to {upto} to {to}"),
                Mark::Cancelled => write!(f, "cancelled: {upto} to {to}"),
            },
            Self::Failed { address, text, why } => {
                write!(f, "failed: {:?} to {address} ({why})", text.as_str())
            }
            Self::Listed(list) => write!(f, "listed: {list}"),
            Self::ConnectedAll(list) => write!(f, "connected to all: {list}"),
            Self::Waiting(who) => write!(f, "waiting: {who} has to call"),
            Self::Cancelled { to, seq } => write!(f, "cancelled: {seq} to {to}"),
            Self::History { found, .. } => write!(f, "history: {} entries", found.entries.len()),
            Self::NotRead(trouble) => write!(f, "not read: {trouble}"),
            Self::Petnamed { peer, before } => write!(f, "petnamed: {before} is {peer}"),
            Self::Named(name) => write!(f, "named: {name}"),
            Self::Regarded { peer, regard } => write!(f, "regarded: {peer} as {regard}"),
            Self::Stalled(trouble) => write!(f, "stalled: {trouble}"),
            Self::Resumed => f.write_str("resumed"),
            Self::Unkept { to, text } => write!(f, "unkept: to {to} {:?}", text.as_str()),
            Self::Lost { to, text } => write!(f, "lost: to {to} {:?}", text.as_str()),
            Self::Unrecorded(trouble) => write!(f, "unrecorded: {trouble}"),
            Self::Rejected(mistake) => write!(f, "rejected: {mistake}"),
            Self::Undelivered { to, count, is_blocked } => {
                let blocked = if *is_blocked { " (blocked)" } else { "" };
                write!(f, "undelivered: {count} to {to}{blocked}")
            }
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyText => f.write_str("nothing to send"),
            Self::TextTooLong(bytes) => write!(f, "text of {bytes} bytes"),
            Self::UnknownPeer => f.write_str("unknown peer"),
            Self::NotActive => f.write_str("not active"),
            Self::AlreadySent => f.write_str("already sent"),
            Self::NotWaiting => f.write_str("not waiting"),
            Self::NotAName => f.write_str("not a name"),
            Self::NameTaken(who) => write!(f, "name taken by {who}"),
            Self::OutboxFull => f.write_str("outbox full"),
            Self::TooManyAddresses => f.write_str("too many addresses"),
            Self::NoAddress => f.write_str("no address"),
            Self::Blocked => f.write_str("blocked"),
        }
    }
}

impl fmt::Display for PeerList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = |cards: &[Card]| {
            let rows: Vec<String> = cards.iter().map(ToString::to_string).collect();
            rows.join("; ")
        };
        write!(f, "active [{}] away [{}]", rows(&self.active), rows(&self.away))
    }
}

impl fmt::Display for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.who, &self.address) {
            (Some(who), Some(address)) => write!(f, "{who} at {address}")?,
            (Some(who), None) => write!(f, "{who}")?,
            (None, Some(address)) => write!(f, "{address}")?,
            (None, None) => f.write_str("nobody")?,
        }
        match &self.standing {
            Standing::Online => f.write_str(" online"),
            Standing::Quiet => f.write_str(" quiet"),
            Standing::Dialing { before: Some(why) } => write!(f, " dialing ({why})"),
            Standing::Dialing { before: None } => f.write_str(" dialing"),
            Standing::Away { why: Some(why), .. } => write!(f, " away ({why})"),
            Standing::Away { why: None, .. } => f.write_str(" away"),
        }
    }
}

impl fmt::Display for Regard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Verified => "verified",
            Self::Unverified => "unverified",
            Self::Blocked => "blocked",
            Self::Unblocked => "unblocked",
            Self::Muted => "muted",
            Self::Unmuted => "unmuted",
        })
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Met { peer, name, .. } => write!(f, "met {peer:?} called {name}"),
            Self::Seen { peer, .. } => write!(f, "seen {peer:?}"),
            Self::Routed { address, peer, is_proven: true } => {
                write!(f, "routed {address} to {peer:?}")
            }
            Self::Routed { address, peer, is_proven: false } => {
                write!(f, "routed {address} to {peer:?}, who says so")
            }
            Self::Unrouted(address) => write!(f, "unrouted {address}"),
            Self::Petnamed { peer, petname: Some(name) } => write!(f, "petnamed {peer:?} {name}"),
            Self::Petnamed { peer, petname: None } => write!(f, "petnamed {peer:?} no more"),
            Self::Regarded { peer, regard, .. } => write!(f, "regarded {peer:?} as {regard}"),
            Self::Read { peer, id } => write!(f, "read up to {id} of {peer:?}"),
            Self::Forgotten(peer) => write!(f, "forgotten {peer:?}"),
            Self::Submitted(Submission { peer, seq, .. }) => {
                write!(f, "submitted {seq} to {peer:?}")
            }
            Self::Handed { peer, upto } => write!(f, "handed up to {upto} to {peer:?}"),
            Self::Confirmed { peer, position } => write!(f, "confirmed {position} by {peer:?}"),
            Self::Cancelled { peer, seq } => write!(f, "cancelled {seq} to {peer:?}"),
            Self::Restarted { peer, epoch } => write!(f, "restarted {epoch:x} to {peer:?}"),
            Self::Heard(Heard { peer, position, .. }) => {
                write!(f, "heard {position} from {peer:?}")
            }
            Self::Skipped { peer, position } => write!(f, "skipped {position} from {peer:?}"),
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outgoing { peer, after } => write!(f, "messages to {peer:?} after {after}"),
            Self::History(_) => f.write_str("history"),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outgoing { peer, after, messages, .. } => {
                write!(f, "{} messages to {peer:?} after {after}", messages.len())
            }
            Self::History { entries, .. } => write!(f, "{} entries of history", entries.len()),
            Self::Unknown { question, why } => write!(f, "nothing about {question}: {why}"),
        }
    }
}
