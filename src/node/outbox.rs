//! Our stream of messages to one peer: what is confirmed, what may have left, what still waits.
//!
//! All of it is in the store; in memory are only counts, and, while the peer is linked, the
//! messages that are near to being sent. So memory grows neither with the history nor with what
//! waits for who is away.

mod course;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::frame::Frame;
use crate::record::{Message, Outgoing};
use crate::stream::{Chain, Position};

use course::Course;

/// One stream, numbered 1, 2, 3… and confirmed cumulatively.
///
/// What was sent and not confirmed is sent again over the next link, so a message arrives at least
/// once; the receiver drops what it has, by number and, in a new epoch, by id, so it arrives
/// exactly once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outbox {
    /// The epoch, and how far the peer has ever confirmed it.
    confirmed: Position,
    /// How far any epoch was ever confirmed: what was taken out of the counts below.
    counted: u64,
    /// The last one that may have left.
    handed: u64,
    /// The last one.
    last: u64,
    /// Messages that were never confirmed, and bytes of their text.
    waiting: usize,
    bytes: usize,
    /// Messages that were taken back, unless they are confirmed: an answer of the store may be
    /// older than that.
    cancelled: BTreeSet<u64>,
    course: Option<Course>,
}

/// What a peer's word on how far it is comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It agrees, and tells more than we knew.
    News,
    /// It agrees.
    Agreed,
    /// That has to be looked up.
    Open,
    /// It cannot be: this store, or that of the peer, is an older one, or a copy.
    RolledBack,
}

impl Outbox {
    pub(crate) fn new(epoch: u64) -> Self {
        Self::from(Outgoing { confirmed: Position::start(epoch), ..Outgoing::default() })
    }

    pub(crate) fn epoch(&self) -> u64 {
        self.confirmed.epoch
    }

    pub(crate) fn confirmed(&self) -> Position {
        self.confirmed
    }

    /// Whether nothing waits; places that were taken back do not.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// Whether there never was a message.
    pub(crate) fn is_unused(&self) -> bool {
        self.last == 0
    }

    /// Messages that were never confirmed, without those taken back.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting
    }

    /// The last one sent over the link in use, if there is one.
    pub(crate) fn sent(&self) -> u64 {
        self.course.as_ref().map_or(0, |course| course.sent)
    }

    /// Whether one more message of that many bytes has room.
    pub(crate) fn has_room(&self, bytes: usize) -> bool {
        self.waiting < OUTBOX_MAX && self.bytes + bytes <= OUTBOX_BYTES_MAX
    }

    /// Adds a message and returns its number.
    pub(crate) fn push(&mut self, message: Message) -> u64 {
        let bytes = message.len();
        self.waiting += 1;
        self.bytes += bytes;
        let last = self.last;
        self.last += 1;
        if let Some(course) = &mut self.course
            && course.is_settled
            && course.end() == last
            && course.has_room()
        {
            course.push(message);
        }
        self.last
    }

    /// Takes a message back. `None` if it may have left; otherwise whether it was there.
    pub(crate) fn cancel(&mut self, seq: u64) -> Option<bool> {
        if seq == 0 || seq > self.last || seq <= self.confirmed.upto {
            return Some(false);
        }
        if seq <= self.handed {
            return None;
        }
        if !self.cancelled.insert(seq) {
            return Some(false);
        }
        let text = self.course.as_mut().and_then(|course| course.take_text(seq));
        // One that is not in memory counts as long as the others on average.
        let bytes = text.map_or(self.bytes / self.waiting.max(1), |text| text.len());
        self.bytes = self.bytes.saturating_sub(bytes);
        self.waiting = self.waiting.saturating_sub(1);
        Some(true)
    }

    /// A link is in use from now on, and this is how far the peer says that it is.
    pub(crate) fn meet(&mut self, claim: Option<Position>) -> Verdict {
        let start = Position::start(self.epoch());
        let base = claim.filter(|claim| claim.epoch == start.epoch).unwrap_or(start);
        #[cfg(feature = "plants")]
        if let Some(course) = self.planted_course(base) {
            self.course = Some(course);
            return Verdict::Agreed;
        }
        if base.upto > self.handed {
            return Verdict::RolledBack;
        }
        let is_settled = base == self.confirmed;
        #[cfg(feature = "plants")]
        let is_settled = is_settled
            || (crate::plant::Plant::NoChain.is_planted() && base.upto == self.confirmed.upto);
        if !is_settled && base.upto == self.confirmed.upto {
            return Verdict::RolledBack;
        }
        let course = Course::new(base, is_settled);
        self.course = Some(course);
        if is_settled { Verdict::Agreed } else { Verdict::Open }
    }

    /// The link in use is gone. Returns whether something sent over it was not confirmed.
    pub(crate) fn part(&mut self) -> Option<u64> {
        let course = self.course.take()?;
        (course.sent > self.confirmed.upto).then_some(course.sent)
    }

    /// After what place the store has to be asked for more, now or again.
    pub(crate) fn wants(&mut self) -> Option<u64> {
        let last = self.last;
        let course = self.course.as_mut()?;
        let end = course.end();
        if course.asked.is_some() || end == last || course.has_enough() {
            return None;
        }
        course.asked = Some(end);
        Some(end)
    }

    /// The place after which the store must be asked before anything is sent.
    pub(crate) fn asks(&self) -> Option<u64> {
        self.course.as_ref().filter(|course| !course.is_settled).and_then(|course| course.asked)
    }

    /// The store has answered.
    pub(crate) fn recalled(&mut self, after: u64, chain: Chain, messages: Vec<Message>) -> Verdict {
        let Some(course) = self.course.as_mut().filter(|course| course.asked == Some(after)) else {
            return Verdict::Agreed;
        };
        let is_first = !course.is_settled;
        #[cfg(feature = "plants")]
        let chain =
            if crate::plant::Plant::NoChain.is_planted() { course.base.chain } else { chain };
        if is_first && course.base.chain != chain {
            return Verdict::RolledBack;
        }
        course.is_settled = true;
        if messages.is_empty() && !is_first {
            // A store that has lost messages is not asked again and again.
            return Verdict::Agreed;
        }
        course.asked = None;
        if after == course.end() {
            for (seq, mut message) in (after + 1..).zip(messages) {
                message.text.take_if(|_| self.cancelled.contains(&seq));
                course.push(message);
            }
        }
        let base = course.base;
        if self.reach(base) { Verdict::News } else { Verdict::Agreed }
    }

    /// The next message for the link in use, while the window is open.
    pub(crate) fn next(&mut self) -> Option<Frame> {
        self.course.as_mut()?.next()
    }

    /// Takes note of what is about to leave. Returns the place if that is news, to be kept first.
    pub(crate) fn hand(&mut self) -> Option<u64> {
        let sent = self.sent();
        if sent <= self.handed {
            return None;
        }
        self.handed = sent;
        Some(sent)
    }

    /// The peer has everything up to `upto`. Returns whether that is news; `None` if it claims
    /// what was never sent.
    pub(crate) fn confirm(&mut self, upto: u64) -> Option<bool> {
        if upto > self.handed {
            return None;
        }
        let counted = self.counted;
        let course = self.course.as_mut()?;
        if !course.is_settled {
            // Nothing was sent over this link yet, and what was greeted with is being looked up.
            return Some(false);
        }
        while course.base.upto < upto {
            let Some(message) = course.pop() else { break };
            if course.base.upto > counted && message.text.is_some() {
                self.waiting = self.waiting.saturating_sub(1);
                self.bytes = self.bytes.saturating_sub(message.len());
            }
        }
        let base = course.base;
        Some(self.reach(base))
    }

    /// How far a greeting on an open link says that the peer is; an older word says nothing.
    pub(crate) fn confirm_at(&mut self, claim: Option<Position>) -> Option<bool> {
        match claim {
            Some(Position { epoch, upto, .. }) if epoch == self.epoch() => self.confirm(upto),
            Some(_) | None => Some(false),
        }
    }

    /// Begins again with the first message, in a new epoch.
    pub(crate) fn restart(&mut self, epoch: u64) {
        self.confirmed = Position::start(epoch);
        self.course = None;
    }

    /// A course that begins elsewhere than it should.
    #[cfg(feature = "plants")]
    fn planted_course(&self, base: Position) -> Option<Course> {
        use crate::plant::Plant;
        let upto = if Plant::Gaps.is_planted() {
            self.handed
        } else if Plant::SeqRestarts.is_planted() && base.upto > self.handed {
            self.confirmed.upto
        } else {
            return None;
        };
        Some(Course::new(Position { upto, ..base }, true))
    }

    /// What is about to leave, without what may have left before.
    #[cfg(feature = "plants")]
    pub(crate) fn planted_late(&self, mut frames: Vec<Frame>) -> Vec<Frame> {
        let is_late = |n: &u64| *n <= self.handed && crate::plant::Plant::NoResend.is_planted();
        frames.retain(|f| !matches!(f, Frame::Text(n, ..) | Frame::Skip(n, _) if is_late(n)));
        frames
    }

    /// Fills the texts in memory with as many bytes that say nothing.
    pub(crate) fn redact(&mut self) {
        self.course.iter_mut().for_each(Course::redact);
    }

    fn reach(&mut self, base: Position) -> bool {
        let is_news = base.upto > self.confirmed.upto;
        if is_news {
            self.confirmed = base;
            self.counted = self.counted.max(base.upto);
            self.cancelled = self.cancelled.split_off(&(base.upto + 1));
        }
        // The peer may know more than we did, of messages that were not in memory.
        let left = usize::try_from(self.last.saturating_sub(self.counted)).unwrap_or(usize::MAX);
        self.waiting = self.waiting.min(left);
        if self.waiting == 0 {
            self.bytes = 0;
        }
        is_news
    }
}

impl From<Outgoing> for Outbox {
    fn from(kept: Outgoing) -> Self {
        Self {
            confirmed: kept.confirmed,
            counted: kept.confirmed.upto,
            handed: kept.handed,
            last: kept.last,
            waiting: kept.waiting,
            bytes: kept.bytes,
            cancelled: kept.cancelled.into_iter().collect(),
            course: None,
        }
    }
}

/// Messages kept for one peer: more than anybody types, and soon sent.
pub const OUTBOX_MAX: usize = 10_000;
/// Bytes of text kept for one peer.
pub const OUTBOX_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Messages on their way to one peer and not confirmed: what a fast link needs so as not to wait,
/// and what shares one sync of the other disk.
pub const WINDOW: usize = 1_024;
/// Bytes of text on their way to one peer, give or take one message: what a link may hold of a
/// peer that does not read.
pub const WINDOW_BYTES: usize = 1024 * 1024;
