//! The people at the left of the screen: how each stands, and what of theirs is unread.

use std::cmp::Ordering;

use crate::address::Address;
use crate::identity::Identity;
use crate::node::{Card, Event, Label, PEERS_MAX, PeerList, Regard, Standing, Trust, Who};
use crate::reason::Reason;
use crate::screen::Known;
use crate::screen::people::{Addressee, addressee, meant, which_of};

/// Everybody, in the order of the list: who is there first, then who is away.
#[derive(Clone, Debug, Default)]
pub(super) struct Crowd {
    rows: Vec<Row>,
}

/// One of them, or an address where nobody has answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) card: Card,
    /// Messages that were not seen yet.
    pub(super) unread: u64,
    /// Those of them with our name in it.
    pub(super) mentions: u64,
    /// How sure it is whose key it is, but for what the person has verified.
    unverified: Trust,
    /// Known from a former run.
    is_former: bool,
}

impl Crowd {
    pub(super) fn new(known: &[Known]) -> Self {
        let row = |known: &Known| Row {
            card: Card {
                trust: known.trust,
                is_muted: known.is_muted,
                is_blocked: known.is_blocked,
                ..away(Some(known.who.clone()))
            },
            unread: if known.is_muted { 0 } else { known.unread },
            mentions: 0,
            unverified: Trust::Pinned,
            is_former: true,
        };
        let mut crowd = Self { rows: known.iter().map(row).collect() };
        crowd.sort();
        crowd
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Those who have a key, in the order of the list.
    pub(super) fn people(&self) -> impl DoubleEndedIterator<Item = &Who> + Clone {
        self.rows.iter().filter_map(|row| row.card.who.as_ref())
    }

    pub(super) fn row(&self, peer: Identity) -> Option<&Row> {
        self.rows.iter().find(|row| is_of(row, peer))
    }

    pub(super) fn row_mut(&mut self, peer: Identity) -> Option<&mut Row> {
        self.rows.iter_mut().find(|row| is_of(row, peer))
    }

    pub(super) fn active(&self) -> usize {
        self.rows.iter().filter(|row| row.card.standing.is_active()).count()
    }

    /// The peer that a name, key or number in the list means.
    pub(super) fn known(&self, typed: &str, numbered: &[Card]) -> Result<Who, String> {
        if let Ok(number) = typed.parse::<usize>() {
            let card = number.checked_sub(1).and_then(|at| numbered.get(at));
            let who = card.and_then(|card| card.who.clone());
            return who.ok_or_else(|| format!("there is no number {number} in the list"));
        }
        match &meant(self.people(), typed)[..] {
            [who] => Ok((*who).clone()),
            [] => Err(format!("nobody here is called {typed}")),
            several => Err(which_of(several)),
        }
    }

    /// To whom a message is to go, by what was typed.
    pub(super) fn addressee(&self, typed: &str, numbered: &[Card]) -> Result<Addressee, String> {
        let row = |number: usize| numbered.get(number.checked_sub(1)?);
        addressee(row, self.people(), typed)
    }

    /// Everybody as the list at the left numbers them.
    pub(super) fn cards(&self) -> Vec<Card> {
        self.rows.iter().map(|row| row.card.clone()).collect()
    }

    /// Messages that are not seen, of everybody but that one.
    pub(super) fn unread_but(&self, shown: Option<Identity>) -> u64 {
        let others = self.rows.iter().filter(|row| !shown.is_some_and(|peer| is_of(row, peer)));
        others.map(|row| row.unread).sum()
    }

    /// Takes note of how people stand, and of what they are called now.
    pub(super) fn learn(&mut self, event: &Event) {
        match event {
            Event::Online(card) => self.put(card.clone()),
            Event::Listed(list) | Event::ConnectedAll(list) => self.list(list),
            Event::Quiet(who) => self.stand(who, Standing::Quiet),
            Event::Awake(who) => self.stand(who, Standing::Online),
            Event::Offline { peer, why, retry_at } => {
                let (why, retry_at) = (Some(why.clone()), *retry_at);
                self.stand(peer, Standing::Away { why, retry_at });
            }
            Event::Unreached { address, peer, why, retry_at } => {
                let standing = Standing::Away { why: Some(why.clone()), retry_at: *retry_at };
                match peer {
                    Some(peer) => self.unreached(peer, address, why, standing),
                    None => {
                        self.put(Card { address: Some(address.clone()), standing, ..away(None) });
                    }
                }
            }
            Event::Regarded { peer, regard } => self.regard(peer, *regard),
            Event::Renamed { peer: who, .. }
            | Event::Petnamed { peer: who, .. }
            | Event::Said { from: who, .. }
            | Event::Queued { to: who, .. }
            | Event::Waiting(who)
            | Event::Marked { to: who, .. } => {
                if !self.call(who) {
                    return;
                }
            }
            Event::TurnedAway { .. }
            | Event::Named(_)
            | Event::Cancelled { .. }
            | Event::Failed { .. }
            | Event::History { .. }
            | Event::NotRead(_)
            | Event::Stalled(_)
            | Event::Resumed
            | Event::Unkept { .. }
            | Event::Lost { .. }
            | Event::Unrecorded(_)
            | Event::Rejected(_)
            | Event::Undelivered { .. } => return,
        }
        self.sort();
    }

    /// A dial that led nowhere says nothing of who is linked by another.
    fn unreached(&mut self, peer: &Who, address: &Address, why: &Reason, standing: Standing) {
        let is_active = |row: &Row| row.card.standing.is_active();
        let is_alarm = matches!(why, Reason::KeyChanged { .. });
        if is_alarm || !self.row(peer.identity).is_some_and(is_active) {
            self.stand(peer, standing);
        }
        if let Some(row) = self.row_mut(peer.identity) {
            row.card.address.get_or_insert_with(|| address.clone());
        }
    }

    fn stand(&mut self, who: &Who, standing: Standing) {
        self.call(who);
        if let Some(row) = self.row_mut(who.identity) {
            row.card.standing = standing;
        }
    }

    fn regard(&mut self, who: &Who, regard: Regard) {
        self.call(who);
        let Some(Row { card, unverified, .. }) = self.row_mut(who.identity) else { return };
        match regard {
            Regard::Verified => card.trust = Trust::Verified,
            Regard::Unverified => card.trust = *unverified,
            Regard::Blocked => card.is_blocked = true,
            Regard::Unblocked => card.is_blocked = false,
            Regard::Muted => card.is_muted = true,
            Regard::Unmuted => card.is_muted = false,
        }
    }

    /// A row for them, under the label that they have now. Whether that is news.
    fn call(&mut self, who: &Who) -> bool {
        match self.row_mut(who.identity) {
            Some(row) if row.card.who.as_ref() == Some(who) => return false,
            Some(row) => row.card.who = Some(who.clone()),
            None => self.add(away(Some(who.clone()))),
        }
        true
    }

    /// A row as it is now. Whoever answers at an address is not unmet there any more.
    fn put(&mut self, card: Card) {
        let is_same = |row: &Row| match (&card.who, &row.card.who) {
            (Some(who), Some(other)) => who.identity == other.identity,
            (None, None) => card.address == row.card.address,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if card.who.is_some() {
            let is_unmet = |row: &Row| row.card.who.is_none() && row.card.address == card.address;
            self.rows.retain(|row| !is_unmet(row));
        }
        match self.rows.iter_mut().find(|row| is_same(row)) {
            Some(row) => {
                if card.trust != Trust::Verified {
                    row.unverified = card.trust;
                }
                row.card = card;
            }
            None => self.add(card),
        }
    }

    /// One more, for whom somebody has to go if there are too many: whoever only ever called.
    fn add(&mut self, card: Card) {
        if self.rows.len() >= ROWS_MAX {
            let is_idle = |row: &Row| !row.card.standing.is_active() && !row.is_former;
            let idle = self.rows.iter().rposition(|row| is_idle(row) && row.unread == 0);
            let idle = idle.or_else(|| self.rows.iter().rposition(is_idle));
            self.rows.remove(idle.unwrap_or(self.rows.len() - 1));
        }
        self.rows.push(Row::new(card));
    }

    /// All as they are now. Those who are not in the list stay if they were known from before.
    fn list(&mut self, list: &PeerList) {
        self.rows.retain(|row| row.card.who.is_some());
        list.active.iter().chain(&list.away).for_each(|card| self.put(card.clone()));
    }

    fn sort(&mut self) {
        self.rows.sort_by(by_standing);
    }
}

impl Row {
    fn new(card: Card) -> Self {
        let unverified = match card.trust {
            Trust::New => Trust::New,
            Trust::Pinned | Trust::Verified => Trust::Pinned,
        };
        Self { card, unread: 0, mentions: 0, unverified, is_former: false }
    }

    /// Another key answered where this peer was.
    pub(super) fn is_key_changed(&self) -> bool {
        match &self.card.standing {
            Standing::Away { why, .. } | Standing::Dialing { before: why } => {
                matches!(why, Some(Reason::KeyChanged { .. }))
            }
            Standing::Online | Standing::Quiet => false,
        }
    }
}

/// A peer of whom only that is known.
fn away(who: Option<Who>) -> Card {
    Card {
        who,
        address: None,
        standing: Standing::Away { why: None, retry_at: None },
        since: None,
        trust: Trust::New,
        is_muted: false,
        is_blocked: false,
        clock_ahead: None,
    }
}

fn is_of(row: &Row, peer: Identity) -> bool {
    row.card.who.as_ref().is_some_and(|who| who.identity == peer)
}

/// Who is there first, then who is known, then mere addresses; by name.
fn by_standing(one: &Row, other: &Row) -> Ordering {
    fn key(row: &Row) -> (bool, bool, Option<&Label>, Option<&Address>) {
        let label = row.card.who.as_ref().map(|who| &*who.label);
        (!row.card.standing.is_active(), label.is_none(), label, row.card.address.as_ref())
    }
    key(one).cmp(&key(other))
}

/// People in the list: as many as the core knows at once, and those of former runs besides.
const ROWS_MAX: usize = 2 * PEERS_MAX;
