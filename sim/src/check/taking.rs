//! Steps taken: what comes of each thing that can happen.

use chinwag::address::Address;
use chinwag::frame::Frame;
use chinwag::node::{Input, LinkId, Origin, Output};
use chinwag::reason::Reason;
use chinwag::store::Store;

use super::pair::{Fate, Pair, Step};
use super::person::{Dial, Job, NAMES};
use super::wires::{Parcel, State};
use crate::laws::Law;

impl Pair {
    /// Lets something happen.
    pub(super) fn take(&mut self, step: Step) {
        match step {
            Step::Arrive(number, who) => self.arrive(number, who),
            Step::Dial(who) => self.get_through(who),
            Step::Disk(who) => self.turn_disk(who),
            Step::Wake(who) => self.wake(who),
            Step::GiveUp(who) => self.give_up_dial(who),
            Step::Cut => {
                self.note(None, "the link is cut");
                self.fate = Fate::UnderWay;
                self.wires.change().cut();
                for person in &mut self.people {
                    let dial = person.run.as_ref().and_then(|run| run.dial.as_ref());
                    if dial.is_some()
                        && let Some(run) = &mut person.change().run
                    {
                        run.dial.iter_mut().for_each(|dial| dial.is_dark = true);
                    }
                }
            }
            Step::Heal => {
                self.note(None, "the link is healed");
                self.fate = Fate::Over;
                self.wires.change().is_cut = false;
            }
            Step::Reset(number) => {
                self.note(None, &format!("link {number} is reset"));
                self.fate = Fate::Over;
                let now = self.now;
                self.wires.change().reset(now, number);
            }
            Step::Kill { who, is_kept } => {
                if is_kept {
                    self.turn_disk(who);
                }
                self.note(Some(who), "-- is killed");
                self.fate = Fate::UnderWay;
                self.people[who].change().run = None;
                self.wires.change().orphan(who);
            }
            Step::Boot(who) => {
                self.note(Some(who), "-- is started");
                self.fate = Fate::Over;
                self.boot(who);
            }
        }
    }

    /// Hands an input to somebody's node and does what follows.
    pub(super) fn handle(&mut self, who: usize, input: Input) {
        let now = self.now;
        if self.transcript.is_some() {
            self.note(Some(who), &format!("<- {input}"));
        }
        let Some(run) = &mut self.people[who].change().run else { return };
        let outputs = run.node.handle(now, input);
        let links = run.node.links().count();
        let told = self.transcript.is_some().then(|| outputs.clone());
        run.ahead.push(now, outputs);
        self.note_outputs(&told.unwrap_or_default());
        let most = self.question.links_at_most;
        self.demand(links <= most, Law::Bounded, || {
            format!(
                "{} has {links} links to {}, and {most} are the most",
                NAMES[who],
                NAMES[1 - who]
            )
        });
        self.go_on(who);
    }

    /// Does what somebody's node wants done, as far as it may be done.
    fn go_on(&mut self, who: usize) {
        let now = self.now;
        let mut saying: Option<(LinkId, Vec<Frame>)> = None;
        while let Some(run) = &mut self.people[who].change().run
            && let Some(output) = run.ahead.pop()
        {
            if let Output::Send(link, frame) = output {
                // What a turn says over one link leaves together.
                if let Some((_, frames)) = saying.as_mut().filter(|(on, _)| *on == link) {
                    frames.push(frame);
                } else {
                    self.say(who, saying.replace((link, vec![frame])));
                }
            } else {
                self.say(who, saying.take());
                self.perform(who, output);
            }
        }
        self.say(who, saying);
        let Some(run) = &mut self.people[who].change().run else { return };
        if let Some(records) = run.ahead.batch(now) {
            run.work(now, Job::Commit(records));
        }
    }

    fn say(&mut self, who: usize, said: Option<(LinkId, Vec<Frame>)>) {
        let now = self.now;
        if let Some((link, frames)) = said
            && self.wires.end(link.0, who).is_some_and(super::wires::End::is_open)
        {
            self.wires.change().post(now, link.0, 1 - who, Parcel::Frames(frames));
        }
    }

    fn perform(&mut self, who: usize, output: Output) {
        let now = self.now;
        match output {
            Output::Dial(contact) => {
                let is_dark = self.wires.is_cut;
                let address = contact.address;
                let Some(run) = &mut self.people[who].change().run else { return };
                run.dial = Some(Dial { address, since: now, proving: None, is_dark });
            }
            Output::Close(link, _) => {
                if self.wires.end(link.0, who).is_some() && self.wires.change().close(link.0, who) {
                    self.wires.change().post(now, link.0, 1 - who, Parcel::End);
                }
            }
            Output::Recall(question) => {
                let Some(run) = &mut self.people[who].change().run else { return };
                run.work(now, Job::Recall(question));
            }
            Output::Notify(event) => {
                let identity = self.people[who].identity;
                self.laws.change().told(identity, &event);
            }
            Output::Send(..) | Output::Store(_) | Output::Stop => {}
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

    fn give_up_dial(&mut self, who: usize) {
        let Some(run) = &mut self.people[who].change().run else { return };
        let Some(dial) = run.dial.take() else { return };
        self.now = dial.due();
        let reason = if dial.proving.is_some() { Reason::NoGreeting } else { Reason::TimedOut };
        self.handle(who, Input::DialFailed { address: dial.address, reason });
    }

    /// A dial is at the door, or keys are proven.
    fn get_through(&mut self, who: usize) {
        let (now, there) = (self.now, self.people[1 - who].running());
        let Some(run) = &mut self.people[who].change().run else { return };
        let Some(dial) = &mut run.dial else { return };
        if dial.proving.is_some() {
            return self.establish(who);
        }
        // A machine without power says nothing.
        (dial.is_dark, dial.proving) = (there.is_none(), there);
        dial.since = if there.is_some() { now } else { dial.since };
        let what = if there.is_some() { "-- is at the door" } else { "-- dials into the dark" };
        self.note(Some(who), what);
    }

    /// The dialer has proven keys, and so, in a moment, has who was dialed.
    fn establish(&mut self, who: usize) {
        let (now, there) = (self.now, self.people[1 - who].running());
        let person = self.people[who].change();
        let (here, number) = (person.runs, 2 * person.dialed + who as u64);
        let Some(dial) = person.run.as_mut().and_then(|run| run.dial.take()) else { return };
        let address = dial.address;
        let Some(there) = there.filter(|there| dial.proving == Some(*there)) else {
            let reason = Reason::Lost;
            return self.handle(who, Input::DialFailed { address, reason });
        };
        person.dialed += 1;
        let wires = self.wires.change();
        wires.open(number, if who == 0 { [here, there] } else { [there, here] });
        wires.post(now, number, 1 - who, Parcel::Opened);
        self.opened(who, number, address, Origin::Dialed);
    }

    fn opened(&mut self, who: usize, number: u64, address: Address, origin: Origin) {
        let peer = self.people[1 - who].identity;
        self.handle(who, Input::Opened { link: LinkId(number), peer, address, origin });
    }

    /// Somebody's disk gets one step further: something becomes durable, or that it is known.
    fn turn_disk(&mut self, who: usize) {
        let now = self.now;
        let person = self.people[who].change();
        let identity = person.identity;
        let Some(run) = &mut person.run else { return };
        let Some(job) = run.jobs.pop_front() else { return };
        run.at_work_since = now;
        match job {
            Job::Commit(records) => {
                let known = person.disk.commit(&records).expect("memory never fails");
                run.ahead.committed(&known);
                self.note(Some(who), "-- what was to be kept is durable");
                let laws = self.laws.change();
                laws.offered(identity, &records);
                laws.committed(identity, &records);
                let kept = self.kept(who);
                if let Err(violation) = self.laws.check(identity, &kept) {
                    self.laws.change().break_one(violation);
                }
                self.go_on(who);
            }
            Job::Recall(question) => {
                let answer = person.disk.recall(&question).expect("memory never fails");
                self.handle(who, Input::Recalled(answer));
            }
        }
    }

    /// The next thing under way to somebody is there.
    fn arrive(&mut self, number: u64, who: usize) {
        let (now, running) = (self.now, self.people[who].running());
        let Some(end) = self.wires.change().end_mut(number, who) else { return };
        let Some((_, parcel)) = end.under_way.pop_front() else { return };
        if end.state == State::Orphaned {
            end.deaden();
            self.note(Some(who), "-- a frame comes for a program that is no more");
            // A machine without power says nothing.
            if running.is_some() && !matches!(parcel, Parcel::End | Parcel::Reset) {
                self.wires.change().post(now, number, 1 - who, Parcel::Reset);
            }
            return;
        }
        let link = LinkId(number);
        match parcel {
            Parcel::Opened => {
                let address = Address::new(NAMES[1 - who], EPHEMERAL_PORT);
                let address = address.expect("a name is a host");
                self.opened(who, number, address, Origin::Accepted);
            }
            Parcel::Frames(frames) => self.handle(who, Input::Received { link, frames }),
            Parcel::End => self.lose(number, who, Reason::HungUp),
            Parcel::Reset => self.lose(number, who, Reason::Lost),
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
