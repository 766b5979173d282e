//! The drawing: a picture as the parts of an SVG image, each mark at its place.

use std::collections::BTreeSet;
use std::time::Duration;

use maud::{Markup, html};

use super::axis::{Axis, Fold, ROW, tenths};
use super::layout::{GUTTER, GUTTER_LETTERS, LETTER, Layout};
use super::picture::{Arrow, Fate, Lane, Life, Note, Picture, Span, StepKind};
use super::{legend, words};

/// A picture with a place for everything.
#[derive(Debug)]
pub(super) struct Drawing<'a> {
    picture: &'a Picture,
    layout: Layout,
    axis: Axis,
}

impl<'a> Drawing<'a> {
    /// A drawing about as wide as that, in pixels.
    pub(super) fn new(picture: &'a Picture, width: f64) -> Self {
        let layout = Layout::new(picture, width);
        let axis = layout.axis(picture);
        Self { picture, layout, axis }
    }

    /// The width of head and body.
    pub(super) fn width(&self) -> f64 {
        self.layout.width
    }

    /// The height of the body.
    pub(super) fn height(&self) -> f64 {
        self.axis.height() + ABOVE + BELOW
    }

    /// The names of the lanes, [`HEAD`] pixels high.
    pub(super) fn head(&self) -> Markup {
        let column = self.layout.column;
        let initials = initials(&self.picture.lanes);
        html! {
            @for (who, lane, x) in self.lanes() {
                g.lane data-lane=(who) transform=(format!("translate({x},0)")) {
                    text.name x=(self.layout.column(0)) y="16" {
                        title { (lane.name) }
                        (words::fit(lane.name.as_str(), self.name_letters()))
                    }
                    @if column >= INITIAL_LEAST {
                        @for (place, of) in lane.columns.iter().enumerate() {
                            text.initial x=(self.layout.column(place) + column / 2.0) y="30" {
                                title { "what " (lane.name) " shows of " (self.name(of.of)) }
                                (initials[of.of])
                            }
                        }
                    }
                }
            }
        }
    }

    /// All that happens, downward.
    pub(super) fn body(&self) -> Markup {
        html! {
            (legend::definitions())
            (self.lines())
            @for (who, lane, x) in self.lanes() {
                g.lane data-lane=(who) transform=(format!("translate({x},0)")) {
                    (self.lane(lane))
                }
            }
            @for fold in &self.axis.folds { (self.fold(*fold)) }
            g.arrows {
                @for arrow in &self.picture.arrows { (self.arrow(arrow)) }
            }
            @for (who, _, x) in self.lanes() {
                g.lane data-lane=(who) transform=(format!("translate({x},0)")) { (self.notes(who)) }
            }
            (self.gutter())
        }
    }

    /// What goes across all lanes.
    fn lines(&self) -> Markup {
        let line = |at: Duration, class: &str| {
            let y = self.y(at);
            html! { line class=(class) x1="0" x2=(self.width()) y1=(y) y2=(y) {} }
        };
        html! {
            @for at in self.ticks() { (line(at, "tick")) }
            @for step in &self.picture.steps { (line(step.at, of_step(step.kind))) }
        }
    }

    fn fold(&self, fold: Fold) -> Markup {
        let middle = f64::midpoint(self.y(fold.from), self.y(fold.to));
        html! {
            g.fold transform=(format!("translate(0,{})", tenths(middle - 4.0))) {
                rect x=(GUTTER - TEAR) width=(self.width()) height="8" {}
                text x=(WORDS) y="8" { (words::span(fold.to.saturating_sub(fold.from))) }
            }
        }
    }

    /// Times and words at the left.
    fn gutter(&self) -> Markup {
        let steps = &self.picture.steps;
        let rows = rows(steps.iter().map(|step| self.y(step.at)));
        html! {
            @for at in self.ticks() {
                text.time x=(CLOCK) y=(tenths(self.y(at) + HANGING)) { (words::clock(at)) }
            }
            @for (step, y) in steps.iter().zip(rows) {
                // The one sentence that must be read whole.
                @let is_broken = step.kind == StepKind::Broken;
                @let letters = if is_broken { usize::MAX } else { GUTTER_LETTERS };
                g class=(of_step(step.kind)) transform=(format!("translate(0,{y})")) {
                    title { (words::clock(step.at)) " " (step.words) }
                    text.time x=(CLOCK) y=(HANGING) { (words::clock(step.at)) }
                    text x=(WORDS) y=(HANGING) { (words::fit(step.words.as_str(), letters)) }
                }
            }
        }
    }

    /// Instants whose time is written at the left, between the steps.
    fn ticks(&self) -> Vec<Duration> {
        let steps: Vec<f64> = self.picture.steps.iter().map(|step| self.y(step.at)).collect();
        let is_free = |at: &Duration| {
            let y = self.y(*at);
            let next = steps.partition_point(|step| *step <= y - ROW);
            steps.get(next).is_none_or(|step| *step >= y + ROW)
        };
        let ticks = self.axis.ticks(TICKS_APART);
        ticks.into_iter().filter(is_free).collect()
    }

    fn lane(&self, lane: &Lane) -> Markup {
        let width = self.layout.column;
        html! {
            line.absent y1="0" y2=(self.height()) {}
            @for life in &lane.lives {
                @let (y, height) = self.extent(life);
                @if life.what == Life::Up {
                    line.up y1=(y) y2=(y + height) {}
                } @else {
                    rect.down x="-4" width="8" y=(y) height=(height) {}
                }
            }
            @for (place, column) in lane.columns.iter().enumerate() {
                @let x = self.layout.column(place);
                @let name = self.name(column.of);
                @for span in &column.troubles {
                    @let word = words::of_trouble(span.what);
                    (self.bar(span, word, (x, width), &format!("from {name}: {word}")))
                }
                @for span in &column.shown {
                    @let word = words::of_stance(span.what);
                    @let says = format!("{} shows {name}: {word}", lane.name);
                    (self.bar(span, word, (tenths(x + width / 4.0), width / 2.0), &says))
                }
            }
        }
    }

    /// For how long something is so, at that place and of that width.
    fn bar<T>(&self, span: &Span<T>, class: &str, across: (f64, f64), says: &str) -> Markup {
        let (y, height) = self.extent(span);
        let (x, width) = across;
        html! {
            rect class=(class) x=(x) y=(y) width=(width) height=(height) {
                title { (says) ", " (words::clock(span.from)) " to " (words::clock(span.to)) }
            }
        }
    }

    /// An arrow; one that is lost ends on its way.
    fn arrow(&self, arrow: &Arrow) -> Markup {
        let (from, to) = (self.layout.lanes[arrow.from], self.layout.lanes[arrow.to]);
        let (part, end) = match arrow.fate {
            Fate::Arrived(at) => (1.0, at),
            Fate::Lost(at) => (LOST_AFTER, at),
            Fate::UnderWay => (LOST_AFTER, self.picture.end),
        };
        let class = format!("arrow {} {}", words::of_kind(arrow.kind), words::of_fate(arrow.fate));
        html! {
            line class=(class) x1=(from) x2=(tenths(from + (to - from) * part))
                y1=(self.y(arrow.sent)) y2=(self.y(end)) {}
        }
    }

    fn notes(&self, lane: usize) -> Markup {
        let notes = || self.picture.notes.iter().filter(|note| note.lane == lane);
        let rows = rows(notes().map(|note| self.y(note.at)));
        html! {
            @for (note, row) in notes().zip(rows) {
                @let y = self.y(note.at);
                @let class = format!("note {}", words::of_note(note.kind));
                g class=(class) transform=(format!("translate(0,{y})")) {
                    (legend::sign(note.kind))
                    @if self.layout.letters > 0 {
                        text x=(LABEL) y=(tenths(row - y + HANGING)) {
                            (words::fit(note.says.as_str(), self.layout.letters))
                        }
                    }
                }
            }
        }
    }

    /// Where the lines of the lanes are.
    pub(super) fn lane_lines(&self) -> &[f64] {
        &self.layout.lanes
    }

    /// How wide labels beside lanes are.
    pub(super) fn label_width(&self) -> f64 {
        tenths(LABEL + LETTER * self.layout.letters as f64)
    }

    /// All notes in the order in which they are drawn.
    pub(super) fn notes_in_order(&self) -> impl Iterator<Item = &Note> {
        let lanes = 0..self.picture.lanes.len();
        lanes.flat_map(|lane| self.picture.notes.iter().filter(move |note| note.lane == lane))
    }

    fn lanes(&self) -> impl Iterator<Item = (usize, &Lane, f64)> {
        let lanes = self.picture.lanes.iter().zip(&self.layout.lanes).enumerate();
        lanes.map(|(who, (lane, x))| (who, lane, *x))
    }

    fn name(&self, who: usize) -> &str {
        self.picture.lanes.get(who).map_or("", |lane| lane.name.as_str())
    }

    /// How many letters of a name fit above a lane.
    fn name_letters(&self) -> usize {
        let pitch = match self.layout.lanes[..] {
            [first, second, ..] => second - first,
            _ => self.width() - GUTTER,
        };
        (pitch / NAME_LETTER) as usize
    }

    fn y(&self, at: Duration) -> f64 {
        tenths(self.axis.y(at) + ABOVE)
    }

    fn extent<T>(&self, span: &Span<T>) -> (f64, f64) {
        let y = self.y(span.from);
        (y, tenths(self.y(span.to) - y))
    }
}

/// Rows for labels that want to be there, each below the one before.
fn rows(wanted: impl Iterator<Item = f64>) -> impl Iterator<Item = f64> {
    wanted.scan(f64::NEG_INFINITY, |free, wanted| {
        let row = wanted.max(*free);
        *free = row + ROW;
        Some(row)
    })
}

fn of_step(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Acted => "step",
        StepKind::Checkpoint => "step checkpoint",
        StepKind::Broken => "step broken",
    }
}

/// A letter for each name: the first, or the last, where that tells them apart; or else a number.
fn initials(lanes: &[Lane]) -> Vec<String> {
    let firsts = lanes.iter().map(|lane| lane.name.as_str().chars().next());
    let lasts = lanes.iter().map(|lane| lane.name.as_str().chars().next_back());
    let is_each_its_own =
        |letters: &Vec<char>| letters.iter().collect::<BTreeSet<_>>().len() == lanes.len();
    let letters: [Option<Vec<char>>; 2] = [firsts.collect(), lasts.collect()];
    let letters = letters.into_iter().flatten().find(is_each_its_own);
    letters.map_or_else(
        || (1..=lanes.len()).map(|number| number.to_string()).collect(),
        |letters| letters.iter().map(char::to_string).collect(),
    )
}

/// The height of the names above the lanes.
pub(super) const HEAD: f64 = 36.0;
/// What every drawing looks like.
pub(super) const STYLE: &str = include_str!("picture.css");
/// Between the names and the first thing that happens.
const ABOVE: f64 = 12.0;
/// After the last thing that happens: what is said of it, on some lines, hangs below.
const BELOW: f64 = 64.0;
/// Where times end in the gutter.
const CLOCK: f64 = 62.0;
/// Where words begin in it.
const WORDS: f64 = 70.0;
/// Words hang that far below their instant: what arrives comes from above.
const HANGING: f64 = 11.0;
/// How far folds reach into the gutter.
const TEAR: f64 = 12.0;
/// How wide a letter of a name is, more or less.
const NAME_LETTER: f64 = 8.4;
/// Lines at instants are so far apart, where there are enough instants.
const TICKS_APART: f64 = 70.0;
/// The part of its way that a lost frame is drawn.
const LOST_AFTER: f64 = 0.6;
/// Between the line of a lane and its labels.
const LABEL: f64 = 9.0;
/// The narrowest column that has room for a letter above it.
const INITIAL_LEAST: f64 = 6.0;
