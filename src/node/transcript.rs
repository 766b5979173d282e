//! The transcript: what passes the door as lines that read aloud, the one format of recordings,
//! snapshots and failures.

use std::fmt;

use crate::frame::{Frame, Greeting, Position, Scope};
use crate::node::door::{Acquaintance, Input, LinkId, Origin, Output, Record};
use crate::node::person::{Card, Command, Event, Mark, Mistake, PeerList, Standing, Target};

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
            Self::Store(Record::Met(Acquaintance { address, identity, name })) => {
                write!(f, "store met {name} {identity:?} at {address}")
            }
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
            Self::Text(seq, text) => write!(f, "text {seq} {text:?}"),
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
        let Self { version, name, port, boot, dial, seen, sending, received } = self;
        write!(f, "v{version} {name:?} port {port} boot {boot:x} dial {dial} seen {seen}")?;
        write!(f, " sending {sending}")?;
        received.map_or(Ok(()), |received| write!(f, " received {received}"))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}/{}", self.epoch, self.upto)
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send { to, text } => write!(f, "send {text:?} to {to}"),
            Self::Part(to) => write!(f, "part from {to}"),
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
            Self::Queued { to, seq, text } => {
                write!(f, "queued: {seq} to {to} {:?}", text.as_str())
            }
            Self::Marked { to, upto, mark } => match mark {
                Mark::Sent => write!(f, "sent: up to {upto} to {to}"),
                Mark::Received => write!(f, "received: up to {upto} by {to}"),
            },
            Self::Failed { address, text, why } => {
                write!(f, "failed: {:?} to {address} ({why})", text.as_str())
            }
            Self::Listed(list) => write!(f, "listed: {list}"),
            Self::ConnectedAll(list) => write!(f, "connected to all: {list}"),
            Self::NotKept(words) => write!(f, "not kept: {words}"),
            Self::Rejected(mistake) => write!(f, "rejected: {mistake}"),
            Self::Undelivered { to, count } => write!(f, "undelivered: {count} to {to}"),
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyText => f.write_str("nothing to send"),
            Self::TextTooLong(bytes) => write!(f, "text of {bytes} bytes"),
            Self::UnknownPeer => f.write_str("unknown peer"),
            Self::NoAddress => f.write_str("no address"),
            Self::NotActive => f.write_str("not active"),
            Self::OutboxFull => f.write_str("outbox full"),
            Self::TooManyAddresses => f.write_str("too many addresses"),
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
