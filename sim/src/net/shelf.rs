//! The shelf: what a host keeps across its boots, on a disk that can fail, watched by the laws.

use std::collections::BTreeSet;

use chinwag::identity::Identity;
use chinwag::record::{Answer, Question, Record, Remembered, Trouble};
use chinwag::store::{Sqlite, Store};

use super::ether::Ether;
use super::scribe::Seen;
use super::shared::Shared;
use crate::faults::Fault;
use crate::{Disk, Kept, Laws, Snapshot};

/// A disk with the database of one host, and who watches it.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    pub(super) owner: Identity,
    pub(super) disk: Disk,
    pub(super) laws: Shared<Laws>,
    pub(super) seen: Shared<Seen>,
    pub(super) ether: Shared<Ether>,
}

impl Shelf {
    /// The store for one run of the program.
    pub(super) fn open(&self) -> Result<Watched, Trouble> {
        let mut store = self.disk.open()?;
        let kept = Kept::read(&mut store)?;
        self.laws.lock().booted(self.owner, &kept);
        self.seen.lock().unkept = 0;
        Ok(Watched { shelf: self.clone(), store })
    }

    /// Ends the program that writes here: what it had written stays, what it had not does not.
    pub(super) fn crash(&self) {
        self.disk.restore(&self.disk.snapshot());
    }

    /// Cuts the power: of what was not synced, some is lost and some is torn.
    pub(super) fn cut_power(&self) {
        if self.seen.lock().unkept > 0 {
            self.ether.lock().tally.note(Fault::TornCommit);
        }
        self.disk.crash();
    }

    /// Puts an older state back. The program must not run.
    pub(super) fn restore(&self, snapshot: &Snapshot) {
        self.disk.restore(snapshot);
        if let Ok(kept) = self.kept() {
            self.laws.lock().restored(self.owner, &kept);
        }
    }

    /// Whether nothing was ever kept.
    pub(super) fn is_empty(&self) -> bool {
        self.kept().is_ok_and(|kept| kept.peers.is_empty() && kept.rows.is_empty())
    }

    /// What is on the disk, as whoever has a copy of it would find it.
    pub(super) fn kept(&self) -> Result<Kept, Trouble> {
        let copy = Disk::new(0);
        copy.restore(&self.disk.snapshot());
        Kept::read(&mut copy.open()?)
    }
}

/// The store of a host, which the laws see every commit of.
#[derive(Debug)]
pub(super) struct Watched {
    shelf: Shelf,
    store: Sqlite,
}

impl Watched {
    fn failed(&self, why: Trouble) -> Trouble {
        let is_full = why == Trouble::DiskFull;
        let fault = if is_full { Fault::FullDisk } else { Fault::FailingDisk };
        self.shelf.ether.lock().tally.note(fault);
        why
    }
}

impl Store for Watched {
    fn load(&mut self) -> Result<Remembered, Trouble> {
        self.store.load()
    }

    fn commit(&mut self, records: &[Record]) -> Result<BTreeSet<usize>, Trouble> {
        self.shelf.laws.lock().offered(self.shelf.owner, records);
        let known = self.store.commit(records).map_err(|why| self.failed(why))?;
        self.shelf.laws.lock().committed(self.shelf.owner, records);
        let awaited = records.iter().filter(|record| !record.is_lazy()).count();
        let mut seen = self.shelf.seen.lock();
        seen.unkept = seen.unkept.saturating_sub(awaited);
        Ok(known)
    }

    fn recall(&mut self, question: &Question) -> Result<Answer, Trouble> {
        self.store.recall(question)
    }
}
