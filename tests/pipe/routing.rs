//! Who hears of an event, and whose answer it is.

use chinwag::address::{Address, Contact};
use chinwag::hub::{FaceId, Hub, OWED_MAX, Route, Tag};
use chinwag::identity::{Identity, KeyPair};
use chinwag::node::{Command, Event, Label, Mark, Mistake, PeerList, Target, Who};
use chinwag::reason::Reason;
use chinwag::stream::MessageId;
use chinwag::text::Safe;
use chinwag::time::Time;

const ONE: FaceId = FaceId::guest(1);
const TWO: FaceId = FaceId::guest(2);

#[test]
fn an_answer_is_told_only_to_who_asked_first() {
    let mut hub = Hub::default();
    hub.asked(FaceId::OWNER, None, &Command::ListPeers);
    hub.asked(ONE, tag(7), &Command::ListPeers);
    let listed = Event::Listed(PeerList::default());
    assert_eq!(hub.route(&listed), only(FaceId::OWNER, None));
    assert_eq!(hub.route(&listed), only(ONE, tag(7)));
    assert_eq!(hub.route(&listed), Route { answers: None, is_private: false });
}

#[test]
fn what_is_queued_is_told_to_everybody_and_answers_one() {
    let mut hub = Hub::default();
    hub.asked(ONE, tag(1), &send("one"));
    hub.asked(TWO, tag(2), &send("two"));
    assert_eq!(hub.route(&queued(1, "one")), everybody(ONE, tag(1)));
    assert_eq!(hub.route(&queued(2, "two")), everybody(TWO, tag(2)));
}

#[test]
fn a_rejection_answers_a_command_that_can_be_rejected_so() {
    let mut hub = Hub::default();
    hub.asked(ONE, tag(1), &send("one"));
    hub.asked(TWO, tag(2), &Command::Cancel { to: bob(), seq: 9 });
    let rejected = Event::Rejected(Mistake::NotWaiting);
    assert_eq!(hub.route(&rejected), only(TWO, tag(2)));
    assert_eq!(hub.route(&queued(1, "one")), everybody(ONE, tag(1)));
}

#[test]
fn a_message_is_owed_until_it_is_there() {
    let mut hub = Hub::default();
    hub.asked(ONE, None, &send("one"));
    hub.asked(ONE, None, &send("two"));
    let _ = hub.route(&queued(1, "one"));
    let _ = hub.route(&queued(2, "two"));
    let received = |upto| Event::Marked { to: who(), upto, mark: Mark::Received };
    let _ = hub.route(&received(1));
    assert!(hub.owes(ONE) && !hub.owes(TWO));
    let _ = hub.route(&received(2));
    assert!(!hub.owes(ONE));
}

#[test]
fn what_somebody_asked_who_has_gone_is_told_to_nobody() {
    let mut hub = Hub::default();
    hub.asked(ONE, tag(1), &Command::ListPeers);
    hub.forget(ONE);
    assert_eq!(hub.route(&Event::Listed(PeerList::default())), only(ONE, tag(1)));
}

#[test]
fn what_is_queued_for_somebody_else_is_not_taken_for_a_text_that_waits_at_an_address() {
    let mut hub = Hub::default();
    hub.asked(ONE, tag(1), &send_at("hi"));
    hub.asked(TWO, tag(2), &send("hi"));
    assert_eq!(hub.route(&queued(1, "hi")), everybody(TWO, tag(2)));
    let at_last = queued_at(Some(somewhere()), 2, "hi");
    assert_eq!(hub.route(&at_last), everybody(ONE, tag(1)));
}

#[test]
fn that_a_text_failed_is_told_to_everybody_if_who_sent_it_says_no_more() {
    let mut hub = Hub::default();
    let why = Reason::NoGreeting;
    let failed = Event::Failed { address: somewhere(), text: Safe::text("hi"), why };
    hub.asked(ONE, tag(1), &send_at("hi"));
    hub.asked(TWO, tag(2), &send_at("hi"));
    hub.finish(ONE);
    assert_eq!(hub.route(&failed), everybody(ONE, tag(1)));
    assert_eq!(hub.route(&failed), only(TWO, tag(2)));
}

#[test]
fn the_hub_keeps_a_bounded_number_of_commands_in_mind() {
    let mut hub = Hub::default();
    hub.asked(ONE, tag(1), &Command::ListPeers);
    for _ in 0..OWED_MAX {
        hub.asked(TWO, tag(2), &Command::ConnectAll);
    }
    assert!(!hub.owes(ONE));
}

fn only(face: FaceId, tag: Option<Tag>) -> Route {
    Route { answers: Some((face, tag)), is_private: true }
}

fn everybody(face: FaceId, tag: Option<Tag>) -> Route {
    Route { answers: Some((face, tag)), is_private: false }
}

fn tag(number: u64) -> Option<Tag> {
    Some(Tag::Number(number.into()))
}

fn send_at(text: &str) -> Command {
    let contact = Contact { address: somewhere(), identity: None };
    Command::Send { to: Target::At(contact), text: text.to_owned() }
}

fn somewhere() -> Address {
    "192.0.2.7:7001".parse().unwrap()
}

fn send(text: &str) -> Command {
    Command::Send { to: Target::Peer(bob()), text: text.to_owned() }
}

fn queued(seq: u64, text: &str) -> Event {
    queued_at(None, seq, text)
}

fn queued_at(address: Option<Address>, seq: u64, text: &str) -> Event {
    Event::Queued {
        to: who(),
        address,
        id: MessageId(seq.into()),
        seq,
        at: Time::EPOCH,
        text: Safe::text(text),
    }
}

fn who() -> Who {
    let label = Label { name: Safe::name("bob"), tag: None, is_petname: false };
    Who { identity: bob(), label: label.into() }
}

fn bob() -> Identity {
    KeyPair::from_seed([2; 32]).identity()
}
