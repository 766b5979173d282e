//! A running chat whose keyboard and screen are pipes, as for a script.

use std::io::{PipeWriter, Write};
use std::process::{Child, Command};

use crate::ear::Ear;

/// The program, from its start to its end.
pub(crate) struct Chat {
    pub(crate) child: Child,
    /// Its input ends when this is dropped.
    pub(crate) keyboard: Option<PipeWriter>,
    ear: Ear,
    read: usize,
}

/// How a chat went.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) status: i32,
    /// All that was printed, on either stream.
    pub(crate) out: String,
}

impl Chat {
    /// Starts the program and waits until it can be reached.
    pub(crate) fn start(command: Command) -> Self {
        let mut chat = Self::launch(command);
        chat.hears(" listens on ");
        chat
    }

    /// Starts the program, whatever may come of it.
    pub(crate) fn launch(mut command: Command) -> Self {
        let (input, keyboard) = std::io::pipe().expect("a pipe");
        let (screen, output) = std::io::pipe().expect("a pipe");
        let errors = output.try_clone().expect("one more descriptor");
        let child = command.stdin(input).stdout(output).stderr(errors).spawn().expect("it starts");
        Self { child, keyboard: Some(keyboard), ear: Ear::new(screen), read: 0 }
    }

    /// Types lines, without waiting for anything.
    pub(crate) fn says(&mut self, lines: &str) {
        let keyboard = self.keyboard.as_mut().expect("it was not closed");
        keyboard.write_all(format!("{lines}\n").as_bytes()).expect("it takes what is typed");
    }

    /// Waits until that is printed, after what was waited for before.
    pub(crate) fn hears(&mut self, text: &str) {
        let read = self.read;
        let find = |heard: &[u8]| {
            let at = heard[read..].windows(text.len()).position(|found| found == text.as_bytes());
            at.map(|at| read + at + text.len())
        };
        self.read = self.ear.until(&format!("{text:?}"), find);
    }

    /// Waits until it has ended.
    pub(crate) fn ended(mut self) -> Ended {
        self.ear.until_the_end();
        let status = self.child.wait().expect("it has ended").code().expect("by itself");
        Ended { status, out: self.ear.text() }
    }
}

/// Nothing outlives a test, not even one that failed.
impl Drop for Chat {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
