//! What was made of the records of former runs, at the start of the next.

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::identity::Identity;
use crate::node::Opinion;
use crate::stream::Position;
use crate::text::Safe;
use crate::time::Time;

/// What was kept from former runs, as far as a node has to have it in mind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// Known peers, those seen last first. A node forgets some when it knows
    /// [`PEERS_MAX`](crate::node::PEERS_MAX), so they are not many more.
    pub peers: Vec<Acquaintance>,
}

/// A peer that is known from former runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acquaintance {
    /// Its key.
    pub identity: Identity,
    /// The name that it claimed last; empty if it never greeted us.
    pub name: Safe,
    /// What we call it.
    pub petname: Option<Safe>,
    /// When it was there last, if it ever was.
    pub seen: Option<Time>,
    /// Where it can be dialed, the place learned last first, and whether that is proven.
    pub routes: Vec<(Address, bool)>,
    /// Our stream to it, if there ever was a message.
    pub outgoing: Option<Outgoing>,
    /// How far we are in its stream to us, if there ever was a message.
    pub incoming: Option<Position>,
    /// What a person has decided about it.
    pub opinion: Opinion,
    /// Its messages that have not been seen.
    pub unread: u64,
}

/// Our stream to a peer, as far as a node has to have it in mind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// How far it is confirmed.
    pub confirmed: Position,
    /// The last message that may have left.
    pub handed: u64,
    /// The last message of all.
    pub last: u64,
    /// Messages after the confirmed ones that were not cancelled.
    pub waiting: usize,
    /// Bytes of their text.
    pub bytes: usize,
    /// Those after the handed ones that were cancelled, by their place.
    pub cancelled: Vec<u64>,
}
