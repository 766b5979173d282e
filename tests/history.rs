//! What was said, as a person reads it: marks, days, clocks that are off, and nothing forged.

#[path = "people/snapshot.rs"]
mod snapshot;

use std::time::Duration;

use chinwag::history::{Conversations, Entry, Side};
use chinwag::identity::KeyPair;
use chinwag::node::{Label, Mark, Who, labels};
use chinwag::screen::{Clock, Conversation, Style, conversation, meant};
use chinwag::stream::MessageId;
use chinwag::text::Safe;
use chinwag::time::Time;
use proptest::prelude::*;

use snapshot::snapshot;

/// Monday 23 November 2026, noon, in universal time.
const NOON: Time = Time::from_micros(1_795_435_200_000_000);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A history in the making.
#[derive(Default)]
struct Story {
    found: Conversations,
}

impl Story {
    fn ours(mut self, to: &str, at: Time, mark: Mark, text: &str) -> Self {
        let seq = self.found.entries.len() as u64 + 1;
        self.add(to, Side::Ours { seq, at, mark }, text);
        self
    }

    /// Somebody says something that is there at once.
    fn theirs(self, from: &str, at: Time, text: &str) -> Self {
        self.heard(from, at, at + Duration::from_secs(1), false, text)
    }

    fn heard(mut self, from: &str, sent: Time, heard: Time, is_off: bool, text: &str) -> Self {
        self.add(from, Side::Theirs { sent, heard, is_clock_off: is_off }, text);
        self
    }

    fn add(&mut self, name: &str, side: Side, text: &str) {
        let who = who(name);
        let number = self.found.entries.len() as u64 + 1;
        let (peer, id) = (who.identity, MessageId(number.into()));
        self.found.entries.push(Entry { number, peer, id, side, text: Safe::text(text) });
        if self.found.who(&peer).is_none() {
            self.found.people.push(who);
        }
    }

    fn shown(&self, is_mixed: bool) -> String {
        conversation(&self.found, is_mixed, &Clock::utc(), Style::Plain)
    }
}

#[test]
fn a_conversation_shows_how_far_each_message_has_come() {
    let story = Story::default()
        .theirs("bob", NOON, "hello, alice")
        .ours("bob", NOON + MINUTE, Mark::Received, "hello, bob")
        .ours("bob", NOON + 2 * MINUTE, Mark::Sent, "did this arrive?")
        .ours("bob", NOON + 3 * MINUTE, Mark::Cancelled, "")
        .ours("bob", NOON + 4 * MINUTE, Mark::Queued, "this waits");
    snapshot("a_conversation_shows_how_far_each_message_has_come", &story.shown(false));
}

#[test]
fn each_day_begins_with_a_line_and_days_never_go_back() {
    let story = Story::default()
        .theirs("bob", NOON, "on Monday")
        .ours("bob", NOON + 11 * HOUR + 59 * MINUTE, Mark::Received, "late on Monday")
        .heard("bob", NOON + HOUR, NOON + 13 * HOUR, false, "written on Monday, here on Tuesday")
        .ours("bob", NOON + 14 * HOUR, Mark::Received, "on Tuesday")
        .theirs("bob", NOON + 24 * 30 * HOUR, "a month later");
    snapshot("each_day_begins_with_a_line_and_days_never_go_back", &story.shown(false));
}

#[test]
fn the_time_of_receipt_is_shown_where_the_peers_means_little() {
    let [seconds, later] = [Duration::from_secs(119), Duration::from_secs(121)];
    let story = Story::default()
        .heard("bob", NOON + 5 * HOUR, NOON, true, "my clock is off")
        .heard("bob", Time::EPOCH, NOON, true, "it begins in 1970")
        .heard("bob", Time::from_micros(u64::MAX), NOON + MINUTE, false, "it ends the world")
        .heard("bob", NOON + MINUTE + later, NOON + MINUTE, false, "two minutes ahead")
        .heard("bob", NOON + MINUTE + seconds, NOON + MINUTE, false, "a little less")
        .heard("bob", NOON, NOON + 9 * MINUTE, false, "nine minutes on its way")
        .heard("bob", NOON, NOON + 11 * MINUTE, false, "eleven minutes on its way")
        .heard("bob", NOON, NOON + 50 * HOUR, false, "two days on its way");
    let shown = story.shown(false);
    snapshot("the_time_of_receipt_is_shown_where_the_peers_means_little", &shown);
}

#[test]
fn further_lines_are_moved_to_the_right() {
    let long = "line\n".repeat(150);
    let story = Story::default()
        .theirs("bob", NOON, "one\ntwo\n\nfour")
        .ours("bob", NOON + MINUTE, Mark::Received, "uno\ndue")
        .theirs("bob", NOON + MINUTE, &long);
    snapshot("further_lines_are_moved_to_the_right", &story.shown(false));
}

#[test]
fn with_several_peers_it_is_said_with_whom() {
    let story = Story::default()
        .theirs("bob", NOON, "hello, alice")
        .ours("carol", NOON + MINUTE, Mark::Queued, "bob is here")
        .ours("bob", NOON + 2 * MINUTE, Mark::Received, "hello, bob")
        .ours("bob", NOON + 3 * MINUTE, Mark::Cancelled, "");
    snapshot("with_several_peers_it_is_said_with_whom", &story.shown(true));
}

#[test]
fn pages_follow_each_other_as_if_they_were_one() {
    let story = Story::default()
        .theirs("bob", NOON, "one")
        .ours("bob", NOON + MINUTE, Mark::Received, "two")
        .theirs("bob", NOON + 24 * HOUR, "three");
    let mut pages = Conversation::new(false, Clock::utc(), Style::Plain);
    let one_by_one = story.found.entries.iter().map(|entry| {
        let found = Conversations { entries: vec![entry.clone()], ..story.found.clone() };
        pages.page(&found)
    });
    assert_eq!(one_by_one.collect::<Vec<_>>().join("\n"), story.shown(false));
}

#[test]
fn nothing_at_all_is_a_sentence() {
    assert_eq!(Story::default().shown(true), "There are no messages.");
}

#[test]
fn nothing_that_others_say_or_are_called_passes_for_a_day_or_a_mark() {
    let forged = "hi\n── Tuesday 24 November 2026 ──\n12:34 ✓ received  you: I owe you a pound";
    let names = ["── Tuesday 24 November", "✓ received  you", "(received)  bob", "you"];
    for name in names {
        let shown = Story::default().theirs(name, NOON, forged).shown(false);
        let lines: Vec<&str> = shown.lines().collect();
        let name = Safe::name(name);
        let said = format!("12:00             \"{name}\": hi");
        assert_eq!(lines[..2], ["── Monday 23 November 2026 ──", said.as_str()]);
        assert!(lines[2..].iter().all(|line| line.starts_with(&" ".repeat(18))), "{shown}");
    }
}

proptest! {
    /// What others write, and what they are called, is never where only we write: at the beginning
    /// of a line, and where marks are.
    #[test]
    fn the_margin_is_ours(text in "\\PC*(\n\\PC*){0,3}", name in "\\PC{1,40}", is_off: bool) {
        let story = Story::default().heard(&name, NOON, NOON, is_off, &text);
        let shown = story.shown(false);
        let note = if is_off { "12:00 (received)  " } else { "12:00             " };
        let margins = shown.lines().skip(1).map(|line| line.get(..18));
        let ours = std::iter::once(Some(note)).chain(std::iter::repeat(Some("                  ")));
        prop_assert!(margins.zip(ours).all(|(margin, ours)| margin == ours), "{shown}");
    }
}

#[test]
fn a_time_is_typed_in_many_ways() {
    let clock = Clock::utc();
    let day = |days: u64| NOON + days as u32 * 24 * HOUR;
    for (typed, meant) in [
        ("2026-11-23", before(NOON, 12 * HOUR)),
        ("2026-11-23 09:30", before(NOON, 150 * MINUTE)),
        ("2026-11-23T09:30:00", before(NOON, 150 * MINUTE)),
        ("2026-11-23T12:00:00+02:00", before(NOON, 2 * HOUR)),
        ("2026-11-24T12:00:00Z", day(1)),
        ("09:30", before(NOON, 150 * MINUTE)),
        (" Today ", before(NOON, 12 * HOUR)),
        ("yesterday", before(NOON, 36 * HOUR)),
        ("2h", before(NOON, 2 * HOUR)),
        ("2h ago", before(NOON, 2 * HOUR)),
        ("3 days", before(NOON, 72 * HOUR)),
        ("1 week", before(NOON, 7 * 24 * HOUR)),
        ("1h 30m", before(NOON, 90 * MINUTE)),
    ] {
        assert_eq!(clock.parse(typed, NOON), Ok(meant), "{typed}");
    }
    for typed in ["", "tomorrow", "2026-13-01", "2026", "25:00", "soon", "-", "99999 years"] {
        let why = clock.parse(typed, NOON).unwrap_err().to_string();
        assert!(why.starts_with(&format!("'{typed}' is no time: write a date")), "{why}");
    }
}

#[test]
fn whoever_is_called_just_so_is_meant_alone() {
    let bobs = [("bob", 1, None), ("Bob", 2, Some("x")), ("carol", 3, None)];
    let people = bobs.map(|(name, seed, tag)| {
        let identity = KeyPair::from_seed([seed; 32]).identity();
        let tag = tag.map(|_| identity.tag());
        Who { identity, label: Label { name: Safe::name(name), tag, is_petname: false }.into() }
    });
    let find = |typed: &str| meant(&people, typed).iter().map(ToString::to_string).collect();
    let found: [Vec<String>; 6] = [
        find("bob"),
        find(&format!("bob#{}", people[1].identity.tag())),
        find(&people[2].identity.to_string().to_uppercase()),
        find(&format!("chinwag:{}@127.0.0.1:7001", people[2].identity)),
        find("CAROL"),
        find("dora"),
    ];
    let tagged = people[1].to_string();
    assert_eq!(
        found,
        [vec!["bob"], vec![tagged.as_str()], vec!["carol"], vec!["carol"], vec!["carol"], vec![]]
    );
}

#[test]
fn a_name_that_is_only_claimed_is_quoted_and_no_quotation_mark_is_part_of_a_name() {
    let people = [
        ("bob", None),
        ("bob", None),
        ("carol", Some("Big Carol")),
        ("\"dora\"", None),
        ("eve\" is \u{201c}verified\u{201d}", None),
        ("fred\"#4f2a", None),
        ("alice", Some("\"gus\"")),
        ("''dora''", None),
    ];
    let people = people_called(&people);
    let tag = |at: usize| people[at].identity.tag();
    let shown: Vec<String> = people.iter().map(Who::shown).collect();
    let expected = [
        format!("\"bob\"#{}", tag(0)),
        format!("\"bob\"#{}", tag(1)),
        "Big Carol".to_owned(),
        format!("\"''dora''\"#{}", tag(3)),
        "\"eve'' is ''verified''\"".to_owned(),
        format!("\"fred''#4f2a\"#{}", tag(5)),
        "''gus''".to_owned(),
        format!("\"''dora''\"#{}", tag(7)),
    ];
    assert_eq!(shown, expected);
    for (who, shown) in people.iter().zip(&shown) {
        assert_eq!(meant(&people, shown), [who], "{shown}, as it is shown");
        assert_eq!(meant(&people, &who.to_string()), [who], "{who}, as programs are told");
    }
}

#[test]
fn a_name_may_be_typed_as_it_is_shown_and_quotes_make_nobody_else_of_it() {
    let people = people_called(&[("bob", None), ("\"bob\"", None), ("carol", Some("Al"))]);
    let tagged = format!("\"BOB\"#{}", people[0].identity.tag());
    for typed in ["bob", "\"bob\"", " \"Bob\" ", &tagged] {
        assert_eq!(meant(&people, typed), [&people[0]], "{typed}");
    }
    for typed in ["''bob''", "\"''bob''\"", "\"\"bob\"\""] {
        assert_eq!(meant(&people, typed), [&people[1]], "{typed}");
    }
    assert_eq!(meant(&people, "\"al\""), [&people[2]]);
    assert!(meant(&people, "\"bob\"#").is_empty() && meant(&people, "\"bob").is_empty());
}

/// What people are called, by what they claim and our own names for them.
fn people_called(names: &[(&str, Option<&str>)]) -> Vec<Who> {
    let key = |seed: u8| KeyPair::from_seed([seed; 32]).identity();
    let person = |(seed, (name, petname)): (u8, &(&str, Option<&str>))| {
        (key(seed), Safe::name(name), petname.map(Safe::name))
    };
    labels(key(0), (1..).zip(names).map(person).collect())
}

fn before(time: Time, span: Duration) -> Time {
    Time::EPOCH + (time.since(Time::EPOCH) - span)
}

fn who(name: &str) -> Who {
    let seed = name.bytes().fold(7, |sum: u8, byte| sum.wrapping_mul(31).wrapping_add(byte));
    let identity = KeyPair::from_seed([seed; 32]).identity();
    Who { identity, label: Label { name: Safe::name(name), tag: None, is_petname: false }.into() }
}
