//! The laws of delivery, checked as things happen in any world.
//!
//! They see what disks were given and what people were told, never what nodes think. Whatever is
//! broken is kept, the first first.

use std::collections::{BTreeMap, BTreeSet};

use chinwag::identity::Identity;
use chinwag::node::{Event, Mark};
use chinwag::record::Record;
use chinwag::stream::MessageId;
use serde::Serialize;

use crate::kept::Kept;
use crate::laws::{Law, Violation, ensure};

/// What was submitted, kept and told so far, and which laws that broke.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Laws {
    /// Every message that a disk was ever given as its owner's own, by author and addressee.
    submitted: BTreeMap<(Identity, Identity), Submitted>,
    /// The own messages that are on a disk now, with their places.
    places: BTreeMap<(Identity, Identity), BTreeMap<u64, MessageId>>,
    /// What was cancelled, and of that, what a person was told to be.
    cancelled: BTreeSet<MessageId>,
    taken_back: BTreeMap<Identity, BTreeSet<MessageId>>,
    /// Which messages of whom a disk has now, and of these, which nobody was told yet.
    has: BTreeMap<Identity, BTreeSet<(Identity, MessageId)>>,
    untold: BTreeMap<Identity, BTreeSet<(Identity, MessageId)>>,
    /// Which messages of whom a disk ever had.
    had: BTreeMap<Identity, BTreeSet<(Identity, MessageId)>>,
    /// Which messages of whom a person was told and did not lose since.
    told: BTreeMap<Identity, BTreeSet<(Identity, MessageId)>>,
    /// The own messages that a person was shown as queued and did not lose since.
    queued: BTreeMap<Identity, BTreeSet<MessageId>>,
    /// How far people were shown their messages as received, and rightly.
    received: BTreeMap<(Identity, Identity), u64>,
    /// Whose disk was ever put back: what was submitted since may arrive before what came back.
    restored: BTreeSet<Identity>,
    violations: Vec<Violation>,
}

/// What somebody ever wrote to somebody.
#[derive(Clone, Debug, Default, Serialize)]
struct Submitted {
    texts: Vec<String>,
    /// Where in these each message is.
    places: BTreeMap<MessageId, usize>,
    /// The last that came to the disk of the addressee.
    last: Option<usize>,
}

impl Laws {
    /// The first law that was broken, if any was.
    ///
    /// # Errors
    /// That one.
    pub fn hold(&self) -> Result<(), Violation> {
        self.violations.first().cloned().map_or(Ok(()), Err)
    }

    /// A disk is asked to take these records; whether it will is open.
    pub fn offered(&mut self, owner: Identity, records: &[Record]) {
        for record in records {
            if let Record::Submitted(s) = record {
                let stream = self.submitted.entry((owner, s.peer)).or_default();
                let next = stream.texts.len();
                if *stream.places.entry(s.id).or_insert(next) == next {
                    stream.texts.push(s.text.clone());
                }
            }
        }
    }

    /// A disk took these records; from now on they are durable there.
    pub fn committed(&mut self, owner: Identity, records: &[Record]) {
        for record in records {
            match record {
                Record::Submitted(s) => {
                    let places = self.places.entry((owner, s.peer)).or_default();
                    let before = places.insert(s.seq, s.id);
                    let is_free = before.is_none_or(|before| before == s.id);
                    let what = || format!("place {} was given twice", s.seq);
                    self.demand(is_free, Law::OnePlaceEach, what);
                }
                Record::Cancelled { peer, seq } => {
                    let places = self.places.entry((owner, *peer)).or_default();
                    self.cancelled.extend(places.get(seq));
                }
                Record::Heard(heard) => {
                    let text = heard.text.as_raw();
                    self.heard(owner, heard.peer, heard.id, text);
                }
                Record::Met { .. }
                | Record::Seen { .. }
                | Record::Routed { .. }
                | Record::Unrouted(_)
                | Record::Petnamed { .. }
                | Record::Forgotten(_)
                | Record::Handed { .. }
                | Record::Confirmed { .. }
                | Record::Restarted { .. }
                | Record::Skipped { .. } => {}
            }
        }
    }

    /// A person is told something.
    pub fn told(&mut self, person: Identity, event: &Event) {
        if let Event::Queued { id, to, seq, .. } = event {
            let places = self.places.get(&(person, to.identity));
            let is_kept = places.and_then(|places| places.get(seq)) == Some(id);
            let what = || format!("{id} was shown as queued and is not kept");
            self.demand(is_kept, Law::QueuedIsKept, what);
            self.queued.entry(person).or_default().insert(*id);
        } else if let Event::Cancelled { to, seq } = event {
            let places = self.places.get(&(person, to.identity));
            let id = places.and_then(|places| places.get(seq));
            self.taken_back.entry(person).or_default().extend(id);
        } else if let Event::Said { from, id, .. } = event {
            self.said(person, from.identity, *id);
        } else if let Event::Marked { to, upto, mark: Mark::Received } = event {
            self.marked(person, to.identity, *upto);
        }
    }

    fn said(&mut self, person: Identity, from: Identity, id: MessageId) {
        self.untold.entry(person).or_default().remove(&(from, id));
        let is_first = self.told.entry(person).or_default().insert((from, id));
        self.demand(is_first, Law::ToldOnce, || format!("{id} was told twice"));
        let has = self.had.entry(person).or_default().contains(&(from, id));
        self.demand(has, Law::KeptBeforeTold, || format!("{id} was told before it was kept"));
    }

    fn marked(&mut self, person: Identity, to: Identity, upto: u64) {
        let places = self.places.get(&(person, to));
        let checked = self.received.entry((person, to)).or_default();
        let new = (*checked).min(upto)..=upto;
        *checked = (*checked).max(upto);
        let marked = places.into_iter().flat_map(|places| places.range(new.clone()));
        let had = self.had.get(&to);
        let is_there = |id: &MessageId| {
            self.cancelled.contains(id) || had.is_some_and(|had| had.contains(&(person, *id)))
        };
        let missing = marked.map(|(_, id)| *id).find(|id| !is_there(id));
        self.demand(missing.is_none(), Law::ReceivedIsThere, || {
            format!("up to {upto} was shown as received and {missing:?} is not there")
        });
    }

    /// A program starts, and finds this on its disk.
    pub fn booted(&mut self, owner: Identity, kept: &Kept) {
        self.places.retain(|(author, _), _| *author != owner);
        self.has.remove(&owner);
        self.untold.remove(&owner);
        self.received.retain(|(author, _), _| *author != owner);
        for row in &kept.rows {
            if row.is_ours {
                let places = self.places.entry((owner, row.peer)).or_default();
                places.extend(row.seq.map(|seq| (seq, row.id)));
            } else {
                self.had.entry(owner).or_default().insert((row.peer, row.id));
                self.has.entry(owner).or_default().insert((row.peer, row.id));
            }
        }
    }

    /// A disk was put back to what it was once: what is gone with it may be told and said again.
    pub fn restored(&mut self, owner: Identity, kept: &Kept) {
        self.restored.insert(owner);
        self.taken_back.remove(&owner);
        let (own, heard): (Vec<_>, Vec<_>) = kept.rows.iter().partition(|row| row.is_ours);
        let heard: BTreeSet<_> = heard.iter().map(|row| (row.peer, row.id)).collect();
        let own: BTreeSet<MessageId> = own.iter().map(|row| row.id).collect();
        self.told.entry(owner).or_default().retain(|told| heard.contains(told));
        self.queued.entry(owner).or_default().retain(|id| own.contains(id));
        let streams = self.submitted.iter_mut().filter(|((_, to), _)| *to == owner);
        streams.for_each(|(_, stream)| stream.last = None);
        self.booted(owner, kept);
    }

    /// Checks a disk against what its owner was told.
    ///
    /// # Errors
    /// What is missing, double, out of order or forged.
    pub fn check(&self, owner: Identity, kept: &Kept) -> Result<(), Violation> {
        self.hold()?;
        let mut ids = BTreeSet::new();
        let mut order: BTreeMap<Identity, usize> = BTreeMap::new();
        for row in &kept.rows {
            let is_first = ids.insert((row.peer, row.is_ours, row.id));
            ensure(is_first, Law::KeptOnce, || format!("{} is kept twice", row.id))?;
            if row.is_ours {
                continue;
            }
            let stream = self.submitted.get(&(row.peer, owner));
            let place = stream.and_then(|stream| stream.places.get(&row.id).copied());
            let text = stream.zip(place).map(|(stream, place)| &stream.texts[place]);
            let is_true = text == Some(&row.text);
            ensure(is_true, Law::TrueWords, || format!("{} is not what was said", row.id))?;
            let before = place.and_then(|place| order.insert(row.peer, place));
            let is_any_order = self.restored.contains(&row.peer);
            ensure(is_any_order || before < place, Law::InOrder, || {
                format!("{} came out of order", row.id)
            })?;
        }
        let own = kept.rows.iter().filter(|row| row.is_ours).map(|row| row.id).collect();
        let lost = self.queued.get(&owner).and_then(|queued| queued.difference(&own).next());
        ensure(lost.is_none(), Law::NothingLost, || {
            format!("{lost:?} was shown as queued and is lost")
        })
    }

    /// Checks what must hold once nothing is broken any more and all had time.
    ///
    /// # Errors
    /// What is missing or still waits.
    pub fn settled(&self, disks: &BTreeMap<Identity, Kept>) -> Result<(), Violation> {
        let has = |kept: &Kept| {
            let rows = kept.rows.iter().map(|row| (row.peer, row.id));
            rows.collect::<BTreeSet<(Identity, MessageId)>>()
        };
        let has: BTreeMap<&Identity, _> =
            disks.iter().map(|(who, kept)| (who, has(kept))).collect();
        for (owner, kept) in disks {
            self.check(*owner, kept)?;
            let untold = self.untold.get(owner).and_then(|untold| untold.first());
            ensure(untold.is_none(), Law::EverythingIsTold, || {
                format!("{untold:?} was kept and never told")
            })?;
            for row in kept.rows.iter().filter(|row| row.is_ours && !row.is_cancelled) {
                let there = has.get(&row.peer);
                let is_there = there.is_some_and(|there| there.contains(&(*owner, row.id)));
                let what = || format!("{} never arrived", row.id);
                ensure(is_there, Law::EverythingArrives, what)?;
            }
            for outgoing in kept.peers.iter().filter_map(|peer| peer.outgoing.as_ref()) {
                let is_done = outgoing.confirmed.upto == outgoing.last && outgoing.waiting == 0;
                let what = || format!("an outbox is not empty: {outgoing:?}");
                ensure(is_done, Law::NothingWaits, what)?;
            }
        }
        Ok(())
    }

    fn heard(&mut self, owner: Identity, author: Identity, id: MessageId, text: &str) {
        let stream = self.submitted.get(&(author, owner));
        let place = stream.and_then(|stream| stream.places.get(&id).copied());
        let said = stream.zip(place).map(|(stream, place)| stream.texts[place].as_str());
        let is_true = said == Some(text);
        self.demand(is_true, Law::TrueWords, || {
            format!("{id} was kept and is not what anybody submitted")
        });
        self.had.entry(owner).or_default().insert((author, id));
        if self.has.entry(owner).or_default().insert((author, id)) {
            self.untold.entry(owner).or_default().insert((author, id));
            self.in_order(owner, author, place);
        }
        let is_taken_back = self.taken_back.get(&author).is_some_and(|ids| ids.contains(&id));
        let what = || format!("{id} was taken back and has arrived");
        self.demand(!is_taken_back, Law::TakenBack, what);
    }

    fn in_order(&mut self, owner: Identity, author: Identity, place: Option<usize>) {
        let Some(stream) = self.submitted.get_mut(&(author, owner)) else { return };
        let before = stream.last;
        stream.last = before.max(place);
        let is_any_order = self.restored.contains(&author);
        self.demand(is_any_order || before < place, Law::InOrder, || {
            format!("message {place:?} came after {before:?}")
        });
    }

    /// Notes a law that was broken elsewhere.
    pub(crate) fn break_one(&mut self, violation: Violation) {
        self.violations.push(violation);
    }

    pub(crate) fn demand(&mut self, holds: bool, law: Law, what: impl FnOnce() -> String) {
        if !holds {
            self.violations.push(Violation::new(law, what()));
        }
    }
}
