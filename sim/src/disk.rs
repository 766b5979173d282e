//! A disk that loses its power, for the real store: what was not synced is lost, torn or kept.

mod image;
mod vfs;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chinwag::record::Trouble;
use chinwag::store::Sqlite;

use crate::Chance;

use image::{Change, Image};

/// A disk in memory with the database of one host; clones are the same one.
///
/// One seed is one fate: what survives a power cut depends on it and on what was written before,
/// in sizes and places, and on nothing else.
#[derive(Clone)]
pub struct Disk {
    name: String,
    state: Arc<Mutex<State>>,
}

/// What goes wrong with a disk. It goes on until it is mended, or until the crash that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The power is gone, in the middle of a write: nothing works until [`Disk::crash`].
    PowerCut,
    /// There is no room for any write.
    Full,
    /// Nothing can be synced, and what should have been is not written by a later sync either, as
    /// with Linux: only what is written again is.
    SyncFails,
}

/// All that was on a disk at a time.
#[derive(Clone)]
pub struct Snapshot(Image);

/// A disk, and what happens to it.
struct State {
    /// What programs see.
    now: Image,
    /// What survives for certain.
    safe: Image,
    /// What lies between the two, in its order.
    pending: Vec<Change>,
    /// Changes and syncs so far.
    changes: u64,
    /// The fault, and the number of changes and syncs that are still to be spared by it.
    fault: Option<(Fault, u64)>,
    /// The power is gone.
    is_off: bool,
    /// Rises with every crash, after which what was open is not any more.
    boot: u64,
    /// The database is open. It is opened by one at a time.
    is_open: bool,
    chance: Chance,
}

impl Disk {
    /// An empty disk with that fate.
    pub fn new(seed: u64) -> Self {
        let state = State {
            now: Image::default(),
            safe: Image::default(),
            pending: Vec::new(),
            changes: 0,
            fault: None,
            is_off: false,
            boot: 0,
            is_open: false,
            chance: Chance::new(seed),
        };
        let state = Arc::new(Mutex::new(state));
        Self { name: vfs::mount(&state), state }
    }

    /// Opens the database on it, or creates it: the same code as on any disk.
    ///
    /// # Errors
    /// As the store says; also while it is open already.
    pub fn open(&self) -> Result<Sqlite, Trouble> {
        Sqlite::open_with_vfs(format!("{}/chinwag.db", self.name), vfs::NAME)
    }

    /// Cuts the power and gives it back. Of what was not synced, each write survives wholly, in
    /// some of its blocks, or not at all, and files are there or not. What was open has to be
    /// opened again.
    pub fn crash(&self) {
        self.state().crash();
    }

    /// Has this happen at the next change after so many, which may be in the middle of a commit.
    /// A sync counts as a change.
    pub fn fail_after(&self, changes: u64, fault: Fault) {
        self.state().fault = Some((fault, changes));
    }

    /// Ends what goes wrong.
    pub fn mend(&self) {
        self.state().fault = None;
    }

    /// Whether something goes wrong with it at present.
    pub fn is_failing(&self) -> bool {
        self.state().fault.is_some_and(|(_, spared)| spared == 0)
    }

    /// How often it was changed or synced so far.
    pub fn changes(&self) -> u64 {
        self.state().changes
    }

    /// All that is on it, as programs see it.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(self.state().now.clone())
    }

    /// Puts a backup in place of all that is on it, durably. What was open has to be opened again.
    pub fn restore(&self, snapshot: &Snapshot) {
        let mut state = self.state();
        state.pending.clear();
        state.safe = snapshot.0.clone();
        state.crash();
    }

    /// Everything that is on it, one file after the other: to look for what must not be there.
    pub fn bytes(&self) -> Vec<u8> {
        self.state().now.bytes()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disk").field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Snapshot").finish_non_exhaustive()
    }
}

impl State {
    fn crash(&mut self) {
        for change in std::mem::take(&mut self.pending) {
            match self.chance.draw() % 3 {
                0 => {}
                1 => self.safe.apply(&change),
                _ => {
                    for block in change.blocks() {
                        if self.chance.draw().is_multiple_of(2) {
                            self.safe.apply(&block);
                        }
                    }
                }
            }
        }
        self.safe.collect();
        self.now = self.safe.clone();
        self.fault = self.fault.filter(|(fault, _)| *fault != Fault::PowerCut);
        self.is_off = false;
        self.is_open = false;
        self.boot += 1;
    }

    /// Changes what programs see; whether it will survive is open.
    fn change(&mut self, change: Change) -> Result<(), Fault> {
        match self.strikes() {
            Some(Fault::PowerCut) => {
                if !std::mem::replace(&mut self.is_off, true) {
                    self.pending.push(change); // it struck in the middle of this one
                }
                Err(Fault::PowerCut)
            }
            Some(Fault::Full) if change.is_write() => Err(Fault::Full),
            Some(Fault::Full | Fault::SyncFails) | None => {
                self.now.apply(&change);
                self.pending.push(change);
                Ok(())
            }
        }
    }

    /// Makes durable what was changed of a file, its being there included.
    fn sync(&mut self, file: u64) -> Result<(), Fault> {
        let fault = self.strikes();
        if fault == Some(Fault::PowerCut) {
            self.is_off = true;
            return Err(Fault::PowerCut);
        }
        let pending = std::mem::take(&mut self.pending);
        let (synced, rest) = pending.into_iter().partition(|change| change.is_of(file));
        self.pending = rest;
        if fault == Some(Fault::SyncFails) {
            return Err(Fault::SyncFails);
        }
        for change in synced {
            self.pending.retain(|earlier| !change.replaces(earlier));
            self.safe.apply(&change);
        }
        Ok(())
    }

    /// Counts a change, and says what goes wrong with it.
    fn strikes(&mut self) -> Option<Fault> {
        self.changes += 1;
        let (fault, spared) = self.fault.as_mut()?;
        match spared.checked_sub(1) {
            Some(fewer) => {
                *spared = fewer;
                None
            }
            None => Some(*fault),
        }
    }
}

/// A panic while it was locked leaves it as true as it was.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
