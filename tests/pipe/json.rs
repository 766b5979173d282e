//! A chat without a screen, for programs.

use std::io::Write;

use crate::chat::Chat;
use crate::guest::Guest;
use crate::person::Person;

#[test]
fn two_programs_chat_and_leave_at_the_end_of_their_input() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let (mut at_alices, mut alices) = Guest::start(alice.chinwag(&[]));
    let hello = at_alices.next().expect("a first line");
    assert_eq!((&hello["type"], &hello["v"]), (&"hello".into(), &1.into()));
    assert_eq!((&hello["name"], &hello["listen"]), (&"alice".into(), &alice.address().into()));
    let (mut at_bobs, mut bobs) = Guest::start(bob.chinwag(&[]));
    let send = format!(r#"{{"type":"send","id":"a","to":"{}","text":"hi"}}"#, alice.address());
    at_bobs.says(&send);
    at_bobs.has_said_all();
    let told = at_bobs.rest();
    let types: Vec<&str> = told.iter().filter_map(|line| line["type"].as_str()).collect();
    assert_eq!(types, ["hello", "online", "queued", "marked", "marked"], "{told:?}");
    assert_eq!((&told[2]["id"], &told[4]["mark"]), (&"a".into(), &"received".into()));
    assert_eq!(bobs.wait().unwrap().code(), Some(0));

    let heard = at_alices.hears("message");
    assert_eq!((&heard["text"], &heard["peer"]["name"]), (&"hi".into(), &"bob".into()));
    assert_eq!(at_alices.hears("offline")["why"], "left");
    at_alices.says(r#"{"type":"exit"}"#);
    assert_eq!(at_alices.rest(), Vec::<serde_json::Value>::new());
    assert_eq!(alices.wait().unwrap().code(), Some(0));
}

#[test]
fn garbage_is_answered_line_by_line_and_ends_nothing() {
    let alice = Person::new("alice");
    let (mut at_alices, mut child) = Guest::start(alice.chinwag(&[]));
    at_alices.hears("hello");
    at_alices.mouth.write_all(&[0xFF, 0xFE, 0, b'\n', b'\n', b' ', b'\n']).unwrap();
    at_alices.says(&"x".repeat(200 * 1024));
    at_alices.says(r#"{"type":"peers","id":3}"#);
    let [garbage, too_long, peers] = [(), (), ()].map(|()| at_alices.next().unwrap());
    assert!(garbage["what"].as_str().unwrap().starts_with("that is no JSON object"));
    assert_eq!(too_long["what"], "a line has at most 131072 bytes");
    assert_eq!((&peers["type"], &peers["id"]), (&"peers".into(), &3.into()));
    at_alices.has_said_all();
    assert!(at_alices.rest().is_empty());
    // A script that said what cannot be understood is told so at the end, too.
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn an_end_of_the_input_waits_for_the_outcome() {
    let bob = Person::new("bob");
    let nobody = crate::person::Port::free();
    let (mut at_bobs, mut child) = Guest::start(bob.chinwag(&[]));
    at_bobs.says(&format!(r#"{{"type":"send","to":"127.0.0.1:{nobody}","text":"hi","id":1}}"#));
    at_bobs.has_said_all();
    let failed = at_bobs.hears("failed");
    assert_eq!((&failed["why"], &failed["id"]), (&"refused".into(), &1.into()));
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

#[test]
fn what_keeps_it_from_starting_goes_to_the_standard_error() {
    let alice = Person::new("alice");
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let (mut second, child) = Guest::start(alice.chinwag(&[]));
    assert_eq!(second.next(), None);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
}
