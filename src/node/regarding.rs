//! What a person decides about peers, and what follows for their links.

use crate::identity::Identity;
use crate::node::Node;
use crate::node::deadlines::Due;
use crate::node::door::{LinkId, Output};
use crate::node::people::Regard;
use crate::node::person::{Event, Mistake};
use crate::node::roster::Presence;
use crate::node::route::{Dialing, Route};
use crate::reason::Reason;
use crate::record::Record;
use crate::stream::MessageId;
use crate::time::Time;

impl Node {
    pub(super) fn regard(&mut self, now: Time, identity: Identity, regard: Regard) {
        let Some(peer) = self.roster.peer_mut(&identity) else {
            return self.notify(Event::Rejected(Mistake::UnknownPeer));
        };
        peer.opinion.note(regard);
        self.outputs.push(Output::Store(Record::Regarded { peer: identity, regard, at: now }));
        if let Some(peer) = self.roster.who(identity) {
            self.notify(Event::Regarded { peer, regard });
        }
        match regard {
            Regard::Blocked => self.shut_out(now, identity),
            Regard::Unblocked => self.let_in(now, identity),
            Regard::Verified | Regard::Unverified | Regard::Muted | Regard::Unmuted => {}
        }
    }

    /// Of whom was forgotten meanwhile nothing is kept.
    pub(super) fn read(&mut self, peer: Identity, id: MessageId) {
        if self.roster.peer(&peer).is_some() {
            self.outputs.push(Output::Store(Record::Read { peer, id }));
        }
    }

    pub(super) fn is_blocked(&self, identity: Identity) -> bool {
        self.roster.peer(&identity).is_some_and(|peer| peer.opinion.is_blocked)
    }

    /// Ends every link to a peer, without a goodbye: it is to learn no more than that we do not
    /// answer.
    fn shut_out(&mut self, now: Time, identity: Identity) {
        let Some(peer) = self.roster.peer(&identity) else { return };
        let links: Vec<LinkId> = peer.greeting.iter().copied().chain(peer.link).collect();
        for link in links {
            self.abandon(now, link, &Reason::Blocked);
        }
        self.rest_routes(identity);
    }

    /// Dials a peer of no route of its own accord any more.
    pub(super) fn rest_routes(&mut self, identity: Identity) {
        let addresses = self.roster.peer(&identity).map(|peer| peer.addresses.clone());
        for address in addresses.unwrap_or_default() {
            let route = self.routes.get_mut(&address);
            if let Some(route) = route.filter(|route| route.state == Dialing::Waiting) {
                route.state = Dialing::Resting;
                self.deadlines.clear(&Due::Route(address));
            }
        }
    }

    /// It may call again, and is dialed once; again only as it would have been without the block.
    fn let_in(&mut self, now: Time, identity: Identity) {
        let Some(peer) = self.roster.peer_mut(&identity) else { return };
        if peer.presence == Presence::Away(Reason::Blocked) {
            peer.presence = Presence::Known;
        }
        if peer.presence.is_active() {
            return;
        }
        let mut addresses = peer.addresses.clone();
        // Where it had not greeted yet when it was blocked, nobody is known to be.
        let is_shut = |route: &Route| route.identity.is_none() && route.told == SHUT;
        let shut = self.routes.iter().filter(|(_, route)| is_shut(route));
        addresses.extend(shut.map(|(address, _)| address.clone()));
        for address in addresses {
            self.dial(now, &address);
        }
    }
}

/// What was told last of an address where a blocked peer answered.
const SHUT: Option<Reason> = Some(Reason::Blocked);
