//! How the program ends when it cannot go on: one sentence, the next step, an exit status.

use std::fmt;
use std::process::ExitCode;

use crate::text::Safe;

/// Why the program cannot go on, for the person who started it.
///
/// It displays as `chinwag: ` and the sentence, and the next step on a line of its own. Both may
/// quote files and arguments, so both are made safe to show.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("chinwag: {what}\n{next_step}")]
pub struct Failure {
    what: Safe,
    next_step: Safe,
    status: Status,
}

impl Failure {
    /// A failure: what is wrong, without a full stop, and what to do about it, in a sentence.
    pub fn new(status: Status, what: impl AsRef<str>, next_step: impl AsRef<str>) -> Self {
        let (what, next_step) = (Safe::line(what.as_ref()), Safe::line(next_step.as_ref()));
        Self { what, next_step, status }
    }

    /// What is wrong, without a full stop.
    pub const fn what(&self) -> &Safe {
        &self.what
    }

    /// What to do about it, in a sentence.
    pub const fn next_step(&self) -> &Safe {
        &self.next_step
    }

    /// What the program ends with.
    pub const fn status(&self) -> Status {
        self.status
    }
}

/// What the program ends with, for scripts. The numbers are a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// All went well.
    Ok = 0,
    /// Something else went wrong, and was told.
    Failed = 1,
    /// The command line cannot be understood.
    Usage = 2,
    /// A peer cannot be reached, or a message did not reach it.
    NotDelivered = 3,
    /// Another key answered than the one that was expected.
    KeyChanged = 4,
    /// Another program listens on the port.
    PortInUse = 5,
    /// The configuration, the key or the data cannot be used.
    Damaged = 6,
    /// A message did not reach its peer in time, and may still arrive.
    Queued = 7,
    /// The answer to a question was no.
    No = 8,
    /// A question was not answered in time, or neither by yes nor by no.
    Unanswered = 9,
}

impl Status {
    /// Every status, by its number.
    pub const ALL: [Self; 10] = [
        Self::Ok,
        Self::Failed,
        Self::Usage,
        Self::NotDelivered,
        Self::KeyChanged,
        Self::PortInUse,
        Self::Damaged,
        Self::Queued,
        Self::No,
        Self::Unanswered,
    ];

    /// The number that the operating system is given.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// The meaning, as a clause for the help text.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ok => "all went well",
            Self::Failed => "something else went wrong, and was told",
            Self::Usage => "the command line cannot be understood",
            Self::NotDelivered => "a peer cannot be reached, or a message did not reach it",
            Self::KeyChanged => "another key answered than the one that was expected",
            Self::PortInUse => "another program listens on the port",
            Self::Damaged => "the configuration, the key or the data cannot be used",
            Self::Queued => "a message did not reach its peer in time, and may still arrive",
            Self::No => "the answer to a question was no",
            Self::Unanswered => "a question was not answered in time, or neither by yes nor by no",
        })
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}
