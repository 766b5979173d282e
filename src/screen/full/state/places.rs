//! Which conversation is shown, what of it is seen, and the ways from one to another.

use super::{Asking, Effect, Place, State};
use crate::history::Query;
use crate::node::Command;
use crate::screen::full::editor::Way;
use crate::screen::full::keys::Scroll;
use crate::screen::full::talk::Reach;
use crate::screen::full::view;

impl State {
    /// Shows that conversation. What was typed stays with the one that it was typed in.
    pub(super) fn go(&mut self, place: Place) -> Vec<Effect> {
        self.page = None;
        self.asking = Asking::Message;
        self.has_chosen = true;
        if place == self.place {
            return self.arrive();
        }
        let mut effects = self.tell_seen();
        let (left, draft) = (self.place, self.editor.clear());
        let talk = self.talk_mut(left);
        talk.draft = draft;
        talk.unread = None;
        talk.follow();
        talk.hide();
        self.place = place;
        let draft = std::mem::take(&mut self.talk_mut(place).draft);
        self.editor.replace(draft);
        effects.extend(self.arrive());
        effects
    }

    /// Takes note of what is seen now, and asks for what was said before it.
    pub(super) fn arrive(&mut self) -> Vec<Effect> {
        self.see();
        let mut effects = self.tell_seen();
        if self.talk().is_some_and(|talk| talk.reach == Reach::Start) {
            effects.extend(self.ask_back());
        }
        effects
    }

    /// Asks for what was said before the first line that is here.
    pub(super) fn ask_back(&mut self) -> Option<Effect> {
        let Place::Peer(peer) = self.place else { return None };
        let query = self.talk_mut(self.place).ask_back()?;
        Some(Effect::Ask(Command::ShowHistory(Query { peer: Some(peer), ..query })))
    }

    /// All that is shown has been seen, if the person looks at it.
    pub(super) fn see(&mut self) {
        let Place::Peer(peer) = self.place else { return };
        if !self.is_seen(self.place) {
            return;
        }
        let talk = self.talks.entry(self.place).or_default();
        let Some(row) = self.crowd.row_mut(peer) else { return };
        if talk.unread.is_none() {
            talk.unread_from_end(row.unread);
        }
        let last = talk.last_heard();
        if last.is_some() {
            (row.unread, row.mentions) = (0, 0);
        }
        if let Some(id) = last.filter(|_| talk.seen != last) {
            talk.seen = last;
            self.seen = Some((peer, id));
        }
    }

    /// Whether the person sees the end of that conversation.
    pub(super) fn is_seen(&self, place: Place) -> bool {
        let talk = self.talks.get(&place);
        place == self.place && self.is_focused && talk.is_none_or(|talk| talk.anchor.is_none())
    }

    /// Tells that messages have been seen, if there are any new ones.
    pub(super) fn tell_seen(&mut self) -> Vec<Effect> {
        let Some((peer, id)) = self.seen.take() else { return Vec::new() };
        self.told_seen_at = Some(self.now);
        vec![Effect::Ask(Command::Read { peer, id })]
    }

    pub(super) fn choose(&mut self, number: usize) -> Vec<Effect> {
        if number == 0 {
            return self.go(Place::Home);
        }
        let chosen = self.crowd.people().nth(number - 1).map(|who| who.identity);
        match chosen {
            Some(peer) => self.go(Place::Peer(peer)),
            None => {
                self.hint = Some(format!("there is no number {number} in the list"));
                Vec::new()
            }
        }
    }

    /// To the one above or below in the list, and round its ends, past the first page.
    pub(super) fn neighbour(&mut self, way: Way) -> Vec<Effect> {
        let places: Vec<Place> = std::iter::once(Place::Home)
            .chain(self.crowd.people().map(|who| Place::Peer(who.identity)))
            .collect();
        let here = places.iter().position(|place| *place == self.place).unwrap_or(0);
        let step = match way {
            Way::On => 1,
            Way::Back => places.len() - 1,
        };
        self.go(places[(here + step) % places.len()])
    }

    pub(super) fn next_unread(&mut self) -> Vec<Effect> {
        let unread = |only_mentions: bool| {
            let mut rows = self.crowd.rows().iter();
            let row = rows.find(|row| row.mentions > 0 || !only_mentions && row.unread > 0);
            row.and_then(|row| row.card.who.as_ref()).map(|who| who.identity)
        };
        match unread(true).or_else(|| unread(false)) {
            Some(peer) => self.go(Place::Peer(peer)),
            None => {
                self.hint = Some("everything is read".to_owned());
                Vec::new()
            }
        }
    }

    pub(super) fn scroll(&mut self, scroll: Scroll, way: Way) -> Vec<Effect> {
        let is_at_top = view::scroll(self, scroll, way);
        self.see();
        let mut effects = self.tell_seen();
        if is_at_top {
            effects.extend(self.ask_back());
        }
        effects
    }
}
