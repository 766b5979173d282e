//! The digits of the menu, for who knows them from the menu.

use crate::chat::Chat;
use crate::full::alice_and_bob;
use crate::person::Person;
use crate::screen::Screen;

#[test]
fn the_digits_of_the_menu_work_on_an_empty_line() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    let mut at_alices = Screen::full(&alice.chinwag(&[]));
    at_alices.types("1");
    at_alices.last_row("To: name, number, host:port · Tab · Esc goes back", 4);
    at_alices.types("127.0.0.1\r");
    at_alices.last_row("Port of 127.0.0.1: 7001, for example", 19);
    at_alices.types(&format!("{}\r", bob.port));
    let to = format!("To {}: ", bob.address());
    at_alices.last_row(&format!("{to}your message · Esc goes back"), to.len());
    at_alices.types("hello\r");
    at_bobs.hears(" \"alice\": hello\n");
    at_alices.shows(" ✓ you: hello");
    at_alices.types_nothing();

    at_alices.types("2");
    at_alices.shows("Peers · Esc closes");
    at_alices.shows(&format!("  1  \"bob\"  127.0.0.1  {:5}  ", bob.port));
    at_alices.types("\x1b");
    at_alices.lacks("Esc closes");

    at_alices.types("3");
    at_alices.shows("Connect to all · Esc closes");
    at_alices.shows("* connected to 1 of 1");
    at_alices.types("\x1b");
    at_alices.lacks("Esc closes");

    at_alices.types("0");
    at_alices.last_row("Leave? Enter leaves · any other key stays", 7);
    at_alices.types("\r");
    assert_eq!(at_alices.left().status, 0);
    at_bobs.hears("* \"alice\" left\n");
}

#[test]
fn a_digit_that_goes_on_as_text_is_text() {
    let (mut at_alices, mut at_bobs) = alice_and_bob();
    at_alices.types("2 or 3 of them\r");
    at_bobs.hears(" \"alice\": 2 or 3 of them\n");
}
