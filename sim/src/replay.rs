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

    fn has(&self, number: u64, at: Time) -> bool {
        let is_counted = number.checked_sub(self.first).is_some_and(|place| place < self.count);
        is_counted && (self.from..self.to).contains(&at)
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
    let Recording { segments, rest } = recording;
    let mut segments = segments.into_iter();
    let first = segments.next().expect("a recording has a segment");
    let node = first.header.node.clone();
    let mut replay = Replay {
        program: first.header.program.clone(),
        is_plain: first.header.is_plain,
        steps: Vec::new(),
        count: 0,
        missed: 0,
        end: End::Same,
        before: node.clone(),
        after: node,
    };
    let mut next = 1;
    for segment in std::iter::once(first).chain(segments) {
        replay.missed += segment.header.missed;
        if segment.header.first == next && replay.after != segment.header.node {
            replay.end = End::Astray(next - 1);
            return replay;
        }
        replay.after = segment.header.node;
        next = segment.header.first;
        let mut reader = segment.reader;
        loop {
            let entry = match reader.entry() {
                Ok(Some(entry)) => entry,
                Ok(None) => break,
                Err(why) => {
                    replay.end = End::Unreadable(segment.path, why);
                    return replay;
                }
            };
            if let Some(end) = replay.go_on(next, entry, stretch) {
                replay.end = end;
                return replay;
            }
            next += 1;
        }
    }
    if let Some((path, why)) = rest {
        replay.end = End::Unreadable(path, why);
    }
    replay
}

impl Replay {
    /// Replays one input. Returns how the replay ends, if it does with it.
    fn go_on(&mut self, number: u64, entry: Entry, stretch: Stretch) -> Option<End> {
        let Entry { at, input, followed } = entry;
        let is_wanted = stretch.has(number, at);
        if is_wanted && self.steps.is_empty() {
            self.before = self.after.clone();
        }
        self.count += 1;
        let node = &mut self.after;
        let handled = catch_unwind(AssertUnwindSafe(|| node.handle(at, input.clone())));
        let (outputs, end) = match handled {
            Ok(outputs) => {
                let here = Fingerprint::of(&outputs);
                let end = match followed {
                    Some(there) if there == here => None,
                    Some(there) => Some(End::Different { there, here }),
                    None => Some(End::Unanswered),
                };
                (outputs, end)
            }
            Err(panic) => (Vec::new(), Some(End::Broke(said(&*panic), followed))),
        };
        if is_wanted || end.is_some() {
            self.steps.push(Step { number, at, input, outputs });
        }
        end
    }
}

/// What a panic said.
fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let literal = panic.downcast_ref::<&str>().map(ToString::to_string);
    literal.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
