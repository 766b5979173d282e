//! Somebody in the fast world: a key, a disk, a clock, and, while it runs, a program.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use chinwag::address::{Address, Contact};
use chinwag::frame::Frame;
use chinwag::identity::Identity;
use chinwag::node::{Config, Node};
use chinwag::record::{Question, Record};
use chinwag::store::Store;
use chinwag::text::Safe;
use chinwag::time::Time;
use chinwag::writeahead::WriteAhead;

use super::working::Committed;
use crate::chance::Chance;
use crate::faults::Fault;
use crate::laws::Conduct;
use crate::memory::Memory;
use crate::people::keys;
use crate::scenario::{Peer, Scenario};
use crate::world::Told;

#[derive(Debug)]
pub(super) struct Person {
    pub(super) host: String,
    pub(super) identity: Identity,
    pub(super) config: Config,
    /// What it calls itself in this run, or the last.
    pub(super) name: Safe,
    pub(super) disk: Memory,
    pub(super) backup: Option<Memory>,
    /// What became of the disk since the last run.
    pub(super) mishap: Option<Fault>,
    pub(super) is_full: bool,
    pub(super) is_failing: bool,
    pub(super) run: Option<Run>,
    /// Runs so far.
    pub(super) runs: u32,
    /// The machine is on, whether the program runs or not.
    pub(super) is_powered: bool,
    /// How far the clock is off: forward, and back.
    pub(super) clock: (Duration, Duration),
    pub(super) told: Vec<Told>,
    /// Nobody reads what it is told, so it is not kept.
    pub(super) is_unheard: bool,
    /// The place of the latest message to each.
    pub(super) queued: BTreeMap<Identity, u64>,
    /// Whom it has met, as far as its disk knows.
    pub(super) met: BTreeSet<Identity>,
    pub(super) conduct: Conduct,
    /// When its list was last looked at.
    pub(super) looked_at: Time,
    /// What chance the disk has, and what seeds the runs have.
    pub(super) chance: Chance,
}

/// A run of somebody's program.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) number: u32,
    pub(super) node: Node,
    pub(super) ahead: WriteAhead,
    /// The world's time at its start, and its own.
    began: (Time, Time),
    /// When it is woken next.
    pub(super) wake_at: Option<Time>,
    pub(super) jobs: VecDeque<Job>,
    pub(super) is_at_work: bool,
    /// A commit failed and is to be tried again.
    pub(super) is_to_try_again: bool,
    /// It was asked to end.
    pub(super) is_leaving: bool,
    /// What this turn says over one link, and which.
    pub(super) saying: Option<(u64, Vec<Frame>)>,
}

/// What a disk has to do.
#[derive(Debug)]
pub(super) enum Job {
    Commit(Arc<Vec<Record>>),
    /// It is durable, or could not be made so; that is known later.
    Known(Committed),
    Recall(Question),
    /// A while has passed since a commit failed.
    TryAgain,
}

impl Person {
    pub(super) fn new(who: usize, peer: &Peer, scenario: &Scenario, links_max: usize) -> Self {
        let contact = |other: &usize| Contact::from(address(&scenario.peers[*other].name));
        Self {
            host: peer.name.clone(),
            identity: keys(who).identity(),
            name: Safe::name(&peer.name),
            config: Config {
                name: Safe::name(&peer.name),
                port: PORT,
                static_peers: peer.dials.iter().map(contact).collect(),
                links_max,
            },
            disk: Memory::default(),
            backup: None,
            mishap: None,
            is_full: false,
            is_failing: false,
            run: None,
            runs: 0,
            is_powered: !peer.is_late,
            clock: (Duration::ZERO, Duration::ZERO),
            told: Vec::new(),
            is_unheard: false,
            queued: BTreeMap::new(),
            met: BTreeSet::new(),
            conduct: Conduct::default(),
            looked_at: Time::EPOCH,
            chance: Chance::of(&[scenario.seed, PERSON, who as u64]),
        }
    }

    /// Starts the program, with what is on the disk.
    pub(super) fn boot(&mut self, now: Time) {
        self.runs += 1;
        self.name = self.config.name.clone();
        self.is_powered = true;
        self.conduct.booted();
        let remembered = self.disk.load().expect("memory can be read");
        self.met = remembered.peers.iter().map(|peer| peer.identity).collect();
        let (forward, back) = self.clock;
        let own = Time::EPOCH + (now + forward).since(Time::EPOCH + back);
        let seed = self.chance.draw();
        self.run = Some(Run {
            number: self.runs,
            node: Node::new(self.identity, self.config.clone(), seed, remembered),
            ahead: WriteAhead::default(),
            began: (now, own),
            wake_at: None,
            jobs: VecDeque::new(),
            is_at_work: false,
            is_to_try_again: false,
            is_leaving: false,
            saying: None,
        });
    }

    /// The run of that number, if it still runs.
    pub(super) fn run_of(&mut self, number: u32) -> Option<&mut Run> {
        self.run.as_mut().filter(|run| run.number == number)
    }

    /// The number of the present run, if there is one.
    pub(super) fn running(&self) -> Option<u32> {
        self.run.as_ref().map(|run| run.number)
    }
}

impl Run {
    /// What its clock says: that at its start, and what went by since.
    pub(super) fn clock(&self, now: Time) -> Time {
        self.began.1 + now.since(self.began.0)
    }

    /// When it is to be woken, by the world's time.
    pub(super) fn due(&self) -> Option<Time> {
        let due = self.node.deadline().into_iter().chain(self.ahead.deadline()).min()?;
        Some(self.began.0 + due.since(self.began.1))
    }
}

/// Where the program of that host listens.
pub(super) fn address(host: &str) -> Address {
    Address::new(host, PORT).expect("a scenario's names are hosts")
}

/// Where everybody listens.
const PORT: u16 = 7001;
/// What the chance of a person is drawn for.
const PERSON: u64 = 1;
