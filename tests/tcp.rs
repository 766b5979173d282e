//! Stories of Alice and Bob, who talk over real TCP, and of Mallory, who tries all against it.

#[path = "tcp/contacts.rs"]
mod contacts;
#[path = "tcp/ends.rs"]
mod ends;
#[path = "tcp/forger.rs"]
mod forger;
#[path = "tcp/honest.rs"]
mod honest;
#[path = "tcp/house.rs"]
mod house;
#[path = "tcp/keys.rs"]
mod keys;
#[path = "tcp/mallory.rs"]
mod mallory;
#[path = "tcp/middle.rs"]
mod middle;
#[path = "tcp/passage.rs"]
mod passage;
#[path = "tcp/patience.rs"]
mod patience;
#[path = "tcp/people.rs"]
mod people;
#[path = "tcp/strangers.rs"]
mod strangers;
