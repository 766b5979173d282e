//! Messages and names that would take over a terminal: what it is sent of them is text.

use std::collections::BTreeSet;

use chinwag::text::NAME_MAX;

use crate::mallory::Mallory;
use crate::person::Person;
use crate::screen::{MENU, Screen};
use crate::sent::sent;
use crate::strings::hostile;

#[test]
fn nothing_of_what_others_say_reaches_the_terminal_but_text() {
    let alice = Person::new("alice");
    let mut at_alices = Screen::full(&alice.chinwag(&[]));
    let mut mallory = Mallory::call(&alice);
    at_alices.shows("? \"mallory\" · online");
    let strings = hostile();
    assert!(strings.len() >= 300);
    for (n, string) in strings.iter().enumerate() {
        mallory.says(&format!("{n}<{string}>{n}"));
        // What swallowed its end, or moved it elsewhere, is found out here.
        at_alices.shows(&format!(">{n}"));
    }
    at_alices.types_nothing();
    at_alices.types("\x0c/quit\r");
    assert_harmless(at_alices, &OF_THE_FULL_SCREEN);
}

#[test]
fn nothing_of_what_others_are_called_reaches_the_terminal_but_text() {
    let alice = Person::new("alice");
    let mut at_alices = Screen::full(&alice.chinwag(&[]));
    let mut mallory = Mallory::call(&alice);
    at_alices.shows("? \"mallory\" · online");
    for (n, string) in hostile().iter().enumerate() {
        mallory.call_again(&alice, &name(n, string));
        at_alices.shows(&format!("? \"m{n}"));
    }
    at_alices.types_nothing();
    at_alices.types("2");
    at_alices.shows("Peers · Esc closes");
    at_alices.types("\x0c\x04");
    assert_harmless(at_alices, &OF_THE_FULL_SCREEN);
}

#[test]
fn nor_does_it_in_the_menu() {
    let alice = Person::new("alice");
    let mut at_alices = Screen::start(&alice.chinwag(&[]));
    at_alices.asks(MENU);
    let mut mallory = Mallory::call(&alice);
    at_alices.shows("* \"mallory\" is online");
    for (n, string) in hostile().iter().enumerate() {
        mallory.call_again(&alice, &name(n, string));
        at_alices.shows(&format!(" is called \"m{n}"));
        mallory.says(&format!("{n}<{string}>{n}"));
        at_alices.shows(&format!(">{n}"));
    }
    at_alices.asks(MENU);
    at_alices.types("2\r");
    at_alices.shows("Active peers at ");
    at_alices.asks(MENU);
    at_alices.types("0\r");
    assert_harmless(at_alices, &OF_THE_MENU);
}

#[test]
fn what_got_through_would_be_found() {
    let ours: Vec<&str> = OF_THE_FULL_SCREEN.iter().map(|(sent, _)| *sent).collect();
    let is_found = |string: &String| sent(string.as_bytes()).iter().any(|s| !ours.contains(&&**s));
    let found = hostile().iter().filter(|string| is_found(string)).count();
    assert!(found > 200, "{found}");
}

/// A name with that in it, no longer than any that is taken at all.
fn name(n: usize, string: &str) -> String {
    let mut name = format!("m{n}{string}");
    name.truncate(name.floor_char_boundary(NAME_MAX));
    name
}

/// Waits until she has left, and checks that her terminal was sent nothing that is not ours.
fn assert_harmless(at_alices: Screen, ours: &[(&str, &str)]) {
    let left = at_alices.left();
    assert_eq!((left.status, left.is_restored), (0, true));
    let sent: BTreeSet<String> = sent(&left.bytes).into_iter().collect();
    let ours: BTreeSet<String> = ours.iter().map(|(sent, _)| (*sent).to_owned()).collect();
    let not_ours: Vec<_> = sent.difference(&ours).collect();
    assert!(not_ours.is_empty(), "{not_ours:?}");
    let unused: Vec<_> = ours.difference(&sent).collect();
    assert!(unused.is_empty(), "the list says more than is sent: {unused:?}");
}

/// Every control that the full screen sends, and why.
const OF_THE_FULL_SCREEN: [(&str, &str); 19] = [
    ("'\\r'", "ends a line before and after the full screen"),
    ("'\\n'", "ends a line before and after the full screen"),
    ("CSI ?1049h", "to the other screen"),
    ("CSI ?1049l", "and back"),
    ("CSI ?2004h", "a paste is told as one"),
    ("CSI ?2004l", "and no more"),
    ("CSI ?1004h", "whether somebody looks is told"),
    ("CSI ?1004l", "and no more"),
    ("CSI ?2026h", "a frame begins"),
    ("CSI ?2026l", "and is shown as a whole"),
    ("CSI ?25h", "the cursor is shown"),
    ("CSI ?1000l", "no mouse: buttons"),
    ("CSI ?1002l", "no mouse: drags"),
    ("CSI ?1003l", "no mouse: moves"),
    ("CSI ?1006l", "no mouse: in digits"),
    ("CSI ?1015l", "no mouse: in decimals"),
    ("CSI H", "to a place"),
    ("CSI m", "a style"),
    ("CSI J", "everything is cleared"),
];

/// Every control that the menu sends, and why.
const OF_THE_MENU: [(&str, &str); 6] = [
    ("'\\r'", "to the start of a line"),
    ("'\\n'", "ends a line"),
    ("CSI ?7h", "long lines go on in the next row"),
    ("CSI G", "to a column of the line that is typed"),
    ("CSI J", "what stood below is cleared"),
    ("CSI m", "a style"),
];
