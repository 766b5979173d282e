//! What the full screen shows, as plain data: what a person does and what happens changes it,
//! and nothing else does. Pure.

mod acting;
mod effect;
mod hearing;
mod outbox;
mod pages;
mod places;
mod slashes;

use std::collections::BTreeMap;

use super::completion::Completion;
use super::crowd::{Crowd, Row};
use super::editor::Editor;
use super::talk::Talk;
use crate::address::{Address, Contact};
use crate::history::Query;
use crate::identity::Identity;
use crate::look::Look;
use crate::node::{Card, Command, Target, Who};
use crate::screen::{Known, Style, Words};
use crate::stream::MessageId;
use crate::text::Safe;
use crate::time::Time;

pub use effect::Effect;
use outbox::Outbox;

/// Everything on the screen, and what is needed to answer the next key.
#[derive(Debug)]
pub struct State {
    pub(super) me: Me,
    pub(super) look: Look,
    pub(super) words: Words,
    pub(super) now: Time,
    pub(super) size: Size,
    pub(super) crowd: Crowd,
    pub(super) talks: BTreeMap<Place, Talk>,
    pub(super) place: Place,
    pub(super) editor: Editor,
    pub(super) asking: Asking,
    pub(super) completion: Option<Completion>,
    pub(super) page: Option<Page>,
    /// A sentence about what was just typed, until the next key.
    pub(super) hint: Option<String>,
    outbox: Outbox,
    /// What was asked for, so that its answer opens a page.
    awaited: Awaited,
    /// A digit that was taken for a choice of the menu, and when: text soon after it makes it text.
    digit: Option<(char, Time)>,
    /// An address that was written to: whoever it is, the conversation is shown.
    written: Option<Written>,
    /// Where the last message failed, if nothing has been heard since.
    failed: Option<Address>,
    /// Whether the person has ever chosen whom to talk to.
    has_chosen: bool,
    /// Whom the numbers mean that the person sees.
    numbered: Vec<Card>,
    /// Messages that can be taken back, as last listed.
    waiting: Vec<(Identity, u64)>,
    is_focused: bool,
    /// Whether the terminal tells when it is looked at.
    tells_focus: bool,
    rang_at: Option<Time>,
    /// The last message that was seen and of which that was not told yet.
    seen: Option<(Identity, MessageId)>,
    told_seen_at: Option<Time>,
    pub(super) is_stalled: bool,
    pub(super) is_leaving: bool,
    /// What is said when the screen is gone.
    farewell: Vec<String>,
}

/// Who and where we are.
#[derive(Clone, Debug)]
pub struct Me {
    /// What others see us as.
    pub name: Safe,
    /// Our key.
    pub identity: Identity,
    /// Where we listen.
    pub listening: Address,
    /// The address to give away.
    pub invitation: Contact,
    /// What is said before anything else, if anything.
    pub opening: Option<String>,
}

/// Columns and rows of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub columns: u16,
    /// From top to bottom.
    pub rows: u16,
}

/// Which conversation is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// None: what concerns nobody in particular.
    #[default]
    Home,
    /// The one with that peer.
    Peer(Identity),
}

/// What the input is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Asking {
    /// A message, or a slash command.
    #[default]
    Message,
    /// To whom to send.
    Recipient,
    /// The port of a host to send to.
    Port { host: String },
    /// A message for an address where nobody is known yet.
    Text { to: Target, shown: String },
    /// Whether to leave; a digit that asked for it may have been the beginning of a message.
    Leave { typed: &'static str },
}

/// A message for an address, until it is known who is there.
#[derive(Clone, Debug)]
struct Written {
    address: Address,
    /// Where the person was.
    from: Place,
}

/// What opens a page when it comes.
#[derive(Clone, Debug, Default)]
struct Awaited {
    list: bool,
    connections: bool,
    reach: bool,
    history: Option<Query>,
}

/// A text shown in place of the conversation until it is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) text: String,
    /// Rows that are scrolled away at its top.
    pub(super) top: usize,
    /// Whom its numbers mean, if there are any.
    pub(super) rows: Vec<Card>,
}

impl State {
    /// A screen on which nothing has happened yet.
    pub fn new(me: Me, look: Look, words: Words, known: &[Known], size: Size, now: Time) -> Self {
        let mut state = Self {
            me,
            look,
            // What is said here is coloured as a whole.
            words: Words { style: Style::Plain, ..words },
            now,
            size,
            crowd: Crowd::new(known),
            talks: BTreeMap::new(),
            place: Place::Home,
            editor: Editor::default(),
            asking: Asking::default(),
            completion: None,
            page: None,
            hint: None,
            outbox: Outbox::new(known),
            awaited: Awaited::default(),
            digit: None,
            written: None,
            failed: None,
            has_chosen: false,
            numbered: Vec::new(),
            waiting: Vec::new(),
            is_focused: true,
            tells_focus: false,
            rang_at: None,
            seen: None,
            told_seen_at: None,
            is_stalled: false,
            is_leaving: false,
            farewell: Vec::new(),
        };
        state.welcome();
        state
    }

    /// What is to be asked for at the very start.
    pub fn opening(&mut self) -> Vec<Effect> {
        vec![Effect::Ask(Command::ListPeers)]
    }

    /// How it looks and rings now.
    pub const fn look(&self) -> &Look {
        &self.look
    }

    /// What is to be said when the screen is gone.
    pub fn farewell(&self) -> &[String] {
        &self.farewell
    }

    /// Own messages that are not confirmed.
    pub(super) fn unconfirmed(&self) -> u64 {
        self.outbox.unconfirmed()
    }

    pub(super) fn talk(&self) -> Option<&Talk> {
        self.talks.get(&self.place)
    }

    fn talk_mut(&mut self, place: Place) -> &mut Talk {
        if !self.talks.contains_key(&place) && self.talks.len() >= TALKS_MAX {
            self.forget_one();
        }
        let talk = self.talks.entry(place).or_default();
        talk.touched = self.now;
        talk
    }

    /// Lets go of the conversation in which nothing has happened for longest: the store has it.
    fn forget_one(&mut self) {
        let is_kept = |place: &Place, talk: &Talk| {
            *place == self.place || *place == Place::Home || !talk.draft.is_empty()
        };
        let others = self.talks.iter().filter(|(place, talk)| !is_kept(place, talk));
        let oldest = others.min_by_key(|(_, talk)| talk.touched).map(|(place, _)| *place);
        oldest.and_then(|oldest| self.talks.remove(&oldest));
    }

    /// The row of the peer whose conversation is shown.
    pub(super) fn chosen(&self) -> Option<&Row> {
        match self.place {
            Place::Home => None,
            Place::Peer(peer) => self.crowd.row(peer),
        }
    }

    /// Says something in each of the conversations.
    fn notice(&mut self, places: &[Place], text: &str) {
        let (at, text) = (self.now, Safe::text(text));
        for place in places {
            self.talk_mut(*place).notice(at, text.clone());
        }
    }

    /// Shows a text over the conversation.
    fn open(&mut self, title: impl Into<String>, text: impl Into<String>) {
        let (title, text) = (title.into(), text.into());
        self.page = Some(Page { title, text, top: 0, rows: Vec::new() });
    }

    /// The peer that is meant: the one of that name, or the one that is shown.
    fn meant(&self, typed: &str) -> Result<Who, String> {
        if !typed.is_empty() {
            return self.crowd.known(typed, &self.numbered);
        }
        let chosen = self.chosen().and_then(|row| row.card.who.clone());
        chosen.ok_or_else(|| "which peer? Say its name, or choose one first".to_owned())
    }
}

/// Conversations that are held: more than anybody has at a time; the store has all.
const TALKS_MAX: usize = 64;
