//! Petnames: what we call somebody ourselves, and what nobody else can make of it.

use chinwag::frame::{Frame, Greeting};
use chinwag::node::{Command, Event, Input, Mistake, Origin, Output};
use chinwag::stream::MessageId;
use chinwag::text::{Safe, Untrusted};

use crate::alone::{Alone, NOON, SECOND, greeting, key, opened, received, send_to};

const BOB: u32 = 2;
const CAROL: u32 = 3;
const MALLORY: u32 = 66;

#[test]
fn who_is_called_by_a_petname_is_told_and_listed_so() {
    let mut alice = Alone::new();
    meet(&mut alice, BOB, "bob");
    assert_eq!(call(&mut alice, BOB, Some("bestie")), ["notify petnamed: bob is bestie"]);
    assert_eq!(listed(&alice), ["bestie at 10.0.0.2:7001 online"]);
    let told = call(&mut alice, BOB, Some("Bestie II"));
    assert_eq!(told, ["notify petnamed: bestie is Bestie II"]);
    let told = alice.hears(Input::Commanded(Command::Petname { peer: key(9), petname: None }));
    assert_eq!(told, ["notify rejected: unknown peer"]);
}

#[test]
fn no_two_peers_have_petnames_that_could_be_taken_for_each_other() {
    let mut alice = Alone::new();
    meet(&mut alice, BOB, "bob");
    meet(&mut alice, CAROL, "carol");
    call(&mut alice, BOB, Some("bestie"));
    for alike in ["bestie", "BESTIE", "bеstie", "ｂｅｓｔｉｅ", "besti\u{200b}e"] {
        let told = alice.handle(NOON, petname(CAROL, Some(alike)));
        let [Output::Notify(Event::Rejected(Mistake::NameTaken(who)))] = &told[..] else {
            panic!("{alike:?}: {told:?}")
        };
        assert_eq!((who.identity, who.to_string()), (key(BOB), "bestie".to_owned()));
    }
    assert_eq!(labels(&alice), ["bestie", "carol"]);
    assert_eq!(call(&mut alice, BOB, Some("BESTIE")), ["notify petnamed: bestie is BESTIE"]);
    call(&mut alice, BOB, None);
    let told = call(&mut alice, CAROL, Some("bestie"));
    assert_eq!(told, ["notify petnamed: carol is bestie"], "it is free again");
}

#[test]
fn who_looks_like_a_petname_gets_the_tag_and_who_has_it_does_not() {
    let mut alice = Alone::new();
    meet(&mut alice, BOB, "bob");
    call(&mut alice, BOB, Some("bestie"));
    meet(&mut alice, MALLORY, "bеstie");
    let tagged = format!("bеstie#{}", key(MALLORY).tag());
    assert_eq!(labels(&alice), ["bestie", &tagged]);
    call(&mut alice, BOB, Some("pal"));
    assert_eq!(labels(&alice), ["bеstie", "pal"], "nobody looks like anybody");

    let mut alice = Alone::new();
    meet(&mut alice, MALLORY, "bestie");
    meet(&mut alice, BOB, "bob");
    call(&mut alice, BOB, Some("bestie"));
    let tagged = format!("bestie#{}", key(MALLORY).tag());
    assert_eq!(labels(&alice), ["bestie", &tagged], "whoever was first");
    assert_eq!(speaker(&mut alice, MALLORY), tagged);
    assert_eq!(speaker(&mut alice, BOB), "bestie");
}

#[test]
fn whatever_a_peer_calls_itself_its_petname_stays() {
    let mut alice = Alone::new();
    meet(&mut alice, BOB, "bob");
    meet(&mut alice, CAROL, "carol");
    call(&mut alice, BOB, Some("bestie"));
    let mut now = NOON;
    for name in ["robert", "bestie", "carol", "", "alice"] {
        now = now + 60 * SECOND;
        let renamed = Frame::Connect(named(BOB, name));
        let told = alice.handle(now, received(BOB.into(), renamed));
        let is_event = |output: &&Output| matches!(output, Output::Notify(_));
        assert_eq!(told.iter().find(is_event), None, "{name:?}: on screen nothing has changed");
        assert_eq!(labels(&alice), ["bestie", "carol"], "{name:?}");
    }
    let told = call(&mut alice, BOB, None);
    let tagged = format!("alice#{}", key(BOB).tag());
    assert_eq!(told, [format!("notify petnamed: bestie is {tagged}")], "its own name of now");
}

#[test]
fn petnames_survive_reboots_and_so_does_that_there_is_none() {
    let mut alice = Alone::new();
    meet(&mut alice, BOB, "bob");
    meet(&mut alice, MALLORY, "bestie");
    call(&mut alice, BOB, Some("bestie"));
    let tagged = format!("bestie#{}", key(MALLORY).tag());
    for _ in 0..3 {
        alice.restart();
        assert_eq!(labels(&alice), ["bestie", &tagged]);
    }
    meet(&mut alice, BOB, "robert");
    assert_eq!(labels(&alice), ["bestie", &tagged]);
    call(&mut alice, BOB, None);
    for _ in 0..3 {
        assert_eq!(labels(&alice), ["bestie", "robert"]);
        alice.restart();
    }
}

#[test]
fn who_was_never_met_by_name_can_be_called_by_a_petname() {
    let mut alice = Alone::new();
    let at = format!("chinwag:{}@10.0.0.2:7001", key(BOB));
    alice.hears(send_to(&at, "hello"));
    let told = call(&mut alice, BOB, Some("bestie"));
    assert_eq!(told, [format!("notify petnamed: nameless#{} is bestie", key(BOB).tag())]);
    alice.restart();
    assert_eq!(labels(&alice), ["bestie"]);
}

/// Somebody calls Alice under that name, over a link with the number of the key.
fn meet(alice: &mut Alone, number: u32, name: &str) {
    let source = format!("10.0.0.{number}:50000");
    alice.hears(opened(number.into(), key(number), &source, Origin::Accepted));
    alice.hears(received(number.into(), Frame::Connect(named(number, name))));
}

fn named(number: u32, name: &str) -> Greeting {
    Greeting { boot: number.into(), ..greeting(name, 7001) }
}

fn petname(number: u32, name: Option<&str>) -> Input {
    Input::Commanded(Command::Petname { peer: key(number), petname: name.map(Safe::name) })
}

fn call(alice: &mut Alone, number: u32, name: Option<&str>) -> Vec<String> {
    alice.hears(petname(number, name))
}

fn listed(alice: &Alone) -> Vec<String> {
    let list = alice.node.peer_list(NOON);
    list.active.iter().chain(&list.away).map(ToString::to_string).collect()
}

/// What people are called in the list, whoever is there, in the order of their labels.
fn labels(alice: &Alone) -> Vec<String> {
    let list = alice.node.peer_list(NOON);
    let cards = list.active.iter().chain(&list.away);
    let mut labels: Vec<String> =
        cards.filter_map(|card| card.who.as_ref()).map(ToString::to_string).collect();
    labels.sort();
    labels
}

/// What somebody is called who says something.
fn speaker(alice: &mut Alone, number: u32) -> String {
    let text = Frame::Text(1, MessageId(number.into()), NOON, Untrusted::new("hi"));
    let told = alice.handle(NOON, received(number.into(), text));
    let Some(Output::Notify(Event::Said { from, .. })) = told.first() else { panic!("{told:?}") };
    assert_eq!(from.identity, key(number));
    from.to_string()
}
