//! Somebody in a network of bare nodes: a key, a disk, and, while it runs, a program.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use chinwag::address::Contact;
use chinwag::identity::KeyPair;
use chinwag::node::{Config, Event, Input, LINKS_MAX, Node, Output};
use chinwag::plant::Plant;
use chinwag::record::{Answer, Heard, Question, Record};
use chinwag::store::Store;
use chinwag::stream::Position;
use chinwag::text::Safe;
use chinwag::time::Time;
use chinwag::writeahead::WriteAhead;

use crate::laws::Laws;
use crate::memory::Memory;

#[derive(Debug)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) keys: KeyPair,
    pub(super) disk: Memory,
    pub(super) backup: Option<Memory>,
    pub(super) events: Vec<Event>,
    pub(super) run: Option<Run>,
    config: Config,
    boots: u64,
}

/// A run of somebody's program.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) node: Node,
    pub(super) ahead: WriteAhead,
    jobs: VecDeque<Job>,
}

/// What a disk has to do: a commit becomes durable first, and that it is, known later.
#[derive(Debug)]
enum Job {
    Commit(Arc<Vec<Record>>),
    Committed(BTreeSet<usize>),
    Recall(Question),
}

impl Person {
    pub(super) fn new(number: usize, name: &str, static_peers: Vec<Contact>) -> Self {
        Self {
            name: name.to_owned(),
            keys: KeyPair::from_seed([number as u8 + 1; 32]),
            disk: Memory::default(),
            backup: None,
            events: Vec::new(),
            run: None,
            config: Config {
                name: Safe::name(name),
                port: 7001,
                static_peers,
                links_max: LINKS_MAX,
            },
            boots: 0,
        }
    }

    pub(super) fn boot(&mut self, seed: u64) {
        self.boots += 1;
        let me = self.keys.identity();
        let first = u64::from(me.as_bytes()[0]);
        let seed = seed.wrapping_add(1_000 * self.boots).wrapping_add(first);
        let remembered = self.disk.load().expect("memory can be read");
        let node = Node::new(me, self.config.clone(), seed, remembered);
        self.run = Some(Run { node, ahead: WriteAhead::default(), jobs: VecDeque::new() });
    }

    /// The program has ended by itself, and has put down what was put off.
    pub(super) fn stop(&mut self) {
        let rest = self.run.take().and_then(|mut run| run.ahead.rest());
        if let Some(records) = rest {
            self.disk.commit(&records).expect("memory can be written to");
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        self.run.as_ref().is_some_and(|run| !run.jobs.is_empty())
    }

    pub(super) fn deadline(&self) -> Option<Time> {
        let run = self.run.as_ref()?;
        run.node.deadline().into_iter().chain(run.ahead.deadline()).min()
    }

    /// The next thing that the node wants done and that may be done.
    pub(super) fn next(&mut self) -> Option<Output> {
        self.run.as_mut()?.ahead.pop()
    }

    pub(super) fn recall(&mut self, question: Question) {
        if let Some(run) = &mut self.run {
            run.jobs.push_back(Job::Recall(question));
        }
    }

    /// Gives the disk what is to be kept by now.
    pub(super) fn commit(&mut self, now: Time) {
        let Some(run) = &mut self.run else { return };
        let batch = run.ahead.batch(now);
        run.jobs.extend(batch.map(Job::Commit));
    }

    /// The disk gets one step further.
    pub(super) fn turn_disk(&mut self, laws: &mut Laws) -> Option<Input> {
        let run = self.run.as_mut()?;
        match run.jobs.pop_front()? {
            Job::Commit(records) => {
                laws.offered(self.keys.identity(), &records);
                if let Some([first, then]) = planted_halves(&records, &self.disk) {
                    run.jobs.push_front(Job::Commit(then.into()));
                    laws.committed(self.keys.identity(), &first);
                    let _ = self.disk.commit(&first);
                    return None;
                }
                laws.committed(self.keys.identity(), &records);
                let known = self.disk.commit(&records).expect("memory can be written to");
                run.jobs.push_front(Job::Committed(known));
                None
            }
            Job::Committed(known) => {
                run.ahead.committed(&known);
                None
            }
            Job::Recall(question) => {
                let answer = self.disk.recall(&question);
                let unknown = |why| Answer::Unknown { question, why };
                Some(Input::Recalled(answer.unwrap_or_else(unknown)))
            }
        }
    }
}

/// A commit in two transactions, if that fault is planted.
fn planted_halves(records: &[Record], disk: &Memory) -> Option<[Vec<Record>; 2]> {
    let is_counter_first = Plant::CounterThenHistory.is_planted();
    if !is_counter_first && !Plant::HistoryThenCounter.is_planted() {
        return None;
    }
    let heard = records.iter().find_map(|record| {
        let Record::Heard(heard) = record else { return None };
        Some(heard)
    })?;
    let peers = disk.clone().load().ok()?.peers;
    let known = peers.iter().find(|peer| peer.identity == heard.peer);
    let before = known.and_then(|peer| peer.incoming);
    let position = heard.position;
    // Only a first half would be halved again and again.
    if before == Some(position) {
        return None;
    }
    let counter = Record::Skipped { peer: heard.peer, position };
    let first = if is_counter_first {
        vec![counter]
    } else {
        let position = before.unwrap_or(Position::start(position.epoch));
        vec![Record::Heard(Heard { position, ..heard.clone() })]
    };
    let is_kept = |record: &Record| matches!(record, Record::Heard(other) if other.id == heard.id);
    let rest = records.iter().map(|record| {
        if is_kept(record) && !is_counter_first {
            Record::Skipped { peer: heard.peer, position }
        } else {
            record.clone()
        }
    });
    Some([first, rest.collect()])
}
