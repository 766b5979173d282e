//! Exploring: scenarios that chance draws, one per seed, played in the fast world.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::des::Des;
use crate::faults::Tally;
use crate::laws::{Law, Violation};
use crate::play::rehearse;
use crate::scenario::{Bounds, Scenario};
use crate::world::World;

/// What was seen of one scenario, or of many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Scenarios played.
    pub scenarios: u64,
    /// Inputs handled.
    pub inputs: u64,
    /// Simulated time.
    pub simulated: Duration,
    /// How often each fault bit.
    pub tally: Tally,
}

impl Seen {
    /// Takes in what else was seen.
    pub fn add(&mut self, other: &Self) {
        self.scenarios += other.scenarios;
        self.inputs += other.inputs;
        self.simulated += other.simulated;
        self.tally.add(&other.tally);
    }
}

/// Plays a scenario in the fast world, silently. A panic is a violation of [`Law::NoPanic`].
pub fn try_out(scenario: &Scenario) -> (Seen, Result<(), Violation>) {
    let played = catch_unwind(AssertUnwindSafe(|| {
        let mut world = Des::stage(scenario);
        let outcome = rehearse(&mut world, scenario);
        let seen = Seen {
            scenarios: 1,
            inputs: world.inputs(),
            simulated: world.now(),
            tally: world.tally().clone(),
        };
        (seen, outcome)
    }));
    played.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
        let what = words.unwrap_or("it panicked without a word");
        (Seen::default(), Err(Violation::new(Law::NoPanic, what)))
    })
}

/// Plays the scenario of a seed.
pub fn try_seed(seed: u64, bounds: Bounds) -> (Seen, Result<(), Violation>) {
    try_out(&Scenario::drawn(seed, bounds))
}
