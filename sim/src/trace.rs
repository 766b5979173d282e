//! A trace: what happened in a world, in the order of time, for drawing.

use std::time::Duration;

use crate::scenario::Act;

/// What happened from beginning to end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// What it is about.
    pub story: String,
    /// Whose lanes there are; everywhere else people are their places in this list.
    pub names: Vec<String>,
    /// What happened, in the order of time.
    pub entries: Vec<Entry>,
    /// When it ended.
    pub end: Duration,
}

impl Trace {
    /// What happened before then.
    #[must_use]
    pub fn before(mut self, end: Duration) -> Self {
        self.entries.retain(|entry| entry.at < end);
        self.end = self.end.min(end);
        self
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Since the world began.
    pub at: Duration,
    /// What.
    pub what: What,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Somebody's program starts.
    Booted(usize),
    /// Somebody's program ends.
    Ended(usize, Ending),
    /// A frame leaves.
    Sent {
        /// Its number in the trace.
        frame: u64,
        /// From whom.
        from: usize,
        /// To whom.
        to: usize,
        /// Of what kind.
        kind: FrameKind,
        /// What it says, as a line of the transcript has it.
        says: String,
    },
    /// A frame of that number is there.
    Arrived(u64),
    /// A frame of that number will never arrive: the link was cut, or nobody is at its end.
    Lost(u64),
    /// From now on somebody shows somebody so.
    Shown {
        /// On whose list.
        by: usize,
        /// Who.
        of: usize,
        /// How.
        stance: Stance,
    },
    /// Somebody is told something, in the words of the screen.
    Told(usize, String),
    /// A step of the scenario: a fault, a mending, a command, a checkpoint.
    Acted {
        /// Which.
        act: Act,
        /// In words.
        words: String,
    },
    /// A law was broken; it goes no further.
    Broken(String),
}

/// How a program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With a goodbye.
    Left,
    /// Without; its connections are closed.
    Stopped,
    /// By a loss of power; nobody hears of it.
    Killed,
}

/// How somebody stands on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stance {
    /// Linked and heard of.
    Online,
    /// Linked and silent for longer than it should be.
    Quiet,
    /// Being dialed.
    Dialing,
    /// Known and not there.
    Away,
    /// Not on the list.
    Unknown,
}

/// Kinds of frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FrameKind {
    /// Connect and its answer.
    Greeting,
    /// A message, or the place of one that was taken back.
    Text,
    /// That messages are durable.
    Received,
    /// Ping and pong.
    Ping,
    /// Goodbye.
    Exit,
}
