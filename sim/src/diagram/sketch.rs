//! A picture in the making: a trace is read once, from its beginning to its end.

use std::collections::BTreeMap;
use std::time::Duration;

use chinwag::text::Safe;

use crate::scenario::{Act, Between};
use crate::trace::{FrameKind, Stance, Trace, What};

use super::picture::{Arrow, Column, Fate, Lane, Life, Note, NoteKind, Picture, Step, StepKind};
use super::track::{Road, Track};
use super::words;

impl Picture {
    /// What is to be drawn of a trace.
    pub(super) fn of(trace: &Trace) -> Self {
        let room = Room::for_all_of(trace);
        let mut sketch = Sketch::new(trace, room.has_pings);
        for entry in trace.entries.iter().take(room.entries) {
            sketch.take(entry.at, &entry.what);
        }
        let next = trace.entries.get(room.entries).map(|entry| entry.at);
        sketch.finish(trace, next)
    }
}

/// How much of a trace there is room for.
struct Room {
    has_pings: bool,
    entries: usize,
}

impl Room {
    fn for_all_of(trace: &Trace) -> Self {
        let is_frame = |what: &What| matches!(what, What::Sent { .. });
        let all = trace.entries.iter().filter(|entry| is_frame(&entry.what)).count();
        let has_pings = all <= ARROWS_MAX;
        let (mut arrows, mut others) = (0, 0);
        let is_full = |what: &What| {
            let is_ping = matches!(what, What::Sent { kind: FrameKind::Ping, .. });
            if !is_frame(what) {
                others += 1;
            } else if has_pings || !is_ping {
                arrows += 1;
            }
            arrows > ARROWS_MAX || others > OTHERS_MAX
        };
        let mut entries = trace.entries.iter().map(|entry| &entry.what);
        let full = entries.position(is_full);
        Self { has_pings, entries: full.unwrap_or(trace.entries.len()) }
    }
}

/// A picture while it is being made.
struct Sketch {
    has_pings: bool,
    lives: Vec<Track<Life>>,
    shown: BTreeMap<(usize, usize), Track<Stance>>,
    roads: BTreeMap<(usize, usize), Road>,
    /// Places of arrows by the numbers of their frames.
    under_way: BTreeMap<u64, usize>,
    arrows: Vec<Arrow>,
    notes: Vec<Note>,
    steps: Vec<Step>,
}

impl Sketch {
    fn new(trace: &Trace, has_pings: bool) -> Self {
        let lanes = trace.names.len().min(LANES_MAX);
        Self {
            has_pings,
            lives: (0..lanes).map(|_| Track::default()).collect(),
            shown: BTreeMap::new(),
            roads: BTreeMap::new(),
            under_way: BTreeMap::new(),
            arrows: Vec::new(),
            notes: Vec::new(),
            steps: Vec::new(),
        }
    }

    fn take(&mut self, at: Duration, what: &What) {
        match what {
            What::Booted(who) => {
                self.live(at, *who, Life::Up);
                self.program(at, *who, NoteKind::Booted);
            }
            What::Ended(who, ending) => {
                self.live(at, *who, Life::Down(*ending));
                let lists = self.shown.range_mut((*who, 0)..(*who + 1, 0));
                lists.for_each(|(_, track)| track.turn(at, None));
                self.program(at, *who, NoteKind::Ended(*ending));
            }
            What::Sent { frame, from, to, kind, says } => {
                let is_drawn = self.has(*from) && self.has(*to) && from != to;
                if is_drawn && (self.has_pings || *kind != FrameKind::Ping) {
                    self.under_way.insert(*frame, self.arrows.len());
                    let (from, to, kind, says) = (*from, *to, *kind, Safe::text(says));
                    let fate = Fate::UnderWay;
                    self.arrows.push(Arrow { from, to, kind, says, sent: at, fate });
                }
            }
            What::Arrived(frame) => self.end_of(*frame, Fate::Arrived(at)),
            What::Lost(frame) => self.end_of(*frame, Fate::Lost(at)),
            What::Shown { by, of, stance } => {
                if self.has(*by) && self.has(*of) {
                    let stance = Some(*stance).filter(|stance| *stance != Stance::Unknown);
                    self.shown.entry((*by, *of)).or_default().turn(at, stance);
                }
            }
            What::Told(who, words) => self.note(at, *who, NoteKind::Told, words),
            What::Acted { act, words } => {
                self.act(at, act);
                let is_checkpoint = matches!(act, Act::Checkpoint(_));
                let kind = if is_checkpoint { StepKind::Checkpoint } else { StepKind::Acted };
                self.steps.push(Step { at, kind, words: Safe::text(words) });
            }
            What::Broken(law) => {
                let words = Safe::text(&format!("law broken: {law}"));
                self.steps.push(Step { at, kind: StepKind::Broken, words });
            }
        }
    }

    /// What a step does to the network.
    fn act(&mut self, at: Duration, act: &Act) {
        if let Act::Cut(between) = act {
            self.both_ways(at, between, |road| road.is_cut = true);
        } else if let Act::CutOneWay { from, to } = act {
            self.turn(at, *to, *from, |road| road.is_cut = true);
        } else if let Act::Stall(between) = act {
            self.both_ways(at, between, |road| road.is_stalled = true);
        } else if let Act::Slow(between, _) = act {
            self.both_ways(at, between, |road| road.is_slow = true);
        } else if let Act::Heal(between) = act {
            self.both_ways(at, between, Road::heal);
        } else if matches!(act, Act::Settle) {
            self.roads.values_mut().for_each(|road| road.turn(at, Road::heal));
        }
    }

    fn both_ways(&mut self, at: Duration, between: &Between, change: fn(&mut Road)) {
        for (a, b) in between.pairs() {
            self.turn(at, a, b, change);
            self.turn(at, b, a, change);
        }
    }

    fn turn(&mut self, at: Duration, at_whom: usize, from: usize, change: fn(&mut Road)) {
        if self.has(at_whom) && self.has(from) {
            self.roads.entry((at_whom, from)).or_default().turn(at, change);
        }
    }

    fn live(&mut self, at: Duration, who: usize, life: Life) {
        if let Some(track) = self.lives.get_mut(who) {
            track.turn(at, Some(life));
        }
    }

    fn program(&mut self, at: Duration, who: usize, kind: NoteKind) {
        self.note(at, who, kind, words::about_note(kind));
    }

    fn note(&mut self, at: Duration, lane: usize, kind: NoteKind, says: &str) {
        if self.has(lane) {
            self.notes.push(Note { at, lane, kind, says: Safe::text(says) });
        }
    }

    fn end_of(&mut self, frame: u64, fate: Fate) {
        let place = self.under_way.remove(&frame);
        if let Some(arrow) = place.and_then(|place| self.arrows.get_mut(place)) {
            arrow.fate = fate;
        }
    }

    fn has(&self, who: usize) -> bool {
        who < self.lives.len()
    }

    /// The picture, if nothing comes any more, or nothing from `cut_at` on because it is full.
    fn finish(mut self, trace: &Trace, cut_at: Option<Duration>) -> Picture {
        let last = trace.entries.last().map_or(trace.end, |last| last.at.max(trace.end));
        let end = cut_at.unwrap_or(last);
        let left_out = self.left_out(trace, cut_at);
        let people = self.lives.len();
        let lives = std::mem::take(&mut self.lives);
        let lane = |(who, lives): (usize, Track<Life>)| {
            let column = |of: usize| Column {
                of,
                shown: self.shown.remove(&(who, of)).unwrap_or_default().end(end),
                troubles: self.roads.remove(&(who, of)).unwrap_or_default().end(end),
            };
            let columns = (0..people).filter(|of| *of != who).map(column).collect();
            let name = Safe::name(trace.names.get(who).map_or("", String::as_str));
            Lane { name, lives: lives.end(end), columns }
        };
        let lanes = lives.into_iter().enumerate().map(lane).collect();
        let story = Safe::text(&trace.story);
        let Self { arrows, notes, steps, .. } = self;
        Picture { story, lanes, arrows, notes, steps, end, left_out }
    }

    fn left_out(&self, trace: &Trace, cut_at: Option<Duration>) -> Vec<String> {
        let mut sentences = Vec::new();
        if trace.names.len() > LANES_MAX {
            sentences.push(format!(
                "The first {LANES_MAX} of {} peers are drawn, and no others.",
                trace.names.len()
            ));
        }
        if !self.has_pings {
            sentences.push(format!(
                "Pings and their answers are not drawn: there are more than {ARROWS_MAX} frames."
            ));
        }
        if let Some(at) = cut_at {
            sentences.push(format!(
                "The picture is full and ends at {}; it really went on until {}.",
                words::clock(at),
                words::clock(trace.end)
            ));
        }
        sentences
    }
}

/// Lanes: more would be lines too thin to tell apart, and their columns grow with the square.
const LANES_MAX: usize = 40;
/// Arrows, so that a browser opens the page at once.
const ARROWS_MAX: usize = 20_000;
/// Whatever else a trace holds, for the same reason.
const OTHERS_MAX: usize = 60_000;
