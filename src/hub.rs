//! The hub: many faces before one chat, who is told what, and whose answer an event is. Pure.

mod owed;
mod switchboard;

use serde::{Deserialize, Serialize};

use crate::node::{Command, Event};

use owed::Owed;

pub use switchboard::{Ends, Message, Owner, connect};

/// A face: a screen, or a program that speaks [the language of programs](crate::pipe).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FaceId(u64);

impl FaceId {
    /// The one that the chat was started with. When it is done, the chat ends.
    pub const OWNER: Self = Self(0);

    /// One that came later, counted from 1.
    pub const fn guest(number: u64) -> Self {
        Self(number)
    }
}

/// What a program calls a command of its own, to know the answer by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Tag {
    /// A number.
    Number(serde_json::Number),
    /// A text of at most [`TAG_MAX`] bytes.
    Text(String),
}

/// Who hears of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Whose command it answers, and what that face calls the command.
    pub answers: Option<(FaceId, Option<Tag>)>,
    /// Whether only that face is told; if it has gone, nobody.
    pub is_private: bool,
}

/// What was asked and is not over, in the order in which it was asked.
#[derive(Debug, Default)]
pub struct Hub {
    owed: Vec<Owed>,
}

impl Hub {
    /// Takes note of a command that is handed on.
    pub fn asked(&mut self, face: FaceId, tag: Option<Tag>, command: &Command) {
        if self.owed.len() >= OWED_MAX {
            let oldest = self.owed.iter().position(|owed| owed.is_answered).unwrap_or_default();
            self.owed.remove(oldest);
        }
        self.owed.extend(Owed::of(face, tag, command));
    }

    /// Who hears of what happened. An answer answers the first command that it fits, because
    /// commands are carried out in order.
    pub fn route(&mut self, event: &Event) -> Route {
        let answered = self.owed.iter_mut().find_map(|owed| {
            owed.take_answer(event).then(|| ((owed.face, owed.tag.clone()), owed.may_be_gone))
        });
        self.owed.retain(|owed| !owed.is_over(event));
        let (answers, may_be_gone) = answered.unzip();
        // A text that nobody waits for any more must not get lost in silence.
        let is_news = may_be_gone == Some(true) && matches!(event, Event::Failed { .. });
        let is_private = answers.is_some() && is_answer(event) && !is_news;
        Route { answers, is_private }
    }

    /// Whether something that this face asked for has not had its outcome.
    pub fn owes(&self, face: FaceId) -> bool {
        self.owed.iter().any(|owed| owed.face == face)
    }

    /// A face says no more, and may be gone: that a text of its failed is told to everybody.
    pub fn finish(&mut self, face: FaceId) {
        let asked = self.owed.iter_mut().filter(|owed| owed.face == face);
        asked.for_each(|owed| owed.may_be_gone = true);
    }

    /// A face is gone. What else it asked is still answered, to nobody.
    pub fn forget(&mut self, face: FaceId) {
        self.finish(face);
        self.owed.retain(|owed| owed.face != face || !owed.is_answered);
    }
}

/// Whether an event is nothing but the answer to a question: nobody else wants to hear it.
fn is_answer(event: &Event) -> bool {
    matches!(
        event,
        Event::Listed(_)
            | Event::ConnectedAll(_)
            | Event::History { .. }
            | Event::NotRead(_)
            | Event::Failed { .. }
            | Event::Rejected(_)
    )
}

/// Commands without an outcome that are kept in mind. Of more, the oldest answers have no id.
pub const OWED_MAX: usize = 1_024;
/// Bytes of a [`Tag`]: what a program needs to tell its commands apart.
pub const TAG_MAX: usize = 64;
