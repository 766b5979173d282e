//! Ctrl-Z: back to the shell with the terminal as it was, and on again with everything there.

use std::process::Command;

use crate::chat::Chat;
use crate::full::rows;
use crate::person::{Person, signal};
use crate::screen::{Screen, in_terminal};

#[test]
fn ctrl_z_leaves_the_terminal_to_the_shell_until_it_calls_back() {
    suspends(|screen| screen.types("\x1a"));
}

#[test]
fn a_request_to_stop_from_elsewhere_does_so_too() {
    suspends(|screen| {
        let group = screen.master.process_group_leader().expect("somebody is in front");
        assert!(signal(group.unsigned_abs(), "TSTP"));
    });
}

#[test]
fn without_a_shell_that_could_call_back_nothing_is_suspended() {
    let alice = Person::new("alice");
    let mut at_alices = Screen::full(&alice.chinwag(&[]));
    at_alices.types("half-typed\x1a");
    at_alices.shows("! not suspended: no shell is here that could call it back");
    at_alices.types(" no more");
    at_alices.has_typed("half-typed no more");
}

/// Alice has begun to type, that happens, Bob says something, and she comes back.
fn suspends(happens: impl FnOnce(&mut Screen)) {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Screen::run(in_terminal(&in_shell(&alice.chinwag(&[]))));
    at_alices.types_nothing();
    let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_bobs.hears("* connected to 1 of 1\n");
    at_alices.shows("? \"bob\" · online");
    at_alices.types("half-typed");
    at_alices.has_typed("half-typed");
    let typing = at_alices.emulator.screen().input_mode_formatted();
    assert!(at_alices.is_changed());

    happens(&mut at_alices);
    // The shell goes on only when who was in front has stopped.
    at_alices.shows("the shell is back");
    at_alices.is_given_back();
    assert!(!at_alices.is_changed(), "the modes are those of the shell");
    let shell = rows(at_alices.emulator.screen());
    assert!(shell[0].starts_with("alice listens on 127.0.0.1:"), "{shell:?}");
    at_bobs.says("1\nalice\nare you there?");
    at_bobs.hears("→ sent to \"alice\": are you there?\n");

    at_alices.types("\r");
    at_alices.has_typed("half-typed");
    at_alices.shows(" ? \"bob\": are you there?");
    assert!(at_alices.is_changed(), "each key is read as it is typed");
    assert_eq!(at_alices.emulator.screen().input_mode_formatted(), typing);
    at_alices.types(" no more\r");
    at_bobs.hears(" \"alice\": half-typed no more\n");
    at_alices.types("/quit\r");
    let left = at_alices.left();
    assert_eq!((left.status, left.is_restored), (0, true));
}

/// The same program in a shell that calls it back when Enter is pressed.
fn in_shell(program: &Command) -> Command {
    let script = "set -m; \"$@\"; echo the shell is back; read enter; fg >/dev/null";
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", script, "sh"]).arg(program.get_program()).args(program.get_args());
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.current_dir(program.get_current_dir().expect("it starts at home"));
    shell
}
