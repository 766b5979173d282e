//! Seeds as people write them: a number, or the hash of a commit.

use std::fmt;
use std::str::FromStr;

/// A seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seed(pub(super) u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SeedError;

impl FromStr for Seed {
    type Err = SeedError;

    fn from_str(text: &str) -> Result<Self, SeedError> {
        if let Ok(number) = text.parse::<u64>() {
            return if number < BOUND { Ok(Self(number)) } else { Err(SeedError) };
        }
        let is_hash = (HASH_MIN..=HASH_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digits = text.get(..text.len().min(DIGITS)).filter(|_| is_hash).ok_or(SeedError)?;
        u64::from_str_radix(digits, 16).map(Self).map_err(|_| SeedError)
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a seed is a number below 2^63, or a commit hash of 7 to 64 hex digits")
    }
}

impl std::error::Error for SeedError {}

/// What a TOML file can hold.
const BOUND: u64 = 1 << 63;
/// The shortest that git abbreviates a hash to, and SHA-256 in full.
const HASH_MIN: usize = 7;
const HASH_MAX: usize = 64;
/// Of a hash, so many digits are the seed.
const DIGITS: usize = 15;
