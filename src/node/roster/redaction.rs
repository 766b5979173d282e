//! A roster without the names that people have.

use std::sync::Arc;

use super::{Peer, Roster};
use crate::recording::Redaction;
use crate::text::Safe;

impl Roster {
    pub(crate) fn redact(&mut self, redaction: &Redaction) {
        let Self { me: _, peers, alike } = self;
        peers.values_mut().for_each(|peer| peer.redact(redaction));
        let pseudonymous = std::mem::take(alike).into_iter();
        alike.extend(pseudonymous.map(|(likeness, who)| (redaction.likeness(&likeness), who)));
    }
}

impl Peer {
    fn redact(&mut self, redaction: &Redaction) {
        let Self {
            label,
            name,
            petname,
            likeness,
            addresses: _,
            claimed: _,
            link: _,
            greeting: _,
            presence: _,
            since: _,
            boot: _,
            seen_dial: _,
            outbox,
            inbox: _,
            clock_ahead: _,
            is_pinned: _,
            opinion: _,
        } = self;
        let rename = |name: &mut Safe| *name = redaction.name(name);
        rename(&mut Arc::make_mut(label).name);
        name.iter_mut().chain(petname).for_each(rename);
        *likeness = redaction.likeness(likeness);
        outbox.redact();
    }
}
