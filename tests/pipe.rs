//! Stories of programs that chat: the language, the socket, and what scripts build upon.
#![cfg(unix)]

#[path = "pipe/asking.rs"]
mod asking;
#[path = "people/chat.rs"]
mod chat;
#[path = "people/ear.rs"]
mod ear;
#[path = "pipe/guest.rs"]
mod guest;
#[path = "pipe/json.rs"]
mod json;
#[path = "pipe/language.rs"]
mod language;
#[path = "pipe/listening.rs"]
mod listening;
#[path = "people/person.rs"]
mod person;
#[path = "pipe/routing.rs"]
mod routing;
#[path = "pipe/run.rs"]
mod run;
#[path = "pipe/sending.rs"]
mod sending;
#[path = "people/snapshot.rs"]
mod snapshot;
#[path = "pipe/socket.rs"]
mod socket;
#[path = "pipe/switchboard.rs"]
mod switchboard;
