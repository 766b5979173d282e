//! Stories of Alice and Bob, who talk over real TCP, and of Mallory, who tries all against it.

#[path = "hostile/contacts.rs"]
mod contacts;
#[path = "hostile/ends.rs"]
mod ends;
#[path = "hostile/forger.rs"]
mod forger;
#[path = "hostile/house.rs"]
mod house;
#[path = "hostile/keys.rs"]
mod keys;
#[path = "hostile/mallory.rs"]
mod mallory;
#[path = "hostile/middle.rs"]
mod middle;
#[path = "hostile/passage.rs"]
mod passage;
#[path = "hostile/patience.rs"]
mod patience;
#[path = "hostile/people.rs"]
mod people;
#[path = "hostile/strangers.rs"]
mod strangers;
