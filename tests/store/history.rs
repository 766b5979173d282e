//! What is found in a history.

use chinwag::history::{PAGE_MAX, Page, Query};
use chinwag::record::Record;
use chinwag::store::Sqlite;
use chinwag::stream::{MessageId, Position};

use crate::place::{self, Place, bob, find, heard, history, submitted};

#[test]
fn words_are_found_in_any_case_and_order_and_by_their_beginnings() {
    for mut place in Place::all() {
        let texts = ["Shall we have TEA at four?", "teatime already", "no, coffee"];
        let records = (1..).zip(texts).map(|(seq, text)| submitted(bob(), 1, seq, text));
        place.keep(&records.collect::<Vec<_>>());
        assert_eq!(place.find("tea"), texts[..2], "{}", place.name);
        assert_eq!(place.find("Four SHALL"), texts[..1], "{}", place.name);
        assert_eq!(place.find("ime"), [""; 0], "{}", place.name);
        assert_eq!(place.find(" \n\t"), texts, "{}", place.name);
    }
}

#[test]
fn letters_are_found_without_their_accents_and_with_them() {
    let mut store = Sqlite::in_memory().expect("it opens");
    let texts = ["Grüße aus Kraków", "der Gruss des Cafés", "Привет, Ёлка", "ΣΊΣΥΦΟΣ"];
    let records = (1..).zip(texts).map(|(seq, text)| submitted(bob(), 1, seq, text));
    keep(&mut store, &records.collect::<Vec<_>>());
    for (words, expected) in [
        ("krakow", texts[0]),
        ("KRAKÓW", texts[0]),
        ("gru aus", texts[0]),
        ("cafe", texts[1]),
        ("привет ёлка", texts[2]),
        ("σίσυφοσ", texts[3]),
    ] {
        assert_eq!(find(&mut store, words), [expected], "{words}");
    }
}

#[test]
fn no_words_are_an_error_whatever_is_typed() {
    let mut store = Sqlite::in_memory().expect("it opens");
    let texts = ["she said \"hello\" to me-and-you", "don't AND won't", "50% off * today 👍"];
    let records = (1..).zip(texts).map(|(seq, text)| submitted(bob(), 1, seq, text));
    keep(&mut store, &records.collect::<Vec<_>>());
    for (words, expected) in [
        ("\"hello\"", &texts[..1]),
        ("me-and", &texts[..1]),
        ("and", &texts[..2]),
        ("AND NOT", &[]),
        ("don't", &texts[1..2]),
        ("* today", &texts[2..]),
        ("50%", &texts[2..]),
        ("today\0", &texts[2..]),
        ("hello 👍", &texts[..1]), // an emoji is no word, so that only the other one counts
        ("👍", &[]),
        ("\"", &[]),
        ("*** ((( )))", &[]),
        ("text:hello", &[]),
        ("^hello", &texts[..1]),
        ("NEAR(hello me)", &[]),
        ("{a b} : c", &[]),
        ("hello\" OR \"50", &[]),
    ] {
        assert_eq!(find(&mut store, words), expected, "{words:?}");
    }
    for words in ["z ".repeat(20_000), "z.".repeat(20_000), "\"".repeat(40_001), "é".repeat(9_999)]
    {
        assert_eq!(find(&mut store, &words), [""; 0]);
    }
}

#[test]
fn what_was_cancelled_is_not_found_and_not_in_the_file() {
    let disk = sim::Disk::new(1);
    let mut store = disk.open().expect("it opens");
    let records = (1..=40).map(|seq| submitted(bob(), 1, seq, &format!("noise {seq}")));
    keep(&mut store, &records.collect::<Vec<_>>());
    keep(&mut store, &[submitted(bob(), 1, 41, "the Hinterzarten affair, Hinterzarten!")]);
    assert_eq!(find(&mut store, "hinterz").len(), 1);
    keep(&mut store, &[Record::Cancelled { peer: bob(), seq: 41 }]);
    assert_eq!(find(&mut store, "hinterz"), [""; 0]);
    drop(store); // when the log is copied into the database, and deleted
    let bytes = disk.bytes().to_ascii_lowercase();
    assert!(bytes.windows(5).any(|found| found == b"noise"));
    assert!(!bytes.windows(6).any(|found| found == b"hinter"));
}

#[test]
fn what_was_cancelled_twice_or_never_was_there_does_no_harm() {
    for mut place in Place::all() {
        let cancelled = |seq| Record::Cancelled { peer: bob(), seq };
        place.keep(&[cancelled(1), submitted(bob(), 1, 1, "tea"), cancelled(1), cancelled(1)]);
        place.keep(&[submitted(bob(), 1, 2, "tea too"), cancelled(1), cancelled(3)]);
        assert_eq!(place.find("tea"), ["tea too"], "{}", place.name);
    }
}

#[test]
fn a_text_is_kept_as_it_came_and_shown_only_safely() {
    for mut place in Place::all() {
        let raw = "\x1b[2Jnul\0 and \u{202e}more\r\n";
        place.keep(&[submitted(bob(), 1, 1, raw), heard(bob(), Position::start(1), 7, raw)]);
        let shown = ["␛[2Jnul␀ and more\n"; 2];
        assert_eq!(place.find(""), shown, "{}", place.name);
        let sent = place.outgoing(bob(), 0).1;
        assert_eq!(sent[0].text.as_deref(), Some(raw), "{}", place.name);
    }
}

#[test]
fn a_hundred_thousand_entries_are_remembered_and_searched() {
    let mut store = Sqlite::in_memory().expect("it opens");
    let mut position = Position::start(1);
    for thousand in 0..50_u64 {
        let mut records = Vec::new();
        for n in thousand * 1000 + 1..=(thousand + 1) * 1000 {
            records.push(submitted(bob(), 1, n, &format!("the word number {n}")));
            let id = 1 << 64 | u128::from(n);
            records.push(heard(bob(), position, id, &format!("the answer to {n}")));
            position = position.then(MessageId(id));
        }
        keep(&mut store, &records);
    }
    let remembered = place::load(&mut store).peers;
    let outgoing = remembered[0].outgoing.as_ref().expect("a stream");
    assert_eq!((outgoing.waiting, outgoing.last), (50_000, 50_000));
    assert_eq!(remembered[0].incoming, Some(position));
    assert_eq!(find(&mut store, "answer 31234"), ["the answer to 31234"]);
    let common = Query { words: "the".to_owned(), page: Page::Last(9999), ..Query::default() };
    let entries = history(&mut store, &common);
    assert_eq!(entries.len(), PAGE_MAX);
    assert_eq!(entries.last().map(|entry| entry.number), Some(100_000));
}

fn keep(store: &mut Sqlite, records: &[Record]) {
    chinwag::store::Store::commit(store, records).expect("it is kept");
}
