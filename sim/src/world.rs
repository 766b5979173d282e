//! A world: where a scenario is played. One calls the nodes directly, one runs the whole program.

use std::time::Duration;

use chinwag::identity::Identity;
use chinwag::node::{Event, PeerList};
use chinwag::text::Safe;

use crate::faults::Tally;
use crate::kept::Kept;
use crate::laws::{Laws, Violation};
use crate::scenario::Act;

/// Nodes, the network between them, and a hand that breaks it.
pub trait World {
    /// Since the world began.
    fn now(&self) -> Duration;

    /// Lets time go by until then.
    ///
    /// # Errors
    /// The first law that is broken.
    fn run_until(&mut self, until: Duration) -> Result<(), Violation>;

    /// People do something, or something goes wrong. What only looks
    /// ([`Checkpoint`](Act::Checkpoint), [`Expect`](Act::Expect)) or takes time
    /// ([`Settle`](Act::Settle)) does nothing here.
    fn act(&mut self, act: &Act);

    /// Whether somebody's program runs, and nobody has asked it to end.
    fn is_up(&self, who: usize) -> bool;

    /// Somebody's key.
    fn identity(&self, who: usize) -> Identity;

    /// What somebody calls itself, since the last start of the program.
    fn name(&self, who: usize) -> Safe;

    /// Somebody's list as it is now, if the program runs. To look does not change anything.
    fn list(&self, who: usize) -> Option<PeerList>;

    /// What somebody was told, in all runs of the program.
    fn told(&self, who: usize) -> &[Told];

    /// What is on somebody's disk.
    fn kept(&self, who: usize) -> Kept;

    /// Connections of which both ends are open and neither is dead.
    fn links(&self) -> usize;

    /// Frames that came in at anybody's so far.
    fn frames(&self) -> u64;

    /// How often each fault bit so far.
    fn tally(&self) -> &Tally;

    /// The laws, and which were broken.
    fn laws<T>(&self, look: impl FnOnce(&Laws) -> T) -> T
    where
        Self: Sized;
}

/// Something that a person was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Since the world began.
    pub at: Duration,
    /// What.
    pub event: Event,
}
