//! The store as an SQLite database: one file that survives crashes and that people can open.

mod history;
mod peers;
mod schema;
mod trouble;
mod writing;

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, MAIN_DB, OpenFlags, TransactionBehavior};

use super::Store;
use crate::identity::Identity;
use crate::record::{Answer, Question, Record, Remembered, Trouble};
use crate::text::Safe;

/// A database, open.
#[derive(Debug)]
pub struct Sqlite {
    db: Connection,
}

impl Sqlite {
    /// Opens the database in that file, and creates it, for its owner only, if there is none. An
    /// empty file is a database in which nothing was kept yet.
    ///
    /// # Errors
    /// When it cannot be written, is damaged or no database of ours, or was written by a later
    /// version.
    pub fn open(path: &Path) -> Result<Self, Trouble> {
        create(path).map_err(|e| trouble::of_file(&e))?;
        Self::start(Connection::open_with_flags(path, WRITING)?, Locking::Shared)
    }

    /// Opens the database in that file to be read only, also while a chat writes it. One in which
    /// nothing was kept yet, as a first start leaves it that is killed, is read as an empty one.
    ///
    /// # Errors
    /// When it cannot be read, is damaged or no database of ours, or is of another version.
    pub fn read(path: &Path) -> Result<Self, Trouble> {
        File::open(path).map_err(|e| Trouble::Failed(Safe::line(&e.to_string())))?;
        match Self::start_reading(Connection::open_with_flags(path, READING)?) {
            // Not past a log that is not empty: what is in it would be missing without a word.
            Err(Trouble::ReadOnly) if !has_log(path) => Self::start_reading(open_immutable(path)?),
            other => other,
        }
    }

    /// A database that is gone with its value.
    ///
    /// # Errors
    /// When memory runs out.
    pub fn in_memory() -> Result<Self, Trouble> {
        let db = Connection::open_in_memory()?;
        schema::update(&db)?;
        Self::set_up(db)
    }

    /// Opens or creates a database on a file system that was registered with SQLite by that name.
    /// Only one may have it open: such a file system needs no shared memory.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with_vfs(path: impl AsRef<Path>, vfs: &str) -> Result<Self, Trouble> {
        let db = Connection::open_with_flags_and_vfs(path, WRITING | CREATING, vfs)?;
        Self::start(db, Locking::Exclusive)
    }

    /// Everybody who is known or has said something: the key, the name that was claimed last, and
    /// what we call them.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn people(&mut self) -> Result<Vec<(Identity, Safe, Option<Safe>)>, Trouble> {
        peers::people(&self.db)
    }

    /// Checks that every page is as it was written, which takes as long as reading them.
    ///
    /// # Errors
    /// When one is not, or cannot be read.
    pub fn check(&self) -> Result<(), Trouble> {
        let found: String = self.db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if found == "ok" { Ok(()) } else { Err(trouble::damaged(&found)) }
    }

    fn start(db: Connection, locking: Locking) -> Result<Self, Trouble> {
        db.busy_timeout(PATIENCE)?;
        if locking == Locking::Exclusive {
            db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        }
        schema::check(&db)?; // before anything is written into a file that may not be ours
        if db.is_readonly(MAIN_DB)? {
            return Err(Trouble::ReadOnly);
        }
        // An fsync for each commit, and one for the journal's end while there is no log yet: with
        // FULL it can be found again after a power cut, and undoes the whole database.
        db.pragma_update(None, "synchronous", "EXTRA")?;
        let mode: String =
            db.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
        if !mode.eq_ignore_ascii_case("wal") {
            return Err(trouble::failed("the file system cannot keep a write-ahead log"));
        }
        db.pragma_update(None, "secure_delete", "ON")?; // what was taken back is overwritten
        db.pragma_update(None, "wal_autocheckpoint", WAL_PAGES)?;
        db.pragma_update(None, "journal_size_limit", WAL_BYTES_MAX)?;
        schema::update(&db)?;
        Self::set_up(db)
    }

    fn start_reading(db: Connection) -> Result<Self, Trouble> {
        db.busy_timeout(PATIENCE)?;
        match schema::check(&db)? {
            0 => Self::in_memory(),
            schema::VERSION => Self::set_up(db),
            _ => Err(trouble::failed("no chat of this version has opened it yet")),
        }
    }

    fn set_up(db: Connection) -> Result<Self, Trouble> {
        db.pragma_update(None, "foreign_keys", "ON")?;
        db.pragma_update(None, "temp_store", "MEMORY")?;
        db.pragma_update(None, "cache_size", CACHE)?;
        db.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self { db })
    }
}

impl Store for Sqlite {
    fn load(&mut self) -> Result<Remembered, Trouble> {
        let snapshot = self.db.transaction()?;
        peers::load(&snapshot)
    }

    fn commit(&mut self, records: &[Record]) -> Result<BTreeSet<usize>, Trouble> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let again = writing::write(&transaction, records)?;
        transaction.commit()?;
        if records.iter().any(|record| matches!(record, Record::Cancelled { .. })) {
            // What was taken back is not left in the log either, unless somebody reads it now.
            let _ = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
        Ok(again)
    }

    fn recall(&mut self, question: &Question) -> Result<Answer, Trouble> {
        let snapshot = self.db.transaction()?;
        match question {
            Question::Outgoing { peer, after } => peers::outgoing(&snapshot, *peer, *after),
            Question::History(query) => {
                let entries = history::entries(&snapshot, query)?;
                Ok(Answer::History { query: query.clone(), entries })
            }
        }
    }
}

/// Who may have the database open at a time.
#[derive(PartialEq, Eq)]
enum Locking {
    /// Whoever can map the same memory.
    Shared,
    /// One connection.
    Exclusive,
}

/// Makes sure that the file is there and can be written: SQLite alone would open it for reading if
/// it cannot, and create it for everybody to read.
fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether something is kept in the log beside a database.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

/// Opens a file in a folder where no log can be made: nobody else can be writing there.
fn open_immutable(path: &Path) -> Result<Connection, Trouble> {
    let escaped: String = path
        .to_str()
        .ok_or_else(|| trouble::failed("the path is not valid UTF-8"))?
        .bytes()
        .map(|byte| match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02x}"),
        })
        .collect();
    let uri = format!("file:{escaped}?immutable=1");
    Ok(Connection::open_with_flags(uri, READING | OpenFlags::SQLITE_OPEN_URI)?)
}

const WRITING: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);
const CREATING: OpenFlags = OpenFlags::SQLITE_OPEN_CREATE;
const READING: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);
const PATIENCE: Duration = Duration::from_secs(5); // with another process that writes
const WAL_PAGES: i64 = 1_000; // after which the log is copied into the database: some 4 MB
const WAL_BYTES_MAX: i64 = 64 * 1024 * 1024; // the log is reused, and cut only if it grew past this
const CACHE: i64 = -16 * 1024; // KiB, with the sign that SQLite wants: the ids of a long history
const STATEMENTS: usize = 64; // more than there are
