//! Names: what we call ourselves, what peers call themselves, and what we call them.

use std::time::Duration;

use crate::frame::Frame;
use crate::identity::Identity;
use crate::node::Node;
use crate::node::deadlines::Due;
use crate::node::door::{LinkId, Origin, Output};
use crate::node::link::{Link, Phase};
use crate::node::person::{Event, Mistake};
use crate::record::Record;
use crate::text::Safe;
use crate::time::Time;

impl Node {
    /// We are called so from now on, and everybody who is linked hears of it. Who accepts a link
    /// says its name when it is greeted.
    pub(super) fn rename(&mut self, now: Time, name: &Safe) {
        let name = Safe::name(name.as_str());
        if name.is_empty() {
            return self.notify(Event::Rejected(Mistake::NotAName));
        }
        let before = std::mem::replace(&mut self.config.name, name.clone());
        self.roster.rename_us(&before, &name);
        let has_greeted =
            |link: &Link| link.origin == Origin::Dialed || link.phase != Phase::Greeting;
        let links = self.links.iter().filter(|(_, link)| has_greeted(link) && before != name);
        let greet = |(id, link): (&LinkId, &Link)| {
            Output::Send(*id, Frame::Connect(self.greeting(now, link)))
        };
        let greetings: Vec<Output> = links.map(greet).collect();
        self.outputs.extend(greetings);
        self.notify(Event::Named(name));
    }

    /// A peer says unasked what it calls itself. What comes too soon after another name is put off,
    /// and the last one counts.
    pub(super) fn hear_name(&mut self, now: Time, id: LinkId, name: Safe) {
        let Some(link) = self.links.get_mut(&id) else { return };
        let due = link.named_at + RENAME_EVERY;
        if self.roster.is_named(link.peer, &name) {
            link.coming_name = None;
            self.deadlines.clear(&Due::Name(id));
        } else if now >= due {
            self.take_name(now, id, name);
        } else {
            link.coming_name = Some(name);
            self.deadlines.set(Due::Name(id), due);
        }
    }

    pub(super) fn name_due(&mut self, now: Time, id: LinkId) {
        let name = self.links.get_mut(&id).and_then(|link| link.coming_name.take());
        if let Some(name) = name {
            self.take_name(now, id, name);
        }
    }

    /// What a peer calls itself over that link counts from now on.
    pub(super) fn take_name(&mut self, now: Time, id: LinkId, name: Safe) {
        let Some(link) = self.links.get_mut(&id) else { return };
        (link.named_at, link.coming_name) = (now, None);
        let identity = link.peer;
        self.deadlines.clear(&Due::Name(id));
        self.learn_name(identity, &name);
    }

    pub(super) fn learn_name(&mut self, identity: Identity, name: &Safe) {
        let before = self.roster.name(identity, name);
        if let (Some(before), Some(peer)) = (before, self.roster.who(identity)) {
            self.notify(Event::Renamed { peer, before });
        }
    }

    pub(super) fn petname(&mut self, identity: Identity, petname: Option<Safe>) {
        let petname = petname.map(|petname| Safe::name(petname.as_str()));
        if petname.as_ref().is_some_and(|name| name.is_empty() || name.as_str().contains('#')) {
            return self.notify(Event::Rejected(Mistake::NotAName));
        }
        match self.roster.petname(identity, petname.clone()) {
            Ok(Some(before)) => {
                self.outputs.push(Output::Store(Record::Petnamed { peer: identity, petname }));
                let who = self.roster.who(identity);
                let told = who.map(|peer| Output::Notify(Event::Petnamed { peer, before }));
                self.outputs.extend(told);
            }
            Ok(None) => self.notify(Event::Rejected(Mistake::UnknownPeer)),
            Err(other) => self.notify(Event::Rejected(Mistake::NameTaken(other))),
        }
    }
}

/// How often a peer may change its name unasked: it cannot fill a screen with names.
pub const RENAME_EVERY: Duration = Duration::from_secs(10);
