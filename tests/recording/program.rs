//! The real program, recorded.

use std::fs;

use sim::replay::Replay;

use crate::alice::replayed;
use crate::chat::Chat;
use crate::person::{Person, signal};

#[test]
fn a_program_that_was_killed_has_recorded_what_it_went_through() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&["--record", "evening.cbor"]));
    let at_bobs = ["--record", "evening.cbor", "--record-plain", "--peer", &alice.address()];
    let mut at_bobs = Chat::start(bob.chinwag(&at_bobs));
    at_bobs.hears("* \"alice\" is online");
    at_alices.hears("* \"bob\" is online");
    at_bobs.says(&format!("1\n{}\nQuitschbohne", alice.address()));
    at_bobs.hears("✓ received by \"alice\": Quitschbohne");
    at_alices.hears("bob: Quitschbohne");
    let of_alice = alice.home.path().join("evening.cbor");
    let has_it = |replay: &Replay| replay.to_string().contains(": text 1 \"xxxxxxxxxxxx\"");
    // What has just passed is written in the next moment.
    while !has_it(&replayed(&of_alice)) {
        std::thread::yield_now();
    }
    assert!(signal(at_alices.child.id(), "KILL"));
    at_bobs.hears("* \"alice\" is offline");
    at_bobs.says("0");
    assert_eq!(at_bobs.ended().status, 0);
    let replay = replayed(&of_alice);
    assert!(replay.end.is_same() && has_it(&replay), "{replay}");
    let bytes = fs::read(&of_alice).unwrap();
    let of_bob = bob.home.path().join("evening.cbor");
    let plain = fs::read(&of_bob).unwrap();
    let says = |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|w| w == word.as_bytes());
    assert_eq!((says(&bytes, "Quitschbohne"), says(&plain, "Quitschbohne")), (false, true));
    let replay = replayed(&of_bob);
    assert!(replay.end.is_same(), "{replay}");
    assert!(replay.to_string().contains("-> notify offline: alice ("), "{replay}");
    assert!(replay.to_string().contains("-> stop\n"), "{replay}");
}

#[test]
fn a_file_that_is_no_recording_ends_the_program_before_it_begins() {
    let alice = Person::new("alice");
    let diary = alice.home.path().join("diary.txt");
    fs::write(&diary, "Dear diary").unwrap();
    let ended = Chat::launch(alice.chinwag(&["--record", "diary.txt"])).ended();
    let said = "\
chinwag: diary.txt is there already and is no recording; nothing is overwritten
Name another file with --record, or move that one away.
";
    assert_eq!((ended.status, ended.out.as_str()), (1, said));
    assert_eq!(fs::read_to_string(&diary).unwrap(), "Dear diary");
}
