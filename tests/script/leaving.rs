//! Leaving one peer or everybody, and who is told.

#[cfg(target_os = "linux")]
use std::process::Command;

use crate::chat::{Chat, Ended};
use crate::person::{Person, signal};
use crate::told::{script, without_first_line};

#[test]
fn exit_takes_us_off_that_peers_list() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    at_bobs.says(&format!("1\n{0}\nhello\n1\n{0}\n EXIT ", alice.address()));
    at_bobs.hears("* you left \"alice\", who does not list you any more\n");
    at_alices.hears("* \"bob\" left you\n");
    at_alices.says("2\n0");
    let list = "\
* \"bob\" is online at 127.0.0.1:BOB__
12:34 \"bob\": hello
* \"bob\" left you
Active peers at 12:34:56
  Nobody. Choose 3 to connect to those below.
  #  name   IP         port   status    since
Known, but away
  1  \"bob\"  127.0.0.1  BOB__  left you  12:34
";
    assert_eq!(without_first_line(at_alices.ended()).told(&[&bob]), Ended::well(list));
    at_bobs.says("0");
    assert_eq!(at_bobs.ended().status, 0);
}

#[test]
fn who_left_one_peer_can_come_back() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let lines = format!("1\n{}\none\n1\nalice\nexit\n1\nalice\ntwo", alice.address());
    assert_eq!(script(&bob, &[], &lines).status, 0);
    let turns = [
        "\"bob\": one\n",
        "* \"bob\" left you\n",
        "* \"bob\" is online",
        "\"bob\": two\n",
        "* \"bob\" left\n",
    ];
    for turn in turns {
        at_alices.hears(turn);
    }
}

#[test]
fn a_backslash_sends_the_word_itself() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let sent = "\
* \"alice\" is online at 127.0.0.1:ALICE
→ sent to \"alice\": exit
✓ received by \"alice\": exit
";
    let lines = format!("1\n{}\n\\exit", alice.address());
    assert_eq!(script(&bob, &[], &lines).told(&[&alice]), Ended::well(sent));
    at_alices.hears(" \"bob\": exit\n* \"bob\" left\n");
}

#[test]
fn who_is_on_nobodys_list_has_nobody_to_leave() {
    let told = "! not on each other's list, so there is nobody to leave; \\exit sends the word\n";
    let lines = "1\n127.0.0.1:7001\nexit";
    let ended = script(&Person::new("bob"), &[], lines);
    assert_eq!(ended.out, told);
}

#[test]
fn the_end_of_the_input_leaves() {
    leaves(|chat| chat.keyboard = None);
}

#[test]
fn a_request_to_end_leaves() {
    leaves(|chat| assert!(signal(chat.child.id(), "TERM")));
}

#[test]
fn an_interrupt_leaves() {
    leaves(|chat| assert!(signal(chat.child.id(), "INT")));
}

#[test]
fn a_terminal_that_goes_away_leaves() {
    leaves(|chat| assert!(signal(chat.child.id(), "HUP")));
}

#[cfg(target_os = "linux")]
#[test]
fn who_cannot_print_any_more_leaves_and_says_so() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let command = bob.chinwag(&["--peer", &alice.address()]);
    let mut onto_full_disk = Command::new("/bin/sh");
    onto_full_disk.args(["-c", r#"exec "$0" "$@" >/dev/full"#]).arg(command.get_program());
    onto_full_disk.args(command.get_args()).env_clear();
    onto_full_disk.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let at_bobs = Chat::launch(onto_full_disk);
    at_alices.hears("* \"bob\" left\n");
    let told = "\
chinwag: the chat cannot go on: No space left on device (os error 28)
Is the terminal, or what the output goes to, still there?
";
    assert_eq!(at_bobs.ended(), Ended { status: 1, out: told.to_owned() });
}

/// Bob and Alice chat, that happens to Bob, and he leaves as is due.
fn leaves(happens: impl FnOnce(&mut Chat)) {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    at_bobs.says(&format!("1\n{}\nhello", alice.address()));
    at_bobs.hears("✓ received by \"alice\": hello\n");
    happens(&mut at_bobs);
    at_alices.hears("\"bob\": hello\n* \"bob\" left\n");
    let before = "\
* \"alice\" is online at 127.0.0.1:ALICE
→ sent to \"alice\": hello
✓ received by \"alice\": hello
";
    assert_eq!(without_first_line(at_bobs.ended()).told(&[&alice]), Ended::well(before));
}
