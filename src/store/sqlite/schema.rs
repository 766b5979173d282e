//! The tables, and how those of former versions become them.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::trouble;
use crate::record::Trouble;

/// What each version did to the tables of the one before; never changed once it was released.
///
/// Numbers without a sign are kept as the signed ones of the same bits, 128 bits as 16 bytes, times
/// in microseconds since 1970. A room's entries will have a conversation beside their peer: one
/// more column, in a migration of its own.
const MIGRATIONS: [&str; 2] = [TABLES, OPINIONS];

const TABLES: &str = "
    CREATE TABLE peer (
        number     INTEGER PRIMARY KEY,
        key        BLOB NOT NULL UNIQUE,
        name       TEXT NOT NULL DEFAULT '',
        petname    TEXT UNIQUE,
        seen       INTEGER,
        is_known   INTEGER NOT NULL DEFAULT 1,
        out_epoch  INTEGER, -- our stream to it, as far as it is confirmed
        out_upto   INTEGER,
        out_chain  BLOB,
        out_handed INTEGER,
        in_epoch   INTEGER, -- its stream to us
        in_upto    INTEGER,
        in_chain   BLOB
    ) STRICT;

    CREATE TABLE route (
        number    INTEGER PRIMARY KEY, -- rises with each that is learned
        address   TEXT NOT NULL UNIQUE,
        peer      INTEGER NOT NULL REFERENCES peer,
        is_proven INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX route_by_peer ON route (peer);

    CREATE TABLE entry (
        number       INTEGER PRIMARY KEY, -- rises, because no entry is ever deleted
        peer         INTEGER NOT NULL REFERENCES peer,
        is_ours      INTEGER NOT NULL,
        id           BLOB NOT NULL,
        seq          INTEGER, -- in our stream; none in its, nor once the peer was forgotten
        sent         INTEGER NOT NULL, -- by its author's clock
        noted        INTEGER NOT NULL, -- by our clock
        is_clock_off INTEGER NOT NULL,
        is_cancelled INTEGER NOT NULL DEFAULT 0,
        text         TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX entry_by_id ON entry (peer, id) WHERE NOT is_ours;
    CREATE UNIQUE INDEX entry_by_seq ON entry (peer, seq) WHERE seq IS NOT NULL;
    CREATE INDEX entry_by_peer ON entry (peer);

    CREATE VIRTUAL TABLE words USING fts5 (
        text, content = 'entry', content_rowid = 'number', columnsize = 0,
        tokenize = 'unicode61 remove_diacritics 2'
    );
    INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
";

/// What was said before anybody counted has been seen.
const OPINIONS: &str = "
    ALTER TABLE peer ADD COLUMN verified INTEGER; -- since when a person thinks so, if they do
    ALTER TABLE peer ADD COLUMN blocked INTEGER;
    ALTER TABLE peer ADD COLUMN muted INTEGER;
    ALTER TABLE peer ADD COLUMN read INTEGER NOT NULL DEFAULT 0; -- the last entry that was seen
    UPDATE peer SET read = (SELECT ifnull(max(number), 0) FROM entry);
";

/// The version that this program writes.
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;

/// The version of a database; 0 if it is empty.
///
/// # Errors
/// When it is no database, not ours, or of a later version than we know.
pub(super) fn check(db: &Connection) -> Result<i64, Trouble> {
    // All of one moment: a chat beside us may be making the tables.
    let snapshot = db.unchecked_transaction()?;
    let version: i64 = snapshot.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i64 = snapshot.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let is_empty = !snapshot.prepare("SELECT 1 FROM sqlite_schema")?.exists([])?;
    drop(snapshot);
    if is_empty && application == 0 && version == 0 {
        return Ok(0);
    }
    if application != APPLICATION {
        return Err(trouble::damaged("it is the database of another program"));
    }
    match version {
        1..=VERSION => Ok(version),
        ..=0 => Err(trouble::damaged("its version is none")),
        _ => Err(Trouble::TooNew),
    }
}

/// Brings a database to [`VERSION`], wholly or not at all: whoever reads beside it never sees a
/// version in between.
pub(super) fn update(db: &Connection) -> Result<(), Trouble> {
    let from = check(db)?;
    if from == VERSION {
        return Ok(());
    }
    let change = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    for (_, migration) in (1..).zip(MIGRATIONS).filter(|(version, _)| *version > from) {
        change.execute_batch(migration)?;
    }
    change.pragma_update(None, "application_id", APPLICATION)?;
    change.pragma_update(None, "user_version", VERSION)?;
    change.commit()?;
    Ok(())
}

const APPLICATION: i64 = 0x6368_776e; // "chwn": how file(1) and we know it
