//! A witness at the node's door.

use crate::node::{Input, Node, Output};
use crate::time::Time;

/// Is shown every input and what followed from it, in order.
pub trait Recorder: Send {
    /// What is about to be handed to the node.
    fn happened(&mut self, now: Time, input: &Input);
    /// What the node answered, and the node as it is now.
    fn followed(&mut self, node: &Node, outputs: &[Output]);
}

/// Records nothing.
impl Recorder for () {
    fn happened(&mut self, _: Time, _: &Input) {}
    fn followed(&mut self, _: &Node, _: &[Output]) {}
}
