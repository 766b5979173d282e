//! The shelf: what a host keeps across its boots, on a disk that can fail, watched by the laws.

use std::collections::BTreeSet;

use chinwag::identity::Identity;
use chinwag::record::{Answer, Question, Record, Remembered, Trouble};
use chinwag::store::{Sqlite, Store};
use chinwag::text::Safe;

use super::ether::Ether;
use super::scribe::Seen;
use super::shared::Shared;
use crate::Fault::PowerCut;
use crate::faults::Fault;
use crate::{Chance, Disk, Kept, Laws, Snapshot};

/// A disk with the database of one host, and who watches it; clones are the same one.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    owner: Identity,
    pub(super) disk: Disk,
    /// The database, while a program runs.
    store: Shared<Option<Sqlite>>,
    /// Where the power goes in a commit.
    chance: Shared<Chance>,
    laws: Shared<Laws>,
    seen: Shared<Seen>,
    ether: Shared<Ether>,
}

impl Shelf {
    pub(super) fn new(
        owner: Identity,
        seed: u64,
        laws: Shared<Laws>,
        seen: Shared<Seen>,
        ether: Shared<Ether>,
    ) -> Self {
        let (disk, store) = (Disk::new(seed), Shared::default());
        let chance = Shared::new(Chance::new(!seed));
        Self { owner, disk, store, chance, laws, seen, ether }
    }

    /// The store for one run of the program.
    pub(super) fn open(&self) -> Result<Watched, Trouble> {
        let mut store = self.disk.open()?;
        let kept = Kept::read(&mut store)?;
        self.laws.lock().booted(self.owner, &kept);
        *self.store.lock() = Some(store);
        Ok(Watched(self.clone()))
    }

    /// Ends the program that writes here: what it had written stays, what it had not does not.
    pub(super) fn crash(&self) {
        self.disk.restore(&self.disk.snapshot());
    }

    /// Cuts the power, in the middle of the commit that is under way if there is one: of what was
    /// not synced, some is lost and some is torn.
    pub(super) fn cut_power(&self) {
        let unkept: Vec<Record> = self.seen.lock().unkept.drain(..).collect();
        if !unkept.is_empty() && !self.disk.is_failing() {
            let changes = self.chance.lock().below(CHANGES) as u64;
            self.disk.fail_after(changes, PowerCut);
            if self.commit(&unkept).is_err() {
                self.ether.lock().tally.note(Fault::TornCommit);
            }
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
        self.kept().is_ok_and(|kept| kept.is_empty())
    }

    /// What is on the disk, as whoever has a copy of it would find it.
    pub(super) fn kept(&self) -> Result<Kept, Trouble> {
        let copy = Disk::new(0);
        copy.restore(&self.disk.snapshot());
        Kept::read(&mut copy.open()?)
    }

    /// The laws see every commit.
    fn commit(&self, records: &[Record]) -> Result<BTreeSet<usize>, Trouble> {
        self.laws.lock().offered(self.owner, records);
        let known = self.with(|store| store.commit(records))?;
        self.laws.lock().committed(self.owner, records);
        Ok(known)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Sqlite) -> Result<T, Trouble>) -> Result<T, Trouble> {
        let closed = || Trouble::Failed(Safe::line("it is closed"));
        self.store.lock().as_mut().ok_or_else(closed).and_then(act)
    }
}

/// The shelf as the store of one run.
#[derive(Debug)]
pub(super) struct Watched(Shelf);

impl Store for Watched {
    fn load(&mut self) -> Result<Remembered, Trouble> {
        self.0.with(Store::load)
    }

    fn commit(&mut self, records: &[Record]) -> Result<BTreeSet<usize>, Trouble> {
        let committed = self.0.commit(records);
        match &committed {
            Ok(_) => {
                let awaited = records.iter().filter(|record| !record.is_lazy()).count();
                let unkept = &mut self.0.seen.lock().unkept;
                unkept.drain(..awaited.min(unkept.len()));
            }
            Err(why) => {
                let is_full = *why == Trouble::DiskFull;
                let fault = if is_full { Fault::FullDisk } else { Fault::FailingDisk };
                self.0.ether.lock().tally.note(fault);
            }
        }
        committed
    }

    fn recall(&mut self, question: &Question) -> Result<Answer, Trouble> {
        self.0.with(|store| store.recall(question))
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        *self.0.store.lock() = None;
    }
}

/// About as many changes of a disk as the commit of a message is made of: it is mostly torn.
const CHANGES: usize = 12;
