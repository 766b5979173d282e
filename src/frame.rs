//! What travels on a link: nine frames, and the greeting that two of them carry.

use serde::{Deserialize, Serialize};

use crate::stream::{MessageId, Position};
use crate::text::Untrusted;
use crate::time::Time;

/// One thing that a peer says to another over a link.
///
/// The short names are what goes over the wire (see [`wire`](crate::wire)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frame {
    /// The first frame of who dialed; later, a request to be told the name anew.
    #[serde(rename = "c")]
    Connect(Greeting),
    /// The first frame of who was dialed, and the answer to every later [`Connect`](Self::Connect).
    #[serde(rename = "a")]
    ConnectAck(Greeting),
    /// One message: its place in the sender's stream to this peer, its id, when it was submitted
    /// by the sender's clock, and what it says.
    #[serde(rename = "t")]
    Text(u64, MessageId, Time, Untrusted),
    /// A place in the stream whose message was taken back before it was ever sent.
    #[serde(rename = "s")]
    Skip(u64, MessageId),
    /// Every message of your stream up to this place is durable here.
    #[serde(rename = "r")]
    Received(u64),
    /// Are you there?
    #[serde(rename = "i")]
    Ping,
    /// I am.
    #[serde(rename = "o")]
    Pong,
    /// Goodbye; what follows is the end of the link.
    #[serde(rename = "x")]
    Exit(Scope),
}

/// Whom a goodbye is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// The program ends: dial again, I may be back.
    #[serde(rename = "e")]
    Everybody,
    /// I leave you alone: do not dial until somebody asks.
    #[serde(rename = "y")]
    You,
}

/// Who I am, and how far our two streams of messages have come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Greeting {
    /// The version of the protocol, [`VERSION`](crate::wire::VERSION).
    pub version: u16,
    /// What I call myself.
    pub name: Untrusted,
    /// The TCP port that I listen on, where you can dial me.
    pub port: u16,
    /// Drawn anew at each start: tells a ghost of my last run from me.
    pub boot: u64,
    /// Counts my dials, so that of two links the later one is known.
    pub dial: u64,
    /// The latest of your dials, in this run of yours, that I have greeted.
    pub seen: u64,
    /// What my clock says.
    pub clock: Time,
    /// The epoch of my stream of messages to you.
    pub sending: u64,
    /// What I have of your stream to me, if I have met it.
    pub received: Option<Position>,
}
