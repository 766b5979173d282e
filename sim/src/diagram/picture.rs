//! A picture: what a trace says, as spans and arrows, in texts that are safe to show.

use std::time::Duration;

use chinwag::text::Safe;

use crate::trace::{Ending, FrameKind, Stance};

/// What is drawn.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) story: Safe,
    pub(super) lanes: Vec<Lane>,
    pub(super) arrows: Vec<Arrow>,
    pub(super) notes: Vec<Note>,
    pub(super) steps: Vec<Step>,
    pub(super) end: Duration,
    /// What is not drawn, a sentence each.
    pub(super) left_out: Vec<String>,
}

/// Somebody's time.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) name: Safe,
    pub(super) lives: Vec<Span<Life>>,
    pub(super) columns: Vec<Column>,
}

/// What is so of somebody, on somebody's lane.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) of: usize,
    pub(super) shown: Vec<Span<Stance>>,
    pub(super) troubles: Vec<Span<Trouble>>,
}

/// For how long something is so.
#[derive(Debug)]
pub(super) struct Span<T> {
    pub(super) from: Duration,
    pub(super) to: Duration,
    pub(super) what: T,
}

/// Whether a program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    Up,
    Down(Ending),
}

/// What hinders all that comes from somebody, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trouble {
    Slow,
    Stall,
    Cut,
}

/// A frame.
#[derive(Debug)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) kind: FrameKind,
    pub(super) says: Safe,
    pub(super) sent: Duration,
    pub(super) fate: Fate,
}

/// What becomes of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Arrived(Duration),
    Lost(Duration),
    /// It is still under way at the end.
    UnderWay,
}

/// Something at a lane.
#[derive(Debug)]
pub(super) struct Note {
    pub(super) at: Duration,
    pub(super) lane: usize,
    pub(super) kind: NoteKind,
    pub(super) says: Safe,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoteKind {
    Told,
    Booted,
    Ended(Ending),
}

/// Something across all lanes.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) at: Duration,
    pub(super) kind: StepKind,
    pub(super) words: Safe,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StepKind {
    Acted,
    Checkpoint,
    Broken,
}

impl Picture {
    /// How many frames of a kind there are.
    pub(super) fn count(&self, kind: FrameKind) -> usize {
        self.arrows.iter().filter(|arrow| arrow.kind == kind).count()
    }

    /// Leaves out the pings, if they would hide the rest.
    pub(super) fn calm(&mut self) {
        let pings = self.count(FrameKind::Ping);
        if pings > PINGS_MAX {
            self.arrows.retain(|arrow| arrow.kind != FrameKind::Ping);
            self.left_out.push(format!("{pings} pings and their answers are not drawn."));
        }
    }
}

/// Pings that one sees through.
pub(super) const PINGS_MAX: usize = 100;
