//! Watching: what the laws of conduct are told of what nodes do.

use std::time::Duration;

use chinwag::frame::{Frame, Scope};
use chinwag::identity::Identity;
use chinwag::node::{Event, Input, LinkId, Output};
use chinwag::reason::Reason;

use super::Des;
use super::connections::End;
use crate::laws::{Law, Violation};
use crate::world::World;

impl Des {
    /// Looks at somebody's list, often enough to see what goes stale.
    pub(super) fn look(&mut self, who: usize) {
        let person = &mut self.people[who];
        if self.now - person.looked_at < LOOKED_AT_EVERY {
            return;
        }
        person.looked_at = self.now;
        let Some(list) = self.list(who) else { return };
        let numbers = &self.numbers;
        let person = &self.people[who];
        let fresh = person.conduct.look(&list, |identity| numbers.get(identity).copied());
        self.broken(fresh);
    }

    /// Takes note of what a node decided, whenever it comes to be done.
    pub(super) fn decided(&mut self, who: usize, outputs: &[Output]) {
        for output in outputs {
            if let Output::Dial(contact) = output
                && let Some(to) = self.hosts.get(contact.address.host())
            {
                let conduct = &mut self.people[who].conduct;
                let dialed = conduct.dialed(*to, self.now, contact.identity.is_some());
                self.broken(dialed);
            } else if let Output::Notify(event) = output
                && let Some(other) = about(event).and_then(|other| self.numbers.get(&other))
            {
                let other = *other;
                let own_now = self.people[who].run.as_ref().map(|run| run.clock(self.now));
                let now = (self.now, own_now.unwrap_or(self.now));
                let decided = self.people[who].conduct.decided(other, now, event);
                self.broken(decided);
                if let Event::Quiet(_) = event {
                    self.turned_quiet(who, other);
                }
            } else if let Output::Close(link, reason) = output {
                self.ends(who, link.0);
                if *reason == Reason::Duplicate {
                    self.chosen(who, link.0);
                } else if *reason == Reason::Leaving
                    && let Some(end) = self.connections.end_mut(link.0)
                {
                    end.is_left = end.greeted_at.is_some();
                }
            }
        }
    }

    /// A node ends a link, or hears that it has ended.
    pub(super) fn ends(&mut self, who: usize, end: u64) {
        let Some(since) = self.connections.end(end).map(|end| end.since) else { return };
        let other = self.connections.end(end ^ 1).map_or(who, |other| other.who);
        self.people[who].conduct.ended(other, self.now, self.now - since);
    }

    fn turned_quiet(&mut self, who: usize, other: usize) {
        let heard_at = self.standing(who, other).filter_map(|(_, end)| end.heard_at).max();
        let silent = heard_at.map_or(Duration::MAX, |at| self.now - at);
        let quiet = self.people[who].conduct.quiet(other, self.now, silent);
        self.broken(quiet);
    }

    /// Of two links, a node closes that one.
    fn chosen(&mut self, who: usize, closed: u64) {
        let other = self.connections.end(closed ^ 1).map_or(who, |end| end.who);
        let greeted = self.standing(who, other).filter(|(_, end)| end.greeted_at.is_some());
        let Some(kept) = greeted.map(|(number, _)| number).max() else { return };
        let chosen_there = self.connections.end(kept ^ 1).and_then(|end| end.instead);
        let what = || format!("{who} and {other} each close the link that the other keeps");
        self.laws.demand(chosen_there != Some(closed ^ 1), Law::OneChoice, what);
        if let Some(end) = self.connections.end_mut(closed) {
            end.instead = Some(kept);
        }
    }

    /// Of two links, an older one to a program that has ended may not be kept in place of one to
    /// its successor.
    pub(super) fn check_ghost(&mut self, who: usize, closed: u64) {
        let there = |end: u64| self.connections.end(end ^ 1).map(|end| (end.who, end.run));
        let greeted_at = |end: u64| self.connections.end(end).and_then(|end| end.greeted_at);
        let Some((other, run)) = there(closed) else { return };
        let kept = self.connections.ends_between(who, other).into_iter();
        let kept = kept.filter(|end| *end != closed && greeted_at(*end).is_some());
        let kept = kept.filter(|end| greeted_at(*end) < greeted_at(closed));
        let newest = kept.filter_map(there).map(|(_, run)| run).max();
        if newest.is_some_and(|newest| newest < run) {
            let what = format!("{who} keeps a link to a former run of {other}");
            self.broken(Err(Violation::new(Law::NoGhosts, what)));
        }
    }

    /// Who left over a link that both had greeted each other over has said goodbye before its end
    /// is heard of.
    pub(super) fn check_goodbye(&mut self, who: usize, end: u64) {
        let Some(there) = self.connections.end(end ^ 1).filter(|there| there.is_left) else {
            return;
        };
        let other = there.who;
        let is_greeted = self.standing(who, other).any(|(n, e)| n == end && e.greeted_at.is_some());
        let what = || format!("{other} has left and said no goodbye to {who}");
        self.laws.demand(!is_greeted, Law::GoodbyesAreSaid, what);
    }

    /// Hands frames to a node, and sees what it makes of a goodbye.
    pub(super) fn hear(&mut self, who: usize, from: usize, link: LinkId, frames: Vec<Frame>) {
        let goodbye = self.goodbye(who, from, link, &frames);
        if let Some(end) = self.connections.end_mut(link.0) {
            end.greeted_at.get_or_insert(self.now);
            end.heard_at = Some(self.now);
        }
        if let Some(run) = &self.people[who].run {
            let now = run.clock(self.now);
            self.people[who].conduct.heard(from, now);
        }
        self.handle(who, Input::Received { link, frames });
        let Some(scope) = goodbye else { return };
        if scope == Scope::You {
            self.people[who].conduct.parted(from);
        }
        let identity = self.people[from].identity;
        let list = self.list(who).unwrap_or_default();
        let mut active = list.active.iter().filter_map(|card| card.who.as_ref());
        let is_gone = active.all(|who| who.identity != identity);
        let what = || format!("{from} said goodbye to {who} and is on its list");
        self.laws.demand(is_gone, Law::GoodbyesCount, what);
        let said = if scope == Scope::You { Reason::Parted } else { Reason::Left };
        let went = self.people[who].conduct.went(from);
        let what = || format!("{from} said goodbye to {who}, who is told: {went:?}");
        self.laws.demand(went == Some(&said), Law::GoodbyesCount, what);
    }

    /// The goodbye in what comes, if it comes over a link that was greeted before and stands.
    fn goodbye(&self, who: usize, from: usize, link: LinkId, frames: &[Frame]) -> Option<Scope> {
        let scope = frames.iter().find_map(|frame| {
            let Frame::Exit(scope) = frame else { return None };
            Some(*scope)
        })?;
        let is_it = |(end, there): (u64, &End)| end == link.0 && there.greeted_at.is_some();
        self.standing(who, from).any(is_it).then_some(scope)
    }

    /// Ends of connections that are links of somebody's node to another, by number.
    fn standing(&self, who: usize, other: usize) -> impl Iterator<Item = (u64, &End)> {
        let to = self.people[other].identity;
        let run = self.people[who].run.iter();
        let links = run.flat_map(|run| run.node.links()).filter(move |(_, peer)| *peer == to);
        links.filter_map(|(link, _)| Some((link.0, self.connections.end(link.0)?)))
    }

    pub(super) fn broken(&mut self, outcome: Result<(), Violation>) {
        if let Err(violation) = outcome {
            self.laws.break_one(violation);
        }
    }
}

/// Which peer an event is about that comes or goes.
pub(super) fn about(event: &Event) -> Option<Identity> {
    if let Event::Online(card) = event {
        return card.who.as_ref().map(|who| who.identity);
    }
    if let Event::Quiet(who) | Event::Awake(who) | Event::Offline { peer: who, .. } = event {
        return Some(who.identity);
    }
    None
}

/// How often a list is looked at, at the most: what is stale stays so for longer.
const LOOKED_AT_EVERY: Duration = Duration::from_secs(10);
