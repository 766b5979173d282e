//! What was said, shown and taken back at a terminal.

use crate::chat::Chat;
use crate::person::Person;
use crate::screen::{MENU, Screen};

#[test]
fn a_conversation_is_shown_above_the_menu() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Screen::start(&bob.chinwag(&[]));
    at_bobs.asks(MENU);
    at_bobs.types(&format!("1\r{}\rhello, alice\r", alice.address()));
    at_bobs.shows("✓ received by \"alice\": hello, alice");
    at_alices.says("1\nbob\nhello, bob");
    at_bobs.shows(" \"alice\": hello, bob");
    at_bobs.asks(MENU);
    at_bobs.types("4\r");
    at_bobs.asks("With whom (empty for everybody):");
    at_bobs.types("alice\r");
    at_bobs.asks("Words to look for (empty for the latest):");
    at_bobs.types("\r");
    at_bobs.shows("             \"alice\": hello, bob\n");
    at_bobs.asks(MENU);
    at_bobs.types("6\r");
    at_bobs.asks("Whom (name, key or number in the list):");
    at_bobs.types("alice\r");
    at_bobs.asks("Your name for alice (empty for their own):");
    at_bobs.types("Al\r");
    at_bobs.shows("* \"alice\" is called Al here now");
    at_bobs.asks(MENU);
    at_bobs.types("7\rall.jsonl\r");
    at_bobs.shows("* 2 messages written to all.jsonl");
    at_bobs.asks(MENU);
}

#[test]
fn a_message_is_taken_back_by_its_number() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Screen::start(&bob.chinwag(&[]));
    at_bobs.asks(MENU);
    at_bobs.types("5\r");
    at_bobs.shows("Nothing waits to be sent.");
    at_bobs.asks("Enter goes back:");
    at_bobs.types("\r");
    at_bobs.asks(MENU);
    at_bobs.types(&format!("1\r{}\rhello\r", alice.address()));
    at_alices.hears(" \"bob\": hello\n");
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
    at_bobs.shows("* \"alice\" left");
    at_bobs.types("1\ralice\rare you there?\r");
    at_bobs.shows("… 1 to \"alice\" queued: sent when \"alice\" answers");
    at_bobs.types("5\r");
    at_bobs.shows(" to \"alice\": are you there?");
    at_bobs.asks("Number of the message to take back:");
    at_bobs.types("1\r");
    at_bobs.shows("✗ taken back, not sent to \"alice\": are you there?");
    at_bobs.asks(MENU);
    at_bobs.types("0\r");
    assert_eq!(at_bobs.left().status, 0);
}
