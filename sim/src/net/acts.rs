//! A scenario's acts, as the world with a real driver in it plays them.

use std::time::Duration;

use chinwag::identity::Identity;
use chinwag::node::{Command, Event, PeerList, Regard, Target};
use chinwag::text::Safe;

use super::{Net, at};
use crate::faults::{Fault, Tally};
use crate::scenario::{Act, Between, DiskAct};
use crate::world::{Told, World};
use crate::{Disk, Fault as DiskFault, Kept, Laws, Violation};

impl World for Net {
    fn now(&self) -> Duration {
        self.sim.elapsed()
    }

    fn run_until(&mut self, until: Duration) -> Result<(), Violation> {
        while self.sim.elapsed() < until {
            self.step();
            self.lawful()?;
        }
        Ok(())
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Boot(who) => who.iter().for_each(|who| self.start(*who)),
            Act::Stop(who) => who.iter().for_each(|who| self.stop(*who)),
            Act::Kill(who) => who.iter().for_each(|who| self.cut_power(*who)),
            Act::Say { from, to, text, times } => {
                let to = self.target(*from, *to);
                for _ in 0..*times {
                    let (to, text) = (to.clone(), text.clone());
                    self.ask(*from, Command::Send { to, text });
                }
            }
            Act::TakeBack { from, to } => self.take_back(*from, *to),
            Act::Connect(who) => self.command_all(who, &Command::ConnectAll),
            Act::Exit(who) => {
                who.iter().for_each(|_| self.tally.note(Fault::Exit));
                self.command_all(who, &Command::Exit);
            }
            Act::Part { from, to } => self.part(*from, *to),
            Act::ConnectTo { from, to } => {
                let to = self.target(*from, *to);
                self.hosts[*from].command(Command::Connect(to));
            }
            Act::Block { by, of } => self.regard(*by, *of, Regard::Blocked),
            Act::Unblock { by, of } => self.regard(*by, *of, Regard::Unblocked),
            Act::Rename { who, name } => self.hosts[*who].rename(name),
            Act::Cut(between) => self.each(between, |world, a, b| {
                world.link(a, b, |ether| ether.cut(&[(a, b), (b, a)]));
            }),
            Act::CutOneWay { from, to } => {
                self.link(*from, *to, |ether| ether.cut(&[(*from, *to)]));
            }
            Act::Stall(between) => {
                self.each(between, |world, a, b| world.link(a, b, |ether| ether.stall(a, b)));
            }
            Act::Heal(between) => self.each(between, |world, a, b| {
                world.link(a, b, |ether| {
                    ether.mend(a, b);
                    ether.release(a, b);
                    ether.slow(a, b, None);
                });
            }),
            Act::Reset(between) => {
                self.each(between, |world, a, b| world.ether.lock().reset(a, b));
            }
            Act::Slow(between, latency) => self.each(between, |world, a, b| {
                world.link(a, b, |ether| ether.slow(a, b, Some(*latency)));
            }),
            Act::Jump { who, by, is_back } => {
                let (ahead, behind) = &mut self.hosts[*who].clock;
                *(if *is_back { behind } else { ahead }) += *by;
            }
            Act::Disk(who, act) => who.iter().for_each(|who| self.disk_act(*who, *act)),
            Act::Checkpoint(_) | Act::Expect(_) | Act::Settle => {}
        }
        self.count();
    }

    fn is_up(&self, who: usize) -> bool {
        self.hosts[who].is_up()
    }

    fn identity(&self, who: usize) -> Identity {
        self.hosts[who].identity()
    }

    fn name(&self, who: usize) -> Safe {
        self.hosts[who].called.clone()
    }

    fn list(&self, who: usize) -> Option<PeerList> {
        self.hosts[who].list(self.sim.elapsed())
    }

    fn told(&self, who: usize) -> &[Told] {
        &self.hosts[who].told
    }

    fn kept(&self, who: usize) -> Kept {
        self.hosts[who].shelf.kept().expect("a copy of a disk can be read")
    }

    fn links(&self) -> usize {
        self.ether.lock().calls.whole().count()
    }

    fn frames(&self) -> u64 {
        self.hosts.iter().map(|host| host.seen.lock().frames).sum()
    }

    fn tally(&self) -> &Tally {
        &self.tally
    }

    fn laws<T>(&self, look: impl FnOnce(&Laws) -> T) -> T {
        look(&self.laws.lock())
    }
}

impl Net {
    fn each(&mut self, between: &Between, change: impl Fn(&mut Self, usize, usize)) {
        between.pairs().for_each(|(a, b)| change(self, a, b));
    }

    fn command_all(&mut self, who: &[usize], command: &Command) {
        for who in who {
            self.hosts[*who].command(command.clone());
        }
    }

    /// By key if they have met, and else by address.
    fn target(&self, from: usize, to: usize) -> Target {
        let identity = self.hosts[to].identity();
        let list = World::list(self, from).unwrap_or_default();
        let mut known = list.active.iter().chain(&list.away).filter_map(|card| card.who.as_ref());
        if known.any(|who| who.identity == identity) {
            Target::Peer(identity)
        } else {
            Target::At(at(self.hosts[to].host()).into())
        }
    }

    fn regard(&mut self, by: usize, of: usize, regard: Regard) {
        let peer = self.hosts[of].identity();
        self.hosts[by].command(Command::Regard { peer, regard });
    }

    fn take_back(&mut self, from: usize, to: usize) {
        let identity = self.hosts[to].identity();
        let host = &mut self.hosts[from];
        let queued = host.told.iter().filter_map(|told| {
            let Event::Queued { to, seq, .. } = &told.event else { return None };
            (to.identity == identity).then_some(*seq)
        });
        if let Some(seq) = queued.max() {
            host.command(Command::Cancel { to: identity, seq });
        }
    }

    fn part(&mut self, from: usize, to: usize) {
        let identity = self.hosts[to].identity();
        let list = World::list(self, from).unwrap_or_default();
        let mut active = list.active.iter().filter_map(|card| card.who.as_ref());
        if active.any(|who| who.identity == identity) {
            self.tally.note(Fault::Part);
        }
        let target = self.target(from, to);
        self.hosts[from].command(Command::Part(target));
    }

    fn disk_act(&mut self, who: usize, act: DiskAct) {
        if matches!(act, DiskAct::Restore | DiskAct::Wipe) {
            // A disk in use is not taken out.
            if self.hosts[who].is_up() {
                return;
            }
            self.stop(who);
        }
        let host = &mut self.hosts[who];
        match act {
            DiskAct::Fill => host.shelf.disk.fail_after(0, DiskFault::Full),
            DiskAct::Fail => host.shelf.disk.fail_after(0, DiskFault::SyncFails),
            DiskAct::Mend => host.shelf.disk.mend(),
            DiskAct::BackUp => host.backup = Some(host.shelf.disk.snapshot()),
            DiskAct::Restore => {
                if let Some(backup) = &host.backup {
                    host.mishap = Some(Fault::Restore);
                    host.shelf.restore(backup);
                }
            }
            DiskAct::Wipe => {
                let was_empty = host.shelf.is_empty();
                host.mishap = host.mishap.or((!was_empty).then_some(Fault::Wipe));
                host.shelf.restore(&Disk::new(0).snapshot());
            }
        }
    }
}
