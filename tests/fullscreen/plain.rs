//! Terminals and wishes that keep it plain.

use crate::chat::Chat;
use crate::person::Person;
use crate::screen::{MENU, Screen, in_terminal};
use crate::sent::{Painted, painted, sent};

#[test]
fn a_dumb_terminal_and_a_wish_for_the_menu_keep_the_screen_as_it_is() {
    let alice = Person::new("alice");
    let mut dumb = Screen::run(in_terminal(alice.chinwag(&[]).env("TERM", "dumb")));
    dumb.shows(" listens on ");
    dumb.types("0\r");
    let mut menu = Screen::start(&alice.chinwag(&[]));
    menu.asks(MENU);
    menu.types("0\r");
    for left in [dumb.left(), menu.left()] {
        assert_eq!((left.status, left.is_restored), (0, true));
        let sent = sent(&left.bytes);
        assert_eq!(sent.iter().find(|sent| sent.starts_with("CSI ?1049")), None);
    }
}

#[test]
fn colour_is_where_it_is_wanted_and_nowhere_else() {
    for (no_color, args, expected) in [
        ("1", &[][..], Painted::Plain),
        ("", &[][..], Painted::Coloured),
        ("1", &["--color", "always"][..], Painted::Coloured),
        ("", &["--color", "never"][..], Painted::Plain),
    ] {
        let [alice, bob] = [Person::new("alice"), Person::new("bob")];
        let mut at_alices = Screen::full(alice.chinwag(args).env("NO_COLOR", no_color));
        let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
        at_bobs.hears("* connected to 1 of 1\n");
        at_bobs.says("1\nalice\nhello, alice");
        at_alices.shows(" ? \"bob\": hello, alice");
        at_alices.types("hello\r");
        at_alices.shows(" ✓ you: hello");
        at_alices.types("/quit\r");
        assert_eq!(painted(&at_alices.left().bytes), expected, "NO_COLOR={no_color} {args:?}");
    }
}

#[test]
fn a_second_run_of_the_same_profile_says_so_and_leaves_the_terminal_alone() {
    let [alice, other] = [Person::new("alice"), Person::new("other")];
    let _first = Screen::full(&alice.chinwag(&[]));
    let mut again = alice.program();
    again.args(["--name", "alice", "--port", &other.port.to_string()]);
    let second = Screen::run(in_terminal(&again)).left();
    assert_eq!((second.status, second.is_restored), (4, true));
    assert_eq!(String::from_utf8(second.bytes).unwrap(), "");
}
