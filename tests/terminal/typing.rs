//! The line that a person is typing, and what comes in meanwhile.

use crate::chat::Chat;
use crate::person::Person;
use crate::screen::{COLUMNS, MENU, Screen};

/// What Alice is asked when she writes to Bob.
const TO_BOB: &str = "To bob (exit leaves them, \\exit sends the word):";

#[test]
fn a_half_typed_line_stays_as_it_is_when_a_message_comes_in() {
    let (mut at_alices, mut at_bobs) = half_typed("how are y");
    at_alices.asks_at(&format!("{TO_BOB} how are y"), TO_BOB.len() + 10);
    at_bobs.says("1\nalice\nhello");
    at_alices.shows(" \"bob\": hello\n");
    at_alices.asks_at(&format!("{TO_BOB} how are y"), TO_BOB.len() + 10);
    at_alices.types("ou?\r");
    at_bobs.hears(" \"alice\": how are you?\n");
}

#[test]
fn the_cursor_stays_where_it_was_within_the_line() {
    let (mut at_alices, mut at_bobs) = half_typed("how are yuo?");
    at_alices.types("\x1b[D\x1b[D\x1b[D");
    at_alices.asks_at(&format!("{TO_BOB} how are yuo?"), TO_BOB.len() + 10);
    at_bobs.says("1\nalice\nhello");
    at_alices.shows(" \"bob\": hello\n");
    at_alices.asks_at(&format!("{TO_BOB} how are yuo?"), TO_BOB.len() + 10);
    at_alices.types("o\x1b[C\x1b[3~\r");
    at_bobs.hears(" \"alice\": how are you?\n");
}

#[test]
fn a_half_typed_line_of_many_rows_stays_as_it_is() {
    let typed = "was it really you that I saw on the ".repeat(5);
    let (mut at_alices, mut at_bobs) = half_typed(&typed);
    let line = format!("{TO_BOB} {typed}");
    let column = line.len() % usize::from(COLUMNS);
    let is_whole = |screen: &vt100::Screen| {
        let (row, at) = screen.cursor_position();
        let rows: Vec<String> = screen.rows(0, COLUMNS).take(usize::from(row) + 1).collect();
        let shown = rows.concat();
        (shown.trim_end().ends_with(line.trim_end()) && usize::from(at) == column).then_some(())
    };
    at_alices.until("the whole line", is_whole);
    at_bobs.says("1\nalice\nhello");
    at_alices.shows(" \"bob\": hello\n");
    at_alices.until("the whole line", is_whole);
    at_alices.types("bridge?\r");
    at_bobs.hears(&format!(" \"alice\": {typed}bridge?\n"));
}

#[test]
fn messages_of_many_at_once_leave_the_line_alone() {
    let alice = Person::new("alice");
    let mut at_alices = Screen::start(&alice.chinwag(&[]));
    at_alices.asks(MENU);
    at_alices.types("1\r127.0.0");
    let half = "To (IP, host, name or number in the list): 127.0.0";
    at_alices.asks_at(half, half.len());
    let friends = ["bob", "carol", "dave"].map(Person::new);
    let mut chats = friends.each_ref().map(|friend| Chat::start(friend.chinwag(&[])));
    for chat in &mut chats {
        chat.says(&format!("1\n{0}\none\n1\n{0}\ntwo\n1\n{0}\nthree", alice.address()));
    }
    for name in ["bob", "carol", "dave"] {
        at_alices.shows(&format!(" {name}: three\n"));
    }
    at_alices.asks_at(half, half.len());
    let contents = at_alices.contents();
    for name in ["bob", "carol", "dave"] {
        let of_them = |line: &str| Some(line.split_once(&format!(" {name}: "))?.1.to_owned());
        let texts: Vec<_> = contents.lines().filter_map(of_them).collect();
        assert_eq!(texts, ["one", "two", "three"], "{contents}");
    }
    at_alices.types(".1\r");
    at_alices.asks("Port of 127.0.0.1:");
}

#[test]
fn lines_that_are_typed_ahead_or_pasted_are_answers_one_by_one() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    let mut at_alices = Screen::start(&alice.program());
    at_alices.types(&format!("alice\r{}\r", alice.port));
    at_alices.asks(MENU);
    at_alices.types(&format!("1\r127.0.0.1\r{}\rhello\r2\r", bob.port));
    at_bobs.hears(" \"alice\": hello\n");
    at_alices.shows("→ sent to \"bob\": hello");
    at_alices.shows("✓ received by \"bob\": hello");
    at_alices.shows("Active peers at ");
    at_alices.asks(MENU);
}

/// Alice at her terminal, writing that to Bob, who is at a pipe.
fn half_typed(line: &str) -> (Screen, Chat) {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Screen::start(&alice.chinwag(&[]));
    at_alices.asks(MENU);
    let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_bobs.hears("* connected to 1 of 1\n");
    at_alices.shows("* \"bob\" is online at ");
    at_alices.asks(MENU);
    at_alices.types("1\rbob\r");
    at_alices.asks(TO_BOB);
    at_alices.types(line);
    (at_alices, at_bobs)
}
