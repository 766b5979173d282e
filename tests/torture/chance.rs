//! Chance that begins with a seed: one seed makes the same choices, if not at the same moments.

use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below that one.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.0.next_u64() % end as u64) as usize
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// Everything up to that number, in any order.
    pub(crate) fn shuffled(&mut self, end: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..end).collect();
        (1..end).rev().for_each(|last| all.swap(last, self.below(last + 1)));
        all
    }

    /// Up to 50 milliseconds, and rather few: what takes long on a disk is soon over.
    pub(crate) fn moment(&mut self) -> Duration {
        let longest = [1, 1_000, 5_000, 50_000][self.below(4)];
        Duration::from_micros(self.below(longest) as u64)
    }
}
