//! What somebody ever wrote to somebody, and what became of each.

use std::collections::BTreeMap;

use chinwag::stream::MessageId;
use chinwag::text::Safe;
use serde::Serialize;

/// The messages of one author to one addressee, in the order of their submission.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Letters {
    all: Vec<Letter>,
    /// Where each is in that order.
    places: BTreeMap<MessageId, usize>,
    /// Those that are on the author's disk now, by their places in the stream.
    stream: BTreeMap<u64, usize>,
    /// The last that came to the addressee's disk.
    last: Option<usize>,
    /// How far the author was shown them as received, and rightly.
    checked: u64,
    /// How far they were known to be received when the author's program started.
    known: u64,
}

/// A message.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Letter {
    pub(super) id: MessageId,
    pub(super) text: String,
    /// The author was shown it as queued, and did not lose it since.
    pub(super) is_queued: bool,
    /// It was cancelled, and the author was told so.
    pub(super) is_cancelled: bool,
    pub(super) is_taken_back: bool,
    /// The addressee's disk has it now, ever had it.
    pub(super) is_there: bool,
    pub(super) was_there: bool,
    /// The addressee was told it, and did not lose it since.
    pub(super) is_told: bool,
    /// It came to the addressee's disk in this run, and nobody was told yet.
    pub(super) is_untold: bool,
}

impl Letter {
    /// Whether that is its text, as far as it can be shown.
    pub(super) fn is_shown_as(&self, text: &Safe) -> bool {
        Safe::text(&self.text) == *text
    }
}

impl Letters {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Letter> {
        self.all.iter()
    }

    /// A message, and where it is in the order. Mostly it is one of the last.
    pub(super) fn find(&self, id: MessageId) -> Option<(usize, &Letter)> {
        let recent = self.all.len().saturating_sub(RECENT);
        let place = self.all[recent..].iter().rposition(|letter| letter.id == id);
        let place = place.map(|place| recent + place).or_else(|| self.places.get(&id).copied())?;
        Some((place, &self.all[place]))
    }

    pub(super) fn letter(&mut self, id: MessageId) -> Option<&mut Letter> {
        let (place, _) = self.find(id)?;
        self.all.get_mut(place)
    }

    /// The message at that place in the stream.
    pub(super) fn at(&mut self, seq: u64) -> Option<&mut Letter> {
        let place = self.stream.get(&seq)?;
        self.all.get_mut(*place)
    }

    pub(super) fn submit(&mut self, id: MessageId, text: &str) {
        if self.find(id).is_none() {
            self.places.insert(id, self.all.len());
            self.all.push(Letter {
                id,
                text: text.to_owned(),
                is_queued: false,
                is_cancelled: false,
                is_taken_back: false,
                is_there: false,
                was_there: false,
                is_told: false,
                is_untold: false,
            });
        }
    }

    /// A message is on the author's disk, at that place in the stream. Returns whether it is free.
    pub(super) fn place(&mut self, seq: u64, id: MessageId) -> bool {
        let Some((place, _)) = self.find(id) else { return false };
        self.stream.insert(seq, place).is_none_or(|before| before == place)
    }

    /// A message is on the addressee's disk. Returns whether it came in order.
    pub(super) fn arrives(&mut self, id: MessageId) -> bool {
        let Some((place, _)) = self.find(id) else { return true };
        let letter = &mut self.all[place];
        letter.was_there = true;
        if std::mem::replace(&mut letter.is_there, true) {
            return true;
        }
        letter.is_untold = true;
        let before = self.last;
        self.last = before.max(Some(place));
        before < Some(place)
    }

    /// The author is shown as received what is up to that place. Returns what never was.
    pub(super) fn received(&mut self, upto: u64) -> Option<MessageId> {
        let new = self.checked.min(upto)..=upto;
        self.checked = self.checked.max(upto);
        let mut marked = self.stream.range(new).map(|(_, place)| &self.all[*place]);
        let missing = marked.find(|letter| !(letter.was_there || letter.is_cancelled));
        missing.map(|letter| letter.id)
    }

    /// The first that the author was never shown as received, and that was not known to be.
    pub(super) fn unmarked(&self) -> Option<MessageId> {
        let first = self.checked.max(self.known) + 1;
        let mut unmarked = self.stream.range(first..).map(|(_, place)| &self.all[*place]);
        unmarked.find(|letter| !letter.is_cancelled).map(|letter| letter.id)
    }

    /// The author's program starts, which knows so many to be received, and will tell what it
    /// finds.
    pub(super) fn author_starts(&mut self, known: u64) {
        self.stream.clear();
        (self.checked, self.known) = (0, known);
    }

    /// The addressee's program starts, and will tell what it finds.
    pub(super) fn addressee_starts(&mut self) {
        for letter in &mut self.all {
            (letter.is_there, letter.is_untold) = (false, false);
        }
    }

    /// The author's disk is an older one, with these.
    pub(super) fn author_forgets(&mut self, has: impl Fn(MessageId) -> bool) {
        for letter in &mut self.all {
            letter.is_taken_back = false;
            letter.is_queued &= has(letter.id);
        }
    }

    /// The addressee's disk is an older one, with these.
    pub(super) fn addressee_forgets(&mut self, has: impl Fn(MessageId) -> bool) {
        self.last = None;
        for letter in &mut self.all {
            letter.is_told &= has(letter.id);
        }
    }
}

/// So many of the last messages are looked through before the rest is searched.
const RECENT: usize = 8;
