//! The language of programs: every event as one line, and the page that describes it.

use std::collections::BTreeSet;

use chinwag::address::Address;
use chinwag::history::{Conversations, Entry, Query, Side};
use chinwag::hub::Tag;
use chinwag::identity::KeyPair;
use chinwag::node::{Card, Event, Label, Mark, Mistake, PeerList, Regard, Standing, Trust, Who};
use chinwag::pipe::{Problem, Request, line};
use chinwag::reason::Reason;
use chinwag::record::Trouble;
use chinwag::screen::People;
use chinwag::stream::MessageId;
use chinwag::text::Safe;
use chinwag::time::Time;
use serde_json::Value;

use crate::snapshot::snapshot;

#[test]
fn every_event_is_one_line_for_programs() {
    let lines: Vec<String> = events().iter().map(|event| line(event, None).to_string()).collect();
    assert!(lines.iter().all(|line| !line.contains('\n') && object(line)["v"] == 1));
    snapshot("every_event_is_one_line_for_programs", &lines.join("\n"));
}

#[test]
fn an_answer_carries_the_id_of_its_command_last() {
    let id: Tag = serde_json::from_str("\"mine\"").unwrap();
    let told = line(&Event::Resumed, Some(&id));
    assert_eq!(&*told, r#"{"v":1,"type":"resumed","id":"mine"}"#);
}

#[test]
fn the_page_shows_every_line_that_can_be_written() {
    for event in events() {
        let told = line(&event, None);
        assert!(page().contains(&format!("\n{told}\n")), "docs/json.md does not show {told}");
    }
    let problem = Problem::new("nobody here is called dave", "Ask for `peers`.").line();
    assert!(page().contains(&format!("\n{problem}\n")), "docs/json.md does not show {problem}");
}

#[test]
fn the_page_describes_every_type_with_every_field() {
    for told in section("## Events") {
        let r#type = told["type"].as_str().unwrap();
        let heading = format!("\n### `{type}`\n");
        let described = page().split(&heading).nth(1).map(|rest| rest.split("\n### ").next());
        let described = described.flatten().unwrap_or_else(|| panic!("no heading for {type}"));
        for field in told.as_object().unwrap().keys().filter(|field| !COMMON.contains(&&***field)) {
            let is_described = described.contains(&format!("`{field}`"));
            assert!(is_described, "docs/json.md does not describe {field} of {type}");
        }
    }
}

#[test]
fn every_command_of_the_page_is_understood() {
    let commands = section("## Commands");
    let people = People::new(vec![alice(), bob()]);
    for command in &commands {
        let request = Request::parse(command.to_string().as_bytes()).unwrap();
        request.command(&people).unwrap_or_else(|problem| panic!("{command}: {problem:?}"));
    }
    let types: BTreeSet<&str> =
        commands.iter().filter_map(|command| command["type"].as_str()).collect();
    let what = Request::parse(br#"{"type":"?"}"#).unwrap_err().line();
    let known: BTreeSet<&str> = what.split('`').skip(3).step_by(2).collect();
    let known = known.into_iter().filter(|known| what.contains(&format!("`{known}`")));
    let known: BTreeSet<&str> = known.filter(|known| !known.contains(' ')).collect();
    assert!(!known.is_empty() && known.is_subset(&types), "{known:?} but {types:?}");
}

#[test]
fn what_is_no_command_gets_what_is_wrong_and_the_next_step() {
    let said = [
        "",
        "hello",
        "[1]",
        "{}",
        r#"{"type":"sned","to":"bob","text":"hi"}"#,
        r#"{"type":"send","to":"bob"}"#,
        r#"{"type":"send","to":"bob","text":"hi","loud":true,"id":7}"#,
        r#"{"type":"send","to":"bob","text":"  ","id":7}"#,
        r#"{"type":"send","to":"dave","text":"hi","id":"x"}"#,
        r#"{"type":"send","to":"zoe","text":"hi"}"#,
        r#"{"type":"send","to":"127.0.0.1:99999","text":"hi"}"#,
        r#"{"type":"cancel","to":"127.0.0.1:7001","seq":1}"#,
        r#"{"type":"petname","to":"bob","name":"\u001b[2J"}"#,
        r#"{"type":"history","limit":1000}"#,
        r#"{"type":"history","since":"yesterday"}"#,
        r#"{"type":"peers","id":[1]}"#,
        r#"{"id":"a text that is longer than the sixty-four bytes that an id may be"}"#,
    ];
    let zoe = |seed| who("zoe", seed, Some(KeyPair::from_seed([seed; 32]).identity().tag()));
    let people = People::new(vec![alice(), bob(), zoe(8), zoe(9)]);
    let answer = |said: &&str| {
        let request = Request::parse(said.as_bytes()).and_then(|said| said.command(&people));
        format!("{said}\n  {}", request.unwrap_err().line())
    };
    let answers: Vec<String> = said.iter().map(answer).collect();
    snapshot("what_is_no_command_gets_what_is_wrong_and_the_next_step", &answers.join("\n"));
}

/// The examples below a heading of the page.
fn section(heading: &str) -> Vec<Value> {
    let after = page().split(&format!("\n{heading}\n")).nth(1).expect("that heading");
    let section = after.split("\n## ").next().expect("some text");
    section.lines().filter(|line| line.starts_with('{')).map(object).collect()
}

fn object(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|why| panic!("{why} in {line}"))
}

fn page() -> &'static str {
    include_str!("../../docs/json.md")
}

fn who(name: &str, seed: u8, tag: Option<String>) -> Who {
    let label = Label { name: Safe::name(name), tag, is_petname: false };
    Who { identity: KeyPair::from_seed([seed; 32]).identity(), label: label.into() }
}

fn alice() -> Who {
    who("alice", 1, None)
}

fn bob() -> Who {
    who("bob", 2, None)
}

fn address() -> Address {
    "192.0.2.7:7001".parse().unwrap()
}

fn at(second: u64) -> Time {
    Time::from_micros((1_767_268_800 + second) * 1_000_000)
}

fn text() -> Safe {
    Safe::text("hello\nthere")
}

fn list() -> PeerList {
    let online = Card {
        who: Some(alice()),
        address: Some(address()),
        standing: Standing::Online,
        since: Some(at(0)),
        trust: Trust::Pinned,
        is_muted: false,
        is_blocked: false,
        clock_ahead: Some(1_500),
    };
    let away = Standing::Away { why: Some(Reason::Refused), retry_at: Some(at(9)) };
    let away = Card { who: None, standing: away, since: None, clock_ahead: None, ..online.clone() };
    PeerList { at: at(5), active: vec![online], away: vec![away] }
}

fn conversations() -> Conversations {
    let theirs = Side::Theirs { sent: at(1), heard: at(2), is_clock_off: false };
    let ours = Side::Ours { seq: 3, at: at(4), mark: Mark::Queued };
    let entry = |number, side, text| {
        let (peer, text) = (alice().identity, Safe::text(text));
        Entry { number, peer, id: MessageId(u128::from(number)), side, text }
    };
    let entries = vec![entry(1, theirs, "hi"), entry(2, ours, "hello")];
    Conversations { entries, people: vec![alice()] }
}

/// One of each.
fn events() -> Vec<Event> {
    let (peer, before) =
        (alice(), Label { name: Safe::name("alicia"), tag: None, is_petname: false });
    let id = MessageId(0x0123_4567_89ab_cdef);
    let full = Trouble::DiskFull;
    let found = KeyPair::from_seed([7; 32]).identity();
    vec![
        Event::Online(list().active.remove(0)),
        Event::Renamed { peer: peer.clone(), before: Safe::name("alicia") },
        Event::Quiet(peer.clone()),
        Event::Awake(peer.clone()),
        Event::Offline { peer: peer.clone(), why: Reason::Lost, retry_at: Some(at(9)) },
        Event::Unreached {
            address: address(),
            peer: Some(peer.clone()),
            why: Reason::Refused,
            retry_at: None,
        },
        Event::TurnedAway { address: address(), why: Reason::WrongProtocol, others: 2 },
        Event::Said {
            from: peer.clone(),
            id,
            sent: at(1),
            heard: at(2),
            is_clock_off: false,
            text: text(),
        },
        Event::Queued { to: peer.clone(), address: None, id, seq: 3, at: at(4), text: text() },
        Event::Waiting(peer.clone()),
        Event::Cancelled { to: peer.clone(), seq: 3 },
        Event::Marked { to: peer.clone(), upto: 3, mark: Mark::Received },
        Event::Failed { address: address(), text: text(), why: Reason::KeyChanged { found } },
        Event::Listed(list()),
        Event::ConnectedAll(list()),
        Event::History { query: Query::default(), found: conversations() },
        Event::NotRead(full.clone()),
        Event::Petnamed { peer: peer.clone(), before: before.into() },
        Event::Named(Safe::name("ally")),
        Event::Regarded { peer: peer.clone(), regard: Regard::Verified },
        Event::Stalled(full.clone()),
        Event::Resumed,
        Event::Unkept { to: peer.clone(), text: text() },
        Event::Lost { to: peer.clone(), text: text() },
        Event::Unrecorded(full),
        Event::Rejected(Mistake::NotWaiting),
        Event::Undelivered { to: peer, count: 2, is_blocked: false },
    ]
}

/// Fields that are described once for all types.
const COMMON: [&str; 5] = ["v", "type", "peer", "why", "what"];
