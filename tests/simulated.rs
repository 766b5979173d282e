//! Stories of several nodes on a simulated network: the real driver, channel and wire.

use std::time::Duration;

use chinwag::node::{Command, Event, Mark, PeerList};
use chinwag::reason::Reason;
use sim::Net;

const SECOND: Duration = Duration::from_secs(1);
const HOSTS: [&str; 5] = ["alice", "bob", "carol", "dave", "eve"];

#[test]
fn two_nodes_greet_talk_both_ways_at_once_and_part() {
    let mut world = Net::new(1);
    world.add("alice", &[]);
    world.add("bob", &["alice"]);
    world.run(SECOND);
    for number in 0..50 {
        world.say("alice", "bob", &format!("a{number}"));
        world.say("bob", "alice", &format!("b{number}"));
    }
    world.run(5 * SECOND);
    assert_eq!(world.texts("bob"), (0..50).map(|n| format!("alice: a{n}")).collect::<Vec<_>>());
    assert_eq!(world.texts("alice"), (0..50).map(|n| format!("bob: b{n}")).collect::<Vec<_>>());
    assert_eq!((received(&world, "alice"), received(&world, "bob")), (50, 50));
    world.command("bob", Command::Exit);
    world.run(SECOND);
    let list = world.list("alice");
    assert_eq!(list.to_string(), "active [] away [bob at bob:7001 away (left)]");
}

#[test]
fn everybody_dials_everybody_at_once_and_each_pair_ends_in_one_link() {
    let mut world = Net::new(2);
    for host in HOSTS {
        world.add(host, &others(host));
    }
    world.run(10 * SECOND);
    for host in HOSTS {
        assert_eq!(names(&world.list(host)), others(host));
        assert_eq!(world.links(host), 4, "{host}");
    }
}

#[test]
fn what_a_stalled_network_holds_arrives_when_it_goes_on() {
    let mut world = Net::new(3);
    world.add("alice", &["bob"]);
    world.add("bob", &[]);
    world.run(SECOND);
    world.hold("alice", "bob");
    world.say("alice", "bob", "held");
    world.run(10 * SECOND);
    assert_eq!(world.texts("bob"), [""; 0]);
    world.release("alice", "bob");
    world.run(SECOND);
    assert_eq!(world.texts("bob"), ["alice: held"]);
    assert_eq!(offline(&world, "alice"), [""; 0], "the link outlived it");
}

#[test]
fn a_message_into_a_cut_arrives_once_after_it_heals() {
    for one_way in [false, true] {
        let mut world = Net::new(4);
        world.add("alice", &["bob"]);
        world.add("bob", &[]);
        world.run(SECOND);
        if one_way {
            world.cut_one_way("alice", "bob");
        } else {
            world.cut("alice", "bob");
        }
        world.say("alice", "bob", "are you there?");
        world.run(60 * SECOND);
        assert_eq!(world.texts("bob"), [""; 0]);
        world.heal("alice", "bob");
        world.run(120 * SECOND);
        assert_eq!(world.texts("bob"), ["alice: are you there?"], "one way: {one_way}");
        assert_eq!(received(&world, "alice"), 1);
    }
}

#[test]
fn somebody_else_at_a_known_address_is_refused_and_gets_nothing() {
    let mut world = Net::new(5);
    world.add("alice", &["bob"]);
    world.add("bob", &[]);
    world.run(SECOND);
    world.crash("bob");
    world.reinstall("bob");
    world.boot("bob");
    world.say("alice", "bob", "our secret");
    world.run(60 * SECOND);
    assert_eq!(world.texts("bob"), [""; 0]);
    let changed = |event: &Event| {
        matches!(event, Event::Unreached { why: Reason::KeyChanged { .. }, retry_at: None, .. })
    };
    assert!(world.heard("alice").iter().any(|heard| changed(&heard.event)));
    assert!(world.list("alice").active.is_empty());
}

fn others(host: &str) -> Vec<&'static str> {
    HOSTS.into_iter().filter(|other| *other != host).collect()
}

fn names(list: &PeerList) -> Vec<String> {
    list.active.iter().filter_map(|card| card.who.as_ref()).map(ToString::to_string).collect()
}

/// How many of a host's own messages are marked as received.
fn received(world: &Net, host: &str) -> u64 {
    let mut received = 0;
    for heard in world.heard(host) {
        if let Event::Marked { upto, mark: Mark::Received, .. } = heard.event {
            received = upto;
        }
    }
    received
}

fn offline(world: &Net, host: &str) -> Vec<String> {
    let mut offline = Vec::new();
    for heard in world.heard(host) {
        if let Event::Offline { peer, .. } = heard.event {
            offline.push(peer.to_string());
        }
    }
    offline
}
