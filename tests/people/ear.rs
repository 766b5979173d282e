//! What a program prints, taken as it comes, with the patience that a busy machine needs.

use std::io::Read;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Everything that a program has printed so far.
pub(crate) struct Ear {
    pieces: Receiver<Vec<u8>>,
    pub(crate) heard: Vec<u8>,
}

impl Ear {
    pub(crate) fn new(mut reader: impl Read + Send + 'static) -> Self {
        let (hear, pieces) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                if hear.send(bytes[..n].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { pieces, heard: Vec::new() }
    }

    /// Waits until something is found in what was heard, looking again whenever there is more.
    pub(crate) fn until<T>(&mut self, what: &str, mut find: impl FnMut(&[u8]) -> Option<T>) -> T {
        let patience_ends = now() + PATIENCE;
        loop {
            if let Some(found) = find(&self.heard) {
                return found;
            }
            match self.pieces.recv_timeout(patience_ends.saturating_duration_since(now())) {
                Ok(piece) => self.heard.extend(piece),
                Err(why) => panic!("{why} without {what} in:\n{}", self.text()),
            }
        }
    }

    /// Waits until the program will print nothing more.
    pub(crate) fn until_the_end(&mut self) {
        let patience_ends = now() + PATIENCE;
        while let Ok(piece) =
            self.pieces.recv_timeout(patience_ends.saturating_duration_since(now()))
        {
            self.heard.extend(piece);
        }
        assert!(now() < patience_ends, "it does not end:\n{}", self.text());
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.heard).into_owned()
    }
}

#[expect(clippy::disallowed_methods, reason = "the real program is waited for in real time")]
fn now() -> Instant {
    Instant::now()
}

/// Long enough for a busy machine, and for every wait that the program itself has.
const PATIENCE: Duration = Duration::from_secs(30);
