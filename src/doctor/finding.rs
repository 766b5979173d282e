//! One finding: a mark, what is so, and what to do about it.

use std::fmt;

use crate::failure::{Failure, Status};
use crate::screen::Style;
use crate::text::Safe;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// As it should be.
    Well,
    /// It may be in the way of something.
    Doubtful,
    /// It is in the way, and this is what a program that meets it ends with.
    Wrong(Status),
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Well => "✓",
            Self::Doubtful => "!",
            Self::Wrong(_) => "✗",
        })
    }
}

/// Something that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is well.
    pub mark: Mark,
    /// What was found, as a clause.
    pub what: Safe,
    /// What to do, in sentences; what to do if it turns out otherwise, where all is well.
    pub next_step: Option<Safe>,
}

impl Finding {
    /// That something is as it should be.
    pub fn well(what: impl AsRef<str>) -> Self {
        Self { mark: Mark::Well, what: Safe::line(what.as_ref()), next_step: None }
    }

    /// That something may be in the way.
    pub fn doubtful(what: impl AsRef<str>, next_step: impl AsRef<str>) -> Self {
        Self { mark: Mark::Doubtful, ..Self::well(what).with(next_step) }
    }

    /// That something is wrong.
    pub fn wrong(status: Status, what: impl AsRef<str>, next_step: impl AsRef<str>) -> Self {
        Self { mark: Mark::Wrong(status), ..Self::well(what).with(next_step) }
    }

    /// The same, with what to do.
    #[must_use]
    pub fn with(self, next_step: impl AsRef<str>) -> Self {
        Self { next_step: Some(Safe::text(next_step.as_ref())), ..self }
    }

    /// As lines to print, without the end of the last one.
    pub fn text(&self, style: Style) -> String {
        let what = format!("{} {}", self.mark, self.what);
        let what = match self.mark {
            Mark::Well => what,
            Mark::Doubtful => style.bold(&what),
            Mark::Wrong(_) => style.alarm(&what),
        };
        let steps = self.next_step.iter().flat_map(|steps| steps.as_str().lines());
        steps.fold(what, |text, step| format!("{text}\n  {}", step.trim_start()))
    }
}

impl From<Failure> for Finding {
    fn from(failure: Failure) -> Self {
        Self::wrong(failure.status(), failure.what().as_str(), failure.next_step().as_str())
    }
}

/// What all of it comes to: the worst that is wrong.
pub fn verdict(findings: &[Finding]) -> Status {
    let statuses = findings.iter().map(|finding| match finding.mark {
        Mark::Well | Mark::Doubtful => Status::Ok,
        Mark::Wrong(status) => status,
    });
    statuses.max().unwrap_or(Status::Ok)
}
