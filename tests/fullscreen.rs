//! Stories of people at a full screen: the real program in a real terminal.
#![cfg(unix)]

#[path = "people/chat.rs"]
mod chat;
#[path = "people/ear.rs"]
mod ear;
#[path = "fullscreen/full.rs"]
mod full;
#[path = "fullscreen/hostile.rs"]
mod hostile;
#[path = "fullscreen/leaving.rs"]
mod leaving;
#[path = "fullscreen/mallory.rs"]
mod mallory;
#[path = "fullscreen/menu.rs"]
mod menu;
#[path = "fullscreen/panicking.rs"]
mod panicking;
#[path = "people/person.rs"]
mod person;
#[path = "fullscreen/plain.rs"]
mod plain;
#[path = "terminal/screen.rs"]
mod screen;
#[path = "fullscreen/sent.rs"]
mod sent;
#[path = "fullscreen/sizes.rs"]
mod sizes;
#[path = "fullscreen/strings.rs"]
mod strings;
#[path = "fullscreen/suspending.rs"]
mod suspending;
#[path = "fullscreen/talking.rs"]
mod talking;
#[path = "fullscreen/unread.rs"]
mod unread;
