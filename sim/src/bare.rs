//! A network of bare nodes in which only order is left to chance: dials, frames, ends of links and
//! what disks do come in any order that TCP and a disk allow.

mod faults;
mod person;
mod traffic;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;
use std::time::Duration;

use chinwag::address::{Address, Contact};
use chinwag::frame::Frame;
use chinwag::identity::Identity;
use chinwag::node::{Command, Event, Input, LinkId, PeerList, Target};
use chinwag::time::Time;

use crate::chance::Chance;
use crate::kept::Kept;
use crate::laws::{Laws, Violation};

use person::Person;

/// People by number, their nodes, and what is under way between them.
#[derive(Debug)]
pub struct Network {
    now: Time,
    people: Vec<Person>,
    chance: Chance,
    seed: u64,
    links: u64,
    /// What is under way, by where it goes: each queue keeps its order.
    under_way: BTreeMap<Way, VecDeque<Parcel>>,
    ends: BTreeMap<(usize, LinkId), (usize, LinkId)>,
    /// From whom to whom nothing comes through.
    cut: BTreeSet<(usize, usize)>,
    /// Ends of links at which nothing arrives any more, though nobody is told.
    dead: BTreeSet<(usize, LinkId)>,
    laws: Laws,
    /// Frames that came in.
    frames: u64,
    /// What passed every door, if it is written down.
    transcript: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Dial(usize, u64),
    Link(usize, LinkId),
    Disk(usize),
}

#[derive(Debug)]
enum Parcel {
    Dial(Contact),
    Opened(Input),
    Frame(Frame),
    End,
}

impl Network {
    /// People by name, each of whom dials the others named. All are up.
    pub fn new(seed: u64, people: &[(&str, &[&str])]) -> Self {
        let mut network = Self {
            now: Time::EPOCH + Duration::from_secs(1_000),
            people: Vec::new(),
            chance: Chance::new(seed),
            seed,
            links: 0,
            under_way: BTreeMap::new(),
            ends: BTreeMap::new(),
            cut: BTreeSet::new(),
            dead: BTreeSet::new(),
            laws: Laws::default(),
            frames: 0,
            transcript: None,
        };
        for (number, (name, static_peers)) in people.iter().enumerate() {
            let static_peers = static_peers.iter().map(|peer| address(peer).into()).collect();
            network.people.push(Person::new(number, name, static_peers));
            network.boot(number);
        }
        network
    }

    /// From now on writes down what passes every door.
    pub fn write_down(&mut self) {
        self.transcript.get_or_insert_default();
    }

    /// What passed every door since [`write_down`](Self::write_down).
    pub fn transcript(&self) -> &str {
        self.transcript.as_deref().unwrap_or_default()
    }

    /// The time in the network.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The next number of the network's chance.
    pub fn draw(&mut self) -> u64 {
        self.chance.draw()
    }

    /// Somebody's key.
    pub fn identity(&self, at: usize) -> Identity {
        self.people[at].keys.identity()
    }

    /// What somebody was told, in all runs of the program.
    pub fn events(&self, at: usize) -> &[Event] {
        &self.people[at].events
    }

    /// Forgets what somebody was told so far.
    pub fn forget_events(&mut self, at: usize) {
        self.people[at].events.clear();
    }

    /// Whether somebody's program runs.
    pub fn is_up(&self, at: usize) -> bool {
        self.people[at].run.is_some()
    }

    /// What is on somebody's disk.
    pub fn kept(&self, at: usize) -> Kept {
        Kept::read(&mut self.people[at].disk.clone()).expect("memory can be read")
    }

    /// Frames that came in at anybody's so far.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// The laws, and which were broken.
    pub fn laws(&self) -> &Laws {
        &self.laws
    }

    /// Somebody writes to somebody.
    pub fn say(&mut self, from: usize, to: usize, text: &str) {
        let to = Target::Peer(self.identity(to));
        self.command(from, Command::Send { to, text: text.to_owned() });
    }

    /// Somebody asks for something.
    pub fn command(&mut self, at: usize, command: Command) {
        self.handle(at, Input::Commanded(command));
    }

    /// Lets one thing happen that can, whichever; or else lets time go on to the next deadline
    /// before `until`. Returns whether anything happened.
    pub fn step(&mut self, until: Time) -> bool {
        let busy = (0..self.people.len()).filter(|at| self.people[*at].is_busy());
        let ways = self.under_way.keys().copied().chain(busy.map(Way::Disk));
        let ways: Vec<Way> = ways.collect();
        if !ways.is_empty() {
            let way = ways[self.chance.below(ways.len())];
            self.deliver(way);
            return true;
        }
        let due = |at: usize| self.people[at].deadline().map(|due| (due, at));
        let Some((due, at)) = (0..self.people.len()).filter_map(due).min() else { return false };
        if due > until {
            return false;
        }
        self.now = self.now.max(due);
        self.tick(at);
        true
    }

    /// Lets a while go by, with all that happens in it.
    pub fn run(&mut self, span: Duration) {
        let until = self.now + span;
        while self.step(until) {}
        self.now = until;
    }

    /// Somebody's list of peers.
    pub fn list(&self, at: usize) -> PeerList {
        let run = self.people[at].run.as_ref();
        run.map(|run| run.node.peer_list(self.now)).unwrap_or_default()
    }

    /// The texts that somebody was told, in order.
    pub fn texts(&self, at: usize) -> Vec<String> {
        let said = |event: &Event| {
            let Event::Said { text, .. } = event else { return None };
            Some(text.to_string())
        };
        self.events(at).iter().filter_map(said).collect()
    }

    /// The links of which both ends are open.
    pub fn links(&self) -> usize {
        let is_whole =
            |other: &&(usize, LinkId)| self.ends.contains_key(other) && !self.dead.contains(other);
        self.ends.values().filter(is_whole).count() / 2
    }

    /// Checks what must hold when nothing is broken any more and all had time: nothing is missing,
    /// nothing waits, and whoever is up sees everybody.
    ///
    /// # Errors
    /// What does not hold.
    pub fn settled(&self) -> Result<(), Violation> {
        let disks = (0..self.people.len()).map(|at| (self.identity(at), self.kept(at)));
        self.laws.settled(&disks.collect())?;
        for at in 0..self.people.len() {
            let active = self.list(at).active.len();
            if active != self.people.len() - 1 {
                return Err(Violation::new(format!("{at} sees {active} others")));
            }
        }
        if self.links() * 2 != self.pairs().len() {
            return Err(Violation::new(format!(
                "there are {} links: {:?}",
                self.links(),
                self.ends
            )));
        }
        Ok(())
    }

    fn tick(&mut self, at: usize) {
        let is_due = |run: &person::Run| run.node.deadline().is_some_and(|due| due <= self.now);
        if self.people[at].run.as_ref().is_some_and(is_due) {
            self.handle(at, Input::Ticked);
        } else {
            self.go_on(at);
        }
    }

    fn handle(&mut self, at: usize, input: Input) {
        let person = &mut self.people[at];
        let Some(run) = &mut person.run else { return };
        if let Some(transcript) = &mut self.transcript {
            let _ = writeln!(transcript, "{} {} <- {input}", self.now, person.name);
        }
        let outputs = run.node.handle(self.now, input);
        if let Some(transcript) = &mut self.transcript {
            for output in &outputs {
                let _ = writeln!(transcript, "    -> {output}");
            }
        }
        run.ahead.push(self.now, outputs);
        self.go_on(at);
    }

    /// Does what somebody's node wants done, as far as it may be done.
    fn go_on(&mut self, at: usize) {
        while let Some(output) = self.people[at].next() {
            self.perform(at, output);
        }
        self.people[at].commit(self.now);
    }
}

fn address(name: &str) -> Address {
    Address::new(name, 7001).expect("names are hosts here")
}
