//! Disks at work: one thing after the other, each in its time, and what a fault makes of it.

use std::collections::BTreeSet;

use chinwag::driver::TRY_AGAIN_AFTER;
use chinwag::node::Input;
use chinwag::plant::Plant;
use chinwag::record::{Answer, Heard, Record, Trouble};
use chinwag::store::Store;
use chinwag::stream::Position;
use chinwag::text::Safe;

use super::agenda::Due;
use super::person::{Job, Person, Run};
use super::{Des, drawn};
use crate::faults::Fault;
use crate::memory::Memory;

/// What came of a commit.
pub(super) type Committed = Result<BTreeSet<usize>, Trouble>;

impl Des {
    /// Gives the disk something to do.
    pub(super) fn work(&mut self, who: usize, job: Job) {
        if let Some(run) = &mut self.people[who].run {
            run.jobs.push_back(job);
            self.go_to_work(who);
        }
    }

    fn go_to_work(&mut self, who: usize) {
        let commits = self.scenario.commits;
        let Person { run: Some(run), chance, .. } = &mut self.people[who] else { return };
        let Some(job) = run.jobs.front().filter(|_| !run.is_at_work) else { return };
        let takes = match job {
            Job::Commit(_) | Job::Known(_) | Job::Recall(_) => drawn(chance, commits),
            Job::TryAgain => TRY_AGAIN_AFTER,
        };
        run.is_at_work = true;
        self.agenda.put(self.now + takes, Due::Disk { who, run: run.number });
    }

    /// The disk gets one step further: something becomes durable, or that it is becomes known.
    pub(super) fn turn_disk(&mut self, who: usize, number: u32) {
        let Some(run) = self.people[who].run_of(number) else { return };
        run.is_at_work = false;
        let Some(job) = run.jobs.pop_front() else { return };
        match job {
            Job::Commit(records) => self.commit(who, &records),
            Job::Known(Ok(known)) => {
                run.ahead.committed(&known);
                self.go_on(who);
            }
            Job::Known(Err(why)) => {
                run.ahead.failed(why);
                run.is_to_try_again = true;
                run.jobs.push_back(Job::TryAgain);
                self.go_on(who);
            }
            Job::TryAgain => {
                run.is_to_try_again = false;
                let again = run.ahead.again();
                run.jobs.extend(again.map(Job::Commit));
            }
            Job::Recall(question) => {
                let answer = self.people[who].disk.recall(&question);
                let unknown = |why| Answer::Unknown { question, why };
                self.handle(who, Input::Recalled(answer.unwrap_or_else(unknown)));
            }
        }
        self.go_to_work(who);
    }

    fn commit(&mut self, who: usize, records: &[Record]) {
        let person = &mut self.people[who];
        let Some(run) = &mut person.run else { return };
        if person.is_full || person.is_failing {
            let (fault, why) = if person.is_full {
                (Fault::FullDisk, Trouble::DiskFull)
            } else {
                (Fault::FailingDisk, Trouble::Failed(Safe::line("nothing can be synced")))
            };
            self.tally.note(fault);
            run.jobs.push_front(Job::Known(Err(why)));
            return;
        }
        self.laws.offered(person.identity, records);
        if let Some([first, then]) = planted_halves(records, &person.disk) {
            run.jobs.push_front(Job::Commit(then.into()));
            self.laws.committed(person.identity, &first);
            let _ = person.disk.commit(&first);
            return;
        }
        self.laws.committed(person.identity, records);
        let known = person.disk.commit(records);
        run.jobs.push_front(Job::Known(known));
    }
}

impl Run {
    /// Whether a commit would be lost if the power went now.
    pub(super) fn is_committing(&self) -> bool {
        self.is_at_work && matches!(self.jobs.front(), Some(Job::Commit(_)))
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
