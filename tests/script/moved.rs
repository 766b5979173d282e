//! Stories of people who move and lines that are not what they seem.

use std::io::Write;

use crate::chat::Chat;
use crate::person::{Person, Port};
use crate::told::script;

#[test]
fn a_peer_who_moved_to_another_port_is_reached_there() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    assert_eq!(script(&bob, &[], &format!("1\n{}\nhello", alice.address())).status, 0);
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
    let alice = Person { port: Port::free(), ..alice };
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    for text in ["one", "two"] {
        let ended = script(&bob, &[], &format!("1\n{}\n{text}\n0", alice.address()));
        assert_eq!(ended.status, 0, "{ended:?}");
        at_alices.hears(&format!(" \"bob\": {text}\n"));
    }
}

#[test]
fn a_line_that_is_no_text_does_not_end_the_chat() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    at_bobs.says(&format!("1\n{}\nhello", alice.address()));
    at_bobs.hears("✓ received by \"alice\": hello\n");
    at_bobs.keyboard.as_mut().unwrap().write_all(b"1\nalice\n\xff\xfe\n").unwrap();
    at_bobs.says("1\nalice\ngoodbye\n0");
    at_alices.hears(" \"bob\": goodbye\n* \"bob\" left\n");
}
