//! The programs' face: events and commands as JSON, one object a line, and who speaks it.
//!
//! `docs/json.md` describes it. `chinwag --json` speaks it over a pipe, and every running chat
//! over a [`socket`] of its own; `chinwag send`, `listen` and `ask` are
//! [programs](client) that speak it to a running chat, or to one that they start for themselves.

pub mod client;
mod face;
mod problem;
mod reach;
mod request;
#[cfg(unix)]
pub mod socket;
mod view;

pub use face::{Seat, talk};
pub use problem::Problem;
pub use reach::{Reached, listening, reach};
pub use request::Request;
pub use view::{Hello, line};

/// The version of the language, which every line carries. It changes when a field that was there
/// means something else or is gone; new types and new fields come without.
pub const VERSION: u8 = 1;
/// Bytes of a line that a program may say: the longest message, with every character of it
/// escaped, and room for the rest.
pub const LINE_MAX: usize = 128 * 1024;
/// Lines that wait for a program. One that lets more wait than these is sent away.
pub const LINES_MAX: usize = 1_024;
