//! What is under way between people: dials, handshakes, frames, and the ends of connections.

use chinwag::address::Address;
use chinwag::driver::{CONNECT_WITHIN, HANDSHAKE_WITHIN};
use chinwag::frame::Frame;
use chinwag::node::{Input, LinkId, Origin, WINDOW};
use chinwag::reason::Reason;
use chinwag::time::Time;
use chinwag::wire;

use super::agenda::Due;
use super::connections::{Dial, Held, Parcel};
use super::{Des, drawn};
use crate::faults::Fault;
use crate::laws::Law;

impl Des {
    /// A dial is at the door, or in the dark.
    pub(super) fn knock(&mut self, number: u64) {
        let Some(dial) = self.dials.under_way.get(&number) else { return };
        let (from, to) = (dial.from, dial.to);
        if self.connections.is_stalled(from, to) {
            self.tally.note(Fault::Stall);
            self.connections.way_mut(from, to).held.push(Held::Syn(number));
            return self.agenda.put(self.now + CONNECT_WITHIN, Due::GivenUp(number));
        }
        if self.is_in_the_dark(from, to) || !self.people[to].is_powered {
            return self.agenda.put(self.now + CONNECT_WITHIN, Due::GivenUp(number));
        }
        let Some(run) = self.people[to].running() else {
            let Some(dial) = self.dials.under_way.remove(&number) else { return };
            return self.dial_failed(dial, Reason::Refused);
        };
        let Some(dial) = self.dials.under_way.get_mut(&number) else { return };
        if dial.end.is_some() {
            return;
        }
        let chance = dial.chance.clone();
        let latency = [(to, from), (from, to), (to, from)];
        let latency = latency.map(|(a, b)| drawn(&mut dial.chance, self.connections.latency(a, b)));
        let ends = [(from, dial.run), (to, run)];
        dial.end = Some(self.connections.open(ends, self.now, chance));
        self.agenda.put(self.now + latency.iter().sum(), Due::Established(number));
    }

    /// Whether a dial is lost on the way there or back.
    fn is_in_the_dark(&mut self, from: usize, to: usize) -> bool {
        let (there, back) = (self.connections.is_cut(from, to), self.connections.is_cut(to, from));
        if there || back {
            self.tally.note(if there && back { Fault::Cut } else { Fault::CutOneWay });
        }
        there || back
    }

    /// The dialer has proven keys, and so, in a moment, has who was dialed.
    pub(super) fn establish(&mut self, number: u64) {
        let Some(dial) = self.dials.under_way.get(&number) else { return };
        let (from, to) = (dial.from, dial.to);
        if self.connections.is_stalled(to, from) {
            self.tally.note(Fault::Stall);
            self.connections.way_mut(to, from).held.push(Held::Established(number));
            return self.agenda.put(self.now + HANDSHAKE_WITHIN, Due::GivenUp(number));
        }
        if self.is_in_the_dark(from, to) {
            return self.agenda.put(self.now + HANDSHAKE_WITHIN, Due::GivenUp(number));
        }
        let Some(dial) = self.dials.under_way.remove(&number) else { return };
        let Some(end) = dial.end else { return };
        let there = self.connections.end(end ^ 1).map(|end| end.run);
        if self.people[from].running() != Some(dial.run) || self.people[to].running() != there {
            self.connections.close(end);
            self.connections.close(end ^ 1);
            return self.dial_failed(dial, Reason::Lost);
        }
        if self.connections.ends_between(from, to).len() > 1 {
            self.tally.note(Fault::DuplicateDial);
        }
        let source = Address::new(&self.people[from].host, EPHEMERAL_PORT);
        let source = source.expect("a scenario's names are hosts");
        let accepted = self.opened(end ^ 1, from, source, Origin::Accepted);
        let dialed = self.opened(end, to, dial.address, Origin::Dialed);
        self.post(end ^ 1, Parcel::Opened(Box::new(accepted)));
        if let Some(mean) = self.scenario.links.lasts {
            let lasts = self.connections.chance(end).map_or(0, |chance| chance.draw());
            let lasts = lasts % (2 * mean.as_micros() as u64).max(1);
            let at = self.now + std::time::Duration::from_micros(lasts);
            self.agenda.put(at, Due::Broken(end));
        }
        self.handle(from, dialed);
    }

    fn opened(&mut self, end: u64, peer: usize, address: Address, origin: Origin) -> Input {
        let now = self.now;
        if let Some(end) = self.connections.end_mut(end) {
            end.since = now;
        }
        Input::Opened { link: LinkId(end), peer: self.people[peer].identity, address, origin }
    }

    /// The dialer has waited long enough.
    pub(super) fn give_up_dial(&mut self, number: u64) {
        let Some(dial) = self.dials.under_way.remove(&number) else { return };
        let reason = if dial.end.is_some() { Reason::NoGreeting } else { Reason::TimedOut };
        if let Some(end) = dial.end {
            self.connections.close(end);
            self.connections.close(end ^ 1);
        }
        self.dial_failed(dial, reason);
    }

    fn dial_failed(&mut self, dial: Dial, reason: Reason) {
        if self.people[dial.from].running() == Some(dial.run) {
            self.handle(dial.from, Input::DialFailed { address: dial.address, reason });
        }
    }

    /// Frames leave from an end, together.
    pub(super) fn send(&mut self, end: u64, frames: Vec<Frame>) {
        self.notes.sent(self.now, end, &frames, &mut self.connections);
        if !self.scenario.links.is_chopped {
            return self.post(end ^ 1, Parcel::Frames(frames));
        }
        let mut bytes = Vec::new();
        frames.iter().for_each(|frame| wire::encode(frame, &mut bytes));
        while !bytes.is_empty() {
            let Some(chance) = self.connections.chance(end) else { return };
            let length = 1 + chance.below(bytes.len());
            let rest = bytes.split_off(length);
            self.post(end ^ 1, Parcel::Bytes(bytes));
            bytes = rest;
        }
    }

    /// Something gets under way to an end, or is lost at once.
    pub(super) fn post(&mut self, to: u64, parcel: Parcel) {
        let Some(end) = self.connections.end(to) else { return };
        // To a program that ended without a word it goes all the same.
        let is_closed = !end.is_open && self.people[end.who].running() == Some(end.run);
        if end.is_dead || is_closed {
            return self.deaden(to);
        }
        let (from, there) = (self.connections.end(to ^ 1).map_or(end.who, |e| e.who), end.who);
        if self.connections.is_cut(from, there) {
            self.lost_on_a_cut(from, there);
            return self.deaden(to);
        }
        let latency = self.connections.latency(from, there);
        let Some(chance) = self.connections.chance(to) else { return };
        let takes = drawn(chance, latency);
        if takes > SLOW {
            self.tally.note(Fault::Slow);
        }
        let Some(end) = self.connections.end_mut(to) else { return };
        end.last_at = end.last_at.max(self.now + takes);
        let (at, length) = (end.last_at, end.under_way.len());
        end.under_way.push_back(parcel);
        self.agenda.put(at, Due::Arrival(to));
        let what = || format!("{length} parcels are under way on one link");
        self.laws.demand(length < UNDER_WAY_MAX, Law::Bounded, what);
    }

    fn lost_on_a_cut(&mut self, from: usize, to: usize) {
        let is_both = self.connections.is_cut(to, from);
        self.tally.note(if is_both { Fault::Cut } else { Fault::CutOneWay });
    }

    /// What TCP has lost on a connection, nothing after it comes past.
    pub(super) fn deaden(&mut self, to: u64) {
        let Some(end) = self.connections.end_mut(to) else { return };
        end.is_dead = true;
        end.under_way.clear();
        for frame in std::mem::take(&mut end.traced) {
            self.notes.lost(self.now, frame);
        }
    }

    /// The next thing under way to an end is there.
    pub(super) fn arrive(&mut self, to: u64) {
        let Some(end) = self.connections.end_mut(to) else { return };
        let Some(parcel) = end.under_way.pop_front() else { return };
        let (who, run) = (end.who, end.run);
        let from = self.connections.end(to ^ 1).map_or(who, |end| end.who);
        if self.connections.is_cut(from, who) {
            self.lost_on_a_cut(from, who);
            return self.deaden(to);
        }
        if self.connections.is_stalled(from, who) {
            self.tally.note(Fault::Stall);
            self.connections.way_mut(from, who).held.push(Held::Arrival(to));
            let Some(end) = self.connections.end_mut(to) else { return };
            return end.under_way.push_front(parcel);
        }
        if self.people[who].running() != Some(run) {
            return self.arrive_at_nobody(to, who, &parcel);
        }
        if self.connections.end(to).is_some_and(|end| end.is_open) {
            self.receive(to, who, from, parcel);
        } else {
            self.deaden(to);
        }
    }

    /// The program at that end has ended. If its machine is on, it says so.
    fn arrive_at_nobody(&mut self, to: u64, who: usize, parcel: &Parcel) {
        if !self.people[who].is_powered {
            return self.notes.lost_some(self.now, to, parcel, &mut self.connections);
        }
        self.deaden(to);
        if !matches!(parcel, Parcel::End | Parcel::Reset) {
            self.tally.note(Fault::HalfOpen);
            self.post(to ^ 1, Parcel::Reset);
        }
    }

    fn receive(&mut self, to: u64, who: usize, from: usize, parcel: Parcel) {
        let link = LinkId(to);
        match parcel {
            Parcel::Opened(input) => {
                let now = self.now;
                self.connections.end_mut(to).into_iter().for_each(|end| end.since = now);
                self.handle(who, *input);
            }
            Parcel::Frames(frames) => self.received(who, from, link, frames),
            Parcel::Bytes(bytes) => self.received_bytes(who, from, link, &bytes),
            Parcel::End => self.lose(to, Reason::HungUp),
            Parcel::Reset => self.lose(to, Reason::Lost),
        }
    }

    fn received(&mut self, who: usize, from: usize, link: LinkId, frames: Vec<Frame>) {
        self.frames += frames.len() as u64;
        self.notes.arrived(self.now, link.0, frames.len(), &mut self.connections);
        self.hear(who, from, link, frames);
    }

    fn received_bytes(&mut self, who: usize, from: usize, link: LinkId, bytes: &[u8]) {
        let Some(end) = self.connections.end_mut(link.0) else { return };
        end.buffer.extend_from_slice(bytes);
        let mut frames = Vec::new();
        let fault = loop {
            match wire::decode(&mut end.buffer) {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break None,
                Err(reason) => break Some(reason),
            }
        };
        if !frames.is_empty() {
            self.received(who, from, link, frames);
        }
        if let Some(reason) = fault {
            self.hang_up(link.0);
            self.handle(who, Input::Closed { link, reason });
        }
    }

    /// An end learns that its connection is no more.
    pub(super) fn lose(&mut self, end: u64, reason: Reason) {
        let Some(who) = self.connections.close(end).map(|closed| closed.who) else { return };
        let other = self.connections.end(end ^ 1).map_or(who, |other| other.who);
        self.ends(who, end);
        if reason == Reason::HungUp {
            self.check_goodbye(who, end);
        }
        if reason == Reason::HungUp && self.people[other].run.is_none() {
            self.tally.note(Fault::Stop);
        }
        self.handle(who, Input::Closed { link: LinkId(end), reason });
    }

    /// A connection breaks by itself, if it stands.
    pub(super) fn wear_out(&mut self, end: u64) {
        if self.now < self.wears_until {
            self.reset(end);
        }
    }

    /// Both ends hear that the connection is reset, and what is under way is lost.
    pub(super) fn reset(&mut self, end: u64) {
        for end in [end, end ^ 1] {
            let Some(reset) = self.connections.end_mut(end).filter(|end| end.is_open) else {
                continue;
            };
            let is_told = !matches!(reset.under_way.front(), Some(Parcel::Opened(_)));
            self.deaden(end);
            if is_told {
                self.tally.note(Fault::Reset);
                self.lose(end, Reason::Lost);
            } else {
                self.connections.close(end);
            }
        }
    }

    /// What was held on a link gets under way again, in its order.
    pub(super) fn release(&mut self, from: usize, to: usize) {
        let now = self.now;
        for held in self.connections.mend(from, to) {
            let mut chance = self.chance(super::performing::NETWORK, from, to);
            let at = now + drawn(&mut chance, self.connections.latency(from, to));
            match held {
                Held::Syn(dial) => self.agenda.put(at, Due::Syn(dial)),
                Held::Established(dial) => self.agenda.put(at, Due::Established(dial)),
                Held::Arrival(end) => self.arrives_at(end, at),
            }
        }
    }

    fn arrives_at(&mut self, end: u64, at: Time) {
        if let Some(held) = self.connections.end_mut(end) {
            held.last_at = held.last_at.max(at);
        }
        self.agenda.put(at, Due::Arrival(end));
    }
}

/// Where dials come from.
const EPHEMERAL_PORT: u16 = 50_000;
/// From then on a frame is slow.
const SLOW: std::time::Duration = std::time::Duration::from_secs(1);
/// Things under way on one link: a window of messages each way, in pieces, and what answers them.
const UNDER_WAY_MAX: usize = 16 * WINDOW;
