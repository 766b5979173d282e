//! Stories of people at a terminal: what they see, and what becomes of the line they are typing.
#![cfg(unix)]

#[path = "people/chat.rs"]
mod chat;
#[path = "people/ear.rs"]
mod ear;
#[path = "people/person.rs"]
mod person;
#[path = "terminal/screen.rs"]
mod screen;

use chat::Chat;
use person::{Person, free_port};
use screen::Screen;

#[test]
fn probe() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Screen::start(&alice.program());
    at_alices.shows("Your name [alice]: ");
    at_alices.types(&format!("\r{}\r", alice.port));
    at_alices.shows("exit > ");
    println!("{}\n---", at_alices.contents());
    let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_alices.shows("bob is online");
    at_alices.types("1\rbob\rhalf-ty");
    at_alices.shows("half-ty");
    at_bobs.says("1\nalice\none\n1\nalice\ntwo");
    at_alices.shows("bob: two");
    println!("{}\n---", at_alices.contents());
    println!("{:?}", at_alices.is_changed());
    at_alices.types("ped\r2\r");
    at_alices.shows("Active peers");
    at_alices.shows("online");
    println!("{}\n---", at_alices.contents());
    at_alices.types("1\r127.0.0.1\r1\rhello\r");
    at_alices.shows("Check the port");
    println!("{}\n---", at_alices.contents());
    at_alices.types("3\r");
    at_alices.shows("connected to");
    println!("{}\n---", at_alices.contents());
    at_alices.types("0\r");
    let left = at_alices.left();
    println!("{}\n{}", left.status, left.is_restored);
    println!("{}", String::from_utf8_lossy(&left.bytes).replace('\u{1b}', "ESC"));
    at_bobs.says("0");
    println!("{}", at_bobs.ended().out);
    panic!();
}
