//! Who we know: every peer by its key, and which of them could be taken for each other.

mod peer;
mod redaction;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::identity::{Identity, KEY_LENGTH, TAG_LENGTH};
use crate::node::outbox::Outbox;
use crate::node::people::{Label, Who};
use crate::record::Acquaintance;
use crate::text::{Safe, likeness};

pub(crate) use peer::{Peer, Presence};

/// All peers, and which of them could be taken for each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Roster {
    me: Identity,
    peers: BTreeMap<Identity, Peer>,
    alike: BTreeMap<String, BTreeSet<Identity>>,
}

impl Roster {
    pub(crate) fn new(me: Identity, name: &Safe) -> Self {
        let alike = BTreeMap::from([(likeness(name), BTreeSet::from([me]))]);
        Self { me, peers: BTreeMap::new(), alike }
    }

    pub(crate) fn len(&self) -> usize {
        self.peers.len()
    }

    pub(crate) fn peer(&self, identity: &Identity) -> Option<&Peer> {
        self.peers.get(identity)
    }

    pub(crate) fn peer_mut(&mut self, identity: &Identity) -> Option<&mut Peer> {
        self.peers.get_mut(identity)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Identity, &Peer)> {
        self.peers.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Peer> {
        self.peers.values_mut()
    }

    pub(crate) fn who(&self, identity: Identity) -> Option<Who> {
        self.peers.get(&identity).map(|peer| Who { identity, label: peer.label.clone() })
    }

    /// The peer of that key, made known now if it was not.
    pub(crate) fn meet(&mut self, identity: Identity, epoch: u64) {
        #[cfg(feature = "plants")]
        let epoch = if crate::plant::Plant::SeqRestarts.is_planted() { 1 } else { epoch };
        self.peers.entry(identity).or_insert_with(|| Peer::new(identity, epoch));
    }

    /// The peer that can be forgotten with the least loss: gone for the longest, nothing waiting
    /// for it, and not one of those that must be kept.
    pub(crate) fn least_missed(&self, is_kept: impl Fn(&Peer) -> bool) -> Option<Identity> {
        let idle = self.peers.iter().filter(|(_, peer)| peer.is_idle() && !is_kept(peer));
        idle.min_by_key(|(_, peer)| peer.since).map(|(identity, _)| *identity)
    }

    pub(crate) fn forget(&mut self, identity: Identity) -> Option<Peer> {
        let peer = self.peers.remove(&identity)?;
        self.leave_likeness(identity, &peer.likeness);
        Some(peer)
    }

    /// Takes note of what a peer calls itself. Returns the former name if that is another one and
    /// the peer is called by it.
    pub(crate) fn name(&mut self, identity: Identity, name: &Safe) -> Option<Safe> {
        #[cfg(feature = "plants")]
        if crate::plant::Plant::FirstNameStays.is_planted() && self.peer(&identity)?.name.is_some()
        {
            return None;
        }
        if self.is_named(identity, name) {
            return None;
        }
        let peer = self.peers.get_mut(&identity)?;
        let is_called_so = peer.petname.is_none();
        let before = peer.name.replace(visible(name));
        self.call(identity);
        before.filter(|_| is_called_so)
    }

    /// Whether that is what a peer calls itself, as far as we know.
    pub(crate) fn is_named(&self, identity: Identity, name: &Safe) -> bool {
        self.peer(&identity).is_some_and(|peer| peer.name == Some(visible(name)))
    }

    /// Calls a peer by a name of our own, or by its own again. Returns its label before.
    ///
    /// # Errors
    /// Who is called so already, or so alike that one could be taken for the other.
    pub(crate) fn petname(
        &mut self,
        identity: Identity,
        petname: Option<Safe>,
    ) -> Result<Option<Arc<Label>>, Who> {
        if let Some(petname) = &petname {
            let alike = self.alike.get(&likeness(petname)).into_iter().flatten();
            let is_taken = |other: &&Identity| {
                **other != identity && self.peers.get(other).is_some_and(|o| o.petname.is_some())
            };
            if let Some(other) = alike.copied().find(|other| is_taken(&other)) {
                return self.who(other).map_or(Ok(None), Err);
            }
        }
        let Some(peer) = self.peers.get_mut(&identity) else { return Ok(None) };
        peer.petname = petname;
        let before = peer.label.clone();
        self.call(identity);
        Ok(Some(before))
    }

    /// Makes the label of a peer anew, and with it those of all that look like it.
    fn call(&mut self, identity: Identity) {
        let Some(peer) = self.peers.get_mut(&identity) else { return };
        let called = peer.petname.as_ref().or(peer.name.as_ref());
        let called = called.cloned().unwrap_or_else(|| Safe::name(NAMELESS));
        let likeness_before = std::mem::replace(&mut peer.likeness, likeness(&called));
        let likeness_now = peer.likeness.clone();
        let is_petname = peer.petname.is_some();
        let label = Arc::make_mut(&mut peer.label);
        (label.name, label.is_petname) = (called, is_petname);
        self.leave_likeness(identity, &likeness_before);
        self.alike.entry(likeness_now.clone()).or_default().insert(identity);
        self.relabel(&likeness_now);
    }

    /// We are called otherwise: who looks like us has a tag, and who did has none any more.
    pub(crate) fn rename_us(&mut self, before: &Safe, now: &Safe) {
        self.leave_likeness(self.me, &likeness(before));
        let likeness = likeness(now);
        self.alike.entry(likeness.clone()).or_default().insert(self.me);
        self.relabel(&likeness);
    }

    fn leave_likeness(&mut self, identity: Identity, likeness: &str) {
        let Some(alike) = self.alike.get_mut(likeness) else { return };
        alike.remove(&identity);
        if alike.is_empty() {
            self.alike.remove(likeness);
        } else {
            self.relabel(likeness);
        }
    }

    /// Gives a tag to each who could be taken for another, and to nobody else.
    fn relabel(&mut self, likeness: &str) {
        let Some(alike) = self.alike.get(likeness) else { return };
        let tags = tags(alike);
        for (identity, tag) in alike.iter().zip(tags) {
            if let Some(peer) = self.peers.get_mut(identity) {
                let name = peer.label.name.as_str();
                // A name that has a mark of tags in it could be meant to look like name and tag.
                let is_tagged = alike.len() > 1 || name == NAMELESS || name.contains('#');
                // What we call somebody ourselves is ours, whatever others call themselves.
                let is_tagged = is_tagged && peer.petname.is_none();
                Arc::make_mut(&mut peer.label).tag = is_tagged.then_some(tag);
            }
        }
    }

    /// A peer that is known from former runs.
    pub(crate) fn remember(&mut self, known: Acquaintance, epoch: u64) {
        let identity = known.identity;
        self.meet(identity, epoch);
        if !known.name.is_empty() {
            self.name(identity, &known.name);
        }
        // One that is taken was given twice: then its own name will do.
        let _ = self.petname(identity, known.petname);
        if let Some(peer) = self.peers.get_mut(&identity) {
            (peer.is_pinned, peer.opinion) = (true, known.opinion);
            peer.since = known.seen;
            peer.inbox = known.incoming;
            #[cfg(feature = "plants")]
            if crate::plant::Plant::RememberedIsThere.is_planted() {
                peer.presence = Presence::Online;
            }
            #[cfg(feature = "plants")]
            if crate::plant::Plant::SeqRestarts.is_planted() {
                return;
            }
            if let Some(outgoing) = known.outgoing {
                peer.outbox = Outbox::from(outgoing);
            }
        }
    }

    pub(crate) fn me(&self) -> Identity {
        self.me
    }
}

/// What to call these people, by the names that they claim and those that we gave them: no two are
/// called the same. Each comes in its place.
pub fn labels(me: Identity, people: Vec<(Identity, Safe, Option<Safe>)>) -> Vec<Who> {
    let mut roster = Roster::new(me, &Safe::default());
    let whom: Vec<Identity> = people.iter().map(|(identity, ..)| *identity).collect();
    for (identity, name, petname) in people {
        roster.meet(identity, 0);
        roster.name(identity, &name);
        let _ = roster.petname(identity, petname);
    }
    whom.into_iter().filter_map(|identity| roster.who(identity)).collect()
}

/// A name, or what stands for one of which nothing can be seen.
fn visible(name: &Safe) -> Safe {
    if name.is_empty() { Safe::name(NAMELESS) } else { name.clone() }
}

/// The beginnings of keys, as short as tells these apart: four characters, or more where somebody
/// made a key to begin like another.
fn tags(alike: &BTreeSet<Identity>) -> Vec<String> {
    let keys: Vec<String> = alike.iter().map(ToString::to_string).collect();
    let is_enough = |length: &usize| {
        let tags: BTreeSet<&str> = keys.iter().filter_map(|key| key.get(..*length)).collect();
        tags.len() == keys.len()
    };
    let length = (TAG_LENGTH..KEY_LENGTH).find(is_enough).unwrap_or(KEY_LENGTH);
    keys.iter().map(|key| key.chars().take(length).collect()).collect()
}

/// Shown for a peer whose name is not known or has nothing visible.
pub(crate) const NAMELESS: &str = "nameless";
/// Peers that are known at once: more than anybody talks to, and a bound on what strangers can
/// make us remember.
pub const PEERS_MAX: usize = 1_024;
