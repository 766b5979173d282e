//! Streams: where they begin, how far they have come, and what a peer may say of that.

use chinwag::frame::{Frame, Greeting};
use chinwag::node::{
    CLOCK_TOLERANCE, Command, Event, Input, LinkId, Mistake, OUTBOX_BYTES_MAX, OUTBOX_MAX, Origin,
    Output, WINDOW,
};
use chinwag::reason::Reason;
use chinwag::record::Question;
use chinwag::store::Store;
use chinwag::stream::{Chain, MessageId, Position};
use chinwag::text::{TEXT_MAX, Untrusted};
use chinwag::time::Time;
use sim::{Des, World};

use crate::alone::{Alone, NOON, SECOND, greeting, handle, hung_up, key, opened, received, say};

#[test]
fn who_has_no_address_is_waited_for_through_reboots_and_told_in_order() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 0));
    alice.hears(hung_up(1));
    let told = alice.hears(say(key(2), "one"));
    assert_eq!(told, ["notify queued: 1 to bob \"one\"", "notify waiting: bob has to call"]);
    alice.restart();
    assert_eq!(alice.node.deadline(), None, "nobody knows where to dial");
    let told = alice.hears(say(key(2), "two"));
    assert_eq!(told, ["notify queued: 2 to bob \"two\"", "notify waiting: bob has to call"]);
    alice.restart();
    let both = ["send on link 1: text 1 \"one\"", "send on link 1: text 2 \"two\""];
    assert_eq!(texts(&alice.is_called(1, greeting("bob", 0))), both);
    let told = alice.hears(received(1, Frame::Received(2)));
    assert_eq!(told, ["notify received: up to 2 by bob"]);
    alice.restart();
    let told = alice.is_called(1, greeting("bob", 0));
    assert_eq!(texts(&told), both, "who says that it has nothing is told all again");
}

#[test]
fn thirty_thousand_messages_go_out_in_order_a_window_at_a_time() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 0));
    alice.hears(hung_up(1));
    let mut position = None;
    let mut submitted = 0;
    for round in 1..=3_u64 {
        for _ in 0..OUTBOX_MAX {
            submitted += 1;
            alice.handle(NOON, say(key(2), &format!("number {submitted}")));
        }
        let full = alice.handle(NOON, say(key(2), "one too many"));
        assert_eq!(full, [Output::Notify(Event::Rejected(Mistake::OutboxFull))]);
        alice.restart();
        let full = alice.handle(NOON, say(key(2), "one too many"));
        assert_eq!(full, [Output::Notify(Event::Rejected(Mistake::OutboxFull))]);

        alice.handle(NOON, opened_by_bob(round));
        let greeting = Greeting { received: position, ..greeting("bob", 0) };
        let greeted = alice.handle(NOON, received(round, Frame::Connect(greeting)));
        let epoch = epoch_in(&lines(&greeted));
        let mut at = position.unwrap_or(Position::start(epoch));
        let mut outputs = greeted;
        loop {
            let frames = sent(&outputs);
            assert!(frames.len() <= WINDOW, "{} at once", frames.len());
            if frames.is_empty() {
                break;
            }
            for frame in frames {
                let Frame::Text(seq, id, _, text) = frame else { panic!("{frame}") };
                at = at.then(*id);
                assert_eq!((*seq, text.as_raw()), (at.upto, &*format!("number {seq}")));
            }
            outputs = alice.handle(NOON, received(round, Frame::Received(at.upto)));
        }
        assert_eq!(at.upto, submitted, "all of them");
        position = Some(at);
        alice.handle(NOON, hung_up(round));
    }
}

#[test]
fn an_outbox_is_full_by_bytes_too_and_has_room_again_when_some_are_confirmed() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 0));
    alice.hears(hung_up(1));
    let long = "x".repeat(TEXT_MAX);
    let full = [Output::Notify(Event::Rejected(Mistake::OutboxFull))];
    for _ in 0..OUTBOX_BYTES_MAX / TEXT_MAX {
        assert_ne!(alice.handle(NOON, say(key(2), &long)), full);
    }
    assert_eq!(alice.handle(NOON, say(key(2), "x")), full);
    alice.restart();
    assert_eq!(alice.handle(NOON, say(key(2), "x")), full);
    alice.handle(NOON, Input::Commanded(Command::Cancel { to: key(2), seq: 7 }));
    alice.restart();
    assert_ne!(alice.handle(NOON, say(key(2), &long)), full, "one was taken back");
    assert_eq!(alice.handle(NOON, say(key(2), "x")), full);
    alice.is_called(2, greeting("bob", 0));
    alice.handle(NOON, received(2, Frame::Received(1)));
    assert_ne!(alice.handle(NOON, say(key(2), &long)), full, "one was confirmed");
    assert_eq!(alice.handle(NOON, say(key(2), "x")), full);
}

#[test]
fn a_restored_backup_tells_everything_again_and_nothing_twice() {
    for (seed, restored) in (0..60).flat_map(|seed| [(seed, 0), (seed, 1)]) {
        let mut network = Des::new(seed, &[("alice", &["bob"]), ("bob", &["alice"])]);
        network.run(SECOND);
        network.say_to(0, 1, "before");
        network.run(SECOND);
        network.back_up(restored);
        network.say_to(0, 1, "after");
        network.run(SECOND);
        assert_eq!(network.texts(1), ["before", "after"]);
        network.restore(restored);
        network.start(restored);
        network.say_to(0, 1, "at last");
        network.run(300 * SECOND);
        let rows = network.kept(1).rows.into_iter().filter(|row| !row.is_ours);
        let kept: Vec<String> = rows.map(|row| row.text).collect();
        assert_eq!(kept, ["before", "after", "at last"], "seed {seed}, {restored} restored");
        let told = network.texts(1);
        let all: &[&str] = match restored {
            0 => &["before", "after", "at last"],
            _ => &["before", "after", "after", "at last"],
        };
        assert_eq!(told, all, "seed {seed}: what is lost is told again, and nothing else");
        assert_eq!(network.settled(), Ok(()), "seed {seed}");
    }
}

#[test]
fn a_peer_that_claims_what_it_cannot_have_costs_one_link_and_is_told_all_anew() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 0));
    alice.hears(say(key(2), "hello"));
    alice.hears(hung_up(1));
    let mut epochs = vec![sending(&mut alice, 2)];
    alice.hears(hung_up(2));
    let claims = [
        (2, Chain(7)),
        (1, Chain(7)),
        (1, Chain::START),
        (0, Chain(7)),
        (u64::MAX, Chain(u128::MAX)),
        (u64::MAX, Chain::START),
    ];
    for (link, (upto, chain)) in (3..).step_by(2).zip(claims) {
        let epoch = *epochs.last().unwrap();
        let claim = Some(Position { epoch, upto, chain });
        let told = alice.is_called(link, Greeting { received: claim, ..greeting("bob", 0) });
        let why = Reason::RolledBack;
        let closed = format!("close link {link}: {why}");
        assert!(told.contains(&closed), "{upto} {chain:?}: {told:?}");
        assert_eq!(texts(&told), [""; 0], "nothing was sent to who claims that");
        assert!(told.iter().any(|line| line.starts_with("notify offline: bob (rolled back")));

        let told = alice.is_called(link + 1, greeting("bob", 0));
        let again = [format!("send on link {}: text 1 \"hello\"", link + 1)];
        assert_eq!(texts(&told), again, "told anew");
        let epoch = epoch_in(&told);
        assert!(!epochs.contains(&epoch), "in a new epoch");
        epochs.push(epoch);
        alice.hears(hung_up(link + 1));
        alice.restart();
    }
}

#[test]
fn what_a_peer_says_that_it_has_is_not_believed_before_it_is_checked() {
    let mut alice = Alone::new();
    let told = alice.is_called(1, greeting("bob", 0));
    let epoch = epoch_in(&told);
    alice.hears(say(key(2), "hello"));
    alice.hears(hung_up(1));
    alice.hears(opened_by_bob(2));
    let claim = Some(Position { epoch, upto: 1, chain: Chain(7) });
    let boastful = Greeting { received: claim, dial: 2, ..greeting("bob", 0) };
    // The store has not answered yet when more of the same comes.
    for frame in [
        Frame::Connect(boastful.clone()),
        Frame::Received(1),
        Frame::Connect(boastful.clone()),
        Frame::Ping,
    ] {
        let told = handle(&mut alice.node, NOON, received(2, frame));
        assert!(!told.iter().any(|line| line.contains("received: ")), "{told:?}");
        assert!(!told.iter().any(|line| line.contains("confirmed")), "{told:?}");
    }
    let answer = alice.disk.recall(&Question::Outgoing { peer: key(2), after: 1 });
    let told = alice.hears(Input::Recalled(answer.expect("memory can be read")));
    assert_eq!(told[0], format!("close link 2: {}", Reason::RolledBack));
}

#[test]
fn to_confirm_what_was_not_handed_over_ends_the_link_and_marks_nothing() {
    for upto in [3, u64::MAX] {
        let mut alice = Alone::new();
        alice.is_called(1, greeting("bob", 0));
        alice.hears(say(key(2), "one"));
        alice.hears(say(key(2), "two"));
        let told = alice.hears(received(1, Frame::Received(upto)));
        assert_eq!(told[0], format!("close link 1: {}", Reason::OutOfTurn));
        assert!(!told.iter().any(|line| line.contains("received")), "{told:?}");
    }
}

#[test]
fn a_greeting_of_another_epoch_on_an_open_link_ends_it() {
    for is_asked in [false, true] {
        let mut alice = Alone::new();
        alice.is_called(1, greeting("bob", 0));
        let other = Greeting { sending: 0xe70c, ..greeting("bob", 0) };
        let other = if is_asked { Frame::ConnectAck(other) } else { Frame::Connect(other) };
        let told = alice.hears(received(1, other));
        assert!(told.contains(&format!("close link 1: {}", Reason::OutOfTurn)), "{told:?}");
    }
}

#[test]
fn a_new_run_with_a_new_epoch_replaces_its_ghost_which_says_nothing_more() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 0));
    let told = alice.is_called(2, Greeting { sending: 0xe70c, boot: 78, ..greeting("bob", 0) });
    assert!(told.contains(&"close link 1: duplicate of another link".to_owned()), "{told:?}");
    let ghostly = Frame::Text(1, MessageId(1), NOON, Untrusted::new("from the past"));
    assert_eq!(alice.hears(received(1, ghostly)), [""; 0]);
    let new = Frame::Text(1, MessageId(1), NOON, Untrusted::new("from now"));
    let told = alice.hears(received(2, new));
    assert_eq!(told, ["notify said: bob: \"from now\"", "send on link 2: received 1"]);
}

#[test]
fn a_link_that_loses_does_not_change_which_stream_is_heard() {
    let mut alice = Alone::new();
    alice.is_called(5, greeting("bob", 0));
    // The same run of Bob's, on an older dial, with an epoch that it has no more.
    let stale = Greeting { sending: 0xe70c, ..greeting("bob", 0) };
    let told = alice.is_called(4, stale);
    assert!(told.contains(&"close link 4: duplicate of another link".to_owned()), "{told:?}");
    let text = Frame::Text(1, MessageId(1), NOON, Untrusted::new("still here"));
    let told = alice.hears(received(5, text));
    assert_eq!(told, ["notify said: bob: \"still here\"", "send on link 5: received 1"]);
}

#[test]
fn what_was_skipped_leaves_no_gap_and_is_confirmed_like_any_other() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 0));
    let frames = vec![
        Frame::Text(1, MessageId(1), NOON, Untrusted::new("one")),
        Frame::Skip(2, MessageId(2)),
        Frame::Skip(2, MessageId(2)),
        Frame::Text(3, MessageId(3), NOON, Untrusted::new("three")),
    ];
    let told = alice.hears(Input::Received { link: LinkId(1), frames });
    let whole =
        ["notify said: bob: \"one\"", "notify said: bob: \"three\"", "send on link 1: received 3"];
    assert_eq!(told, whole);
    let told = alice.hears(received(1, Frame::Skip(5, MessageId(5))));
    assert_eq!(told[1], format!("close link 1: {}", Reason::OutOfTurn), "{told:?}");
}

#[test]
fn a_clock_that_is_off_is_noticed_in_the_greeting_and_told_with_every_message() {
    let tolerated = CLOCK_TOLERANCE;
    let cases = [
        (NOON, false),
        (NOON + tolerated, false),
        (NOON + tolerated + SECOND / 1_000_000, true),
        (Time::from_micros((NOON - Time::EPOCH).as_micros() as u64 - 120_000_000), false),
        (Time::from_micros((NOON - Time::EPOCH).as_micros() as u64 - 120_000_001), true),
        (Time::EPOCH, true),
        (Time::from_micros(u64::MAX), true),
    ];
    for (clock, is_off) in cases {
        let mut alice = Alone::new();
        alice.is_called(1, Greeting { clock, ..greeting("bob", 0) });
        let text = Frame::Text(1, MessageId(1), clock, Untrusted::new("what time is it?"));
        let told = alice.handle(NOON + SECOND, received(1, text));
        let Some(Output::Notify(Event::Said { sent, heard, is_clock_off, .. })) = told.first()
        else {
            panic!("{told:?}")
        };
        assert_eq!((*sent, *heard, *is_clock_off), (clock, NOON + SECOND, is_off), "{clock}");
    }
}

fn opened_by_bob(link: u64) -> Input {
    opened(link, key(2), "10.0.0.2:50000", Origin::Accepted)
}

fn sent(outputs: &[Output]) -> Vec<&Frame> {
    let mut frames = Vec::new();
    for output in outputs {
        if let Output::Send(_, frame @ (Frame::Text(..) | Frame::Skip(..))) = output {
            frames.push(frame);
        }
    }
    frames
}

fn lines(outputs: &[Output]) -> Vec<String> {
    outputs.iter().map(ToString::to_string).collect()
}

fn texts(told: &[String]) -> Vec<String> {
    told.iter().filter(|line| line.contains(": text ")).cloned().collect()
}

/// Over a new link, the epoch of Alice's stream.
fn sending(alice: &mut Alone, link: u64) -> u64 {
    epoch_in(&alice.is_called(link, greeting("bob", 0)))
}

fn epoch_in(told: &[String]) -> u64 {
    let answer = told.iter().find_map(|line| line.split_once(" sending ")).expect("an answer").1;
    let epoch = answer.split(' ').next().expect("a number");
    u64::from_str_radix(epoch, 16).expect("in hexadecimal")
}
