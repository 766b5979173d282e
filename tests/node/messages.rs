//! Messages: exactly once and in order, whatever links do; bounded, and never silently dropped.

use std::time::Duration;

use chinwag::node::{Command, Event, Mark, Mistake, OUTBOX_MAX, Target, WINDOW};
use chinwag::text::TEXT_MAX;
use sim::{Chance, Des, World};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn messages_arrive_once_and_in_order_through_cuts_and_lost_links() {
    for seed in 0..1_000 {
        let mut network = Des::new(seed, &[("alice", &["bob"]), ("bob", &["alice"])]);
        let mut chance = Chance::new(seed);
        network.run(SECOND);
        let mut sent = [Vec::new(), Vec::new()];
        for round in 0..12 {
            let from = (chance.draw() % 2) as usize;
            let text = format!("{round} of {from}");
            network.say_to(from, 1 - from, &text);
            sent[from].push(text);
            match chance.draw() % 6 {
                0 => network.cut_all(),
                1 => network.heal_all(),
                2 => network.lose_links_at(1 - from),
                3 => network.run(20 * SECOND),
                _ => network.take_steps(1, SECOND),
            }
        }
        network.heal_all();
        network.run(600 * SECOND);
        assert_eq!(network.texts(1), sent[0], "seed {seed}");
        assert_eq!(network.texts(0), sent[1], "seed {seed}");
        assert_eq!(network.links(), 1, "seed {seed}");
        assert_eq!(network.settled(), Ok(()), "seed {seed}");
    }
}

#[test]
fn a_mark_is_never_ahead_of_the_truth() {
    let mut network = Des::new(3, &[("alice", &["bob"]), ("bob", &[])]);
    network.run(SECOND);
    network.cut_all();
    network.forget_events(0);
    network.say_to(0, 1, "into the dark");
    network.run(10 * SECOND);
    let marks = |network: &Des| {
        let kinds = |event: &Event| event.to_string().split(':').next().map(str::to_owned);
        let mut marks: Vec<String> = network.events(0).iter().filter_map(kinds).collect();
        marks
            .retain(|mark| ["queued", "sent", "queued again", "received"].contains(&mark.as_str()));
        marks
    };
    assert_eq!(marks(&network), ["queued", "sent"]);
    network.heal_all();
    network.run(300 * SECOND);
    assert_eq!(marks(&network), ["queued", "sent", "queued again", "sent", "received"]);
    assert_eq!(network.texts(1), ["into the dark"]);
}

#[test]
fn no_more_than_a_window_is_under_way_at_once() {
    let mut network = Des::new(4, &[("alice", &["bob"]), ("bob", &[])]);
    network.run(SECOND);
    network.cut_all();
    for number in 0..WINDOW + 10 {
        network.say_to(0, 1, &number.to_string());
    }
    network.run(SECOND);
    let is_sent = |event: &&Event| matches!(event, Event::Marked { mark: Mark::Sent, .. });
    let sent = network.events(0).iter().rfind(is_sent).map(ToString::to_string);
    assert_eq!(sent, Some(format!("sent: up to {WINDOW} to bob")));
    network.heal_all();
    network.run(300 * SECOND);
    assert_eq!(network.texts(1).len(), WINDOW + 10);
}

#[test]
fn a_full_outbox_says_so_and_keeps_what_it_has() {
    let mut network = Des::new(5, &[("alice", &["bob"]), ("bob", &[])]);
    network.run(SECOND);
    network.cut_all();
    for number in 0..=OUTBOX_MAX {
        network.say_to(0, 1, &number.to_string());
    }
    network.run(SECOND);
    assert_eq!(network.events(0).last(), Some(&Event::Rejected(Mistake::OutboxFull)));
    network.heal_all();
    network.run(300 * SECOND);
    let texts = network.texts(1);
    assert_eq!(texts.len(), OUTBOX_MAX);
    assert!(texts.iter().enumerate().all(|(at, text)| *text == at.to_string()));
}

#[test]
fn what_cannot_be_sent_is_told_by_name() {
    let mut network = Des::new(6, &[("alice", &["bob"]), ("bob", &[])]);
    network.run(SECOND);
    let to_bob = Target::Peer(network.identity(1));
    let to_nobody = Target::Peer(chinwag::identity::KeyPair::from_seed([9; 32]).identity());
    let send = |to: &Target, text: &str| Command::Send { to: to.clone(), text: text.to_owned() };
    let cases = [
        (send(&to_bob, "  \n"), Mistake::EmptyText),
        (send(&to_bob, &"x".repeat(TEXT_MAX + 1)), Mistake::TextTooLong(TEXT_MAX + 1)),
        (send(&to_nobody, "hello"), Mistake::UnknownPeer),
        (Command::Part(to_nobody), Mistake::NotActive),
    ];
    for (command, mistake) in cases {
        network.ask(0, command);
        assert_eq!(network.events(0).last(), Some(&Event::Rejected(mistake)));
    }
    let longest = "fifteen letters\n".repeat(TEXT_MAX / 16);
    network.ask(0, send(&to_bob, &longest));
    network.run(SECOND);
    let lengths: Vec<usize> = network.texts(1).iter().map(String::len).collect();
    assert_eq!(lengths, [TEXT_MAX]);
}

#[test]
fn leaving_waits_for_what_is_under_way_and_keeps_what_did_not_arrive() {
    let mut network = Des::new(7, &[("alice", &["bob", "carol"]), ("bob", &[]), ("carol", &[])]);
    network.run(SECOND);
    network.say_to(0, 1, "a last word");
    network.ask(0, Command::Exit);
    network.run(SECOND);
    assert_eq!(network.texts(1), ["a last word"]);

    let mut network = Des::new(8, &[("alice", &["bob"]), ("bob", &[])]);
    network.run(SECOND);
    network.cut_all();
    network.say_to(0, 1, "into the dark");
    network.ask(0, Command::Exit);
    network.run(10 * SECOND);
    let told: Vec<String> = network.events(0).iter().map(ToString::to_string).collect();
    assert!(told.contains(&"undelivered: 1 to bob".to_owned()), "{told:?}");
    network.heal_all();
    network.reboot(0);
    network.run(300 * SECOND);
    assert_eq!(network.texts(1), ["into the dark"], "it was kept for the next run");
}

#[test]
fn what_waits_for_who_has_left_is_sent_when_it_is_back() {
    let mut network = Des::new(9, &[("alice", &["bob"]), ("bob", &[])]);
    network.run(SECOND);
    network.ask(1, Command::Exit);
    network.run(SECOND);
    network.say_to(0, 1, "for when you are back");
    network.reboot(1);
    network.run(300 * SECOND);
    assert_eq!(network.texts(1), ["for when you are back"]);
}

#[test]
fn a_confirmation_in_a_greeting_counts_like_any_other() {
    let mut network = Des::new(10, &[("alice", &["bob"]), ("bob", &[])]);
    network.run(SECOND);
    for number in 0..WINDOW + 5 {
        network.say_to(0, 1, &number.to_string());
        if number == WINDOW {
            network.ask(0, Command::ConnectAll);
        }
    }
    network.run(SECOND);
    assert_eq!(network.texts(1).len(), WINDOW + 5);
    let events = network.events(0);
    let last =
        events.iter().rfind(|event| matches!(event, Event::Marked { mark: Mark::Received, .. }));
    let all = format!("received: up to {} by bob", WINDOW + 5);
    assert_eq!(last.map(ToString::to_string), Some(all));
}
