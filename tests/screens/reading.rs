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
    assert!(!desk.sees().contains('@'), "{}", desk.sees());
    desk.presses_alt('1');
    assert!(desk.sees().contains("alice! alice! alice!"), "{}", desk.sees());
    let read = desk.commanded();
    assert!(matches!(&read[..], [Command::Read { peer, .. }] if *peer == key("bob")), "{read:?}");
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
    desk.presses_ctrl('u');
    desk.enters(&format!("/{}", "unknown".repeat(30)));
    desk.presses_ctrl('u');
    desk.types("half a sentence");
    let sizes = [(20, 6), (200, 60), (1, 1), (3, 2), (80, 1), (80, 2), (80, 3), (80, 7), (80, 24)];
    for (columns, rows) in sizes {
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

#[test]
fn who_looks_at_the_screen_hears_no_bell() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.meets("carol");
    desk.presses_alt('1');
    desk.gets(Terminal::FocusGained);
    desk.asked();
    desk.is_told(&who("carol"), "psst");
    assert_eq!(desk.asked(), []);
}

#[test]
fn the_outbox_knows_what_was_taken_back() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    (7..=10).for_each(|seq| desk.has_queued("bob", seq, "waits"));
    desk.hears(Event::Cancelled { to: who("bob"), seq: 8 });
    assert!(desk.sees().contains("outbox 3"), "{}", desk.sees());
    desk.has_marked("bob", 9, Mark::Received);
    assert!(desk.sees().contains("outbox 1"), "{}", desk.sees());
    desk.has_marked("bob", 10, Mark::Received);
    assert!(desk.sees().contains("outbox 0"), "{}", desk.sees());
}

#[test]
fn who_floods_pulls_nobody_down_who_looks_back() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    for n in 1..=100 {
        desk.is_told(&who("bob"), &format!("line {n}"));
    }
    desk.presses(KeyCode::PageUp);
    for _ in 0..300 {
        desk.is_told(&who("bob"), &"x".repeat(16 * 1024));
    }
    assert!(desk.sees().contains("▼ 300 new"), "{}", desk.sees());
    assert!(desk.sees().matches("xxxxxxxxxxxxxxxxxxxx").count() > 15, "{}", desk.sees());
}

#[test]
fn crowds_of_strangers_take_a_bounded_part_of_the_screen() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.enters("/query bob");
    desk.types("a draft for bob");
    for n in 0..3_000 {
        let stranger = who(&format!("stranger {n}"));
        desk.is_told(&stranger, "buy");
    }
    assert!(desk.sees().contains("/2048 active"), "{}", desk.sees());
    assert_eq!(desk.line(), "› a draft for bob");
}

#[test]
fn saying_no_makes_nobody_more_trusted() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    for regard in [Regard::Verified, Regard::Unverified] {
        desk.hears(Event::Regarded { peer: who("bob"), regard });
    }
    assert!(desk.sees().contains("? \"bob\" · online · new: /verify"), "{}", desk.sees());
}

#[test]
fn that_somebody_cannot_be_reached_is_told_once() {
    use chinwag::reason::Reason;
    let mut desk = Desk::plain();
    desk.meets("bob");
    for _ in 0..3 {
        let address = crate::desk::address("10.0.0.2:7001");
        let (peer, why) = (Some(who("bob")), Reason::Refused);
        let offline = Event::Offline { peer: who("bob"), why: Reason::Lost, retry_at: None };
        desk.hears(if desk.sees().contains("cannot reach") { Event::Resumed } else { offline });
        desk.hears(Event::Unreached { address, peer, why, retry_at: None });
    }
    assert_eq!(desk.sees().matches("! cannot reach").count(), 1, "{}", desk.sees());
    desk.enters("/connect bob");
    let address = crate::desk::address("10.0.0.2:7001");
    let (peer, why) = (Some(who("bob")), Reason::Refused);
    desk.hears(Event::Unreached { address, peer, why, retry_at: None });
    assert_eq!(desk.sees().matches("! cannot reach").count(), 2, "{}", desk.sees());
}
