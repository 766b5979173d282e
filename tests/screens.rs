//! The full screen as a function of keys and events: every view, at every size, in both themes.

#[path = "screens/desk.rs"]
mod desk;
#[path = "screens/keys.rs"]
mod keys;
#[path = "readme/page.rs"]
mod page;
#[path = "screens/reading.rs"]
mod reading;
#[path = "screens/readme.rs"]
mod readme;
#[path = "screens/slashes.rs"]
mod slashes;
#[path = "people/snapshot.rs"]
mod snapshot;
#[path = "screens/views.rs"]
mod views;
