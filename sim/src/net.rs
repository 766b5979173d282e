//! The world with a real driver in it: hosts on a turmoil network, each with a program that runs
//! as anywhere else, but for the network, the clock, the disk and chance.

mod acts;
mod cable;
mod calls;
mod ether;
mod hand;
mod host;
mod plain;
mod program;
mod scribe;
mod shared;
mod shelf;
mod transport;

use std::fmt;
use std::time::{Duration, SystemTime};

use chinwag::address::{Address, Contact};
use chinwag::identity::KeyPair;
use chinwag::node::Command;
use chinwag::time::Time;
use turmoil::{Builder, Sim};

use crate::faults::{Fault, Tally};
use crate::people::keys;
use crate::scenario::{Latency, Links, Scenario};
use crate::{Laws, Violation};
use ether::{Ether, Unheard};
use host::Host;
use shared::Shared;
use shelf::Shelf;
use transport::Turmoil;

pub use plain::bare_turmoil;

/// Nodes on a simulated network. All of them listen on [`Net::PORT`].
pub struct Net {
    sim: Sim<'static>,
    hosts: Vec<Host>,
    ether: Shared<Ether>,
    transcript: Shared<String>,
    laws: Shared<Laws>,
    tally: Tally,
    commit_takes: Duration,
    seed: u64,
}

impl Net {
    /// Where every node listens.
    pub const PORT: u16 = 7001;
    /// When every world begins: 2026-01-01T12:00:00Z.
    pub const EPOCH: Time = Time::from_micros(1_767_268_800_000_000);

    /// The world of a scenario, with everybody in it, before anything happens. Who is late has a
    /// machine that is off.
    ///
    /// Time moves in steps of 10 ms. A commit takes the middle of what it may take.
    pub fn stage(scenario: &Scenario) -> Self {
        let Latency { least, most } = scenario.commits;
        let commit_takes = (least + most) / 2;
        let links = scenario.links.clone();
        let mut world = Self::begin(scenario.seed, links, Unheard::Refused, commit_takes);
        world.ether.lock().wears_until = scenario.settles_at().unwrap_or(Duration::MAX);
        for (who, peer) in scenario.peers.iter().enumerate() {
            let dials = peer.dials.iter().map(|other| at(&scenario.peers[*other].name).into());
            world.admit(&peer.name, keys(who), dials.collect());
        }
        for (who, _) in scenario.peers.iter().enumerate().filter(|(_, peer)| !peer.is_late) {
            world.start(who);
        }
        world
    }

    fn begin(seed: u64, links: Links, unheard: Unheard, commit_takes: Duration) -> Self {
        let epoch = Duration::from_micros(Self::EPOCH.as_micros());
        let sim = Builder::new()
            .rng_seed(seed)
            .epoch(SystemTime::UNIX_EPOCH + epoch)
            .tick_duration(TICK)
            .min_message_latency(links.latency.least)
            .max_message_latency(links.latency.most)
            .tcp_capacity(TCP_CAPACITY)
            .ephemeral_ports(FIRST_PORT..=u16::MAX)
            .build();
        Self {
            sim,
            hosts: Vec::new(),
            ether: Shared::new(Ether::new(links, unheard, seed)),
            transcript: Shared::default(),
            laws: Shared::default(),
            tally: Tally::default(),
            commit_takes,
            seed,
        }
    }

    /// Puts a machine into the network, which is off. Returns its place.
    fn admit(&mut self, name: &str, keys: KeyPair, dials: Vec<Contact>) -> usize {
        let who = self.hosts.len();
        let seed = self.seed.wrapping_add((who as u64 + 1) << 32);
        let (laws, ether, seen) = (self.laws.clone(), self.ether.clone(), Shared::default());
        let shelf = Shelf::new(keys.identity(), seed, laws, seen.clone(), ether);
        let host = Host::new(at(name), keys, dials, seed, shelf, seen);
        let next = host.next();
        self.sim.host(name, move || {
            let program = next.take();
            async move {
                match program {
                    Some(program) => program.run().await,
                    None => Ok(()),
                }
            }
        });
        self.ether.lock().add(name);
        self.hosts.push(host);
        who
    }

    /// Starts somebody's program, on a machine that is on from now on. One that is about to end
    /// ends at once.
    fn start(&mut self, who: usize) {
        self.stop(who);
        let host = &mut self.hosts[who];
        let (ahead, behind) = host.clock;
        let mut ether = self.ether.lock();
        ether.boot(who);
        if ahead.abs_diff(behind) > JUMP {
            ether.tally.note(Fault::Jump);
        }
        host.mishap.take().into_iter().for_each(|mishap| ether.tally.note(mishap));
        drop(ether);
        let transport = Turmoil { who, ether: self.ether.clone() };
        host.prepare(transport, self.transcript.clone(), self.commit_takes);
        self.sim.bounce(self.hosts[who].host());
        self.rewire(who);
    }

    /// Somebody asks for something. Returns whether there was a program to ask.
    fn ask(&mut self, who: usize, command: Command) -> bool {
        let host = &mut self.hosts[who];
        if let (Command::Send { text, .. }, true) = (&command, host.is_up()) {
            self.laws.lock().asked(host.identity(), text);
        }
        host.command(command)
    }

    /// Ends somebody's program at once: what it had written is on its disk, and its connections
    /// are closed, as an operating system would.
    fn stop(&mut self, who: usize) {
        if self.hosts[who].is_running() {
            self.hosts[who].shelf.crash();
            self.end(who, false);
        }
    }

    /// Cuts somebody's power: to the others it is silent, none of its connections is closed, and
    /// of what was not synced on its disk, some is lost and some is torn.
    fn cut_power(&mut self, who: usize) {
        self.hosts[who].shelf.cut_power();
        self.end(who, true);
    }

    fn end(&mut self, who: usize, is_power_cut: bool) {
        self.ether.lock().end(who, is_power_cut);
        self.rewire(who);
        self.sim.crash(self.hosts[who].host());
        self.hosts[who].hang_up();
        self.laws.lock().ended(self.hosts[who].identity());
    }

    /// Changes something between two.
    fn link(&mut self, a: usize, b: usize, change: impl FnOnce(&mut Ether)) {
        change(&mut self.ether.lock());
        self.wire(a, b);
    }

    /// Tells turmoil how all links of somebody are now.
    fn rewire(&mut self, who: usize) {
        let others = (0..self.hosts.len()).filter(|other| *other != who);
        others.for_each(|other| self.wire(who, other));
    }

    /// Tells turmoil how the link between two is now.
    fn wire(&self, a: usize, b: usize) {
        let ether = self.ether.lock();
        let [one, other] = [a, b].map(|who| self.hosts[who].host());
        let Latency { least, most } = ether.latency(a, b);
        self.sim.set_link_latency(one, other, least);
        self.sim.set_link_max_message_latency(one, other, most);
        if ether.is_stalled(a, b) {
            self.sim.hold(one, other);
        } else {
            self.sim.release(one, other);
        }
        for (from, to) in [(a, b), (b, a)] {
            if ether.is_black(from, to) {
                self.sim.partition_oneway(self.hosts[from].host(), self.hosts[to].host());
            }
        }
    }

    /// Lets a moment go by.
    ///
    /// # Panics
    /// If a program failed or panicked.
    fn step(&mut self) {
        self.sim.step().unwrap_or_else(|error| panic!("a program failed: {error}"));
        let now = self.sim.elapsed();
        self.ether.lock().advance(now);
        self.hosts.iter_mut().for_each(|host| host.listen(now, &self.laws));
        self.count();
    }

    /// Takes over what was counted since the last time.
    fn count(&mut self) {
        self.tally.add(&std::mem::take(&mut self.ether.lock().tally));
    }

    /// Time since the world began.
    pub fn elapsed(&self) -> Duration {
        self.sim.elapsed()
    }

    /// Checks what must hold at any time, of what people were told.
    ///
    /// # Errors
    /// The first law that was broken.
    pub fn lawful(&self) -> Result<(), Violation> {
        self.laws.lock().hold()
    }

    /// Everything that passed the door of every node so far: `->` is what was answered to `<-`.
    pub fn transcript(&self) -> String {
        self.transcript.lock().clone()
    }
}

impl fmt::Debug for Net {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Net").field("elapsed", &self.elapsed()).finish_non_exhaustive()
    }
}

/// The address of a host.
fn at(host: &str) -> Address {
    Address::new(host, Net::PORT).expect("hosts have valid names")
}

/// Hosts are run once in each step, so this is the resolution of everything.
const TICK: Duration = Duration::from_millis(10);
/// Writes under way on one connection, and connections not yet accepted.
const TCP_CAPACITY: usize = 1024;
/// A dial that is given up keeps its port in turmoil for ever, so there are many.
const FIRST_PORT: u16 = 10_000;
/// A clock that is further off than this has jumped.
const JUMP: Duration = Duration::from_secs(60);
