//! Leaving the full screen: the peer is told, and the terminal is given back as it was.

use std::io::Read;

use portable_pty::{PtySize, native_pty_system};

use crate::chat::Chat;
use crate::full::{alice_and_bob, rows};
use crate::person::{Person, signal};
use crate::screen::{Screen, in_terminal};
use crate::sent::sent;

#[test]
fn zero_and_enter_leaves() {
    leaves(|screen| {
        screen.types("0");
        screen.last_row("Leave? Enter leaves · any other key stays", 7);
        screen.types("\r");
    });
}

#[test]
fn ctrl_c_clears_the_line_then_asks_then_leaves() {
    leaves(|screen| {
        screen.types("half-typ");
        screen.has_typed("half-typ");
        screen.types("\x03");
        screen.types_nothing();
        screen.types("\x03");
        screen.last_row("Leave? Enter leaves · any other key stays", 7);
        screen.types("\x03");
    });
}

#[test]
fn ctrl_d_on_an_empty_line_leaves() {
    leaves(|screen| screen.types("\x04"));
}

#[test]
fn quit_leaves() {
    leaves(|screen| screen.types("/quit\r"));
}

#[test]
fn a_request_to_end_leaves() {
    leaves(|screen| assert!(signal(screen.process, "TERM")));
}

#[test]
fn a_hang_up_leaves() {
    leaves(|screen| assert!(signal(screen.process, "HUP")));
}

#[test]
fn an_interrupt_from_elsewhere_leaves_from_a_half_typed_line() {
    leaves(|screen| {
        screen.types("half-typ");
        screen.has_typed("half-typ");
        assert!(signal(screen.process, "INT"));
    });
}

#[test]
fn a_window_that_is_closed_leaves() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let mut child = pair.slave.spawn_command(in_terminal(&alice.chinwag(&[]))).unwrap();
    drop(pair.slave);
    let mut window = pair.master.try_clone_reader().unwrap();
    let (mut shown, mut bytes) = (Vec::new(), [0; 4096]);
    while !String::from_utf8_lossy(&shown).contains("0 exit") {
        let count = window.read(&mut bytes).unwrap();
        shown.extend_from_slice(&bytes[..count]);
    }
    let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_bobs.hears("* connected to 1 of 1\n");
    drop((window, pair.master));
    at_bobs.hears("* \"alice\" left\n");
    child.wait().unwrap();
}

/// Alice and Bob are connected, that happens at Alice's, and she leaves as is due.
fn leaves(happens: impl FnOnce(&mut Screen)) {
    let (mut at_alices, mut at_bobs) = alice_and_bob();
    assert!(at_alices.is_changed(), "each key is read as it is typed");
    happens(&mut at_alices);
    let left = at_alices.left();
    assert_eq!((left.status, left.is_restored), (0, true));
    let mut terminal = vt100::Parser::new(THIRTY, HUNDRED, 0);
    terminal.process(&left.bytes);
    let screen = terminal.screen();
    let is_ours = [screen.alternate_screen(), screen.hide_cursor(), screen.bracketed_paste()];
    assert_eq!(is_ours, [false; 3]);
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    let sent = sent(&left.bytes);
    let last = |mode: &str| sent.iter().rfind(|sent| sent.starts_with(mode)).cloned();
    assert_eq!(last("CSI ?1004"), Some("CSI ?1004l".to_owned()), "focus is not told any more");
    assert_eq!(last("CSI ?2026"), Some("CSI ?2026l".to_owned()), "nothing is held back");
    let shell = rows(screen);
    assert!(shell[0].starts_with("alice listens on 127.0.0.1:"), "{shell:?}");
    assert!(!shell.join("\n").contains("exit"), "{shell:?}");
    at_bobs.hears("* \"alice\" left\n");
    at_bobs.says("0");
    assert_eq!(at_bobs.ended().status, 0);
}

const THIRTY: std::num::NonZeroU16 = std::num::NonZeroU16::new(30).unwrap();
const HUNDRED: std::num::NonZeroU16 = std::num::NonZeroU16::new(100).unwrap();
