//! Streams of messages: how a message is known, and how far a stream has come.
//!
//! Per pair of peers and direction there is one stream. Its messages are numbered 1, 2, 3… and its
//! *epoch* is drawn at random when it begins. A running hash over the ids of its messages tells
//! two histories of one length apart: a store that was rolled back shows as a chain that differs
//! (SimpleX hashes the previous message for the same end).

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One message, wherever it is: 128 bits drawn by its author when it was submitted.
///
/// It outlives every link, crash and epoch, so it is what tells a message that comes again from a
/// new one.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct MessageId(pub u128);

/// In hexadecimal.
impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// A running hash over the ids of a stream's messages, in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain(pub u128);

impl Chain {
    /// Before the first message.
    pub const START: Self = Self(0);

    /// With one more message.
    #[must_use]
    pub fn then(self, id: MessageId) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0.to_be_bytes());
        hash.update(id.0.to_be_bytes());
        let digest = hash.finalize();
        let first: [u8; 16] = std::array::from_fn(|at| digest[at]);
        Self(u128::from_be_bytes(first))
    }
}

/// A place in a stream, and all that was before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Which stream.
    pub epoch: u64,
    /// Messages 1 to this one.
    pub upto: u64,
    /// Over the ids of these.
    pub chain: Chain,
}

impl Position {
    /// Before the first message of a stream.
    pub const fn start(epoch: u64) -> Self {
        Self { epoch, upto: 0, chain: Chain::START }
    }

    /// After one more message.
    #[must_use]
    pub fn then(self, id: MessageId) -> Self {
        Self { upto: self.upto.saturating_add(1), chain: self.chain.then(id), ..self }
    }
}

/// The epoch, the number, and the beginning of the chain.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}/{}~{:04x}", self.epoch, self.upto, self.chain.0 >> 112)
    }
}
