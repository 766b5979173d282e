//! How links open: the greeting, what is learned from it, and which of two links is kept.

use crate::address::Address;
use crate::frame::{Frame, Greeting};
use crate::identity::Identity;
use crate::node::deadlines::Due;
use crate::node::door::{LinkId, Origin, Output};
use crate::node::link::{Link, Liveness, Phase};
use crate::node::person::Event;
use crate::node::roster::Presence;
use crate::node::route::{Dialing, Route};
use crate::node::{LINKS_PER_PEER_MAX, Node, STABLE_AFTER};
use crate::reason::Reason;
use crate::record::Record;
use crate::stream::Position;
use crate::text::Untrusted;
use crate::time::Time;
use crate::wire::VERSION;

impl Node {
    pub(super) fn opened(
        &mut self,
        now: Time,
        id: LinkId,
        peer: Identity,
        address: Address,
        origin: Origin,
    ) {
        if let Some(reason) = self.refusal(peer, &address, origin) {
            self.outputs.push(Output::Close(id, reason.clone()));
            if origin == Origin::Dialed && reason == Reason::Blocked {
                // So that it is not dialed again by mistake.
                self.prove_route(&address, peer);
            }
            return match origin {
                Origin::Dialed => self.dial_failed(now, &address, &reason),
                Origin::Accepted => self.turned_away(now, address, reason),
            };
        }
        let mut link = Link::new(peer, origin, address, now);
        if origin == Origin::Dialed {
            self.dials += 1;
            link.dial = self.dials;
            link.seen = self.routes.get(&link.address).map_or(0, |route| route.seen);
            let greeting = self.greeting(now, &link);
            self.send(id, Frame::Connect(greeting));
        }
        self.deadlines.set(Due::Link(id), link.deadline(now));
        self.links.insert(id, link);
        if let Some(peer) = self.roster.peer_mut(&peer) {
            peer.greeting.insert(id);
        }
    }

    /// Why one more link to a peer may not be: somebody else was named for the address while it
    /// was dialed, it is blocked, or a bound would break. Who only ever called us leaves a quarter
    /// of the links to those whose address is known.
    fn refusal(&mut self, identity: Identity, address: &Address, origin: Origin) -> Option<Reason> {
        let is_changed = |route: &Route| route.is_proven && route.identity != Some(identity);
        if origin == Origin::Dialed && self.routes.get(address).is_some_and(is_changed) {
            return Some(Reason::KeyChanged { found: identity });
        }
        if self.is_blocked(identity) {
            return Some(Reason::Blocked);
        }
        if !self.meet(identity) {
            return Some(Reason::TooManyPeers);
        }
        let peer = self.roster.peer(&identity)?;
        let is_proven = |address| self.routes.get(address).is_some_and(|route| route.is_proven);
        let is_stranger = origin == Origin::Accepted && !peer.addresses.iter().any(is_proven);
        let room = self.config.links_max;
        let room = if is_stranger { room - room / 4 } else { room };
        let is_full = self.links.len() >= room || peer.links() >= LINKS_PER_PEER_MAX;
        is_full.then_some(Reason::TooManyLinks)
    }

    /// What we say first over a link.
    pub(super) fn greeting(&self, now: Time, link: &Link) -> Greeting {
        let peer = self.roster.peer(&link.peer);
        Greeting {
            version: VERSION,
            name: Untrusted::new(self.config.name.as_str()),
            port: self.config.port,
            boot: self.boot,
            dial: link.dial,
            seen: link.seen,
            clock: now,
            sending: peer.map(|peer| peer.outbox.epoch()).unwrap_or_default(),
            received: peer.and_then(|peer| peer.inbox).filter(|inbox| link.hears(inbox.epoch)),
        }
    }

    /// The first frame came, and it is a greeting as it should be: the link is open.
    pub(super) fn greeted(&mut self, now: Time, id: LinkId, greeting: &Greeting) {
        let Some(link) = self.links.get_mut(&id) else { return };
        if greeting.version != VERSION {
            return self.abandon(now, id, &Reason::WrongVersion);
        }
        if link.origin == Origin::Accepted {
            link.dial = greeting.dial;
            link.seen = greeting.seen;
        }
        link.hearing = Some(greeting.sending);
        link.claim = greeting.received;
        let identity = link.peer;
        let former_boot = self.roster.peer(&identity).and_then(|peer| peer.boot);
        self.learn_run(now, identity, greeting);
        let Some(link) = self.links.get_mut(&id) else { return };
        link.phase = Phase::Open { boot: greeting.boot, liveness: Liveness::Awake };
        link.heard_at = now;
        self.deadlines.set(Due::Link(id), link.deadline(now));
        if link.origin == Origin::Accepted {
            let answer = self.links.get(&id).map(|link| self.greeting(now, link));
            self.outputs.extend(answer.map(|answer| Output::Send(id, Frame::ConnectAck(answer))));
        }
        let name = greeting.name.to_name();
        self.learn_name(identity, &name);
        self.outputs.push(Output::Store(Record::Met { peer: identity, name, at: now }));
        self.learn_address(now, id, greeting.port);
        self.choose_link(now, id, former_boot == Some(greeting.boot));
    }

    /// Which run of the peer's program this is, and its clock.
    fn learn_run(&mut self, now: Time, identity: Identity, greeting: &Greeting) {
        let Some(peer) = self.roster.peer_mut(&identity) else { return };
        peer.clock_ahead = Some(greeting.clock.ahead_of(now));
        if peer.boot != Some(greeting.boot) {
            peer.boot = Some(greeting.boot);
            peer.seen_dial = 0;
        }
    }

    /// A dialed address is proven: only this peer may answer there from now on. One that was
    /// merely told is a hint, and never overrides what was proven.
    fn learn_address(&mut self, now: Time, id: LinkId, port: u16) {
        let Some(link) = self.links.get(&id) else { return };
        let (identity, origin) = (link.peer, link.origin);
        match origin {
            Origin::Dialed => {
                let address = link.address.clone();
                self.prove_route(&address, identity);
            }
            Origin::Accepted if port != 0 => {
                let address = link.address.at_port(port);
                self.hint_route(now, &address, identity);
                if let Some(peer) = self.roster.peer_mut(&identity) {
                    peer.claimed = Some(address);
                }
            }
            Origin::Accepted => {}
        }
    }

    /// Of two open links to one peer, keeps one: always the same as the other end keeps.
    fn choose_link(&mut self, now: Time, id: LinkId, is_same_run: bool) {
        let Some(link) = self.links.get(&id) else { return };
        let identity = link.peer;
        let rival_id = self.roster.peer(&identity).and_then(|peer| peer.link);
        let rival = rival_id.and_then(|rival| self.links.get(&rival));
        let is_kept = rival
            .is_none_or(|rival| !rival.is_same_run(link) || link.outlives(rival, self.roster.me()));
        let (address, origin, dial) = (link.address.clone(), link.origin, link.dial);
        if let Some(peer) = self.roster.peer_mut(&identity) {
            peer.greeting.remove(&id);
            if origin == Origin::Accepted {
                peer.seen_dial = peer.seen_dial.max(dial);
            }
        }
        let is_awaited = origin == Origin::Dialed && self.dial_succeeded(&address);
        let was_active = self.is_active(identity);
        if is_kept {
            if let Some(rival) = rival_id {
                let replaced = self.drop_link(rival);
                if replaced.is_some_and(|link| now - link.opened_at >= STABLE_AFTER) {
                    self.forgive(identity);
                }
                self.outputs.push(Output::Close(rival, Reason::Duplicate));
            }
            self.activate(now, id, identity, is_same_run);
        } else {
            self.drop_link(id);
            self.outputs.push(Output::Close(id, Reason::Duplicate));
        }
        if is_awaited && was_active && is_same_run {
            self.notify_online(identity);
        }
        #[cfg(feature = "plants")]
        if crate::plant::Plant::LoserStays.is_planted() {
            let is_loser = |o: &mut Output| matches!(o, Output::Close(_, Reason::Duplicate));
            self.outputs.extract_if(.., is_loser).for_each(drop);
        }
        // The stream may have ended the link again.
        if self.roster.peer(&identity).is_some_and(|peer| peer.link.is_some()) {
            self.settle_routes(now, identity);
            self.pump(identity);
        }
    }

    fn activate(&mut self, now: Time, id: LinkId, identity: Identity, is_same_run: bool) {
        let Some(peer) = self.roster.peer_mut(&identity) else { return };
        let before = std::mem::replace(&mut peer.presence, Presence::Online);
        peer.link = Some(id);
        let hearing = self.links.get(&id).and_then(|link| link.hearing);
        if let Some(epoch) = hearing.filter(|epoch| peer.inbox.is_none_or(|i| i.epoch != *epoch)) {
            peer.inbox = Some(Position::start(epoch));
        }
        if !(before.is_active() && is_same_run) {
            peer.since = Some(now);
            self.notify_online(identity);
        } else if before == Presence::Quiet {
            peer.since = Some(now);
            let who = self.roster.who(identity);
            self.outputs.extend(who.map(|who| Output::Notify(Event::Awake(who))));
        }
        self.meet_stream(now, id, identity);
    }

    pub(super) fn notify_online(&mut self, identity: Identity) {
        let card = self.card(identity);
        self.outputs.extend(card.map(|card| Output::Notify(Event::Online(card))));
    }

    /// Returns whether a person asked for this very address.
    fn dial_succeeded(&mut self, address: &Address) -> bool {
        let Some(route) = self.routes.get_mut(address) else { return false };
        route.state = Dialing::Resting;
        route.told = None;
        route.is_asked = false;
        std::mem::take(&mut route.is_awaited)
    }

    /// The peer is linked: its routes rest, and what waited on them is for it.
    fn settle_routes(&mut self, now: Time, identity: Identity) {
        let addresses = self.roster.peer(&identity).map(|peer| peer.addresses.clone());
        for address in addresses.unwrap_or_default() {
            let Some(route) = self.routes.get_mut(&address) else { continue };
            if route.state == Dialing::Waiting {
                route.state = Dialing::Resting;
                self.deadlines.clear(&Due::Route(address.clone()));
            }
            // What waits for whoever answers is not for who merely says that it is there.
            let Some(route) = self.routes.get_mut(&address).filter(|r| r.is_proven) else {
                continue;
            };
            route.told = None;
            #[cfg(feature = "plants")]
            if crate::plant::Plant::WaitingIsDropped.is_planted() {
                route.waiting.clear();
            }
            for text in std::mem::take(&mut route.waiting) {
                self.submit(now, identity, Some(address.clone()), text);
            }
        }
    }
}
