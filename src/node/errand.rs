//! What a person asked for that takes a while: it ends when all it waits for is settled, and at
//! its deadline in any case.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::frame::{Frame, Scope};
use crate::identity::Identity;
use crate::node::Node;
use crate::node::deadlines::Due;
use crate::node::door::{LinkId, Output};
use crate::node::link::{Link, Phase};
use crate::node::person::Event;
use crate::node::roster::Peer;
use crate::node::route::Dialing;
use crate::reason::Reason;
use crate::time::Time;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Errand {
    kind: Kind,
    until: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    /// Every link was pinged; the list follows.
    ListPeers,
    /// Every peer was asked or dialed; the count follows.
    ConnectAll,
    /// What is on its way may still arrive; the goodbyes follow.
    Leave,
}

impl Errand {
    pub(crate) fn list_peers(now: Time) -> Self {
        Self { kind: Kind::ListPeers, until: now + CHECK_WITHIN }
    }

    pub(crate) fn connect_all(now: Time) -> Self {
        Self { kind: Kind::ConnectAll, until: now + CONNECT_ALL_WITHIN }
    }

    fn leave(now: Time) -> Self {
        Self { kind: Kind::Leave, until: now + LEAVE_WITHIN }
    }
}

impl Node {
    /// Takes up an errand. One that is under way is brought to its end first, so that each is
    /// answered; only leaving is not interrupted.
    pub(super) fn begin(&mut self, now: Time, errand: Errand) {
        if self.is_leaving() {
            return;
        }
        self.finish_errand(now);
        match errand.kind {
            Kind::ListPeers => self.ask_links(Frame::Ping),
            Kind::ConnectAll => self.connect_all(now),
            Kind::Leave => {}
        }
        self.deadlines.set(Due::Errand, errand.until);
        self.errand = Some(errand);
    }

    pub(super) fn exit(&mut self, now: Time) {
        if self.is_leaving() {
            self.finish_errand(now);
        } else {
            self.begin(now, Errand::leave(now));
        }
    }

    pub(super) fn is_connecting_all(&self) -> bool {
        self.errand.as_ref().is_some_and(|errand| errand.kind == Kind::ConnectAll)
    }

    fn is_leaving(&self) -> bool {
        self.errand.as_ref().is_some_and(|errand| errand.kind == Kind::Leave)
    }

    /// Ends the errand under way if nothing is left to wait for.
    pub(super) fn see_to_errand(&mut self, now: Time) {
        let Some(errand) = &self.errand else { return };
        let is_settled = match errand.kind {
            Kind::ListPeers => !self.links.values().any(|link| link.is_asked),
            Kind::ConnectAll => !self.is_connecting(),
            Kind::Leave => !self.is_delivering(),
        };
        if is_settled {
            self.finish_errand(now);
        }
    }

    pub(super) fn finish_errand(&mut self, now: Time) {
        let Some(errand) = self.errand.take() else { return };
        self.deadlines.clear(&Due::Errand);
        match errand.kind {
            Kind::ListPeers => self.finish_list(now),
            Kind::ConnectAll => self.finish_connect_all(now),
            Kind::Leave => self.finish_leave(),
        }
    }

    /// Patience is over: who was asked and did not answer is shown as quiet, so that what follows
    /// says what is true now.
    pub(super) fn errand_due(&mut self, now: Time) {
        let asked =
            |(id, link): (&LinkId, &Link)| (link.is_asked || link.is_renewing).then_some(*id);
        let asked: Vec<LinkId> = self.links.iter().filter_map(asked).collect();
        for id in asked {
            self.turned_quiet(now, id);
        }
        self.finish_errand(now);
    }

    fn finish_list(&mut self, now: Time) {
        self.links.values_mut().for_each(|link| link.is_asked = false);
        let list = self.peer_list(now);
        self.notify(Event::Listed(list));
    }

    fn connect_all(&mut self, now: Time) {
        let open: Vec<LinkId> = self.open_links();
        for id in open {
            let Some(link) = self.links.get_mut(&id) else { continue };
            link.is_renewing = true;
            let greeting = self.links.get(&id).map(|link| self.greeting(now, link));
            self.outputs.extend(greeting.map(|g| Output::Send(id, Frame::Connect(g))));
        }
        let is_spared = |id| self.is_active(id) || self.is_blocked(id);
        let is_away = |identity: &Option<Identity>| !identity.is_some_and(is_spared);
        let away: Vec<Address> = self
            .routes
            .iter()
            .filter(|(_, route)| is_away(&route.identity))
            .map(|(address, _)| address.clone())
            .collect();
        for address in away {
            self.dial_for_person(now, &address);
        }
    }

    fn is_connecting(&self) -> bool {
        let is_greeting = |phase| phase == Phase::Greeting;
        self.links.values().any(|link| link.is_renewing || is_greeting(link.phase))
            || self.routes.values().any(|route| route.is_asked && route.state == Dialing::UnderWay)
    }

    fn finish_connect_all(&mut self, now: Time) {
        self.links.values_mut().for_each(|link| link.is_renewing = false);
        let list = self.peer_list(now);
        self.notify(Event::ConnectedAll(list));
    }

    /// Whether something that a person sent may still arrive if we wait.
    fn is_delivering(&self) -> bool {
        let may_arrive = |(identity, peer): (&Identity, &Peer)| {
            !peer.outbox.is_empty() && (peer.links() > 0 || self.is_being_dialed(*identity))
        };
        self.roster.iter().any(may_arrive)
            || self.routes.values().any(|route| !route.waiting.is_empty())
    }

    fn finish_leave(&mut self) {
        for peer in self.roster.iter_mut() {
            // That it waits again is said below, once.
            let _ = peer.outbox.part();
        }
        let undelivered = |(identity, peer): (&Identity, &Peer)| {
            let count = peer.outbox.waiting() as u64;
            let to = self.roster.who(*identity).filter(|_| count > 0)?;
            Some(Event::Undelivered { to, count, is_blocked: peer.opinion.is_blocked })
        };
        let undelivered: Vec<Event> = self.roster.iter().filter_map(undelivered).collect();
        undelivered.into_iter().for_each(|event| self.notify(event));
        let waiting: Vec<(Address, Vec<String>)> = self
            .routes
            .iter_mut()
            .map(|(address, route)| (address.clone(), std::mem::take(&mut route.waiting)))
            .collect();
        for (address, texts) in waiting {
            self.give_up_texts(&address, texts, &Reason::Leaving);
        }
        for id in self.open_links() {
            #[cfg(feature = "plants")]
            if crate::plant::Plant::NoGoodbye.is_planted() {
                break;
            }
            self.send(id, Frame::Exit(Scope::Everybody));
        }
        let links: Vec<LinkId> = self.links.keys().copied().collect();
        for id in links {
            self.drop_link(id);
            self.outputs.push(Output::Close(id, Reason::Leaving));
        }
        self.outputs.push(Output::Stop);
    }

    fn ask_links(&mut self, frame: Frame) {
        for id in self.open_links() {
            if let Some(link) = self.links.get_mut(&id) {
                link.is_asked = true;
            }
            self.send(id, frame.clone());
        }
    }

    fn open_links(&self) -> Vec<LinkId> {
        let is_open = |phase| phase != Phase::Greeting;
        self.links.iter().filter(|(_, link)| is_open(link.phase)).map(|(id, _)| *id).collect()
    }
}

/// How long the check before a list waits for answers.
pub const CHECK_WITHIN: Duration = Duration::from_secs(1);
/// How long connecting to everybody may take: a dial, a handshake and a greeting.
pub const CONNECT_ALL_WITHIN: Duration = Duration::from_secs(20);
/// How long leaving waits for messages under way to be confirmed.
pub const LEAVE_WITHIN: Duration = Duration::from_secs(3);
