//! The axis of time: what happens within milliseconds has room, and a quiet while is folded.

use std::time::Duration;

/// Where on the page a time is.
#[derive(Debug)]
pub(super) struct Axis {
    /// Times and their places, both growing; between two, time is to scale.
    knots: Vec<(Duration, f64)>,
    /// Quiet whiles that take less room than they should.
    pub(super) folds: Vec<Fold>,
}

/// A quiet while: from when to when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fold {
    pub(super) from: Duration,
    pub(super) to: Duration,
}

/// A time at which something is to be seen, and the column of labels that it wants a row in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Instant {
    pub(super) at: Duration,
    pub(super) label: Option<usize>,
}

impl Axis {
    /// An axis for those instants. No two labels of a column come closer than a row.
    pub(super) fn new(mut instants: Vec<Instant>) -> Self {
        instants.push(Instant { at: Duration::ZERO, label: None });
        instants.sort_unstable();
        let columns = instants.iter().filter_map(|instant| instant.label).max();
        // Up to where each column is written on.
        let mut written = vec![0.0_f64; columns.map_or(0, |last| last + 1)];
        let scale = scale(&instants);
        let mut axis = Self { knots: Vec::new(), folds: Vec::new() };
        let mut y = 0.0;
        for same in instants.chunk_by(|a, b| a.at == b.at) {
            let at = same[0].at;
            if let Some((before, above)) = axis.knots.last() {
                let gap = at - *before;
                y += room(gap) * scale;
                if gap > QUIET {
                    // Its length is written in its middle, among the labels of the first column.
                    let free = written.first().map_or(0.0, |free| free + ROW / 2.0);
                    y = (y + FOLD).max(free + free - above);
                    axis.folds.push(Fold { from: *before, to: at });
                }
            }
            let labels = || same.iter().filter_map(|instant| instant.label);
            y = labels().map(|column| written[column]).fold(y, f64::max);
            for column in labels() {
                written[column] = written[column].max(y) + ROW;
            }
            axis.knots.push((at, y));
        }
        axis
    }

    /// Where a time is, in pixels from the beginning.
    pub(super) fn y(&self, at: Duration) -> f64 {
        let next = self.knots.partition_point(|(knot, _)| *knot < at);
        let Some((after, below)) = self.knots.get(next) else { return self.height() };
        let Some((before, above)) = next.checked_sub(1).map(|last| self.knots[last]) else {
            return *below;
        };
        let part = (at - before).as_secs_f64() / (*after - before).as_secs_f64();
        tenths(above + (below - above) * part)
    }

    /// Where it ends.
    pub(super) fn height(&self) -> f64 {
        self.knots.last().map_or(0.0, |(_, y)| tenths(*y))
    }

    /// Instants that are at least so far apart, for a scale at the edge.
    pub(super) fn ticks(&self, apart: f64) -> Vec<Duration> {
        let mut last = f64::NEG_INFINITY;
        let mut is_far = |y: f64| {
            let is_far = y >= last + apart;
            if is_far {
                last = y;
            }
            is_far
        };
        self.knots.iter().filter(|(_, y)| is_far(*y)).map(|(at, _)| *at).collect()
    }
}

/// How much everything has to shrink for the page not to become too long.
fn scale(instants: &[Instant]) -> f64 {
    let gaps = instants.windows(2).map(|two| two[1].at - two[0].at);
    let natural: f64 = gaps.map(room).sum();
    (HEIGHT_AIM / natural.max(1.0)).min(1.0)
}

/// The room for a while, in pixels: about to scale for milliseconds, then less and less for more.
/// Square roots are the same on every machine; logarithms are not.
fn room(gap: Duration) -> f64 {
    let short = gap.min(ROOMY).as_secs_f64();
    STEEP * ((1.0 + short / KNEE).sqrt() - 1.0)
}

/// Nobody sees less than a tenth of a pixel.
pub(super) fn tenths(pixels: f64) -> f64 {
    (pixels * 10.0).round() / 10.0
}

/// A quiet while that is longer than this is folded.
const QUIET: Duration = Duration::from_secs(1);
/// The while that has the most room.
const ROOMY: Duration = Duration::from_millis(600);
/// What a fold takes beside the most room.
const FOLD: f64 = 12.0;
/// The height of a row of labels.
pub(super) const ROW: f64 = 14.0;
/// How long a page may become before it is made denser: some dozens of screens.
const HEIGHT_AIM: f64 = 40_000.0;
/// Seconds from which on a while takes less room than it should.
const KNEE: f64 = 0.01;
/// Pixels for that.
const STEEP: f64 = 8.0;
