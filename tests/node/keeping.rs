//! What is kept: messages that wait, what was told, and who is known, through any number of runs.

use std::time::Duration;

use chinwag::history::{Query, Side};
use chinwag::node::{Card, Command, Event, Mark, Mistake, Standing};
use sim::{Chance, Des, World};

use crate::alone::{SECOND, key};

const TWO: [(&str, &[&str]); 2] = [("alice", &["bob"]), ("bob", &[])];
/// More than the longest wait before a redial, twice.
const A_WHILE: Duration = Duration::from_secs(300);

#[test]
fn a_message_to_somebody_away_arrives_once_after_any_number_of_reboots_on_both_sides() {
    for seed in 0..100 {
        let mut network = met(seed);
        let mut chance = Chance::new(seed);
        network.cut_power(1);
        network.say_to(0, 1, "for when you are back");
        network.run(SECOND);
        for _ in 0..chance.draw() % 5 {
            network.reboot(0);
            network.run(10 * SECOND);
        }
        network.start(1);
        for _ in 0..chance.draw() % 5 {
            let rebooted = (chance.draw() % 2) as usize;
            let steps = chance.draw() % 40;
            network.take_steps(steps, SECOND);
            network.reboot(rebooted);
        }
        network.run(A_WHILE);
        assert_eq!(kept(&network, 1), ["for when you are back"], "seed {seed}");
        assert!(network.texts(1).len() <= 1, "seed {seed}: it is told once");
        assert_eq!(network.settled(), Ok(()), "seed {seed}");
        for at in [0, 1] {
            network.reboot(at);
        }
        network.run(A_WHILE);
        assert_eq!(kept(&network, 1), ["for when you are back"], "seed {seed}");
    }
}

#[test]
fn what_was_shown_as_queued_is_there_after_a_crash_at_any_moment() {
    for seed in 0..300 {
        let mut network = met(seed);
        for number in 0..5 {
            network.say_to(0, 1, &number.to_string());
        }
        network.take_steps(seed % 30, SECOND);
        let shown = queued(&network, 0);
        network.reboot(0);
        network.run(A_WHILE);
        let arrived = kept(&network, 1);
        assert!(arrived.starts_with(&shown), "seed {seed}: {shown:?} and {arrived:?}");
        assert_eq!(network.settled(), Ok(()), "seed {seed}");
    }
}

#[test]
fn who_something_waits_for_is_dialed_by_itself_after_a_restart_and_nobody_else() {
    let mut network = Des::new(3, &[("alice", &[]), ("bob", &["alice"]), ("carol", &["alice"])]);
    network.run(SECOND);
    for at in [1, 2] {
        network.ask(at, Command::Exit);
        network.run(SECOND);
    }
    network.run(60 * SECOND);
    network.say_to(0, 1, "are you there?");
    network.run(SECOND);
    network.write_down();
    network.reboot(0);
    network.run(60 * SECOND);
    let dials: Vec<&str> =
        network.transcript().lines().filter(|line| line.contains("-> dial")).collect();
    assert!(dials.len() > 1, "{dials:?}");
    assert!(dials.iter().all(|dial| dial.contains("dial bob:7001")), "{dials:?}");
}

#[test]
fn known_peers_and_when_they_were_there_survive_a_reboot() {
    let mut network = met(5);
    network.run(60 * SECOND);
    network.ask(1, Command::Exit);
    network.run(SECOND);
    let left = network.list(0).expect("it is up").away[0].since.expect("it was there");
    assert!(network.time().since(left) <= SECOND, "it left just now");
    network.run(60 * SECOND);
    network.reboot(0);
    let list = network.list(0).expect("it is up");
    assert_eq!(list.active, []);
    let [bob] = &list.away[..] else { panic!("{list}") };
    assert_eq!(bob.who.as_ref().map(|who| who.identity), Some(network.identity(1)));
    assert_eq!(bob.to_string(), "bob at bob:7001 away");
    assert_eq!(bob.since, Some(left), "when it was there last, not when we started");
    let Card { standing: Standing::Away { why: None, .. }, .. } = bob else { panic!("{bob}") };
}

#[test]
fn a_pin_survives_a_reboot_and_another_key_is_refused_where_bob_was() {
    let mut network = met(6);
    network.write_down();
    network.reboot(0);
    network.run(SECOND);
    let pinned = format!("dial bob:7001 for {:?}", network.identity(1));
    assert!(network.transcript().contains(&pinned), "{}", network.transcript());
    assert!(!network.transcript().contains("dial bob:7001\n"), "not just anybody");
}

#[test]
fn history_is_there_after_a_reboot_and_says_sent_only_while_it_is_so() {
    let mut network = met(7);
    network.say_to(0, 1, "the first");
    network.run(SECOND);
    network.say_to(1, 0, "the second");
    network.run(SECOND);
    network.cut_all();
    network.say_to(0, 1, "into the dark");
    network.run(SECOND);
    assert_eq!(
        history(&mut network, 0),
        [
            ("the first".to_owned(), Some(Mark::Received)),
            ("the second".to_owned(), None),
            ("into the dark".to_owned(), Some(Mark::Sent)),
        ]
    );
    network.run(60 * SECOND);
    let dark = ("into the dark".to_owned(), Some(Mark::Queued));
    assert_eq!(history(&mut network, 0).last(), Some(&dark), "the link is gone");
    network.reboot(0);
    assert_eq!(history(&mut network, 0).last(), Some(&dark), "and the run that sent it");
    assert_eq!(history(&mut network, 0).len(), 3);
    network.heal_all();
    network.run(A_WHILE);
    let there = ("into the dark".to_owned(), Some(Mark::Received));
    assert_eq!(history(&mut network, 0).last(), Some(&there));
    network.reboot(0);
    network.run(A_WHILE);
    assert_eq!(history(&mut network, 0).last(), Some(&there));
}

#[test]
fn marks_go_back_to_queued_when_a_link_is_lost_and_come_again() {
    let mut network = met(8);
    network.forget_events(0);
    network.cut_all();
    network.say_to(0, 1, "one");
    network.say_to(0, 1, "two");
    network.run(SECOND);
    network.lose_links_at(0);
    network.run(SECOND);
    network.heal_all();
    network.run(A_WHILE);
    let mut marks = Vec::new();
    for event in network.events(0) {
        if let Event::Marked { upto, mark, .. } = event {
            marks.push((mark, upto));
        }
    }
    let (sent, rest) =
        marks.split_at(marks.iter().position(|mark| mark.0 == Mark::Queued).unwrap());
    assert!(sent.iter().all(|(mark, _)| *mark == Mark::Sent), "{marks:?}");
    assert_eq!(rest[..2], [(Mark::Queued, 2), (Mark::Sent, 2)]);
    assert!(rest[2..].iter().all(|(mark, _)| *mark == Mark::Received), "{marks:?}");
    assert_eq!(rest.last(), Some(&(Mark::Received, 2)));
}

#[test]
fn what_is_taken_back_is_never_sent_and_what_follows_it_is() {
    for seed in 0..100 {
        let mut network = met(seed);
        network.cut_power(1);
        network.lose_links_at(0);
        network.write_down();
        for text in ["one", "forget this", "three", "and that"] {
            network.say_to(0, 1, text);
        }
        let bob = network.identity(1);
        let cancel = |seq| Command::Cancel { to: bob, seq };
        network.run(SECOND);
        network.ask(0, cancel(2));
        network.run(SECOND);
        let is_told = |event: &Event| matches!(event, Event::Cancelled { seq: 2, .. });
        assert!(network.events(0).iter().any(is_told), "seed {seed}");
        if seed % 2 == 0 {
            network.reboot(0);
        }
        network.ask(0, cancel(4));
        network.run(SECOND);
        network.start(1);
        network.run(A_WHILE);
        assert_eq!(network.texts(1), ["one", "three"], "seed {seed}");
        assert_eq!(network.settled(), Ok(()), "seed {seed}");
        let transcript = network.transcript();
        let frames: Vec<&str> =
            transcript.lines().filter(|line| line.contains("send on")).collect();
        for seq in [2, 4] {
            assert!(frames.iter().any(|frame| frame.ends_with(&format!("skip {seq}"))));
        }
        let is_leaked = |frame: &&str| frame.contains("forget this") || frame.contains("and that");
        assert_eq!(frames.into_iter().find(is_leaked), None, "seed {seed}");
        let rows = network.kept(0).rows;
        assert!(!rows.iter().any(|row| row.text == "forget this" || row.text == "and that"));
        let cancelled =
            history(&mut network, 0).into_iter().filter(|(_, mark)| *mark == Some(Mark::Cancelled));
        assert_eq!(cancelled.count(), 2, "seed {seed}: it shows that there was something");
    }
}

#[test]
fn what_may_have_left_cannot_be_taken_back_nor_anything_twice() {
    let mut network = met(9);
    let bob = network.identity(1);
    let answer = |network: &mut Des, to, seq| {
        network.ask(0, Command::Cancel { to, seq });
        network.run(SECOND);
        network.events(0).last().cloned().expect("it is answered")
    };
    network.say_to(0, 1, "it is there");
    network.run(SECOND);
    assert_eq!(answer(&mut network, bob, 1), Event::Rejected(Mistake::NotWaiting));
    network.cut_all();
    network.say_to(0, 1, "it may be there");
    network.run(SECOND);
    assert_eq!(answer(&mut network, bob, 2), Event::Rejected(Mistake::AlreadySent));
    network.run(60 * SECOND);
    network.say_to(0, 1, "not yet");
    network.run(SECOND);
    network.reboot(0);
    network.run(SECOND);
    assert_eq!(answer(&mut network, bob, 2), Event::Rejected(Mistake::AlreadySent));
    assert!(matches!(answer(&mut network, bob, 3), Event::Cancelled { seq: 3, .. }));
    assert_eq!(answer(&mut network, bob, 3), Event::Rejected(Mistake::NotWaiting));
    network.reboot(0);
    network.run(SECOND);
    for seq in [0, 3, 4, u64::MAX] {
        assert_eq!(answer(&mut network, bob, seq), Event::Rejected(Mistake::NotWaiting), "{seq}");
    }
    let nobody = key(99);
    assert_eq!(answer(&mut network, nobody, 1), Event::Rejected(Mistake::UnknownPeer));
    network.heal_all();
    network.run(A_WHILE);
    assert_eq!(network.texts(1), ["it is there", "it may be there"]);
    assert_eq!(network.settled(), Ok(()));
}

#[test]
fn who_leaves_keeps_what_waits_and_says_so() {
    let mut network = met(10);
    network.cut_power(1);
    network.lose_links_at(0);
    network.say_to(0, 1, "for later");
    network.run(SECOND);
    network.ask(0, Command::Exit);
    network.run(10 * SECOND);
    let is_told = |event: &Event| matches!(event, Event::Undelivered { count: 1, .. });
    assert!(network.events(0).iter().any(is_told), "{:?}", network.events(0));
    network.reboot(0);
    network.start(1);
    network.run(A_WHILE);
    assert_eq!(network.texts(1), ["for later"]);
}

/// Alice, who dials Bob, and Bob, and they have met.
fn met(seed: u64) -> Des {
    let mut network = Des::new(seed, &TWO);
    network.run(SECOND);
    assert_eq!(network.list(0).expect("it is up").active.len(), 1);
    network
}

/// What somebody's disk has of the others' messages.
fn kept(network: &Des, at: usize) -> Vec<String> {
    let rows = network.kept(at).rows.into_iter().filter(|row| !row.is_ours);
    rows.map(|row| row.text).collect()
}

/// What somebody was shown as queued.
fn queued(network: &Des, at: usize) -> Vec<String> {
    let mut texts = Vec::new();
    for event in network.events(at) {
        if let Event::Queued { text, .. } = event {
            texts.push(text.to_string());
        }
    }
    texts
}

/// What somebody is shown of the history: texts, and the marks of own ones.
fn history(network: &mut Des, at: usize) -> Vec<(String, Option<Mark>)> {
    network.ask(at, Command::ShowHistory(Query::default()));
    network.run(SECOND / 10);
    let mut entries = Vec::new();
    for event in network.events(at) {
        if let Event::History { found, .. } = event {
            entries.clone_from(&found.entries);
        }
    }
    let mark = |side| match side {
        Side::Ours { mark, .. } => Some(mark),
        Side::Theirs { .. } => None,
    };
    entries.into_iter().map(|entry| (entry.text.to_string(), mark(entry.side))).collect()
}
