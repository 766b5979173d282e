//! Bad evenings: scenarios that chance draws, with the real driver, channel and store, on a
//! network and on disks that fail.

use sim::play::rehearse;
use sim::scenario::{Bounds, Scenario};
use sim::{Net, World};

#[test]
fn after_a_bad_evening_everything_is_on_every_disk_where_it_belongs() {
    for seed in 0..16 {
        let scenario = Scenario::drawn(seed, Bounds::default());
        let mut world = Net::stage(&scenario);
        if let Err(violation) = rehearse(&mut world, &scenario) {
            let at = world.now();
            panic!("{violation}, at {at:?}; see: cargo sim run --seed {seed} --world net");
        }
    }
}
