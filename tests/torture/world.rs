//! People who know each other, their programs, and the laws that hold between their disks.

use std::collections::VecDeque;
use std::fmt::Display;
use std::process::Output;
use std::sync::mpsc::RecvTimeoutError;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::book::{Book, Entry};
use crate::chance::Chance;
use crate::person::{Person, signal};
use crate::run::Run;
use crate::told::{Label, NAMES, Told};

pub(crate) struct World {
    pub(crate) chance: Chance,
    pub(crate) books: Vec<Book>,
    seed: u64,
    kills: usize,
    people: Vec<Person>,
    keys: Vec<String>,
    runs: Vec<Option<Run>>,
    /// The last that happened, for whoever looks into a failure.
    log: VecDeque<String>,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let people: Vec<Person> = NAMES.into_iter().map(Person::new).collect();
        let keys = people.iter().map(key).collect();
        let books = (0..people.len()).map(Book::of_one).collect();
        let runs = people.iter().map(|_| None).collect();
        let log = VecDeque::new();
        Self { chance: Chance::new(seed), books, seed, kills: 0, people, keys, runs, log }
    }

    pub(crate) fn everybody(&self) -> std::ops::Range<usize> {
        0..self.people.len()
    }

    pub(crate) fn is_up(&self, who: usize) -> bool {
        self.runs[who].is_some()
    }

    /// Starts a person's program, which knows where the others are, and who must answer there.
    pub(crate) fn start(&mut self, who: usize) {
        self.note(who, "starts");
        let others = self.everybody().filter(|other| *other != who);
        let args: Vec<String> =
            others.flat_map(|other| ["--peer".to_owned(), self.contact(other)]).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        self.runs[who] = Some(Run::start(self.people[who].chinwag(&args)));
        self.books[who].begins();
    }

    /// Types lines, without waiting for anything.
    pub(crate) fn types(&mut self, who: usize, lines: &str) {
        self.note(who, format!("types {lines:?}"));
        self.runs[who].as_mut().expect("it runs").types(lines);
    }

    /// Types a message.
    pub(crate) fn says(&mut self, author: usize, to: usize) -> Label {
        let label = self.books[author].typed(to);
        let lines = format!("1\n{}\n{}", self.contact(to), label.text());
        self.types(author, &lines);
        label
    }

    /// Listens to everybody until something is so.
    pub(crate) fn wait(&mut self, what: impl Display, is_so: impl Fn(&Self) -> bool) {
        let patience_ends = now() + PATIENCE;
        while !is_so(self) {
            assert!(now() < patience_ends, "patience is over without {what}");
            for who in self.everybody() {
                assert!(!self.listen(who, Duration::ZERO), "{} ended by itself", NAMES[who]);
            }
            sleep(Duration::from_micros(100));
        }
    }

    /// Kills programs, one directly after the other.
    pub(crate) fn kill(&mut self, whom: &[usize]) {
        for who in whom {
            self.note(*who, "is killed");
            self.kills += 1;
            self.runs[*who].iter_mut().for_each(Run::kill);
        }
        for who in whom {
            self.over(*who);
        }
    }

    /// Lets a person leave. Whatever was typed was read then.
    pub(crate) fn leave(&mut self, who: usize) {
        self.types(who, "0");
        self.books[who].is_read_to_the_end();
        let status = self.over(who);
        assert!(matches!(status, Some(0 | 3)), "{} ended with {status:?}", NAMES[who]);
    }

    /// Ends a person's program as a system does that shuts down.
    pub(crate) fn terminate(&mut self, who: usize) {
        self.note(who, "is asked to end");
        let Some(run) = &self.runs[who] else { return };
        assert!(signal(run.child.id(), "TERM"));
        let status = self.over(who);
        assert!(matches!(status, Some(0 | 3) | None), "{} ended with {status:?}", NAMES[who]);
    }

    /// A program ends: all that it said is heard, and what its disk holds must bear it out.
    fn over(&mut self, who: usize) -> Option<i32> {
        let patience_ends = now() + PATIENCE;
        while !self.listen(who, Duration::from_secs(1)) {
            assert!(now() < patience_ends, "{} does not end", NAMES[who]);
        }
        let mut run = self.runs[who].take().expect("it ran");
        let status = run.child.wait().expect("it has ended").code();
        if status == Some(0) || status == Some(3) {
            self.note(who, "has left");
        }
        let page = self.entries(who, &["history", "--json", "--limit", "1000"]);
        self.books[who].ends(page);
        for other in self.everybody().filter(|other| *other != who) {
            self.listen(other, Duration::ZERO);
            self.agree(who, other);
            self.agree(other, who);
        }
        status
    }

    /// Takes what a person's program has said, and what it says within that time if it has said
    /// nothing. Returns whether it has ended.
    fn listen(&mut self, who: usize, within: Duration) -> bool {
        let mut within = within;
        loop {
            let Some(run) = &mut self.runs[who] else { return false };
            match run.line(within) {
                Ok(line) => {
                    self.note(who, format!("hears {line}"));
                    let told = Told::by(&line, &self.keys);
                    assert_ne!(told, Told::Alarm, "{line}");
                    self.books[who].hears(&told);
                }
                Err(why) => return why == RecvTimeoutError::Disconnected,
            }
            within = Duration::ZERO;
        }
    }

    /// What is true at any time of one person's messages to another.
    fn agree(&self, author: usize, to: usize) {
        let (own, theirs) = (&self.books[author], &self.books[to]);
        let arrived = theirs.of(author, to);
        if !self.is_up(author) {
            // What was read from the disk of a program that runs is the beginning of what is there.
            let sent = own.of(author, to);
            assert!(sent.starts_with(&arrived), "{arrived:?} arrived of {sent:?}");
        }
        if !self.is_up(to) {
            let count = arrived.len();
            let claimed = own.claimed.iter().filter(|label| label.to == to).max();
            let marked = own.kept.iter().filter(|e| e.label.to == to && e.is_received());
            let last = claimed.copied().max(marked.map(|entry| entry.label).max());
            let is_there = last.is_none_or(|last| arrived.iter().any(|(_, label)| *label == last));
            assert!(is_there, "{last:?} was received, but only {count} have arrived");
        }
    }

    /// Everything that was typed and is durable has arrived, each once, in order, and is marked so.
    pub(crate) fn is_delivered(&mut self) {
        for who in self.everybody() {
            let exported = self.entries(who, &["export"]);
            assert_eq!(exported, self.books[who].kept, "{} exports otherwise", NAMES[who]);
            let waiting = exported.iter().find(|e| e.label.author == who && !e.is_received());
            assert_eq!(waiting, None, "it was not marked as received");
            for to in self.everybody().filter(|to| *to != who) {
                assert_eq!(self.books[who].of(who, to), self.books[to].of(who, to));
            }
        }
    }

    /// How much of what could happen did.
    pub(crate) fn sum(&self) -> String {
        let sum = |count: fn(&Book) -> usize| self.books.iter().map(count).sum::<usize>();
        let typed = sum(Book::typed_count);
        let (kept, received) = (sum(Book::own_count), sum(|book| book.claimed.len()));
        let shown = sum(|book| book.shown.len());
        let kills = self.kills;
        format!("{kills} kills: {typed} typed, {kept} kept, {received} confirmed, {shown} shown")
    }

    /// Reads a history from beside the program.
    fn entries(&self, who: usize, args: &[&str]) -> Vec<Entry> {
        let Output { status, stdout, stderr } =
            self.people[who].chinwag(args).output().expect("it starts");
        let told = String::from_utf8_lossy(&stderr);
        assert!(status.success(), "{} cannot read the history: {told}", NAMES[who]);
        let text = String::from_utf8(stdout).expect("it is text");
        text.lines().map(|line| self.entry(who, line)).collect()
    }

    fn entry(&self, who: usize, line: &str) -> Entry {
        let json: Value = serde_json::from_str(line).expect("it is JSON");
        let text = json["text"].as_str().expect("a text");
        let label = Label::of(text).filter(|label| label.text() == text);
        let label = label.unwrap_or_else(|| panic!("nobody wrote this: {line}"));
        let is_own = json["author"] == "me";
        let (me, peer) = if is_own { (label.author, label.to) } else { (label.to, label.author) };
        assert_eq!((me, &json["peer"]["key"]), (who, &Value::from(self.keys[peer].as_str())));
        Entry {
            number: json["number"].as_u64().expect("a number"),
            id: json["id"].as_str().expect("an id").to_owned(),
            label,
            mark: json["mark"].as_str().map(str::to_owned),
        }
    }

    fn contact(&self, who: usize) -> String {
        format!("chinwag:{}@{}", self.keys[who], self.people[who].address())
    }

    fn note(&mut self, who: usize, what: impl Display) {
        let line: String = format!("{} {what}", NAMES[who]).chars().take(NOTED).collect();
        self.log.push_back(line);
        if self.log.len() > NOTES_MAX {
            self.log.pop_front();
        }
    }
}

/// Who looks into a failure wants to know how it came to it.
impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.log.iter().for_each(|line| eprintln!("{line}"));
            eprintln!("again, though not at the same moments: CHINWAG_SEED={}", self.seed);
        }
    }
}

/// A person's key, which is made by this if there is none yet.
pub(crate) fn key(person: &Person) -> String {
    let output = person.chinwag(&["id"]).output().expect("it starts");
    let text = String::from_utf8(output.stdout).expect("it is text");
    let key = text.lines().find_map(|line| line.strip_prefix("key      "));
    key.unwrap_or_else(|| panic!("{} has no key: {text}", person.name)).to_owned()
}

#[expect(clippy::disallowed_methods, reason = "real programs are waited for in real time")]
fn now() -> Instant {
    Instant::now()
}

/// Long enough for a busy machine, and for the longest wait before a peer is dialed again.
const PATIENCE: Duration = Duration::from_secs(120);
/// What is told of a failure: so many lines, each with so many characters.
const NOTES_MAX: usize = 200;
const NOTED: usize = 160;
