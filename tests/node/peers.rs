//! Peers: who may answer where, how often they are dialed, and how many are known.

use std::time::Duration;

use chinwag::address::Address;
use chinwag::frame::{Frame, Greeting};
use chinwag::node::{
    Command, Event, Input, LINKS_MAX, LINKS_PER_PEER_MAX, LinkId, Origin, Output, PEERS_MAX,
    RETRY_MAX, TURNED_AWAY_EVERY,
};
use chinwag::reason::Reason;
use chinwag::stream::MessageId;
use chinwag::text::Untrusted;

use crate::alone::{
    NOON, SECOND, alice, at, bob_at, greeting, handle, key, opened, received, say, send_to,
};

#[test]
fn a_static_peer_is_dialed_for_ever_with_waits_that_grow_to_a_bound() {
    let mut node = alice(&["10.0.0.2:7001"], Vec::new());
    let mut now = NOON;
    let mut longest = Duration::ZERO;
    for attempt in 0..200 {
        let due = node.deadline().expect("a dial is due").max(now);
        assert!(due - now <= RETRY_MAX, "attempt {attempt}");
        longest = longest.max(due - now);
        now = due;
        assert_eq!(handle(&mut node, now, Input::Ticked), ["dial 10.0.0.2:7001"]);
        let failed = Input::DialFailed { address: at("10.0.0.2:7001"), reason: Reason::Refused };
        let told = handle(&mut node, now, failed);
        assert_eq!(told.len(), usize::from(attempt == 0), "a failure is told once: {told:?}");
    }
    assert!(longest > RETRY_MAX / 2, "{longest:?}");
}

#[test]
fn a_message_to_an_address_where_nobody_answers_fails_with_the_cause() {
    let mut node = alice(&[], Vec::new());
    assert_eq!(handle(&mut node, NOON, send_to("10.0.0.2:7001", "hello")), ["dial 10.0.0.2:7001"]);
    let failed = Input::DialFailed { address: at("10.0.0.2:7001"), reason: Reason::Refused };
    assert_eq!(
        handle(&mut node, NOON, failed),
        [
            "notify failed: \"hello\" to 10.0.0.2:7001 \
             (connection refused (nothing listens on that port))",
            "notify unreached: 10.0.0.2:7001 (connection refused (nothing listens on that port))",
        ]
    );
    assert_eq!(node.deadline(), None, "nobody asked for more");
}

#[test]
fn a_remembered_key_must_answer_and_a_changed_one_stops() {
    let bob = bob_at(&["10.0.0.2:7001"]);
    let mut node = alice(&["10.0.0.2:7001"], vec![bob]);
    let dialed = format!("dial 10.0.0.2:7001 for {:?}", key(2));
    assert_eq!(handle(&mut node, NOON, Input::Ticked), [dialed]);
    let found = key(3);
    let reason = Reason::KeyChanged { found };
    let failed = Input::DialFailed { address: at("10.0.0.2:7001"), reason: reason.clone() };
    let told = handle(&mut node, NOON, failed);
    assert_eq!(told, [format!("notify unreached: 10.0.0.2:7001 for bob ({reason})")]);
    assert_eq!(node.deadline(), None, "it is not dialed again by itself");

    let given = format!("chinwag:{found}@10.0.0.2:7001");
    let asked = handle(&mut node, NOON, send_to(&given, "is it you?"));
    assert_eq!(asked.last(), Some(&format!("dial 10.0.0.2:7001 for {found:?}")));
}

#[test]
fn what_a_stranger_claims_never_overrides_who_answered() {
    let bob = bob_at(&["10.0.0.2:7001"]);
    let mut node = alice(&[], vec![bob]);
    handle(&mut node, NOON, opened(1, key(66), "10.0.0.2:50000", Origin::Accepted));
    handle(&mut node, NOON, received(1, Frame::Connect(greeting("bob", 7001))));
    let dialed = handle(&mut node, NOON, send_to("10.0.0.2:7001", "psst"));
    assert_eq!(dialed.last(), Some(&format!("dial 10.0.0.2:7001 for {:?}", key(2))));
}

#[test]
fn a_claimed_address_is_a_hint_that_the_first_answer_corrects() {
    let mut node = alice(&[], Vec::new());
    handle(&mut node, NOON, opened(1, key(66), "10.0.0.2:50000", Origin::Accepted));
    handle(&mut node, NOON, received(1, Frame::Connect(greeting("mallory", 7001))));
    let dialed = handle(&mut node, NOON, send_to("10.0.0.2:7001", "hello bob"));
    assert_eq!(dialed, ["dial 10.0.0.2:7001"], "anybody may answer where nobody has");
    handle(&mut node, NOON, opened(2, key(2), "10.0.0.2:7001", Origin::Dialed));
    let told = handle(&mut node, NOON, received(2, Frame::ConnectAck(greeting("bob", 7001))));
    assert!(told.contains(&"send on link 2: text 1 \"hello bob\"".to_owned()), "{told:?}");
    let list = node.peer_list(NOON);
    let addresses: Vec<String> = list.active.iter().map(ToString::to_string).collect();
    assert_eq!(addresses, ["bob at 10.0.0.2:7001 online", "mallory at 10.0.0.2:7001 online"]);
}

#[test]
fn links_are_bounded_in_all_and_for_each_peer() {
    let mut node = alice(&[], Vec::new());
    for link in 1..=LINKS_PER_PEER_MAX as u64 {
        let outputs = handle(&mut node, NOON, opened(link, key(2), "10.0.0.2:1", Origin::Accepted));
        assert_eq!(outputs, [""; 0]);
    }
    let closed = handle(&mut node, NOON, opened(99, key(2), "10.0.0.2:1", Origin::Accepted));
    assert_eq!(closed[0], "close link 99: too many links");
    let rest = (LINKS_PER_PEER_MAX..LINKS_MAX * 3 / 4).map(|number| number as u64 + 100);
    for link in rest {
        let peer = key(link as u32);
        let outputs = handle(&mut node, NOON, opened(link, peer, "10.0.0.3:1", Origin::Accepted));
        assert_eq!(outputs, [""; 0]);
    }
    let closed = handle(&mut node, NOON, opened(9_999, key(9), "10.0.0.9:1", Origin::Accepted));
    assert_eq!(closed, ["close link 9999: too many links"], "the rest is told later");
}

#[test]
fn strangers_do_not_push_out_whom_we_know_nor_grow_without_bound() {
    let bob = bob_at(&["10.0.0.2:7001"]);
    let mut node = alice(&["10.0.0.2:7001"], vec![bob]);
    for stranger in 0..2 * PEERS_MAX as u64 {
        let now = NOON + SECOND * stranger as u32;
        let address = format!("10.1.{}.{}:5", stranger / 250, stranger % 250);
        let peer = key(1_000 + stranger as u32);
        handle(&mut node, now, opened(stranger, peer, &address, Origin::Accepted));
        handle(&mut node, now, received(stranger, Frame::Connect(greeting("hi", 5))));
        let closed = Input::Closed { link: LinkId(stranger), reason: Reason::HungUp };
        handle(&mut node, now, closed);
    }
    let list = node.peer_list(NOON);
    assert_eq!(list.active.len() + list.away.len(), PEERS_MAX);
    assert!(list.away.iter().any(|card| card.to_string().starts_with("bob at 10.0.0.2:7001")));
}

#[test]
fn who_only_looks_whether_somebody_is_there_leaves_no_trace() {
    let mut node = alice(&[], Vec::new());
    let closed = |reason| Input::Closed { link: LinkId(1), reason };
    handle(&mut node, NOON, opened(1, key(2), "10.0.0.2:1", Origin::Accepted));
    assert_eq!(handle(&mut node, NOON, closed(Reason::HungUp)), [""; 0]);
    let list = node.peer_list(NOON);
    assert_eq!((list.active, list.away), (Vec::new(), Vec::new()));
    // Who breaks off is another matter.
    handle(&mut node, NOON, opened(1, key(2), "10.0.0.2:1", Origin::Accepted));
    assert_eq!(handle(&mut node, NOON, closed(Reason::Lost)).len(), 1);
}

#[test]
fn a_crowd_of_strangers_is_told_in_one_line() {
    let mut node = alice(&[], Vec::new());
    let knock = |number: u16| Input::TurnedAway {
        address: Address::new("10.0.0.66", 50_000 + number).unwrap(),
        reason: Reason::WrongProtocol,
    };
    let told: usize = (0..1_000).map(|n| handle(&mut node, NOON, knock(n)).len()).sum();
    assert_eq!(told, 1);
    let later = node.handle(NOON + TURNED_AWAY_EVERY, knock(0));
    assert!(matches!(later[..], [Output::Notify(Event::TurnedAway { others: 999, .. })]));
}

#[test]
fn an_input_about_an_unknown_link_is_ignored() {
    let mut node = alice(&[], Vec::new());
    let frames = vec![Frame::Ping, Frame::Connect(greeting("ghost", 1))];
    let link = LinkId(404);
    for input in [
        Input::Received { link, frames },
        Input::Closed { link, reason: Reason::Lost },
        Input::DialFailed { address: at("10.9.9.9:9"), reason: Reason::Refused },
        Input::Ticked,
    ] {
        assert_eq!(handle(&mut node, NOON, input), [""; 0]);
    }
    assert_eq!(node.peer_list(NOON).active.len(), 0);
}

#[test]
fn a_peer_that_asks_a_thousand_times_in_one_breath_is_answered_once() {
    let mut node = alice(&[], Vec::new());
    handle(&mut node, NOON, opened(1, key(2), "10.0.0.2:1", Origin::Accepted));
    handle(&mut node, NOON, received(1, Frame::Connect(greeting("bob", 7001))));
    let mut frames = vec![Frame::Ping; 1_000];
    frames.extend(
        (1..=3).map(|seq| Frame::Text(seq, MessageId(seq.into()), NOON, Untrusted::new("hi"))),
    );
    let answers = node.handle(NOON, Input::Received { link: LinkId(1), frames });
    let sent: Vec<String> = answers
        .iter()
        .filter(|output| matches!(output, Output::Send(..)))
        .map(ToString::to_string)
        .collect();
    assert_eq!(sent, ["send on link 1: received 3", "send on link 1: pong"]);
}

#[test]
fn a_thousand_strangers_cannot_erase_whose_key_belongs_to_an_address() {
    let bob = bob_at(&["10.0.0.2:7001"]);
    let mut node = alice(&[], vec![bob]);
    for stranger in 0..2 * PEERS_MAX as u64 {
        let peer = key(1_000 + stranger as u32);
        handle(&mut node, NOON, opened(stranger, peer, "10.1.1.1:5", Origin::Accepted));
        handle(&mut node, NOON, received(stranger, Frame::Connect(greeting("hi", 0))));
        let closed = Input::Closed { link: LinkId(stranger), reason: Reason::HungUp };
        handle(&mut node, NOON, closed);
    }
    let dialed = handle(&mut node, NOON, send_to("10.0.0.2:7001", "psst"));
    assert_eq!(dialed.last(), Some(&format!("dial 10.0.0.2:7001 for {:?}", key(2))));
}

#[test]
fn one_stranger_cannot_fill_the_table_of_addresses() {
    let mut node = alice(&[], Vec::new());
    for call in 1..5_000 {
        handle(&mut node, NOON, opened(call, key(66), "10.6.6.6:5", Origin::Accepted));
        let port = 1_024 + call as u16;
        handle(&mut node, NOON, received(call, Frame::Connect(greeting("mallory", port))));
        handle(&mut node, NOON, Input::Closed { link: LinkId(call), reason: Reason::HungUp });
    }
    let dialed = handle(&mut node, NOON, send_to("10.0.0.2:7001", "hello bob"));
    assert_eq!(dialed, ["dial 10.0.0.2:7001"]);
    let all = node.handle(NOON, Input::Commanded(Command::ConnectAll));
    let dials = all.iter().filter(|output| matches!(output, Output::Dial(_))).count();
    assert!(dials <= 1, "{dials} dials to one stranger");
}

#[test]
fn our_own_key_is_nobody_to_write_to() {
    let mut node = alice(&[], Vec::new());
    let own = format!("chinwag:{}@10.0.0.2:7001", key(1));
    let told = handle(&mut node, NOON, send_to(&own, "hello me"));
    assert_eq!(told, ["notify failed: \"hello me\" to 10.0.0.2:7001 (that is yourself)"]);
    assert_eq!(node.deadline(), None);
}

#[test]
fn a_peer_that_renames_itself_a_thousand_times_is_told_once() {
    let mut node = alice(&[], Vec::new());
    handle(&mut node, NOON, opened(1, key(2), "10.0.0.2:1", Origin::Accepted));
    handle(&mut node, NOON, received(1, Frame::Connect(greeting("bob", 7001))));
    let renames = |n: u32| Frame::Connect(greeting(&format!("bob {n}"), 7001));
    let told: usize = (0..1_000)
        .flat_map(|n| node.handle(NOON, received(1, renames(n))))
        .filter(|output| matches!(output, Output::Notify(_)))
        .count();
    assert!(told <= 1, "{told} events");
}

#[test]
fn strangers_leave_room_for_whom_we_know() {
    let bob = bob_at(&["10.0.0.2:7001"]);
    let mut node = alice(&[], vec![bob]);
    for stranger in 0..LINKS_MAX as u64 {
        let peer = key(1_000 + stranger as u32);
        handle(&mut node, NOON, opened(stranger, peer, "10.1.1.1:5", Origin::Accepted));
    }
    let outputs = handle(&mut node, NOON, opened(999, key(2), "10.0.0.2:5", Origin::Accepted));
    assert_eq!(outputs, [""; 0], "bob may come in");
}

#[test]
fn a_message_to_who_told_no_address_and_is_away_waits_until_that_peer_calls() {
    let mut node = alice(&[], Vec::new());
    let bob = key(2);
    handle(&mut node, NOON, opened(1, bob, "10.0.0.2:50000", Origin::Accepted));
    handle(&mut node, NOON, received(1, Frame::Connect(greeting("bob", 0))));
    handle(&mut node, NOON, Input::Closed { link: LinkId(1), reason: Reason::Lost });
    assert_eq!(
        handle(&mut node, NOON, say(bob, "hello")),
        [
            format!("store submitted 1 to {bob:?}"),
            "notify queued: 1 to bob \"hello\"".to_owned(),
            "notify waiting: bob has to call".to_owned(),
        ]
    );
    assert_eq!(node.deadline(), None, "nobody knows where to dial");
    handle(&mut node, NOON, opened(2, bob, "10.0.0.2:50001", Origin::Accepted));
    let asked = handle(&mut node, NOON, received(2, Frame::Connect(greeting("bob", 0))));
    assert!(asked.contains(&format!("recall messages to {bob:?} after 0")), "{asked:?}");
}

#[test]
fn a_peer_that_answers_late_is_quiet_only_until_it_is_heard() {
    let mut node = alice(&[], Vec::new());
    handle(&mut node, NOON, opened(1, key(2), "10.0.0.2:1", Origin::Accepted));
    handle(&mut node, NOON, received(1, Frame::Connect(greeting("bob", 7001))));
    let quick = [Command::ListPeers, Command::ConnectAll, Command::ListPeers];
    let told: Vec<String> =
        quick.into_iter().flat_map(|c| handle(&mut node, NOON, Input::Commanded(c))).collect();
    assert!(!told.iter().any(|line| line.contains("quiet")), "nobody was given time: {told:?}");
    let late = NOON + 2 * SECOND;
    assert_eq!(handle(&mut node, late, Input::Ticked)[0], "notify quiet: bob");
    assert_eq!(handle(&mut node, late, received(1, Frame::Pong)), ["notify awake: bob"]);
}

#[test]
fn what_waits_for_whoever_answers_is_not_for_who_only_claims_the_address() {
    let mut node = alice(&[], Vec::new());
    handle(&mut node, NOON, opened(1, key(66), "10.0.0.2:50000", Origin::Accepted));
    handle(&mut node, NOON, received(1, Frame::Connect(greeting("mallory", 7001))));
    handle(&mut node, NOON, send_to("10.0.0.2:7001", "for whoever answers"));
    handle(&mut node, NOON, opened(2, key(66), "10.0.0.2:50001", Origin::Accepted));
    let again = Greeting { dial: 2, ..greeting("mallory", 7001) };
    let told = handle(&mut node, NOON, received(2, Frame::Connect(again)));
    assert!(!told.iter().any(|line| line.contains("whoever")), "{told:?}");
}

#[test]
fn no_address_of_a_peer_makes_room_for_another() {
    let nine: Vec<String> = (1..=9).map(|host| format!("10.0.0.{host}:7001")).collect();
    let nine: Vec<&str> = nine.iter().map(String::as_str).collect();
    let mut node = alice(&[], vec![bob_at(&nine)]);
    handle(&mut node, NOON, opened(1, key(2), "10.0.0.77:50000", Origin::Accepted));
    handle(&mut node, NOON, received(1, Frame::Connect(greeting("bob", 7001))));
    handle(&mut node, NOON, Input::Closed { link: LinkId(1), reason: Reason::Parted });
    let dialed = handle(&mut node, NOON, send_to("10.0.0.1:7001", "hello"));
    assert!(dialed.contains(&format!("dial 10.0.0.1:7001 for {:?}", key(2))), "{dialed:?}");
}

#[test]
fn a_key_given_while_an_address_is_dialed_counts_for_that_dial() {
    let mut node = alice(&["10.0.0.2:7001"], Vec::new());
    assert_eq!(handle(&mut node, NOON, Input::Ticked), ["dial 10.0.0.2:7001"]);
    let given = format!("chinwag:{}@10.0.0.2:7001", key(2));
    handle(&mut node, NOON, send_to(&given, "for bob alone"));
    let told = handle(&mut node, NOON, opened(1, key(66), "10.0.0.2:7001", Origin::Dialed));
    assert!(told[0].starts_with("close link 1: KEY CHANGED"), "{told:?}");
    assert!(!told.iter().any(|line| line.contains("send on")), "{told:?}");
}

#[test]
fn who_is_called_like_another_with_its_tag_is_told_apart_too() {
    let mut node = alice(&[], Vec::new());
    let tagged = format!("bob#{}", key(2).tag());
    for (link, name) in [(2, "bob"), (3, "bob"), (4, tagged.as_str())] {
        let peer = key(link as u32);
        handle(&mut node, NOON, opened(link, peer, "10.0.0.2:1", Origin::Accepted));
        handle(&mut node, NOON, received(link, Frame::Connect(greeting(name, 7001))));
    }
    let list = node.peer_list(NOON);
    let mut labels: Vec<String> =
        list.active.iter().filter_map(|card| card.who.as_ref()).map(ToString::to_string).collect();
    labels.dedup();
    assert_eq!(labels.len(), 3, "{labels:?}");
}

#[test]
fn leaving_tells_of_messages_for_an_address_that_did_not_answer_in_time() {
    let mut node = alice(&[], Vec::new());
    handle(&mut node, NOON, send_to("10.0.0.2:7001", "hello?"));
    assert_eq!(handle(&mut node, NOON, Input::Commanded(Command::Exit)), [""; 0]);
    assert_eq!(
        handle(&mut node, NOON + 5 * SECOND, Input::Ticked),
        ["notify failed: \"hello?\" to 10.0.0.2:7001 (you are leaving)", "stop"]
    );
}
