//! Two people talk, while one of them types, comes and goes.

use crate::chat::Chat;
use crate::full::{alice_and_bob, rows};
use crate::person::{Person, signal};
use crate::screen::Screen;

#[test]
fn two_people_talk_and_see_how_far_each_message_has_come() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Screen::full(&alice.chinwag(&[]));
    let mut at_bobs = Screen::full(&bob.chinwag(&["--peer", &alice.address()]));
    at_alices.shows("? \"bob\" · online");
    at_bobs.shows("? \"alice\" · online");
    at_alices.types("hello, bob\r");
    at_bobs.shows(" ? \"alice\": hello, bob");
    at_alices.shows(" ✓ you: hello, bob");
    at_bobs.types("hello, alice\r");
    at_alices.shows(" ? \"bob\": hello, alice");
    at_bobs.shows(" ✓ you: hello, alice");

    assert!(signal(at_bobs.process, "STOP"));
    at_alices.types("are you there?\r");
    at_alices.shows(" → you: are you there?");
    at_alices.types_nothing();
    assert!(signal(at_bobs.process, "CONT"));
    at_alices.shows(" ✓ you: are you there?");
    at_bobs.shows(" ? \"alice\": are you there?");
}

#[test]
fn a_half_typed_line_and_its_cursor_survive_what_comes_in() {
    let (mut at_alices, mut at_bobs) = alice_and_bob();
    at_alices.types("how are yuo?\x1b[D\x1b[D\x1b[D");
    at_alices.last_row("› how are yuo?", 11);
    for n in 0..40 {
        at_bobs.says(&format!("1\nalice\nmessage {n}"));
    }
    at_alices.shows(" ? \"bob\": message 39");
    at_alices.last_row("› how are yuo?", 11);
    at_alices.types("o\x1b[C\x1b[3~\r");
    at_bobs.hears(" \"alice\": how are you?\n");
}

#[test]
fn a_paste_of_many_lines_is_one_message() {
    let (mut at_alices, mut at_bobs) = alice_and_bob();
    at_alices.types("\x1b[200~first\r\nsecond\rthird\n1\n0\x1b[201~");
    at_alices.shows("5 lines: Enter sends them as one message");
    at_alices.types("\r");
    at_alices.types_nothing();
    at_bobs.hears(" \"alice\": first\n");
    at_alices.until("all of it under one mark", |screen| {
        let talk: Vec<String> = rows(screen).iter().map(|row| of_the_talk(row)).collect();
        let text = talk.iter().skip_while(|row| !row.ends_with("✓ you: first")).skip(1);
        text.take(4).eq(["second", "third", "1", "0"]).then_some(())
    });
}

#[test]
fn who_goes_and_comes_back_is_seen_and_gets_what_waited() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Screen::full(&alice.chinwag(&[]));
    let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_alices.shows("●? \"bob\"");
    at_bobs.says("0");
    assert_eq!(at_bobs.ended().status, 0);
    at_alices.shows("* \"bob\" left");
    at_alices.shows("○? \"bob\"");
    at_alices.types("are you there?\r");
    at_alices.shows(" … you: are you there?");
    at_alices.shows("outbox 1");

    let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_bobs.hears(" \"alice\": are you there?\n");
    at_alices.shows("●? \"bob\"");
    at_alices.shows(" ✓ you: are you there?");
    at_alices.shows("outbox 0");
}

/// A row without the list of people and what stands left of a text.
fn of_the_talk(row: &str) -> String {
    row.split_once('│').map_or(row, |(_, talk)| talk).trim().to_owned()
}
