//! Stories of the bare node: what it answers, and what two of them come to in any order of events.

#[path = "node/links.rs"]
mod links;
#[path = "node/messages.rs"]
mod messages;
#[path = "node/network.rs"]
mod network;
#[path = "node/peers.rs"]
mod peers;
