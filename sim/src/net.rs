//! The world with a real driver in it: hosts by name on a turmoil network, each with a node, and a
//! hand that talks to them and breaks the network.

mod host;
mod shelf;
mod transport;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use chinwag::address::{Address, Contact};
use chinwag::identity::Identity;
use chinwag::node::{Command, Event, PeerList, Target};
use chinwag::time::Time;
use turmoil::{Builder, Sim};

use crate::{Disk, Laws, Violation};
use host::{Host, Transcript};

/// Nodes on a simulated network. All of them listen on [`Net::PORT`].
pub struct Net {
    sim: Sim<'static>,
    hosts: BTreeMap<String, Host>,
    transcript: Transcript,
    laws: Arc<Mutex<Laws>>,
    seed: u64,
}

/// Something that a person at one of the nodes was told, and when in the world's time.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Since the world began.
    pub at: Duration,
    /// In which run of the host's program, from 1.
    pub boot: u64,
    /// What.
    pub event: Event,
}

impl Net {
    /// Where every node listens.
    pub const PORT: u16 = 7001;
    /// When every world begins: 2026-01-01T12:00:00Z.
    pub const EPOCH: Time = Time::from_micros(1_767_268_800_000_000);

    /// A world without anybody in it.
    ///
    /// Messages take 1 to 100 ms. Time moves in steps of 10 ms.
    pub fn new(seed: u64) -> Self {
        let epoch = Duration::from_micros(Self::EPOCH.as_micros());
        let sim = Builder::new()
            .rng_seed(seed)
            .epoch(SystemTime::UNIX_EPOCH + epoch)
            .simulation_duration(LONGEST)
            .tick_duration(TICK)
            .min_message_latency(Duration::from_millis(1))
            .max_message_latency(Duration::from_millis(100))
            .tcp_capacity(TCP_CAPACITY)
            .build();
        Self {
            sim,
            hosts: BTreeMap::new(),
            transcript: Transcript::default(),
            laws: Arc::default(),
            seed,
        }
    }

    /// Adds a node and boots it. It is known in the network by `host`, calls itself the same, and
    /// dials the hosts named, for as long as it runs.
    pub fn add(&mut self, host: &str, static_peers: &[&str]) {
        let static_peers: Vec<Contact> = static_peers.iter().map(|peer| at(peer).into()).collect();
        let number = self.hosts.len() as u64 + 1;
        let seed = self.seed.wrapping_add(number << 32);
        let added =
            Host::new(at(host), static_peers, seed, self.transcript.clone(), self.laws.clone());
        let booted = added.clone();
        self.sim.host(host, move || booted.clone().run());
        self.hosts.insert(host.to_owned(), added);
    }

    /// The key of a host.
    pub fn identity(&self, host: &str) -> Identity {
        self.host(host).identity()
    }

    /// From its next boot on, a host is somebody new: it has lost its key and made another.
    pub fn reinstall(&mut self, host: &str) {
        self.host(host).reinstall();
    }

    /// What a host will call itself from its next boot on.
    pub fn rename(&mut self, host: &str, name: &str) {
        self.host(host).rename(name);
    }

    /// The person at a host asks for something.
    ///
    /// # Panics
    /// If the host is down, or has more than a hundred commands waiting.
    pub fn command(&mut self, host: &str, command: Command) {
        self.host(host).command(command);
    }

    /// The person at `from` writes a line to `to`, by address.
    pub fn say(&mut self, from: &str, to: &str, line: &str) {
        self.command(from, Command::said(Target::At(at(to).into()), line));
    }

    /// How many links a host has in this run of its program, greeted or not.
    pub fn links(&self, host: &str) -> usize {
        self.host(host).links()
    }

    /// Lets the world go on for a while.
    ///
    /// # Panics
    /// If a driver failed.
    pub fn run(&mut self, span: Duration) {
        let until = self.sim.elapsed() + span;
        while self.sim.elapsed() < until {
            self.sim.step().expect("no driver fails");
            let at = self.sim.elapsed();
            self.hosts.values().for_each(|host| host.listen(at, &self.laws));
        }
    }

    /// Time since the world began.
    pub fn elapsed(&self) -> Duration {
        self.sim.elapsed()
    }

    /// Everything that the person at a host was told, over all boots.
    pub fn heard(&self, host: &str) -> Vec<Heard> {
        self.host(host).heard().to_vec()
    }

    /// The texts that the person at a host was sent, each with the name of its sender.
    pub fn texts(&self, host: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for heard in self.heard(host) {
            if let Event::Said { from, text, .. } = heard.event {
                texts.push(format!("{from}: {text}"));
            }
        }
        texts
    }

    /// Asks a host for its list of peers, and waits for it.
    ///
    /// # Panics
    /// If the host does not answer within two seconds.
    pub fn list(&mut self, host: &str) -> PeerList {
        let before = self.heard(host).len();
        self.command(host, Command::ListPeers);
        self.run(Duration::from_secs(2));
        for heard in self.heard(host).split_off(before) {
            if let Event::Listed(list) = heard.event {
                return list;
            }
        }
        panic!("{host} gave no list");
    }

    /// Cuts the link between two hosts: a black hole, for what is under way too.
    pub fn cut(&mut self, a: &str, b: &str) {
        self.sim.partition(a, b);
    }

    /// Cuts what goes from one host to the other, and not what comes back.
    pub fn cut_one_way(&mut self, from: &str, to: &str) {
        self.sim.partition_oneway(from, to);
    }

    /// Mends what [`cut`](Self::cut) cut. Connections that lost something stay dead.
    pub fn heal(&mut self, a: &str, b: &str) {
        self.sim.repair(a, b);
    }

    /// Holds what goes between two hosts: TCP survives, and bytes wait.
    pub fn hold(&mut self, a: &str, b: &str) {
        self.sim.hold(a, b);
    }

    /// Lets what was held go on.
    pub fn release(&mut self, a: &str, b: &str) {
        self.sim.release(a, b);
    }

    /// Ends a host's program at once: what it had written is on its disk, and its connections are
    /// closed, as an operating system would.
    pub fn crash(&mut self, host: &str) {
        self.host(host).shelf().crash();
        self.end(host);
    }

    /// Cuts a host's power: to the others it is silent, none of its connections is closed, and of
    /// what was not synced on its disk, some is lost and some is torn.
    pub fn kill(&mut self, host: &str) {
        for other in self.others(host) {
            self.sim.partition(host, other.as_str());
        }
        self.host(host).shelf().disk().crash();
        self.end(host);
    }

    fn end(&mut self, host: &str) {
        self.sim.crash(host);
        self.host(host).hang_up();
    }

    /// What a host keeps, and how it fails.
    pub fn disk(&self, host: &str) -> Disk {
        self.host(host).shelf().disk().clone()
    }

    /// Copies a host's disk aside.
    pub fn back_up(&mut self, host: &str) {
        self.host(host).back_up();
    }

    /// Puts the copy back, if there is one, of a host that is down.
    pub fn restore(&mut self, host: &str) {
        self.host(host).restore();
    }

    /// Checks what must hold at any time, of what people were told.
    ///
    /// # Errors
    /// The first law that was broken.
    pub fn lawful(&self) -> Result<(), Violation> {
        self.laws.lock().map_or(Ok(()), |laws| laws.hold())
    }

    /// Checks what must hold once nothing is broken any more and all had time. All hosts are
    /// down afterwards.
    ///
    /// # Errors
    /// The first law that was broken.
    ///
    /// # Panics
    /// If a disk cannot be read.
    pub fn settled(&mut self) -> Result<(), Violation> {
        let hosts: Vec<String> = self.hosts.keys().cloned().collect();
        let mut kept = BTreeMap::new();
        for host in hosts {
            self.crash(&host);
            let shelf = self.host(&host).shelf();
            kept.insert(self.identity(&host), shelf.kept().expect("the disk can be read"));
        }
        self.laws.lock().map_or(Ok(()), |laws| laws.settled(&kept))
    }

    /// Starts a host anew after [`crash`](Self::crash) or [`kill`](Self::kill).
    pub fn boot(&mut self, host: &str) {
        for other in self.others(host) {
            self.sim.repair(host, other.as_str());
        }
        self.sim.bounce(host);
    }

    /// Everything that passed the door of every node so far: `->` is what was answered to `<-`.
    pub fn transcript(&self) -> String {
        self.transcript.lock().map(|transcript| transcript.clone()).unwrap_or_default()
    }

    fn host(&self, host: &str) -> &Host {
        self.hosts.get(host).unwrap_or_else(|| panic!("there is no host {host}"))
    }

    fn others(&self, host: &str) -> Vec<String> {
        self.hosts.keys().filter(|other| *other != host).cloned().collect()
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

/// Longer than anybody simulates: a world that runs away ends at last.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);
/// Hosts are run once in each step, so this is the resolution of everything.
const TICK: Duration = Duration::from_millis(10);
/// Writes under way on one connection, and connections not yet accepted.
const TCP_CAPACITY: usize = 1024;
