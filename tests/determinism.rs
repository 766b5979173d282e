//! One seed is one history, whatever it was compiled by: debug and release builds are held to the
//! same digests. A change of what nodes do changes them, and is reviewed like any snapshot.

#[path = "people/snapshot.rs"]
mod snapshot;

use std::fmt::Write;

use sha2::{Digest, Sha256};
use sim::play::rehearse;
use sim::scenario::{Bounds, Scenario};
use sim::{Des, Net};

use snapshot::snapshot;

#[test]
fn one_seed_is_one_history_in_debug_and_in_release() {
    let mut digests = String::new();
    for seed in 1..=8 {
        let scenario = Scenario::drawn(seed, Bounds::default());
        let mut world = Des::stage(&scenario);
        world.write_down();
        rehearse(&mut world, &scenario).expect("every law holds");
        let _ = writeln!(digests, "des {seed} {}", digest(world.transcript()));
    }
    for seed in 1..=2 {
        let scenario = Scenario::drawn(seed, Bounds::default());
        let mut world = Net::stage(&scenario);
        rehearse(&mut world, &scenario).expect("every law holds");
        let _ = writeln!(digests, "net {seed} {}", digest(&world.transcript()));
    }
    snapshot("one_seed_is_one_history_in_debug_and_in_release", &digests);
}

/// As many lines, and the beginning of their hash.
fn digest(transcript: &str) -> String {
    let hash = Sha256::digest(transcript);
    let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{} lines {hash}", transcript.lines().count())
}
