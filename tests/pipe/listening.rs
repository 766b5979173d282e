//! `chinwag listen`: what comes in.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::chat::{Chat, Ended};
use crate::person::{Person, signal};
use crate::run::{Ran, run};

#[test]
fn two_who_listen_through_a_chat_hear_the_same() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let at_alices = Chat::start(alice.chinwag(&[]));
    let mut plain = Chat::launch(alice.chinwag(&["listen", "--count", "2"]));
    let mut json = Chat::launch(alice.chinwag(&["listen", "--json", "--count", "2"]));
    json.hears(r#"{"v":1,"type":"hello""#);
    plain.hears(THROUGH);
    for text in ["one", "two\nlines"] {
        assert_eq!(run(bob.chinwag(&["send", &alice.address(), text])), Ran::silent(0));
    }
    plain.hears(" \"bob\": one\n");
    plain.hears(" \"bob\": two\n      lines\n");
    json.hears(r#""text":"one""#);
    json.hears(r#""text":"two\nlines""#);
    assert_eq!([plain.ended().status, json.ended().status], [0, 0]);
    drop(at_alices);
}

#[test]
fn without_a_chat_it_is_one_and_an_interrupt_ends_it_well() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut listening = Chat::launch(alice.chinwag(&["listen"]));
    listening.hears(&format!("alice listens on {}; Ctrl-C ends it.\n", alice.address()));
    assert_eq!(run(bob.chinwag(&["send", &alice.address(), "hi"])), Ran::silent(0));
    listening.hears(" \"bob\": hi\n");
    assert!(signal(listening.child.id(), "INT"));
    let ended = listening.ended();
    assert_eq!((ended.status, ended.out.lines().count()), (0, 2), "{ended:?}");
}

#[test]
fn an_interrupt_ends_it_well_beside_a_chat_too() {
    let alice = Person::new("alice");
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut listening = Chat::launch(alice.chinwag(&["listen", "--json"]));
    listening.hears("hello");
    assert!(signal(listening.child.id(), "TERM"));
    assert_eq!(listening.ended().status, 0);
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
}

#[test]
fn it_ends_with_the_chat_and_says_if_that_was_too_early() {
    let alice = Person::new("alice");
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut for_ever = Chat::launch(alice.chinwag(&["listen", "--json"]));
    for_ever.hears("hello");
    let mut for_one = Chat::launch(alice.chinwag(&["listen", "--count", "1"]));
    for_one.hears(THROUGH);
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
    assert_eq!(for_ever.ended().status, 0);
    let told = "\
Listening through the chat of alice; Ctrl-C ends it.
chinwag: the chat ended when only 0 messages had come
Look with `chinwag history` at what was sent.
";
    assert_eq!(for_one.ended(), Ended { status: 1, out: told.to_owned() });
}

#[test]
fn only_one_peer_is_heard_if_only_that_is_wanted() {
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(Person::new);
    let _at_alices = Chat::start(alice.chinwag(&[]));
    let mut listening = Chat::launch(alice.chinwag(&["listen", "--from", "Carol", "--count", "1"]));
    listening.hears(THROUGH);
    assert_eq!(run(bob.chinwag(&["send", &alice.address(), "from bob"])), Ran::silent(0));
    assert_eq!(run(carol.chinwag(&["send", &alice.address(), "from carol"])), Ran::silent(0));
    listening.hears(" \"carol\": from carol\n");
    let ended = listening.ended();
    assert_eq!((ended.status, ended.out.contains("from bob")), (0, false), "{ended:?}");
}

#[test]
fn who_has_read_enough_ends_it() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let program = alice.chinwag(&["listen"]);
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", r#""$0" "$@" | head -n 1"#]).arg(program.get_program());
    shell.args(program.get_args()).env_clear();
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let piped = shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut listening = piped.spawn().unwrap();
    let mut begun = String::new();
    let mut errors = BufReader::new(listening.stderr.take().unwrap());
    errors.read_line(&mut begun).unwrap();
    for text in ["one", "two", "three"] {
        assert_eq!(run(bob.chinwag(&["send", &alice.address(), text])), Ran::silent(0));
    }
    let ended = listening.wait_with_output().unwrap();
    let mut told = String::new();
    errors.read_to_string(&mut told).unwrap();
    assert_eq!((ended.status.code(), &*told), (Some(0), ""));
    assert!(String::from_utf8(ended.stdout).unwrap().ends_with(" \"bob\": one\n"));
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
}

const THROUGH: &str = "Listening through the chat of alice; Ctrl-C ends it.\n";
