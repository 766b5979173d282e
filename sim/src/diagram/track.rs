//! A track: what is so from when to when, one thing at a time.

use std::time::Duration;

use super::picture::{Span, Trouble};

/// Spans in the order of time, the last of which may still be open.
#[derive(Debug)]
pub(super) struct Track<T> {
    spans: Vec<Span<T>>,
    open: Option<(Duration, T)>,
}

impl<T> Default for Track<T> {
    fn default() -> Self {
        Self { spans: Vec::new(), open: None }
    }
}

impl<T: PartialEq> Track<T> {
    /// From now on something else is so, or nothing.
    pub(super) fn turn(&mut self, at: Duration, to: Option<T>) {
        if self.open.as_ref().map(|(_, what)| what) != to.as_ref() {
            self.close(at);
            self.open = to.map(|what| (at, what));
        }
    }

    /// All spans, if it ends then.
    pub(super) fn end(mut self, at: Duration) -> Vec<Span<T>> {
        self.close(at);
        self.spans
    }

    fn close(&mut self, at: Duration) {
        if let Some((from, what)) = self.open.take().filter(|(from, _)| *from < at) {
            self.spans.push(Span { from, to: at, what });
        }
    }
}

/// The way from somebody to somebody.
#[derive(Debug, Default)]
pub(super) struct Road {
    pub(super) is_cut: bool,
    pub(super) is_stalled: bool,
    pub(super) is_slow: bool,
    track: Track<Trouble>,
}

impl Road {
    /// Something happens to it.
    pub(super) fn turn(&mut self, at: Duration, change: fn(&mut Self)) {
        change(self);
        let troubles = [
            (self.is_cut, Trouble::Cut),
            (self.is_stalled, Trouble::Stall),
            (self.is_slow, Trouble::Slow),
        ];
        let worst = troubles.into_iter().find(|(is_so, _)| *is_so);
        self.track.turn(at, worst.map(|(_, trouble)| trouble));
    }

    /// Nothing hinders anything any more.
    pub(super) fn heal(&mut self) {
        (self.is_cut, self.is_stalled, self.is_slow) = (false, false, false);
    }

    /// What hindered, if it ends then.
    pub(super) fn end(self, at: Duration) -> Vec<Span<Trouble>> {
        self.track.end(at)
    }
}
