//! What slash commands ask for, and what is said where they cannot.

use chinwag::node::{Command, Event, Regard, Target};
use chinwag::screen::Effect;
use chinwag::text::Safe;

use crate::desk::{Desk, address, key, who};

#[test]
fn every_command_asks_for_what_it_says() {
    let bob = key("bob");
    let to = Target::Peer(bob);
    let regard = |regard| Command::Regard { peer: bob, regard };
    let text = |text: &str| Command::Send { to: Target::Peer(bob), text: text.into() };
    for (line, command) in [
        ("/msg bob hello there", text("hello there")),
        ("/m \"bob\" hello", text("hello")),
        ("/MSG BOB hello", text("hello")),
        (&format!("/msg \"Bob\"#{} hello", bob.tag()), text("hello")),
        ("//shrug", text("/shrug")),
        ("exit", Command::Part(to.clone())),
        ("/peers", Command::ListPeers),
        ("/connect", Command::ConnectAll),
        ("/connect all", Command::ConnectAll),
        ("/connect bob", Command::Connect(to.clone())),
        ("/c 10.0.0.9:7001", Command::Connect(Target::At(address("10.0.0.9:7001").into()))),
        ("/disconnect", Command::Part(to.clone())),
        ("/nick Alicia", Command::Rename(Safe::name("Alicia"))),
        ("/alias bob Bobby", Command::Petname { peer: bob, petname: Some(Safe::name("Bobby")) }),
        ("/alias Bobby", Command::Petname { peer: bob, petname: Some(Safe::name("Bobby")) }),
        ("/alias bob", Command::Petname { peer: bob, petname: None }),
        ("/verify yes", regard(Regard::Verified)),
        ("/verify bob no", regard(Regard::Unverified)),
        ("/block bob", regard(Regard::Blocked)),
        ("/unblock bob", regard(Regard::Unblocked)),
        ("/mute", regard(Regard::Muted)),
        ("/unmute \"bob\"", regard(Regard::Unmuted)),
        ("/quit", Command::Exit),
    ] {
        let mut desk = Desk::plain();
        desk.meets("bob");
        desk.asked();
        desk.enters(line);
        assert_eq!(desk.commanded(), [command], "{line}");
        assert_eq!(desk.line(), "› 1 send · 2 peers · 3 connect all · 0 exit", "{line}");
    }
}

#[test]
fn what_cannot_be_is_said_sent_to_nobody_and_stays_to_be_mended() {
    for (line, why) in [
        ("/hlep", "there is no /hlep; did you mean /help? (// sends a slash)"),
        ("/frobnicate bob", "there is no /frobnicate; /help lists what there is"),
        ("/msg", "to whom? /msg bob hello"),
        ("/msg nobody:0 hi", "nobody:0"),
        ("/whois dora", "nobody here is called dora"),
        ("/connect host.example", "to dial a host, /connect host.example:7001"),
        ("/nick", "a name needs at least one visible character"),
        ("/alias bob 7", "no number and has no #"),
        ("/search", "which words?"),
        ("/export", "to which file?"),
        ("/cancel 3", "/cancel lists the messages that wait"),
        ("/set colour blue", "there is nothing called colour"),
        ("/set bell loud", "bell: it must be on or off"),
    ] {
        let mut desk = Desk::plain();
        desk.meets("bob");
        desk.asked();
        desk.enters(line);
        assert_eq!(desk.asked(), [], "{line}");
        let seen = desk.sees().replace('\n', " ");
        assert!(seen.contains(why), "{line}: {}", desk.sees());
        assert_eq!(desk.line(), format!("› {line}"));
    }
}

#[test]
fn export_and_doctor_are_asked_of_the_world() {
    let mut desk = Desk::plain();
    desk.asked();
    desk.enters("/export all.jsonl");
    desk.enters("/doctor");
    desk.enters("/doctor \"bob\"");
    let asked = [
        Effect::Export("all.jsonl".into()),
        Effect::Examine(None),
        Effect::Examine(Some("bob".into())),
    ];
    assert_eq!(desk.asked(), asked);
    desk.state.examined("✓ the port is open");
    assert!(desk.sees().contains("✓ the port is open"), "{}", desk.sees());
    assert!(!desk.sees().contains("looking"), "{}", desk.sees());
}

#[test]
fn a_new_name_of_ours_is_shown_when_the_core_has_taken_it() {
    let mut desk = Desk::plain();
    desk.enters("/nick Alicia");
    assert!(desk.sees().contains(" alice #"), "{}", desk.sees());
    desk.meets("bob");
    desk.hears(Event::Named(Safe::name("Alicia")));
    assert!(desk.sees().contains("* you are called Alicia now"), "{}", desk.sees());
    assert!(desk.sees().contains(" Alicia #"), "{}", desk.sees());
}

#[test]
fn a_mistake_that_the_core_finds_is_told_where_one_is() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.hears(Event::Rejected(chinwag::node::Mistake::NameTaken(who("carol"))));
    assert!(desk.sees().contains("! \"carol\" is called so already"), "{}", desk.sees());
}
