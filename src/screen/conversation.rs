//! A conversation as a person reads it: the same on the command line and in the menu.

use std::time::Duration;

use jiff::civil::Date;

use crate::history::{Conversations, Entry, Side};
use crate::identity::Identity;
use crate::node::{Mark, Who};
use crate::screen::clock::Clock;
use crate::screen::style::Style;
use crate::text::Safe;
use crate::time::Time;

/// Entries in the order in which they are given, with a line wherever a day begins.
///
/// What others say cannot pass for anything else: a line begins with what only this writes, and
/// every further line of a text is moved to the right of that.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// Whether it is said with whom.
    is_mixed: bool,
    clock: Clock,
    style: Style,
    /// Of the entry written last.
    day: Option<Date>,
}

/// All of it at once; if there is nothing, a sentence says so.
pub fn conversation(found: &Conversations, is_mixed: bool, clock: &Clock, style: Style) -> String {
    if found.entries.is_empty() {
        return NOTHING.to_owned();
    }
    Conversation::new(is_mixed, clock.clone(), style).page(found)
}

/// The messages that can be taken back, numbered.
pub(super) fn waiting(found: &Conversations, clock: &Clock, style: Style) -> String {
    if found.entries.is_empty() {
        return NOTHING_WAITS.to_owned();
    }
    let line = |(number, entry): (usize, &Entry)| {
        let at = clock.dated(entry.noted_at());
        let to = style.bold(&called(found, &entry.peer));
        format!("  {number}  {at} to {to}: {}", body(&entry.text, 8))
    };
    (1..).zip(&found.entries).map(line).collect::<Vec<_>>().join("\n")
}

/// The lines of a text, the further ones moved to the right. Nobody can fill a screen at one go.
pub(super) fn body(text: &Safe, indent: usize) -> String {
    let all = text.as_str().lines().count();
    let mut lines: Vec<&str> = text.as_str().lines().take(LINES_SHOWN).collect();
    let rest = format!("… and {} more lines", all.saturating_sub(LINES_SHOWN));
    if all > LINES_SHOWN {
        lines.push(&rest);
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// Which time to show for a message of a peer, and what to add to it. The peer's own time, unless
/// its clock is off; and ours too, if the message was long on its way.
pub(super) fn times(
    sent: Time,
    heard: Time,
    is_clock_off: bool,
    clock: &Clock,
) -> (String, Option<String>) {
    if is_clock_off || sent.since(heard) > AHEAD {
        return (clock.minute(heard), Some("(received)".to_owned()));
    }
    if heard.since(sent) > LATE || clock.date(sent) != clock.date(heard) {
        return (clock.minute(heard), Some(format!("(sent {})", clock.since(sent, heard))));
    }
    (clock.minute(sent), None)
}

impl Conversation {
    /// Nothing of it yet. If it is mixed, it is said with whom each message is.
    pub fn new(is_mixed: bool, clock: Clock, style: Style) -> Self {
        Self { is_mixed, clock, style, day: None }
    }

    /// The entries that follow.
    pub fn page(&mut self, found: &Conversations) -> String {
        let mut lines = Vec::new();
        for entry in &found.entries {
            let day = self.clock.date(entry.noted_at());
            if self.day.replace(day) != Some(day) {
                let day = self.clock.day(entry.noted_at());
                lines.push(self.style.dim(&format!("── {day} ──")));
            }
            lines.push(self.entry(entry, &called(found, &entry.peer)));
        }
        lines.join("\n")
    }

    fn entry(&self, entry: &Entry, peer: &str) -> String {
        let bold = |who: &str| self.style.bold(who);
        let (time, note, who) = match entry.side {
            Side::Theirs { sent, heard, is_clock_off } => {
                let (time, note) = times(sent, heard, is_clock_off, &self.clock);
                let to = if self.is_mixed { " → you" } else { "" };
                (time, note.unwrap_or_default(), format!("{}{to}", bold(peer)))
            }
            Side::Ours { at, mark, .. } => {
                let who =
                    if self.is_mixed { format!("you → {}", bold(peer)) } else { "you".into() };
                (self.clock.minute(at), marked(mark).to_owned(), who)
            }
        };
        let blank = " ".repeat(NOTE.saturating_sub(note.chars().count()));
        let note = if note.is_empty() { blank } else { self.style.dim(&note) + &blank };
        if matches!(entry.side, Side::Ours { mark: Mark::Cancelled, .. }) {
            return format!("{time} {note}  {who}");
        }
        format!("{time} {note}  {who}: {}", body(&entry.text, INDENT))
    }
}

/// How far a message of ours has come.
fn marked(mark: Mark) -> &'static str {
    match mark {
        Mark::Queued => "… queued",
        Mark::Sent => "→ sent",
        Mark::Received => "✓ received",
        Mark::Cancelled => "✗ failed (cancelled)",
    }
}

fn called(found: &Conversations, peer: &Identity) -> String {
    found.who(peer).map_or_else(|| format!("#{}", peer.tag()), Who::shown)
}

/// Columns between the time and who speaks: where only we write.
const NOTE: usize = 10;
/// Columns that further lines of a text are moved by: those of the time, the note and the spaces.
const INDENT: usize = 5 + 1 + NOTE + 2;
/// How far ahead of ours a peer's clock may be.
const AHEAD: Duration = Duration::from_secs(2 * 60);
/// A message that takes longer than this was kept somewhere on its way.
const LATE: Duration = Duration::from_secs(10 * 60);
/// Lines of one message that are shown.
const LINES_SHOWN: usize = 100;
const NOTHING: &str = "There are no messages.";
const NOTHING_WAITS: &str = "Nothing waits to be sent.";
