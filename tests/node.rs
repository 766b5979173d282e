//! Stories of the bare node: what it answers, and what two of them come to in any order of events.

#[path = "node/alone.rs"]
mod alone;
#[path = "node/connecting.rs"]
mod connecting;
#[path = "node/defences.rs"]
mod defences;
#[path = "node/keeping.rs"]
mod keeping;
#[path = "node/links.rs"]
mod links;
#[path = "node/messages.rs"]
mod messages;
#[path = "node/opinions.rs"]
mod opinions;
#[path = "node/own_name.rs"]
mod own_name;
#[path = "node/peers.rs"]
mod peers;
#[path = "node/petnames.rs"]
mod petnames;
#[path = "node/streams.rs"]
mod streams;
