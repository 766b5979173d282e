//! The write-ahead by itself: what a crash could undo is never seen by the world.

use std::collections::BTreeSet;
use std::sync::Arc;

use chinwag::frame::{Frame, Greeting, Scope};
use chinwag::identity::{Identity, KeyPair};
use chinwag::node::{Event, Label, LinkId, Output, Who};
use chinwag::reason::Reason;
use chinwag::record::{Heard, Record, Submission, Trouble};
use chinwag::stream::{Chain, MessageId, Position};
use chinwag::text::{Safe, Untrusted};
use chinwag::time::Time;
use chinwag::wire::VERSION;
use chinwag::writeahead::{LAZY_WITHIN, WriteAhead};
use proptest::collection::vec;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_follows_a_store_passes_before_it_is_durable(turns in vec(turn(), 1..60)) {
        let mut play = Play::default();
        turns.into_iter().for_each(|turn| play.turn(turn));
        play.assert_true();
        play.settle();
        let wanted = play.pushed.iter().filter(|output| !is_store(output) && !is_old(output));
        prop_assert_eq!(play.done.len(), wanted.count(), "everything is done in the end");
    }
}

/// What may happen to a write-ahead.
#[derive(Clone, Debug)]
enum Turn {
    Push(Vec<Output>),
    Wait,
    Commit,
    Committed,
    Failed(Trouble),
}

fn turn() -> impl Strategy<Value = Turn> {
    let trouble = prop_oneof![Just(Trouble::DiskFull), Just(Trouble::ReadOnly)];
    prop_oneof![
        4 => vec(outputs(), 1..6).prop_map(|outputs| Turn::Push(outputs.concat())),
        1 => Just(Turn::Wait),
        2 => Just(Turn::Commit),
        2 => Just(Turn::Committed),
        1 => trouble.prop_map(Turn::Failed),
    ]
}

fn outputs() -> impl Strategy<Value = Vec<Output>> {
    prop_oneof![
        any::<u64>().prop_map(|n| vec![submitted(n), queued(n)]),
        any::<u64>().prop_map(|n| vec![heard(n), said(n), received(n)]),
        any::<u64>().prop_map(|n| vec![confirmed(n)]),
        Just(vec![Output::Dial("10.0.0.2:7001".parse().expect("an address"))]),
        Just(vec![ping()]),
    ]
}

/// Of what is heard in these stories, the even the history had already.
fn is_old(output: &Output) -> bool {
    matches!(output, Output::Notify(Event::Said { id, .. }) if id.0 % 2 == 0)
}

fn old_id(record: &Record) -> Option<MessageId> {
    let Record::Heard(heard) = record else { return None };
    Some(heard.id).filter(|id| id.0 % 2 == 0)
}

/// A write-ahead at work, and all that went in and came out.
#[derive(Default)]
struct Play {
    now: Time,
    ahead: WriteAhead,
    pushed: Vec<Output>,
    /// What was done, each with how many records were durable by then.
    done: Vec<(Output, usize)>,
    durable: Vec<Record>,
    under_way: Option<Arc<Vec<Record>>>,
}

impl Play {
    fn turn(&mut self, turn: Turn) {
        match turn {
            Turn::Push(outputs) => {
                self.pushed.extend(outputs.iter().cloned());
                self.ahead.push(self.now, outputs);
            }
            Turn::Wait => self.now = self.now + LAZY_WITHIN,
            Turn::Commit => {
                let batch = self.ahead.batch(self.now);
                assert!(batch.is_none() || self.under_way.is_none(), "one commit at a time");
                self.under_way = self.under_way.take().or(batch);
            }
            Turn::Committed => {
                if let Some(records) = self.under_way.take() {
                    let places = records.iter().enumerate();
                    let old = places.filter(|(_, record)| old_id(record).is_some());
                    self.ahead.committed(&old.map(|(place, _)| place).collect());
                    self.durable.extend(records.iter().cloned());
                }
            }
            Turn::Failed(why) => {
                if self.under_way.is_some() {
                    self.ahead.failed(why);
                    assert_eq!(self.ahead.again(), self.under_way, "all of it is tried again");
                }
            }
        }
        while let Some(output) = self.ahead.pop() {
            if !is_notice(&output) {
                self.done.push((output, self.durable.len()));
            }
        }
    }

    /// Lets the disk catch up.
    fn settle(&mut self) {
        for _ in 0..3 {
            self.turn(Turn::Wait);
            self.turn(Turn::Commit);
            self.turn(Turn::Committed);
        }
        self.assert_true();
        let stores = self.pushed.iter().filter(|output| is_store(output)).count();
        assert_eq!(self.durable.len(), stores, "everything is kept in the end");
        assert!(self.ahead.batch(self.now).is_none() && self.ahead.rest().is_none());
        assert_eq!(self.ahead.deadline(), None);
    }

    /// What was done is what was wanted, in its order but for signs of life, each after all that
    /// had to be kept before it; and what was kept is what was to be kept, in its order but for
    /// what may wait.
    fn assert_true(&self) {
        let mut strict = Vec::new();
        let mut done = self.done.iter().filter(|(output, _)| *output != ping());
        for output in self.pushed.iter().filter(|output| **output != ping() && !is_old(output)) {
            if let Output::Store(record) = output {
                strict.extend((!record.is_lazy()).then_some(record));
            } else if let Some((next, durable)) = done.next() {
                assert_eq!(next, output, "in the order of the node");
                let kept = self.durable[..*durable].iter().filter(|record| !record.is_lazy());
                assert!(kept.count() >= strict.len(), "{output} came before what it rests on");
            }
        }
        let kept = self.durable.iter().filter(|record| !record.is_lazy());
        assert!(kept.zip(strict).all(|(kept, wanted)| kept == wanted), "in the order of the node");
    }
}

/// What the write-ahead says of itself.
fn is_notice(output: &Output) -> bool {
    let Output::Notify(event) = output else { return false };
    matches!(event, Event::Stalled(_) | Event::Resumed | Event::Unkept { .. })
}

#[test]
fn what_follows_nothing_to_keep_is_done_at_once() {
    let mut ahead = WriteAhead::default();
    ahead.push(NOON, vec![ping(), Output::Stop]);
    assert_eq!(ready(&mut ahead), [ping(), Output::Stop]);
    assert_eq!(ahead.batch(NOON), None);
    assert_eq!(ahead.deadline(), None);
}

#[test]
fn what_comes_while_a_commit_is_under_way_shares_the_next_one() {
    let mut ahead = WriteAhead::default();
    ahead.push(NOON, vec![submitted(1), queued(1)]);
    assert_eq!(batch(&mut ahead, NOON), [submitted(1)]);
    for number in 2..=4 {
        ahead.push(NOON, vec![submitted(number), queued(number)]);
        assert_eq!(ahead.batch(NOON), None, "one commit at a time");
    }
    assert_eq!(ready(&mut ahead), []);
    ahead.committed(&BTreeSet::new());
    assert_eq!(ready(&mut ahead), [queued(1)]);
    assert_eq!(batch(&mut ahead, NOON), [2, 3, 4].map(submitted));
    ahead.committed(&BTreeSet::new());
    assert_eq!(ready(&mut ahead), [2, 3, 4].map(queued));
}

#[test]
fn what_may_be_lost_holds_up_nothing_and_rides_along_or_goes_after_a_while() {
    let mut ahead = WriteAhead::default();
    ahead.push(NOON, vec![confirmed(1), ping()]);
    assert_eq!(ready(&mut ahead), [ping()], "it waits for nothing");
    assert_eq!(ahead.batch(NOON), None, "it is not worth a commit of its own");
    assert_eq!(ahead.deadline(), Some(NOON + LAZY_WITHIN));
    ahead.push(NOON, vec![submitted(1), confirmed(2)]);
    assert_eq!(batch(&mut ahead, NOON), [confirmed(1), submitted(1), confirmed(2)]);
    ahead.committed(&BTreeSet::new());
    assert_eq!(ahead.deadline(), None);

    ahead.push(NOON, vec![confirmed(3)]);
    let later = NOON + LAZY_WITHIN;
    assert_eq!(batch(&mut ahead, later), [confirmed(3)]);
    ahead.committed(&BTreeSet::new());

    ahead.push(later, vec![confirmed(4)]);
    let rest = ahead.rest().map(|records| records.to_vec());
    assert_eq!(rest, Some(vec![record(&confirmed(4))]), "at the end nothing is left out");
}

#[test]
fn nothing_is_due_while_a_commit_is_under_way() {
    let mut ahead = WriteAhead::default();
    ahead.push(NOON, vec![submitted(1)]);
    assert!(ahead.batch(NOON).is_some());
    ahead.push(NOON, vec![confirmed(1)]);
    assert_eq!(ahead.deadline(), None, "who waits for a deadline would wait for it in vain");
    ahead.failed(Trouble::DiskFull);
    assert_eq!(ahead.deadline(), None);
    ahead.committed(&BTreeSet::new());
    assert_eq!(ahead.deadline(), Some(NOON + LAZY_WITHIN));
}

#[test]
fn a_message_that_was_had_is_not_told_again_and_all_else_is() {
    let mut ahead = WriteAhead::default();
    let outputs = [heard(1), said(1), heard(2), said(2), received(2), queued(1)];
    ahead.push(NOON, outputs.to_vec());
    assert!(ahead.batch(NOON).is_some());
    ahead.committed(&BTreeSet::from([0]));
    assert_eq!(ready(&mut ahead), [said(2), received(2), queued(1)]);
}

#[test]
fn a_full_disk_hides_nobody_and_stops_only_what_rests_on_it() {
    let mut ahead = stalled(1);
    assert!(ahead.is_stalled());
    let [quiet, online] = [Event::Quiet(bob()), Event::Waiting(bob())].map(Output::Notify);
    let text = Frame::Text(1, MessageId(1), NOON, Untrusted::new("hi"));
    let text = Output::Send(LinkId(1), text);
    ahead.push(NOON, vec![received(7), quiet.clone(), text.clone(), ping(), online.clone()]);
    assert_eq!(ready(&mut ahead), [quiet, ping()]);
    assert_eq!(ahead.batch(NOON), None, "the failed one is tried first");
    assert_eq!(ahead.again().map(|records| records.to_vec()), Some(vec![record(&submitted(1))]));
    ahead.committed(&BTreeSet::new());
    assert!(!ahead.is_stalled());
    let resumed = Output::Notify(Event::Resumed);
    assert_eq!(ready(&mut ahead), [resumed, queued(1), received(7), text, online]);
}

#[test]
fn each_message_that_cannot_be_kept_is_told_once_whenever_it_came() {
    let mut ahead = WriteAhead::default();
    ahead.push(NOON, vec![submitted(1), queued(1)]);
    assert!(ahead.batch(NOON).is_some());
    ahead.push(NOON, vec![submitted(2), queued(2)]);
    assert_eq!(ready(&mut ahead), []);
    ahead.failed(Trouble::DiskFull);
    let full = Output::Notify(Event::Stalled(Trouble::DiskFull));
    assert_eq!(ready(&mut ahead), [full, unkept(1), unkept(2)]);
    ahead.failed(Trouble::DiskFull);
    assert_eq!(ready(&mut ahead), [], "the same trouble is no news");
    ahead.push(NOON, vec![submitted(3), queued(3)]);
    assert_eq!(ready(&mut ahead), [unkept(3)]);
    ahead.failed(Trouble::ReadOnly);
    let read_only = Output::Notify(Event::Stalled(Trouble::ReadOnly));
    assert_eq!(ready(&mut ahead), [read_only], "another trouble is, and the messages are not");
    ahead.committed(&BTreeSet::new());
    assert_eq!(ready(&mut ahead), [Output::Notify(Event::Resumed), queued(1)]);
    assert_eq!(batch(&mut ahead, NOON), [submitted(2), submitted(3)]);
    ahead.committed(&BTreeSet::new());
    assert_eq!(ready(&mut ahead), [queued(2), queued(3)], "it was resumed only once");
}

#[test]
fn who_leaves_for_good_is_told_what_is_lost_and_still_says_goodbye() {
    let mut ahead = stalled(1);
    ahead.push(NOON, vec![submitted(2), queued(2), received(7), heard(1), said(1)]);
    ready(&mut ahead);
    assert!(!ahead.is_stopping());
    let undelivered =
        |count| Output::Notify(Event::Undelivered { to: bob(), count, is_blocked: false });
    let goodbye = Output::Send(LinkId(1), Frame::Exit(Scope::Everybody));
    let close = Output::Close(LinkId(1), Reason::Leaving);
    let farewell = |count| vec![undelivered(count), goodbye.clone(), close.clone(), Output::Stop];
    ahead.push(NOON, farewell(3));
    assert_eq!(ready(&mut ahead), []);
    assert!(ahead.is_stopping());
    ahead.give_up(|_| true);
    let lost = [1, 2].map(|number| {
        Output::Notify(Event::Lost { to: bob(), text: Safe::text(&number.to_string()) })
    });
    // Two of the three are lost, so one waits.
    assert_eq!(ready(&mut ahead), [&lost[..], &farewell(1)[..]].concat());
    assert_eq!(ahead.again(), None);
    assert_eq!(ahead.batch(NOON), None);
}

#[test]
fn who_was_never_greeted_is_told_no_goodbye_when_all_is_given_up() {
    let mut ahead = stalled(1);
    let greeting = Greeting {
        version: VERSION,
        name: Untrusted::new("alice"),
        port: 7001,
        boot: 1,
        dial: 1,
        seen: 0,
        clock: NOON,
        sending: 1,
        received: None,
    };
    // To who was greeted before, the same is said when the name is asked anew.
    let ack = |link| Output::Send(LinkId(link), Frame::ConnectAck(greeting.clone()));
    let goodbye = |link| Output::Send(LinkId(link), Frame::Exit(Scope::Everybody));
    ahead.push(NOON, vec![submitted(2), ack(1), ack(2), goodbye(1), goodbye(2), Output::Stop]);
    ready(&mut ahead);
    ahead.give_up(|link| link == LinkId(2));
    let lost = [1].map(|number: u64| {
        Output::Notify(Event::Lost { to: bob(), text: Safe::text(&number.to_string()) })
    });
    assert_eq!(ready(&mut ahead), [&lost[..], &[goodbye(2), Output::Stop]].concat());
}

#[test]
fn so_much_may_wait_and_no_more_is_taken_in() {
    for is_under_way in [false, true] {
        let mut ahead = WriteAhead::default();
        ahead.push(NOON, vec![submitted(0)]);
        if is_under_way {
            assert!(ahead.batch(NOON).is_some());
        }
        let mut waiting = 0_u64;
        while !ahead.is_full() {
            waiting += 1;
            ahead.push(NOON, vec![queued(waiting)]);
            assert!(waiting < 1 << 20, "it has a bound");
        }
        assert!(waiting > 4 * 1_024, "some windows of messages fit");
        if !is_under_way {
            waiting += 1;
            ahead.push(NOON, vec![queued(waiting)]);
            assert!(ahead.batch(NOON).is_some());
            assert!(ahead.is_full(), "what waits for a commit under way counts");
        }
        ahead.committed(&BTreeSet::new());
        assert!(!ahead.is_full());
        assert_eq!(ready(&mut ahead).len() as u64, waiting);
    }
}

/// A write-ahead whose disk is full, with a message that waits for it; this was told.
fn stalled(number: u64) -> WriteAhead {
    let mut ahead = WriteAhead::default();
    ahead.push(NOON, vec![submitted(number), queued(number)]);
    assert!(ahead.batch(NOON).is_some());
    ahead.failed(Trouble::DiskFull);
    let full = Output::Notify(Event::Stalled(Trouble::DiskFull));
    assert_eq!(ready(&mut ahead), [full, unkept(number)]);
    ahead
}

fn ready(ahead: &mut WriteAhead) -> Vec<Output> {
    std::iter::from_fn(|| ahead.pop()).collect()
}

/// The next commit, as the outputs that asked for it.
fn batch(ahead: &mut WriteAhead, now: Time) -> Vec<Output> {
    let records = ahead.batch(now).expect("there is something to commit");
    records.iter().cloned().map(Output::Store).collect()
}

fn is_store(output: &Output) -> bool {
    matches!(output, Output::Store(_))
}

fn record(output: &Output) -> Record {
    let Output::Store(record) = output else { panic!("{output} keeps nothing") };
    record.clone()
}

fn bob_key() -> Identity {
    KeyPair::from_seed([2; 32]).identity()
}

fn bob() -> Who {
    let label = Label { name: Safe::name("bob"), tag: None, is_petname: false };
    Who { identity: bob_key(), label: Arc::new(label) }
}

fn submitted(number: u64) -> Output {
    let (peer, id, text) = (bob_key(), MessageId(number.into()), number.to_string());
    let submission = Submission { peer, epoch: 5, seq: number, id, at: NOON, text };
    Output::Store(Record::Submitted(submission))
}

fn queued(number: u64) -> Output {
    let (id, text) = (MessageId(number.into()), Safe::text(&number.to_string()));
    Output::Notify(Event::Queued { to: bob(), address: None, id, seq: number, at: NOON, text })
}

fn unkept(number: u64) -> Output {
    Output::Notify(Event::Unkept { to: bob(), text: Safe::text(&number.to_string()) })
}

fn confirmed(upto: u64) -> Output {
    let position = Position { epoch: 5, upto, chain: Chain::START };
    Output::Store(Record::Confirmed { peer: bob_key(), position })
}

fn heard(number: u64) -> Output {
    Output::Store(Record::Heard(Heard {
        peer: bob_key(),
        position: Position { epoch: 6, upto: number, chain: Chain::START },
        id: MessageId(number.into()),
        sent: NOON,
        heard: NOON,
        is_clock_off: false,
        text: Untrusted::new(number.to_string()),
    }))
}

fn said(number: u64) -> Output {
    Output::Notify(Event::Said {
        from: bob(),
        id: MessageId(number.into()),
        sent: NOON,
        heard: NOON,
        is_clock_off: false,
        text: Safe::text(&number.to_string()),
    })
}

fn received(upto: u64) -> Output {
    Output::Send(LinkId(1), Frame::Received(upto))
}

fn ping() -> Output {
    Output::Send(LinkId(1), Frame::Ping)
}

const NOON: Time = Time::from_micros(43_200_000_000);
