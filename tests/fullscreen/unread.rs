//! A terminal that is not read for a while: it keeps nobody waiting but who looks at it.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::chat::Chat;
use crate::full::rows;
use crate::person::{Person, signal};
use crate::screen::{Screen, in_terminal};

#[test]
fn a_terminal_that_is_not_read_delays_no_message_and_then_shows_the_latest() {
    let eyes = Eyes::default();
    let (mut at_alices, mut at_bobs) = alice_seen_with(&eyes);
    let shut = eyes.shut();
    talks_much(&mut at_alices, &mut at_bobs);
    at_alices.types("half-typ");
    drop(shut);
    at_alices.shows(&format!(" ? \"bob\": {}", message(LAST)));
    at_alices.shows(" ✓ you: I hear you");
    at_alices.has_typed("half-typ");
    let seen = rows(at_alices.emulator.screen());
    at_alices.emulator.process(b"\x1b[H\x1b[2J");
    at_alices.types("\x0c");
    at_alices.until("the same, drawn anew", |screen| (rows(screen) == seen).then_some(()));
    at_alices.types("\x03/quit\r");
    let left = at_alices.left();
    assert_eq!((left.status, left.is_restored), (0, true));
}

#[test]
fn a_request_to_end_ends_it_while_its_terminal_is_not_read() {
    let eyes = Eyes::default();
    let (mut at_alices, mut at_bobs) = alice_seen_with(&eyes);
    let shut = eyes.shut();
    talks_much(&mut at_alices, &mut at_bobs);
    assert!(signal(at_alices.process, "TERM"));
    at_bobs.hears("* \"alice\" left\n");
    at_alices.ends();
    drop(shut);
    let left = at_alices.left();
    assert_eq!((left.status, left.is_restored), (0, true));
}

/// What looks at a screen. While these are shut, nothing is read of it.
#[derive(Clone, Default)]
struct Eyes(Arc<Mutex<()>>);

impl Eyes {
    /// Shuts them until this is dropped.
    fn shut(&self) -> MutexGuard<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is read with eyes that may be shut.
struct Seen(Eyes, Box<dyn Read + Send>);

impl Read for Seen {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.1.read(bytes)?;
        // What came before they were shut may still be seen, and nothing after it.
        drop(self.0.shut());
        Ok(count)
    }
}

/// Alice at her full screen, seen with these, and Bob, who is at a pipe and has called her.
fn alice_seen_with(eyes: &Eyes) -> (Screen, Chat) {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let command = in_terminal(&alice.chinwag(&[]));
    let mut at_alices = Screen::seen_with(command, |screen| Seen(eyes.clone(), screen));
    at_alices.types_nothing();
    let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_bobs.hears("* connected to 1 of 1\n");
    at_alices.shows("? \"bob\" · online");
    (at_alices, at_bobs)
}

/// Bob says more than a terminal takes that nobody reads, and Alice answers once.
fn talks_much(at_alices: &mut Screen, at_bobs: &mut Chat) {
    for n in 0..=LAST {
        let message = message(n);
        at_bobs.says(&format!("1\nalice\n{message}"));
        at_bobs.hears(&format!("✓ received by \"alice\": {message}\n"));
        // All of it is drawn once more.
        at_alices.types("\x0c");
    }
    at_alices.types("I hear you\r");
    at_bobs.hears(" \"alice\": I hear you\n");
}

/// A message that is unlike the one before it in every column.
fn message(n: usize) -> String {
    format!("{n} {}", char::from(b'a' + u8::try_from(n % 26).unwrap()).to_string().repeat(20))
}

/// The last of the messages: each makes some kilobytes, and a terminal that is not read takes
/// some tens of them.
const LAST: usize = 99;
