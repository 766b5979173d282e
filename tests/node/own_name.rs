//! Our own name: who hears that it changed, when, and who looks like us then.

use chinwag::frame::Frame;
use chinwag::node::{Command, Event, Input, Origin, Output, RENAME_EVERY};
use chinwag::text::Safe;
use sim::{Des, World};

use crate::alone::{Alone, NOON, SECOND, alice, greeting, handle, key, opened, received};

#[test]
fn peers_show_a_new_name_and_of_several_in_a_hurry_the_last() {
    for seed in 0..100 {
        let mut network =
            Des::new(seed, &[("alice", &["bob", "carol"]), ("bob", &[]), ("carol", &[])]);
        network.run(20 * SECOND);
        network.ask(0, rename("alicia"));
        network.run(SECOND);
        assert_eq!(renames(&network, 1), ["alice is alicia"], "seed {seed}");
        for name in ["ally", "Dr. Alice", "alix"] {
            network.ask(0, rename(name));
            network.run(SECOND);
        }
        assert_eq!(renames(&network, 1).len(), 1, "seed {seed}: bob is spared the hurry");
        network.run(RENAME_EVERY);
        let told = ["alice is alicia", "alicia is alix"];
        assert_eq!(renames(&network, 1), told, "seed {seed}");
        assert_eq!(renames(&network, 2), told, "seed {seed}");
        network.run(60 * SECOND);
        assert_eq!(renames(&network, 1), told, "seed {seed}: and that is all");
        let own: Vec<String> = named(&network, 0);
        assert_eq!(own, ["alicia", "ally", "Dr. Alice", "alix"], "seed {seed}");
    }
}

#[test]
fn a_name_taken_back_in_time_is_never_shown() {
    let mut network = Des::new(7, &[("alice", &["bob"]), ("bob", &[])]);
    network.run(20 * SECOND);
    for name in ["alicia", "oops", "alicia"] {
        network.ask(0, rename(name));
        network.run(SECOND);
    }
    network.run(60 * SECOND);
    assert_eq!(renames(&network, 1), ["alice is alicia"]);
}

#[test]
fn who_is_met_later_hears_the_new_name_at_once_and_a_restart_ends_it() {
    let mut network = Des::new(8, &[("alice", &[]), ("bob", &["alice"])]);
    network.ask(0, rename("alicia"));
    network.run(20 * SECOND);
    let list = network.list(1).expect("he is up");
    assert_eq!(list.active[0].to_string(), "alicia at alice:7001 online");
    network.reboot(0);
    network.run(20 * SECOND);
    assert_eq!(renames(&network, 1), ["alicia is alice"]);
}

#[test]
fn a_link_whose_greeting_is_under_way_hears_of_it_too() {
    let mut node = alice(&[], Vec::new());
    handle(&mut node, NOON, opened(1, key(2), "10.0.0.2:7001", Origin::Dialed));
    handle(&mut node, NOON, opened(2, key(3), "10.0.0.3:50000", Origin::Accepted));
    let outputs = node.handle(NOON, Input::Commanded(rename("alicia")));
    let greeted = |output: &Output| {
        let Output::Send(link, Frame::Connect(greeting)) = output else { return None };
        Some((link.0, greeting.name.to_name().to_string()))
    };
    let sent: Vec<_> = outputs.iter().filter_map(greeted).collect();
    assert_eq!(sent, [(1, "alicia".to_owned())], "who calls has not said anything yet");
    let answer = node.handle(NOON, received(2, Frame::Connect(greeting("carol", 0))));
    let Some(Output::Send(_, Frame::ConnectAck(ack))) = answer.first() else {
        panic!("{answer:?}")
    };
    assert_eq!(ack.name.to_name().as_str(), "alicia");
}

#[test]
fn who_looks_like_the_new_name_gets_a_tag_and_who_looked_like_the_old_one_loses_it() {
    let mut alice = Alone::new();
    for (number, name) in [(2, "Alice"), (3, "alicia")] {
        let source = format!("10.0.0.{number}:50000");
        alice.hears(opened(number.into(), key(number), &source, Origin::Accepted));
        alice.hears(received(number.into(), Frame::Connect(greeting(name, 0))));
    }
    let tagged = |name: &str, number| format!("{name}#{}", key(number).tag());
    assert_eq!(labels(&alice), [tagged("Alice", 2), "alicia".to_owned()]);
    assert_eq!(
        alice.hears(Input::Commanded(rename("ALICIA"))).last().unwrap(),
        "notify named: ALICIA"
    );
    assert_eq!(labels(&alice), ["Alice".to_owned(), tagged("alicia", 3)]);
}

#[test]
fn what_is_no_name_is_refused_and_the_same_name_is_told_to_nobody() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 0));
    for name in ["", " \u{200b} "] {
        let told = alice.hears(Input::Commanded(rename(name)));
        assert_eq!(told, ["notify rejected: not a name"], "{name:?}");
    }
    assert_eq!(alice.hears(Input::Commanded(rename("alice"))), ["notify named: alice"]);
}

fn rename(name: &str) -> Command {
    Command::Rename(Safe::line(name))
}

/// What somebody was told of others' names.
fn renames(network: &Des, who: usize) -> Vec<String> {
    let renamed = |event: &Event| {
        let Event::Renamed { peer, before } = event else { return None };
        Some(format!("{before} is {peer}"))
    };
    network.events(who).iter().filter_map(renamed).collect()
}

/// What somebody was told of their own.
fn named(network: &Des, who: usize) -> Vec<String> {
    let named = |event: &Event| {
        let Event::Named(name) = event else { return None };
        Some(name.to_string())
    };
    network.events(who).iter().filter_map(named).collect()
}

fn labels(alice: &Alone) -> Vec<String> {
    let list = alice.node.peer_list(NOON);
    list.active.iter().filter_map(|card| card.who.as_ref()).map(ToString::to_string).collect()
}
