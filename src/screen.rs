//! The screen: what a person types becomes commands, and events become words.
//!
//! It never sees the node. On a terminal a line editor keeps the half-typed line intact while
//! words appear above it; without one the same menu reads lines, for scripts.

mod clock;
mod lines;
mod menu;
mod pending;
mod style;
mod table;
mod terminal;
mod words;

use tokio::sync::mpsc;

use crate::node::{Command, Event};

pub use clock::Clock;
pub use lines::lines;
pub use menu::{Answer, MENU, Menu};
pub use style::Style;
pub use table::table;
pub use terminal::terminal;
pub use words::{Words, next_step};

/// The two ends of a screen: what it asks for and what it is told.
#[derive(Debug)]
pub struct Wires {
    /// Commands, to the driver.
    pub commands: mpsc::Sender<Command>,
    /// Events, from the driver. Their end is the end of the screen.
    pub events: mpsc::Receiver<Event>,
}

/// What a person is told of an event, all together.
fn tell(menu: &mut Menu, words: &Words, event: &Event) -> Option<String> {
    let said = if menu.has_heard(event) { None } else { words.event(event) };
    let lines: Vec<String> = said.into_iter().chain(menu.event(event)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
