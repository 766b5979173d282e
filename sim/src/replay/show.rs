//! Replays to read: the transcript of a stretch, and how the replay ended.

use std::fmt::{self, Write};
use std::path::Path;

use chinwag::screen::Clock;
use chinwag::time::Time;

use super::{End, Recording, Replay, Step, Stretch, replay};

/// What is asked of a recording on the command line, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// `--from`: a time, as 12:30:05, or the number of an input.
    pub from: Option<String>,
    /// `--to`: a time.
    pub to: Option<String>,
    /// `--count`: how many inputs.
    pub count: Option<u64>,
}

/// What is to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Lines of it.
    pub text: String,
    /// Whether the replay went as what was recorded.
    pub is_same: bool,
    /// Whether there is nothing in the stretch that was asked for.
    pub is_nothing: bool,
}

/// Replays a file and shows what was asked for.
///
/// # Errors
/// In words, when the file cannot be opened or it cannot be understood what was asked for.
pub fn command(file: &Path, asked: &Asked) -> Result<Shown, String> {
    let recording = Recording::open(file).map_err(|error| {
        format!("{error}\nName a file that was written by `chinwag --record FILE`.")
    })?;
    let stretch = asked.stretch(recording.begins_at())?;
    let replay = replay(recording, stretch);
    let is_nothing = replay.steps.is_empty();
    Ok(Shown { text: replay.to_string(), is_same: replay.end.is_same(), is_nothing })
}

impl Asked {
    /// What it means for a recording that began at that time.
    fn stretch(&self, began: Time) -> Result<Stretch, String> {
        let time = |typed: &str| Clock::utc().parse(typed, began).map_err(|why| why.to_string());
        let mut stretch = Stretch { count: self.count.unwrap_or(u64::MAX), ..Stretch::ALL };
        if let Some(from) = &self.from {
            match from.parse() {
                Ok(number) => stretch.first = number,
                Err(_) => stretch.from = time(from)?,
            }
        }
        if let Some(to) = &self.to {
            stretch.to = time(to)?;
        }
        Ok(stretch)
    }
}

/// The transcript, in universal time, and how it ended.
impl fmt::Display for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut day = String::new();
        for step in &self.steps {
            let at = Clock::rfc3339(step.at);
            let (date, time) = at.split_at_checked(DATE).unwrap_or_default();
            if day != date {
                date.clone_into(&mut day);
                writeln!(f, "{day}, universal time")?;
            }
            let time = time.get(1..1 + TIME).unwrap_or_default();
            step.write(f, time)?;
        }
        let Self { program, count, missed, .. } = self;
        write!(f, "{count} inputs of chinwag {program} replayed")?;
        if *missed > 0 {
            write!(f, ", {missed} more not recorded because the disk did not keep up")?;
        }
        if !self.is_plain {
            write!(f, "; names and texts are filler")?;
        }
        writeln!(f, "\n{}", self.end)
    }
}

impl Step {
    fn write(&self, f: &mut impl Write, time: &str) -> fmt::Result {
        writeln!(f, "{:>8}  {time}  <- {}", self.number, self.input)?;
        self.outputs.iter().try_for_each(|output| writeln!(f, "{:24}-> {output}", ""))
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same => f.write_str("all as recorded"),
            Self::Unanswered => f.write_str(
                "all as recorded; what followed the last input is not known: the program was \
                 killed there, or broke on it as it does not here",
            ),
            Self::Unreadable(path, why) => {
                write!(f, "all as recorded up to where {} ends: {why}", path.display())
            }
            Self::Different { there, here } => write!(
                f,
                "DIFFERENT: what followed the last input here is {here}, and was {there} when it \
                 was recorded"
            ),
            Self::Broke(said, None) => write!(f, "BROKE on the last input, as recorded: {said}"),
            Self::Broke(said, Some(_)) => {
                write!(f, "BROKE on the last input, which was answered when recorded: {said}")
            }
            Self::Astray(number) => write!(
                f,
                "DIFFERENT: all outputs up to input {number} were as recorded, and the node is in \
                 another state"
            ),
        }
    }
}

/// Characters of a date, and of a time of day to the millisecond, in RFC 3339.
const DATE: usize = "2026-01-01".len();
const TIME: usize = "12:00:00.000".len();
