//! The shelf: what a host keeps across its boots, on a disk that can fail, watched by the laws.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chinwag::identity::Identity;
use chinwag::record::{Answer, Question, Record, Remembered, Trouble};
use chinwag::store::{Sqlite, Store};

use crate::{Disk, Kept, Laws, Snapshot};

/// A disk with the database of one host, and who watches it.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    owner: Identity,
    disk: Disk,
    laws: Arc<Mutex<Laws>>,
}

impl Shelf {
    pub(super) fn new(owner: Identity, seed: u64, laws: Arc<Mutex<Laws>>) -> Self {
        Self { owner, disk: Disk::new(seed), laws }
    }

    pub(super) fn disk(&self) -> &Disk {
        &self.disk
    }

    /// The store for one run of the program.
    pub(super) fn open(&self) -> Result<Watched, Trouble> {
        let mut store = self.disk.open()?;
        let kept = Kept::read(&mut store)?;
        self.laws().booted(self.owner, &kept);
        Ok(Watched { shelf: self.clone(), store })
    }

    /// Ends the program that writes here: what it had written stays, what it had not does not.
    pub(super) fn crash(&self) {
        let snapshot = self.disk.snapshot();
        self.disk.restore(&snapshot);
    }

    /// Puts an older state back. The program must not run.
    pub(super) fn restore(&self, snapshot: &Snapshot) {
        self.disk.restore(snapshot);
        if let Ok(kept) = self.kept() {
            self.laws().restored(self.owner, &kept);
        }
    }

    /// What is on the disk. The program must not run.
    pub(super) fn kept(&self) -> Result<Kept, Trouble> {
        Kept::read(&mut self.disk.open()?)
    }

    fn laws(&self) -> MutexGuard<'_, Laws> {
        self.laws.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The store of a host, which the laws see every commit of.
#[derive(Debug)]
pub(super) struct Watched {
    shelf: Shelf,
    store: Sqlite,
}

impl Store for Watched {
    fn load(&mut self) -> Result<Remembered, Trouble> {
        self.store.load()
    }

    fn commit(&mut self, records: &[Record]) -> Result<BTreeSet<usize>, Trouble> {
        self.shelf.laws().offered(self.shelf.owner, records);
        let known = self.store.commit(records)?;
        self.shelf.laws().committed(self.shelf.owner, records);
        Ok(known)
    }

    fn recall(&mut self, question: &Question) -> Result<Answer, Trouble> {
        self.store.recall(question)
    }
}
