//! Connections: two ends each, what is under way between them, and how links are at present.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bytes::BytesMut;
use chinwag::address::Address;
use chinwag::frame::Frame;
use chinwag::node::Input;
use chinwag::time::Time;

use crate::chance::Chance;
use crate::scenario::{Latency, Scenario};

/// All connections that ever were, by number; the ends of number `n` are `2n` and `2n + 1`.
#[derive(Debug)]
pub(super) struct Connections {
    all: Vec<Connection>,
    /// The ends of each person that are open, after whom they lead to.
    of: Vec<BTreeSet<(usize, u64)>>,
    /// How links are that are not as usual, by direction.
    ways: BTreeMap<(usize, usize), Way>,
    usual: Latency,
}

#[derive(Debug)]
struct Connection {
    ends: [End; 2],
    chance: Chance,
}

/// One end of a connection.
#[derive(Debug)]
pub(super) struct End {
    pub(super) who: usize,
    /// Of which run of that one's program.
    pub(super) run: u32,
    pub(super) is_open: bool,
    /// Nothing arrives here any more, and nobody is told.
    pub(super) is_dead: bool,
    /// When it was opened.
    pub(super) since: Time,
    /// Anything was said over it from here.
    pub(super) has_said: bool,
    /// When the first frame came.
    pub(super) greeted_at: Option<Time>,
    /// When the last frame came.
    pub(super) heard_at: Option<Time>,
    /// Closed because the program here leaves, by who was greeted over it.
    pub(super) is_left: bool,
    /// Closed as a duplicate of that end here.
    pub(super) instead: Option<u64>,
    /// What is under way to it, in its order.
    pub(super) under_way: VecDeque<Parcel>,
    /// When the last of that arrives.
    pub(super) last_at: Time,
    /// What has come of a frame that has not come whole.
    pub(super) buffer: BytesMut,
    /// The frames under way to it by their numbers in the trace, if there is one.
    pub(super) traced: VecDeque<u64>,
}

/// Something under way to one end.
#[derive(Debug)]
pub(super) enum Parcel {
    /// The acceptor's handshake is done.
    Opened(Box<Input>),
    /// Frames that were said together.
    Frames(Vec<Frame>),
    /// Some bytes of frames.
    Bytes(Vec<u8>),
    /// The other end was closed.
    End,
    /// The connection is reset.
    Reset,
}

/// One direction of a link that is not as usual.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    pub(super) is_cut: bool,
    pub(super) is_stalled: bool,
    pub(super) latency: Option<Latency>,
    /// Ends at which something would have arrived while it was stalled, and dials.
    pub(super) held: Vec<Held>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Held {
    Arrival(u64),
    Syn(u64),
    Established(u64),
}

impl Connections {
    pub(super) fn new(people: usize, scenario: &Scenario) -> Self {
        Self {
            all: Vec::new(),
            of: vec![BTreeSet::new(); people],
            ways: BTreeMap::new(),
            usual: scenario.links.latency,
        }
    }

    /// A new connection; returns the end of who dials, and the other is the next number.
    pub(super) fn open(&mut self, ends: [(usize, u32); 2], now: Time, chance: Chance) -> u64 {
        let number = self.all.len() as u64;
        let end = |(who, run)| End {
            who,
            run,
            is_open: true,
            is_dead: false,
            since: now,
            has_said: false,
            greeted_at: None,
            heard_at: None,
            is_left: false,
            instead: None,
            under_way: VecDeque::new(),
            last_at: now,
            buffer: BytesMut::new(),
            traced: VecDeque::new(),
        };
        self.all.push(Connection { ends: ends.map(end), chance });
        let [(one, _), (other, _)] = ends;
        self.of[one].insert((other, 2 * number));
        self.of[other].insert((one, 2 * number + 1));
        2 * number
    }

    pub(super) fn end(&self, end: u64) -> Option<&End> {
        let connection = self.all.get(usize::try_from(end / 2).ok()?)?;
        connection.ends.get((end % 2) as usize)
    }

    pub(super) fn end_mut(&mut self, end: u64) -> Option<&mut End> {
        let connection = self.all.get_mut(usize::try_from(end / 2).ok()?)?;
        connection.ends.get_mut((end % 2) as usize)
    }

    pub(super) fn chance(&mut self, end: u64) -> Option<&mut Chance> {
        Some(&mut self.all.get_mut(usize::try_from(end / 2).ok()?)?.chance)
    }

    /// Closes an end. Returns it if it was open.
    pub(super) fn close(&mut self, end: u64) -> Option<&mut End> {
        let (who, other) = (self.end(end)?.who, self.end(end ^ 1)?.who);
        self.of[who].remove(&(other, end));
        let closed = self.end_mut(end).filter(|end| end.is_open)?;
        closed.is_open = false;
        Some(closed)
    }

    /// The open ends of somebody.
    pub(super) fn open_ends(&self, who: usize) -> impl Iterator<Item = u64> {
        self.of[who].iter().map(|(_, end)| *end)
    }

    /// The open ends of one to the other.
    pub(super) fn ends_between(&self, one: usize, other: usize) -> Vec<u64> {
        self.of[one].range((other, 0)..=(other, u64::MAX)).map(|(_, end)| *end).collect()
    }

    /// Connections whose ends are both open and alive.
    pub(super) fn whole(&self) -> usize {
        let is_alive = |end: u64| self.end(end).is_some_and(|end| end.is_open && !end.is_dead);
        let ends = self.of.iter().flatten().map(|(_, end)| *end);
        let ends = ends.filter(|end| is_alive(*end) && is_alive(*end ^ 1));
        ends.count() / 2
    }

    /// How a link is in one direction, if not as usual.
    pub(super) fn way(&self, from: usize, to: usize) -> Option<&Way> {
        if self.ways.is_empty() { None } else { self.ways.get(&(from, to)) }
    }

    pub(super) fn way_mut(&mut self, from: usize, to: usize) -> &mut Way {
        self.ways.entry((from, to)).or_default()
    }

    /// Mends a link in one direction. Returns what was held on it.
    pub(super) fn mend(&mut self, from: usize, to: usize) -> Vec<Held> {
        self.ways.remove(&(from, to)).map(|way| way.held).unwrap_or_default()
    }

    /// How long what is sent takes now.
    pub(super) fn latency(&self, from: usize, to: usize) -> Latency {
        self.way(from, to).and_then(|way| way.latency).unwrap_or(self.usual)
    }

    pub(super) fn is_cut(&self, from: usize, to: usize) -> bool {
        self.way(from, to).is_some_and(|way| way.is_cut)
    }

    pub(super) fn is_stalled(&self, from: usize, to: usize) -> bool {
        self.way(from, to).is_some_and(|way| way.is_stalled)
    }
}

/// Dials that are under way.
#[derive(Debug, Default)]
pub(super) struct Dials {
    pub(super) under_way: BTreeMap<u64, Dial>,
    last: u64,
}

#[derive(Debug)]
pub(super) struct Dial {
    pub(super) from: usize,
    pub(super) run: u32,
    pub(super) to: usize,
    pub(super) address: Address,
    pub(super) chance: Chance,
    /// The end of the dialer, once somebody was at the door.
    pub(super) end: Option<u64>,
}

impl Dials {
    pub(super) fn add(&mut self, dial: Dial) -> u64 {
        self.last += 1;
        self.under_way.insert(self.last, dial);
        self.last
    }
}
