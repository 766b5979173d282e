//! One conversation as far as the screen has it: messages and what was noticed between them.

use std::collections::VecDeque;

use crate::history::{Conversations, Entry, PAGE_MAX, Page, Query, Side};
use crate::node::Mark;
use crate::stream::MessageId;
use crate::text::Safe;
use crate::time::Time;

/// Lines of a conversation, oldest first, each with a place that stays its own.
#[derive(Clone, Debug, Default)]
pub(super) struct Talk {
    lines: VecDeque<Line>,
    /// The place of the first line: it sinks when older ones are added before it.
    first: i64,
    /// Of text, in all lines.
    bytes: usize,
    /// Where what is shown ends, if not at the end.
    pub(super) anchor: Option<Anchor>,
    /// The first message that the person has not seen.
    pub(super) unread: Option<MessageId>,
    /// Messages that came in while something older was shown.
    pub(super) below: usize,
    pub(super) reach: Reach,
    /// What was typed to them and not sent.
    pub(super) draft: String,
    /// The last message of theirs that was told to be seen.
    pub(super) seen: Option<MessageId>,
    /// When something happened in it last.
    pub(super) touched: Time,
}

/// One thing in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A message; its number is 0 as long as the store was not asked for it.
    Said { entry: Entry, is_mention: bool },
    /// Something that happened.
    Noticed { at: Time, text: Safe },
}

/// The last row that is shown: which row, from 0, of the line in which place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) place: i64,
    pub(super) row: usize,
}

/// How far back the lines go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Reach {
    /// To the start of the program: there may be more.
    #[default]
    Start,
    /// The store is being asked for that.
    Asked(Page),
    /// Some way back; there may be more.
    Back,
    /// To the very beginning.
    All,
}

impl Line {
    pub(super) fn at(&self) -> Time {
        match self {
            Self::Said { entry, .. } => entry.noted_at(),
            Self::Noticed { at, .. } => *at,
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Said { entry, .. } => entry.text.as_str().len(),
            Self::Noticed { text, .. } => text.as_str().len(),
        }
    }

    fn entry(&self) -> Option<&Entry> {
        match self {
            Self::Said { entry, .. } => Some(entry),
            Self::Noticed { .. } => None,
        }
    }
}

impl Talk {
    /// The places of all lines.
    pub(super) fn places(&self) -> std::ops::Range<i64> {
        let count = i64::try_from(self.lines.len()).unwrap_or(i64::MAX);
        self.first..self.first.saturating_add(count)
    }

    pub(super) fn line(&self, place: i64) -> Option<&Line> {
        self.lines.get(usize::try_from(place.checked_sub(self.first)?).ok()?)
    }

    /// Adds a message at the end, unless it is there already.
    pub(super) fn say(&mut self, entry: Entry, is_mention: bool) -> bool {
        let is_known = |line: &Line| line.entry().is_some_and(|known| known.id == entry.id);
        if self.lines.iter().rev().take(AGAIN).any(is_known) {
            return false;
        }
        self.below += usize::from(self.anchor.is_some());
        self.push(Line::Said { entry, is_mention });
        true
    }

    /// Adds what happened at the end.
    pub(super) fn notice(&mut self, at: Time, text: Safe) {
        self.push(Line::Noticed { at, text });
    }

    fn push(&mut self, line: Line) {
        self.bytes += line.len();
        self.lines.push_back(line);
        self.trim(LINES_MAX, BYTES_MAX);
    }

    /// Lets go of what nobody looks at; the store has it.
    pub(super) fn hide(&mut self) {
        self.trim(LINES_HIDDEN_MAX, BYTES_HIDDEN_MAX);
    }

    /// Lets the oldest lines go, as far as there are more than that.
    fn trim(&mut self, lines: usize, bytes: usize) {
        while self.lines.len() > lines || (self.bytes > bytes && self.lines.len() > 1) {
            let Some(line) = self.lines.pop_front() else { return };
            self.bytes -= line.len();
            self.first += 1;
            self.reach = Reach::Back;
            // Who looks back is left at what is the oldest now.
            let first = Anchor { place: self.first, row: 0 };
            self.anchor =
                self.anchor.map(|anchor| if anchor.place < first.place { first } else { anchor });
        }
    }

    /// All own messages up to there have come further, or fallen back.
    pub(super) fn mark(&mut self, upto: u64, mark: Mark) {
        for line in self.lines.iter_mut().rev() {
            if let Line::Said { entry, .. } = line
                && let Side::Ours { seq, mark: own, .. } = &mut entry.side
                && *seq <= upto
                && *own != Mark::Cancelled
            {
                if *own == Mark::Received || (*own == mark && mark != Mark::Queued) {
                    return;
                }
                *own = mark;
            }
        }
    }

    /// An own message was taken back: its text is gone.
    pub(super) fn cancel(&mut self, cancelled: u64) {
        for line in &mut self.lines {
            if let Line::Said { entry, .. } = line
                && let Side::Ours { seq, mark, .. } = &mut entry.side
                && *seq == cancelled
            {
                *mark = Mark::Cancelled;
                self.bytes -= std::mem::take(&mut entry.text).as_str().len();
            }
        }
    }

    /// What to ask the store for, if there may be something before the first line.
    pub(super) fn ask_back(&mut self) -> Option<Query> {
        if matches!(self.reach, Reach::Asked(_) | Reach::All) {
            return None;
        }
        if self.lines.len() >= LINES_MAX || self.bytes >= BYTES_MAX {
            return None;
        }
        let mut entries = self.lines.iter().filter_map(Line::entry);
        let page = match entries.clone().find(|entry| entry.number > 0) {
            Some(entry) => Page::Before { number: entry.number, count: PAGE_MAX },
            None if entries.next().is_some() => Page::Last(PAGE_MAX),
            None => Page::Last(PAGE_BACK),
        };
        self.reach = Reach::Asked(page);
        Some(Query { page, ..Query::default() })
    }

    /// Puts in what the store told, in its place before what came since.
    /// Whether that is what was asked for.
    pub(super) fn absorb(&mut self, query: &Query, found: &Conversations) -> bool {
        if self.reach != Reach::Asked(query.page) || !query.words.is_empty() {
            return false;
        }
        let wanted = match query.page {
            Page::Last(count) | Page::After { count, .. } | Page::Before { count, .. } => count,
        };
        self.reach = if found.entries.len() < wanted { Reach::All } else { Reach::Back };
        let mut older: Vec<Entry> = Vec::new();
        for entry in &found.entries {
            match self.lines.iter_mut().find(|l| l.entry().is_some_and(|e| e.id == entry.id)) {
                Some(Line::Said { entry: known, .. }) => known.number = entry.number,
                Some(Line::Noticed { .. }) | None => older.push(entry.clone()),
            }
        }
        // What is farthest back stays out if there is no room for all of it.
        for entry in older.into_iter().rev() {
            let bytes = self.bytes + entry.text.as_str().len();
            if self.lines.len() >= LINES_MAX || bytes > BYTES_MAX {
                self.reach = Reach::Back;
                break;
            }
            (self.first, self.bytes) = (self.first - 1, bytes);
            self.lines.push_front(Line::Said { entry, is_mention: false });
        }
        true
    }

    /// The store could not tell.
    pub(super) fn not_told(&mut self) {
        if matches!(self.reach, Reach::Asked(_)) {
            self.reach = Reach::Start;
        }
    }

    /// The latest message of the other side.
    pub(super) fn last_heard(&self) -> Option<MessageId> {
        let entries = self.lines.iter().rev().filter_map(Line::entry);
        let mut theirs = entries.filter(|entry| matches!(entry.side, Side::Theirs { .. }));
        theirs.next().map(|entry| entry.id)
    }

    /// The last of so many unread messages from the end is where the person has not read on.
    pub(super) fn unread_from_end(&mut self, count: u64) {
        let Some(back) = usize::try_from(count).ok().and_then(|count| count.checked_sub(1)) else {
            return;
        };
        let entries = self.lines.iter().rev().filter_map(Line::entry);
        let theirs = entries.filter(|entry| matches!(entry.side, Side::Theirs { .. }));
        self.unread = theirs.map(|entry| entry.id).take(back + 1).last();
    }

    /// Shows the end from now on.
    pub(super) fn follow(&mut self) {
        self.anchor = None;
        self.below = 0;
    }
}

/// Lines of one conversation that are held; older ones are in the store.
const LINES_MAX: usize = 5 * PAGE_MAX;
/// Lines that are held of a conversation that is not shown.
const LINES_HIDDEN_MAX: usize = 500;
/// Bytes of text of one conversation that are held: peers could fill more by sending.
const BYTES_MAX: usize = 4 * 1024 * 1024;
/// The same, of one that is not shown.
const BYTES_HIDDEN_MAX: usize = 256 * 1024;
/// Messages that are asked of the store at a time: some screens.
const PAGE_BACK: usize = 200;
/// Among how many of the last lines a message is looked for that may be told twice.
const AGAIN: usize = 2 * PAGE_BACK;
