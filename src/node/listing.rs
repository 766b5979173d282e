//! The list of peers as a person sees it, made from what is true at that moment.

use std::cmp::Ordering;

use crate::address::Address;
use crate::identity::Identity;
use crate::node::Node;
use crate::node::deadlines::Due;
use crate::node::people::{Card, Label, PeerList, Standing, Trust};
use crate::node::roster::{Peer, Presence};
use crate::node::route::{Dialing, Route};
use crate::reason::Reason;
use crate::time::Time;

impl Node {
    /// Everybody, active or away, sorted by label and address.
    pub fn peer_list(&self, at: Time) -> PeerList {
        let met = self.roster.iter().filter(|(_, peer)| is_shown(peer));
        let met = met.filter_map(|(identity, _)| self.card(*identity));
        let unmet = self.routes.iter().filter(|(_, route)| route.identity.is_none());
        let unmet = unmet.map(|(address, route)| self.unmet_card(address, route));
        let (mut active, mut away): (Vec<Card>, Vec<Card>) =
            met.chain(unmet).partition(|card| card.standing.is_active());
        active.sort_by(by_label);
        away.sort_by(by_label);
        PeerList { at, active, away }
    }

    pub(super) fn card(&self, identity: Identity) -> Option<Card> {
        let peer = self.roster.peer(&identity)?;
        let standing = match &peer.presence {
            _ if peer.opinion.is_blocked => {
                Standing::Away { why: Some(Reason::Blocked), retry_at: None }
            }
            Presence::Online => Standing::Online,
            Presence::Quiet | Presence::Switching(_) => Standing::Quiet,
            Presence::Known => self.away(peer, None),
            Presence::Away(why) => self.away(peer, Some(why.clone())),
        };
        Some(Card {
            who: self.roster.who(identity),
            address: peer.addresses.first().or(peer.claimed.as_ref()).cloned(),
            standing,
            since: peer.since,
            trust: peer.trust(),
            is_muted: peer.opinion.is_muted,
            is_blocked: peer.opinion.is_blocked,
            clock_ahead: peer.clock_ahead,
        })
    }

    fn unmet_card(&self, address: &Address, route: &Route) -> Card {
        let why = route.told.clone();
        let retry_at = self.deadlines.at(&Due::Route(address.clone()));
        let standing = match route.state {
            Dialing::UnderWay => Standing::Dialing { before: why },
            Dialing::Resting | Dialing::Waiting => Standing::Away { why, retry_at },
        };
        Card {
            who: None,
            address: Some(address.clone()),
            standing,
            since: route.since,
            trust: Trust::New,
            is_muted: false,
            is_blocked: false,
            clock_ahead: None,
        }
    }

    /// How a peer without a link stands. What its dials say since is later news than how it went.
    fn away(&self, peer: &Peer, went: Option<Reason>) -> Standing {
        let routes = || peer.addresses.iter().filter_map(|address| self.routes.get(address));
        let why = routes().find_map(|route| route.told.clone()).or(went);
        if routes().any(|route| route.state == Dialing::UnderWay) {
            return Standing::Dialing { before: why };
        }
        let retry_at = |address: &Address| self.deadlines.at(&Due::Route(address.clone()));
        let retry_at = peer.addresses.iter().filter_map(retry_at).min();
        Standing::Away { why, retry_at }
    }
}

/// By label and address; addresses where nobody has answered yet come last.
fn by_label(one: &Card, other: &Card) -> Ordering {
    fn key(card: &Card) -> (bool, Option<&Label>, Option<&Address>) {
        let label = card.who.as_ref().map(|who| &*who.label);
        (label.is_none(), label, card.address.as_ref())
    }
    key(one).cmp(&key(other))
}

/// A stranger that has not said its name yet is nobody to show.
fn is_shown(peer: &Peer) -> bool {
    peer.presence != Presence::Known || !peer.addresses.is_empty() || peer.opinion.is_blocked
}
