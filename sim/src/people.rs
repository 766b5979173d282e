//! Who people are in every world: the key of each follows from their number.

use chinwag::identity::KeyPair;

/// The keys of somebody.
pub fn keys(who: usize) -> KeyPair {
    let mut seed = [1; 32];
    seed[..8].copy_from_slice(&(who as u64 + 1).to_be_bytes());
    KeyPair::from_seed(seed)
}
