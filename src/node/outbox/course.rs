//! How a stream of ours goes over the link in use: what is near, what was sent, what is confirmed.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::frame::Frame;
use crate::node::outbox::{WINDOW, WINDOW_BYTES};
use crate::record::Message;
use crate::recording::message;
use crate::stream::Position;
use crate::text::Untrusted;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Course {
    /// What the peer has, as it said when it greeted us or since.
    pub(super) base: Position,
    /// What it said agrees with what we know.
    pub(super) is_settled: bool,
    /// The last one sent over this link.
    pub(super) sent: u64,
    /// The store was asked for what comes after this one.
    pub(super) asked: Option<u64>,
    /// The messages after the base, as far as they are in memory.
    near: VecDeque<Message>,
    near_bytes: usize,
    in_flight_bytes: usize,
}

impl Course {
    /// From that place on, once it is settled that the peer is there.
    pub(super) fn new(base: Position, is_settled: bool) -> Self {
        Self {
            base,
            is_settled,
            sent: base.upto,
            asked: (!is_settled).then_some(base.upto),
            near: VecDeque::new(),
            near_bytes: 0,
            in_flight_bytes: 0,
        }
    }

    /// The last one in memory.
    pub(super) fn end(&self) -> u64 {
        self.base.upto + self.near.len() as u64
    }

    pub(super) fn has_room(&self) -> bool {
        self.near.len() < NEAR_MAX && self.near_bytes < NEAR_BYTES_MAX
    }

    /// Whether so much is in memory that the store need not be asked for more.
    pub(super) fn has_enough(&self) -> bool {
        self.in_flight() + NEAR_LEAST <= self.near.len()
    }

    /// Takes one more message into memory: the next after the last.
    pub(super) fn push(&mut self, message: Message) {
        self.near_bytes += message.len();
        self.near.push_back(message);
    }

    /// Empties the message at that place, if it is in memory.
    pub(super) fn take_text(&mut self, seq: u64) -> Option<String> {
        let at = usize::try_from(seq.checked_sub(self.base.upto + 1)?).ok()?;
        let text = self.near.get_mut(at)?.text.take()?;
        self.near_bytes -= text.len();
        Some(text)
    }

    /// The next message to send, while the window is open.
    pub(super) fn next(&mut self) -> Option<Frame> {
        let in_flight = self.in_flight();
        if !self.is_settled || in_flight >= WINDOW || self.in_flight_bytes >= WINDOW_BYTES {
            return None;
        }
        let message = self.near.get(in_flight)?;
        self.in_flight_bytes += message.len();
        self.sent += 1;
        Some(match &message.text {
            Some(text) => {
                Frame::Text(self.sent, message.id, message.at, Untrusted::new(text.as_str()))
            }
            None => Frame::Skip(self.sent, message.id),
        })
    }

    /// Lets go of the first message: the peer has it.
    pub(super) fn pop(&mut self) -> Option<Message> {
        let message = self.near.pop_front()?;
        self.base = self.base.then(message.id);
        self.near_bytes -= message.len();
        if self.base.upto <= self.sent {
            self.in_flight_bytes -= message.len();
        }
        self.sent = self.sent.max(self.base.upto);
        Some(message)
    }

    pub(super) fn redact(&mut self) {
        self.near.iter_mut().for_each(|near| *near = message(near));
    }

    fn in_flight(&self) -> usize {
        usize::try_from(self.sent.saturating_sub(self.base.upto)).unwrap_or(usize::MAX)
    }
}

/// Messages in memory for a linked peer: a window, and what will follow it.
const NEAR_MAX: usize = 4 * WINDOW;
/// Bytes of text in memory for a linked peer, give or take one answer of the store.
const NEAR_BYTES_MAX: usize = 2 * WINDOW_BYTES;
/// Messages that must be in memory beyond those under way, or the store is asked for more.
const NEAR_LEAST: usize = WINDOW / 2;
