//! A scenario file: a scenario in TOML, as a person writes it in a minute.
//!
//! This is all that it can say:
//!
//! ```
//! # let text = r#"
//! story = "Bob is cut off. What was said meanwhile arrives once, in order."
//! seed = 7
//!
//! peers.alice = { dials = ["bob", "p1..p3"] } # dialed for as long as she runs
//! peers.bob = { dials = "everyone" }
//! peers.carol = { late = true } # not there from the start
//! peers."p1..p6" = {}
//!
//! links = { latency = "5ms to 80ms", lasts = "2m", chopped = true }
//! disks.commits = "1ms to 10ms"
//!
//! steps = [ # in the order of time
//!     { at = "1s", boot = "carol" }, # or stop, kill, connect, exit; one, a list, "everyone"
//!     { at = "2s", say = "are you there?", from = "alice", to = "bob", times = 3 },
//!     { at = "2.5s", take_back = "alice", to = "bob" }, # the latest
//!     { at = "3s", part = "bob", from = "alice" },
//!     { at = "4s", rename = "bob", to = "Robert" }, # from the next boot on, as the next one
//!     { at = "5s", clock = "carol", forward = "1h" }, # or back = "2 days"
//!     { at = "10s", cut = ["alice", "bob"] }, # or stall, reset, heal
//!     { at = "11s", cut = [["alice", "p1..p3"], "p4..p6"] }, # each from all of the other group
//!     { at = "12s", cut_one_way = "alice", to = "carol" },
//!     { at = "13s", slow = "everything", latency = "2s to 5s" },
//!     { at = "20s", fill_disk = "bob" }, # or fail_disk, mend_disk, back_up, restore, wipe
//!     { at = "70s", heal = "everything" },
//!     { at = "130s", checkpoint = "all is well" }, # everybody's list is shown
//!     { at = "130s", expect = "alice", sees = ["bob", "p1..p3"] }, # and nobody else
//!     { at = "130s", expect = "bob", hears = "are you there?", from = "alice", times = 3 },
//!     { at = "130s", expect = "alice", received = 3, by = "bob" },
//!     { at = "130s", expect = "bob", lists = ["alice online", "carol away (left)"] },
//!     { at = "140s", settle = true }, # all is mended, everybody is up: now all must be right
//! ]
//! # "#;
//! # sim::scenario::Scenario::parse(text, "all.toml")?;
//! # Ok::<(), sim::scenario::Flaw>(())
//! ```
//!
//! There is no `[peers]` line, so that nothing can stand below it by mistake. A flaw is told with
//! its place and the next step: `cut.toml:1:1: there is no key sede; did you mean seed?`

mod cast;
mod fields;
mod steps;

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use toml::de::DeTable;

use super::possible::{check_lasts, check_latency};
use super::{Latency, Links, Scenario};
use cast::Cast;
use fields::{Fields, Value, Wrong};

/// Why a file is no scenario that can be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Which file.
    pub file: String,
    /// Line and column, both from 1, unless it is the whole file.
    pub place: Option<(usize, usize)>,
    /// What is wrong, and what to write instead.
    pub why: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.why)
    }
}

impl std::error::Error for Flaw {}

impl Scenario {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, and as [`parse`](Self::parse).
    pub fn read(path: &Path) -> Result<Self, Flaw> {
        let name = path.display().to_string();
        let mut text = String::new();
        let read = File::open(path)
            .and_then(|file| file.take(FILE_MAX as u64 + 1).read_to_string(&mut text));
        match read {
            Ok(_) => Self::parse(&text, &name),
            Err(e) => Err(Flaw { file: name, place: None, why: format!("it cannot be read: {e}") }),
        }
    }

    /// Understands a text, which is called by that name when something is wrong with it.
    ///
    /// # Errors
    /// The first thing that cannot be understood or [cannot be](Self::check), and where it stands.
    pub fn parse(text: &str, name: &str) -> Result<Self, Flaw> {
        if text.len() > FILE_MAX {
            let why = format!("it is longer than {FILE_MAX} bytes: no evening has so much in it");
            return Err(Flaw { file: name.to_owned(), place: None, why });
        }
        read_all(text).map_err(|wrong| {
            let before = text.get(..wrong.at).unwrap_or_default();
            let line = 1 + before.matches('\n').count();
            let column = 1 + before.chars().rev().take_while(|c| *c != '\n').count();
            Flaw { file: name.to_owned(), place: Some((line, column)), why: wrong.why }
        })
    }
}

fn read_all(text: &str) -> Result<Scenario, Wrong> {
    let document =
        DeTable::parse(text).map_err(|e| Wrong::new(e.span().unwrap_or_default(), e.message()))?;
    let mut fields = Fields::new("the file", 0..0, document.get_ref(), &TOP)?;
    let mut scenario = Scenario::default();
    if let Some(story) = fields.take("story") {
        story.text()?.clone_into(&mut scenario.story);
    }
    if let Some(seed) = fields.take("seed") {
        scenario.seed = seed.number()?;
    }
    if let Some(links) = fields.take("links") {
        scenario.links = read_links(links)?;
    }
    if let Some(disks) = fields.take("disks") {
        let mut fields = disks.fields(&["commits"])?;
        scenario.commits = read_latency(fields.must("commits", "\"1ms to 10ms\"")?)?;
    }
    let peers = fields.must("peers", "{ alice = { dials = \"bob\" }, bob = {} }")?;
    let cast = Cast::read(peers)?;
    scenario.peers = cast.peers()?;
    let mut places = Vec::new();
    if let Some(list) = fields.take("steps") {
        (places, scenario.steps) = steps::read(list, &cast)?;
    }
    scenario.check().map_err(|impossible| {
        let at = impossible.step.and_then(|step| places.get(step).copied());
        Wrong { at: at.unwrap_or(peers.value.span().start), why: impossible.why }
    })?;
    Ok(scenario)
}

fn read_links(value: Value<'_>) -> Result<Links, Wrong> {
    let mut fields = value.fields(&["latency", "lasts", "chopped"])?;
    let mut links = Links::default();
    if let Some(latency) = fields.take("latency") {
        links.latency = read_latency(latency)?;
    }
    if let Some(lasts) = fields.take("lasts") {
        let span = lasts.span()?;
        check_lasts(span).map_err(|why| Wrong::new(lasts.value.span(), why))?;
        links.lasts = Some(span);
    }
    if let Some(chopped) = fields.take("chopped") {
        links.is_chopped = chopped.flag()?;
    }
    Ok(links)
}

fn read_latency(value: Value<'_>) -> Result<Latency, Wrong> {
    let latency = value.latency()?;
    check_latency(latency).map_err(|why| Wrong::new(value.value.span(), why))?;
    Ok(latency)
}

/// What a file tells, in the order in which it is best told.
const TOP: [&str; 6] = ["story", "seed", "peers", "links", "disks", "steps"];
/// Bytes of a file: more than anybody writes, and what a shrinker starts from fits in it.
const FILE_MAX: usize = 1024 * 1024;
