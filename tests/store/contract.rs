//! What every store does with records.

use chinwag::history::{Page, Query, Side};
use chinwag::node::{Mark, Opinion, PEERS_MAX, Regard};
use chinwag::record::{RECALL_BYTES_MAX, RECALL_MAX, Record, Submission};
use chinwag::stream::{Chain, MessageId, Position};
use chinwag::text::Safe;

use crate::place::{Place, alice, at, bob, heard, met, position, submitted};

#[test]
fn a_message_that_is_heard_again_is_kept_once_and_reported() {
    for mut place in Place::all() {
        let first = Position::start(1);
        assert_eq!(place.keep(&[heard(bob(), first, 7, "hello")]), []);
        place.restart();
        // Bob's disk was restored: the same message comes in a new stream.
        let again = Position::start(2);
        assert_eq!(place.keep(&[heard(bob(), again, 7, "hello")]), [MessageId(7)]);
        assert_eq!(place.find(""), ["hello"], "{}", place.name);
        let incoming = place.peer(bob()).and_then(|peer| peer.incoming);
        assert_eq!(incoming, Some(again.then(MessageId(7))), "{}", place.name);
        // The same id of somebody else is another message.
        assert_eq!(place.keep(&[heard(alice(), first, 7, "hi")]), []);
        assert_eq!(place.find(""), ["hello", "hi"], "{}", place.name);
    }
}

#[test]
fn an_id_of_ours_that_a_peer_gives_to_a_message_of_its_own_is_not_taken_for_ours() {
    for mut place in Place::all() {
        place.keep(&[submitted(bob(), 1, 1, "mine")]);
        assert_eq!(place.keep(&[heard(bob(), Position::start(9), 1, "yours")]), []);
        assert_eq!(place.find(""), ["mine", "yours"], "{}", place.name);
    }
}

#[test]
fn what_is_confirmed_never_goes_back_within_an_epoch() {
    for mut place in Place::all() {
        let records: Vec<Record> = (1..=3).map(|seq| submitted(bob(), 1, seq, "hi")).collect();
        place.keep(&records);
        let confirm = |position| Record::Confirmed { peer: bob(), position };
        place.keep(&[confirm(position(1, 2)), confirm(position(1, 1)), confirm(position(4, 3))]);
        let confirmed = |place: &mut Place| {
            place.peer(bob()).and_then(|peer| peer.outgoing).map(|outgoing| outgoing.confirmed)
        };
        assert_eq!(confirmed(&mut place), Some(position(1, 2)), "{}", place.name);
        place.keep(&[Record::Restarted { peer: bob(), epoch: 4 }, confirm(position(1, 3))]);
        place.restart();
        assert_eq!(confirmed(&mut place), Some(Position::start(4)), "{}", place.name);
        assert_eq!(place.outgoing(bob(), 0).1.len(), 3, "{}", place.name);
    }
}

#[test]
fn what_waits_is_counted_and_what_was_cancelled_is_not() {
    for mut place in Place::all() {
        let texts = ["one", "zwei", "trois", "quatro"];
        let records = (1..).zip(texts).map(|(seq, text)| submitted(bob(), 1, seq, text));
        place.keep(&records.collect::<Vec<_>>());
        place.keep(&[
            Record::Handed { peer: bob(), upto: 2 },
            Record::Handed { peer: bob(), upto: 1 },
            Record::Confirmed { peer: bob(), position: position(1, 1) },
            Record::Cancelled { peer: bob(), seq: 3 },
        ]);
        place.restart();
        let outgoing = place.peer(bob()).and_then(|peer| peer.outgoing).expect("a stream");
        assert_eq!((outgoing.handed, outgoing.last), (2, 4), "{}", place.name);
        assert_eq!((outgoing.waiting, outgoing.bytes), (2, 4 + 6), "{}", place.name);
        assert_eq!(outgoing.cancelled, [3], "{}", place.name);

        let (chain, messages) = place.outgoing(bob(), 2);
        assert_eq!(chain, position(1, 2).chain, "{}", place.name);
        let texts: Vec<_> = messages.iter().map(|message| message.text.as_deref()).collect();
        assert_eq!(texts, [None, Some("quatro")], "{}", place.name);
        assert_eq!(place.outgoing(bob(), 0).0, Chain::START, "{}", place.name);

        let waiting = Query { is_waiting: true, ..Query::default() };
        let waiting = place.history(&waiting);
        assert_eq!(waiting.len(), 1, "{}", place.name);
        assert_eq!(waiting[0].text.as_str(), "quatro", "{}", place.name);
        let marks: Vec<Mark> = place.history(&Query::default()).iter().map(mark).collect();
        let expected = [Mark::Received, Mark::Queued, Mark::Cancelled, Mark::Queued];
        assert_eq!(marks, expected, "{}", place.name);
    }
}

#[test]
fn of_a_forgotten_peer_only_what_was_said_stays() {
    for mut place in Place::all() {
        let petname = Some(Safe::name("Bobby"));
        place.keep(&[
            met(bob(), "bob", 1),
            Record::Petnamed { peer: bob(), petname: petname.clone() },
            route("10.0.0.2:7001", true),
            submitted(bob(), 1, 1, "said"),
            submitted(bob(), 1, 2, "never said"),
            Record::Confirmed { peer: bob(), position: position(1, 1) },
            heard(bob(), Position::start(3), 9, "and heard"),
            Record::Forgotten(bob()),
            Record::Seen { peer: bob(), at: at(9) }, // comes late, and revives nobody
        ]);
        place.restart();
        assert_eq!(place.peer(bob()), None, "{}", place.name);
        assert_eq!(place.outgoing(bob(), 0), (Chain::START, Vec::new()), "{}", place.name);
        let entries = place.history(&Query { peer: Some(bob()), ..Query::default() });
        let marks: Vec<Mark> = entries[..2].iter().map(mark).collect();
        assert_eq!(marks, [Mark::Received, Mark::Cancelled], "{}", place.name);
        assert_eq!(place.find(""), ["said", "never said", "and heard"], "{}", place.name);

        // Whoever comes back under the same key starts anew; a petname is free again.
        let hello_again = Record::Submitted(Submission {
            peer: bob(),
            epoch: 5,
            seq: 1,
            id: MessageId(100),
            at: at(10),
            text: "hello again".to_owned(),
        });
        place.keep(&[
            hello_again,
            met(alice(), "alice", 10),
            Record::Petnamed { peer: alice(), petname },
        ]);
        let peer = place.peer(bob()).expect("he is known again");
        assert_eq!(peer.outgoing.map(|outgoing| outgoing.last), Some(1), "{}", place.name);
        assert_eq!((peer.petname, peer.routes, peer.incoming), (None, vec![], None));
        let sent = place.outgoing(bob(), 0).1;
        assert_eq!(sent.len(), 1, "{}", place.name);
    }
}

#[test]
fn an_address_has_one_peer_and_a_claim_never_replaces_a_proof() {
    for mut place in Place::all() {
        place.keep(&[route("a:1", true), route("b:1", false), route("c:1", false)]);
        let routes = |place: &mut Place| {
            let routes = place.peer(bob()).expect("he is known").routes;
            let text = |(address, is_proven): &(_, _)| format!("{address} {is_proven}");
            routes.iter().map(text).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(routes(&mut place), "c:1 false, a:1 true", "{}", place.name);
        let claim = |address: &str, is_proven| {
            let address = address.parse().expect("an address");
            Record::Routed { address, peer: alice(), is_proven }
        };
        place.keep(&[claim("a:1", false), claim("c:1", false), route("d:1", true)]);
        assert_eq!(routes(&mut place), "d:1 true, a:1 true", "{}", place.name);
        place.keep(&[claim("a:1", true), Record::Unrouted("c:1".parse().expect("an address"))]);
        assert_eq!(routes(&mut place), "d:1 true", "{}", place.name);
        place.keep(&[route("a:1", true)]);
        place.restart();
        assert_eq!(routes(&mut place), "a:1 true, d:1 true", "{}", place.name);
        let alice = place.peer(alice()).expect("she is known");
        assert_eq!(alice.routes, [], "{}", place.name);
    }
}

#[test]
fn a_petname_has_one_owner() {
    for mut place in Place::all() {
        let name = |peer, name: &str| Record::Petnamed { peer, petname: Some(Safe::name(name)) };
        place.keep(&[name(alice(), "one"), name(bob(), "two"), name(alice(), "two")]);
        let petname = |place: &mut Place, who| place.peer(who).and_then(|peer| peer.petname);
        assert_eq!(petname(&mut place, alice()), Some(Safe::name("two")), "{}", place.name);
        assert_eq!(petname(&mut place, bob()), None, "{}", place.name);
        place.keep(&[Record::Petnamed { peer: alice(), petname: None }]);
        assert_eq!(petname(&mut place, alice()), None, "{}", place.name);
    }
}

#[test]
fn what_a_person_decides_of_a_peer_stays_until_it_is_forgotten() {
    for mut place in Place::all() {
        let regard = |peer, regard| Record::Regarded { peer, regard, at: at(3) };
        place.keep(&[
            regard(bob(), Regard::Verified),
            regard(bob(), Regard::Muted),
            regard(alice(), Regard::Blocked),
            regard(bob(), Regard::Muted),
        ]);
        let opinion = |place: &mut Place, who| place.peer(who).map(|peer| peer.opinion);
        let [is_verified, is_blocked, is_muted] = [true, false, true];
        place.restart();
        let expected = Some(Opinion { is_verified, is_blocked, is_muted });
        assert_eq!(opinion(&mut place, bob()), expected, "{}", place.name);
        let expected = Some(Opinion { is_blocked: true, ..Opinion::default() });
        assert_eq!(opinion(&mut place, alice()), expected, "{}", place.name);

        place.keep(&[
            regard(bob(), Regard::Unverified),
            regard(bob(), Regard::Unmuted),
            regard(alice(), Regard::Unblocked),
        ]);
        for who in [alice(), bob()] {
            assert_eq!(opinion(&mut place, who), Some(Opinion::default()), "{}", place.name);
        }
        place.keep(&[
            submitted(bob(), 1, 1, "hi"),
            regard(bob(), Regard::Verified),
            Record::Forgotten(bob()),
            met(bob(), "bob", 9),
        ]);
        assert_eq!(opinion(&mut place, bob()), Some(Opinion::default()), "{}", place.name);
    }
}

#[test]
fn what_a_peer_said_counts_as_unread_until_it_or_something_later_was_read() {
    for mut place in Place::all() {
        let read = |id| Record::Read { peer: bob(), id: MessageId(id) };
        let unread = |place: &mut Place| place.peer(bob()).map(|peer| peer.unread);
        place.keep(&[read(1)]);
        assert_eq!(unread(&mut place), None, "{}: nobody is known by that", place.name);
        place.keep(&[
            heard(bob(), Position::start(1), 1, "one"),
            submitted(bob(), 1, 2, "mine, with an id that is also his"),
            heard(alice(), Position::start(1), 3, "hers"),
            heard(bob(), position(1, 1), 2, "two"),
            heard(bob(), position(1, 2), 3, "three"),
        ]);
        assert_eq!(unread(&mut place), Some(3), "{}", place.name);
        for (id, left) in [(2, 1), (1, 1), (99, 1), (3, 0)] {
            place.keep(&[read(id)]);
            place.restart();
            assert_eq!(unread(&mut place), Some(left), "{} after {id}", place.name);
        }
        assert_eq!(place.peer(alice()).map(|peer| peer.unread), Some(1), "{}", place.name);
    }
}

#[test]
fn whoever_was_not_forgotten_is_remembered_however_many_they_are() {
    let crowd: Vec<_> = (0..PEERS_MAX + 10).map(stranger).collect();
    for mut place in Place::all() {
        place.keep(&[submitted(bob(), 1, 1, "whenever you are there")]);
        let meetings = (1..).zip(&crowd).map(|(second, peer)| met(*peer, "somebody", second));
        place.keep(&meetings.collect::<Vec<_>>());
        let peers = place.load().peers;
        assert_eq!(peers.len(), crowd.len() + 1, "{}", place.name);
        assert_eq!(peers.last().map(|peer| peer.identity), Some(bob()), "{}", place.name);
        assert_eq!(peers[0].identity, crowd[crowd.len() - 1], "{}", place.name);
    }
}

#[test]
fn an_answer_holds_no_more_than_it_may_and_at_least_one_message() {
    for mut place in Place::all() {
        let short = (1..).take(RECALL_MAX + 5).map(|seq| submitted(bob(), 1, seq, "short"));
        place.keep(&short.collect::<Vec<_>>());
        assert_eq!(place.outgoing(bob(), 0).1.len(), RECALL_MAX, "{}", place.name);
        assert_eq!(place.outgoing(bob(), RECALL_MAX as u64).1.len(), 5, "{}", place.name);

        let long = "x".repeat(RECALL_BYTES_MAX / 2 + 1);
        place.keep(&[submitted(alice(), 1, 1, &long), submitted(alice(), 1, 2, &long)]);
        assert_eq!(place.outgoing(alice(), 0).1.len(), 1, "{}", place.name);
        assert_eq!(place.outgoing(alice(), 1).1.len(), 1, "{}", place.name);
    }
}

#[test]
fn a_history_is_turned_page_by_page() {
    for mut place in Place::all() {
        let records = (1..=10).map(|seq| submitted(bob(), 1, seq, &seq.to_string()));
        place.keep(&records.collect::<Vec<_>>());
        let page = |page| Query { page, ..Query::default() };
        let mut texts = |query| {
            let entries = place.history(&query);
            let texts: Vec<_> = entries.iter().map(|entry| entry.text.as_str()).collect();
            texts.join(" ")
        };
        assert_eq!(texts(page(Page::Last(3))), "8 9 10");
        assert_eq!(texts(page(Page::After { number: 0, count: 3 })), "1 2 3");
        assert_eq!(texts(page(Page::After { number: 8, count: usize::MAX })), "9 10");
        assert_eq!(texts(page(Page::Before { number: u64::MAX, count: 2 })), "9 10");
        assert_eq!(texts(page(Page::Before { number: 9, count: 3 })), "6 7 8");
        assert_eq!(texts(page(Page::Before { number: 3, count: usize::MAX })), "1 2");
        assert_eq!(texts(page(Page::Before { number: 1, count: 3 })), "");
        let few = Page::Before { number: 10, count: 1 };
        assert_eq!(texts(Query { words: "1".to_owned(), page: few, ..Query::default() }), "1");
        assert_eq!(texts(Query { peer: Some(alice()), page: few, ..Query::default() }), "");
        assert_eq!(texts(Query { since: Some(at(9)), ..Query::default() }), "9 10");
        assert_eq!(texts(Query { since: Some(at(u64::MAX / 2_000_000)), ..Query::default() }), "");
        assert_eq!(texts(Query { peer: Some(alice()), ..Query::default() }), "");
    }
}

fn mark(entry: &chinwag::history::Entry) -> Mark {
    match entry.side {
        Side::Ours { mark, .. } => mark,
        Side::Theirs { .. } => panic!("it is not ours: {entry:?}"),
    }
}

fn route(address: &str, is_proven: bool) -> Record {
    let address = address.parse().expect("an address");
    Record::Routed { address, peer: bob(), is_proven }
}

fn stranger(n: usize) -> chinwag::identity::Identity {
    let mut seed = [9; 32];
    seed[..8].copy_from_slice(&n.to_be_bytes());
    chinwag::identity::KeyPair::from_seed(seed).identity()
}
