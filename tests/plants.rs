//! The laws bite: each planted mistake in delivery is caught within a thousand nights.

use chinwag::plant::Plant;
use sim::{Night, night};

#[test]
fn every_planted_mistake_is_caught_within_a_thousand_nights() {
    for plant in Plant::ALL {
        let _planted = plant.planted();
        let caught = (0..1_000).find_map(|seed| {
            let kind = Night { has_rollbacks: seed % 2 == 1, ..Night::default() };
            night(seed, kind).1.err().map(|violation| (seed, violation))
        });
        let Some((seed, violation)) = caught else { panic!("{plant:?} was not caught") };
        println!("{plant:?}: night {seed}: {violation}");
    }
}
