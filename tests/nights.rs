//! Bad nights: delivery through cuts, crashes and rolled-back disks, in every order that chance
//! finds.

use sim::{Night, night};

#[test]
fn nothing_is_lost_and_nothing_comes_twice_through_crashes_at_any_point() {
    play(0..2_000, Night::default());
}

#[test]
fn restored_backups_on_either_side_lose_nothing_that_is_still_on_a_disk() {
    play(0..2_000, Night { has_rollbacks: true, ..Night::default() });
}

fn play(seeds: std::ops::Range<u64>, kind: Night) {
    for seed in seeds {
        if let (_, Err(violation)) = night(seed, kind) {
            let word = if kind.has_rollbacks { " rollbacks" } else { "" };
            panic!("{violation}\nto read it: cargo run -p sim -- night {seed}{word}");
        }
    }
}
