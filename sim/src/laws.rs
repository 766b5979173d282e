//! The laws of delivery, checked as things happen in any simulation.
//!
//! They see what disks were given and what people were told, never what nodes think. Whatever is
//! broken is kept, the first first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chinwag::identity::Identity;
use chinwag::node::{Event, Mark};
use chinwag::record::Record;
use chinwag::stream::MessageId;

use crate::kept::Kept;

/// What was submitted, kept and told so far, and which laws that broke.
#[derive(Debug, Default)]
pub struct Laws {
    /// Every message that a disk ever took as its owner's own, by author and addressee, in the
    /// order of submission.
    submitted: BTreeMap<(Identity, Identity), Vec<(MessageId, String)>>,
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

/// A law that does not hold, and how that shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation(String);

impl Violation {
    pub(crate) fn new(what: String) -> Self {
        Self(what)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Violation {}

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
                if stream.iter().all(|(id, _)| *id != s.id) {
                    stream.push((s.id, s.text.clone()));
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
                    self.demand(is_free, || format!("place {} was given twice", s.seq));
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
            self.demand(is_kept, || format!("{id} was shown as queued and is not kept"));
            self.queued.entry(person).or_default().insert(*id);
        }
        if let Event::Cancelled { to, seq } = event {
            let places = self.places.get(&(person, to.identity));
            let id = places.and_then(|places| places.get(seq));
            self.taken_back.entry(person).or_default().extend(id);
        }
        if let Event::Said { from, id, .. } = event {
            self.untold.entry(person).or_default().remove(&(from.identity, *id));
            let is_first = self.told.entry(person).or_default().insert((from.identity, *id));
            self.demand(is_first, || format!("{id} was told twice"));
            let has = self.had.entry(person).or_default().contains(&(from.identity, *id));
            self.demand(has, || format!("{id} was told before it was kept"));
        }
        if let Event::Marked { to, upto, mark: Mark::Received } = event {
            let places = self.places.get(&(person, to.identity));
            let checked = self.received.entry((person, to.identity)).or_default();
            let new = (*checked).min(*upto)..=*upto;
            *checked = (*checked).max(*upto);
            let marked = places.into_iter().flat_map(|places| places.range(new.clone()));
            let had = self.had.get(&to.identity);
            let is_there = |id: &MessageId| {
                self.cancelled.contains(id) || had.is_some_and(|had| had.contains(&(person, *id)))
            };
            let missing = marked.map(|(_, id)| *id).find(|id| !is_there(id));
            self.demand(missing.is_none(), || {
                format!("up to {upto} was shown as received and {missing:?} is not there")
            });
        }
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
            ensure(ids.insert((row.peer, row.is_ours, row.id)), || {
                format!("{} is double", row.id)
            })?;
            if row.is_ours {
                continue;
            }
            let stream = self.submitted.get(&(row.peer, owner)).map_or(&[][..], Vec::as_slice);
            let place = stream.iter().position(|(id, _)| *id == row.id);
            let Some(place) = place else {
                return Err(Violation(format!("{} was never submitted", row.id)));
            };
            ensure(stream[place].1 == row.text, || format!("{} is not what was said", row.id))?;
            let before = order.insert(row.peer, place);
            let is_any_order = self.restored.contains(&row.peer);
            ensure(is_any_order || before.is_none_or(|before| before < place), || {
                format!("{} came out of order", row.id)
            })?;
        }
        let own = kept.rows.iter().filter(|row| row.is_ours).map(|row| row.id).collect();
        let lost = self.queued.get(&owner).and_then(|queued| queued.difference(&own).next());
        ensure(lost.is_none(), || format!("{lost:?} was shown as queued and is lost"))
    }

    /// Checks what must hold once nothing is broken any more and all had time.
    ///
    /// # Errors
    /// What is missing or still waits.
    pub fn settled(&self, disks: &BTreeMap<Identity, Kept>) -> Result<(), Violation> {
        for (owner, kept) in disks {
            self.check(*owner, kept)?;
            let untold = self.untold.get(owner).and_then(|untold| untold.first());
            ensure(untold.is_none(), || format!("{untold:?} was kept and never told"))?;
            for row in kept.rows.iter().filter(|row| row.is_ours && !row.is_cancelled) {
                let there = disks.get(&row.peer).map_or(&[][..], |kept| &kept.rows);
                let has = there.iter().any(|at| at.id == row.id && at.peer == *owner);
                ensure(has, || format!("{} never arrived", row.id))?;
            }
            for outgoing in kept.peers.iter().filter_map(|peer| peer.outgoing.as_ref()) {
                let is_done = outgoing.confirmed.upto == outgoing.last && outgoing.waiting == 0;
                ensure(is_done, || format!("an outbox is not empty: {outgoing:?}"))?;
            }
        }
        Ok(())
    }

    fn heard(&mut self, owner: Identity, author: Identity, id: MessageId, text: &str) {
        let stream = self.submitted.get(&(author, owner)).map_or(&[][..], Vec::as_slice);
        let said = stream.iter().rfind(|(said, _)| *said == id).map(|(_, said)| said.as_str());
        let is_true = said == Some(text);
        self.demand(is_true, || format!("{id} was kept and is not what anybody submitted"));
        self.had.entry(owner).or_default().insert((author, id));
        if self.has.entry(owner).or_default().insert((author, id)) {
            self.untold.entry(owner).or_default().insert((author, id));
        }
        let is_taken_back = self.taken_back.get(&author).is_some_and(|ids| ids.contains(&id));
        self.demand(!is_taken_back, || format!("{id} was taken back and has arrived"));
    }

    pub(crate) fn demand(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.violations.push(Violation(what()));
        }
    }
}

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation(what())) }
}
