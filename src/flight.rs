//! The flight recorder: keeps what passes a node's door in files of bounded size, beside the chat.
//!
//! An input is encoded where it happens, and written on a thread of its own. What the disk does not
//! take in time is left out, and the recording says so: the chat never waits for it.

mod desk;
mod files;

use std::sync::Arc;
use std::{fmt, io, thread};

use crate::driver::Recorder;
use crate::node::{Input, Node, Output};
use crate::record::Trouble;
use crate::recording::{self, Fingerprint, Header, INPUT_MAX, Redaction};
use crate::text::Safe;
use crate::time::Time;

use desk::Desk;

pub use files::Files;

/// Where segments go.
pub trait Shelf: Send {
    /// Begins the next segment with a header. The one before is put away, unless it has nothing
    /// but its header: then nothing is lost with it, and the one before that stays.
    ///
    /// # Errors
    /// When that cannot be; then the recording ends.
    fn turn(&mut self, header: &[u8]) -> io::Result<()>;

    /// Adds to the segment.
    ///
    /// # Errors
    /// When that cannot be; then the recording ends.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// How much a recording may take.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Bytes of a segment beyond the node that it begins with, give or take an input.
    pub segment: usize,
    /// Bytes that wait to be written, beyond the nodes that segments begin with.
    pub waiting: usize,
}

/// Records until it is dropped.
pub struct FlightRecorder {
    redaction: Option<Redaction>,
    bounds: Bounds,
    desk: Arc<Desk>,
    /// The input that was handed to the node last, and then what followed from it.
    entry: Vec<u8>,
    began: Time,
    at: Time,
    /// Inputs so far, recorded or not.
    count: u64,
    missed: u64,
    /// Bytes of the segment beyond the node that it begins with.
    length: usize,
}

impl FlightRecorder {
    /// Begins with a node as it is at that time. Without a redaction, names and texts are kept as
    /// they are. If it cannot be written, `fail` is told once, on another thread.
    ///
    /// # Errors
    /// When there can be no more threads.
    pub fn start(
        node: &Node,
        now: Time,
        redaction: Option<Redaction>,
        bounds: Bounds,
        shelf: Box<dyn Shelf>,
        fail: impl FnOnce(Trouble) + Send + 'static,
    ) -> io::Result<Self> {
        let desk = Arc::new(Desk::default());
        let taken_from = desk.clone();
        thread::Builder::new().name("recorder".into()).spawn(move || {
            if let Err(error) = taken_from.clear_into(shelf) {
                fail(trouble(&error));
            }
        })?;
        let mut recorder = Self {
            redaction,
            bounds,
            desk,
            entry: Vec::new(),
            began: now,
            at: now,
            count: 0,
            missed: 0,
            length: 0,
        };
        recorder.begin_segment(node);
        Ok(recorder)
    }

    fn begin_segment(&mut self, node: &Node) {
        let node = self.redaction.as_ref().map_or_else(|| node.clone(), |r| node.redacted(r));
        let header = Header {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            is_plain: self.redaction.is_none(),
            began: self.began,
            at: self.at,
            first: self.count + 1,
            missed: std::mem::take(&mut self.missed),
            node,
        };
        self.desk.begin(header.encode());
        self.length = 0;
    }
}

impl Recorder for FlightRecorder {
    fn happened(&mut self, now: Time, input: &Input) {
        if self.desk.is_closed() {
            return;
        }
        self.at = now;
        match &self.redaction {
            Some(redaction) => {
                recording::append_input(now, &redaction.input(input), &mut self.entry);
            }
            None => recording::append_input(now, input, &mut self.entry),
        }
    }

    fn followed(&mut self, node: &Node, outputs: &[Output]) {
        if self.entry.is_empty() {
            return;
        }
        self.count += 1;
        let is_short = self.entry.len() <= INPUT_MAX;
        recording::append_fingerprint(Fingerprint::of(outputs), &mut self.entry);
        if self.missed == 0 && is_short && self.desk.add(&self.entry, self.bounds.waiting) {
            self.length += self.entry.len();
        } else {
            self.missed += 1;
        }
        self.entry.clear();
        // After a gap it goes on with a new segment, once there is time for it.
        let is_gap = self.missed > 0 && self.desk.is_clear();
        if is_gap || self.length >= self.bounds.segment {
            self.begin_segment(node);
        }
    }
}

/// Lets what was handed over be written, within a bound.
impl Drop for FlightRecorder {
    fn drop(&mut self) {
        // What the node broke on, if it did.
        if self.missed == 0 {
            self.desk.add(&self.entry, self.bounds.waiting);
        }
        self.desk.close();
    }
}

impl fmt::Debug for FlightRecorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlightRecorder").field("count", &self.count).finish_non_exhaustive()
    }
}

fn trouble(error: &io::Error) -> Trouble {
    let kind = error.kind();
    if matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        Trouble::DiskFull
    } else if kind == io::ErrorKind::ReadOnlyFilesystem {
        Trouble::ReadOnly
    } else {
        Trouble::Failed(Safe::line(&error.to_string()))
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self { segment: SEGMENT_MAX, waiting: WAITING_MAX }
    }
}

/// Two segments are kept: days of talk, or the last minute of a flood.
const SEGMENT_MAX: usize = 32 * 1024 * 1024;
/// What a disk may be behind: the longest hiccup of one, at the speed of a flood.
const WAITING_MAX: usize = 8 * 1024 * 1024;
