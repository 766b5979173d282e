//! Routes at work: when an address is dialed, and what follows when nobody answers.

use crate::address::{Address, Contact};
use crate::identity::Identity;
use crate::node::deadlines::Due;
use crate::node::door::Output;
use crate::node::person::Event;
use crate::node::roster::{Peer, Presence};
use crate::node::route::{Dialing, Route};
use crate::node::{Node, PEERS_MAX};
use crate::reason::Reason;
use crate::record::Record;
use crate::text::Safe;
use crate::time::Time;

impl Node {
    /// Makes an address known, unless too many are.
    pub(super) fn add_route(&mut self, address: &Address) {
        if self.routes.len() < ROUTES_IN_ALL_MAX || self.routes.contains_key(address) {
            self.routes.entry(address.clone()).or_insert_with(Route::new);
        }
    }

    /// From now on only this peer may answer at an address. That it is ourselves is for the
    /// handshake to say.
    pub(super) fn prove_route(&mut self, address: &Address, identity: Identity) {
        self.add_route(address);
        let is_assigned = identity != self.roster.me() && self.assign_route(address, identity);
        let route = self.routes.get_mut(address).filter(|_| is_assigned);
        if let Some(route) = route.filter(|route| !route.is_proven) {
            route.is_proven = true;
            self.keep_route(address, identity, true);
        }
    }

    /// A person says whose key must answer at an address.
    pub(super) fn pin_route(&mut self, address: &Address, identity: Identity) {
        self.prove_route(address, identity);
        if let Some(peer) = self.roster.peer_mut(&identity) {
            peer.is_pinned = true;
        }
    }

    fn keep_route(&mut self, address: &Address, peer: Identity, is_proven: bool) {
        let address = address.clone();
        self.outputs.push(Output::Store(Record::Routed { address, peer, is_proven }));
    }

    /// A peer says that it can be dialed at an address. That is a hint: it makes one unknown
    /// address known, and is a reason to try one where nobody has answered yet. It leaves room
    /// for what people type, and points at no service of the system.
    pub(super) fn hint_route(&mut self, now: Time, address: &Address, identity: Identity) {
        match self.routes.get(address) {
            None if address.port() >= CLAIMED_PORT_MIN && self.routes.len() < PEERS_MAX => {
                self.forget_hints(identity);
                self.add_route(address);
                if self.assign_route(address, identity) {
                    self.keep_route(address, identity, false);
                }
            }
            Some(route) if route.identity.is_none() && route.state != Dialing::Resting => {
                self.dial(now, address);
                // Should the program end before the dial does, it is a hint for the next run.
                self.keep_route(address, identity, false);
            }
            Some(_) | None => {}
        }
    }

    /// An address that was dialed for itself is forgotten: it is still that of a peer who claimed
    /// it meanwhile and has no other, and may have gone and be wanted back.
    fn hint_for_claimant(&mut self, now: Time, address: &Address) {
        let is_claimant =
            |peer: &Peer| peer.addresses.is_empty() && peer.claimed.as_ref() == Some(address);
        let claimant = self.roster.iter().find(|(_, peer)| is_claimant(peer)).map(|(id, _)| *id);
        if let Some(claimant) = claimant {
            self.hint_route(now, address, claimant);
            if self.is_wanted(address) {
                self.retry(now, address);
            }
        }
    }

    /// A peer has moved: where it said before that it is, nobody ever answered.
    fn forget_hints(&mut self, identity: Identity) {
        let Some(peer) = self.roster.peer_mut(&identity) else { return };
        let routes = &self.routes;
        let is_hint = |address: &mut Address| routes.get(address).is_none_or(|r| !r.is_proven);
        let hints: Vec<Address> = peer.addresses.extract_if(.., is_hint).collect();
        hints.iter().for_each(|hint| self.forget_route(hint));
    }

    /// Forgets an address, or, where it is still dialed or wanted for itself, only whose it is.
    pub(super) fn forget_route(&mut self, address: &Address) {
        let Some(route) = self.routes.get_mut(address) else { return };
        if route.is_static || route.state == Dialing::UnderWay {
            (route.identity, route.is_proven) = (None, false);
        } else {
            self.routes.remove(address);
            self.deadlines.clear(&Due::Route(address.clone()));
        }
    }

    /// Whether there was room for the peer and the address.
    pub(super) fn assign_route(&mut self, address: &Address, identity: Identity) -> bool {
        if !self.meet(identity) {
            return false;
        }
        let Some(route) = self.routes.get_mut(address) else { return false };
        let before = route.identity.replace(identity).filter(|before| *before != identity);
        if let Some(peer) = before.and_then(|before| self.roster.peer_mut(&before)) {
            peer.addresses.retain(|known| known != address);
        }
        let was_asked = route.is_asked;
        if let Some(peer) = self.roster.peer_mut(&identity) {
            peer.add_address(address.clone());
        }
        if let (true, Some(peer)) = (was_asked, before.and_then(|before| self.roster.who(before))) {
            let (address, why) = (address.clone(), Reason::KeyChanged { found: identity });
            self.notify(Event::Unreached { address, peer: Some(peer), why, retry_at: None });
        }
        true
    }

    pub(super) fn wait_to_dial(&mut self, address: Address, at: Time) {
        if let Some(route) = self.routes.get_mut(&address) {
            route.state = Dialing::Waiting;
            self.deadlines.set(Due::Route(address), at);
        }
    }

    /// A person asks: dial now, and tell how it ends even if that was told before.
    pub(super) fn dial_for_person(&mut self, now: Time, address: &Address) {
        if let Some(route) = self.routes.get_mut(address) {
            route.is_asked = true;
            self.dial(now, address);
        }
    }

    /// Dials every route to a peer, at a person's wish.
    pub(super) fn dial_peer(&mut self, now: Time, identity: Identity) {
        let addresses = self.roster.peer(&identity).map(|peer| peer.addresses.clone());
        for address in addresses.unwrap_or_default() {
            self.dial_for_person(now, &address);
        }
    }

    pub(super) fn dial(&mut self, now: Time, address: &Address) {
        let Some(route) = self.routes.get_mut(address) else { return };
        if route.state == Dialing::UnderWay {
            return;
        }
        route.state = Dialing::UnderWay;
        route.since.get_or_insert(now);
        let peer = route.identity.and_then(|id| self.roster.peer(&id));
        route.seen = peer.map_or(0, |peer| peer.seen_dial);
        self.deadlines.clear(&Due::Route(address.clone()));
        let identity = route.identity.filter(|_| route.is_proven);
        let contact = Contact { address: address.clone(), identity };
        self.outputs.push(Output::Dial(contact));
    }

    /// A dial, or the greeting after it, came to nothing.
    pub(super) fn dial_failed(&mut self, now: Time, address: &Address, why: &Reason) {
        let Some(route) = self.routes.get_mut(address) else { return };
        if route.state != Dialing::UnderWay {
            return;
        }
        route.state = Dialing::Resting;
        let identity = route.identity;
        let waiting = std::mem::take(&mut route.waiting);
        let is_asked = std::mem::take(&mut route.is_asked);
        let is_awaited = std::mem::take(&mut route.is_awaited);
        let is_another = route.told.replace(why.clone()).as_ref() != Some(why);
        let is_retried = is_worth_retrying(why) && self.is_wanted(address);
        let retry_at = is_retried.then(|| self.retry(now, address));
        self.give_up_texts(address, waiting, why);
        let is_tried_elsewhere = identity.is_some_and(|id| self.is_being_dialed(id));
        if is_tried_elsewhere && is_worth_retrying(why) && !is_awaited {
            return;
        }
        let peer = identity.and_then(|id| self.roster.peer(&id));
        let is_told = peer.is_some_and(|peer| {
            // Who went offline was told to be: that it cannot be reached is no news.
            peer.presence != Presence::Known && is_worth_retrying(why) || peer.opinion.is_blocked
        });
        // Connecting to everybody ends with the outcome for each; whoever is linked was reached.
        let is_answered = self.is_connecting_all() || peer.is_some_and(|peer| peer.link.is_some());
        let is_asked = is_awaited || is_asked && !(is_answered && is_worth_retrying(why));
        if identity.is_none() && !self.is_wanted(address) {
            self.forget_route(address);
            self.hint_for_claimant(now, address);
        }
        if is_asked || (is_another && !is_told) {
            let peer = identity.and_then(|id| self.roster.who(id));
            let (address, why) = (address.clone(), why.clone());
            self.notify(Event::Unreached { address, peer, why, retry_at: retry_at.flatten() });
        }
    }

    /// Sets the next dial of a route by its backoff, unless its peer is linked already.
    pub(super) fn retry(&mut self, now: Time, address: &Address) -> Option<Time> {
        let route = self.routes.get_mut(address)?;
        if route.identity.and_then(|id| self.roster.peer(&id)).is_some_and(|p| p.link.is_some()) {
            return None;
        }
        #[cfg(feature = "plants")]
        if crate::plant::Plant::GivesUp.is_planted() && route.failures >= 5 {
            return None;
        }
        let at = now + route.back_off(&mut self.rng);
        self.wait_to_dial(address.clone(), at);
        Some(at)
    }

    /// Messages for whoever answers at an address will not be sent.
    pub(super) fn give_up_texts(&mut self, address: &Address, texts: Vec<String>, why: &Reason) {
        #[cfg(feature = "plants")]
        if crate::plant::Plant::FailureUntold.is_planted() {
            return;
        }
        for text in texts {
            let (address, text) = (address.clone(), Safe::text(&text));
            self.notify(Event::Failed { address, text, why: why.clone() });
        }
    }

    /// Whether an address is dialed again by itself. Who was lost is; who left everybody, or was
    /// not met yet, if it is a static peer or something waits for it; who left us alone, or whom
    /// we left, is not.
    pub(super) fn is_wanted(&self, address: &Address) -> bool {
        let Some(route) = self.routes.get(address) else { return false };
        #[cfg(feature = "plants")]
        if crate::plant::Plant::OnlyOnce.is_planted() && route.identity.is_none() {
            return false;
        }
        let Some(peer) = route.identity.and_then(|id| self.roster.peer(&id)) else {
            return route.is_static;
        };
        let is_awaited = !peer.outbox.is_empty();
        #[cfg(feature = "plants")]
        let is_awaited = is_awaited && !crate::plant::Plant::WaitingIsLeft.is_planted();
        match &peer.presence {
            _ if peer.opinion.is_blocked => false,
            Presence::Online | Presence::Quiet | Presence::Switching(_) => true,
            Presence::Away(why) if !why.is_farewell() => true,
            Presence::Away(Reason::Left) | Presence::Known => route.is_static || is_awaited,
            Presence::Away(_) => false,
        }
    }

    /// Whether a dial to a peer, or the greeting after it, is under way.
    pub(super) fn is_being_dialed(&self, identity: Identity) -> bool {
        let addresses = self.roster.peer(&identity).map_or(&[][..], |peer| &peer.addresses);
        let is_under_way = |route: &Route| route.state == Dialing::UnderWay;
        addresses.iter().filter_map(|address| self.routes.get(address)).any(is_under_way)
    }

    pub(super) fn is_active(&self, identity: Identity) -> bool {
        self.roster.peer(&identity).is_some_and(|peer| peer.presence.is_active())
    }
}

/// A key that changed, our own, and who is blocked are not dialed again until a person says so.
fn is_worth_retrying(why: &Reason) -> bool {
    !matches!(why, Reason::KeyChanged { .. } | Reason::Yourself | Reason::Blocked)
}

/// Lowest port that a peer may claim: those below belong to services of the system.
const CLAIMED_PORT_MIN: u16 = 1_024;
/// Addresses known at once: some for every peer, and those where nobody has answered yet.
const ROUTES_IN_ALL_MAX: usize = 2 * PEERS_MAX;
