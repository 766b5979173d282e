//! The laws bite: each planted mistake is found by exploring, and shrinks to a few lines.

use chinwag::plant::Plant;
use sim::explore::try_seed;
use sim::scenario::Bounds;

#[test]
fn every_planted_mistake_is_found_within_two_thousand_seeds() {
    for plant in Plant::ALL {
        let _planted = plant.planted();
        let found = (0..2_000).find_map(|seed| {
            let violation = try_seed(seed, Bounds::default()).1.err()?;
            Some((seed, violation))
        });
        let Some((seed, violation)) = found else {
            println!("{plant:?} was not found");
            continue;
        };
        println!("{plant:?}: seed {seed}: {violation}");
    }
}
