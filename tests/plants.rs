//! The laws bite: each planted mistake is found by exploring, and shrinks to a few lines.

use std::fmt;
use std::num::NonZero;
use std::sync::Mutex;
use std::thread::{available_parallelism, scope};

use chinwag::plant::Plant;
use sim::Law;
use sim::explore::{try_out, try_seed};
use sim::scenario::{Bounds, Scenario};
use sim::shrink::{Shrunk, shrink};

#[test]
fn every_planted_mistake_is_found_and_shrinks_to_a_few_lines() {
    let waiting = Mutex::new(Plant::ALL.into_iter());
    let hunts = Mutex::new(Vec::new());
    scope(|scope| {
        for _ in 0..available_parallelism().map_or(1, NonZero::get) {
            // What is planted is planted for one thread.
            scope.spawn(|| {
                while let Some(plant) = next(&waiting) {
                    let hunt = Hunt::after(plant);
                    hunts.lock().unwrap().push(hunt);
                }
            });
        }
    });
    let mut hunts = hunts.into_inner().unwrap();
    hunts.sort_by_key(|hunt| hunt.plant);
    println!("plant               seed  law                   peers  faults  steps  plays");
    hunts.iter().for_each(|hunt| println!("{hunt}"));
    assert_eq!(hunts.len(), Plant::ALL.len());
    hunts.iter().for_each(Hunt::check);
}

fn next(waiting: &Mutex<impl Iterator<Item = Plant>>) -> Option<Plant> {
    waiting.lock().unwrap().next()
}

/// A planted mistake, and the smallest scenario that shows it.
struct Hunt {
    plant: Plant,
    seed: u64,
    law: Law,
    shrunk: Shrunk,
}

impl Hunt {
    fn after(plant: Plant) -> Self {
        let _planted = plant.planted();
        let found = (0..SEEDS).find_map(|seed| {
            let violation = try_seed(seed, Bounds::default()).1.err()?;
            Some((seed, violation.law))
        });
        let (seed, law) = found.unwrap_or_else(|| panic!("{plant:?} breaks no law"));
        let shrunk = shrink(&Scenario::drawn(seed, Bounds::default()), law);
        let shrunk = shrunk.expect("one scenario is one history");
        Self { plant, seed, law, shrunk }
    }

    fn check(&self) {
        let Self { plant, shrunk, .. } = self;
        let text = shrunk.scenario.to_toml();
        assert!(shrunk.scenario.peers.len() <= 3, "{plant:?} takes a crowd:\n{text}");
        let most = faults_most(*plant);
        assert!(shrunk.scenario.faults() <= most, "{plant:?} takes much trouble:\n{text}");
        let outcome = try_out(&shrunk.scenario).1;
        assert_eq!(outcome, Ok(()), "without {plant:?}:\n{text}");
    }
}

impl fmt::Display for Hunt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, shrunk: Shrunk { scenario, plays, .. }, .. } = self;
        let (plant, law) = (format!("{:?}", self.plant), self.law.to_string());
        let (peers, faults, steps) =
            (scenario.peers.len(), scenario.faults(), scenario.steps.len());
        write!(f, "{plant:18} {seed:5}  {law:20} {peers:6} {faults:7} {steps:6} {plays:6}")
    }
}

/// A few; but two pasts of one length take both disks put back, and one of them emptied between.
fn faults_most(plant: Plant) -> usize {
    if plant == Plant::NoChain { 8 } else { 4 }
}

const SEEDS: u64 = 2_000;
