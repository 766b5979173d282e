//! Stories of people at a terminal: what they see, and what becomes of the line they are typing.
#![cfg(unix)]

#[path = "people/chat.rs"]
mod chat;
#[path = "people/ear.rs"]
mod ear;
#[path = "terminal/hostile.rs"]
mod hostile;
#[path = "terminal/kept.rs"]
mod kept;
#[path = "terminal/leaving.rs"]
mod leaving;
#[path = "terminal/order.rs"]
mod order;
#[path = "people/person.rs"]
mod person;
#[path = "terminal/screen.rs"]
mod screen;
#[path = "terminal/typing.rs"]
mod typing;

use chat::Chat;
use person::{Person, Port};
use screen::{MENU, Screen};

#[test]
fn a_person_is_asked_for_name_and_port_and_both_are_proposed_the_next_time() {
    let alice = Person::new("alice");
    let mut first = Screen::start(&alice.program());
    first.asks("Your name [alice]:");
    first.types("zoe\r");
    first.until("a usual port", |screen| screen.contents().contains("Port [70").then_some(()));
    first.types(&format!("{}\r", alice.port));
    first.asks(MENU);
    first.types("0\r");
    assert_eq!(first.left().status, 0);

    let mut second = Screen::start(&alice.program());
    second.asks("Your name [zoe]:");
    second.types("\r");
    second.asks(&format!("Port [{}]:", alice.port));
    second.types("\r");
    second.shows(&format!("zoe listens on {}", alice.address()));
    second.asks(MENU);
}

#[test]
fn the_program_begins_with_one_line_and_the_menu() {
    let alice = Person::new("alice");
    let id = Chat::launch(alice.chinwag(&["id"])).ended().out;
    let contact = id.lines().find_map(|line| line.strip_prefix("address  ")).unwrap();
    let mut at_alices = Screen::start(&alice.chinwag(&[]));
    at_alices.asks(MENU);
    let tag = &contact["chinwag:".len()..][..4];
    let shown = format!(
        "alice listens on {} · key #{tag} · reach me at {contact}
  1  Send a message to a specific peer
  2  Display the list of active peers
  3  Connect to all active peers
  4  Show or search a conversation
  5  Take back a message that waits
  6  Give a peer a name of your own
  7  Export all conversations to a file
  0  Exit the application
{MENU}",
        alice.address()
    );
    let contents = at_alices.contents();
    let lines: Vec<_> = contents.lines().map(str::trim_end).collect();
    assert_eq!(lines.join("\n"), shown);
}

#[test]
fn two_people_talk_through_the_menu() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Screen::start(&alice.chinwag(&[]));
    at_alices.asks(MENU);
    let mut at_bobs = Screen::start(&bob.chinwag(&[]));
    at_bobs.asks(MENU);
    at_bobs.types("1\r");
    at_bobs.asks("To (IP, host, name or number in the list):");
    at_bobs.types("127.0.0.1\r");
    at_bobs.asks("Port of 127.0.0.1:");
    at_bobs.types(&format!("{}\r", alice.port));
    at_bobs.asks(&format!("To {} (exit leaves them, \\exit sends the word):", alice.address()));
    at_bobs.types("hello\r");
    at_bobs.shows(&format!("* alice is online at {}", alice.address()));
    at_bobs.shows("→ sent to alice: hello");
    at_bobs.shows("✓ received by alice: hello");
    at_alices.shows(&format!("* bob is online at {}", bob.address()));
    at_alices.shows(" bob: hello");
    at_alices.asks(MENU);
    at_alices.types("1\r");
    at_alices.asks("To (IP, host, name or number in the list):");
    at_alices.types("bob\r");
    at_alices.asks("To bob (exit leaves them, \\exit sends the word):");
    at_alices.types("hello, bob\r");
    at_bobs.shows(" alice: hello, bob");
    at_bobs.asks(MENU);
}

#[test]
fn the_list_numbers_peers_and_connecting_to_all_counts_them() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Screen::start(&bob.chinwag(&[]));
    at_bobs.asks(MENU);
    at_bobs.types("2\r");
    at_bobs.shows("Nobody. Choose 1 and give an address, or start with --peer HOST:PORT;");
    at_bobs.asks(MENU);
    let closed = Port::free();
    let nobody = format!("127.0.0.1:{closed}");
    for address in [&nobody, &alice.address()] {
        at_bobs.types(&format!("1\r{address}\rhello\r"));
    }
    at_bobs.shows(&format!("! not sent to {nobody}, \"hello\": connection refused"));
    at_bobs.shows("✓ received by alice: hello");
    at_bobs.asks(MENU);
    at_bobs.types("2\r");
    at_bobs.shows(&format!("  1  alice  127.0.0.1  {:5}  ", alice.port));
    at_bobs.asks(MENU);
    at_bobs.types("1\r1\rfirst in your list\r");
    at_alices.hears(" bob: first in your list\n");
    at_bobs.asks(MENU);
    at_bobs.types("3\r");
    at_bobs.shows("* connected to 1 of 1");
    at_bobs.asks(MENU);
    at_bobs.types("0\r");
    // The very first message did not reach anybody.
    assert_eq!(at_bobs.left().status, 3);
    at_alices.hears("* bob left\n");
}

#[test]
fn without_colour_nothing_is_painted() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let is_painted = |no_color: &str| {
        let mut at_alices = Screen::start(alice.chinwag(&[]).env("NO_COLOR", no_color));
        at_alices.asks(MENU);
        let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
        at_bobs.hears("* connected to 1 of 1\n");
        at_bobs.says("1\nalice\nhello\n0");
        at_alices.shows(" bob: hello");
        at_alices.shows("* bob left");
        at_alices.asks(MENU);
        at_alices.types("2\r");
        at_alices.shows("Known, but away");
        at_alices.asks(MENU);
        at_alices.types("0\r");
        let left = at_alices.left();
        assert_eq!((left.status, at_bobs.ended().status), (0, 0));
        hostile::sent(&left.bytes).contains("CSI m")
    };
    assert!(!is_painted("1"), "it was painted in spite of NO_COLOR");
    assert!(is_painted(""), "an empty NO_COLOR means nothing");
}
