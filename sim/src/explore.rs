//! Exploring: scenarios that chance draws, one per seed, played in the fast world.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
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

/// What to explore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The first seed.
    pub from: u64,
    /// How many seeds.
    pub seeds: u64,
    /// How many at once.
    pub jobs: usize,
    /// What is drawn of each.
    pub bounds: Bounds,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explored {
    /// What was seen.
    pub seen: Seen,
    /// Seeds whose scenarios broke a law, in their order.
    pub broken: Vec<(u64, Violation)>,
}

/// Plays one scenario for each seed, in threads, until the first breaks a law or `is_enough`, which
/// is shown what was seen so far after each.
pub fn explore(plan: &Plan, is_enough: &(dyn Fn(&Seen) -> bool + Sync)) -> Explored {
    let next = AtomicU64::new(0);
    let is_over = AtomicBool::new(false);
    let explored = Mutex::new(Explored::default());
    let work = || {
        while !is_over.load(Ordering::Relaxed) {
            let place = next.fetch_add(1, Ordering::Relaxed);
            if place >= plan.seeds {
                return;
            }
            let seed = plan.from.wrapping_add(place);
            let (seen, outcome) = try_seed(seed, plan.bounds);
            let mut explored = explored.lock().unwrap_or_else(PoisonError::into_inner);
            explored.seen.add(&seen);
            explored.broken.extend(outcome.err().map(|violation| (seed, violation)));
            if is_enough(&explored.seen) || !explored.broken.is_empty() {
                is_over.store(true, Ordering::Relaxed);
            }
        }
    };
    thread::scope(|scope| (0..plan.jobs).for_each(|_| drop(scope.spawn(work))));
    let mut explored = explored.into_inner().unwrap_or_else(PoisonError::into_inner);
    explored.broken.sort_by_key(|(seed, _)| *seed);
    explored
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
