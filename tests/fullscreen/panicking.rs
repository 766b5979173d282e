//! A panic under the full screen: the terminal is given back first, so that its words can be read.

use std::process::Command;

use chinwag::address::{Address, Contact};
use chinwag::identity::KeyPair;
use chinwag::look::Look;
use chinwag::screen::{Clock, Examine, Export, Me, Style, Wires, Words, full};
use chinwag::text::Safe;
use chinwag::time::Time;
use tokio::runtime::Builder;
use tokio::sync::mpsc;

use crate::screen::{Screen, in_terminal};

#[test]
fn a_panic_of_the_screen_gives_the_terminal_back_before_its_words() {
    if std::env::var_os(IS_ON_STAGE).is_some() {
        return show(Examine::new(|_| -> std::future::Ready<String> { panic!("all is lost") }));
    }
    let mut screen = Screen::run(in_terminal(&myself(
        "panicking::a_panic_of_the_screen_gives_the_terminal_back_before_its_words",
    )));
    screen.types_nothing();
    screen.types("/doctor\r");
    let left = screen.left();
    assert_eq!((left.status, left.is_restored), (101, true));
    let bytes = String::from_utf8(left.bytes).unwrap();
    let (before, after) = bytes.split_once("all is lost").expect("its words");
    assert!(before.contains("\x1b[?1049l"), "the other screen was left before: {before:?}");
    assert!(!after.contains("\x1b[?1049h"), "and not entered again: {after:?}");
}

#[test]
fn a_panic_beside_the_screen_is_told_on_it() {
    if std::env::var_os(IS_ON_STAGE).is_some() {
        return show(Examine::new(|_| async { panic!("one look is lost") }));
    }
    let mut screen =
        Screen::run(in_terminal(&myself("panicking::a_panic_beside_the_screen_is_told_on_it")));
    screen.types_nothing();
    screen.types("/doctor\r");
    screen.shows("! that came to no end");
    screen.types("half-typed");
    screen.has_typed("half-typed");
    assert!(screen.is_changed(), "the screen has the terminal again");
    assert!(!screen.contents().contains("one look is lost"), "{}", screen.contents());
    screen.types("\x03\x03\x03");
    assert!(screen.left().is_restored);
}

/// This very test again, which then is the one on the stage.
fn myself(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(IS_ON_STAGE, "1").current_dir("/");
    command
}

/// A full screen without a chat behind it, which looks for what is wrong in that way.
fn show(examine: Examine) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let identity = KeyPair::from_seed([1; 32]).identity();
    let listening = Address::new("127.0.0.1", 7001).unwrap();
    let me = Me {
        name: Safe::name("alice"),
        identity,
        invitation: Contact { address: listening.clone(), identity: Some(identity) },
        listening,
        opening: None,
    };
    let words = Words { clock: Clock::utc(), style: Style::Plain, is_ephemeral: true };
    let (commands, mut commanded) = mpsc::channel(64);
    let (events_of, events) = mpsc::channel(1);
    let export = Export::new(|_| Ok(String::new()));
    let wires = Wires { commands, events, known: Vec::new(), export, examine };
    let now = Time::from_micros(0);
    runtime.block_on(async {
        let screen = full(me, Look::default(), words, now, wires);
        let driver = async move {
            while let Some(command) = commanded.recv().await {
                if command == chinwag::node::Command::Exit {
                    break;
                }
            }
            drop(events_of);
        };
        let (shown, ()) = tokio::join!(screen, driver);
        assert!(shown.is_ok());
    });
}

const IS_ON_STAGE: &str = "CHINWAG_TEST_IS_ON_STAGE";
