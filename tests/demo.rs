//! Stories of somebody who is alone and tries things out.
#![cfg(unix)]

#[path = "people/chat.rs"]
mod chat;
#[path = "people/ear.rs"]
mod ear;

use std::fs;
use std::process::Command;
use std::sync::Arc;

use chinwag::demo::{Character, Reply};
use chinwag::identity::{Identity, KeyPair};
use chinwag::node::{Card, Event, Label, Standing, Trust, Who};
use chinwag::stream::MessageId;
use chinwag::text::Safe;
use chinwag::time::Time;

use chat::Chat;

#[test]
fn a_person_alone_has_company_and_nothing_stays() {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_chinwag"));
    command.env_clear().env("HOME", home.path()).env("USER", "alice").arg("demo");
    let mut at_alices = Chat::start(command);
    at_alices.hears("\"ada (demo)\": Hello! I am ada, a small program");
    at_alices.says("1\necho (demo)\nhello there");
    at_alices.hears("\"echo (demo)\": hello there\n");
    at_alices.says("1\nada (demo)\nleave");
    at_alices.hears("* \"ada (demo)\" left\n");
    at_alices.says("1\nada (demo)\nare you there?");
    at_alices.hears("… 1 to \"ada (demo)\" queued");
    at_alices.hears("* \"ada (demo)\" is online");
    at_alices.hears("✓ received by \"ada (demo)\": are you there?\n");
    at_alices.says("1\nada (demo)\nhelp");
    // What she said before that has come before it.
    at_alices.hears("These words I know:");
    at_alices.says("0");
    let ended = at_alices.ended();
    assert_eq!(ended.status, 0, "{ended:?}");
    let first = "This is a demo: ada (demo) and echo (demo) are small programs on this machine, \
                 and no people.\n";
    assert!(ended.out.starts_with(first), "{ended:?}");
    for line in ["✓ received by \"echo (demo)\": hello there\n", "\"ada (demo)\": I am back."] {
        assert!(ended.out.contains(line), "{line} in {ended:?}");
    }
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn echo_says_what_it_is_once_and_repeats_what_it_is_told() {
    let mut echo = Character::echo();
    let says = "I am echo, a small program. What you write to me comes back.";
    assert_eq!(echo.hears(&online()), Some((alice(), say(says))));
    assert_eq!(echo.hears(&online()), None);
    assert_eq!(echo.hears(&said("hello")), Some((alice(), say("hello"))));
    assert_eq!(echo.hears(&Event::Resumed), None);
}

#[test]
fn ada_knows_a_few_words_however_they_are_written() {
    let mut ada = Character::ada();
    let mut answer = |word| match ada.hears(&said(word)) {
        Some((_, Reply::Say(text))) => text,
        other => panic!("{other:?}"),
    };
    let help = answer("help");
    for word in ["marks", "leave", "quiet", "name", "bye"] {
        assert!(help.contains(&format!("\n{word} ")), "{word}");
    }
    assert_eq!(answer(" Help! "), help);
    for word in ["marks", "name", "bye", "hello", "back", "what?"] {
        assert_ne!(answer(word), help);
    }
}

#[test]
fn ada_goes_and_says_so_when_she_is_back() {
    let Some((to, Reply::Leave(goes, back))) = Character::ada().hears(&said("leave")) else {
        panic!("she stays");
    };
    assert_eq!(to, alice());
    assert!(goes.starts_with("I go offline now") && back.starts_with("I am back"));
}

#[test]
fn ada_keeps_quiet_until_she_is_asked_back() {
    let mut ada = Character::ada();
    let promise = "I say nothing more until you write: back";
    assert_eq!(ada.hears(&said("quiet")), Some((alice(), say(promise))));
    assert_eq!(ada.hears(&said("help")), None);
    let again = "Here I am again. What you wrote meanwhile I have read.";
    assert_eq!(ada.hears(&said("back")), Some((alice(), say(again))));
    assert!(ada.hears(&said("help")).is_some());
}

fn say(text: &str) -> Reply {
    Reply::Say(text.to_owned())
}

fn alice() -> Identity {
    KeyPair::from_seed([1; 32]).identity()
}

fn who() -> Who {
    let label = Label { name: Safe::name("alice"), tag: None, is_petname: false };
    Who { identity: alice(), label: Arc::new(label) }
}

fn online() -> Event {
    let who = Some(who());
    let standing = Standing::Online;
    Event::Online(Card {
        who,
        address: None,
        standing,
        since: None,
        trust: Trust::New,
        is_muted: false,
        is_blocked: false,
        clock_ahead: None,
    })
}

fn said(text: &str) -> Event {
    Event::Said {
        from: who(),
        id: MessageId(1),
        sent: Time::EPOCH,
        heard: Time::EPOCH,
        is_clock_off: false,
        text: Safe::text(text),
    }
}
