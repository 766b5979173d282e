//! What travels on a link: eight frames, and the greeting that two of them carry.

use serde::{Deserialize, Serialize};

use crate::text::Untrusted;

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
    /// One message, by its place in the sender's stream to this peer.
    #[serde(rename = "t")]
    Text(u64, Untrusted),
    /// Every message of your stream up to this place has arrived.
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
    /// My stream of messages to you.
    pub sending: Position,
    /// What I have of your stream to me, if I have met it.
    pub received: Option<Position>,
}

/// A place in a stream of messages from one peer to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Which stream: drawn at random when it begins.
    pub epoch: u64,
    /// Messages 1 to this one have arrived, as far as the speaker knows.
    pub upto: u64,
}
