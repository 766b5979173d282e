//! What the screen asks of the world.

use crate::node::Command;
use crate::text::Safe;

/// What is to be done in the world, in that order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask for it.
    Ask(Command),
    /// Write all conversations to that file.
    Export(String),
    /// Look what is wrong, here or with that peer.
    Examine(Option<String>),
    /// Ring, and show a note of that title and text if that is wanted.
    Ring(Safe, Safe),
    /// Draw everything anew.
    Redraw,
    /// Leave the terminal to the shell.
    Suspend,
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
}
