//! Connecting to one: whatever comes of it, the person who asked is told.

use chinwag::frame::Frame;
use chinwag::node::{Command, Input, LinkId, Origin, Target};
use chinwag::reason::Reason;

use crate::alone::{
    Alone, NOON, alice, at, bob_at, greeting, handle, hung_up, key, opened, received,
};

const HOME: &str = "10.0.0.2:7001";
const REFUSED: &str = "connection refused (nothing listens on that port)";

#[test]
fn a_peer_that_is_away_is_dialed_and_is_online_or_is_not_reached() {
    let mut node = alice(&[], vec![bob_at(&[HOME])]);
    let dial = format!("dial {HOME} for {:?}", key(2));
    assert_eq!(handle(&mut node, NOON, to_bob()), [dial.as_str()]);
    let unreached = format!("notify unreached: {HOME} for bob ({REFUSED})");
    for _ in 0..3 {
        assert_eq!(handle(&mut node, NOON, refused(HOME)), [unreached.as_str()]);
        assert_eq!(node.deadline(), None, "it is dialed once for each asking");
        assert_eq!(handle(&mut node, NOON, to_bob()), [dial.as_str()]);
    }
    handle(&mut node, NOON, opened(1, key(2), HOME, Origin::Dialed));
    let told = handle(&mut node, NOON, received(1, Frame::ConnectAck(greeting("bob", 7001))));
    assert!(told.contains(&format!("notify online: bob at {HOME} online")), "{told:?}");
}

#[test]
fn of_several_addresses_the_last_that_fails_is_told_and_none_if_one_answers() {
    let [first, second] = ["10.0.0.2:7001", "10.0.0.3:7001"];
    let mut node = alice(&[], vec![bob_at(&[first, second])]);
    assert_eq!(handle(&mut node, NOON, to_bob()).len(), 2);
    assert_eq!(handle(&mut node, NOON, refused(first)), [""; 0]);
    let told = handle(&mut node, NOON, refused(second));
    assert_eq!(told, [format!("notify unreached: {second} for bob ({REFUSED})")]);

    handle(&mut node, NOON, to_bob());
    handle(&mut node, NOON, opened(1, key(2), first, Origin::Dialed));
    let told = handle(&mut node, NOON, received(1, Frame::ConnectAck(greeting("bob", 7001))));
    assert!(told.iter().any(|line| line.starts_with("notify online: bob")), "{told:?}");
    assert_eq!(handle(&mut node, NOON, refused(second)), [""; 0], "he was reached");
}

#[test]
fn a_peer_that_is_there_already_is_told_of_again() {
    let mut node = alice(&[], vec![bob_at(&[HOME])]);
    handle(&mut node, NOON, opened(1, key(2), "10.0.0.2:50000", Origin::Accepted));
    handle(&mut node, NOON, received(1, Frame::Connect(greeting("bob", 7001))));
    let online = format!("notify online: bob at {HOME} online");
    assert_eq!(handle(&mut node, NOON, to_bob()), [online.as_str()]);
    assert_eq!(handle(&mut node, NOON, connect_to(HOME)), [online.as_str()]);
}

#[test]
fn whoever_cannot_be_dialed_is_told_by_name() {
    let mut alice = Alone::new();
    assert_eq!(alice.hears(to_bob()), ["notify rejected: unknown peer"]);
    alice.is_called(1, greeting("bob", 0));
    alice.hears(hung_up(1));
    assert_eq!(alice.hears(to_bob()), ["notify rejected: no address"]);
    let own = connect_to(&format!("chinwag:{}@{HOME}", key(1)));
    assert_eq!(alice.hears(own), [format!("notify unreached: {HOME} (that is yourself)")]);
}

#[test]
fn an_address_is_dialed_and_its_outcome_told_whoever_answers() {
    let mut node = alice(&[], Vec::new());
    assert_eq!(handle(&mut node, NOON, connect_to(HOME)), [format!("dial {HOME}")]);
    let unreached = format!("notify unreached: {HOME} ({REFUSED})");
    assert_eq!(handle(&mut node, NOON, refused(HOME)), [unreached.as_str()]);
    assert_eq!(node.deadline(), None);

    // Bob calls, and what Alice dials then turns out to be his home too.
    handle(&mut node, NOON, opened(1, key(2), "10.0.0.9:50000", Origin::Accepted));
    handle(&mut node, NOON, received(1, Frame::Connect(greeting("bob", 0))));
    assert_eq!(handle(&mut node, NOON, connect_to(HOME)), [format!("dial {HOME}")]);
    handle(&mut node, NOON, opened(2, key(2), HOME, Origin::Dialed));
    let told = handle(&mut node, NOON, received(2, Frame::ConnectAck(greeting("bob", 0))));
    let online = format!("notify online: bob at {HOME} online");
    assert_eq!(told.iter().filter(|line| **line == online).count(), 1, "{told:?}");

    let other = "10.0.0.7:7001";
    handle(&mut node, NOON, connect_to(other));
    let unreached = format!("notify unreached: {other} ({REFUSED})");
    assert_eq!(handle(&mut node, NOON, refused(other)), [unreached]);
}

#[test]
fn a_key_that_is_given_with_the_address_is_the_only_one_that_may_answer() {
    let mut node = alice(&[], Vec::new());
    let given = connect_to(&format!("chinwag:{}@{HOME}", key(2)));
    let dialed = handle(&mut node, NOON, given);
    assert_eq!(dialed.last(), Some(&format!("dial {HOME} for {:?}", key(2))));
    let reason = Reason::KeyChanged { found: key(66) };
    let told = handle(&mut node, NOON, opened(1, key(66), HOME, Origin::Dialed));
    let close = format!("close {}: {reason}", LinkId(1));
    let unreached = format!("notify unreached: {HOME} for nameless#{} ({reason})", key(2).tag());
    assert_eq!(told, [close, unreached]);
}

fn to_bob() -> Input {
    Input::Commanded(Command::Connect(Target::Peer(key(2))))
}

fn connect_to(contact: &str) -> Input {
    Input::Commanded(Command::Connect(Target::At(contact.parse().unwrap())))
}

fn refused(address: &str) -> Input {
    Input::DialFailed { address: at(address), reason: Reason::Refused }
}
