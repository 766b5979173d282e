//! The laws of delivery, checked as things happen in any world.
//!
//! They see what disks were given and what people were told, never what nodes think. Whatever is
//! broken is kept, the first first.

mod letters;
mod requests;

use std::collections::{BTreeMap, BTreeSet};

use chinwag::identity::Identity;
use chinwag::node::{Event, Mark, OUTBOX_BYTES_MAX, OUTBOX_MAX};
use chinwag::record::Record;
use chinwag::stream::MessageId;
use chinwag::text::Safe;
use serde::Serialize;

use crate::kept::Kept;
use crate::laws::{Law, Violation, ensure};
use letters::{Letter, Letters};
use requests::Requests;

/// What was submitted, kept and told so far, and which laws that broke.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Laws {
    /// What everybody ever wrote to everybody, by author and addressee.
    letters: BTreeMap<(Identity, Identity), Letters>,
    /// Whose disk was ever put back: what was submitted since may arrive before what came back.
    restored: BTreeSet<Identity>,
    requests: Requests,
    violations: Vec<Violation>,
}

impl Laws {
    /// The first law that was broken, if any was.
    ///
    /// # Errors
    /// That one.
    pub fn hold(&self) -> Result<(), Violation> {
        self.violations.first().cloned().map_or(Ok(()), Err)
    }

    /// A person asks to send this.
    pub fn asked(&mut self, person: Identity, text: &str) {
        self.requests.ask(person, text);
    }

    /// A person's program has left as it was asked to, and told all that it had to tell.
    pub fn left(&mut self, person: Identity) {
        let answered = self.answered(person);
        self.violations.extend(answered.err());
        self.ended(person);
    }

    /// A person's program has ended, whether it had told all or not.
    pub fn ended(&mut self, person: Identity) {
        self.requests.end(person);
    }

    /// Whether a person was told what became of each message.
    fn answered(&self, person: Identity) -> Result<(), Violation> {
        let unanswered = self.requests.unanswered(person);
        let what = || format!("nobody was told what became of {:?}", unanswered.unwrap_or("?"));
        ensure(unanswered.is_none(), Law::EverythingIsAnswered, what)
    }

    /// A disk is asked to take these records; whether it will is open.
    pub fn offered(&mut self, owner: Identity, records: &[Record]) {
        for record in records {
            if let Record::Submitted(s) = record {
                self.letters(owner, s.peer).submit(s.id, &s.text);
            }
        }
    }

    /// A disk took these records; from now on they are durable there.
    pub fn committed(&mut self, owner: Identity, records: &[Record]) {
        for record in records {
            match record {
                Record::Submitted(s) => {
                    let is_free = self.letters(owner, s.peer).place(s.seq, s.id);
                    let what = || format!("place {} was given twice", s.seq);
                    self.demand(is_free, Law::OnePlaceEach, what);
                }
                Record::Cancelled { peer, seq } => {
                    let letter = self.letters(owner, *peer).at(*seq);
                    letter.into_iter().for_each(|letter| letter.is_cancelled = true);
                }
                Record::Heard(heard) => {
                    self.heard(owner, heard.peer, heard.id, heard.text.as_raw());
                }
                Record::Met { .. }
                | Record::Seen { .. }
                | Record::Routed { .. }
                | Record::Unrouted(_)
                | Record::Petnamed { .. }
                | Record::Regarded { .. }
                | Record::Read { .. }
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
        self.requests.told(person, event);
        if let Event::Queued { id, to, seq, text, .. } = event {
            let letter = self.letters(person, to.identity).at(*seq);
            let letter = letter.filter(|letter| letter.id == *id);
            let is_true = letter.as_ref().is_none_or(|letter| letter.is_shown_as(text));
            let is_kept = letter.map(|letter| letter.is_queued = true).is_some();
            let what = || format!("{id} was shown as queued and is not kept");
            self.demand(is_kept, Law::QueuedIsKept, what);
            self.demand(is_true, Law::TrueWords, || format!("{id} was shown as {text:?}"));
        } else if let Event::Cancelled { to, seq } = event {
            let letter = self.letters(person, to.identity).at(*seq);
            letter.into_iter().for_each(|letter| letter.is_taken_back = true);
        } else if let Event::Said { from, id, text, .. } = event {
            self.said(person, from.identity, *id, text);
        } else if let Event::Marked { to, upto, mark: Mark::Received } = event {
            self.marked(person, to.identity, *upto);
        }
    }

    fn said(&mut self, person: Identity, from: Identity, id: MessageId, text: &Safe) {
        let letter = self.letters(from, person).letter(id);
        let is_true = letter.as_ref().is_none_or(|letter| letter.is_shown_as(text));
        let has = letter.as_ref().is_some_and(|letter| letter.was_there);
        let told = letter.map(|letter| {
            letter.is_untold = false;
            std::mem::replace(&mut letter.is_told, true)
        });
        self.demand(told != Some(true), Law::ToldOnce, || format!("{id} was told twice"));
        self.demand(has, Law::KeptBeforeTold, || format!("{id} was told before it was kept"));
        self.demand(is_true, Law::TrueWords, || format!("{id} was shown as {text:?}"));
    }

    fn marked(&mut self, person: Identity, to: Identity, upto: u64) {
        let missing = self.letters(person, to).received(upto);
        self.demand(missing.is_none(), Law::ReceivedIsThere, || {
            format!("up to {upto} was shown as received and {missing:?} is not there")
        });
    }

    /// A program starts, and finds this on its disk.
    pub fn booted(&mut self, owner: Identity, kept: &Kept) {
        for ((author, addressee), letters) in &mut self.letters {
            if *author == owner {
                let to = kept.peers.iter().find(|peer| peer.identity == *addressee);
                let outgoing = to.and_then(|peer| peer.outgoing.as_ref());
                letters.author_starts(outgoing.map_or(0, |outgoing| outgoing.confirmed.upto));
            }
            if *addressee == owner {
                letters.addressee_starts();
            }
        }
        for row in &kept.rows {
            if let Some(seq) = row.seq.filter(|_| row.is_ours) {
                self.letters(owner, row.peer).place(seq, row.id);
            } else if !row.is_ours
                && let Some(letter) = self.letters(row.peer, owner).letter(row.id)
            {
                (letter.is_there, letter.was_there) = (true, true);
            }
        }
    }

    /// A disk was put back to what it was once: what is gone with it may be told and said again.
    pub fn restored(&mut self, owner: Identity, kept: &Kept) {
        self.restored.insert(owner);
        let rows: BTreeSet<(Identity, MessageId, bool)> =
            kept.rows.iter().map(|row| (row.peer, row.id, row.is_ours)).collect();
        for ((author, addressee), letters) in &mut self.letters {
            if *author == owner {
                letters.author_forgets(|id| rows.contains(&(*addressee, id, true)));
            }
            if *addressee == owner {
                letters.addressee_forgets(|id| rows.contains(&(*author, id, false)));
            }
        }
        self.booted(owner, kept);
    }

    /// Checks a disk against what its owner was told.
    ///
    /// # Errors
    /// What is missing, double, out of order or forged.
    pub fn check(&self, owner: Identity, kept: &Kept) -> Result<(), Violation> {
        self.hold()?;
        for outgoing in kept.peers.iter().filter_map(|peer| peer.outgoing.as_ref()) {
            let is_bounded = outgoing.waiting <= OUTBOX_MAX && outgoing.bytes <= OUTBOX_BYTES_MAX;
            ensure(is_bounded, Law::Bounded, || format!("an outbox is too full: {outgoing:?}"))?;
        }
        let mut ids = BTreeSet::new();
        let mut order: BTreeMap<Identity, usize> = BTreeMap::new();
        for row in &kept.rows {
            let is_first = ids.insert((row.peer, row.is_ours, row.id));
            ensure(is_first, Law::KeptOnce, || format!("{} is kept twice", row.id))?;
            if row.is_ours {
                continue;
            }
            let letters = self.letters.get(&(row.peer, owner));
            let found = letters.and_then(|letters| letters.find(row.id));
            let is_true = found.is_some_and(|(_, letter)| letter.text == row.text);
            ensure(is_true, Law::TrueWords, || format!("{} is not what was said", row.id))?;
            let place = found.map(|(place, _)| place);
            let before = place.and_then(|place| order.insert(row.peer, place));
            let is_any_order = self.restored.contains(&row.peer);
            ensure(is_any_order || before < place, Law::InOrder, || {
                format!("{} came out of order", row.id)
            })?;
        }
        let own = self.letters.iter().filter(|((author, _), _)| *author == owner);
        let mut queued = own.flat_map(|((_, to), letters)| {
            letters.iter().filter(|letter| letter.is_queued).map(|letter| (*to, letter.id))
        });
        let lost = queued.find(|(to, id)| !ids.contains(&(*to, true, *id)));
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
            let heard = self.letters.iter().filter(|((_, addressee), _)| addressee == owner);
            let untold = heard.flat_map(|(_, letters)| letters.iter()).find(|l| l.is_untold);
            ensure(untold.is_none(), Law::EverythingIsTold, || {
                format!("{:?} was kept and never told", untold.map(|letter| letter.id))
            })?;
            for row in kept.rows.iter().filter(|row| row.is_ours && !row.is_cancelled) {
                let there = has.get(&row.peer);
                let is_there = there.is_some_and(|there| there.contains(&(*owner, row.id)));
                let what = || format!("{} never arrived", row.id);
                ensure(is_there, Law::EverythingArrives, what)?;
            }
            self.answered(*owner)?;
            let own = self.letters.iter().filter(|((author, _), _)| author == owner);
            let unmarked = own.filter_map(|(_, letters)| letters.unmarked()).next();
            ensure(unmarked.is_none(), Law::ReceiptsAreTold, || {
                format!("{unmarked:?} was never shown as received")
            })?;
            for outgoing in kept.peers.iter().filter_map(|peer| peer.outgoing.as_ref()) {
                let is_done = outgoing.confirmed.upto == outgoing.last && outgoing.waiting == 0;
                let what = || format!("an outbox is not empty: {outgoing:?}");
                ensure(is_done, Law::NothingWaits, what)?;
            }
        }
        Ok(())
    }

    fn heard(&mut self, owner: Identity, author: Identity, id: MessageId, text: &str) {
        let is_any_order = self.restored.contains(&author);
        let letters = self.letters(author, owner);
        let is_in_order = letters.arrives(id) || is_any_order;
        let letter = letters.letter(id);
        let is_true = letter.as_ref().is_some_and(|letter| letter.text == text);
        let is_taken_back = letter.is_some_and(|letter: &mut Letter| letter.is_taken_back);
        self.demand(is_true, Law::TrueWords, || {
            format!("{id} was kept and is not what anybody submitted")
        });
        self.demand(is_in_order, Law::InOrder, || format!("{id} came out of order"));
        let what = || format!("{id} was taken back and has arrived");
        self.demand(!is_taken_back, Law::TakenBack, what);
    }

    fn letters(&mut self, author: Identity, addressee: Identity) -> &mut Letters {
        self.letters.entry((author, addressee)).or_default()
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
