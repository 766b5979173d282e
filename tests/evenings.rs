//! Bad evenings: the real driver, channel and store, on a network and on disks that fail.

use sim::evening;

#[test]
fn after_a_bad_evening_everything_is_on_every_disk_where_it_belongs() {
    // 1415 once lost a log, to a disk that forgot in which order names were given.
    for seed in (0..12).chain([1415]) {
        let world = evening(seed);
        world.lawful().unwrap_or_else(|why| panic!("evening {seed}: {why}"));
        world.settled().unwrap_or_else(|why| panic!("evening {seed}: {why}"));
    }
}
