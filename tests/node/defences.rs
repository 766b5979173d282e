//! Defences: what is kept of what was given by hand, what strangers may leave, and what a disk that
//! fails may cost.

use chinwag::address::Contact;
use chinwag::frame::Frame;
use chinwag::node::{Command, Event, Input, Output, UNANSWERED_MAX};
use chinwag::reason::Reason;
use chinwag::record::{Answer, Question, Record, Trouble};
use chinwag::stream::MessageId;
use chinwag::text::{Safe, TEXT_MAX, Untrusted};

use crate::alone::{Alone, NOON, alice, greeting, hung_up, key, opened_by, received, say};

#[test]
fn a_key_that_was_given_at_the_start_is_kept_with_its_address() {
    let contact = format!("chinwag:{}@10.0.0.2:7001", key(2));
    let mut node = alice(&[&contact], Vec::new());
    let address = contact.parse::<Contact>().unwrap().address;
    let routed = Record::Routed { address, peer: key(2), is_proven: true };
    assert_eq!(node.handle(NOON, Input::Ticked).first(), Some(&Output::Store(routed)));
}

#[test]
fn whom_nobody_answered_may_leave_so_much_and_is_heard_again_once_answered() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 0));
    let text = "x".repeat(TEXT_MAX);
    let most = (UNANSWERED_MAX / TEXT_MAX) as u64;
    let said = |seq: u64| {
        received(1, Frame::Text(seq, MessageId(seq.into()), NOON, Untrusted::new(text.as_str())))
    };
    for seq in 1..=most {
        assert!(matches!(alice.handle(NOON, said(seq))[0], Output::Notify(Event::Said { .. })));
    }
    let closed = alice.hears(said(most + 1));
    assert!(closed.contains(&format!("close link 1: {}", Reason::Unanswered)), "{closed:?}");

    alice.hears(say(key(2), "I am listening"));
    let position = alice.is_called(2, greeting("bob", 0));
    assert!(position.iter().any(|line| line.contains(&format!("/{most}~"))), "{position:?}");
    let next = Frame::Text(most + 1, MessageId(0), NOON, Untrusted::new("at last"));
    let told = alice.hears(received(2, next));
    assert_eq!(told[0], "notify said: bob: \"at last\"");
}

#[test]
fn a_friend_with_a_petname_is_not_forgotten_for_a_crowd() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 0));
    let petname = Some(Safe::name("Robert"));
    alice.hears(Input::Commanded(Command::Petname { peer: key(2), petname }));
    alice.hears(hung_up(1));
    for number in 0..2_000 {
        opened_by(&mut alice, number);
    }
    let told = alice.hears(say(key(2), "still there?"));
    assert_eq!(told[0], "notify queued: 1 to Robert \"still there?\"");
}

#[test]
fn what_cannot_be_read_costs_a_link_and_is_asked_for_over_the_next() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 0));
    alice.hears(hung_up(1));
    alice.hears(say(key(2), "are you there?"));
    let question = Question::Outgoing { peer: key(2), after: 0 };
    for link in 2..5 {
        alice.is_recalling = false;
        alice.is_called(link, greeting("bob", 0));
        let why = Trouble::Failed(Safe::line("disk I/O error"));
        let unknown = Answer::Unknown { question: question.clone(), why };
        let told = alice.hears(Input::Recalled(unknown));
        assert_eq!(told[..2], ["notify not read: disk I/O error", &closed(link)], "{told:?}");
    }
    alice.is_recalling = true;
    let told = alice.is_called(9, greeting("bob", 0));
    assert!(told.contains(&"send on link 9: text 1 \"are you there?\"".to_owned()), "{told:?}");
}

#[test]
fn an_answer_older_than_taking_back_sends_nothing_that_was_taken_back() {
    let mut alice = Alone::new();
    alice.is_called(1, greeting("bob", 0));
    alice.hears(hung_up(1));
    alice.hears(say(key(2), "one"));
    alice.hears(say(key(2), "forget this"));
    let old = alice.disk_answers(&Question::Outgoing { peer: key(2), after: 0 });
    alice.hears(Input::Commanded(Command::Cancel { to: key(2), seq: 2 }));
    let told = alice.is_called(2, greeting("bob", 0));
    assert!(told.contains(&"send on link 2: skip 2".to_owned()), "{told:?}");
    alice.hears(hung_up(2));
    alice.is_recalling = false;
    alice.is_called(3, greeting("bob", 0));
    let told = alice.hears(Input::Recalled(old));
    assert_eq!(told[..2], ["send on link 3: text 1 \"one\"", "send on link 3: skip 2"]);
}

fn closed(link: u64) -> String {
    format!("close link {link}: {}", Reason::Unreadable)
}
