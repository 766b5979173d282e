//! The words of a diagram: times, kinds and states, and how much of a text fits.

use std::time::Duration;

use unicode_width::UnicodeWidthChar;

use crate::trace::{Ending, FrameKind, Stance};

use super::picture::{Fate, NoteKind, Trouble};

/// A time since the beginning, to the millisecond: `1:02.350`, `2:01:02.350`.
pub(super) fn clock(at: Duration) -> String {
    let (seconds, millis) = (at.as_secs(), at.subsec_millis());
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours == 0 {
        format!("{minutes}:{seconds:02}.{millis:03}")
    } else {
        format!("{hours}:{minutes:02}:{seconds:02}.{millis:03}")
    }
}

/// How long something took, as short as it can be said: `35 ms`, `2.4 s`, `3 min 12 s`.
pub(super) fn span(span: Duration) -> String {
    let (seconds, millis) = (span.as_secs(), span.subsec_millis());
    match seconds {
        0 if millis == 0 => format!("{} µs", span.as_micros()),
        0 => format!("{millis} ms"),
        1..60 => format!("{seconds}.{} s", millis / 100),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        3600.. => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// As much of the first line of a text as fits into so many columns.
pub(super) fn fit(text: &str, columns: usize) -> String {
    let line = text.lines().next().unwrap_or("");
    let mut fitting = String::new();
    let mut taken = 0;
    for c in line.chars() {
        taken += c.width().unwrap_or(0);
        if taken > columns {
            // The mark takes the place of what stood in the last column.
            fitting.pop();
            fitting.push('…');
            return fitting;
        }
        fitting.push(c);
    }
    if line.len() < text.trim_end().len() { format!("{fitting} …") } else { fitting }
}

pub(super) const KINDS: [FrameKind; 5] =
    [FrameKind::Text, FrameKind::Received, FrameKind::Greeting, FrameKind::Exit, FrameKind::Ping];

/// The word for a kind of frames, as scripts and styles know it.
pub(super) const fn of_kind(kind: FrameKind) -> &'static str {
    match kind {
        FrameKind::Greeting => "greeting",
        FrameKind::Text => "text",
        FrameKind::Received => "received",
        FrameKind::Ping => "ping",
        FrameKind::Exit => "exit",
    }
}

/// What frames of a kind are, for a person.
pub(super) const fn about(kind: FrameKind) -> &'static str {
    match kind {
        FrameKind::Greeting => "greeting",
        FrameKind::Text => "message",
        FrameKind::Received => "received",
        FrameKind::Ping => "ping, pong",
        FrameKind::Exit => "goodbye",
    }
}

/// The word for what becomes of a frame.
pub(super) const fn of_fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Arrived(_) => "arrived",
        Fate::Lost(_) => "lost",
        Fate::UnderWay => "underway",
    }
}

/// The word for how somebody stands.
pub(super) const fn of_stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Online => "online",
        Stance::Quiet => "quiet",
        Stance::Dialing => "dialing",
        Stance::Away => "away",
        Stance::Unknown => "unknown",
    }
}

/// The word for what hinders.
pub(super) const fn of_trouble(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Slow => "slow",
        Trouble::Stall => "stalled",
        Trouble::Cut => "cut",
    }
}

/// The word for a note.
pub(super) const fn of_note(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Told => "told",
        NoteKind::Booted => "booted",
        NoteKind::Ended(ending) => of_ending(ending),
    }
}

/// What happens to a program, for a person.
pub(super) const fn about_note(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Told => "the person is told",
        NoteKind::Booted => "program starts",
        NoteKind::Ended(Ending::Left) => "program says goodbye",
        NoteKind::Ended(Ending::Stopped) => "program is stopped",
        NoteKind::Ended(Ending::Killed) => "power is lost",
    }
}

/// The word for how a program ends.
pub(super) const fn of_ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Left => "left",
        Ending::Stopped => "stopped",
        Ending::Killed => "killed",
    }
}
