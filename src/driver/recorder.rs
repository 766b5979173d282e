//! A witness at the node's door.

use crate::node::{Input, Output};
use crate::time::Time;

/// Is shown every input and what followed from it, in order.
pub trait Recorder: Send {
    /// What is about to be handed to the node.
    fn happened(&mut self, now: Time, input: &Input);
    /// What the node answered.
    fn followed(&mut self, outputs: &[Output]);
}

/// Records nothing.
impl Recorder for () {
    fn happened(&mut self, _: Time, _: &Input) {}
    fn followed(&mut self, _: &[Output]) {}
}
