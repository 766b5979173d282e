//! Leaving from a terminal: the peer is told, and the terminal is given back as it was.

use crate::chat::Chat;
use crate::person::{Person, signal};
use crate::screen::{MENU, Screen};

#[test]
fn zero_leaves() {
    leaves(|screen| screen.types("0\r"));
}

#[test]
fn ctrl_d_on_an_empty_line_leaves() {
    leaves(|screen| screen.types("\x04"));
}

#[test]
fn ctrl_c_leaves() {
    leaves(|screen| screen.types("\x03"));
}

#[test]
fn ctrl_c_leaves_from_a_half_typed_line() {
    leaves(|screen| {
        screen.types("half-typ");
        screen.asks_at(&format!("{MENU} half-typ"), MENU.chars().count() + 9);
        screen.types("\x03");
    });
}

#[test]
fn a_request_to_end_leaves() {
    leaves(|screen| assert!(signal(screen.process, "TERM")));
}

#[test]
fn a_terminal_that_goes_away_leaves() {
    leaves(|screen| assert!(signal(screen.process, "HUP")));
}

/// Alice and Bob are connected, that happens at Alice's terminal, and she leaves as is due.
fn leaves(happens: impl FnOnce(&mut Screen)) {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Screen::start(&alice.chinwag(&[]));
    at_alices.asks(MENU);
    let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_bobs.hears("* connected to 1 of 1\n");
    at_alices.shows("* \"bob\" is online");
    at_alices.asks(MENU);
    assert!(at_alices.is_changed(), "each key is read as it is typed");
    happens(&mut at_alices);
    let left = at_alices.left();
    assert_eq!((left.status, left.is_restored), (0, true));
    at_bobs.hears("* \"alice\" left\n");
    at_bobs.says("0");
    assert_eq!(at_bobs.ended().status, 0);
}
