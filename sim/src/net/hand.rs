//! The world by hand: hosts by name, added, told and broken one by one, without a scenario.

use std::collections::BTreeMap;
use std::time::Duration;

use chinwag::identity::{Identity, KeyPair};
use chinwag::node::{Command, Event, PeerList, Target};

use super::ether::Unheard;
use super::{Net, at};
use crate::scenario::Links;
use crate::world::{Told, World};
use crate::{Disk, Violation};

impl Net {
    /// A world without anybody in it.
    ///
    /// Messages take 1 to 100 ms. Time moves in steps of 10 ms. A dial to a machine on which no
    /// program runs waits for one.
    pub fn new(seed: u64) -> Self {
        Self::begin(seed, Links::default(), Unheard::Waits, COMMIT_TAKES)
    }

    /// Adds a node and boots it. It is known in the network by `host`, calls itself the same, and
    /// dials the hosts named, for as long as it runs.
    pub fn add(&mut self, host: &str, static_peers: &[&str]) {
        let mut secret = [0; 32];
        let seed = self.seed.wrapping_add((self.hosts.len() as u64 + 1) << 32);
        secret[..8].copy_from_slice(&seed.to_be_bytes());
        let dials = static_peers.iter().map(|peer| at(peer).into()).collect();
        let who = self.admit(host, KeyPair::from_seed(secret), dials);
        self.start(who);
    }

    /// The key of a host.
    pub fn identity(&self, host: &str) -> Identity {
        self.hosts[self.place(host)].identity()
    }

    /// From its next boot on, a host is somebody new: it has lost its key and made another.
    pub fn reinstall(&mut self, host: &str) {
        let who = self.place(host);
        self.hosts[who].keys = KeyPair::from_seed(*self.hosts[who].identity().as_bytes());
    }

    /// What a host will call itself from its next boot on.
    pub fn rename(&mut self, host: &str, name: &str) {
        let who = self.place(host);
        name.clone_into(&mut self.hosts[who].name);
    }

    /// The person at a host asks for something.
    ///
    /// # Panics
    /// If the host is down.
    pub fn command(&mut self, host: &str, command: Command) {
        let who = self.place(host);
        assert!(self.ask(who, command), "{host} is down");
    }

    /// The person at `from` writes a line to `to`, by address.
    pub fn say(&mut self, from: &str, to: &str, line: &str) {
        self.command(from, Command::said(Target::At(at(to).into()), line));
    }

    /// How many connections a host has open.
    pub fn links(&self, host: &str) -> usize {
        let who = self.place(host);
        self.ether.lock().calls.ends(who)
    }

    /// Lets the world go on for a while.
    ///
    /// # Panics
    /// If a driver failed.
    pub fn run(&mut self, span: Duration) {
        let until = self.elapsed() + span;
        while self.elapsed() < until {
            self.step();
        }
    }

    /// Everything that the person at a host was told, over all boots.
    pub fn heard(&self, host: &str) -> Vec<Told> {
        self.hosts[self.place(host)].told.clone()
    }

    /// The texts that the person at a host was sent, each with the name of its sender.
    pub fn texts(&self, host: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for heard in &self.hosts[self.place(host)].told {
            if let Event::Said { from, text, .. } = &heard.event {
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
        let (a, b) = (self.place(a), self.place(b));
        self.link(a, b, |ether| ether.cut(&[(a, b), (b, a)]));
    }

    /// Cuts what goes from one host to the other, and not what comes back.
    pub fn cut_one_way(&mut self, from: &str, to: &str) {
        let (from, to) = (self.place(from), self.place(to));
        self.link(from, to, |ether| ether.cut(&[(from, to)]));
    }

    /// Mends what [`cut`](Self::cut) cut. Connections that lost something stay dead.
    pub fn heal(&mut self, a: &str, b: &str) {
        let (a, b) = (self.place(a), self.place(b));
        self.link(a, b, |ether| ether.mend(a, b));
    }

    /// Holds what goes between two hosts: TCP survives, and bytes wait.
    pub fn hold(&mut self, a: &str, b: &str) {
        let (a, b) = (self.place(a), self.place(b));
        self.link(a, b, |ether| ether.stall(a, b));
    }

    /// Lets what was held go on.
    pub fn release(&mut self, a: &str, b: &str) {
        let (a, b) = (self.place(a), self.place(b));
        self.link(a, b, |ether| ether.release(a, b));
    }

    /// Ends a host's program at once: what it had written is on its disk, and its connections are
    /// closed, as an operating system would.
    pub fn crash(&mut self, host: &str) {
        self.stop(self.place(host));
    }

    /// Cuts a host's power: to the others it is silent, none of its connections is closed, and of
    /// what was not synced on its disk, some is lost and some is torn.
    pub fn kill(&mut self, host: &str) {
        self.cut_power(self.place(host));
    }

    /// Starts a host anew after [`crash`](Self::crash) or [`kill`](Self::kill).
    pub fn boot(&mut self, host: &str) {
        self.start(self.place(host));
    }

    /// What a host keeps, and how it fails.
    pub fn disk(&self, host: &str) -> Disk {
        self.hosts[self.place(host)].shelf.disk.clone()
    }

    /// Copies a host's disk aside.
    pub fn back_up(&mut self, host: &str) {
        let who = self.place(host);
        self.hosts[who].backup = Some(self.hosts[who].shelf.disk.snapshot());
    }

    /// Puts the copy back, if there is one, of a host that is down.
    pub fn restore(&mut self, host: &str) {
        let host = &self.hosts[self.place(host)];
        if let Some(backup) = &host.backup {
            host.shelf.restore(backup);
        }
    }

    /// Checks what must hold once nothing is broken any more and all had time.
    ///
    /// # Errors
    /// The first law that was broken.
    pub fn settled(&self) -> Result<(), Violation> {
        let everybody = 0..self.hosts.len();
        let kept = everybody.map(|who| (self.hosts[who].identity(), World::kept(self, who)));
        let kept: BTreeMap<_, _> = kept.collect();
        self.laws.lock().settled(&kept)
    }

    fn place(&self, host: &str) -> usize {
        let place = self.ether.lock().place(host);
        place.unwrap_or_else(|| panic!("there is no host {host}"))
    }
}

/// How long a commit takes to be durable, and to be known to be: a slow disk.
const COMMIT_TAKES: Duration = Duration::from_millis(10);
