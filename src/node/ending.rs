//! How links end, and what becomes of the peer at the other end.

use crate::address::Address;
use crate::frame::Frame;
use crate::identity::Identity;
use crate::node::Node;
use crate::node::deadlines::Due;
use crate::node::door::{LinkId, Origin, Output};
use crate::node::link::{Link, Overdue, Phase};
use crate::node::person::Event;
use crate::node::roster::Presence;
use crate::node::route::{Dialing, STABLE_AFTER};
use crate::reason::Reason;
use crate::record::Record;
use crate::time::Time;

impl Node {
    pub(super) fn link_due(&mut self, now: Time, id: LinkId) {
        let Some(link) = self.links.get_mut(&id) else { return };
        let overdue = link.overdue(now);
        self.deadlines.set(Due::Link(id), link.deadline(now));
        match overdue {
            Overdue::Nothing => {}
            #[cfg(feature = "plants")]
            Overdue::Ping if crate::plant::Plant::NoPing.is_planted() => {}
            #[cfg(feature = "plants")]
            Overdue::Quiet if crate::plant::Plant::QuietUntold.is_planted() => {}
            #[cfg(feature = "plants")]
            Overdue::Silent if crate::plant::Plant::SilenceIsNoEnd.is_planted() => {
                self.deadlines.clear(&Due::Link(id));
            }
            Overdue::Greeting => self.abandon(now, id, &Reason::NoGreeting),
            Overdue::Ping => self.send(id, Frame::Ping),
            Overdue::Quiet => self.turned_quiet(now, id),
            Overdue::Silent => self.abandon(now, id, &Reason::Silent),
        }
    }

    pub(super) fn turned_quiet(&mut self, now: Time, id: LinkId) {
        let Some(link) = self.links.get_mut(&id) else { return };
        let identity = link.peer;
        link.turn_quiet();
        let Some(peer) = self.roster.peer_mut(&identity) else { return };
        if peer.presence == Presence::Online {
            peer.presence = Presence::Quiet;
            peer.since = Some(now);
            let who = self.roster.who(identity);
            self.outputs.extend(who.map(|who| Output::Notify(Event::Quiet(who))));
        }
    }

    /// Ends a link because of what came over it or did not.
    pub(super) fn abandon(&mut self, now: Time, id: LinkId, reason: &Reason) {
        self.outputs.push(Output::Close(id, reason.clone()));
        self.closed(now, id, reason);
    }

    pub(super) fn closed(&mut self, now: Time, id: LinkId, reason: &Reason) {
        let Some(link) = self.drop_link(id) else { return };
        if link.phase != Phase::Greeting {
            if now - link.opened_at >= STABLE_AFTER {
                self.forgive(link.peer);
            }
            return self.lost_link(now, link.peer, reason);
        }
        match link.origin {
            Origin::Dialed => self.dial_failed(now, &link.address, reason),
            // Who goes in order before it has greeted only looked whether we are there.
            Origin::Accepted if *reason == Reason::HungUp => {}
            Origin::Accepted => self.turned_away(now, link.address, reason.clone()),
        }
        self.give_up_switching(now, link.peer);
    }

    /// The link in use ended. If another is being greeted, the peer may not be gone at all.
    fn lost_link(&mut self, now: Time, identity: Identity, reason: &Reason) {
        let Some(peer) = self.roster.peer_mut(&identity) else { return };
        if peer.greeting.is_empty() || reason.is_farewell() {
            self.lost(now, identity, reason);
        } else {
            peer.presence = Presence::Switching(reason.clone());
        }
    }

    /// Takes a link out of everything that knows it.
    pub(super) fn drop_link(&mut self, id: LinkId) -> Option<Link> {
        let link = self.links.remove(&id)?;
        self.deadlines.clear(&Due::Link(id));
        self.deadlines.clear(&Due::Name(id));
        if let Some(peer) = self.roster.peer_mut(&link.peer) {
            peer.greeting.remove(&id);
            if peer.link.take_if(|in_use| *in_use == id).is_some() {
                self.part_stream(link.peer);
            }
        }
        Some(link)
    }

    /// The greeting that might have replaced a lost link failed too.
    fn give_up_switching(&mut self, now: Time, identity: Identity) {
        let Some(peer) = self.roster.peer(&identity) else { return };
        if let (Presence::Switching(reason), true) = (&peer.presence, peer.greeting.is_empty()) {
            let reason = reason.clone();
            self.lost(now, identity, &reason);
        } else if peer.presence == Presence::Known
            && peer.is_idle()
            && peer.addresses.is_empty()
            && peer.is_unheard()
        {
            self.roster.forget(identity);
        }
    }

    /// A link lasted: its peer's routes start from the shortest wait again.
    pub(super) fn forgive(&mut self, identity: Identity) {
        #[cfg(feature = "plants")]
        if crate::plant::Plant::NeverForgiven.is_planted() {
            return;
        }
        let addresses = self.roster.peer(&identity).map(|peer| peer.addresses.clone());
        for address in addresses.unwrap_or_default() {
            if let Some(route) = self.routes.get_mut(&address) {
                route.failures = 0;
            }
        }
    }

    /// A peer that was active is not any more.
    pub(super) fn lost(&mut self, now: Time, identity: Identity, why: &Reason) {
        #[cfg(feature = "plants")]
        if crate::plant::Plant::LostIsThere.is_planted() {
            return;
        }
        let Some(peer) = self.roster.peer_mut(&identity) else { return };
        peer.presence = Presence::Away(why.clone());
        peer.since = Some(now);
        let claimed = peer.claimed.clone().filter(|_| peer.addresses.is_empty());
        self.outputs.push(Output::Store(Record::Seen { peer: identity, at: now }));
        // Its address may have been dialed in vain when it was claimed, and forgotten since.
        if let Some(claimed) = claimed {
            self.hint_route(now, &claimed, identity);
        }
        let addresses = self.roster.peer(&identity).map(|peer| peer.addresses.clone());
        let addresses = addresses.unwrap_or_default();
        let mut retry_at = None;
        for address in addresses {
            if self.is_wanted(&address) && !self.is_under_way(&address) {
                let at = self.retry(now, &address);
                retry_at = at.map_or(retry_at, |at| Some(retry_at.map_or(at, |t: Time| t.min(at))));
            }
        }
        if let Some(peer) = self.roster.who(identity) {
            let why = why.clone();
            self.notify(Event::Offline { peer, why, retry_at });
        }
    }

    fn is_under_way(&self, address: &Address) -> bool {
        self.routes.get(address).is_some_and(|route| route.state == Dialing::UnderWay)
    }
}
