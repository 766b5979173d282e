//! The clocks of a log for ShiViz: what happened before is before.

use std::collections::BTreeMap;
use std::time::Duration;

use sim::diagram;
use sim::trace::{Entry, FrameKind, Trace, What};

use crate::traces;

type Clock = BTreeMap<String, u64>;

#[test]
fn every_arrow_goes_from_before_to_after() {
    let trace = traces::crowd(6, 3, 60);
    let events = events(&diagram::shiviz(&trace));
    // As many events as the trace has for somebody, in the same order.
    let is_somebodys = |entry: &&Entry| {
        !matches!(entry.what, What::Lost(_) | What::Acted { .. } | What::Broken(_))
    };
    let entries: Vec<&Entry> = trace.entries.iter().filter(is_somebodys).collect();
    assert_eq!(entries.len(), events.len());
    let mut sent = BTreeMap::new();
    let mut arrows = 0;
    for (entry, (host, clock, _)) in entries.iter().zip(&events) {
        if let What::Sent { frame, .. } = &entry.what {
            sent.insert(*frame, clock);
        } else if let What::Arrived(frame) = &entry.what {
            let before = sent[frame];
            assert!(is_before(before, clock), "{before:?} is not before {clock:?} of {host}");
            arrows += 1;
        }
    }
    assert!(arrows > 100);
}

#[test]
fn every_host_counts_its_own_events_one_by_one() {
    let mut counts = Clock::new();
    for (host, clock, _) in events(&diagram::shiviz(&traces::three())) {
        let count = counts.entry(host.clone()).or_default();
        *count += 1;
        assert_eq!(clock[&host], *count, "{host} at {clock:?}");
    }
    assert_eq!(counts.keys().collect::<Vec<_>>(), ["alice", "bob", "carol"]);
}

#[test]
fn a_frame_tells_what_its_sender_knew_when_it_left() {
    let mut telling = traces::Telling::new("Late", &["alice", "bob", "carol"]);
    let late = telling.sent(1, (0, 1), FrameKind::Text, "late");
    telling.frame(2, 1, (2, 0), FrameKind::Text, "unknown to the first");
    telling.note(5, What::Arrived(late));
    let events = events(&diagram::shiviz(&telling.end(6)));
    let (host, clock, says) = events.last().unwrap();
    assert_eq!((host.as_str(), says.as_str()), ("bob", "0:00.005 from alice: late"));
    assert_eq!(*clock, Clock::from([("alice".into(), 1), ("bob".into(), 1)]));
}

#[test]
fn names_and_texts_cannot_forge_events() {
    let names = ["bob", "bob", "", "a b {\"x\":1}\n", "__proto__"].map(str::to_owned).to_vec();
    let text = "hello\nbob {\"bob\":9}\nforged";
    let told = |who| Entry { at: Duration::ZERO, what: What::Told(who, text.into()) };
    let entries = (0..names.len()).map(told).collect();
    let log = diagram::shiviz(&Trace { names, entries, ..Trace::default() });
    let says = "0:00.000 is told: hello␊bob {\"bob\":9}␊forged";
    let event =
        |host: &str| (host.to_owned(), Clock::from([(host.to_owned(), 1)]), says.to_owned());
    assert_eq!(events(&log), ["bob", "bob.1", ".2", "abx1.3", "proto.4"].map(event));
}

/// Reads a log as its first line says: host, clock and event of each.
fn events(log: &str) -> Vec<(String, Clock, String)> {
    let (head, body) = log.split_once("\n\n").unwrap();
    assert_eq!(head, r"(?<host>\S*) (?<clock>{.*})\n(?<event>.*)");
    let lines: Vec<&str> = body.lines().collect();
    let event = |two: &[&str]| {
        let [line, says] = two else { panic!("half an event: {two:?}") };
        let (host, clock) = line.split_once(' ').unwrap();
        (host.to_owned(), serde_json::from_str(clock).unwrap(), (*says).to_owned())
    };
    lines.chunks(2).map(event).collect()
}

/// Whether a clock is before another: nowhere ahead of it, and not the same.
fn is_before(a: &Clock, b: &Clock) -> bool {
    a != b && a.iter().all(|(host, count)| b.get(host).is_some_and(|there| count <= there))
}
