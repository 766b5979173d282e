//! Links: crossed dials, ghosts, silence and second thoughts.

use std::time::Duration;

use chinwag::node::{Event, QUIET, SILENCE};
use chinwag::reason::Reason;
use sim::{Des, World};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn crossed_dials_end_in_one_link_whatever_the_order() {
    for seed in 0..2_000 {
        let mut network = Des::new(seed, &[("alice", &["bob"]), ("bob", &["alice"])]);
        network.run(10 * SECOND);
        assert_eq!(network.links(), 1, "seed {seed}");
        for person in [0, 1] {
            assert_eq!(network.list(person).expect("it is up").active.len(), 1, "seed {seed}");
            let events = network.events(person);
            let online = |event: &&Event| matches!(event, Event::Online(_));
            let offline = |event: &&Event| matches!(event, Event::Offline { .. });
            assert_eq!(events.iter().filter(online).count(), 1, "seed {seed}: {events:?}");
            assert_eq!(events.iter().filter(offline).count(), 0, "seed {seed}: {events:?}");
        }
    }
}

#[test]
fn five_who_all_dial_each_other_end_in_a_full_mesh_of_single_links() {
    let all = ["ann", "bob", "cy", "dot", "eve"];
    let others: Vec<Vec<&str>> =
        all.iter().map(|me| all.iter().filter(|other| *other != me).copied().collect()).collect();
    let people: Vec<(&str, &[&str])> =
        all.iter().zip(&others).map(|(me, others)| (*me, &others[..])).collect();
    for seed in 0..200 {
        let mut network = Des::new(seed, &people);
        network.run(10 * SECOND);
        assert_eq!(network.links(), 10, "seed {seed}");
        assert!(
            (0..5).all(|person| network.list(person).expect("it is up").active.len() == 4),
            "seed {seed}"
        );
    }
}

#[test]
fn a_restarted_peer_replaces_its_ghost_at_once() {
    for seed in 0..200 {
        let mut network = Des::new(seed, &[("alice", &[]), ("bob", &["alice"])]);
        network.run(5 * SECOND);
        network.reboot(1);
        network.run(5 * SECOND);
        network.say_to(1, 0, "I am back");
        network.run(5 * SECOND);
        assert_eq!(network.texts(0), ["I am back"], "seed {seed}");
        assert_eq!(network.list(0).expect("it is up").active.len(), 1, "seed {seed}");
    }
}

#[test]
fn who_lost_a_link_that_the_other_still_holds_is_not_turned_down() {
    for seed in 0..200 {
        let people: [(&str, &[&str]); 2] = [("alice", &["bob"]), ("bob", &["alice"])];
        let mut network = Des::new(seed, &people);
        network.run(5 * SECOND);
        let loser = (seed % 2) as usize;
        network.lose_links_at(loser);
        network.run(3 * SECOND);
        assert_eq!(network.list(loser).expect("it is up").active.len(), 1, "seed {seed}");
        assert_eq!(network.list(1 - loser).expect("it is up").active.len(), 1, "seed {seed}");
        assert_eq!(network.links(), 1, "seed {seed}");
        network.say_to(1 - loser, loser, "still there");
        network.run(SECOND);
        assert_eq!(network.texts(loser), ["still there"], "seed {seed}");
    }
}

#[test]
fn a_silent_peer_is_pinged_then_quiet_then_offline_then_back() {
    let mut network = Des::new(1, &[("alice", &["bob"]), ("bob", &[])]);
    network.run(5 * SECOND);
    network.cut_all();
    network.run(60 * SECOND);
    network.heal_all();
    network.run(60 * SECOND);
    let kinds = |event: &Event| event.to_string().split(':').next().map(str::to_owned);
    let told: Vec<String> = network.events(0).iter().filter_map(kinds).collect();
    assert_eq!(told, ["online", "quiet", "offline", "online"]);
    let silent = |event: &Event| matches!(event, Event::Offline { why: Reason::Silent, .. });
    assert!(network.events(0).iter().any(silent));
}

#[test]
fn a_peer_is_quiet_and_offline_when_the_design_says() {
    let mut network = Des::new(2, &[("alice", &["bob"]), ("bob", &[])]);
    network.run(SECOND);
    network.cut_all();
    network.run(60 * SECOND);
    let told = network.told(0);
    let at = |wanted: fn(&Event) -> bool| {
        told.iter().find(|told| wanted(&told.event)).expect("it was told").at
    };
    // Nothing was heard since the greeting, but for what a commit held up.
    let heard_at = at(|event| matches!(event, Event::Online(_)));
    let quiet_after = at(|event| matches!(event, Event::Quiet(_))) - heard_at;
    let offline_after = at(|event| matches!(event, Event::Offline { .. })) - heard_at;
    assert!(quiet_after.abs_diff(QUIET) <= SECOND, "{quiet_after:?}");
    assert!(offline_after.abs_diff(SILENCE) <= SECOND, "{offline_after:?}");
}
