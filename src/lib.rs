//! x
pub mod address;
pub mod frame;
pub mod identity;
pub mod node;
pub mod reason;
pub mod text;
pub mod time;
pub mod wire;

#[cfg(feature = "shell")]
pub mod channel;
#[cfg(feature = "shell")]
pub mod driver;
#[cfg(feature = "shell")]
pub mod screen;
#[cfg(feature = "shell")]
pub mod store;
#[cfg(feature = "shell")]
pub mod transport;
