//! What nodes want done, done: dials, frames, ends of links, commits, words to a person.

use chinwag::address::Contact;
use chinwag::frame::Frame;
use chinwag::node::{Event, Input, LinkId, Output};
use chinwag::reason::Reason;
use chinwag::store::Store;

use super::agenda::Due;
use super::connections::{Dial, Parcel};
use super::person::Job;
use super::watching::about;
use super::{Des, drawn};
use crate::faults::Fault;
use crate::trace::Ending;
use crate::world::{Told, World};

impl Des {
    /// Does what somebody's node wants done, as far as it may be done.
    pub(super) fn go_on(&mut self, who: usize) {
        while let Some(output) = self.next_output(who) {
            self.perform(who, output);
        }
        self.say_all(who);
        let now = self.now;
        let Some(run) = &mut self.people[who].run else { return };
        if let Some(records) = run.ahead.batch(run.clock(now)) {
            self.work(who, Job::Commit(records));
        }
        self.set_alarm(who);
        if self.notes.is_tracing() {
            let list = self.list(who);
            self.notes.shown(now, who, list, &self.numbers);
        }
    }

    fn next_output(&mut self, who: usize) -> Option<Output> {
        let run = self.people[who].run.as_mut()?;
        // Not while it is tried: what is told to be lost must not be kept after all.
        if run.is_to_try_again && run.ahead.is_stopping() {
            let ends = &self.connections;
            run.ahead.give_up(|link| ends.end(link.0).is_some_and(|end| end.has_said));
        }
        run.ahead.pop()
    }

    /// Wakes somebody no later than the next deadline.
    fn set_alarm(&mut self, who: usize) {
        let now = self.now;
        let Some(run) = &mut self.people[who].run else { return };
        let Some(due) = run.due().map(|due| due.max(now)) else { return };
        if run.wake_at.is_none_or(|wake_at| due < wake_at) {
            run.wake_at = Some(due);
            self.agenda.put(due, Due::Wake { who, run: run.number });
        }
    }

    fn perform(&mut self, who: usize, output: Output) {
        match output {
            Output::Dial(contact) => self.dial(who, contact),
            Output::Send(link, frame) => self.say(who, link, frame),
            Output::Close(link, reason) => {
                self.say_all(who);
                self.close(who, link, &reason);
            }
            Output::Recall(question) => self.work(who, Job::Recall(question)),
            Output::Notify(event) => self.tell(who, event),
            Output::Stop => self.stopped(who),
            Output::Store(_) => {}
        }
    }

    /// What a turn says over one link leaves together.
    fn say(&mut self, who: usize, link: LinkId, frame: Frame) {
        self.connections.end_mut(link.0).into_iter().for_each(|end| end.has_said = true);
        let Some(run) = &mut self.people[who].run else { return };
        if let Some((_, frames)) = run.saying.as_mut().filter(|(end, _)| *end == link.0) {
            frames.push(frame);
            return;
        }
        self.say_all(who);
        if let Some(run) = &mut self.people[who].run {
            run.saying = Some((link.0, vec![frame]));
        }
    }

    fn say_all(&mut self, who: usize) {
        let Some(run) = &mut self.people[who].run else { return };
        if let Some((end, frames)) = run.saying.take()
            && self.connections.end(end).is_some_and(|end| end.is_open)
        {
            self.send(end, frames);
        }
    }

    fn dial(&mut self, from: usize, contact: Contact) {
        let address = contact.address;
        let to = self.hosts.get(address.host()).copied();
        let Some(to) = to.filter(|to| *to != from) else {
            let reason = if to.is_some() { Reason::Yourself } else { Reason::NameNotFound };
            return self.handle(from, Input::DialFailed { address, reason });
        };
        let Some(run) = self.people[from].running() else { return };
        let mut chance = self.chance(NETWORK, from, to);
        let takes = drawn(&mut chance, self.connections.latency(from, to));
        let dial = self.dials.add(Dial { from, run, to, address, chance, end: None });
        self.agenda.put(self.now + takes, Due::Syn(dial));
    }

    /// A node ends a link: what it said goes first.
    fn close(&mut self, who: usize, link: LinkId, reason: &Reason) {
        // While nothing can be kept, the ends of links may wait too.
        let is_stalled = self.people[who].run.as_ref().is_some_and(|run| run.ahead.is_stalled());
        if *reason == Reason::Duplicate && !is_stalled {
            self.check_ghost(who, link.0);
        }
        self.hang_up(link.0);
    }

    /// Closes an end, so that the other learns of it.
    pub(super) fn hang_up(&mut self, end: u64) {
        if self.connections.close(end).is_some() {
            self.post(end ^ 1, Parcel::End);
        }
    }

    fn tell(&mut self, who: usize, event: Event) {
        let identity = self.people[who].identity;
        self.laws.told(identity, &event);
        if let Some(other) = about(&event).and_then(|other| self.numbers.get(&other).copied()) {
            let told = self.people[who].conduct.told(other, &event);
            self.broken(told);
        }
        if let Event::Queued { to, seq, .. } = &event {
            self.people[who].queued.insert(to.identity, *seq);
            self.people[who].met.insert(to.identity);
        } else if let Event::Online(card) = &event {
            self.people[who].met.extend(card.who.as_ref().map(|who| who.identity));
        }
        self.notes.told(self.now, who, &event);
        if !self.people[who].is_unheard {
            let at = self.now();
            self.people[who].told.push(Told { at, event });
        }
    }

    /// The program has ended by itself: what was said still leaves, and what was put off is kept.
    fn stopped(&mut self, who: usize) {
        self.say_all(who);
        let person = &mut self.people[who];
        if let Some(records) = person.run.as_mut().and_then(|run| run.ahead.rest())
            && !(person.is_full || person.is_failing)
        {
            self.laws.offered(person.identity, &records);
            self.laws.committed(person.identity, &records);
            let _ = person.disk.commit(&records);
        }
        self.tally.note(Fault::Exit);
        self.end_run(who, Ending::Left);
    }

    /// A run ends; with its power, or so that the others learn of it.
    pub(super) fn end_run(&mut self, who: usize, ending: Ending) {
        self.notes.ended(self.now, who, ending);
        let identity = self.people[who].identity;
        if ending == Ending::Left {
            self.laws.left(identity);
        } else {
            self.laws.ended(identity);
        }
        let ends: Vec<u64> = self.connections.open_ends(who).collect();
        for end in ends {
            // It never came to leave over this one.
            self.connections.end_mut(end).into_iter().for_each(|end| end.is_left = false);
            if ending == Ending::Killed {
                self.connections.close(end);
            } else {
                self.hang_up(end);
            }
        }
        self.people[who].run = None;
    }
}

/// What the chance of a way through the network is drawn for.
pub(super) const NETWORK: u64 = 2;
