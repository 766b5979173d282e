//! The database of a profile: opened for a chat, or read beside one.

use std::path::Path;

use crate::failure::{Failure, Status};
use crate::record::Trouble;
use crate::store::Sqlite;

/// Opens it, and begins an empty one if there is none.
pub(super) fn open(path: &Path) -> Result<Sqlite, Failure> {
    Sqlite::open(path).map_err(|trouble| failure(path, &trouble))
}

/// Opens it for reading, if anything was ever kept.
pub(super) fn read(path: &Path) -> Result<Option<Sqlite>, Failure> {
    if !path.exists() {
        return Ok(None);
    }
    Sqlite::read(path).map(Some).map_err(|trouble| failure(path, &trouble))
}

/// What it means that it cannot be read or written, and what to do.
pub(super) fn failure(path: &Path, trouble: &Trouble) -> Failure {
    let next_step = match trouble {
        Trouble::DiskFull => "Make room on that disk, then start again.",
        Trouble::ReadOnly => "Make the file and its folder writable for you, then start again.",
        Trouble::Damaged(_) => {
            "Restore it from a backup, or move it away with the files beside it whose names begin \
             like it: then you begin without messages and known peers. Your key is kept elsewhere."
        }
        Trouble::TooNew => "Update chinwag, then start again.",
        Trouble::Failed(_) => "Mend what is named there, then start again.",
    };
    let what = format!("{} cannot be used: {trouble}", path.display());
    Failure::new(Status::Damaged, what, next_step)
}
