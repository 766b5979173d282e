//! The text that is being typed: its cursor, what was cut out of it, and what was typed before.

use std::collections::VecDeque;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::TEXT_MAX;

/// An input of one or many lines with the keys of readline.
///
/// The cursor is a byte, always between two graphemes: what a person sees as one letter is passed
/// and deleted as one.
#[derive(Clone, Debug, Default)]
pub(super) struct Editor {
    text: String,
    at: usize,
    cut: String,
    past: VecDeque<String>,
    /// Which of the past texts is shown, counted from the latest, and what was typed instead.
    recalled: Option<(usize, String)>,
}

/// Which part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// What a person sees as one.
    Letter,
    /// Letters and digits that belong together.
    Word,
    /// To where the line begins or ends.
    Line,
}

/// Which way from the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To what was before.
    Back,
    /// To what comes after.
    On,
}

impl Editor {
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The byte that the cursor stands before.
    pub(super) const fn cursor(&self) -> usize {
        self.at
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Puts text in at the cursor, if a message may be as long as it then is.
    #[must_use = "what is too long is not taken"]
    pub(super) fn insert(&mut self, text: &str) -> bool {
        // The end of the last line that was copied is no line of its own.
        let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', TAB);
        let text = text.strip_suffix('\n').filter(|text| !text.is_empty()).unwrap_or(&text);
        let text: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
        if self.text.len() + text.len() > TEXT_MAX {
            return false;
        }
        self.text.insert_str(self.at, &text);
        self.at += text.len();
        self.settle();
        true
    }

    /// Puts the text in place of what stands from that byte to the cursor.
    pub(super) fn complete(&mut self, from: usize, text: &str) {
        if self.text.is_char_boundary(from) && from <= self.at {
            self.text.replace_range(from..self.at, text);
            self.at = from + text.len();
        }
    }

    pub(super) fn go(&mut self, stretch: Stretch, way: Way) {
        self.at = self.reach(stretch, way);
    }

    /// Takes out what lies between the cursor and there. Words and lines can be put back.
    pub(super) fn delete(&mut self, stretch: Stretch, way: Way) {
        let reach = self.reach(stretch, way);
        let (from, to) = (reach.min(self.at), reach.max(self.at));
        let deleted: String = self.text.drain(from..to).collect();
        self.at = from;
        if stretch != Stretch::Letter && !deleted.is_empty() {
            self.cut = deleted;
        }
        self.settle();
    }

    /// Puts in what was taken out last.
    #[must_use = "what is too long is not taken"]
    pub(super) fn put_back(&mut self) -> bool {
        let cut = self.cut.clone();
        self.insert(&cut)
    }

    /// One line up, or, from the first one, to what was typed before.
    pub(super) fn up(&mut self) {
        let (start, column) = self.place();
        if start == 0 {
            self.recall(self.recalled.as_ref().map_or(0, |(at, _)| at + 1));
        } else {
            self.go_to_column(start - 1, column);
        }
    }

    /// One line down, or, from the last one, to what was typed after.
    pub(super) fn down(&mut self) {
        let (_, column) = self.place();
        match self.text[self.at..].find('\n') {
            Some(end) => {
                let next = self.at + end + 1;
                let end = self.text[next..].find('\n').map_or(self.text.len(), |end| next + end);
                self.go_to_column(end, column);
            }
            None => match self.recalled.take() {
                Some((0, draft)) => self.replace(draft),
                Some((at, draft)) => {
                    self.recalled = Some((at, draft));
                    self.recall(at - 1);
                }
                None => {}
            },
        }
    }

    /// Takes the whole text and keeps it to be recalled.
    pub(super) fn take(&mut self) -> String {
        let text = self.clear();
        if !text.trim().is_empty() && self.past.front() != Some(&text) {
            self.past.push_front(text.clone());
            self.past.truncate(PAST_MAX);
        }
        text
    }

    /// Takes the whole text, of which nothing is kept.
    pub(super) fn clear(&mut self) -> String {
        self.recalled = None;
        self.at = 0;
        std::mem::take(&mut self.text)
    }

    /// Another text in place of this one, with the cursor at its end.
    pub(super) fn replace(&mut self, text: String) {
        self.at = text.len();
        self.text = text;
    }

    fn recall(&mut self, at: usize) {
        let Some(past) = self.past.get(at).cloned() else { return };
        let draft = self.recalled.take().map(|(_, draft)| draft);
        let draft = draft.unwrap_or_else(|| self.text.clone());
        self.recalled = Some((at, draft));
        self.replace(past);
    }

    fn reach(&self, stretch: Stretch, way: Way) -> usize {
        let (before, after) = self.text.split_at(self.at);
        match (stretch, way) {
            (Stretch::Letter, Way::Back) => {
                self.at - before.graphemes(true).next_back().map_or(0, str::len)
            }
            (Stretch::Letter, Way::On) => {
                self.at + after.graphemes(true).next().map_or(0, str::len)
            }
            (Stretch::Word, Way::Back) => {
                let words = before.split_word_bound_indices();
                words.rev().find(|(_, word)| is_word(word)).map_or(0, |(at, _)| at)
            }
            (Stretch::Word, Way::On) => {
                let mut words = after.split_word_bound_indices();
                let end = words.find(|(_, word)| is_word(word)).map(|(at, word)| at + word.len());
                end.map_or(self.text.len(), |end| self.at + end)
            }
            (Stretch::Line, Way::Back) => before.rfind('\n').map_or(0, |end| end + 1),
            (Stretch::Line, Way::On) => {
                after.find('\n').map_or(self.text.len(), |end| self.at + end)
            }
        }
    }

    /// Where the line of the cursor begins, and how many graphemes of it are before the cursor.
    fn place(&self) -> (usize, usize) {
        let start = self.reach(Stretch::Line, Way::Back);
        (start, self.text[start..self.at].graphemes(true).count())
    }

    /// As far right as that column, in the line that ends there.
    fn go_to_column(&mut self, end: usize, column: usize) {
        let start = self.text[..end].rfind('\n').map_or(0, |end| end + 1);
        let mut letters = self.text[start..end].grapheme_indices(true);
        self.at = letters.nth(column).map_or(end, |(at, _)| start + at);
    }

    /// What came together may be one grapheme now: the cursor goes behind it.
    fn settle(&mut self) {
        let mut ends = self.text.grapheme_indices(true).map(|(at, letter)| at + letter.len());
        if self.at > 0 {
            self.at = ends.find(|end| *end >= self.at).unwrap_or(self.text.len());
        }
    }
}

fn is_word(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric)
}

/// A tab as it is shown at the other end.
const TAB: &str = "    ";
/// Texts that can be recalled: more than anybody looks through.
const PAST_MAX: usize = 200;
