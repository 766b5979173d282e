//! A world of chinwag nodes on a simulated network, determined by one seed.
//!
//! Each node runs the real driver, channel and wire over [`turmoil`]; only the network, the clock
//! and chance are simulated. Two worlds of one seed that are told the same have the same
//! transcript, byte for byte, in any process.

mod bare;
mod chance;
pub mod diagram;
mod disk;
mod evening;
pub mod faults;
mod kept;
mod laws;
mod memory;
mod net;
mod night;
pub mod scenario;
pub mod trace;
pub mod world;

pub use bare::Network;
pub use chance::Chance;
pub use disk::{Disk, Fault, Snapshot};
pub use evening::{HOSTS, evening};
pub use kept::{Kept, Row};
pub use laws::{Laws, Violation};
pub use memory::Memory;
pub use net::{Heard, Net};
pub use night::{Night, night};
pub use world::World;
