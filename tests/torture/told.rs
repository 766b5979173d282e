//! What a line of the program says of messages.

use std::fmt;

/// Those who chat.
pub(crate) const NAMES: [&str; 3] = ["alice", "bob", "carol"];

/// Which message it is, readable in its own text: who wrote it, as what number, and to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Label {
    pub(crate) author: usize,
    pub(crate) number: usize,
    pub(crate) to: usize,
}

impl Label {
    /// The whole text, of which the label is the first word. Some are long.
    pub(crate) fn text(self) -> String {
        let filler = if self.number.is_multiple_of(5) { " chinwag".repeat(200) } else { "".into() };
        format!("{self}{filler}")
    }

    /// The label of the message with this text, or with one that begins so.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let word = text.split(' ').next()?;
        let mut parts = word.split('-');
        let author = person(parts.next()?)?;
        let number = parts.next()?.parse().ok()?;
        let label = Self { author, number, to: person(parts.nth(1)?)? };
        (label.to_string() == word).then_some(label)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-to-{}", NAMES[self.author], self.number, NAMES[self.to])
    }
}

/// What a person is told of messages.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// One of this run was sent.
    Sent(Label),
    /// One of this run was received.
    Received(Label),
    /// That many of former runs were received.
    Former {
        to: usize,
        count: usize,
    },
    /// That many wait, of this run and of former ones.
    Waiting {
        to: usize,
        count: usize,
    },
    /// One came in.
    Shown(Label),
    /// Something that must not be said while disks are well and nobody cheats.
    Alarm,
    Nothing,
}

impl Told {
    /// Reads one line, given everybody's key.
    pub(crate) fn by(line: &str, keys: &[String]) -> Self {
        Self::of_own(line, keys).or_else(|| Self::of_theirs(line)).unwrap_or_else(|| {
            let is_alarm = ALARMS.iter().any(|alarm| line.contains(alarm));
            if is_alarm { Self::Alarm } else { Self::Nothing }
        })
    }

    fn of_own(line: &str, keys: &[String]) -> Option<Self> {
        if let Some(what) = line.strip_prefix("→ sent to ") {
            return Label::of(what.split_once(": ")?.1).map(Self::Sent);
        }
        if let Some(what) = line.strip_prefix("✓ received by ") {
            let (name, what) = what.split_once(": ")?;
            if let Some(label) = Label::of(what) {
                return Some(Self::Received(label));
            }
            let count = what.strip_suffix(" from before")?.split(' ').next()?;
            let count = if count == "a" { 1 } else { count.parse().ok()? };
            return Some(Self::Former { to: called(name, keys)?, count });
        }
        let (count, rest) = line.strip_prefix("… ")?.split_once(" to ")?;
        let (name, _) = rest.split_once(" queued: ")?;
        Some(Self::Waiting { to: called(name, keys)?, count: count.parse().ok()? })
    }

    fn of_theirs(line: &str) -> Option<Self> {
        let (before, text) = line.split_once(": ")?;
        let is_timed = before.starts_with(|c: char| c.is_ascii_digit());
        is_timed.then(|| Label::of(text)).flatten().map(Self::Shown)
    }
}

fn person(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| *known == name)
}

/// Who is called so on a screen: by name, or by the beginning of the key.
fn called(shown: &str, keys: &[String]) -> Option<usize> {
    let (name, tag) = shown.split_once('#').unwrap_or((shown, "?"));
    let name = name.trim_matches('"');
    person(name).or_else(|| keys.iter().position(|key| key.starts_with(tag)))
}

const ALARMS: [&str; 11] = [
    "panicked",
    "KEY CHANGED",
    "rolled back",
    "cannot be kept",
    "could not be kept",
    "nothing can be kept",
    "history cannot be read",
    "! not sent",
    "Choose a number",
    "Nobody here is called",
    "chinwag: ",
];
