//! What a person asks: each command, and what can be said of it at once.

use crate::address::Contact;
use crate::frame::{Frame, Scope};
use crate::identity::Identity;
use crate::node::Node;
use crate::node::door::Output;
use crate::node::errand::Errand;
use crate::node::person::{Command, Event, Mark, Mistake, Target};
use crate::node::route::Route;
use crate::reason::Reason;
use crate::text::{Safe, TEXT_MAX};
use crate::time::Time;

impl Node {
    pub(super) fn commanded(&mut self, now: Time, command: Command) {
        match command {
            Command::Send { to, text } => self.send_text(now, to, text),
            Command::Part(to) => self.part(now, &to),
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
            Target::Peer(identity) => self.send_to_peer(now, identity, text),
            Target::At(contact) => self.send_to_address(now, &contact, text),
        }
    }

    fn send_to_peer(&mut self, now: Time, identity: Identity, text: String) {
        let Some(peer) = self.roster.peer(&identity) else {
            return self.notify(Event::Rejected(Mistake::UnknownPeer));
        };
        let is_linked = peer.link.is_some();
        if peer.addresses.is_empty() && !is_linked {
            return self.notify(Event::Rejected(Mistake::NoAddress));
        }
        self.submit(identity, text);
        if is_linked {
            self.pump(identity);
        } else {
            self.dial_peer(now, identity);
        }
    }

    /// A key that is given here and now speaks louder than one that was remembered.
    fn send_to_address(&mut self, now: Time, contact: &Contact, text: String) {
        if contact.identity == Some(self.roster.me()) {
            return self.give_up_texts(&contact.address, vec![text], &Reason::Yourself);
        }
        self.add_route(&contact.address);
        if let Some(identity) = contact.identity {
            self.prove_route(&contact.address, identity);
        }
        let is_known =
            |route: &Route| contact.identity.is_none_or(|given| route.identity == Some(given));
        let Some(route) = self.routes.get_mut(&contact.address).filter(|route| is_known(route))
        else {
            return self.notify(Event::Rejected(Mistake::TooManyAddresses));
        };
        match route.identity.filter(|_| route.is_proven) {
            Some(identity) => self.send_to_peer(now, identity, text),
            None if route.waiting.len() >= WAITING_MAX => {
                self.notify(Event::Rejected(Mistake::OutboxFull));
            }
            None => {
                route.waiting.push(text);
                self.dial_for_person(now, &contact.address);
            }
        }
    }

    /// Puts a message into the stream to a peer.
    pub(super) fn submit(&mut self, identity: Identity, text: String) {
        let Some(peer) = self.roster.peer_mut(&identity) else { return };
        if !peer.outbox.has_room(text.len()) {
            return self.notify(Event::Rejected(Mistake::OutboxFull));
        }
        let shown = Safe::text(&text);
        let seq = peer.outbox.push(text);
        let who = self.roster.who(identity);
        self.outputs.extend(who.map(|to| Output::Notify(Event::Queued { to, seq, text: shown })));
    }

    /// Hands to the link in use what the window lets through.
    pub(super) fn pump(&mut self, identity: Identity) {
        let Some(peer) = self.roster.peer_mut(&identity) else { return };
        let Some(link) = peer.link else { return };
        let before = self.outputs.len();
        while let Some(frame) = peer.outbox.next() {
            self.outputs.push(Output::Send(link, frame));
        }
        let upto = peer.outbox.sent();
        if self.outputs.len() > before
            && let Some(to) = self.roster.who(identity)
        {
            self.notify(Event::Marked { to, upto, mark: Mark::Sent });
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
