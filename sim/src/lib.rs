//! A world of chinwag nodes on a simulated network, determined by one seed.
//!
//! Each node runs the real driver, channel and wire over [`turmoil`]; only the network, the clock
//! and chance are simulated. Two worlds of one seed that are told the same have the same
//! transcript, byte for byte, in any process.

mod agree;
mod chance;
pub mod check;
mod des;
pub mod diagram;
mod disk;
pub mod explore;
pub mod faults;
mod kept;
pub mod laws;
mod memory;
mod net;
mod people;
pub mod play;
pub mod replay;
pub mod scenario;
pub mod shrink;
pub mod trace;
pub mod world;

pub use agree::agree;
pub use chance::Chance;
pub use des::Des;
pub use disk::{Disk, Fault, Snapshot};
pub use kept::{Kept, Row};
pub use laws::{Law, Laws, Violation};
pub use memory::Memory;
pub use net::{Net, bare_turmoil};
pub use people::keys;
pub use world::World;
