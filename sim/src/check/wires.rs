//! The connections between two people, and what is under way on them, in its order.

use std::collections::{BTreeMap, VecDeque};

use chinwag::frame::Frame;
use chinwag::time::Time;
use serde::Serialize;

/// All connections with an end that is open. Both programs know each by its number.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Wires {
    pub(super) all: BTreeMap<u64, [End; 2]>,
    /// Whatever is sent is lost.
    pub(super) is_cut: bool,
}

/// One person's end of a connection.
#[derive(Clone, Debug, Serialize)]
pub(super) struct End {
    /// Of which run of the person's program.
    pub(super) run: u32,
    pub(super) state: State,
    /// Which of the person's ends it was, in their order, that was greeted: 0 if it was not yet.
    pub(super) greeted: u32,
    /// What is under way to it, and since when.
    pub(super) under_way: VecDeque<(Time, Parcel)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum State {
    Open,
    /// The same, but something on the way to it was lost: nothing arrives here any more.
    Dead,
    /// Its program was killed: whoever sends something here will hear of it.
    Orphaned,
    Closed,
}

/// Something under way to one end.
#[derive(Clone, Debug, Serialize)]
pub(super) enum Parcel {
    /// The handshake is done.
    Opened,
    /// Frames that were said together.
    Frames(Vec<Frame>),
    /// The other end was closed.
    End,
    /// The connection is reset.
    Reset,
}

impl Wires {
    /// A new connection between these runs.
    pub(super) fn open(&mut self, number: u64, runs: [u32; 2]) {
        let end = |run| End { run, state: State::Open, greeted: 0, under_way: VecDeque::new() };
        self.all.insert(number, runs.map(end));
    }

    pub(super) fn end(&self, number: u64, who: usize) -> Option<&End> {
        self.all.get(&number).map(|ends| &ends[who])
    }

    pub(super) fn end_mut(&mut self, number: u64, who: usize) -> Option<&mut End> {
        self.all.get_mut(&number).map(|ends| &mut ends[who])
    }

    /// Something gets under way to somebody, or is lost at once.
    pub(super) fn post(&mut self, now: Time, number: u64, to: usize, parcel: Parcel) {
        let is_cut = self.is_cut;
        let Some(end) = self.end_mut(number, to) else { return };
        match end.state {
            State::Open | State::Orphaned if is_cut => end.deaden(),
            State::Open | State::Orphaned => end.under_way.push_back((now, parcel)),
            State::Dead | State::Closed => {}
        }
    }

    /// The first frames have come to somebody.
    pub(super) fn greet(&mut self, number: u64, who: usize) {
        let last = self.all.values().map(|ends| ends[who].greeted).max().unwrap_or(0);
        if let Some(end) = self.end_mut(number, who).filter(|end| end.greeted == 0) {
            end.greeted = last + 1;
        }
    }

    /// Closes somebody's end. Returns whether it was open.
    pub(super) fn close(&mut self, number: u64, who: usize) -> bool {
        let Some(end) = self.end_mut(number, who) else { return false };
        let was_open = end.is_open();
        (end.state, end.under_way) = (State::Closed, VecDeque::new());
        self.sweep();
        was_open
    }

    /// Somebody's program is no more, and nobody says so.
    pub(super) fn orphan(&mut self, who: usize) {
        for ends in self.all.values_mut() {
            if ends[who].state == State::Open {
                ends[who].state = State::Orphaned;
            }
        }
        self.sweep();
    }

    /// Loses what is under way, and from now on whatever is sent.
    pub(super) fn cut(&mut self) {
        self.is_cut = true;
        let ends = self.all.values_mut().flatten();
        ends.filter(|end| !end.under_way.is_empty()).for_each(End::deaden);
        self.sweep();
    }

    /// A connection is reset: what is under way is lost, and each end will hear of it.
    pub(super) fn reset(&mut self, now: Time, number: u64) {
        for end in self.all.get_mut(&number).into_iter().flatten() {
            let is_known = end.is_known();
            end.under_way.clear();
            if end.state == State::Open && is_known {
                end.under_way.push_back((now, Parcel::Reset));
            } else {
                end.state = State::Closed;
            }
        }
        self.sweep();
    }

    /// Since when the longest is under way that is under way.
    pub(super) fn under_way_since(&self) -> Option<Time> {
        let ends = self.all.values().flatten();
        ends.filter_map(|end| end.under_way.front()).map(|(since, _)| *since).min()
    }

    /// Whom nobody holds an end of is forgotten.
    fn sweep(&mut self) {
        self.all.retain(|_, ends| ends.iter().any(End::is_open));
    }
}

impl End {
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, State::Open | State::Dead)
    }

    /// What TCP has lost on a connection, nothing after it comes past. A program that does not
    /// know of it yet will not.
    pub(super) fn deaden(&mut self) {
        let is_known = self.is_known();
        self.under_way.clear();
        self.state = if self.is_open() && is_known { State::Dead } else { State::Closed };
    }

    /// Whether its program has heard of it.
    fn is_known(&self) -> bool {
        !matches!(self.under_way.front(), Some((_, Parcel::Opened)))
    }
}
