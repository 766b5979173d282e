//! What counts in a fingerprint, and what does not.

use std::slice;
use std::sync::Arc;

use chinwag::address::Contact;
use chinwag::frame::{Frame, Scope};
use chinwag::history::{Conversations, Entry, Page, Query, Side};
use chinwag::identity::Identity;
use chinwag::node::{
    Card, Event, Label, LinkId, Mark, Mistake, Output, PeerList, Regard, Standing, Trust, Who,
};
use chinwag::reason::Reason;
use chinwag::record::{Heard, Question, Record, Submission, Trouble};
use chinwag::recording::Fingerprint;
use chinwag::stream::{Chain, MessageId, Position};
use chinwag::text::{Safe, Untrusted};
use serde_json::Value;

use crate::alice::{BOB, CAROL, NOON, greeting, home, key};

#[test]
fn whatever_number_key_time_or_address_changes_the_fingerprint_does_and_no_name_or_text_counts() {
    let mut counts = [0, 0];
    for output in samples() {
        let before = Fingerprint::of(slice::from_ref(&output));
        let value = serde_json::to_value(&output).unwrap();
        for path in leaves(&value) {
            let mut changed = value.clone();
            let leaf = changed.pointer_mut(&path).unwrap();
            let Some((other, is_seen)) = another(leaf) else { continue };
            *leaf = other;
            // A variant by another name is no output.
            let Ok(other) = serde_json::from_value::<Output>(changed) else { continue };
            let after = Fingerprint::of(&[other]);
            assert_eq!(before != after, is_seen, "{path} of {output:?}");
            counts[usize::from(is_seen)] += 1;
        }
    }
    assert!(counts[0] > 20 && counts[1] > 100, "{counts:?}");
}

#[test]
fn no_two_outputs_have_one_fingerprint_and_their_order_counts() {
    let samples = samples();
    let mut all: Vec<_> = samples.iter().map(|s| Fingerprint::of(slice::from_ref(s))).collect();
    all.sort_by_key(ToString::to_string);
    all.dedup();
    assert_eq!(all.len(), samples.len());
    let reversed: Vec<_> = samples.iter().rev().cloned().collect();
    assert_ne!(Fingerprint::of(&samples), Fingerprint::of(&reversed));
    assert_ne!(Fingerprint::of(&samples), Fingerprint::of(&samples[1..]));
}

#[test]
fn the_order_of_a_list_does_not_count_for_it_goes_by_names() {
    let list = |peers: [u8; 2]| {
        let active = peers.map(|peer| card(peer, Standing::Online)).to_vec();
        Output::Notify(Event::Listed(PeerList { at: NOON, active, away: Vec::new() }))
    };
    let of = |peers| Fingerprint::of(&[list(peers)]);
    assert_eq!(of([BOB, CAROL]), of([CAROL, BOB]));
    assert_ne!(of([BOB, CAROL]), of([BOB, BOB]));
}

/// Another value of the kind, and whether that is to be noticed.
fn another(leaf: &Value) -> Option<(Value, bool)> {
    match leaf {
        Value::Number(number) => Some((Value::from(number.as_u64()? ^ 1), true)),
        Value::Bool(flag) => Some((Value::from(!flag), true)),
        Value::String(text) if text.parse::<Identity>().is_ok() => {
            Some((key(77).to_string().into(), true))
        }
        Value::String(text) if text.parse::<Contact>().is_ok() => {
            Some((home(77).to_string().into(), true))
        }
        Value::String(text) => Some((format!("{text} or other").into(), false)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn leaves(value: &Value) -> Vec<String> {
    let below = |(name, value): (String, &Value)| {
        leaves(value).into_iter().map(move |path| format!("/{name}{path}"))
    };
    match value {
        Value::Object(fields) => {
            fields.iter().map(|(name, field)| (name.clone(), field)).flat_map(below).collect()
        }
        Value::Array(items) => {
            let items = items.iter().enumerate().map(|(at, item)| (at.to_string(), item));
            items.flat_map(below).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => vec![String::new()],
    }
}

fn who(peer: u8) -> Who {
    let label = Label { name: Safe::name("bob"), tag: Some("4f2a".to_owned()), is_petname: false };
    Who { identity: key(peer), label: Arc::new(label) }
}

fn card(peer: u8, standing: Standing) -> Card {
    Card {
        who: Some(who(peer)),
        address: Some(home(peer)),
        standing,
        since: Some(NOON),
        trust: Trust::Pinned,
        is_muted: false,
        is_blocked: true,
        clock_ahead: Some(4),
    }
}

fn samples() -> Vec<Output> {
    let send = |frame| Output::Send(LinkId(3), frame);
    let frames = [
        Frame::Connect(greeting("bob", 1)),
        Frame::ConnectAck(chinwag::frame::Greeting {
            received: Some(POSITION),
            ..greeting("b", 1)
        }),
        Frame::Text(1, ID, NOON, Untrusted::new("hello")),
        Frame::Skip(1, ID),
        Frame::Received(1),
        Frame::Ping,
        Frame::Pong,
        Frame::Exit(Scope::You),
        Frame::Exit(Scope::Everybody),
    ];
    let mut samples: Vec<Output> = frames.map(send).to_vec();
    samples.extend(records().into_iter().map(Output::Store));
    samples.extend(events().into_iter().map(Output::Notify));
    samples.extend([
        Output::Dial(Contact { address: home(BOB), identity: None }),
        Output::Close(LinkId(3), Reason::Lost),
        Output::Close(LinkId(3), Reason::KeyChanged { found: key(BOB) }),
        Output::Recall(Question::Outgoing { peer: key(BOB), after: 4 }),
        Output::Recall(Question::History(query())),
        Output::Stop,
    ]);
    samples
}

fn records() -> Vec<Record> {
    let (peer, at, seq) = (key(BOB), NOON, 4);
    let text = "hello".to_owned();
    let (sent, heard, is_clock_off) = (NOON, NOON, false);
    let (raw, position) = (Untrusted::new("hello"), POSITION);
    vec![
        Record::Met { peer, name: Safe::name("bob"), at },
        Record::Seen { peer, at },
        Record::Routed { address: home(BOB), peer, is_proven: true },
        Record::Unrouted(home(BOB)),
        Record::Petnamed { peer, petname: Some(Safe::name("bestie")) },
        Record::Petnamed { peer, petname: None },
        Record::Regarded { peer, regard: Regard::Verified, at },
        Record::Regarded { peer, regard: Regard::Muted, at },
        Record::Read { peer, id: ID },
        Record::Forgotten(peer),
        Record::Submitted(Submission { peer, epoch: 9, seq, id: ID, at, text }),
        Record::Handed { peer, upto: 4 },
        Record::Confirmed { peer, position },
        Record::Cancelled { peer, seq },
        Record::Restarted { peer, epoch: 4 },
        Record::Heard(Heard { peer, position, id: ID, sent, heard, is_clock_off, text: raw }),
        Record::Skipped { peer, position },
    ]
}

fn events() -> Vec<Event> {
    let (peer, to, from, address) = (who(BOB), who(BOB), who(BOB), home(BOB));
    let (text, before, id, seq) = (Safe::text("hello"), Safe::name("robert"), ID, 4);
    let (why, retry_at) = (Reason::Silent, Some(NOON));
    let list = PeerList { at: NOON, active: vec![card(BOB, Standing::Quiet)], away: away() };
    let found = Conversations { entries: entries(), people: vec![who(BOB)] };
    let (sent, heard, is_clock_off) = (NOON, NOON, false);
    vec![
        Event::Online(card(BOB, Standing::Online)),
        Event::Renamed { peer: who(BOB), before },
        Event::Petnamed { peer: who(BOB), before: who(CAROL).label },
        Event::Quiet(who(BOB)),
        Event::Awake(who(BOB)),
        Event::Waiting(who(BOB)),
        Event::Offline { peer: who(BOB), why: why.clone(), retry_at },
        Event::Unreached { address: home(BOB), peer: Some(peer), why: why.clone(), retry_at },
        Event::TurnedAway { address: home(BOB), why: why.clone(), others: 4 },
        Event::Said { from, id, sent, heard, is_clock_off, text: text.clone() },
        Event::Queued { to: who(BOB), address: None, id, seq, at: NOON, text: text.clone() },
        Event::Cancelled { to: who(BOB), seq },
        Event::Marked { to: who(BOB), upto: 4, mark: Mark::Sent },
        Event::Failed { address, text: text.clone(), why },
        Event::Listed(list.clone()),
        Event::ConnectedAll(list),
        Event::History { query: query(), found },
        Event::NotRead(Trouble::Failed(Safe::line("near \"tea\""))),
        Event::Named(Safe::name("alicia")),
        Event::Regarded { peer: who(BOB), regard: Regard::Verified },
        Event::Regarded { peer: who(BOB), regard: Regard::Blocked },
        Event::Stalled(Trouble::DiskFull),
        Event::Unrecorded(Trouble::DiskFull),
        Event::Resumed,
        Event::Unkept { to: who(BOB), text: text.clone() },
        Event::Lost { to: who(BOB), text },
        Event::Rejected(Mistake::TextTooLong(4)),
        Event::Rejected(Mistake::NameTaken(who(BOB))),
        Event::Rejected(Mistake::NotAName),
        Event::Rejected(Mistake::NoAddress),
        Event::Rejected(Mistake::Blocked),
        Event::Undelivered { to, count: 4, is_blocked: true },
    ]
}

fn away() -> Vec<Card> {
    let why = Some(Reason::Failed(Safe::line("the system says no")));
    let dialing = Standing::Dialing { before: why.clone() };
    let away = Standing::Away { why, retry_at: Some(NOON) };
    vec![card(CAROL, dialing), card(CAROL + 1, away)]
}

fn entries() -> Vec<Entry> {
    let ours = Side::Ours { seq: 4, at: NOON, mark: Mark::Received };
    let theirs = Side::Theirs { sent: NOON, heard: NOON, is_clock_off: true };
    let entry = |side| Entry { number: 4, peer: key(BOB), id: ID, side, text: Safe::text("hello") };
    vec![entry(ours), entry(theirs)]
}

fn query() -> Query {
    let page = Page::After { number: 4, count: 9 };
    let words = "tea friday".to_owned();
    Query { peer: Some(key(BOB)), since: Some(NOON), words, is_waiting: false, page }
}

const ID: MessageId = MessageId(0x1234);
const POSITION: Position = Position { epoch: 0xb0b, upto: 4, chain: Chain(0x5678) };
