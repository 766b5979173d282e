//! Bad evenings of chinwag nodes: played, found, made small and drawn, each determined by a seed.
//!
//! A [`Scenario`](scenario::Scenario) says who is there, what they do and what goes wrong, at
//! times. It is read from a file, or drawn from a seed, and [played](play) in a [`World`]:
//!
//! * [`Des`] calls the nodes themselves: a discrete-event loop in which hours pass in milliseconds.
//! * [`Net`] runs the whole program, its driver, channel, wire and store, on the network of
//!   [`turmoil`] and on model [`Disk`]s that lose their power.
//!
//! In both, the [`laws`] are checked as things happen, it is [counted](faults) which faults really
//! bit, and one seed is one history, byte for byte, in any process. What people see must
//! [`agree()`].
//!
//! ```text
//!   a file ──► scenario ◄── a seed
//!                 │ steps
//!            play ▼            laws ─► violation ─► shrink ─► a smaller file
//!            des · net ──► lists, words, faults
//!                 │
//!               trace ──► diagram          a recording ──► replay ──► trace
//! ```
//!
//! [`explore`] plays a scenario for each of many seeds, [`shrink`] makes one that breaks a law as
//! small as can be, [`check`] takes every order in which things can happen to two people,
//! [`replay`] runs what the program has recorded through the node again, and [`diagram`] draws.
//!
//! ```
//! use sim::scenario::Scenario;
//! use sim::{Des, World};
//!
//! let scenario = Scenario::parse(
//!     r#"
//!     story = "Alice writes to Bob while he is cut off."
//!     seed = 1
//!     peers.alice = { dials = "bob" }
//!     peers.bob = {}
//!     steps = [
//!         { at = "10s", cut = ["alice", "bob"] },
//!         { at = "12s", say = "are you there?", from = "alice", to = "bob" },
//!         { at = "60s", expect = "alice", sees = [] },
//!         { at = "70s", settle = true },
//!     ]
//!     "#,
//!     "example",
//! )?;
//! let mut world = Des::stage(&scenario);
//! sim::play::rehearse(&mut world, &scenario)?;
//! assert_eq!(world.texts(1), ["are you there?"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
