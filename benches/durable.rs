//! Durable delivery over loopback, submitted, committed, sent, committed there, acknowledged and
//! marked, beside what SQLite and the disk allow in the same run.
//!
//! The bare figures are rusqlite on the same tables with the same rows, one thread, nothing else:
//! in batches as large as those that Bob's store was given, and one row a commit.

#[path = "pair/mod.rs"]
mod pair;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chinwag::history::Query;
use chinwag::identity::KeyPair;
use chinwag::record::{Answer, Heard, Question, Record, Remembered, Trouble};
use chinwag::store::{Sqlite, Store};
use chinwag::stream::{MessageId, Position};
use chinwag::text::Untrusted;
use chinwag::time::Time;
use rusqlite::{Connection, params};
use tempfile::TempDir;
use tokio::time::Instant;

use pair::{Pair, TEXT, median};

const PIPELINED: u64 = 100_000;
const ONE_BY_ONE: u64 = 500;
const ROUNDS: usize = 3;
const HISTORY: u64 = 100_000;

fn main() {
    let rounds: Vec<Round> = (0..ROUNDS).map(|_| round()).collect();
    let of = |figure: fn(&Round) -> f64| median(rounds.iter().map(figure).collect());
    println!("durable messages of {TEXT} bytes over loopback, medians of {ROUNDS} rounds");
    println!("pipelined, messages a second    {:>10.0}", of(|r| r.rate));
    println!("  rows in a commit of Bob's     {:>10.0}", of(|r| r.rows_per_commit));
    println!("  bare SQLite, such batches     {:>10.0}", of(|r| r.bare_rate));
    println!("  ratio, to be 0.7 or more      {:>10.2}", of(|r| r.rate / r.bare_rate));
    println!("one at a time, p50 µs           {:>10.0}", of(|r| r.latency));
    println!("  p99 µs                        {:>10.0}", of(|r| r.latency_p99));
    println!("  two bare commits, p50 µs      {:>10.0}", of(|r| 2.0 * r.bare_commit));
    println!("  a bare round trip, p50 µs     {:>10.0}", of(|r| r.round_trip));
    println!("  ratio, to be 1.5 or less      {:>10.2}", of(Round::latency_ratio));
    history();
}

/// What one round of everything came to.
struct Round {
    rate: f64,
    rows_per_commit: f64,
    bare_rate: f64,
    latency: f64,
    latency_p99: f64,
    bare_commit: f64,
    round_trip: f64,
}

impl Round {
    fn latency_ratio(&self) -> f64 {
        self.latency / (2.0 * self.bare_commit + self.round_trip)
    }
}

fn round() -> Round {
    let counts = Arc::new(Counts::default());
    let folder = folder();
    let pair = Pair::new(Box::new(open(&folder, "alice")), counted(&folder, "bob", &counts));
    let rate = PIPELINED as f64 / pair.pipelined(PIPELINED).as_secs_f64();
    let rows_per_commit = counts.rows_per_commit();
    let bare = bare(rows_per_commit as usize, PIPELINED);
    let bare_rate = PIPELINED as f64 / bare.iter().sum::<Duration>().as_secs_f64();
    let pair = Pair::new(Box::new(open(&folder, "carol")), Box::new(open(&folder, "dave")));
    // The same work by turns, so that a moment in which the disk is slow is one for both.
    let mut one_by_one = pair.one_at_a_time(ONE_BY_ONE);
    let mut bare_commits = self::bare(1, ONE_BY_ONE);
    let mut round_trips = round_trips();
    Round {
        rate,
        rows_per_commit,
        bare_rate,
        latency: percentile(&mut one_by_one, 50),
        latency_p99: percentile(&mut one_by_one, 99),
        bare_commit: percentile(&mut bare_commits, 50),
        round_trip: percentile(&mut round_trips, 50),
    }
}

/// A new folder on the disk that the project is on: a folder for temporary files may be memory.
fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a new folder")
}

fn open(folder: &TempDir, name: &str) -> Sqlite {
    Sqlite::open(&folder.path().join(name)).expect("a new database")
}

/// Commits of so many rows each, and how long each took.
fn bare(batch: usize, rows: u64) -> Vec<Duration> {
    let folder = folder();
    let path = folder.path().join("bare");
    drop(Sqlite::open(&path).expect("the same tables"));
    let mut db = Connection::open(&path).expect("it opens again");
    db.pragma_update(None, "synchronous", "EXTRA").expect("a pragma");
    db.pragma_update(None, "secure_delete", true).expect("a pragma");
    db.execute("INSERT INTO peer (key) VALUES (?)", [[7_u8; 32]]).expect("a row");
    let mut seq = 0;
    let mut took = Vec::new();
    while seq < rows {
        let start = Instant::now();
        let batch = (batch.max(1) as u64).min(rows - seq);
        insert(&mut db, seq, batch).expect("rows");
        seq += batch;
        took.push(start.elapsed());
    }
    took
}

fn insert(db: &mut Connection, from: u64, count: u64) -> rusqlite::Result<()> {
    let text = "x".repeat(TEXT);
    let transaction = db.transaction()?;
    {
        let sql = "INSERT INTO entry (peer, is_ours, id, sent, noted, is_clock_off, text) \
                   VALUES (1, 0, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING";
        let mut entry = transaction.prepare_cached(sql)?;
        let mut words =
            transaction.prepare_cached("INSERT INTO words (rowid, text) VALUES (?, ?)")?;
        for seq in from..from + count {
            let id = scattered(seq).to_be_bytes();
            entry.execute(params![id, seq as i64, seq as i64, text])?;
            words.execute(params![transaction.last_insert_rowid(), text])?;
        }
        let sql = "UPDATE peer SET in_upto = ? WHERE number = 1";
        transaction.prepare_cached(sql)?.execute([(from + count) as i64])?;
    }
    transaction.commit()
}

/// A byte to and fro over a bare loopback connection.
fn round_trips() -> Vec<Duration> {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let echo = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        stream.set_nodelay(true).expect("an option");
        let mut byte = [0];
        while stream.read_exact(&mut byte).and_then(|()| stream.write_all(&byte)).is_ok() {}
    });
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_nodelay(true).expect("an option");
    let mut took = Vec::new();
    for _ in 0..2_000 {
        let start = Instant::now();
        let mut byte = [1];
        stream.write_all(&byte).and_then(|()| stream.read_exact(&mut byte)).expect("an echo");
        took.push(start.elapsed());
    }
    drop(stream);
    echo.join().expect("it ends");
    took
}

/// What a long history costs: at the start, and when it is searched.
fn history() {
    let folder = folder();
    let full = folder.path().join("full");
    fill(&full);
    drop(open(&folder, "empty"));
    let start = |path: &Path| {
        let begin = Instant::now();
        let _ = Sqlite::open(path).and_then(|mut store| store.load()).expect("it opens");
        begin.elapsed()
    };
    let mut more: Vec<Duration> = Vec::new();
    for _ in 0..21 {
        let none = start(&folder.path().join("empty"));
        more.push(start(&full).saturating_sub(none));
    }
    println!("with {HISTORY} messages of history");
    println!("  start, more than with none, µs{:>10.0}", percentile(&mut more, 50));
    let mut store = Sqlite::open(&full).expect("it opens");
    for words in ["message", "number 77", "a", "nowhere"] {
        let query = Query { words: words.to_owned(), ..Query::default() };
        let mut took: Vec<Duration> = (0..21).map(|_| search(&mut store, &query)).collect();
        println!("  search for {words:<16} µs {:>10.0}", percentile(&mut took, 50));
    }
}

fn search(store: &mut Sqlite, query: &Query) -> Duration {
    let begin = Instant::now();
    let _ = store.recall(&Question::History(query.clone())).expect("an answer");
    begin.elapsed()
}

fn fill(path: &Path) {
    let mut store = Sqlite::open(path).expect("a new database");
    let peer = KeyPair::from_seed([9; 32]).identity();
    let mut position = Position::start(1);
    for batch in 0..HISTORY / 1_000 {
        let mut records = Vec::new();
        for number in batch * 1_000..(batch + 1) * 1_000 {
            let id = MessageId(scattered(number));
            position = position.then(id);
            let at = Time::from_micros(number * 1_000_000);
            let text = Untrusted::new(format!("a message with the number {number}"));
            let is_clock_off = false;
            let heard = Heard { peer, position, id, sent: at, heard: at, is_clock_off, text };
            records.push(Record::Heard(heard));
        }
        store.commit(&records).expect("rows");
    }
}

/// Ids as they are: in no order.
fn scattered(number: u64) -> u128 {
    u128::from(number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
}

fn percentile(took: &mut [Duration], percent: usize) -> f64 {
    took.sort();
    took[(took.len() - 1) * percent / 100].as_secs_f64() * 1e6
}

/// Rows and commits of a store.
#[derive(Debug, Default)]
struct Counts {
    rows: AtomicU64,
    commits: AtomicU64,
}

impl Counts {
    fn rows_per_commit(&self) -> f64 {
        self.rows.load(Ordering::Relaxed) as f64 / self.commits.load(Ordering::Relaxed) as f64
    }
}

/// A store of which is counted how much it takes at once.
struct Counted(Sqlite, Arc<Counts>);

fn counted(folder: &TempDir, name: &str, counts: &Arc<Counts>) -> Box<dyn Store> {
    Box::new(Counted(open(folder, name), counts.clone()))
}

impl Store for Counted {
    fn load(&mut self) -> Result<Remembered, Trouble> {
        self.0.load()
    }

    fn commit(&mut self, records: &[Record]) -> Result<BTreeSet<usize>, Trouble> {
        let heard = records.iter().filter(|record| matches!(record, Record::Heard(_))).count();
        if heard > 0 {
            self.1.rows.fetch_add(heard as u64, Ordering::Relaxed);
            self.1.commits.fetch_add(1, Ordering::Relaxed);
        }
        self.0.commit(records)
    }

    fn recall(&mut self, question: &Question) -> Result<Answer, Trouble> {
        self.0.recall(question)
    }
}
