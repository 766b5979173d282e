//! How messages come to be where they shall: submitted, handed to a link, confirmed, and heard.

use std::time::Duration;

use rand_chacha::rand_core::Rng;

use crate::address::Address;
use crate::history::{Conversations, Entry, Query, Side};
use crate::identity::{Identity, TAG_LENGTH};
use crate::node::Node;
use crate::node::door::{LinkId, Output};
use crate::node::outbox::Verdict;
use crate::node::people::{Label, Who};
use crate::node::person::{Event, Mark, Mistake};
use crate::node::roster::{NAMELESS, Peer};
use crate::reason::Reason;
use crate::record::{Answer, Heard, Message, Question, Record, Submission};
use crate::stream::{Chain, MessageId, Position};
use crate::text::{Safe, Untrusted};
use crate::time::Time;

impl Node {
    /// Puts a message into the stream to a peer, if there is room. It may have been sent to an
    /// address of that peer.
    pub(super) fn submit(
        &mut self,
        now: Time,
        peer: Identity,
        address: Option<Address>,
        text: String,
    ) -> bool {
        let id = MessageId(u128::from(self.rng.next_u64()) << 64 | u128::from(self.rng.next_u64()));
        let Some(to) = self.roster.who(peer) else { return false };
        let Some(known) = self.roster.peer_mut(&peer) else { return false };
        if !known.outbox.has_room(text.len()) {
            self.notify(Event::Rejected(Mistake::OutboxFull));
            return false;
        }
        let (at, shown, epoch) = (now, Safe::text(&text), known.outbox.epoch());
        let seq = known.outbox.push(Message { id, at, text: Some(text.clone()) });
        let submission = Submission { peer, epoch, seq, id, at, text };
        self.outputs.push(Output::Store(Record::Submitted(submission)));
        self.notify(Event::Queued { to, address, id, seq, at, text: shown });
        true
    }

    pub(super) fn cancel(&mut self, peer: Identity, seq: u64) {
        let Some(to) = self.roster.who(peer) else {
            return self.notify(Event::Rejected(Mistake::UnknownPeer));
        };
        let Some(known) = self.roster.peer_mut(&peer) else { return };
        match known.outbox.cancel(seq) {
            Some(true) => {
                self.outputs.push(Output::Store(Record::Cancelled { peer, seq }));
                self.notify(Event::Cancelled { to, seq });
            }
            Some(false) => self.notify(Event::Rejected(Mistake::NotWaiting)),
            None => self.notify(Event::Rejected(Mistake::AlreadySent)),
        }
    }

    /// A link to the peer is in use from now on: our stream goes on over it from where the peer
    /// says that it is.
    pub(super) fn meet_stream(&mut self, now: Time, id: LinkId, identity: Identity) {
        self.part_stream(identity);
        let claim = self.links.get(&id).and_then(|link| link.claim);
        let Some(peer) = self.roster.peer_mut(&identity) else { return };
        match peer.outbox.meet(claim) {
            Verdict::RolledBack => self.restart_stream(now, identity),
            Verdict::Open => {
                let after = peer.outbox.asks();
                let question = |after| Question::Outgoing { peer: identity, after };
                self.outputs.extend(after.map(|after| Output::Recall(question(after))));
            }
            Verdict::News | Verdict::Agreed => {}
        }
    }

    /// No link is in use any more: what was sent over it and not confirmed waits again.
    pub(super) fn part_stream(&mut self, identity: Identity) {
        let sent = self.roster.peer_mut(&identity).and_then(|peer| peer.outbox.part());
        if let (Some(upto), Some(to)) = (sent, self.roster.who(identity)) {
            self.notify(Event::Marked { to, upto, mark: Mark::Queued });
        }
    }

    /// The peer has what we never sent, or something else than we sent: this store, or the peer's,
    /// was put back to an older one, or copied. Everything is told again in a new epoch; what is
    /// there already, the peer knows by its id.
    fn restart_stream(&mut self, now: Time, peer: Identity) {
        let epoch = self.rng.next_u64();
        let Some(known) = self.roster.peer_mut(&peer) else { return };
        known.outbox.restart(epoch);
        let links: Vec<LinkId> = known.link.into_iter().chain(known.greeting.clone()).collect();
        self.outputs.push(Output::Store(Record::Restarted { peer, epoch }));
        for link in links {
            self.abandon(now, link, &Reason::RolledBack);
        }
    }

    /// Hands to the link in use what the window lets through, and asks for what comes after.
    pub(super) fn pump(&mut self, identity: Identity) {
        let Some(peer) = self.roster.peer_mut(&identity) else { return };
        let Some(link) = peer.link else { return };
        let frames: Vec<_> = std::iter::from_fn(|| peer.outbox.next()).collect();
        #[cfg(feature = "plants")]
        let frames = peer.outbox.planted_late(frames);
        let handed = peer.outbox.hand();
        #[cfg(feature = "plants")]
        if crate::plant::Plant::WrittenIsDelivered.is_planted() && !frames.is_empty() {
            let upto = peer.outbox.sent();
            peer.outbox.confirm(upto);
        }
        let (upto, wanted) = (peer.outbox.sent(), peer.outbox.wants());
        let handed = handed.map(|upto| Record::Handed { peer: identity, upto });
        self.outputs.extend(handed.map(Output::Store));
        let is_any = !frames.is_empty();
        self.outputs.extend(frames.into_iter().map(|frame| Output::Send(link, frame)));
        if let (true, Some(to)) = (is_any, self.roster.who(identity)) {
            self.notify(Event::Marked { to, upto, mark: Mark::Sent });
            #[cfg(feature = "plants")]
            if crate::plant::Plant::WrittenIsDelivered.is_planted() {
                self.mark_received(identity);
            }
        }
        let question = |after| Question::Outgoing { peer: identity, after };
        self.outputs.extend(wanted.map(|after| Output::Recall(question(after))));
    }

    pub(super) fn confirmed(&mut self, identity: Identity, upto: u64) -> Result<(), Reason> {
        let peer = self.roster.peer_mut(&identity).ok_or(Reason::OutOfTurn)?;
        if peer.outbox.confirm(upto).ok_or(Reason::OutOfTurn)? {
            self.mark_received(identity);
        }
        self.pump(identity);
        Ok(())
    }

    /// Tells how far the peer has confirmed. That it is kept is not waited for: the peer's word is
    /// true whether we remember it or not.
    pub(super) fn mark_received(&mut self, identity: Identity) {
        let position = self.roster.peer(&identity).map(|peer| peer.outbox.confirmed());
        if let (Some(position), Some(to)) = (position, self.roster.who(identity)) {
            self.notify(Event::Marked { to, upto: position.upto, mark: Mark::Received });
            #[cfg(feature = "plants")]
            if crate::plant::Plant::ReceiptUntold.is_planted() {
                self.outputs.pop();
            }
            self.outputs.push(Output::Store(Record::Confirmed { peer: identity, position }));
        }
    }

    /// A message: kept and shown if it is the next, dropped if it was had, and an end if one is
    /// missing.
    pub(super) fn heard_text(
        &mut self,
        now: Time,
        peer: Identity,
        place: (u64, u64, MessageId),
        sent: Time,
        text: Untrusted,
    ) -> Result<(), Reason> {
        self.count_unanswered(peer, text.len())?;
        let Some(position) = self.advance(peer, place)? else { return Ok(()) };
        let is_clock_off = self.roster.peer(&peer).is_some_and(Peer::is_clock_off);
        let from = self.roster.who(peer).ok_or(Reason::OutOfTurn)?;
        let (_, _, id) = place;
        let shown = text.clone().into_text();
        #[cfg(feature = "plants")]
        let shown =
            if crate::plant::Plant::OtherWords.is_planted() { Safe::text("x") } else { shown };
        let heard = Heard { peer, position, id, sent, heard: now, is_clock_off, text };
        self.outputs.push(Output::Store(Record::Heard(heard)));
        self.notify(Event::Said { from, id, sent, heard: now, is_clock_off, text: shown });
        Ok(())
    }

    /// Whoever can reach us could fill our disk: those whom nobody here ever answered, dialed or
    /// named have a bound together. What they say beyond it waits with them.
    fn count_unanswered(&mut self, peer: Identity, bytes: usize) -> Result<(), Reason> {
        let routes = &self.routes;
        let is_proven = |address| routes.get(address).is_some_and(|route| route.is_proven);
        let is_stranger = self
            .roster
            .peer(&peer)
            .is_some_and(|peer| peer.is_unanswered() && !peer.addresses.iter().any(is_proven));
        if is_stranger {
            self.unanswered += bytes;
            if self.unanswered > UNANSWERED_MAX {
                return Err(Reason::Unanswered);
            }
        }
        Ok(())
    }

    pub(super) fn heard_skip(
        &mut self,
        peer: Identity,
        place: (u64, u64, MessageId),
    ) -> Result<(), Reason> {
        if let Some(position) = self.advance(peer, place)? {
            self.outputs.push(Output::Store(Record::Skipped { peer, position }));
        }
        Ok(())
    }

    /// Where the peer's stream is after this, if it is the next; nothing if it was had.
    fn advance(
        &mut self,
        peer: Identity,
        (epoch, seq, id): (u64, u64, MessageId),
    ) -> Result<Option<Position>, Reason> {
        let peer = self.roster.peer_mut(&peer).ok_or(Reason::OutOfTurn)?;
        let inbox = peer.inbox.filter(|inbox| inbox.epoch == epoch).ok_or(Reason::OutOfTurn)?;
        #[cfg(feature = "plants")]
        if let Some(position) = planted_advance(inbox, seq) {
            peer.inbox = Some(position);
            return Ok(peer.inbox);
        }
        if seq <= inbox.upto {
            return Ok(None);
        }
        if seq - 1 != inbox.upto {
            return Err(Reason::OutOfTurn);
        }
        peer.inbox = Some(inbox.then(id));
        Ok(peer.inbox)
    }

    pub(super) fn recalled(&mut self, now: Time, answer: Answer) {
        match answer {
            Answer::Outgoing { peer, after, chain, messages } => {
                self.recalled_outgoing(now, peer, after, chain, messages);
            }
            Answer::History { query, entries } => self.show_history(query, entries),
            Answer::Unknown { question: Question::History(_), why } => {
                self.notify(Event::NotRead(why));
            }
            Answer::Unknown { question: Question::Outgoing { peer, .. }, why } => {
                self.notify(Event::NotRead(why));
                // The next link asks again.
                if let Some(link) = self.roster.peer(&peer).and_then(|peer| peer.link) {
                    self.abandon(now, link, &Reason::Unreadable);
                }
            }
        }
    }

    fn recalled_outgoing(
        &mut self,
        now: Time,
        identity: Identity,
        after: u64,
        chain: Chain,
        messages: Vec<Message>,
    ) {
        let Some(peer) = self.roster.peer_mut(&identity) else { return };
        match peer.outbox.recalled(after, chain, messages) {
            Verdict::RolledBack => return self.restart_stream(now, identity),
            Verdict::News => self.mark_received(identity),
            Verdict::Agreed | Verdict::Open => {}
        }
        self.pump(identity);
    }

    /// Entries as the store knows them, with what only we know: what is on its way right now.
    fn show_history(&mut self, query: Query, mut entries: Vec<Entry>) {
        let mut people: Vec<Who> = Vec::new();
        for entry in &mut entries {
            if people.iter().all(|who| who.identity != entry.peer) {
                people.push(self.who_was(entry.peer));
            }
            let Some(peer) = self.roster.peer(&entry.peer) else { continue };
            if let Side::Ours { seq, mark, .. } = &mut entry.side
                && *mark == Mark::Queued
            {
                *mark = if *seq <= peer.outbox.confirmed().upto {
                    Mark::Received
                } else if *seq <= peer.outbox.sent() {
                    Mark::Sent
                } else {
                    Mark::Queued
                };
            }
        }
        self.notify(Event::History { query, found: Conversations { entries, people } });
    }

    /// Who somebody is, even if forgotten since.
    fn who_was(&self, identity: Identity) -> Who {
        self.roster.who(identity).unwrap_or_else(|| {
            let tag = identity.to_string().chars().take(TAG_LENGTH).collect();
            let label = Label { name: Safe::name(NAMELESS), tag: Some(tag), is_petname: false };
            Who { identity, label: label.into() }
        })
    }
}

#[cfg(feature = "plants")]
fn planted_advance(inbox: Position, seq: u64) -> Option<Position> {
    use crate::plant::Plant;
    let is_again = seq <= inbox.upto && Plant::NoDedupe.is_planted();
    let is_gap = seq > inbox.upto && Plant::Gaps.is_planted();
    (is_again || is_gap).then_some(Position { upto: seq.max(inbox.upto), ..inbox })
}

/// Bytes of text that all together whom nobody here answered may leave on the disk in one run.
pub const UNANSWERED_MAX: usize = 64 * 1024 * 1024;
/// How far a peer's clock may be from ours before its times are no longer shown: beyond what a
/// slow link explains.
pub const CLOCK_TOLERANCE: Duration = Duration::from_secs(120);
