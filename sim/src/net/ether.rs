//! The ether: what the network is like at the moment, who answers in it, and what is open. The
//! world's hand writes it; the transports obey it, where turmoil alone would not.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::calls::{Call, Calls, End};
use crate::Chance;
use crate::faults::{Fault, Tally};
use crate::scenario::{Latency, Links};

/// The network between hosts, which are known by their places.
#[derive(Debug)]
pub(super) struct Ether {
    /// Since the world began.
    pub(super) now: Duration,
    pub(super) calls: Calls,
    pub(super) tally: Tally,
    normal: Links,
    /// Until then connections wear out.
    pub(super) wears_until: Duration,
    /// What becomes of a dial to a machine on which no program runs.
    unheard: Unheard,
    machines: Vec<Machine>,
    /// From whom to whom nothing comes through.
    cut: BTreeSet<(usize, usize)>,
    /// Between whom everything waits; the lesser is first, here and below.
    stalled: BTreeSet<(usize, usize)>,
    slow: BTreeMap<(usize, usize), Latency>,
    chance: Chance,
}

#[derive(Debug)]
struct Machine {
    name: String,
    is_on: bool,
    is_listening: bool,
    /// The run of its program, from 1.
    boot: u64,
}

/// What a machine does with dials while no program runs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unheard {
    /// It refuses them, as operating systems do.
    Refused,
    /// They wait until a program runs, as behind a firewall.
    Waits,
}

/// What becomes of a dial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dial {
    /// It goes on its way.
    Goes,
    /// Nothing is ever heard of it.
    IsLost,
    /// No program listens there now. It takes the first span until it is there, and if none does
    /// then, the second until it is known to be refused.
    IsUnheard(Duration, Duration),
}

impl Ether {
    pub(super) fn new(normal: Links, unheard: Unheard, seed: u64) -> Self {
        Self {
            now: Duration::ZERO,
            calls: Calls::default(),
            tally: Tally::default(),
            normal,
            wears_until: Duration::MAX,
            unheard,
            machines: Vec::new(),
            cut: BTreeSet::new(),
            stalled: BTreeSet::new(),
            slow: BTreeMap::new(),
            chance: Chance::new(seed),
        }
    }

    /// Adds a machine that is off.
    pub(super) fn add(&mut self, name: &str) {
        let name = name.to_owned();
        self.machines.push(Machine { name, is_on: false, is_listening: false, boot: 0 });
    }

    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.machines.iter().position(|machine| machine.name == name)
    }

    /// A program starts on a machine.
    pub(super) fn boot(&mut self, who: usize) {
        let machine = &mut self.machines[who];
        machine.is_on = true;
        machine.boot += 1;
    }

    pub(super) fn listen(&mut self, who: usize, is_listening: bool) {
        self.machines[who].is_listening = is_listening;
    }

    /// A program ends without a goodbye, with its power or not; afterwards its ends are closed.
    pub(super) fn end(&mut self, who: usize, is_power_cut: bool) {
        let whole = self.calls.whole().filter(|call| call.from == who || call.to == who).count();
        if !is_power_cut {
            (0..whole).for_each(|_| self.tally.note(Fault::Stop));
            return;
        }
        self.machines[who].is_on = false;
        if whole > 0 {
            self.tally.note(Fault::Kill);
        }
    }

    /// From now on nothing comes through on these ways, what is under way included.
    pub(super) fn cut(&mut self, ways: &[(usize, usize)]) {
        self.cut.extend(ways);
        for (from, to) in ways {
            for _ in 0..self.calls.lose(*from, *to) {
                self.tally.note(self.kind_of_cut(*from, *to));
            }
        }
    }

    pub(super) fn mend(&mut self, a: usize, b: usize) {
        self.cut.remove(&(a, b));
        self.cut.remove(&(b, a));
    }

    pub(super) fn stall(&mut self, a: usize, b: usize) {
        self.stalled.insert(pair(a, b));
    }

    pub(super) fn release(&mut self, a: usize, b: usize) {
        self.stalled.remove(&pair(a, b));
    }

    /// What is sent between two takes this long, or as long as it normally does.
    pub(super) fn slow(&mut self, a: usize, b: usize, latency: Option<Latency>) {
        match latency {
            Some(latency) => self.slow.insert(pair(a, b), latency),
            None => self.slow.remove(&pair(a, b)),
        };
    }

    pub(super) fn latency(&self, a: usize, b: usize) -> Latency {
        self.slow.get(&pair(a, b)).copied().unwrap_or(self.normal.latency)
    }

    /// Whether what goes from one to another is never seen again.
    pub(super) fn is_black(&self, from: usize, to: usize) -> bool {
        self.cut.contains(&(from, to)) || [from, to].iter().any(|who| !self.machines[*who].is_on)
    }

    pub(super) fn is_stalled(&self, a: usize, b: usize) -> bool {
        self.stalled.contains(&pair(a, b))
    }

    /// Somebody dials somebody. An answer has to come back, too.
    pub(super) fn dial(&mut self, from: usize, to: usize) -> Dial {
        if self.is_black(from, to) || self.is_black(to, from) {
            let ways = [(from, to), (to, from)];
            if let Some((from, to)) = ways.into_iter().find(|way| self.cut.contains(way)) {
                self.tally.note(self.kind_of_cut(from, to));
            }
            return Dial::IsLost;
        }
        if self.is_stalled(from, to) {
            self.tally.note(Fault::Stall);
        }
        if self.unheard == Unheard::Waits || self.is_listening(to) {
            return Dial::Goes;
        }
        let latency = self.latency(from, to);
        Dial::IsUnheard(self.chance.between(latency), self.chance.between(latency))
    }

    pub(super) fn is_listening(&self, who: usize) -> bool {
        self.machines[who].is_listening
    }

    /// A connection stands at one end. Returns how the stream there is chopped, if it is.
    pub(super) fn open(&mut self, end: End) -> Option<Chance> {
        let Call { from, to, .. } = end.call;
        let others = self.calls.whole().filter(|call| pair(call.from, call.to) == pair(from, to));
        let is_first = others.count() == 0;
        let lasts = self.normal.lasts.map(|mean| self.now + self.chance.lasting(mean));
        let boot = self.machines[end.who()].boot;
        if let Some(connection) = self.calls.open(end, boot) {
            connection.breaks_at = lasts;
            if !is_first {
                self.tally.note(Fault::DuplicateDial);
            }
        }
        self.normal.is_chopped.then(|| Chance::new(self.chance.draw()))
    }

    /// Bytes have gone in at an end.
    pub(super) fn written(&mut self, end: End, count: usize) {
        let (from, to) = (end.who(), end.other().who());
        self.calls.written(end, count, self.is_black(from, to));
        if self.cut.contains(&(from, to)) {
            self.tally.note(self.kind_of_cut(from, to));
        } else if self.is_stalled(from, to) {
            self.tally.note(Fault::Stall);
        } else if self.latency(from, to).least > SLOW {
            self.tally.note(Fault::Slow);
        }
    }

    /// A connection has failed at an end, though nobody reset it.
    pub(super) fn failed(&mut self, end: End) {
        let boot = self.machines[end.other().who()].boot;
        if self.calls.boot(end.other()).is_some_and(|opened| opened < boot) {
            self.tally.note(Fault::HalfOpen);
        }
    }

    /// Resets the connections between two.
    pub(super) fn reset(&mut self, a: usize, b: usize) {
        self.reset_if(|call, _| pair(call.from, call.to) == pair(a, b));
    }

    /// Time goes by: some connections have lasted long enough.
    pub(super) fn advance(&mut self, now: Duration) {
        self.now = now;
        if self.normal.lasts.is_some() && now < self.wears_until {
            self.reset_if(|_, breaks_at| breaks_at.is_some_and(|at| at <= now));
        }
    }

    fn reset_if(&mut self, is_to_be: impl Fn(&Call, Option<Duration>) -> bool) {
        for (call, connection) in self.calls.iter_mut() {
            if is_to_be(call, connection.breaks_at) && connection.reset() {
                self.tally.note(Fault::Reset);
            }
        }
    }

    fn kind_of_cut(&self, from: usize, to: usize) -> Fault {
        if self.cut.contains(&(to, from)) { Fault::Cut } else { Fault::CutOneWay }
    }
}

/// Two people, whoever is first.
fn pair(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

/// Longer than this nothing is under way on a healthy network.
const SLOW: Duration = Duration::from_secs(1);
