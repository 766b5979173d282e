//! The layout across the page: a gutter for steps and times, then the lanes.

use super::axis::{Axis, Instant, tenths};
use super::picture::{Fate, Picture};
use crate::trace::FrameKind;

/// Where everything is across the page, in pixels.
#[derive(Debug)]
pub(super) struct Layout {
    /// The whole width.
    pub(super) width: f64,
    /// The lines of the lanes.
    pub(super) lanes: Vec<f64>,
    /// The width of the columns beside each line.
    pub(super) column: f64,
    /// How many letters fit to the right of a line; none, if the lanes are too narrow for words.
    pub(super) letters: usize,
}

impl Layout {
    /// Lanes that fill a page of that width, or a wider page if there are too many.
    pub(super) fn new(picture: &Picture, width: f64) -> Self {
        let lanes = picture.lanes.len();
        let column = match lanes {
            0..=4 => 12.0,
            5..=8 => 7.0,
            9..=14 => 4.0,
            _ => 3.0,
        };
        let columns = column * lanes.saturating_sub(1) as f64 + LINE;
        let has_words = lanes <= LANES_WITH_WORDS;
        let least = columns + if has_words { WORDS_LEAST } else { GAP };
        let pitch = least.max((width - GUTTER - MARGIN) / lanes.max(1) as f64).floor();
        let letters = if has_words { (pitch - columns - LINE) / LETTER } else { 0.0 };
        Self {
            width: tenths(GUTTER + pitch * lanes as f64 + MARGIN).max(width),
            lanes: (0..lanes).map(|at| GUTTER + pitch * at as f64 + columns).collect(),
            column,
            letters: letters as usize,
        }
    }

    /// The left end of a column beside its line; `place` counts the columns of a lane.
    pub(super) fn column(&self, place: usize) -> f64 {
        let columns = self.lanes.len().saturating_sub(1);
        -LINE - self.column * columns.saturating_sub(place) as f64
    }

    /// The axis of time that has room for all labels.
    pub(super) fn axis(&self, picture: &Picture) -> Axis {
        let mut instants = Vec::new();
        let mut see = |at, label| instants.push(Instant { at, label });
        for arrow in picture.arrows.iter().filter(|arrow| arrow.kind != FrameKind::Ping) {
            see(arrow.sent, None);
            if let Fate::Arrived(at) | Fate::Lost(at) = arrow.fate {
                see(at, None);
            }
        }
        for column in picture.lanes.iter().flat_map(|lane| &lane.columns) {
            column.shown.iter().for_each(|span| see(span.from, None));
        }
        for note in &picture.notes {
            see(note.at, Some(note.lane + 1).filter(|_| self.letters > 0));
        }
        for step in &picture.steps {
            see(step.at, Some(0));
        }
        see(picture.end, None);
        Axis::new(instants)
    }
}

/// Where the lanes begin.
pub(super) const GUTTER: f64 = 250.0;
/// How many letters fit into the gutter beside a time.
pub(super) const GUTTER_LETTERS: usize = 30;
/// To the right of the last lane.
const MARGIN: f64 = 12.0;
/// Between a line and its columns, or its labels.
const LINE: f64 = 8.0;
/// Lanes beside which there is room for words.
const LANES_WITH_WORDS: usize = 8;
/// The room for words, at the least.
const WORDS_LEAST: f64 = 110.0;
/// Between two lanes without words.
const GAP: f64 = 26.0;
/// How wide a letter is, more or less.
pub(super) const LETTER: f64 = 5.9;
