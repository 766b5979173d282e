//! Replays: what a node went through somewhere else, again, output for output.
//!
//! `chinwag --record FILE` keeps every input of a node, and for each a fingerprint of what
//! followed. A node that is begun from the same state and handed the same inputs does the same, or
//! the two programs differ: the replay stops where they do.

mod files;
mod show;
mod trace;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use chinwag::node::{Input, Node, Output};
use chinwag::recording::{Entry, Fingerprint, Unreadable};
use chinwag::time::Time;

use files::Segment;

pub use files::{OpenError, Recording};
pub use show::{Asked, Shown, command};

/// Which inputs of a recording are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// From this number on; the first has number 1.
    pub first: u64,
    /// So many at the most.
    pub count: u64,
    /// From then on.
    pub from: Time,
    /// Before that.
    pub to: Time,
}

impl Stretch {
    /// All of them.
    pub const ALL: Self =
        Self { first: 1, count: u64::MAX, from: Time::EPOCH, to: Time::from_micros(u64::MAX) };

    /// Whether it has an input, of which it has so many already.
    fn has(&self, number: u64, at: Time, already: usize) -> bool {
        let is_wanted = number >= self.first && (self.from..self.to).contains(&at);
        is_wanted && (already as u64) < self.count
    }
}

/// One input, and what followed in the replay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number since the recorded program began.
    pub number: u64,
    /// When it happened.
    pub at: Time,
    /// What.
    pub input: Input,
    /// What followed.
    pub outputs: Vec<Output>,
}

/// A stretch of a recording as it went in the replay.
#[derive(Debug)]
pub struct Replay {
    /// The version of the program that recorded.
    pub program: String,
    /// Whether names and texts are as they were.
    pub is_plain: bool,
    /// The inputs of the stretch, and, where the replay ends with one, that one too.
    pub steps: Vec<Step>,
    /// Inputs that were replayed in all.
    pub count: u64,
    /// Inputs that the disk of the recorded program had no time for.
    pub missed: u64,
    /// How it ended.
    pub end: End,
    /// The node before the first of the steps.
    before: Node,
    /// The node after all.
    after: Node,
}

/// How a replay ends.
#[derive(Debug)]
pub enum End {
    /// With the recording: all went as it had gone.
    Same,
    /// With an input of which it is not known what followed there: the program was killed then, or
    /// the node broke on it. Here it did not.
    Unanswered,
    /// Where this file cannot be read any further; up to there all went as it had gone.
    Unreadable(PathBuf, Unreadable),
    /// With the last step: something else followed than in the recorded program.
    Different {
        /// What had followed there.
        there: Fingerprint,
        /// What followed here.
        here: Fingerprint,
    },
    /// With the last step: the node broke on it, and said this. What followed there is not known
    /// if it did there as well.
    Broke(String, Option<Fingerprint>),
    /// After that input the recorded node had come to another state than this one.
    Astray(u64),
}

impl End {
    /// Whether the replay went as what was recorded, as far as that can be read.
    pub fn is_same(&self) -> bool {
        match self {
            Self::Same | Self::Unanswered | Self::Unreadable(_, Unreadable::Cut(_)) => true,
            Self::Unreadable(..) | Self::Different { .. } | Self::Broke(..) | Self::Astray(_) => {
                false
            }
        }
    }
}

/// Replays a recording from its beginning, and keeps the steps of a stretch.
pub fn replay(recording: Recording, stretch: Stretch) -> Replay {
    let Recording { first, second, rest } = recording;
    let header = &first.header;
    let mut replay = Replay {
        program: header.program.clone(),
        is_plain: header.is_plain,
        steps: Vec::new(),
        count: 0,
        missed: 0,
        end: End::Same,
        before: header.node.clone(),
        after: header.node.clone(),
    };
    let mut next = header.first;
    for segment in std::iter::once(first).chain(second) {
        match replay.go_through(segment, next, stretch) {
            Ok(number) => next = number,
            Err(end) => return Replay { end, ..replay },
        }
    }
    let end = rest.map_or(End::Same, |(path, why)| End::Unreadable(path, why));
    Replay { end, ..replay }
}

impl Replay {
    /// Replays a segment. Returns the number of the first input that is not in it.
    ///
    /// # Errors
    /// With how the replay ends in it.
    fn go_through(
        &mut self,
        Segment { path, header, mut reader }: Segment,
        expected: u64,
        stretch: Stretch,
    ) -> Result<u64, End> {
        self.missed += header.missed;
        if header.first == expected && header.node != self.after {
            return Err(End::Astray(expected - 1));
        }
        self.after = header.node;
        let mut number = header.first;
        while let Some(entry) = reader.entry().map_err(|why| End::Unreadable(path.clone(), why))? {
            self.go_on(number, entry, stretch)?;
            number += 1;
        }
        Ok(number)
    }

    /// Replays one input.
    ///
    /// # Errors
    /// With how the replay ends, if it does with this one.
    fn go_on(&mut self, number: u64, entry: Entry, stretch: Stretch) -> Result<(), End> {
        let Entry { at, input, followed } = entry;
        let is_wanted = stretch.has(number, at, self.steps.len());
        if is_wanted && self.steps.is_empty() {
            self.before = self.after.clone();
        }
        self.count += 1;
        let node = &mut self.after;
        let handled = catch_unwind(AssertUnwindSafe(|| node.handle(at, input.clone())));
        let (outputs, end) = match handled {
            Ok(outputs) => {
                let end = judged(followed, Fingerprint::of(&outputs));
                (outputs, end)
            }
            Err(panic) => (Vec::new(), Err(End::Broke(said(&*panic), followed))),
        };
        if is_wanted || end.is_err() {
            self.steps.push(Step { number, at, input, outputs });
        }
        end
    }
}

/// Whether that followed what had followed there.
fn judged(there: Option<Fingerprint>, here: Fingerprint) -> Result<(), End> {
    match there {
        Some(there) if there == here => Ok(()),
        Some(there) => Err(End::Different { there, here }),
        None => Err(End::Unanswered),
    }
}

/// What a panic said.
fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let literal = panic.downcast_ref::<&str>().map(ToString::to_string);
    literal.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
