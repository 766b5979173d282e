//! What is told of what was kept.

use std::cmp::Reverse;

use chinwag::history::{Entry, PAGE_MAX, Page, Query, Side};
use chinwag::identity::Identity;
use chinwag::node::Mark;
use chinwag::record::{Acquaintance, Answer, Message, Outgoing, RECALL_BYTES_MAX, RECALL_MAX};
use chinwag::stream::Chain;
use chinwag::text::Safe;

use super::{Memory, Noted, Peer, Stream};

impl Memory {
    pub(super) fn acquaintances(&self) -> Vec<Acquaintance> {
        let known = self.peers.iter().filter(|(_, peer)| peer.is_known);
        let mut known: Vec<(&Identity, &Peer)> = known.collect();
        known.sort_by_key(|(_, peer)| Reverse((peer.seen, peer.number)));
        known.into_iter().map(|(identity, peer)| self.acquaintance(*identity, peer)).collect()
    }

    /// Our messages to a peer in its stream, in their order.
    fn ours(&self, peer: Identity) -> impl Iterator<Item = (u64, &Noted)> {
        let ours = self.entries.iter().filter(move |entry| entry.peer == peer);
        ours.filter_map(|entry| Some((entry.seq?, entry)))
    }

    fn outgoing(&self, peer: Identity) -> Option<Outgoing> {
        let Stream { confirmed, handed } = self.peers.get(&peer)?.outgoing?;
        let mut outgoing = Outgoing { confirmed, handed, ..Outgoing::default() };
        for (seq, entry) in self.ours(peer) {
            outgoing.last = seq;
            if entry.is_cancelled && seq > handed {
                outgoing.cancelled.push(seq);
            }
            if !entry.is_cancelled && seq > confirmed.upto {
                outgoing.waiting += 1;
                outgoing.bytes += entry.text.len();
            }
        }
        Some(outgoing)
    }

    fn acquaintance(&self, identity: Identity, peer: &Peer) -> Acquaintance {
        let routes = self.routes_of(identity).rev();
        Acquaintance {
            identity,
            name: peer.name.clone(),
            petname: peer.petname.clone(),
            seen: peer.seen,
            routes: routes.map(|(at, is_proven)| (at.clone(), is_proven)).collect(),
            outgoing: self.outgoing(identity),
            incoming: peer.incoming,
            opinion: peer.opinion,
            unread: self.unread(identity, peer.read),
        }
    }

    fn unread(&self, peer: Identity, read: usize) -> u64 {
        let later = self.entries.iter().skip(read);
        later.filter(|entry| entry.peer == peer && !entry.is_ours).count() as u64
    }

    pub(super) fn recall_outgoing(&self, peer: Identity, after: u64) -> Answer {
        let before = self.ours(peer).filter(|(seq, _)| *seq <= after);
        let chain = before.fold(Chain::START, |chain, (_, entry)| chain.then(entry.id));
        let mut messages: Vec<Message> = Vec::new();
        let mut bytes = 0;
        for (_, entry) in self.ours(peer).filter(|(seq, _)| *seq > after).take(RECALL_MAX) {
            bytes += entry.text.len();
            if bytes > RECALL_BYTES_MAX && !messages.is_empty() {
                break;
            }
            let text = (!entry.is_cancelled).then(|| entry.text.clone());
            messages.push(Message { id: entry.id, at: entry.sent, text });
        }
        Answer::Outgoing { peer, after, chain, messages }
    }

    pub(super) fn history(&self, query: &Query) -> Vec<Entry> {
        let all = (1..).zip(&self.entries).filter(|(_, kept)| self.is_wanted(query, kept));
        let entries = all.map(|(number, kept)| self.entry(number, kept));
        match query.page {
            Page::Last(count) => last(entries.collect(), count),
            Page::Before { number, count } => {
                last(entries.take_while(|entry| entry.number < number).collect(), count)
            }
            Page::After { number, count } => {
                let later = entries.skip_while(|entry| entry.number <= number);
                later.take(count.min(PAGE_MAX)).collect()
            }
        }
    }

    fn is_wanted(&self, query: &Query, kept: &Noted) -> bool {
        let handed = self.peers.get(&kept.peer).and_then(|peer| peer.outgoing);
        let handed = handed.map_or(0, |stream| stream.handed);
        let is_waiting = kept.seq.is_some_and(|seq| seq > handed) && !kept.is_cancelled;
        let text = kept.text.to_lowercase();
        let mut words = query.words.split_whitespace().map(str::to_lowercase);
        query.peer.is_none_or(|peer| peer == kept.peer)
            && query.since.is_none_or(|since| kept.at >= since)
            && (!query.is_waiting || is_waiting)
            && words.all(|word| text.split_whitespace().any(|found| found.starts_with(&word)))
    }

    fn entry(&self, number: u64, kept: &Noted) -> Entry {
        let side = if kept.is_ours {
            let stream = self.peers.get(&kept.peer).and_then(|peer| peer.outgoing);
            let confirmed = stream.map_or(0, |stream| stream.confirmed.upto);
            let mark = if kept.is_cancelled {
                Mark::Cancelled
            } else if kept.seq.is_none_or(|seq| seq <= confirmed) {
                Mark::Received
            } else {
                Mark::Queued
            };
            Side::Ours { seq: kept.seq.unwrap_or(0), at: kept.at, mark }
        } else {
            let is_clock_off = kept.is_clock_off;
            Side::Theirs { sent: kept.sent, heard: kept.at, is_clock_off }
        };
        Entry { number, peer: kept.peer, id: kept.id, side, text: Safe::text(&kept.text) }
    }
}

fn last(mut entries: Vec<Entry>, count: usize) -> Vec<Entry> {
    entries.split_off(entries.len().saturating_sub(count.min(PAGE_MAX)))
}
