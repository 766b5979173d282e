//! What people do and what goes wrong, as a scenario has it.

use std::time::Duration;

use chinwag::address::Contact;
use chinwag::node::{Command, Input, Regard, Target};
use chinwag::text::Safe;

use super::Des;
use super::person::address;
use crate::faults::Fault;
use crate::laws::Wish;
use crate::memory::Memory;
use crate::scenario::{Act, Between, DiskAct};
use crate::trace::Ending;
use crate::world::World;

impl Des {
    pub(super) fn play(&mut self, act: &Act) {
        match act {
            Act::Boot(who) => who.iter().for_each(|who| self.boot(*who)),
            Act::Stop(who) => who.iter().for_each(|who| self.stop(*who)),
            Act::Kill(who) => who.iter().for_each(|who| self.kill(*who)),
            Act::Say { from, to, text, times } => {
                (0..*times).for_each(|_| self.write(*from, *to, text));
            }
            Act::TakeBack { from, to } => self.take_back(*from, *to),
            Act::Connect(who) => who.iter().for_each(|at| self.command(*at, Command::ConnectAll)),
            Act::Exit(who) => who.iter().for_each(|who| self.command(*who, Command::Exit)),
            Act::Part { from, to } => {
                if self.is_active(*from, *to) {
                    self.tally.note(Fault::Part);
                }
                let to = self.target(*from, *to);
                self.command(*from, Command::Part(to));
            }
            Act::ConnectTo { from, to } => {
                let to = self.target(*from, *to);
                self.command(*from, Command::Connect(to));
            }
            Act::Block { by, of } => self.regard(*by, *of, Regard::Blocked),
            Act::Unblock { by, of } => self.regard(*by, *of, Regard::Unblocked),
            Act::Rename { who, name } => self.rename(*who, Safe::name(name)),
            Act::Cut(between) => self.both_ways(between, Self::cut),
            Act::CutOneWay { from, to } => self.cut(*from, *to),
            Act::Stall(between) => self.both_ways(between, |world, from, to| {
                world.connections.way_mut(from, to).is_stalled = true;
            }),
            Act::Heal(between) => self.both_ways(between, Self::release),
            Act::Reset(between) => {
                for (one, other) in between.pairs() {
                    let ends = self.connections.ends_between(one, other);
                    ends.into_iter().for_each(|end| self.reset(end));
                }
            }
            Act::Slow(between, latency) => self.both_ways(between, |world, from, to| {
                world.connections.way_mut(from, to).latency = Some(*latency);
            }),
            Act::Jump { who, by, is_back } => self.jump(*who, *by, *is_back),
            Act::Disk(who, act) => who.iter().for_each(|who| self.disk(*who, *act)),
            Act::Checkpoint(_) | Act::Expect(_) | Act::Settle => {}
        }
    }

    /// Somebody asks for something.
    pub(super) fn command(&mut self, who: usize, command: Command) {
        let wish = self.wish(&command);
        self.people[who].conduct.asked(self.now, wish);
        let person = &mut self.people[who];
        if let Some(run) = &mut person.run {
            run.is_leaving |= command == Command::Exit;
            if let Command::Send { text, .. } = &command {
                self.laws.asked(person.identity, text);
            }
        }
        self.handle(who, Input::Commanded(command));
    }

    /// Whom a command is about.
    fn wish(&self, command: &Command) -> Wish {
        let one = |who: Option<&usize>| who.map_or(Wish::Nobody, |who| Wish::One(*who));
        match command {
            Command::Send { to: Target::Peer(peer), .. }
            | Command::Connect(Target::Peer(peer))
            | Command::Regard { peer, regard: Regard::Unblocked } => one(self.numbers.get(peer)),
            Command::Send { to: Target::At(contact), .. }
            | Command::Connect(Target::At(contact)) => one(self.hosts.get(contact.address.host())),
            Command::ConnectAll => Wish::All,
            Command::ListPeers => Wish::Linked,
            Command::Part(_)
            | Command::Cancel { .. }
            | Command::Petname { .. }
            | Command::Rename(_)
            | Command::Regard { .. }
            | Command::Read { .. }
            | Command::ShowHistory(_)
            | Command::Exit => Wish::Nobody,
        }
    }

    fn write(&mut self, from: usize, to: usize, text: &str) {
        let to = self.target(from, to);
        self.command(from, Command::Send { to, text: text.to_owned() });
    }

    fn regard(&mut self, by: usize, of: usize, regard: Regard) {
        let peer = self.people[of].identity;
        self.command(by, Command::Regard { peer, regard });
    }

    fn rename(&mut self, who: usize, name: Safe) {
        self.people[who].config.name = name.clone();
        if self.is_up(who) {
            self.people[who].name = name.clone();
            self.command(who, Command::Rename(name));
        }
    }

    /// Whether somebody is on somebody's list of active peers.
    fn is_active(&self, for_whom: usize, who: usize) -> bool {
        let identity = self.people[who].identity;
        let list = self.list(for_whom).unwrap_or_default();
        let mut active = list.active.iter().filter_map(|card| card.who.as_ref());
        active.any(|who| who.identity == identity)
    }

    /// By key if they have met, and else by address.
    fn target(&self, from: usize, to: usize) -> Target {
        let identity = self.people[to].identity;
        if self.people[from].met.contains(&identity) {
            Target::Peer(identity)
        } else {
            Target::At(Contact::from(address(&self.people[to].host)))
        }
    }

    fn take_back(&mut self, from: usize, to: usize) {
        let to = self.people[to].identity;
        if let Some(seq) = self.people[from].queued.get(&to).copied() {
            self.command(from, Command::Cancel { to, seq });
        }
    }

    /// Starts somebody's program, unless it runs. One that is about to end ends at once.
    pub(super) fn boot(&mut self, who: usize) {
        if self.is_up(who) {
            return;
        }
        self.stop(who);
        let person = &self.people[who];
        if person.runs > 0 {
            let (forward, back) = person.clock;
            if forward.abs_diff(back) > Duration::from_secs(60) {
                self.tally.note(Fault::Jump);
            }
            let kept = self.kept(who);
            self.laws.booted(self.people[who].identity, &kept);
        }
        let mishap = self.people[who].mishap.take();
        mishap.into_iter().for_each(|mishap| self.tally.note(mishap));
        self.people[who].boot(self.now);
        self.notes.booted(self.now, who);
        self.go_on(who);
    }

    fn stop(&mut self, who: usize) {
        if self.people[who].run.is_some() {
            self.end_run(who, Ending::Stopped);
        }
    }

    pub(super) fn kill(&mut self, who: usize) {
        if self.people[who].run.as_ref().is_some_and(super::person::Run::is_committing) {
            self.tally.note(Fault::TornCommit);
        }
        if self.connections.open_ends(who).next().is_some() {
            self.tally.note(Fault::Kill);
        }
        self.end_run(who, Ending::Killed);
        self.people[who].is_powered = false;
    }

    /// Lets nothing through from one to the other, and nobody hears of it.
    pub(super) fn cut(&mut self, from: usize, to: usize) {
        self.connections.way_mut(from, to).is_cut = true;
        for end in self.connections.ends_between(to, from) {
            let under_way = self.connections.end(end).map_or(0, |end| end.under_way.len());
            if under_way > 0 {
                self.tally.note(Fault::Cut);
                self.deaden(end);
            }
        }
    }

    fn both_ways(&mut self, between: &Between, each: impl Fn(&mut Self, usize, usize)) {
        for (one, other) in between.pairs() {
            each(self, one, other);
            each(self, other, one);
        }
    }

    fn jump(&mut self, who: usize, by: Duration, is_back: bool) {
        let (forward, back) = &mut self.people[who].clock;
        *(if is_back { back } else { forward }) += by;
    }

    pub(super) fn disk(&mut self, who: usize, act: DiskAct) {
        if matches!(act, DiskAct::Restore | DiskAct::Wipe) {
            // A disk in use is not taken out.
            if self.is_up(who) {
                return;
            }
            self.stop(who);
        }
        let person = &mut self.people[who];
        match act {
            DiskAct::Fill => person.is_full = true,
            DiskAct::Fail => person.is_failing = true,
            DiskAct::Mend => (person.is_full, person.is_failing) = (false, false),
            DiskAct::BackUp => person.backup = Some(person.disk.clone()),
            DiskAct::Restore => {
                if let Some(backup) = person.backup.clone() {
                    person.mishap = Some(Fault::Restore);
                    self.replace_disk(who, backup);
                }
            }
            DiskAct::Wipe => {
                if !self.kept(who).is_empty() {
                    self.people[who].mishap.get_or_insert(Fault::Wipe);
                }
                self.replace_disk(who, Memory::default());
            }
        }
    }

    fn replace_disk(&mut self, who: usize, disk: Memory) {
        self.people[who].disk = disk;
        self.people[who].queued.clear();
        let kept = self.kept(who);
        self.laws.restored(self.people[who].identity, &kept);
    }
}
