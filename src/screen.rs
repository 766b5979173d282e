//! The screen: what a person types becomes commands, and events become words.
//!
//! It never sees the node. On a terminal a line editor keeps the half-typed line intact while
//! words appear above it; without one the same menu reads lines, for scripts.

mod clock;
mod conversation;
mod full;
mod lines;
mod menu;
mod pending;
mod people;
mod question;
mod slash;
mod style;
mod table;
mod terminal;
mod unconfirmed;
mod when;
mod words;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinError;

use crate::failure::{Failure, Status};
use crate::node::{Command, Event, Trust, Who};
use crate::record::Outgoing;

pub use clock::Clock;
pub use conversation::{Conversation, conversation};
pub use full::{Action, Effect, Me, Scroll, Size, State, Stretch, Way, action, draw, full};
pub use lines::lines;
pub(crate) use lines::loss;
pub use menu::{Answer, MENU, Menu};
pub(crate) use people::unquoted;
pub use people::{People, meant, which_of};
pub use style::Style;
pub use table::table;
pub use terminal::terminal;
pub use when::WhenError;
pub(crate) use words::rejected;
pub use words::{Words, next_step};

/// The ends of a screen: what it asks for, what it is told, and what it knows from the start.
#[derive(Debug)]
pub struct Wires {
    /// Commands, to the driver.
    pub commands: mpsc::Sender<Command>,
    /// Events, from the driver. Their end is the end of the screen.
    pub events: mpsc::Receiver<Event>,
    /// Who is known from former runs.
    pub known: Vec<Known>,
    /// How everything that was said gets into a file.
    pub export: Export,
    /// How it is found out what keeps people from talking.
    pub examine: Examine,
}

/// A peer that is known from former runs, and what still waits for it.
#[derive(Clone, Debug)]
pub struct Known {
    /// Who.
    pub who: Who,
    /// Our messages to it.
    pub outgoing: Outgoing,
    /// How sure it is that this is who it says.
    pub trust: Trust,
    /// What it says is to be shown without a notice.
    pub is_muted: bool,
    /// It is not answered, dialed or written to.
    pub is_blocked: bool,
    /// Its messages that have not been seen.
    pub unread: u64,
}

/// Writes all conversations into the file of that name and says so. It may take its time.
#[derive(Clone)]
pub struct Export(Arc<Exporting>);

type Exporting = dyn Fn(&str) -> Result<String, Failure> + Send + Sync;

impl Export {
    /// An export that is done so.
    pub fn new(export: impl Fn(&str) -> Result<String, Failure> + Send + Sync + 'static) -> Self {
        Self(Arc::new(export))
    }

    fn to(&self, file: &str) -> Result<String, Failure> {
        (self.0)(file)
    }
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Export")
    }
}

/// Finds out what is wrong here, or with a peer, in some seconds.
#[derive(Clone)]
pub struct Examine(Arc<Examining>);

type Examining = dyn Fn(Option<String>) -> Examination + Send + Sync;
/// Findings, as lines to show.
type Examination = Pin<Box<dyn Future<Output = String> + Send>>;

impl Examine {
    /// An examination that is done so.
    pub fn new<F>(examine: impl Fn(Option<String>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = String> + Send + 'static,
    {
        Self(Arc::new(move |peer| Box::pin(examine(peer))))
    }

    fn of(&self, peer: Option<String>) -> Examination {
        (self.0)(peer)
    }
}

impl fmt::Debug for Examine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Examine")
    }
}

/// What a person is told of an event, all together.
fn tell(menu: &mut Menu, words: &Words, event: &Event) -> Option<String> {
    let said = if menu.has_heard(event) { None } else { words.event(event) };
    let lines: Vec<String> = said.into_iter().chain(menu.event(event)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

impl Wires {
    /// Asks for something, after telling what has been shown. Whether the driver still listens.
    async fn ask(&self, menu: &mut Menu, command: Command) -> bool {
        self.tell_seen(menu).await;
        self.commands.send(command).await.is_ok()
    }

    /// Tells what has been shown. A driver that has ended is noticed by the end of its events.
    async fn tell_seen(&self, menu: &mut Menu) {
        for command in menu.seen() {
            let _ = self.commands.send(command).await;
        }
    }
}

/// What is said of an export, and what it comes to for a script.
fn exported(outcome: Result<Result<String, Failure>, JoinError>) -> (String, Status) {
    match outcome {
        Ok(Ok(said)) => (format!("* {said}"), Status::Ok),
        Ok(Err(why)) => (format!("! {}\n  {}", why.what(), why.next_step()), why.status()),
        Err(_) => ("! the export came to no end".to_owned(), Status::Failed),
    }
}
