//! Steps taken: what comes of each thing that can happen.

use std::collections::BTreeSet;

use chinwag::address::Address;
use chinwag::node::{Input, LinkId, Origin};
use chinwag::reason::Reason;
use chinwag::record::Record;
use chinwag::store::Store;

use super::pair::{Pair, Step};
use super::person::{Job, NAMES};
use super::wires::{Parcel, State};

impl Pair {
    /// Lets something happen.
    pub(super) fn take(&mut self, step: Step) {
        match step {
            Step::Arrive { number, to } => self.arrive(number, to),
            Step::Dial(who) => self.get_through(who),
            Step::Say(who) => self.speak(who),
            Step::Disk(who) => self.turn_disk(who),
            Step::Wake(who) => self.wake(who),
            Step::GiveUp(who) => self.give_up_dial(who),
            Step::Mishap(mishap) => self.befall(mishap),
        }
    }

    /// A deadline of somebody's program passes.
    fn wake(&mut self, who: usize) {
        let Some(run) = &self.people[who].run else { return };
        self.now = run.due().map_or(self.now, |due| due.max(self.now));
        if run.node.deadline().is_some_and(|due| due <= self.now) {
            self.handle(who, Input::Ticked);
        } else {
            self.go_on(who);
        }
    }

    /// A dial is at the door, or keys are proven.
    fn get_through(&mut self, who: usize) {
        let (now, there) = (self.now, self.people[1 - who].running());
        let Some(dial) = self.run_mut(who).and_then(|run| run.dial.as_mut()) else { return };
        if dial.proving_with.is_some() {
            return self.establish(who);
        }
        dial.proving_with = there;
        // A machine without power says nothing, and the dial goes on waiting.
        dial.is_dark = there.is_none();
        if there.is_some() {
            dial.since = now;
        }
        let place = if there.is_some() { "the door" } else { "a house without power" };
        self.note(Some(who), &format!("-- the dial is at {place}"));
    }

    /// The dialer has proven keys, and so, in a moment, has who was dialed.
    fn establish(&mut self, who: usize) {
        let (now, there) = (self.now, self.people[1 - who].running());
        let person = self.people[who].change();
        let (here, number) = (person.runs, 2 * person.dialed + who as u64);
        let Some(dial) = person.run.as_mut().and_then(|run| run.dial.take()) else { return };
        let address = dial.address;
        let Some(there) = there.filter(|there| dial.proving_with == Some(*there)) else {
            return self.handle(who, Input::DialFailed { address, reason: Reason::Lost });
        };
        person.dialed += 1;
        let wires = self.wires.change();
        wires.open(number, if who == 0 { [here, there] } else { [there, here] });
        wires.post(now, number, 1 - who, Parcel::Opened);
        self.opened(who, number, address, Origin::Dialed);
    }

    fn give_up_dial(&mut self, who: usize) {
        let Some(dial) = self.run_mut(who).and_then(|run| run.dial.take()) else { return };
        self.now = dial.due();
        let is_proving = dial.proving_with.is_some();
        let reason = if is_proving { Reason::NoGreeting } else { Reason::TimedOut };
        self.handle(who, Input::DialFailed { address: dial.address, reason });
    }

    fn opened(&mut self, who: usize, number: u64, address: Address, origin: Origin) {
        let peer = self.people[1 - who].identity;
        self.handle(who, Input::Opened { link: LinkId(number), peer, address, origin });
    }

    /// Somebody's disk gets one thing done, and that is known.
    fn turn_disk(&mut self, who: usize) {
        let now = self.now;
        let Some(run) = self.run_mut(who) else { return };
        let Some(job) = run.jobs.pop_front() else { return };
        run.at_work_since = now;
        match job {
            Job::Commit(records) => {
                let known = self.commit(who, &records);
                self.note(Some(who), "-- what had to be kept is durable");
                if let Some(run) = self.run_mut(who) {
                    run.ahead.committed(&known);
                }
                self.go_on(who);
            }
            Job::Recall(question) => {
                let answer = self.people[who].change().disk.recall(&question);
                self.handle(who, Input::Recalled(answer.expect("memory never fails")));
            }
        }
    }

    /// Somebody's disk takes these. Returns those that it had already.
    pub(super) fn commit(&mut self, who: usize, records: &[Record]) -> BTreeSet<usize> {
        let identity = self.people[who].identity;
        let laws = self.laws.change();
        laws.offered(identity, records);
        laws.committed(identity, records);
        let known = self.people[who].change().disk.commit(records);
        if let Err(violation) = self.laws.check(identity, &self.kept(who)) {
            self.laws.change().break_one(violation);
        }
        known.expect("memory never fails")
    }

    /// The next thing under way to somebody is there.
    fn arrive(&mut self, number: u64, to: usize) {
        let Some(end) = self.wires.change().end_mut(number, to) else { return };
        let Some((_, parcel)) = end.under_way.pop_front() else { return };
        if end.state == State::Orphaned {
            end.deaden();
            return self.arrive_at_nobody(number, to, &parcel);
        }
        match parcel {
            Parcel::Opened => {
                let from = Address::new(NAMES[1 - to], EPHEMERAL_PORT);
                self.opened(to, number, from.expect("a name is a host"), Origin::Accepted);
            }
            Parcel::Frames(frames) => {
                self.wires.change().greet(number, to);
                self.handle(to, Input::Received { link: LinkId(number), frames });
            }
            Parcel::End => self.lose(number, to, Reason::HungUp),
            Parcel::Reset => self.lose(number, to, Reason::Lost),
        }
    }

    /// The program at that end is no more. If its machine is on, it says so.
    fn arrive_at_nobody(&mut self, number: u64, to: usize, parcel: &Parcel) {
        self.note(Some(to), &format!("-- something comes on link {number}, which is no more"));
        if self.people[to].run.is_some() && !matches!(parcel, Parcel::End | Parcel::Reset) {
            let now = self.now;
            self.wires.change().post(now, number, 1 - to, Parcel::Reset);
        }
    }

    /// Somebody learns that a connection is no more.
    fn lose(&mut self, number: u64, who: usize, reason: Reason) {
        if self.wires.change().close(number, who) {
            self.handle(who, Input::Closed { link: LinkId(number), reason });
        }
    }
}

/// Where dials come from.
const EPHEMERAL_PORT: u16 = 50_000;
