//! What is shown when much happens at once: everything, in order, and to the end.

use crate::chat::Chat;
use crate::person::{Person, Port};
use crate::screen::{MENU, Screen};

#[test]
fn what_came_of_a_message_is_told_before_the_end() {
    let mut lost = 0;
    for _ in 0..10 {
        let alice = Person::new("alice");
        let mut at_alices = Screen::start(&alice.chinwag(&[]));
        at_alices.asks(MENU);
        let closed = Port::free();
        at_alices.types(&format!("1\r127.0.0.1\r{closed}\rhello\r0\r"));
        let shown = String::from_utf8(at_alices.left().bytes).unwrap();
        lost += u32::from(!shown.contains("not sent to"));
    }
    assert_eq!(lost, 0);
}

#[test]
fn messages_are_shown_in_the_order_in_which_they_were_sent() {
    let mut inverted = 0;
    for _ in 0..5 {
        let [alice, bob] = [Person::new("alice"), Person::new("bob")];
        let mut at_alices = Screen::start(&alice.chinwag(&[]));
        at_alices.asks(MENU);
        let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
        at_bobs.hears("* connected to 1 of 1\n");
        for n in 10..30 {
            at_bobs.says(&format!("1\nalice\nm{n}"));
            at_alices.types("\r");
        }
        at_bobs.says("0");
        at_bobs.ended();
        at_alices.types("0\r");
        let shown = String::from_utf8(at_alices.left().bytes).unwrap();
        let places: Vec<_> = (10..30).map(|n| shown.find(&format!(": m{n}"))).collect();
        inverted += u32::from(!places.is_sorted());
    }
    assert_eq!(inverted, 0);
}

#[test]
fn a_terminal_that_can_do_nothing_will_do() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Screen::start(alice.chinwag(&[]).env("TERM", "dumb"));
    at_alices.shows(" listens on ");
    let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_bobs.hears("* connected to 1 of 1\n");
    at_bobs.says("1\nalice\nhello");
    at_alices.shows(" \"bob\": hello");
    at_alices.types("0\r");
    let left = at_alices.left();
    assert_eq!((left.status, left.is_restored), (0, true));
    at_bobs.hears("* \"alice\" left\n");
}
