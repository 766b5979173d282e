//! A recording: everything that passed the door of one node, so that it can be replayed.
//!
//! It is a row of segments, each of them a sequence of CBOR items (RFC 8742): [`MAGIC`], a
//! [`Header`], then for each input the time with the input, and after it a [`Fingerprint`] of what
//! followed. A segment begins with the whole node as it was at that moment, so each can be
//! replayed without those before it. The input comes before its fingerprint, so that the input
//! that a node broke on is in the recording.

mod fingerprint;
mod reader;
mod redaction;

use serde::{Deserialize, Serialize};

use crate::node::{Input, Node};
use crate::time::Time;

pub use fingerprint::Fingerprint;
pub use reader::{Entry, Reader, Unreadable};
pub use redaction::Redaction;
pub(crate) use redaction::{filler, message};

/// How a segment begins.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Header {
    /// The version of the program that recorded.
    pub program: String,
    /// Whether names and texts are as they were, and no filler.
    pub is_plain: bool,
    /// When the recording began: what tells one run from another.
    pub began: Time,
    /// When this segment begins.
    pub at: Time,
    /// The number of the first input in it, counted from the start of the program, from 1.
    pub first: u64,
    /// How many inputs before that are in no segment, because the disk did not keep up.
    pub missed: u64,
    /// The node as it was before that input.
    pub node: Node,
}

impl Header {
    /// What a new segment begins with.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        append(&MAGIC, &mut bytes);
        append(self, &mut bytes);
        bytes
    }
}

/// Appends what is about to be handed to the node.
pub fn append_input(now: Time, input: &Input, bytes: &mut Vec<u8>) {
    append(&(now, input), bytes);
}

/// Appends what is remembered of what followed.
pub fn append_fingerprint(fingerprint: Fingerprint, bytes: &mut Vec<u8>) {
    append(&fingerprint, bytes);
}

/// Whether a file that begins so is a recording, of whatever format.
pub fn is_recording(beginning: &[u8]) -> bool {
    let magic = beginning.get(1..).and_then(|rest| rest.first_chunk::<{ MAGIC.len() }>());
    magic.is_some_and(|magic| is_magic(magic))
}

/// Whether that is the first item of a segment of whatever format.
fn is_magic(text: &[u8]) -> bool {
    let (of_any_format, _) = MAGIC.split_at(MAGIC.len() - 1);
    text.len() == MAGIC.len() && text.starts_with(of_any_format.as_bytes())
}

fn append(item: &impl Serialize, bytes: &mut Vec<u8>) {
    ciborium::into_writer(item, bytes).expect("it is plain data and memory takes it");
}

/// The first item of every segment. Its last character is the format's version.
pub const MAGIC: &str = "chinwag recording 1";
/// The longest input that is recorded, in bytes: a page of history with the longest texts is half
/// of it.
pub const INPUT_MAX: usize = 32 * 1024 * 1024;
