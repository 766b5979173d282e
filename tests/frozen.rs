//! The story of a peer whose program stands still for a while: nobody is fooled, nothing is lost.
#![cfg(unix)]

#[path = "people/chat.rs"]
mod chat;
#[path = "people/ear.rs"]
mod ear;
#[path = "people/person.rs"]
mod person;

use chat::Chat;
use person::{Person, signal};

/// It takes as long as a peer may be silent: some forty seconds.
#[test]
fn a_frozen_peer_is_taken_for_gone_and_hears_everything_once_when_it_is_back() {
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(Person::new);
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let [mut at_bobs, mut at_carols] =
        [&bob, &carol].map(|friend| Chat::start(friend.chinwag(&["--peer", &alice.address()])));
    at_bobs.hears("* connected to 1 of 1\n");
    at_carols.hears("* connected to 1 of 1\n");
    at_alices.hears(" is online at ");
    at_alices.hears(" is online at ");

    assert!(signal(at_bobs.child.id(), "STOP"));
    at_alices.says("1\nbob\nstill there?");
    at_alices.hears("→ sent to \"bob\": still there?\n");
    at_alices.hears("* \"bob\" is quiet: no sign of life for some seconds\n");
    at_carols.says("1\nalice\nI am");
    at_carols.hears("✓ received by \"alice\": I am\n");
    at_alices.hears(" \"carol\": I am\n");
    at_alices.hears("* \"bob\" is offline: silent (no sign of life)");
    at_alices.hears("… 1 to \"bob\" queued: sent when \"bob\" answers\n");

    at_alices.says("1\nbob\nwelcome back");
    at_alices.hears("… 2 to \"bob\" queued: sent when \"bob\" answers\n");
    at_alices.says("2");
    at_alices.hears(&format!("  1  carol  127.0.0.1  {:5}  ", carol.port));
    at_alices.hears(&format!("  2  bob    127.0.0.1  {:5}  ", bob.port));

    assert!(signal(at_bobs.child.id(), "CONT"));
    at_alices.hears("* \"bob\" is online at ");
    at_alices.hears("✓ received by \"bob\": welcome back\n");
    at_alices.says("0");
    at_bobs.hears("* \"alice\" left\n");
    at_carols.hears("* \"alice\" left\n");
    at_bobs.says("0");
    at_carols.says("0");
    let [heard, undisturbed, told] = [at_bobs, at_carols, at_alices].map(Chat::ended);
    assert_eq!([heard.status, undisturbed.status, told.status], [0, 0, 0]);
    let messages: Vec<_> =
        heard.out.lines().filter_map(|line| line.split_once(" \"alice\": ")).collect();
    let texts: Vec<_> = messages.into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["still there?", "welcome back"], "{heard:?}");
    assert!(!undisturbed.out.contains("quiet") && !undisturbed.out.contains("offline"));
    assert!(
        !told.out.contains("* \"carol\" is quiet") && !told.out.contains("* \"carol\" is offline")
    );
}
