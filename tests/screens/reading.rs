//! What is read, unread, noticed and kept in view.

use chinwag::history::{Page, Query};
use chinwag::node::{Command, Event, Mark, Regard};
use chinwag::screen::Effect;
use crossterm::event::{Event as Terminal, KeyCode};

use crate::desk::{Desk, history, key, known, who};

#[test]
fn what_is_seen_is_told_to_the_core_and_what_is_not_is_counted() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.meets("carol");
    desk.presses_alt('1');
    desk.asked();
    let first = desk.is_told(&who("bob"), "one");
    assert_eq!(desk.commanded(), [Command::Read { peer: key("bob"), id: first }]);
    desk.is_told(&who("carol"), "two");
    let last = desk.is_told(&who("carol"), "three");
    assert!(desk.sees().contains("\"carol\"      2"), "{}", desk.sees());
    desk.presses_alt('2');
    assert_eq!(desk.commanded(), [Command::Read { peer: key("carol"), id: last }]);
    assert!(!desk.sees().contains("\"carol\"      2"), "{}", desk.sees());
}

#[test]
fn what_comes_in_while_nobody_looks_is_unread_and_rings_once() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.gets(Terminal::FocusLost);
    desk.asked();
    desk.is_told(&who("bob"), "are you there?");
    desk.is_told(&who("bob"), "hello?");
    assert!(matches!(&desk.asked()[..], [Effect::Ring(title, _)] if title.as_str() == "\"bob\""));
    desk.waits(5);
    let last = desk.is_told(&who("bob"), "hello again");
    assert!(matches!(&desk.asked()[..], [Effect::Ring(_, text)] if text.as_str() == "hello again"));
    assert!(desk.sees().contains("── new ──"), "{}", desk.sees());
    desk.gets(Terminal::FocusGained);
    assert_eq!(desk.commanded(), [Command::Read { peer: key("bob"), id: last }]);
}

#[test]
fn who_is_muted_rings_no_bell_and_is_not_counted() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.meets("carol");
    desk.presses_alt('2');
    desk.hears(Event::Regarded { peer: who("bob"), regard: Regard::Muted });
    desk.asked();
    desk.is_told(&who("bob"), "alice! alice! alice!");
    assert_eq!(desk.asked(), []);
    desk.presses_alt('1');
    assert!(desk.sees().contains("alice! alice! alice!"), "{}", desk.sees());
}

#[test]
fn only_those_who_name_us_ring_if_that_is_set() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.enters("/set mention_only on");
    desk.gets(Terminal::FocusLost);
    desk.asked();
    desk.is_told(&who("bob"), "malice is no name of ours");
    assert_eq!(desk.asked(), []);
    desk.is_told(&who("bob"), "but Alice, is");
    assert!(matches!(&desk.asked()[..], [Effect::Ring(..)]));
}

#[test]
fn unread_messages_of_a_former_run_are_counted_and_marked() {
    let mut desk = Desk::new((80, 24), chinwag::look::Theme::Dark, &[known("bob", 2)]);
    assert!(desk.sees().contains("\"bob\"        2"), "{}", desk.sees());
    desk.asked();
    desk.presses_alt('1');
    let query = Query { peer: Some(key("bob")), page: Page::Last(200), ..Query::default() };
    assert_eq!(desk.asked(), [Effect::Ask(Command::ShowHistory(query.clone()))]);
    desk.hears(history(&query, &who("bob"), &["seen", "not seen", "nor this"]));
    let (_, below) =
        desk.sees().split_once("── new ──").map(|(a, b)| (a.len(), b.to_owned())).unwrap();
    assert!(!below.contains("\": seen") && below.contains("not seen"), "{below}");
    let read = chinwag::stream::MessageId(1_002);
    assert_eq!(desk.commanded(), [Command::Read { peer: key("bob"), id: read }]);
}

#[test]
fn scrolling_back_asks_the_store_for_what_was_before() {
    let mut desk = Desk::new((80, 24), chinwag::look::Theme::Dark, &[known("bob", 0)]);
    desk.presses_alt('1');
    let query = Query { peer: Some(key("bob")), page: Page::Last(200), ..Query::default() };
    let texts: Vec<String> = (1..=200).map(|n| format!("line {n}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    desk.hears(history(&query, &who("bob"), &texts));
    assert!(desk.sees().contains("line 200"), "{}", desk.sees());
    desk.asked();
    (0..20).for_each(|_| desk.presses(KeyCode::PageUp));
    assert!(desk.sees().contains("line 1\n"), "{}", desk.sees());
    let page = Page::Before { number: 1, count: 1_000 };
    let query = Query { peer: Some(key("bob")), page, ..Query::default() };
    assert_eq!(desk.asked(), [Effect::Ask(Command::ShowHistory(query))]);
    desk.presses(KeyCode::Esc);
    assert!(desk.sees().contains("line 200"), "{}", desk.sees());
}

#[test]
fn nothing_is_lost_or_moved_by_a_resize() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    for n in 1..=30 {
        desk.is_told(&who("bob"), &format!("line {n} of thirty"));
    }
    desk.types("half a sentence");
    let before = desk.sees();
    for (columns, rows) in [(20, 6), (200, 60), (1, 1), (3, 2), (80, 24)] {
        desk.gets(Terminal::Resize(columns, rows));
        desk.cells((columns, rows));
    }
    assert_eq!(desk.sees(), before);
}

#[test]
fn marks_never_say_more_than_is_true() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.has_queued("bob", 1, "one");
    desk.has_queued("bob", 2, "two");
    let marks = |desk: &Desk| {
        let rows = desk.sees();
        let mark = |text| rows.lines().find(|row| row.ends_with(text)).unwrap().contains('→');
        (mark("you: one"), mark("you: two"), rows.contains("outbox 2"))
    };
    assert_eq!(marks(&desk), (false, false, true));
    desk.has_marked("bob", 2, Mark::Sent);
    assert_eq!(marks(&desk), (true, true, true));
    desk.has_marked("bob", 2, Mark::Queued);
    assert_eq!(marks(&desk), (false, false, true));
    desk.has_marked("bob", 1, Mark::Received);
    assert!(desk.sees().contains("✓ you: one") && desk.sees().contains("… you: two"));
    assert!(desk.sees().contains("outbox 1"));
}
