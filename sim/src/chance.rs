//! Chance that a seed decides: the same numbers on every machine.

use std::time::Duration;

use crate::scenario::Latency;

/// SplitMix64, by Steele, Lea and Flood: small, and good enough to break networks with.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The chance of that seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The chance of several numbers together: what is drawn from it says nothing about what is
    /// drawn from that of others.
    pub fn of(numbers: &[u64]) -> Self {
        Self(numbers.iter().fold(0, |mixed, number| Self(mixed ^ number).draw()))
    }

    /// The next number.
    pub const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The next number below that one, which is not zero.
    pub const fn below(&mut self, bound: usize) -> usize {
        (self.draw() % bound as u64) as usize
    }

    /// Some span of these, to the microsecond, each as likely.
    pub fn between(&mut self, latency: Latency) -> Duration {
        let range = latency.most.saturating_sub(latency.least).as_micros() as usize;
        latency.least + Duration::from_micros(self.below(range + 1) as u64)
    }

    /// How long something lasts that lasts so long on average and does not age: it ends with the
    /// same chance in each of many short whiles.
    pub fn lasting(&mut self, mean: Duration) -> Duration {
        let mut whiles = 1;
        while self.below(WHILES) > 0 {
            whiles += 1;
        }
        mean * whiles / WHILES as u32
    }
}

/// Into how many whiles an average span is cut: enough to look smooth.
const WHILES: usize = 16;
