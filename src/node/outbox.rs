//! Our messages to one peer that it has not confirmed, in the order of submission.

use std::collections::VecDeque;

use crate::frame::{Frame, Position};
use crate::text::Untrusted;

/// One stream of messages: numbered 1, 2, 3… and confirmed cumulatively.
///
/// What was sent and not confirmed is sent again over the next link, so a message arrives at least
/// once; the receiver drops what it has by number, so it arrives exactly once.
#[derive(Debug)]
pub(crate) struct Outbox {
    epoch: u64,
    /// The last one confirmed: everything up to it is gone from here.
    confirmed: u64,
    /// The last one handed to the present link.
    sent: u64,
    /// The last one handed to any link: nothing beyond it can be confirmed.
    furthest: u64,
    waiting: VecDeque<String>,
    bytes: usize,
    in_flight_bytes: usize,
}

impl Outbox {
    pub(crate) fn new(epoch: u64) -> Self {
        Self {
            epoch,
            confirmed: 0,
            sent: 0,
            furthest: 0,
            waiting: VecDeque::new(),
            bytes: 0,
            in_flight_bytes: 0,
        }
    }

    pub(crate) fn position(&self) -> Position {
        Position { epoch: self.epoch, upto: self.confirmed }
    }

    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Whether one more message of that many bytes has room.
    pub(crate) fn has_room(&self, bytes: usize) -> bool {
        self.waiting.len() < OUTBOX_MAX && self.bytes + bytes <= OUTBOX_BYTES_MAX
    }

    /// Adds a message and returns its number.
    pub(crate) fn push(&mut self, text: String) -> u64 {
        self.bytes += text.len();
        self.waiting.push_back(text);
        self.confirmed + self.waiting.len() as u64
    }

    /// The next message for the present link, while the window is open.
    pub(crate) fn next(&mut self) -> Option<Frame> {
        let in_flight = usize::try_from(self.sent - self.confirmed).ok()?;
        if in_flight >= WINDOW || self.in_flight_bytes >= WINDOW_BYTES {
            return None;
        }
        let text = self.waiting.get(in_flight)?;
        self.in_flight_bytes += text.len();
        self.sent += 1;
        self.furthest = self.furthest.max(self.sent);
        Some(Frame::Text(self.sent, Untrusted::new(text.as_str())))
    }

    pub(crate) fn sent(&self) -> u64 {
        self.sent
    }

    /// A new link: whatever is not confirmed must be sent again.
    pub(crate) fn rewind(&mut self) {
        self.sent = self.confirmed;
        self.in_flight_bytes = 0;
    }

    /// The peer has everything up to `upto`. Returns whether that is news; `None` if it claims
    /// what was never sent.
    pub(crate) fn confirm(&mut self, upto: u64) -> Option<bool> {
        if upto > self.furthest {
            return None;
        }
        let news = upto > self.confirmed;
        while self.confirmed < upto {
            let bytes = self.waiting.pop_front().map_or(0, |text| text.len());
            self.bytes -= bytes;
            self.confirmed += 1;
            if self.confirmed <= self.sent {
                self.in_flight_bytes -= bytes;
            }
        }
        self.sent = self.sent.max(self.confirmed);
        Some(news)
    }

    /// The peer tells how far it is in the stream that it knows; another stream says nothing.
    pub(crate) fn confirm_at(&mut self, position: Option<Position>) -> Option<bool> {
        match position {
            Some(Position { epoch, upto }) if epoch == self.epoch => self.confirm(upto),
            Some(_) | None => Some(false),
        }
    }
}

/// Messages kept for one peer: more than anybody types, small enough for every peer at once.
pub const OUTBOX_MAX: usize = 10_000;
/// Bytes of text kept for one peer.
pub const OUTBOX_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Messages on their way to one peer and not confirmed: what a fast link needs so as not to wait.
pub const WINDOW: usize = 1_024;
/// Bytes of text on their way to one peer, give or take one message: what a link may hold of a
/// peer that does not read.
pub const WINDOW_BYTES: usize = 1024 * 1024;
