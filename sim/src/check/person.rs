//! Somebody in the exhaustive look: a disk and, while it runs, a program.

use std::collections::VecDeque;
use std::sync::Arc;

use chinwag::address::{Address, Contact};
use chinwag::driver::{CONNECT_WITHIN, HANDSHAKE_WITHIN};
use chinwag::identity::Identity;
use chinwag::node::{Config, LINKS_MAX, Node};
use chinwag::record::{Question, Record};
use chinwag::store::Store;
use chinwag::text::Safe;
use chinwag::time::Time;
use chinwag::writeahead::WriteAhead;
use serde::Serialize;

use crate::chance::Chance;
use crate::memory::Memory;
use crate::people::keys;

#[derive(Clone, Debug, Serialize)]
pub(super) struct Person {
    pub(super) identity: Identity,
    pub(super) disk: Memory,
    pub(super) run: Option<Run>,
    /// Runs so far.
    pub(super) runs: u32,
    pub(super) has_spoken: bool,
    /// Connections that came of dials so far, in all runs.
    pub(super) dialed: u64,
}

/// A run of somebody's program.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Run {
    pub(super) node: Node,
    pub(super) ahead: WriteAhead,
    /// What the disk has to do, and since when it does the first of it.
    pub(super) jobs: VecDeque<Job>,
    pub(super) at_work_since: Time,
    /// The dial under way: there is one address, so there is one at the most.
    pub(super) dial: Option<Dial>,
}

/// What a disk has to do.
#[derive(Clone, Debug, Serialize)]
pub(super) enum Job {
    Commit(Arc<Vec<Record>>),
    Recall(Question),
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Dial {
    pub(super) address: Address,
    /// Since when it is at what it is at.
    pub(super) since: Time,
    /// It was at the door of that run of the other's program, and keys are being proven.
    pub(super) proving_with: Option<u32>,
    /// It goes nowhere: something of it was lost.
    pub(super) is_dark: bool,
}

impl Person {
    /// Somebody who has met the other before.
    pub(super) fn new(who: usize) -> Self {
        let (peer, name) = (keys(1 - who).identity(), Safe::name(NAMES[1 - who]));
        let mut disk = Memory::default();
        disk.commit(&[Record::Met { peer, name, at: Time::EPOCH }]).expect("memory never fails");
        Self {
            identity: keys(who).identity(),
            disk,
            run: None,
            runs: 0,
            dialed: 0,
            has_spoken: false,
        }
    }

    /// Starts the program, with what is on the disk.
    pub(super) fn boot(&mut self, who: usize, is_dialing: bool, seed: u64) {
        self.runs += 1;
        let other = Contact { address: address(1 - who), identity: Some(keys(1 - who).identity()) };
        let config = Config {
            name: Safe::name(NAMES[who]),
            port: PORT,
            static_peers: is_dialing.then_some(other).into_iter().collect(),
            links_max: LINKS_MAX,
        };
        let remembered = self.disk.load().expect("memory can be read");
        let seed = Chance::of(&[seed, who as u64, u64::from(self.runs)]).draw();
        self.run = Some(Run {
            node: Node::new(self.identity, config, seed, remembered),
            ahead: WriteAhead::default(),
            jobs: VecDeque::new(),
            at_work_since: Time::EPOCH,
            dial: None,
        });
    }

    pub(super) fn dial(&self) -> Option<&Dial> {
        self.run.as_ref()?.dial.as_ref()
    }

    /// The number of the present run, if there is one.
    pub(super) fn running(&self) -> Option<u32> {
        self.run.as_ref().map(|_| self.runs)
    }
}

impl Run {
    /// When its next deadline passes.
    pub(super) fn due(&self) -> Option<Time> {
        self.node.deadline().into_iter().chain(self.ahead.deadline()).min()
    }

    /// Since when the longest is under way that is under way within it.
    pub(super) fn under_way_since(&self) -> Option<Time> {
        let job = (!self.jobs.is_empty()).then_some(self.at_work_since);
        let dial = self.dial.as_ref().filter(|dial| !dial.is_dark).map(|dial| dial.since);
        job.into_iter().chain(dial).min()
    }

    /// Gives the disk something to do.
    pub(super) fn work(&mut self, now: Time, job: Job) {
        if self.jobs.is_empty() {
            self.at_work_since = now;
        }
        self.jobs.push_back(job);
    }
}

impl Dial {
    /// When it is given up.
    pub(super) fn due(&self) -> Time {
        self.since + if self.proving_with.is_some() { HANDSHAKE_WITHIN } else { CONNECT_WITHIN }
    }
}

/// Where somebody's program listens.
pub(super) fn address(who: usize) -> Address {
    Address::new(NAMES[who], PORT).expect("a name is a host")
}

/// Who they are.
pub(super) const NAMES: [&str; 2] = ["alice", "bob"];
/// Where both listen.
const PORT: u16 = 7001;
