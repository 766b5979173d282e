//! What a person asks: each command, and what can be said of it at once.

use crate::address::{Address, Contact};
use crate::frame::{Frame, Scope};
use crate::identity::Identity;
use crate::node::Node;
use crate::node::door::Output;
use crate::node::errand::Errand;
use crate::node::person::{Command, Event, Mistake, Target};
use crate::node::route::Route;
use crate::reason::Reason;
use crate::record::Question;
use crate::text::TEXT_MAX;
use crate::time::Time;

impl Node {
    pub(super) fn commanded(&mut self, now: Time, command: Command) {
        match command {
            Command::Send { to, text } => self.send_text(now, to, text),
            Command::Connect(to) => self.connect(now, &to),
            Command::Part(to) => self.part(now, &to),
            Command::Cancel { to, seq } => self.cancel(to, seq),
            Command::Petname { peer, petname } => self.petname(peer, petname),
            Command::Rename(name) => self.rename(now, &name),
            Command::Regard { peer, regard } => self.regard(now, peer, regard),
            Command::Read { peer, id } => self.read(peer, id),
            Command::ShowHistory(query) => {
                self.outputs.push(Output::Recall(Question::History(query)));
            }
            Command::ListPeers => self.begin(now, Errand::list_peers(now)),
            Command::ConnectAll => self.begin(now, Errand::connect_all(now)),
            Command::Exit => self.exit(now),
        }
    }

    fn send_text(&mut self, now: Time, to: Target, text: String) {
        if text.trim().is_empty() {
            return self.notify(Event::Rejected(Mistake::EmptyText));
        }
        if text.len() > TEXT_MAX {
            return self.notify(Event::Rejected(Mistake::TextTooLong(text.len())));
        }
        match to {
            Target::Peer(identity) => self.send_to_peer(now, identity, None, text),
            Target::At(contact) => self.send_to_address(now, &contact, text),
        }
    }

    fn send_to_peer(
        &mut self,
        now: Time,
        identity: Identity,
        address: Option<Address>,
        text: String,
    ) {
        let Some(peer) = self.roster.peer(&identity) else {
            return self.notify(Event::Rejected(Mistake::UnknownPeer));
        };
        if peer.opinion.is_blocked {
            return self.notify(Event::Rejected(Mistake::Blocked));
        }
        let is_linked = peer.link.is_some();
        let is_reachable = !peer.addresses.is_empty();
        if !self.submit(now, identity, address, text) {
            return;
        }
        if is_linked {
            self.pump(identity);
        } else if is_reachable {
            self.dial_peer(now, identity);
        } else {
            let who = self.roster.who(identity);
            self.outputs.extend(who.map(|who| Output::Notify(Event::Waiting(who))));
        }
    }

    fn send_to_address(&mut self, now: Time, contact: &Contact, text: String) {
        if contact.identity == Some(self.roster.me()) {
            return self.give_up_texts(&contact.address, vec![text], &Reason::Yourself);
        }
        let Some(route) = self.given_route(contact) else {
            return self.notify(Event::Rejected(Mistake::TooManyAddresses));
        };
        match route.identity.filter(|_| route.is_proven) {
            Some(identity) => {
                self.send_to_peer(now, identity, Some(contact.address.clone()), text);
            }
            None if route.waiting.len() >= WAITING_MAX => {
                self.notify(Event::Rejected(Mistake::OutboxFull));
            }
            None => {
                route.waiting.push(text);
                self.dial_for_person(now, &contact.address);
            }
        }
    }

    /// The route to an address that a person gives, if there is room for it. A key that is given
    /// here and now speaks louder than one that was remembered.
    fn given_route(&mut self, contact: &Contact) -> Option<&mut Route> {
        self.add_route(&contact.address);
        if let Some(identity) = contact.identity {
            self.pin_route(&contact.address, identity);
        }
        let is_known =
            |route: &Route| contact.identity.is_none_or(|given| route.identity == Some(given));
        self.routes.get_mut(&contact.address).filter(|route| is_known(route))
    }

    fn connect(&mut self, now: Time, target: &Target) {
        match target {
            Target::Peer(identity) => self.connect_peer(now, *identity),
            Target::At(contact) => self.connect_address(now, contact),
        }
    }

    fn connect_peer(&mut self, now: Time, identity: Identity) {
        let Some(peer) = self.roster.peer(&identity) else {
            return self.notify(Event::Rejected(Mistake::UnknownPeer));
        };
        if peer.opinion.is_blocked {
            self.notify(Event::Rejected(Mistake::Blocked));
        } else if peer.presence.is_active() {
            self.notify_online(identity);
        } else if peer.addresses.is_empty() {
            self.notify(Event::Rejected(Mistake::NoAddress));
        } else {
            self.dial_peer(now, identity);
        }
    }

    fn connect_address(&mut self, now: Time, contact: &Contact) {
        if contact.identity == Some(self.roster.me()) {
            let (address, why) = (contact.address.clone(), Reason::Yourself);
            let unreached = Event::Unreached { address, peer: None, why, retry_at: None };
            return self.notify(unreached);
        }
        let Some(route) = self.given_route(contact) else {
            return self.notify(Event::Rejected(Mistake::TooManyAddresses));
        };
        let proven = route.identity.filter(|_| route.is_proven);
        match proven.and_then(|identity| Some((identity, self.roster.peer(&identity)?))) {
            Some((_, peer)) if peer.opinion.is_blocked => {
                self.notify(Event::Rejected(Mistake::Blocked));
            }
            Some((identity, peer)) if peer.presence.is_active() => self.notify_online(identity),
            Some(_) | None => {
                if let Some(route) = self.routes.get_mut(&contact.address) {
                    route.is_awaited = true;
                }
                self.dial_for_person(now, &contact.address);
            }
        }
    }

    fn part(&mut self, now: Time, target: &Target) {
        let identity = match target {
            Target::Peer(identity) => Some(*identity),
            Target::At(contact) => contact
                .identity
                .or_else(|| self.routes.get(&contact.address).and_then(|route| route.identity)),
        };
        let Some(link) = identity.and_then(|identity| self.roster.peer(&identity)?.link) else {
            return self.notify(Event::Rejected(Mistake::NotActive));
        };
        self.send(link, Frame::Exit(Scope::You));
        self.abandon(now, link, &Reason::PartedByUs);
    }
}

/// Messages kept for an address until somebody answers there, or does not: a few lines typed
/// within the ten seconds of a dial.
const WAITING_MAX: usize = 64;
