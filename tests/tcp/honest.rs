//! Stories of Alice and Bob among themselves: they greet, talk, come late, and part.

use std::collections::BTreeSet;

use chinwag::address::{Address, Contact};
use chinwag::node::{Command, Event, Input, Origin, Output, Target};
use chinwag::reason::Reason;
use tokio::net::TcpListener;

use crate::people::{Passed, Person, Scene};

#[tokio::test]
async fn two_nodes_greet_talk_both_ways_at_once_and_part() {
    let Scene { alice, bob } = Scene::open().await;
    let (to_alice, to_bob) = (Target::Peer(alice.identity), Target::Peer(bob.identity));
    for number in 0..100 {
        alice.say(to_bob.clone(), &format!("a{number}")).await;
        bob.say(to_alice.clone(), &format!("b{number}")).await;
    }
    bob.hears(alice.identity, "a99").await;
    alice.hears(bob.identity, "b99").await;
    let said = |who, letter| (0..100).map(move |n| (who, format!("{letter}{n}")));
    assert_eq!(bob.heard(), said(alice.identity, "a").collect::<Vec<_>>());
    assert_eq!(alice.heard(), said(bob.identity, "b").collect::<Vec<_>>());
    bob.command(Command::Exit).await;
    alice.until("bob's goodbye", |passed| passed.iter().any(is_left)).await;
}

#[tokio::test]
async fn a_static_peer_that_comes_up_late_is_connected() {
    let taken = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = taken.local_addr().expect("a bound listener");
    drop(taken);
    let late = Contact::from(Address::from(address));
    let alice = Person::start("alice", std::slice::from_ref(&late)).await;
    alice.until("a refusal", |passed| passed.iter().any(is_refused)).await;
    let listener = TcpListener::bind(address).await.expect("the port is still free");
    let bob = Person::start_at("bob", listener, &[]);
    alice.sees_online(bob.identity).await;
    alice.say(Target::At(late), "there you are").await;
    bob.hears(alice.identity, "there you are").await;
}

#[tokio::test]
async fn two_who_dial_each_other_at_once_end_with_one_link() {
    for _ in 0..20 {
        let one = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let other = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let at = |listener: &TcpListener| {
            Contact::from(Address::from(listener.local_addr().expect("a bound listener")))
        };
        let (to_alice, to_bob) = (at(&one), at(&other));
        let alice = Person::start_at("alice", one, std::slice::from_ref(&to_bob));
        let bob = Person::start_at("bob", other, std::slice::from_ref(&to_alice));
        for (person, other) in [(&alice, &bob), (&bob, &alice)] {
            person.sees_online(other.identity).await;
            person.until("one link", |passed| are_dials_over(passed) && links(passed) == 1).await;
        }
        alice.say(Target::At(to_bob), "once").await;
        bob.hears(alice.identity, "once").await;
        assert_eq!(bob.heard().len(), 1);
    }
}

fn is_left(passed: &Passed) -> bool {
    matches!(passed, Passed::Out(Output::Notify(Event::Offline { why: Reason::Left, .. })))
}

fn is_refused(passed: &Passed) -> bool {
    matches!(passed, Passed::In(Input::DialFailed { reason: Reason::Refused, .. }))
}

/// Whether every dial has come to its end.
fn are_dials_over(passed: &[Passed]) -> bool {
    let begun = |passed: &&Passed| matches!(passed, Passed::Out(Output::Dial(_)));
    let ended = |passed: &&Passed| match passed {
        Passed::In(Input::DialFailed { .. }) => true,
        Passed::In(Input::Opened { origin, .. }) => *origin == Origin::Dialed,
        Passed::In(_) | Passed::Out(_) => false,
    };
    passed.iter().filter(begun).count() == passed.iter().filter(ended).count()
}

/// Links that were opened and have not ended.
fn links(passed: &[Passed]) -> usize {
    let mut open = BTreeSet::new();
    for passed in passed {
        if let Passed::In(Input::Opened { link, .. }) = passed {
            open.insert(*link);
        }
        // Both ends may end it at once.
        if let Passed::In(Input::Closed { link, .. }) | Passed::Out(Output::Close(link, _)) = passed
        {
            open.remove(link);
        }
    }
    open.len()
}
