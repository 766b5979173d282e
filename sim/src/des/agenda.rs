//! What is due when: things of one time in the order in which they were put down.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chinwag::time::Time;

/// Something that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// A deadline of that run of somebody's program.
    Wake { who: usize, run: u32 },
    /// The disk of that run gets on.
    Disk { who: usize, run: u32 },
    /// The next thing under way to that end of a connection.
    Arrival(u64),
    /// A dial comes to the door.
    Syn(u64),
    /// The dialer has proven keys.
    Established(u64),
    /// The dialer waits no longer.
    GivenUp(u64),
    /// A connection has lasted long enough.
    Broken(u64),
}

#[derive(Debug, Default)]
pub(super) struct Agenda {
    heap: BinaryHeap<Reverse<(Time, u64, Due)>>,
    count: u64,
}

impl Agenda {
    pub(super) fn put(&mut self, at: Time, due: Due) {
        self.count += 1;
        self.heap.push(Reverse((at, self.count, due)));
    }

    /// The next thing that is due by then.
    pub(super) fn pop(&mut self, until: Time) -> Option<(Time, Due)> {
        self.heap.peek().filter(|Reverse((at, ..))| *at <= until)?;
        self.heap.pop().map(|Reverse((at, _, due))| (at, due))
    }
}
