//! Stories of recordings: what is in them and what is not, how they end, and how they go again.

#[path = "recording/alice.rs"]
mod alice;
#[cfg(unix)]
#[path = "people/chat.rs"]
mod chat;
#[cfg(unix)]
#[path = "people/ear.rs"]
mod ear;
#[path = "recording/evening.rs"]
mod evening;
#[path = "recording/files.rs"]
mod files;
#[path = "recording/fingerprints.rs"]
mod fingerprints;
#[cfg(unix)]
#[path = "people/person.rs"]
mod person;
#[cfg(unix)]
#[path = "recording/program.rs"]
mod program;
#[path = "recording/shelves.rs"]
mod shelves;

use std::fs;
use std::path::Path;

use chinwag::flight::Bounds;
use chinwag::frame::Frame;
use chinwag::history::Query;
use chinwag::node::{Command, Input, Regard};
use chinwag::recording::{Fingerprint, Redaction};
use chinwag::stream::MessageId;
use chinwag::text::{Safe, Untrusted};
use sim::replay::{End, Recording, Stretch, replay};

use alice::{Alice, BOB, CAROL, NOON, SECOND, greeting, key, open, place, replayed};

/// An evening full of words that are nowhere else.
fn talk(alice: &mut Alice) {
    alice.is_called(1, BOB, "Wolpertinger");
    alice.is_called(2, CAROL, "Wo1pertinger");
    let text = Untrusted::new("Quitschbohne \u{1b}[31m");
    alice.receives(1, Frame::Text(1, MessageId(7), NOON, text));
    alice.says(BOB, "Kaltschale");
    alice.calls(BOB, Some("Schnurrbart"));
    alice.calls(CAROL, Some("SCHNURRBART"));
    alice.hears(Input::Commanded(Command::Rename(Safe::line("Zwetschge"))));
    alice.receives(1, Frame::Connect(greeting("Wolpertingerin", 1)));
    let regard = Regard::Verified;
    alice.hears(Input::Commanded(Command::Regard { peer: key(BOB), regard }));
    let query = Query { words: "Suchbegriff".to_owned(), ..Query::default() };
    alice.hears(Input::Commanded(Command::ShowHistory(query)));
    alice.hears(Input::Commanded(Command::ShowHistory(Query::default())));
    for _ in 0..40 {
        alice.now = alice.now + SECOND;
        alice.hears(Input::Ticked);
    }
    alice.says(BOB, "Nachzügler");
    alice.hears(Input::Commanded(Command::ListPeers));
}

const WORDS: [&str; 11] = [
    "Wolpertinger",
    "Wo1pertinger",
    "Quitschbohne",
    "Kaltschale",
    "Schnurrbart",
    "SCHNURRBART",
    "Zwetschge",
    "Wolpertingerin",
    "Suchbegriff",
    "Nachzügler",
    "Liddell",
];

#[test]
fn who_gets_a_recording_gets_no_name_and_no_text() {
    let (_folder, file) = place();
    let mut alice = Alice::recording_to(&file);
    talk(&mut alice);
    drop(alice);
    assert_eq!(words_in(&file), [""; 0]);
    let replay = replayed(&file);
    assert!(matches!(replay.end, End::Same), "{replay}");
    let shown = replay.to_string();
    assert!(WORDS.iter().all(|word| !shown.contains(word)), "{shown}");
    assert!(shown.ends_with("; names and texts are filler\nall as recorded\n"), "{shown}");
}

#[test]
fn a_plain_recording_has_every_word_and_replays_to_the_letter() {
    let (_folder, file) = place();
    let mut alice = Alice::new(None, Bounds::default(), open(&file));
    talk(&mut alice);
    let passed = alice.leaves();
    let mut replay = replayed(&file);
    assert!(matches!(replay.end, End::Same), "{replay}");
    assert_eq!(words_in(&file), WORDS);
    let steps = replay.steps.drain(..).map(|step| (step.input, step.outputs));
    assert_eq!(steps.collect::<Vec<_>>(), passed);
}

#[test]
fn whatever_happens_a_redacted_recording_goes_the_same_way() {
    for seed in 0..60 {
        let (_folder, file) = place();
        let mut alice = Alice::recording_to(&file);
        evening::pass(&mut alice, seed, 400);
        let passed = alice.leaves();
        let replay = replayed(&file);
        assert!(matches!(replay.end, End::Same), "seed {seed}: {replay}");
        assert_eq!(replay.steps.len(), passed.len(), "seed {seed}");
        for (step, (_, outputs)) in replay.steps.iter().zip(&passed) {
            let fingerprints = (Fingerprint::of(&step.outputs), Fingerprint::of(outputs));
            assert_eq!(fingerprints.0, fingerprints.1, "seed {seed}: {step:?}");
        }
    }
}

#[test]
fn a_replay_goes_from_one_segment_on_to_the_next() {
    for seed in 0..20 {
        let (_folder, file) = place();
        let bounds = Bounds { segment: 8 * 1024, ..Bounds::default() };
        let redaction = Redaction::new([3; 32]);
        let mut alice = Alice::new(Some(redaction), bounds, open(&file));
        evening::pass(&mut alice, seed, 400);
        let passed = alice.leaves();
        let replay = replayed(&file);
        assert!(matches!(replay.end, End::Same), "seed {seed}: {replay}");
        let last = replay.steps.last().map(|step| step.number);
        assert_eq!(last, Some(passed.len() as u64), "seed {seed}");
        let first = replay.steps.first().map(|step| step.number);
        assert!(first > Some(1), "the oldest segments are gone");
    }
}

#[test]
fn any_stretch_of_it_can_be_shown() {
    let (_folder, file) = place();
    let mut alice = Alice::new(None, Bounds::default(), open(&file));
    talk(&mut alice);
    drop(alice);
    let asked = |from: Option<&str>, to: Option<&str>, count| sim::replay::Asked {
        from: from.map(str::to_owned),
        to: to.map(str::to_owned),
        count,
    };
    let shown = sim::replay::command(&file, &asked(Some("6"), None, Some(1))).unwrap();
    let expected = "\
2026-11-22, universal time
       6  12:00:00.000  <- commanded: send \"Kaltschale\" to #";
    assert!(shown.text.starts_with(expected) && shown.is_same, "{}", shown.text);
    let shown = sim::replay::command(&file, &asked(Some("12:00:15"), Some("12:00:17"), None));
    let shown = shown.unwrap().text;
    let times: Vec<_> = shown.lines().filter_map(|line| line.split_once("  <- ")).collect();
    assert_eq!(times.iter().map(|(_, what)| *what).collect::<Vec<_>>(), ["ticked", "ticked"]);
    let mistake = sim::replay::command(&file, &asked(Some("teatime"), None, None)).unwrap_err();
    assert!(mistake.starts_with("'teatime' is no time"), "{mistake}");
}

#[test]
fn a_recording_can_be_drawn() {
    let (_folder, file) = place();
    let mut alice = Alice::new(None, Bounds::default(), open(&file));
    talk(&mut alice);
    drop(alice);
    let late = Stretch { from: NOON + SECOND, ..Stretch::ALL };
    let trace = replay(Recording::open(&file).unwrap(), late).trace();
    assert_eq!(trace.names, ["me", "Schnurrbart", "Wo1pertinger"]);
    let early = replayed(&file).trace();
    assert_eq!(early.names, trace.names);
    assert!(early.entries.len() > trace.entries.len());
    assert_eq!(early.end, 40 * SECOND);
}

/// Which of the words are in a file.
fn words_in(file: &Path) -> Vec<&'static str> {
    let bytes = fs::read(file).unwrap();
    let is_in = |word: &&str| bytes.windows(word.len()).any(|part| part == word.as_bytes());
    WORDS.into_iter().filter(is_in).collect()
}
