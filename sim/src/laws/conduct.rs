//! The laws of conduct: how a node treats links, lists and those who left, checked as things
//! happen where everything is seen.

use std::collections::BTreeMap;
use std::time::Duration;

use chinwag::node::{
    CONNECT_ALL_WITHIN, Event, GREETING_WITHIN, PeerList, QUIET, RETRY_FIRST, SILENCE,
    STABLE_AFTER, Standing,
};
use chinwag::reason::Reason;
use chinwag::time::Time;

use crate::laws::{Law, Violation, ensure};

/// What is known of how one person's node treats the others, by their numbers.
#[derive(Debug, Default)]
pub struct Conduct {
    with: BTreeMap<usize, With>,
    /// When the person last asked for something that all links are asked about, by the world's
    /// clock.
    asked_at: Option<Time>,
}

/// Whom a person's wish is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A peer, who is dialed for it.
    One(usize),
    /// All peers, who are asked or dialed.
    All,
    /// All who are linked, who are asked and not dialed.
    Linked,
    /// Nobody that would be dialed.
    Nobody,
}

#[derive(Debug, Default)]
struct With {
    /// The last sign of life.
    heard_at: Option<Time>,
    /// Shown to be there.
    is_there: bool,
    /// Why it went last, if it has not come back.
    went: Option<Reason>,
    /// Linked for so long, by a link that ended at that time.
    lasted: Option<(Time, Duration)>,
    /// One of the two said goodbye to the other, or blocks it, and nobody has asked since.
    is_parted: bool,
    /// Dials since that time that nobody asked for.
    dials: (Time, u32),
}

impl Conduct {
    /// The program starts: all of this begins anew.
    pub fn booted(&mut self) {
        *self = Self::default();
    }

    /// The person asks for something: whoever of those is dialed now, is dialed on demand.
    pub fn asked(&mut self, now: Time, wish: Wish) {
        if let Wish::All | Wish::Linked = wish {
            self.asked_at = Some(now);
        }
        for (peer, with) in &mut self.with {
            if wish == Wish::All || wish == Wish::One(*peer) {
                with.is_parted = false;
                with.dials = (Time::EPOCH, 0);
            }
        }
    }

    /// A sign of life, by the clock of the node.
    pub fn heard(&mut self, peer: usize, now: Time) {
        self.with.entry(peer).or_default().heard_at = Some(now);
    }

    /// A link ended that had been open for so long.
    pub fn ended(&mut self, peer: usize, now: Time, lasted: Duration) {
        self.with.entry(peer).or_default().lasted = Some((now, lasted));
    }

    /// The node dials somebody, known or an address.
    ///
    /// # Errors
    /// [`Law::LeftInPeace`], [`Law::PatientDials`].
    pub fn dialed(&mut self, peer: usize, now: Time, is_known: bool) -> Result<(), Violation> {
        let with = self.with.entry(peer).or_default();
        let what = || format!("{peer} is dialed after a goodbye, and nobody asked for it");
        ensure(!(with.is_parted && is_known), Law::LeftInPeace, what)?;
        let (since, dials) = &mut with.dials;
        if now - *since > DIALS_WITHIN {
            (*since, *dials) = (now, 0);
        }
        *dials += 1;
        let what = || format!("{peer} was dialed {dials} times within {DIALS_WITHIN:?}");
        ensure(*dials <= DIALS_MAX, Law::PatientDials, what)
    }

    /// The node has decided that a peer is there, or is gone, at that time by the world's clock and
    /// by its own.
    ///
    /// # Errors
    /// [`Law::QuickReturn`].
    pub fn decided(
        &mut self,
        peer: usize,
        (now, own_now): (Time, Time),
        event: &Event,
    ) -> Result<(), Violation> {
        let with = self.with.entry(peer).or_default();
        if let Event::Online(_) = event {
            (with.is_parted, with.went) = (false, None);
        }
        let Event::Offline { why, retry_at, .. } = event else { return Ok(()) };
        with.went = Some(why.clone());
        with.is_parted = matches!(why, Reason::Parted | Reason::PartedByUs | Reason::Blocked);
        let Some((at, lasted)) = with.lasted.filter(|_| !why.is_farewell()) else { return Ok(()) };
        let is_of_now = at == now && lasted >= STABLE_AFTER;
        let is_quick = retry_at.is_none_or(|retry| retry - own_now <= RETRY_FIRST);
        ensure(!is_of_now || is_quick, Law::QuickReturn, || {
            format!("{peer} was linked for {lasted:?} and is dialed again only at {retry_at:?}")
        })
    }

    /// Why a peer went last, as its node has decided, unless it has come back.
    pub fn went(&self, peer: usize) -> Option<&Reason> {
        self.with.get(&peer)?.went.as_ref()
    }

    /// The node has decided that a peer is quiet, from whom nothing came for so long.
    ///
    /// # Errors
    /// [`Law::QuietWereSilent`].
    pub fn quiet(&self, peer: usize, now: Time, silent: Duration) -> Result<(), Violation> {
        let is_asked = self.asked_at.is_some_and(|at| now - at <= CONNECT_ALL_WITHIN);
        let what = || format!("{peer} is called quiet and was silent for {silent:?} only");
        ensure(is_asked || silent >= QUIET, Law::QuietWereSilent, what)
    }

    /// A peer has said goodbye to this person alone.
    pub fn parted(&mut self, peer: usize) {
        self.with.entry(peer).or_default().is_parted = true;
    }

    /// The person is told something about a peer, at that time by the world's clock and by that
    /// of the node.
    ///
    /// # Errors
    /// [`Law::GoneAfterThere`].
    pub fn told(&mut self, peer: usize, event: &Event) -> Result<(), Violation> {
        let with = self.with.entry(peer).or_default();
        if let Event::Online(_) = event {
            with.is_there = true;
        }
        let Event::Offline { .. } = event else {
            let is_of_there = matches!(event, Event::Quiet(_) | Event::Awake(_));
            return ensure(!is_of_there || with.is_there, Law::GoneAfterThere, || {
                format!("{peer} was not there, and: {event}")
            });
        };
        let was_there = std::mem::replace(&mut with.is_there, false);
        let what = || format!("{peer} was not there, and: {event}");
        ensure(was_there, Law::GoneAfterThere, what)
    }

    /// Looks at the person's list; `number` says who a card is of.
    ///
    /// # Errors
    /// [`Law::ListsAreFresh`].
    pub fn look(
        &self,
        list: &PeerList,
        number: impl Fn(&chinwag::identity::Identity) -> Option<usize>,
    ) -> Result<(), Violation> {
        for card in &list.active {
            let peer = card.who.as_ref().and_then(|who| number(&who.identity));
            let heard_at = peer.and_then(|peer| self.with.get(&peer)?.heard_at);
            let silent = heard_at.map_or(Duration::MAX, |at| list.at - at);
            // Whoever greets over another link counts as there until that has failed too.
            let quiet = SILENCE + GREETING_WITHIN;
            let most = if card.standing == Standing::Online { QUIET } else { quiet };
            let what = || format!("{card}, who was silent for {silent:?}");
            ensure(silent <= most + GRACE, Law::ListsAreFresh, what)?;
        }
        Ok(())
    }
}

/// What a list may be late by: a turn, and a commit that holds it up.
const GRACE: Duration = Duration::from_secs(2);
/// How often an address may be dialed unasked in that time: the waits before the first dozen
/// redials sum up to more than it on average, and chance may halve them.
const DIALS_MAX: u32 = 40;
const DIALS_WITHIN: Duration = Duration::from_secs(120);
