//! What SQLite and the system say, as troubles.

use std::io;

use rusqlite::ErrorCode;

use crate::record::Trouble;
use crate::text::Safe;

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        let words = Safe::line(&error.to_string());
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly // the log, or its folder, if it is not the file itself
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(words),
            Some(_) => Self::Failed(words),
            None => Self::Damaged(words), // a value is of another kind than we write
        }
    }
}

/// What the system says of the file.
pub(super) fn of_file(error: &io::Error) -> Trouble {
    use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    if matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem) {
        Trouble::ReadOnly
    } else if matches!(error.kind(), StorageFull | QuotaExceeded) {
        Trouble::DiskFull
    } else {
        Trouble::Failed(Safe::line(&error.to_string()))
    }
}

/// A sentence of our own.
pub(super) fn failed(words: &str) -> Trouble {
    Trouble::Failed(Safe::line(words))
}

/// Something that we never write.
pub(super) fn damaged(words: &str) -> Trouble {
    Trouble::Damaged(Safe::line(words))
}
