//! A world: hosts by name, each with a node, and a hand that talks to them and breaks the network.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use chinwag::address::{Address, Contact};
use chinwag::channel::Channel;
use chinwag::driver::{self, Parts, Recorder};
use chinwag::identity::{Identity, KeyPair};
use chinwag::node::{
    Command, Config, Event, Input, LINKS_MAX, Node, Output, PeerList, Remembered, Target,
};
use chinwag::store::Forgetful;
use chinwag::text::Safe;
use chinwag::time::Time;
use chinwag::transport::Transport;
use tokio::sync::mpsc;
use turmoil::{Builder, Sim};

use crate::Turmoil;

/// Nodes on a simulated network. All of them listen on [`World::PORT`].
pub struct World {
    sim: Sim<'static>,
    hosts: BTreeMap<String, Host>,
    transcript: Arc<Mutex<String>>,
    seed: u64,
}

/// Something that a person at one of the nodes was told, and when in the world's time.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Since the world began.
    pub at: Duration,
    /// What.
    pub event: Event,
}

/// What a host of the simulation has across its boots.
struct Host {
    keys: KeyPair,
    name: Rc<RefCell<String>>,
    line: Rc<RefCell<Line>>,
}

/// The line to the person at a host: replaced at each boot.
#[derive(Default)]
struct Line {
    boots: u64,
    commands: Option<mpsc::Sender<Command>>,
    events: Option<mpsc::Receiver<Event>>,
    heard: Vec<Heard>,
}

impl World {
    /// Where every node listens.
    pub const PORT: u16 = 7001;

    /// A world without anybody in it.
    ///
    /// Messages take 1 to 100 ms. Time moves in steps of 10 ms.
    pub fn new(seed: u64) -> Self {
        let epoch = SystemTime::UNIX_EPOCH + EPOCH;
        let sim = Builder::new()
            .rng_seed(seed)
            .epoch(epoch)
            .simulation_duration(Duration::from_secs(7 * 24 * 3600))
            .tick_duration(TICK)
            .min_message_latency(Duration::from_millis(1))
            .max_message_latency(Duration::from_millis(100))
            .tcp_capacity(TCP_CAPACITY)
            .build();
        Self { sim, hosts: BTreeMap::new(), transcript: Arc::default(), seed }
    }

    /// Adds a node and boots it. It is known in the network by `host`, calls itself the same, and
    /// dials the hosts named, for as long as it runs.
    pub fn add(&mut self, host: &str, static_peers: &[&str]) {
        let number = self.hosts.len() as u64 + 1;
        let mut secret = [0; 32];
        secret[..8].copy_from_slice(&number.to_be_bytes());
        secret[8..16].copy_from_slice(&self.seed.to_be_bytes());
        let keys = KeyPair::from_seed(secret);
        let name = Rc::new(RefCell::new(host.to_owned()));
        let line = Rc::new(RefCell::new(Line::default()));
        let static_peers: Vec<Contact> = static_peers.iter().map(|peer| at(peer).into()).collect();
        let (seed, transcript) = (self.seed, self.transcript.clone());
        let (me, boot_name, boot_line) = (keys.clone(), name.clone(), line.clone());
        let boot_host = host.to_owned();
        self.sim.host(host, move || {
            let boot = boot_line.borrow_mut().boot();
            let config = Config {
                name: Safe::name(&boot_name.borrow()),
                port: Self::PORT,
                static_peers: static_peers.clone(),
                links_max: LINKS_MAX,
            };
            let chance = seed.wrapping_add(number << 32).wrapping_add(boot.number);
            let node = Node::new(me.identity(), config, chance, Remembered::default());
            let scribe = Scribe { host: boot_host.clone(), transcript: transcript.clone() };
            run(node, Channel::new(&me), scribe, boot)
        });
        self.hosts.insert(host.to_owned(), Host { keys, name, line });
    }

    /// The key of a host.
    pub fn identity(&self, host: &str) -> Identity {
        self.host(host).keys.identity()
    }

    /// What a host will call itself from its next boot on.
    pub fn rename(&mut self, host: &str, name: &str) {
        name.clone_into(&mut self.host(host).name.borrow_mut());
    }

    /// The person at a host asks for something.
    ///
    /// # Panics
    /// If the host has not been booted yet, or has more than a hundred commands waiting.
    pub fn command(&mut self, host: &str, command: Command) {
        let line = self.host(host).line.borrow();
        let commands = line.commands.as_ref().expect("the host was booted");
        commands.try_send(command).expect("the host is up and takes commands");
    }

    /// The person at `from` writes a line to `to`, by address.
    pub fn say(&mut self, from: &str, to: &str, line: &str) {
        self.command(from, Command::said(Target::At(at(to).into()), line));
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
            for host in self.hosts.values() {
                host.line.borrow_mut().listen(at);
            }
        }
    }

    /// Time since the world began.
    pub fn elapsed(&self) -> Duration {
        self.sim.elapsed()
    }

    /// Everything that the person at a host was told, over all boots.
    pub fn heard(&self, host: &str) -> Vec<Heard> {
        self.host(host).line.borrow().heard.clone()
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

    /// Ends a host's program at once; its connections are closed as an operating system would.
    pub fn crash(&mut self, host: &str) {
        self.sim.crash(host);
        self.host(host).line.borrow_mut().hang_up();
    }

    /// Cuts a host's power: to the others it is silent, and none of its connections is closed.
    pub fn kill(&mut self, host: &str) {
        for other in self.others(host) {
            self.sim.partition(host, other.as_str());
        }
        self.crash(host);
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

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("elapsed", &self.elapsed()).finish_non_exhaustive()
    }
}

/// The address of a host.
fn at(host: &str) -> Address {
    Address::new(host, World::PORT).expect("hosts have valid names")
}

/// One run of a host's program.
struct Boot {
    number: u64,
    commands: mpsc::Receiver<Command>,
    events: mpsc::Sender<Event>,
}

impl Line {
    fn boot(&mut self) -> Boot {
        let (commands, commanded) = mpsc::channel(COMMANDS_MAX);
        let (told, events) = mpsc::channel(EVENTS_MAX);
        self.boots += 1;
        self.commands = Some(commands);
        self.events = Some(events);
        Boot { number: self.boots, commands: commanded, events: told }
    }

    fn listen(&mut self, at: Duration) {
        let Some(events) = &mut self.events else { return };
        while let Ok(event) = events.try_recv() {
            self.heard.push(Heard { at, event });
        }
    }

    fn hang_up(&mut self) {
        self.commands = None;
        self.events = None;
    }
}

async fn run(node: Node, channel: Channel, scribe: Scribe, boot: Boot) -> turmoil::Result {
    let listener = Turmoil.listen(&at("localhost")).await?;
    let elapsed = turmoil::sim_elapsed().unwrap_or_default();
    let parts = Parts {
        node,
        channel,
        transport: Arc::new(Turmoil),
        listener,
        store: Box::new(Forgetful),
        recorder: Box::new(scribe),
        now: Time::EPOCH + EPOCH + elapsed,
    };
    driver::run(parts, boot.commands, boot.events).await;
    Ok(())
}

/// Writes down what passes the door of one node.
struct Scribe {
    host: String,
    transcript: Arc<Mutex<String>>,
}

impl Scribe {
    fn write(&self, line: &dyn std::fmt::Display) {
        if let Ok(mut transcript) = self.transcript.lock() {
            let _ = writeln!(transcript, "{line}");
        }
    }
}

impl Recorder for Scribe {
    fn happened(&mut self, now: Time, input: &Input) {
        let at = (now - (Time::EPOCH + EPOCH)).as_secs_f64();
        self.write(&format_args!("{at:9.3} {:6} <- {input}", self.host));
    }

    fn followed(&mut self, outputs: &[Output]) {
        for output in outputs {
            self.write(&format_args!("                 -> {output}"));
        }
    }
}

/// When the world begins: 2026-01-01T12:00:00Z.
const EPOCH: Duration = Duration::from_secs(1_767_268_800);
/// Hosts are run once in each step, so this is the resolution of everything.
const TICK: Duration = Duration::from_millis(10);
/// Writes under way on one connection, and connections not yet accepted.
const TCP_CAPACITY: usize = 1024;
/// Commands that may wait for a host.
const COMMANDS_MAX: usize = 100;
/// Events that may wait to be heard; they are, at each step.
const EVENTS_MAX: usize = 10_000;
