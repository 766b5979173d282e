//! Whatever happens in an evening, all stores tell the same of it.

use std::collections::BTreeSet;

use chinwag::history::{Page, Query};
use chinwag::identity::Identity;
use chinwag::node::Regard;
use chinwag::record::{Heard, Record, Submission};
use chinwag::stream::{MessageId, Position};
use chinwag::text::{Safe, Untrusted};
use chinwag::time::Time;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::place::{Place, at, identity};

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_store_tells_the_same_of_any_evening(
        batches in vec((vec(step(), 1..24), any::<bool>()), 1..8)
    ) {
        let mut places = Place::all();
        let mut evening = Evening::default();
        for (steps, restarts) in batches {
            let records: Vec<Record> =
                steps.iter().filter_map(|step| evening.record(step)).collect();
            let again: Vec<_> = places.iter_mut().map(|place| place.keep(&records)).collect();
            let again: BTreeSet<_> = again.into_iter().collect();
            prop_assert_eq!(again.len(), 1, "what was heard again differs");
            let [reference, others @ ..] = &mut places[..] else { unreachable!() };
            for place in others {
                if restarts {
                    place.restart();
                }
                prop_assert_eq!(place.load(), reference.load(), "{}", place.name);
                for peer in (0..PEOPLE).map(someone) {
                    for after in [0, evening.peer(peer).confirmed, 3] {
                        let told = place.outgoing(peer, after);
                        prop_assert_eq!(told, reference.outgoing(peer, after), "{}", place.name);
                    }
                }
                for query in evening.queries() {
                    let (told, expected) = (place.history(&query), reference.history(&query));
                    prop_assert_eq!(told, expected, "{}: {:?}", place.name, query);
                }
            }
        }
    }
}

/// What may happen next, if it can.
#[derive(Clone, Debug)]
enum Step {
    Meet(u8, &'static str),
    See(u8),
    Route(u8, &'static str, bool),
    Unroute(&'static str),
    Petname(u8, Option<&'static str>),
    Regard(u8, Regard),
    Read(u8, prop::sample::Index),
    Forget(u8),
    Submit(u8, Vec<&'static str>),
    Hand(u8),
    Confirm(u8, u64),
    Cancel(u8),
    Restart(u8),
    Hear(u8, Vec<&'static str>),
    HearAgain(u8),
    Begin(u8),
    Skip(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..PEOPLE;
    let address = || select(&["a:1", "b:1", "c:1", "d:1"][..]);
    let words = || vec(select(WORDS), 1..5);
    prop_oneof![
        2 => (who(), select(NAMES)).prop_map(|(who, name)| Step::Meet(who, name)),
        1 => who().prop_map(Step::See),
        2 => (who(), address(), any::<bool>()).prop_map(|(who, at, is)| Step::Route(who, at, is)),
        1 => address().prop_map(Step::Unroute),
        1 => (who(), prop::option::of(select(NAMES))).prop_map(|(who, n)| Step::Petname(who, n)),
        2 => (who(), select(REGARDS)).prop_map(|(who, regard)| Step::Regard(who, regard)),
        2 => (who(), any::<prop::sample::Index>()).prop_map(|(who, at)| Step::Read(who, at)),
        1 => who().prop_map(Step::Forget),
        8 => (who(), words()).prop_map(|(who, words)| Step::Submit(who, words)),
        3 => who().prop_map(Step::Hand),
        3 => (who(), 0_u64..4).prop_map(|(who, back)| Step::Confirm(who, back)),
        2 => who().prop_map(Step::Cancel),
        1 => who().prop_map(Step::Restart),
        8 => (who(), words()).prop_map(|(who, words)| Step::Hear(who, words)),
        1 => who().prop_map(Step::HearAgain),
        1 => who().prop_map(Step::Begin),
        1 => who().prop_map(Step::Skip),
    ]
}

/// What a node has in mind, as far as it takes to say only what one would say.
#[derive(Default)]
struct Evening {
    peers: [Peer; PEOPLE as usize],
    ids: u128,
    clock: u64,
}

#[derive(Clone, Default)]
struct Peer {
    epoch: Option<u64>,
    ids: Vec<MessageId>,
    handed: u64,
    confirmed: u64,
    cancelled: BTreeSet<u64>,
    incoming: Position,
    heard: Vec<MessageId>,
}

impl Evening {
    fn peer(&self, identity: Identity) -> &Peer {
        let at = (0..PEOPLE).position(|who| someone(who) == identity);
        &self.peers[at.expect("it is one of the people")]
    }

    fn queries(&self) -> Vec<Query> {
        let all = Query::default();
        let words = |words: &str| Query { words: words.to_owned(), ..Query::default() };
        let recent = Some(at(self.clock.saturating_sub(9)));
        vec![
            Query { page: Page::Last(5), ..all.clone() },
            Query { page: Page::After { number: 4, count: 7 }, ..all.clone() },
            Query { page: Page::Before { number: 9, count: 4 }, ..all.clone() },
            Query { page: Page::Before { number: 7, count: 2 }, ..words("t") },
            Query { since: recent, ..all.clone() },
            Query { peer: Some(someone(1)), ..all.clone() },
            Query { is_waiting: true, ..all.clone() },
            Query { is_waiting: true, peer: Some(someone(0)), ..words("te") },
            Query { page: Page::After { number: 2, count: 3 }, ..words("BEER") },
            Query { since: recent, peer: Some(someone(2)), ..words("t") },
            words("tea beer"),
            words("nobody"),
        ]
    }

    fn tick(&mut self) -> Time {
        self.clock += 1;
        at(self.clock)
    }

    fn id(&mut self) -> MessageId {
        self.ids += 1;
        MessageId(self.ids << 96 | self.ids)
    }

    fn mind(&mut self, who: u8) -> (Identity, &mut Peer) {
        (someone(who), &mut self.peers[usize::from(who)])
    }

    fn record(&mut self, step: &Step) -> Option<Record> {
        let now = self.tick();
        let id = self.id();
        let next_epoch = u64::MAX - self.clock; // to see that the upper half is kept
        Some(match *step {
            Step::Meet(who, name) => {
                Record::Met { peer: someone(who), name: Safe::name(name), at: now }
            }
            Step::See(who) => Record::Seen { peer: someone(who), at: now },
            Step::Route(who, address, is_proven) => {
                let address = address.parse().expect("an address");
                Record::Routed { address, peer: someone(who), is_proven }
            }
            Step::Unroute(address) => Record::Unrouted(address.parse().expect("an address")),
            Step::Petname(who, name) => {
                Record::Petnamed { peer: someone(who), petname: name.map(Safe::name) }
            }
            Step::Regard(who, regard) => Record::Regarded { peer: someone(who), regard, at: now },
            Step::Read(who, ref at) => self.mind(who).1.read(someone(who), at)?,
            Step::Forget(who) => {
                let (peer, mind) = self.mind(who);
                *mind = Peer { heard: std::mem::take(&mut mind.heard), ..Peer::default() };
                Record::Forgotten(peer)
            }
            Step::Submit(who, ref words) => {
                let (peer, mind) = self.mind(who);
                let epoch = *mind.epoch.get_or_insert(next_epoch);
                mind.ids.push(id);
                let seq = mind.ids.len() as u64;
                let text = words.join(" ");
                Record::Submitted(Submission { peer, epoch, seq, id, at: now, text })
            }
            Step::Hand(who) => self.mind(who).1.hand(someone(who)),
            Step::Confirm(who, back) => self.mind(who).1.confirm(someone(who), back)?,
            Step::Cancel(who) => self.mind(who).1.cancel(someone(who))?,
            Step::Restart(who) => {
                let (peer, mind) = self.mind(who);
                mind.epoch = Some(next_epoch);
                mind.confirmed = 0;
                Record::Restarted { peer, epoch: next_epoch }
            }
            Step::Hear(who, ref words) => {
                self.mind(who).1.hear(someone(who), id, &words.join(" "), now)
            }
            Step::HearAgain(who) => {
                let (peer, mind) = self.mind(who);
                let again = *mind.heard.first()?;
                mind.hear(peer, again, "tea", now)
            }
            Step::Begin(who) => {
                let (peer, mind) = self.mind(who);
                mind.incoming = Position::start(next_epoch);
                Record::Skipped { peer, position: mind.incoming }
            }
            Step::Skip(who) => {
                let (peer, mind) = self.mind(who);
                mind.incoming = mind.incoming.then(id);
                Record::Skipped { peer, position: mind.incoming }
            }
        })
    }
}

impl Peer {
    fn hand(&mut self, peer: Identity) -> Record {
        self.handed = (self.handed + 2).min(self.ids.len() as u64);
        Record::Handed { peer, upto: self.handed }
    }

    /// Not all of what was handed, and perhaps less than before.
    fn confirm(&mut self, peer: Identity, back: u64) -> Option<Record> {
        let upto = self.handed.saturating_sub(back);
        let confirmed = self.ids.iter().take(usize::try_from(upto).ok()?);
        let position = confirmed.fold(Position::start(self.epoch?), |at, id| at.then(*id));
        self.confirmed = self.confirmed.max(upto);
        Some(Record::Confirmed { peer, position })
    }

    /// The first that can be.
    fn cancel(&mut self, peer: Identity) -> Option<Record> {
        let seq =
            (self.handed + 1..=self.ids.len() as u64).find(|seq| !self.cancelled.contains(seq))?;
        self.cancelled.insert(seq);
        Some(Record::Cancelled { peer, seq })
    }

    fn read(&self, peer: Identity, at: &prop::sample::Index) -> Option<Record> {
        let is_any = !self.heard.is_empty();
        Some(Record::Read { peer, id: *is_any.then(|| at.get(&self.heard))? })
    }

    fn hear(&mut self, peer: Identity, id: MessageId, text: &str, now: Time) -> Record {
        self.incoming = self.incoming.then(id);
        self.heard.push(id);
        Record::Heard(Heard {
            peer,
            position: self.incoming,
            id,
            sent: Time::from_micros(u64::MAX),
            heard: now,
            is_clock_off: true,
            text: Untrusted::new(text),
        })
    }
}

fn someone(who: u8) -> Identity {
    identity(who + 1)
}

const PEOPLE: u8 = 3;
const REGARDS: &[Regard] = &[
    Regard::Verified,
    Regard::Unverified,
    Regard::Blocked,
    Regard::Unblocked,
    Regard::Muted,
    Regard::Unmuted,
];
const NAMES: &[&str] = &["alice", "bob", "carol", "dave"];
const WORDS: &[&str] = &["tea", "beer", "Ted", "BEERS", "toast", "\x1b[2J", "日本", "x"];
