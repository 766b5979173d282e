//! What a person thinks of a peer: whom she trusts, whom she has blocked, and what she has seen.

use chinwag::frame::{Frame, Greeting};
use chinwag::identity::Identity;
use chinwag::node::{Card, Command, Event, Input, Mistake, Opinion, Origin, Output, Regard, Trust};
use chinwag::reason::Reason;
use chinwag::record::{Acquaintance, Record};
use chinwag::stream::MessageId;
use chinwag::text::{Safe, Untrusted};
use chinwag::time::Time;
use sim::{Des, World};

use crate::alone::{
    Alone, NOON, SECOND, alice, at, bob_at, greeting, handle, hung_up, key, opened, opened_by,
    received, say, send_to,
};

const HOME: &str = "10.0.0.2:7001";

#[test]
fn a_peer_is_new_then_pinned_and_verified_for_as_long_as_a_person_says_so() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 0));
    assert_eq!(card(&alice).trust, Trust::New);
    alice.restart();
    alice.is_called(1, greeting("bob", 0));
    assert_eq!(card(&alice).trust, Trust::Pinned);
    let told = alice.hears(regard(key(2), Regard::Verified));
    assert_eq!(told, ["notify regarded: bob as verified"]);
    for _ in 0..2 {
        assert_eq!(card(&alice).trust, Trust::Verified);
        alice.restart();
        alice.is_called(1, greeting("bob", 0));
    }
    alice.hears(regard(key(2), Regard::Unverified));
    assert_eq!(card(&alice).trust, Trust::Pinned);
}

#[test]
fn a_key_that_is_given_by_hand_is_pinned_from_the_start() {
    let given = format!("chinwag:{}@{HOME}", key(2));
    let mut node = alice(&[&given], Vec::new());
    handle(&mut node, NOON, Input::Ticked);
    assert_eq!(node.peer_list(NOON).away[0].trust, Trust::Pinned);
    let mut node = alice(&[], Vec::new());
    handle(&mut node, NOON, send_to(&given, "hello"));
    assert_eq!(node.peer_list(NOON).away[0].trust, Trust::Pinned);
    let mut node = alice(&[HOME], Vec::new());
    handle(&mut node, NOON, Input::Ticked);
    assert_eq!(node.peer_list(NOON).away[0].trust, Trust::New, "nobody has answered there");
}

#[test]
fn a_muted_peer_is_marked_so_and_heard_as_ever() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 0));
    assert_eq!(alice.hears(regard(key(2), Regard::Muted)), ["notify regarded: bob as muted"]);
    assert!(card(&alice).is_muted);
    let text = Frame::Text(1, MessageId(1), NOON, Untrusted::new("psst"));
    assert_eq!(alice.hears(received(1, text))[0], "notify said: bob: \"psst\"");
    alice.hears(regard(key(2), Regard::Unmuted));
    assert!(!card(&alice).is_muted);
}

#[test]
fn nobody_of_that_key_can_be_regarded() {
    let mut alice = Alone::new();
    for regards in [Regard::Verified, Regard::Blocked, Regard::Muted] {
        assert_eq!(alice.hears(regard(key(2), regards)), ["notify rejected: unknown peer"]);
    }
}

#[test]
fn a_blocked_peer_is_gone_and_gets_no_answer_and_nobody_is_told_how_often_it_tries() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 7001));
    assert_eq!(
        alice.hears(regard(key(2), Regard::Blocked)),
        [
            "notify regarded: bob as blocked",
            "close link 1: blocked by you",
            "notify offline: bob (blocked by you)",
        ]
    );
    for link in 2..50 {
        let knocks = alice.hears(opened(link, key(2), "10.0.0.2:50000", Origin::Accepted));
        assert_eq!(knocks, [format!("close link {link}: blocked by you")]);
    }
    let blocked = card(&alice);
    assert_eq!(blocked.to_string(), format!("bob at {HOME} away (blocked by you)"));
    assert!(blocked.is_blocked);
    assert_eq!(alice.node.deadline(), None, "it is not dialed again");

    let to_bob = Command::Connect(chinwag::node::Target::Peer(key(2)));
    let rejected = ["notify rejected: blocked"];
    assert_eq!(alice.hears(say(key(2), "hello?")), rejected);
    assert_eq!(alice.hears(Input::Commanded(to_bob)), rejected);
    let told = alice.hears(Input::Commanded(Command::ConnectAll));
    let list = format!("active [] away [bob at {HOME} away (blocked by you)]");
    assert_eq!(told, [format!("notify connected to all: {list}")]);
}

#[test]
fn a_block_stays_over_a_restart_whatever_is_dialed_from_the_start_or_waits() {
    let blocked = Acquaintance {
        opinion: Opinion { is_blocked: true, ..Opinion::default() },
        outgoing: Some(chinwag::record::Outgoing { last: 1, waiting: 1, ..Default::default() }),
        ..bob_at(&[HOME])
    };
    let given = format!("chinwag:{}@{HOME}", key(2));
    for static_peers in [&[][..], &[HOME], &[&given]] {
        let node = alice(static_peers, vec![blocked.clone()]);
        assert_eq!(node.deadline(), None, "{static_peers:?}");
    }
}

#[test]
fn a_dial_under_way_ends_without_a_word_and_who_asked_for_an_address_is_told() {
    let mut node = alice(&[], vec![bob_at(&[HOME])]);
    handle(&mut node, NOON, say(key(2), "are you there?"));
    handle(&mut node, NOON, Input::DialFailed { address: at(HOME), reason: Reason::Refused });
    assert!(node.deadline().is_some(), "it is dialed as long as something waits");
    let due = node.deadline().unwrap();
    handle(&mut node, due, Input::Ticked);
    handle(&mut node, due, regard(key(2), Regard::Blocked));
    let opened = handle(&mut node, due, opened(1, key(2), HOME, Origin::Dialed));
    assert_eq!(opened, ["close link 1: blocked by you"]);
    assert_eq!(node.deadline(), None);

    // Where nobody has answered yet, she learns who does.
    let other = "10.0.0.3:7001";
    handle(&mut node, due, send_to(other, "whoever you are"));
    let told = handle(&mut node, due, crate::alone::opened(2, key(2), other, Origin::Dialed));
    let lines: Vec<&str> = told.iter().map(String::as_str).collect();
    assert!(lines.contains(&"close link 2: blocked by you"), "{told:?}");
    let failed = "notify failed: \"whoever you are\" to 10.0.0.3:7001 (blocked by you)";
    assert!(lines.contains(&failed), "{told:?}");
    assert_eq!(handle(&mut node, due, send_to(other, "again")), ["notify rejected: blocked"]);
    assert_eq!(node.deadline(), None);
}

#[test]
fn a_link_that_is_being_greeted_ends_with_a_block_too() {
    for origin in [Origin::Accepted, Origin::Dialed] {
        let mut node = alice(&[], vec![bob_at(&[HOME])]);
        handle(&mut node, NOON, opened(1, key(2), HOME, origin));
        let told = handle(&mut node, NOON, regard(key(2), Regard::Blocked));
        let expected = [
            format!("store regarded {:?} as blocked", key(2)),
            "notify regarded: bob as blocked".to_owned(),
            "close link 1: blocked by you".to_owned(),
        ];
        assert_eq!(told, expected);
        assert_eq!(node.deadline(), None, "{origin:?}");
    }
}

#[test]
fn who_is_not_blocked_any_more_is_dialed_and_gets_what_waited() {
    let mut node = alice(&[], vec![bob_at(&[HOME])]);
    handle(&mut node, NOON, say(key(2), "before all this"));
    handle(&mut node, NOON, Input::DialFailed { address: at(HOME), reason: Reason::Refused });
    handle(&mut node, NOON, regard(key(2), Regard::Blocked));
    assert_eq!(node.deadline(), None);
    let told = handle(&mut node, NOON, regard(key(2), Regard::Unblocked));
    assert_eq!(told.last(), Some(&format!("dial {HOME} for {:?}", key(2))), "{told:?}");
    handle(&mut node, NOON, opened(1, key(2), HOME, Origin::Dialed));
    let told = handle(&mut node, NOON, received(1, Frame::ConnectAck(greeting("bob", 7001))));
    assert!(told.contains(&format!("recall messages to {:?} after 0", key(2))), "{told:?}");
}

#[test]
fn two_people_make_up_again_and_nothing_that_was_said_is_lost() {
    for seed in 0..100 {
        let mut network = Des::new(seed, &[("alice", &["bob"]), ("bob", &[])]);
        network.run(10 * SECOND);
        network.say_to(1, 0, "one");
        let bob = network.identity(1);
        network.ask(0, Command::Regard { peer: bob, regard: Regard::Blocked });
        network.run(10 * SECOND);
        network.say_to(1, 0, "two");
        network.run(200 * SECOND);
        assert!(!network.texts(0).contains(&"two".to_owned()), "seed {seed}");
        network.ask(
            0,
            Command::Send { to: chinwag::node::Target::Peer(bob), text: "shut up".to_owned() },
        );
        assert_eq!(network.events(0).last(), Some(&Event::Rejected(Mistake::Blocked)));
        network.ask(0, Command::Regard { peer: bob, regard: Regard::Unblocked });
        network.run(5 * SECOND);
        let texts = network.texts(0);
        assert_eq!(texts, ["one", "two"], "seed {seed}");
        assert_eq!(network.links(), 1, "seed {seed}");
    }
}

#[test]
fn whoever_was_judged_is_not_forgotten_for_a_crowd() {
    for regards in [Regard::Verified, Regard::Blocked, Regard::Muted] {
        let mut alice = Alone::new();
        alice.is_called(1, greeting("bob", 0));
        alice.hears(regard(key(2), regards));
        alice.hears(hung_up(1));
        (0..2_000).for_each(|number| opened_by(&mut alice, number));
        let told = alice.hears(regard(key(2), regards));
        assert_eq!(told, [format!("notify regarded: bob as {regards}")]);
    }
}

#[test]
fn what_was_read_is_kept_of_whom_is_known() {
    let mut node = alice(&[], vec![bob_at(&[])]);
    let read = |peer| Input::Commanded(Command::Read { peer, id: MessageId(7) });
    let kept = Record::Read { peer: key(2), id: MessageId(7) };
    assert!(kept.is_lazy(), "nothing waits for it");
    assert_eq!(node.handle(NOON, read(key(2))), [Output::Store(kept)]);
    assert_eq!(node.handle(NOON, read(key(3))), []);
}

#[test]
fn how_far_a_peers_clock_is_ahead_is_known_from_its_last_greeting_in_this_run() {
    let mut alice = Alone::new();
    let clock = |micros| Greeting { clock: Time::from_micros(micros), ..greeting("bob", 7001) };
    let noon = NOON.as_micros();
    alice.is_called(1, clock(noon + 3_000_000));
    assert_eq!(card(&alice).clock_ahead, Some(3_000_000));
    alice.hears(received(1, Frame::Connect(clock(noon - 5))));
    assert_eq!(card(&alice).clock_ahead, Some(-5));
    alice.is_called(2, clock(u64::MAX));
    assert_eq!(card(&alice).clock_ahead, Some(i64::MAX), "whatever it says");
    alice.restart();
    assert_eq!(card(&alice).clock_ahead, None);
}

#[test]
fn a_label_says_whether_its_name_is_ours() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 7001));
    let is_petname = |alice: &Alone| card(alice).who.unwrap().label.is_petname;
    assert!(!is_petname(&alice));
    let petname = |name: Option<&str>| {
        Input::Commanded(Command::Petname { peer: key(2), petname: name.map(Safe::name) })
    };
    alice.hears(petname(Some("bestie")));
    alice.restart();
    assert!(is_petname(&alice));
    alice.hears(petname(None));
    assert!(!is_petname(&alice));
}

fn regard(peer: Identity, regard: Regard) -> Input {
    Input::Commanded(Command::Regard { peer, regard })
}

/// The only row of her list.
fn card(alice: &Alone) -> Card {
    let list = alice.node.peer_list(NOON);
    let mut cards = list.active.into_iter().chain(list.away);
    let card = cards.next().expect("somebody is known");
    assert_eq!(cards.next(), None);
    card
}
