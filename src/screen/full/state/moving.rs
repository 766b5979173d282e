//! How a person moves: from one conversation to another, and back and on in one.

use super::{Effect, Place, State};
use crate::screen::full::editor::Way;
use crate::screen::full::keys::Scroll;
use crate::screen::full::view;

impl State {
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
