//! A world of chinwag nodes on a simulated network, determined by one seed.
//!
//! Each node runs the real driver, channel and wire over [`turmoil`]; only the network, the clock
//! and chance are simulated. Two worlds of one seed that are told the same have the same
//! transcript, byte for byte, in any process.

mod evening;
mod host;
mod network;
mod world;

pub use evening::{HOSTS, evening};
pub use network::Turmoil;
pub use world::{Heard, World};
