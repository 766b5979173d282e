//! Stories of the store: one contract for all places where it keeps things, and what files do.

#[path = "store/contract.rs"]
mod contract;
#[path = "store/evening.rs"]
mod evening;
#[path = "store/files.rs"]
mod files;
#[path = "store/history.rs"]
mod history;
#[path = "store/place.rs"]
mod place;
#[path = "store/power.rs"]
mod power;
