//! The store as plain collections: what a store is, for others to be compared with.

mod telling;

use std::collections::{BTreeMap, BTreeSet};

use chinwag::address::Address;
use chinwag::identity::Identity;
use chinwag::node::Opinion;
use chinwag::plant::Plant;
use chinwag::record::{Answer, Heard, Question, Record, Remembered, Submission, Trouble};
use chinwag::store::Store;
use chinwag::stream::{MessageId, Position};
use chinwag::text::Safe;
use chinwag::time::Time;
use serde::Serialize;

/// A store in memory that never fails. A clone is a backup, and putting it back restores it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Memory {
    peers: BTreeMap<Identity, Peer>,
    next_number: usize,
    /// Who is at each address, and whether that is proven.
    routes: BTreeMap<Address, (Identity, bool)>,
    entries: Vec<Noted>,
    ids: BTreeSet<(Identity, MessageId)>, // of what was heard
}

/// A message as it is kept.
#[derive(Clone, Debug, Serialize)]
struct Noted {
    peer: Identity,
    is_ours: bool,
    id: MessageId,
    /// Its place in our stream, unless it is the peer's or the peer was forgotten since.
    seq: Option<u64>,
    text: String,
    /// It was taken back, or never confirmed by a peer that was forgotten.
    is_cancelled: bool,
    sent: Time,
    at: Time,
    is_clock_off: bool,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Peer {
    number: usize,
    name: Safe,
    petname: Option<Safe>,
    seen: Option<Time>,
    /// Where it can be dialed, as that was learned.
    addresses: Vec<Address>,
    is_known: bool,
    outgoing: Option<Stream>,
    incoming: Option<Position>,
    opinion: Opinion,
    /// Entries up to there were seen.
    read: usize,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Stream {
    confirmed: Position,
    handed: u64,
}

impl Memory {
    /// As it is now, to be put back later.
    #[must_use]
    pub fn backup(&self) -> Self {
        self.clone()
    }

    fn known(&mut self, identity: Identity) -> &mut Peer {
        let next = &mut self.next_number;
        let peer = self.peers.entry(identity).or_insert_with(|| {
            *next += 1;
            Peer { number: *next, ..Peer::default() }
        });
        peer.is_known = true;
        peer
    }

    fn stream(&mut self, peer: Identity) -> Option<&mut Stream> {
        self.peers.get_mut(&peer)?.outgoing.as_mut()
    }

    /// Returns whether it is a message that was there already.
    fn keep(&mut self, record: &Record) -> bool {
        match record {
            Record::Met { peer, name, at } => {
                let peer = self.known(*peer);
                peer.name = name.clone();
                peer.seen = peer.seen.max(Some(*at));
            }
            Record::Seen { peer, at } => {
                if let Some(peer) = self.peers.get_mut(peer).filter(|peer| peer.is_known) {
                    peer.seen = peer.seen.max(Some(*at));
                }
            }
            Record::Routed { address, peer, is_proven } => self.route(address, *peer, *is_proven),
            Record::Unrouted(address) => self.unroute(address),
            Record::Petnamed { peer, petname } => {
                if petname.is_some() {
                    let others = self.peers.values_mut();
                    others.filter(|other| other.petname == *petname).for_each(|other| {
                        other.petname = None;
                    });
                    self.known(*peer);
                }
                if let Some(peer) = self.peers.get_mut(peer) {
                    peer.petname.clone_from(petname);
                }
            }
            Record::Regarded { peer, regard, at: _ } => self.known(*peer).opinion.note(*regard),
            Record::Read { peer, id } => self.read(*peer, *id),
            Record::Forgotten(peer) => self.forget(*peer),
            Record::Submitted(submission) => self.submit(submission),
            Record::Handed { peer, upto } => {
                if let Some(stream) = self.stream(*peer) {
                    stream.handed = stream.handed.max(*upto);
                }
            }
            Record::Confirmed { peer, position } => {
                if let Some(stream) = self.stream(*peer)
                    && stream.confirmed.epoch == position.epoch
                    && stream.confirmed.upto < position.upto
                {
                    stream.confirmed = *position;
                }
            }
            Record::Cancelled { peer, seq } => {
                let is_meant = |entry: &&mut Noted| entry.peer == *peer && entry.seq == Some(*seq);
                if let Some(entry) = self.entries.iter_mut().find(is_meant) {
                    (entry.is_cancelled, entry.text) = (true, String::new());
                }
            }
            Record::Restarted { peer, epoch } => {
                let handed = self.stream(*peer).map_or(0, |stream| stream.handed);
                let confirmed = Position::start(*epoch);
                self.known(*peer).outgoing = Some(Stream { confirmed, handed });
            }
            Record::Heard(heard) => return self.hear(heard),
            Record::Skipped { peer, position } => self.known(*peer).incoming = Some(*position),
        }
        false
    }

    fn route(&mut self, address: &Address, peer: Identity, is_proven: bool) {
        self.known(peer);
        if !is_proven {
            if self.routes.get(address).is_some_and(|(_, is_proven)| *is_proven) {
                return;
            }
            let hint = self.routes_of(peer).find(|(_, is_proven)| !is_proven);
            let hint = hint.map(|(at, _)| at.clone());
            hint.into_iter().for_each(|hint| self.unroute(&hint));
        }
        self.unroute(address);
        self.routes.insert(address.clone(), (peer, is_proven));
        self.known(peer).addresses.push(address.clone());
    }

    fn unroute(&mut self, address: &Address) {
        let Some((peer, _)) = self.routes.remove(address) else { return };
        if let Some(peer) = self.peers.get_mut(&peer) {
            peer.addresses.retain(|at| at != address);
        }
    }

    /// The addresses of a peer as they were learned, and whether each is proven.
    fn routes_of(&self, peer: Identity) -> impl DoubleEndedIterator<Item = (&Address, bool)> {
        let addresses = self.peers.get(&peer).map_or(&[][..], |peer| &peer.addresses);
        addresses.iter().filter_map(|at| self.routes.get(at).map(|(_, is_proven)| (at, *is_proven)))
    }

    fn read(&mut self, peer: Identity, id: MessageId) {
        let is_meant = |noted: &Noted| !noted.is_ours && noted.peer == peer && noted.id == id;
        let place = self.entries.iter().position(is_meant);
        if let (Some(peer), Some(place)) = (self.peers.get_mut(&peer), place) {
            peer.read = peer.read.max(place + 1);
        }
    }

    fn forget(&mut self, identity: Identity) {
        let Some(peer) = self.peers.get_mut(&identity) else {
            return;
        };
        let confirmed = peer.outgoing.take().map_or(0, |stream| stream.confirmed.upto);
        (peer.is_known, peer.petname, peer.incoming) = (false, None, None);
        peer.opinion = Opinion::default();
        peer.addresses.clear();
        self.routes.retain(|_, (other, _)| *other != identity);
        for entry in self.entries.iter_mut().filter(|entry| entry.peer == identity) {
            entry.is_cancelled |= entry.seq.take().is_some_and(|seq| seq > confirmed);
        }
        if self.entries.iter().all(|entry| entry.peer != identity) {
            self.peers.remove(&identity);
        }
    }

    fn submit(&mut self, message: &Submission) {
        let start = Stream { confirmed: Position::start(message.epoch), handed: 0 };
        self.known(message.peer).outgoing.get_or_insert(start);
        self.entries.push(Noted {
            peer: message.peer,
            is_ours: true,
            id: message.id,
            seq: Some(message.seq),
            text: message.text.clone(),
            is_cancelled: false,
            sent: message.at,
            at: message.at,
            is_clock_off: false,
        });
    }

    fn hear(&mut self, heard: &Heard) -> bool {
        self.known(heard.peer).incoming = Some(heard.position);
        let is_deduping = !(Plant::NoDedupe.is_planted() || Plant::HistoryThenCounter.is_planted());
        if !self.ids.insert((heard.peer, heard.id)) && is_deduping {
            return true;
        }
        self.entries.push(Noted {
            peer: heard.peer,
            is_ours: false,
            id: heard.id,
            seq: None,
            text: heard.text.as_raw().to_owned(),
            is_cancelled: false,
            sent: heard.sent,
            at: heard.heard,
            is_clock_off: heard.is_clock_off,
        });
        false
    }
}

impl Store for Memory {
    fn load(&mut self) -> Result<Remembered, Trouble> {
        Ok(Remembered { peers: self.acquaintances() })
    }

    fn commit(&mut self, records: &[Record]) -> Result<BTreeSet<usize>, Trouble> {
        let places = records.iter().enumerate();
        Ok(places.filter_map(|(place, record)| self.keep(record).then_some(place)).collect())
    }

    fn recall(&mut self, question: &Question) -> Result<Answer, Trouble> {
        Ok(match question {
            Question::Outgoing { peer, after } => self.recall_outgoing(*peer, *after),
            Question::History(query) => {
                Answer::History { query: query.clone(), entries: self.history(query) }
            }
        })
    }
}
