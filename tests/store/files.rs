//! The store and its files: who else may look, and what is no store of ours.

use std::fs;
use std::path::Path;

use chinwag::history::PAGE;
use chinwag::node::{Opinion, Regard};
use chinwag::record::{Record, Trouble};
use chinwag::store::{Sqlite, Store};
use chinwag::stream::{Chain, Position};
use chinwag::text::Safe;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::place::{alice, at, bob, find, heard, load, met, submitted};

#[test]
fn a_reader_sees_what_was_committed_beside_a_writer_and_without_one() {
    let folder = folder();
    let path = folder.path().join("db");
    let mut writer = Sqlite::open(&path).expect("it opens");
    let mut reader = Sqlite::read(&path).expect("it opens");
    for seq in 1..=3 {
        writer.commit(&[submitted(bob(), 1, seq, "hi")]).expect("it is kept");
        assert_eq!(find(&mut reader, "hi").len() as u64, seq);
    }
    assert_eq!(reader.commit(&[met(bob(), "bob", 1)]), Err(Trouble::ReadOnly));
    drop(writer);
    assert_eq!(find(&mut reader, "").len(), 3);
    drop(reader);
    let mut alone = Sqlite::read(&path).expect("it opens");
    assert_eq!(find(&mut alone, "").len(), 3);
    assert_eq!(load(&mut alone).peers.len(), 1);
}

#[test]
fn everybody_who_is_known_or_has_said_something_is_listed() {
    let mut store = Sqlite::in_memory().expect("it opens");
    let records = [
        met(alice(), "alice", 1),
        submitted(bob(), 1, 1, "hi"),
        Record::Forgotten(bob()),
        Record::Forgotten(alice()),
    ];
    store.commit(&records[..2]).expect("it is kept");
    assert_eq!(store.people().expect("a list").len(), 2);
    store.commit(&records[2..]).expect("it is kept");
    let people = store.people().expect("a list");
    assert_eq!(people.iter().map(|(who, _, _)| *who).collect::<Vec<_>>(), [bob()]);
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let mut store = Sqlite::open(&folder.path().join("db")).expect("it opens");
    store.commit(&[met(bob(), "bob", 1)]).expect("it is kept");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder.path()).expect("a folder") {
        let entry = entry.expect("a file");
        let mode = entry.metadata().expect("its mode").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", entry.file_name());
        names.push(entry.file_name());
    }
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn what_is_no_store_of_ours_is_refused_and_left_alone() {
    let folder = folder();
    let garbage = folder.path().join("garbage");
    fs::write(&garbage, "Dear diary, ".repeat(1000)).expect("it is written");
    assert!(matches!(Sqlite::open(&garbage), Err(Trouble::Damaged(_))));
    assert!(matches!(Sqlite::read(&garbage), Err(Trouble::Damaged(_))));
    assert_eq!(fs::read(&garbage).expect("a file").len(), 12_000);

    let foreign = folder.path().join("foreign");
    let db = Connection::open(&foreign).expect("it opens");
    db.execute_batch("CREATE TABLE bookmark (url)").expect("a table");
    drop(db);
    let before = fs::read(&foreign).expect("a file");
    let Err(Trouble::Damaged(why)) = Sqlite::open(&foreign) else { panic!("it is taken") };
    assert_eq!(why.as_str(), "it is the database of another program");
    assert_eq!(fs::read(&foreign).expect("a file"), before);
}

#[test]
fn a_truncated_file_is_damaged_and_an_empty_one_is_new() {
    let folder = folder();
    let path = folder.path().join("db");
    full(&path);
    let file = fs::OpenOptions::new().write(true).open(&path).expect("it opens");
    file.set_len(5_000).expect("it is cut");
    assert!(matches!(Sqlite::open(&path), Err(Trouble::Damaged(_))));
    assert!(matches!(Sqlite::read(&path), Err(Trouble::Damaged(_))));
    file.set_len(50).expect("it is cut");
    assert!(matches!(Sqlite::open(&path), Err(Trouble::Damaged(_))));
    file.set_len(0).expect("it is cut");
    let mut reader = Sqlite::read(&path).expect("it opens");
    assert!(find(&mut reader, "").is_empty());
    let mut store = Sqlite::open(&path).expect("it opens");
    assert_eq!(load(&mut store).peers, []);
}

#[test]
fn what_the_system_says_of_a_path_is_told() {
    let folder = folder();
    let missing = folder.path().join("no/such/folder");
    assert!(matches!(Sqlite::open(&missing), Err(Trouble::Failed(_))));
    assert!(matches!(Sqlite::read(&missing), Err(Trouble::Failed(_))));
    assert!(matches!(Sqlite::open(folder.path()), Err(Trouble::Failed(_))));
    assert!(!folder.path().join("no").exists());
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_read_only_and_can_still_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let allow = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    for (file_mode, folder_mode) in [(0o400, 0o700), (0o400, 0o500), (0o600, 0o500)] {
        let folder = folder();
        let inner = folder.path().join("inner & 100%? #1");
        fs::create_dir(&inner).expect("a folder");
        let path = inner.join("db");
        full(&path);
        allow(&path, file_mode);
        allow(&inner, folder_mode);
        // Who is root may write anything.
        let is_root = fs::OpenOptions::new().write(true).open(&path).is_ok()
            && fs::write(inner.join("new"), "").is_ok();
        let written = Sqlite::open(&path).map(|_| ());
        let read = Sqlite::read(&path).map(|mut store| find(&mut store, "").len());
        allow(&inner, 0o700); // or it cannot be removed
        assert_eq!(read, Ok(PAGE));
        if !is_root {
            assert_eq!(written, Err(Trouble::ReadOnly), "{file_mode:o} in {folder_mode:o}");
        }
    }
}

#[test]
fn what_a_later_version_wrote_is_refused() {
    let folder = folder();
    let path = folder.path().join("db");
    full(&path);
    let db = Connection::open(&path).expect("it opens");
    db.pragma_update(None, "user_version", 1_000).expect("it is set");
    drop(db);
    for opened in [Sqlite::open(&path), Sqlite::read(&path)] {
        assert_eq!(opened.err(), Some(Trouble::TooNew));
    }
}

#[test]
fn the_tables_of_a_version_never_change() {
    let folder = folder();
    let path = folder.path().join("db");
    full(&path);
    let db = Connection::open(&path).expect("it opens");
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0)).expect("one");
    let sql = "SELECT sql FROM sqlite_schema WHERE sql NOT NULL AND name NOT LIKE 'words_%'";
    let mut select = db.prepare(sql).expect("a table of tables");
    let rows = select.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    let tables: Vec<String> = rows.map(|row| plain(&row.expect("a row"))).collect();
    assert_eq!(version, 2, "there is a new version: keep this test, and add one for that");
    let version_2 = VERSION_1.replacen("in_chain BLOB\n    )", ADDED_BY_VERSION_2, 1);
    assert_eq!(tables, version_2.split(';').map(plain).collect::<Vec<_>>());
}

#[test]
fn a_database_of_version_1_goes_on_and_what_was_said_in_it_counts_as_seen() {
    let folder = folder();
    let path = folder.path().join("db");
    let db = Connection::open(&path).expect("it opens");
    db.execute_batch(VERSION_1).expect("the tables of then");
    db.execute(
        "INSERT INTO peer (key, name, petname, seen, in_epoch, in_upto, in_chain)
         VALUES (?, 'bob', 'Bobby', 5, 3, 1, zeroblob(16))",
        [bob().as_bytes()],
    )
    .expect("a peer of then");
    for (is_ours, text) in [(0, "hello"), (1, "hello bob")] {
        db.execute(
            "INSERT INTO entry (peer, is_ours, id, sent, noted, is_clock_off, text)
             VALUES (1, ?1, zeroblob(16), 5, 5, 0, ?2)",
            rusqlite::params![is_ours, text],
        )
        .expect("a message of then");
        db.execute(
            "INSERT INTO words (rowid, text) SELECT number, text FROM entry
             WHERE number = last_insert_rowid()",
            [],
        )
        .expect("its words");
    }
    db.execute_batch("PRAGMA application_id = 0x6368776e; PRAGMA user_version = 1").expect("so");
    drop(db);

    let mut store = Sqlite::open(&path).expect("it opens");
    let peer = load(&mut store).peers.remove(0);
    assert_eq!((peer.identity, peer.petname), (bob(), Some(Safe::name("Bobby"))));
    assert_eq!((peer.opinion, peer.unread), (Opinion::default(), 0));
    assert_eq!(find(&mut store, "hello"), ["hello", "hello bob"]);

    let next = heard(bob(), Position { epoch: 3, upto: 1, chain: Chain(0) }, 7, "hello again");
    let blocked = Record::Regarded { peer: bob(), regard: Regard::Blocked, at: at(9) };
    store.commit(&[next, blocked]).expect("it is kept");
    drop(store);
    let mut store = Sqlite::open(&path).expect("it opens again");
    let peer = load(&mut store).peers.remove(0);
    assert_eq!((peer.opinion.is_blocked, peer.unread), (true, 1));
    assert_eq!(find(&mut store, "hello").len(), 3);
}

/// Without comments, and with single spaces.
fn plain(sql: &str) -> String {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// A database of several pages.
fn full(path: &Path) {
    let mut store = Sqlite::open(path).expect("it opens");
    let text = "and so on ".repeat(100);
    let records = (1..=100).map(|seq| submitted(bob(), 1, seq, &text));
    store.commit(&records.collect::<Vec<_>>()).expect("it is kept");
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a new folder")
}

/// How SQLite writes the table of peers down once columns were added to it.
const ADDED_BY_VERSION_2: &str = "in_chain BLOB
    , verified INTEGER, blocked INTEGER, muted INTEGER, read INTEGER NOT NULL DEFAULT 0)";
const VERSION_1: &str = "
    CREATE TABLE peer (
        number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, name TEXT NOT NULL DEFAULT '',
        petname TEXT UNIQUE, seen INTEGER, is_known INTEGER NOT NULL DEFAULT 1,
        out_epoch INTEGER, out_upto INTEGER, out_chain BLOB, out_handed INTEGER,
        in_epoch INTEGER, in_upto INTEGER, in_chain BLOB
    ) STRICT;
    CREATE TABLE route (
        number INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE,
        peer INTEGER NOT NULL REFERENCES peer, is_proven INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX route_by_peer ON route (peer);
    CREATE TABLE entry (
        number INTEGER PRIMARY KEY, peer INTEGER NOT NULL REFERENCES peer,
        is_ours INTEGER NOT NULL, id BLOB NOT NULL, seq INTEGER, sent INTEGER NOT NULL,
        noted INTEGER NOT NULL, is_clock_off INTEGER NOT NULL,
        is_cancelled INTEGER NOT NULL DEFAULT 0, text TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX entry_by_id ON entry (peer, id) WHERE NOT is_ours;
    CREATE UNIQUE INDEX entry_by_seq ON entry (peer, seq) WHERE seq IS NOT NULL;
    CREATE INDEX entry_by_peer ON entry (peer);
    CREATE VIRTUAL TABLE words USING fts5 (
        text, content = 'entry', content_rowid = 'number', columnsize = 0,
        tokenize = 'unicode61 remove_diacritics 2'
    )";
