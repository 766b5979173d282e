//! What happens, and how it shows.

use super::{Asking, Effect, Place, State, Written};
use crate::address::Address;
use crate::history::{Conversations, Entry, Query, Side};
use crate::node::{Card, Event, Mark, PeerList, Standing, Who};
use crate::screen::words::excerpt;
use crate::stream::MessageId;
use crate::text::Safe;
use crate::time::Time;

use std::time::Duration;

impl State {
    /// Takes one thing that happened, and returns what is to be done in the world.
    pub fn hear(&mut self, now: Time, event: &Event) -> Vec<Effect> {
        self.now = self.now.max(now);
        let is_repeated = self.is_repeated(event);
        self.crowd.learn(event);
        let failed = self.failed.take();
        match event {
            Event::Said { from, id, sent, heard, is_clock_off, text } => {
                let (sent, heard) = (*sent, *heard);
                let side = Side::Theirs { sent, heard, is_clock_off: *is_clock_off };
                return self.said(from, *id, side, text);
            }
            Event::Queued { to, address, id, seq, at, text } => {
                let side = Side::Ours { seq: *seq, at: *at, mark: Mark::Queued };
                return self.queued(to, address.as_ref(), entry(to, *id, side, text));
            }
            Event::Marked { to, upto, mark } => self.marked(to, *upto, *mark),
            Event::Cancelled { to, seq } => self.cancelled(to, *seq),
            Event::Listed(_) if !std::mem::take(&mut self.awaited.list) => {}
            Event::Listed(list) => self.page_of_peers(list),
            Event::ConnectedAll(_) if std::mem::take(&mut self.awaited.connections) => {
                self.page_of("Connect to all", event);
            }
            Event::History { query, found } => return self.told(query, found, event),
            Event::Named(name) => {
                self.me.name = name.clone();
                self.tell(event);
            }
            Event::Stalled(_) | Event::Resumed => {
                self.is_stalled = matches!(event, Event::Stalled(_));
                self.tell(event);
            }
            Event::Undelivered { .. } | Event::Lost { .. } => {
                self.farewell.extend(self.words.event(event));
            }
            Event::Failed { address, .. } => {
                self.written.take_if(|written| written.address == *address);
                self.tell(event);
                self.failed = Some(address.clone());
            }
            // That a message for an address failed is also that it cannot be reached.
            Event::Unreached { address, .. } if failed.as_ref() == Some(address) => {}
            Event::Unreached { .. } if is_repeated => {}
            Event::NotRead(_) => {
                self.talks.values_mut().for_each(super::Talk::not_told);
                self.tell(event);
            }
            Event::Online(card) => return self.came(card, event),
            Event::ConnectedAll(_)
            | Event::Renamed { .. }
            | Event::Quiet(_)
            | Event::Awake(_)
            | Event::Offline { .. }
            | Event::Unreached { .. }
            | Event::TurnedAway { .. }
            | Event::Waiting(_)
            | Event::Petnamed { .. }
            | Event::Regarded { .. }
            | Event::Unkept { .. }
            | Event::Unrecorded(_)
            | Event::Rejected(_) => self.tell(event),
        }
        Vec::new()
    }

    /// What came of something that was asked for outside of the node.
    pub fn outcome(&mut self, text: &str) {
        self.notice(&[self.place], text);
    }

    /// What the doctor found.
    pub fn examined(&mut self, findings: &str) {
        self.hint = None;
        self.open("Doctor", findings);
    }

    fn said(&mut self, from: &Who, id: MessageId, side: Side, text: &Safe) -> Vec<Effect> {
        let (peer, place) = (from.identity, Place::Peer(from.identity));
        let is_mention = names(text.as_str(), self.me.name.as_str());
        let is_muted = self.crowd.row(peer).is_some_and(|row| row.card.is_muted);
        let is_seen = self.is_seen(place);
        let entry = entry(from, id, side, text);
        let is_shown = place == self.place;
        let talk = self.talk_mut(place);
        talk.say(entry, is_mention);
        if !is_shown {
            talk.hide();
        }
        if is_seen {
            talk.seen = Some(id);
            self.seen = Some((peer, id));
            let is_due =
                self.told_seen_at.is_none_or(|told| self.now.since(told) >= TELL_SEEN_EVERY);
            return if is_due { self.tell_seen() } else { Vec::new() };
        }
        talk.unread.get_or_insert(id);
        if is_muted {
            return Vec::new();
        }
        if let Some(row) = self.crowd.row_mut(peer) {
            row.unread += 1;
            row.mentions += u64::from(is_mention);
        }
        self.ring(from, text, is_mention).into_iter().collect()
    }

    /// A bell for what is not seen, now and then; not before somebody who looks at the screen.
    fn ring(&mut self, from: &Who, text: &Safe, is_mention: bool) -> Option<Effect> {
        let is_wanted = is_mention || !self.look.mention_only;
        let is_due = self.rang_at.is_none_or(|rang| self.now.since(rang) >= RING_EVERY);
        let is_looking = self.is_focused && self.tells_focus;
        if is_looking || !is_wanted || !is_due {
            return None;
        }
        self.rang_at = Some(self.now);
        Some(Effect::Ring(Safe::line(&from.shown()), Safe::line(&excerpt(text))))
    }

    fn queued(&mut self, to: &Who, at: Option<&Address>, entry: Entry) -> Vec<Effect> {
        let peer = to.identity;
        if let Side::Ours { seq, .. } = entry.side {
            self.outbox.queued(to, seq);
        }
        self.talk_mut(Place::Peer(peer)).say(entry, false);
        let is_there = |written: &mut Written| Some(&written.address) == at;
        let Some(written) = self.written.take_if(is_there) else {
            return Vec::new();
        };
        // Whoever has answered at the address is the one to show, unless one has turned elsewhere.
        let is_idle = self.editor.is_empty() && self.page.is_none() && self.place == written.from;
        if is_idle && self.asking == Asking::Message {
            return self.go(Place::Peer(peer));
        }
        let text =
            format!("* {} answers at {}, and gets your message", to.shown(), written.address);
        self.notice(&[self.place], &text);
        Vec::new()
    }

    fn cancelled(&mut self, to: &Who, seq: u64) {
        self.outbox.cancelled(to, seq);
        self.talk_mut(Place::Peer(to.identity)).cancel(seq);
        if self.place != Place::Peer(to.identity) {
            self.notice(&[self.place], &format!("✗ taken back, not sent to {}", to.shown()));
        }
    }

    fn marked(&mut self, to: &Who, upto: u64, mark: Mark) {
        if mark == Mark::Received {
            self.outbox.received(to, upto);
        }
        self.talk_mut(Place::Peer(to.identity)).mark(upto, mark);
    }

    /// Who comes is told where it matters; the first of all is whom one would write to.
    fn came(&mut self, card: &Card, event: &Event) -> Vec<Effect> {
        self.tell(event);
        let Some(who) = &card.who else { return Vec::new() };
        let is_alone = self.crowd.people().count() == 1;
        let is_idle = self.editor.is_empty() && self.page.is_none() && !self.has_chosen;
        if is_alone && is_idle && self.asking == Asking::Message {
            return self.go(Place::Peer(who.identity));
        }
        Vec::new()
    }

    /// A part of the history: of the conversation that is shown, or to read by itself.
    fn told(&mut self, query: &Query, found: &Conversations, event: &Event) -> Vec<Effect> {
        if let Some(peer) = query.peer
            && self.talk_mut(Place::Peer(peer)).absorb(query, found)
        {
            self.see();
            return self.tell_seen();
        }
        if self.awaited.history.as_ref() != Some(query) {
            return Vec::new();
        }
        self.awaited.history = None;
        if query.is_waiting {
            let place = |entry: &Entry| match entry.side {
                Side::Ours { seq, .. } => Some((entry.peer, seq)),
                Side::Theirs { .. } => None,
            };
            self.waiting = found.entries.iter().filter_map(place).collect();
            self.page_of("Messages that can be taken back: /cancel NUMBER", event);
        } else if query.words.is_empty() {
            self.page_of("History", event);
        } else {
            self.page_of(&format!("Found: {}", Safe::line(&query.words)), event);
        }
        Vec::new()
    }

    /// The list, numbered as the one at the left is.
    fn page_of_peers(&mut self, list: &PeerList) {
        let rows = self.crowd.cards();
        let (active, away) = rows.iter().cloned().partition(|card| card.standing.is_active());
        let list = PeerList { at: list.at, active, away };
        self.page_of("Peers", &Event::Listed(list));
        if let Some(page) = &mut self.page {
            page.rows = rows;
        }
    }

    /// Whether a dial led nowhere as the last one did, and nobody has asked for it by name: the
    /// mark of the message and the title say it.
    fn is_repeated(&mut self, event: &Event) -> bool {
        let Event::Unreached { peer: Some(peer), why, .. } = event else { return false };
        let row = self.crowd.row(peer.identity);
        let is_known = row.is_some_and(|row| match &row.card.standing {
            Standing::Away { why: known, .. } | Standing::Dialing { before: known } => {
                known.as_ref() == Some(why)
            }
            Standing::Online | Standing::Quiet => false,
        });
        is_known && !std::mem::take(&mut self.awaited.reach)
    }

    fn page_of(&mut self, title: &str, event: &Event) {
        let text = self.words.event(event).unwrap_or_default();
        self.open(title, text);
    }

    /// Says it to the person where it belongs: by the conversation, on the first page, and, if
    /// something went wrong or the person has asked for it, where the person is.
    fn tell(&mut self, event: &Event) {
        let Some(text) = self.words.event(event) else {
            if let Event::Waiting(peer) = event {
                let text = format!("… kept: {} has to call, no address is known", peer.shown());
                self.notice(&[Place::Peer(peer.identity)], &text);
            }
            return;
        };
        let mut places = vec![Place::Home];
        places.extend(about(event).map(|who| Place::Peer(who.identity)));
        let is_answer = matches!(event, Event::Named(_) | Event::Regarded { .. });
        if (is_answer || text.starts_with('!')) && !places.contains(&self.place) {
            places.push(self.place);
        }
        self.notice(&places, &text);
    }
}

/// A message that the store was not asked for.
fn entry(with: &Who, id: MessageId, side: Side, text: &Safe) -> Entry {
    Entry { number: 0, peer: with.identity, id, side, text: text.clone() }
}

/// Whom an event is about.
fn about(event: &Event) -> Option<&Who> {
    match event {
        Event::Online(card) => card.who.as_ref(),
        Event::Unreached { peer, .. } => peer.as_ref(),
        Event::Renamed { peer: who, .. }
        | Event::Quiet(who)
        | Event::Awake(who)
        | Event::Offline { peer: who, .. }
        | Event::Said { from: who, .. }
        | Event::Queued { to: who, .. }
        | Event::Waiting(who)
        | Event::Cancelled { to: who, .. }
        | Event::Marked { to: who, .. }
        | Event::Petnamed { peer: who, .. }
        | Event::Regarded { peer: who, .. }
        | Event::Unkept { to: who, .. }
        | Event::Lost { to: who, .. }
        | Event::Undelivered { to: who, .. } => Some(who),
        Event::TurnedAway { .. }
        | Event::Failed { .. }
        | Event::Listed(_)
        | Event::ConnectedAll(_)
        | Event::History { .. }
        | Event::NotRead(_)
        | Event::Named(_)
        | Event::Stalled(_)
        | Event::Resumed
        | Event::Unrecorded(_)
        | Event::Rejected(_) => None,
    }
}

/// Whether a text has that name in it as a word.
fn names(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    !name.is_empty()
        && text.match_indices(&name).any(|(at, found)| {
            let (before, after) = (&text[..at], &text[at + found.len()..]);
            is_apart(before.chars().next_back()) && is_apart(after.chars().next())
        })
}

/// How often a bell rings at the most.
const RING_EVERY: Duration = Duration::from_secs(2);
/// How often it is told that messages are seen as they come.
const TELL_SEEN_EVERY: Duration = Duration::from_secs(2);
