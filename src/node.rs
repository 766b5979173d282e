//! The node: takes one thing that happened and returns everything that must follow, in order.
//!
//! It has no socket, no clock, no chance but a seed, no file and no screen, so it does the same
//! thing behind real TCP, in a simulated network and in a replay. `handle` cannot fail: a remote
//! fault is a [`Reason`], a person's mistake an [`Event`], and our own bug an assertion.

mod asking;
mod deadlines;
mod delivering;
mod dialing;
mod door;
mod ending;
mod errand;
mod greeting;
mod link;
mod listening;
mod listing;
mod naming;
mod outbox;
mod people;
mod person;
mod redaction;
mod regarding;
mod roster;
mod route;
mod transcript;

use std::collections::BTreeMap;
use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

use crate::address::{Address, Contact};
use crate::frame::Frame;
use crate::identity::Identity;
use crate::reason::Reason;
use crate::record::{Record, Remembered};
use crate::text::Safe;
use crate::time::Time;

use deadlines::{Deadlines, Due};
use errand::Errand;
use link::Link;
use roster::{Peer, Roster};
use route::Route;

pub use delivering::{CLOCK_TOLERANCE, UNANSWERED_MAX};
pub use door::{Input, LinkId, Origin, Output};
pub use errand::{CHECK_WITHIN, CONNECT_ALL_WITHIN, LEAVE_WITHIN};
pub use link::{GREETING_WITHIN, LINKS_MAX, LINKS_PER_PEER_MAX, PING_AFTER, QUIET, SILENCE};
pub use naming::RENAME_EVERY;
pub use outbox::{OUTBOX_BYTES_MAX, OUTBOX_MAX, WINDOW, WINDOW_BYTES};
pub use people::{Card, Label, Opinion, PeerList, Regard, Standing, Trust, Who};
pub use person::{Command, Event, Mark, Mistake, Target};
pub(crate) use roster::NAMELESS;
pub use roster::{PEERS_MAX, labels};
pub use route::{RETRY_FACTOR, RETRY_FIRST, RETRY_MAX, STABLE_AFTER};

/// What a node is told about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// What we call ourselves.
    pub name: Safe,
    /// The TCP port that peers can dial us on, 1 to 65535.
    pub port: u16,
    /// Peers to dial at start and for as long as we run.
    pub static_peers: Vec<Contact>,
    /// Links kept at once, [`LINKS_MAX`] if nothing speaks against it.
    pub links_max: usize,
}

/// Us: everything that a peer-to-peer chat has to know and decide.
///
/// It is plain data, so that a recording can begin with a node as it is at that moment, and a
/// replay go on from there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    config: Config,
    rng: ChaCha8Rng,
    /// Tells this run of ours from any other.
    boot: u64,
    /// Our dials so far.
    dials: u64,
    roster: Roster,
    routes: BTreeMap<Address, Route>,
    links: BTreeMap<LinkId, Link>,
    deadlines: Deadlines,
    errand: Option<Errand>,
    turned_away: TurnedAway,
    /// Bytes of text that came in this run from those who were never answered.
    unanswered: usize,
    outputs: Vec<Output>,
}

/// Strangers refused since that was last told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct TurnedAway {
    told_at: Option<Time>,
    untold: u64,
}

impl Node {
    /// A node that knows who it is and whom it met before. The seed decides everything that
    /// chance does in it: jitter, and the numbers that tell its runs and streams apart.
    pub fn new(me: Identity, config: Config, seed: u64, remembered: Remembered) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let boot = rng.next_u64();
        let mut node = Self {
            roster: Roster::new(me, &config.name),
            rng,
            boot,
            dials: 0,
            routes: BTreeMap::new(),
            links: BTreeMap::new(),
            deadlines: Deadlines::default(),
            errand: None,
            turned_away: TurnedAway::default(),
            unanswered: 0,
            outputs: Vec::new(),
            config,
        };
        for contact in node.config.static_peers.clone() {
            node.add_route(&contact.address);
            if let Some(identity) = contact.identity {
                node.pin_route(&contact.address, identity);
            }
            if let Some(route) = node.routes.get_mut(&contact.address) {
                route.is_static = true;
                node.wait_to_dial(contact.address, Time::EPOCH);
            }
        }
        let given = node.outputs.len();
        node.remember(remembered);
        // What was remembered need not be kept again; what was given by hand is kept with the next
        // thing that happens.
        node.outputs.truncate(given);
        node
    }

    /// Takes in what was kept. Whoever something waits for is dialed again by itself.
    fn remember(&mut self, remembered: Remembered) {
        for mut known in remembered.peers {
            let identity = known.identity;
            if identity == self.roster.me() {
                continue;
            }
            let epoch = self.rng.next_u64();
            let routes = std::mem::take(&mut known.routes);
            self.roster.remember(known, epoch);
            for (address, is_proven) in routes.into_iter().rev() {
                // A key that was given by hand speaks louder than one that was remembered.
                if self.routes.get(&address).is_some_and(|route| route.is_proven) {
                    continue;
                }
                if is_proven {
                    self.prove_route(&address, identity);
                } else if self.routes.get(&address).is_none_or(|route| route.identity.is_none()) {
                    self.add_route(&address);
                    self.assign_route(&address, identity);
                }
            }
            if self.is_blocked(identity) {
                self.rest_routes(identity);
                continue;
            }
            let has_waiting = |peer: &Peer| !peer.outbox.is_empty();
            let addresses = self.roster.peer(&identity).filter(|p| has_waiting(p));
            for address in addresses.map(|peer| peer.addresses.clone()).unwrap_or_default() {
                self.wait_to_dial(address, Time::EPOCH);
            }
        }
    }

    /// Takes one thing that happened, at `now`, and returns what must be done, in that order.
    ///
    /// `now` never goes back from call to call. What concerns an unknown link is ignored: it
    /// crossed with our closing it.
    #[must_use = "outputs are the node's only effect on the world"]
    pub fn handle(&mut self, now: Time, input: Input) -> Vec<Output> {
        match input {
            Input::Commanded(command) => self.commanded(now, command),
            Input::Opened { link, peer, address, origin } => {
                self.opened(now, link, peer, address, origin);
            }
            Input::DialFailed { address, reason } => self.dial_failed(now, &address, &reason),
            Input::TurnedAway { address, reason } => self.turned_away(now, address, reason),
            Input::Received { link, frames } => self.received(now, link, frames),
            Input::Closed { link, reason } => self.closed(now, link, &reason),
            Input::Recalled(answer) => self.recalled(now, answer),
            Input::Ticked => self.ticked(now),
        }
        self.see_to_errand(now);
        std::mem::take(&mut self.outputs)
    }

    /// When [`Input::Ticked`] is next due; after it was handled at that time, always later.
    pub fn deadline(&self) -> Option<Time> {
        self.deadlines.next()
    }

    /// The links that stand, and to whom.
    pub fn links(&self) -> impl Iterator<Item = (LinkId, Identity)> {
        self.links.iter().map(|(id, link)| (*id, link.peer))
    }

    fn ticked(&mut self, now: Time) {
        while let Some(due) = self.deadlines.take_passed(now) {
            match due {
                Due::Link(link) => self.link_due(now, link),
                Due::Route(address) => self.dial(now, &address),
                Due::Name(link) => self.name_due(now, link),
                Due::Errand => self.errand_due(now),
            }
        }
    }

    /// One telling for a crowd of strangers: nobody can fill the screen by knocking. Whoever is
    /// blocked is not worth a word.
    fn turned_away(&mut self, now: Time, address: Address, why: Reason) {
        if why == Reason::Blocked {
            return;
        }
        let TurnedAway { told_at, untold } = &mut self.turned_away;
        if told_at.is_some_and(|told_at| now < told_at + TURNED_AWAY_EVERY) {
            *untold += 1;
            return;
        }
        *told_at = Some(now);
        let others = std::mem::take(untold);
        self.notify(Event::TurnedAway { address, why, others });
    }

    /// Makes the peer of that key known, if there is room or can be made: by forgetting who is
    /// least missed of those who only ever called us. Whose key belongs to an address is never
    /// forgotten, or a crowd of strangers could make room for an impostor.
    fn meet(&mut self, identity: Identity) -> bool {
        if self.roster.peer(&identity).is_some() {
            return true;
        }
        if self.roster.len() >= PEERS_MAX {
            let routes = &self.routes;
            let is_proven = |address: &Address| routes.get(address).is_some_and(|r| r.is_proven);
            let least = self.roster.least_missed(|peer| peer.addresses.iter().any(is_proven));
            let Some(forgotten) = least.and_then(|least| self.roster.forget(least)) else {
                return false;
            };
            for address in forgotten.addresses {
                self.forget_route(&address);
            }
            self.outputs.extend(least.map(|least| Output::Store(Record::Forgotten(least))));
        }
        let epoch = self.rng.next_u64();
        self.roster.meet(identity, epoch);
        true
    }

    fn notify(&mut self, event: Event) {
        self.outputs.push(Output::Notify(event));
    }

    fn send(&mut self, link: LinkId, frame: Frame) {
        self.outputs.push(Output::Send(link, frame));
    }
}

/// How often a person is told at the most that strangers were refused.
pub const TURNED_AWAY_EVERY: Duration = Duration::from_secs(10);
