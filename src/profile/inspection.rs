//! A look at a folder that changes nothing in it.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use super::{Folder, check_closed, key};
use crate::failure::Failure;
use crate::identity::KeyPair;

impl Folder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Checks that the folder, which exists, is closed to others.
    ///
    /// # Errors
    /// When it is not, or cannot be looked at: [`Status::Damaged`](crate::failure::Status).
    pub fn check(&self) -> Result<(), Failure> {
        let metadata = fs::metadata(&self.path).map_err(|e| self.unusable(&e))?;
        check_closed(&self.path, &metadata)
    }

    /// The key, if one was made.
    ///
    /// # Errors
    /// As [`key`](Self::key).
    pub fn kept_key(&self) -> Result<Option<KeyPair>, Failure> {
        self.check_for_key()?;
        key::load(&self.key_file())
    }

    /// Whether a chat runs with it.
    pub fn is_in_use(&self) -> bool {
        let lock = File::open(self.lock());
        lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Bytes that can still be written there, if that is known.
    #[cfg(unix)]
    pub fn room(&self) -> Option<u64> {
        let there = self.path.ancestors().find(|path| path.exists())?;
        let disk = nix::sys::statvfs::statvfs(there).ok()?;
        let room = u128::from(disk.blocks_available()) * u128::from(disk.fragment_size());
        u64::try_from(room).ok()
    }

    /// Bytes that can still be written there: not known here.
    #[cfg(not(unix))]
    pub fn room(&self) -> Option<u64> {
        None
    }
}
