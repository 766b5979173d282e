//! Chance that a seed decides: the same numbers on every machine.

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
}
