//! Exploring: a thousand evenings that chance draws, and that whatever can go wrong in them did.

use std::num::NonZero;
use std::thread::available_parallelism;

use sim::explore::{Plan, explore};
use sim::scenario::Bounds;

#[test]
fn a_thousand_drawn_evenings_break_no_law_and_every_fault_bites() {
    let jobs = available_parallelism().map_or(1, NonZero::get);
    let plan = Plan { from: 0, seeds: 1_000, jobs, bounds: Bounds::default() };
    let explored = explore(&plan, &|_| false);
    if let Some((seed, violation)) = explored.broken.first() {
        panic!("{violation}, by seed {seed}; to shrink it: cargo sim explore --from {seed}");
    }
    assert_eq!(explored.seen.scenarios, 1_000);
    let idle: Vec<String> = explored.seen.tally.idle().iter().map(ToString::to_string).collect();
    assert_eq!(idle, [""; 0], "never bit, so nothing is proven of it");
}
