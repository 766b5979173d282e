//! One run of the program, from its start to its end, whatever ends it.

use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Write};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

pub(crate) struct Run {
    pub(crate) child: Child,
    keyboard: PipeWriter,
    lines: Receiver<String>,
}

impl Run {
    pub(crate) fn start(mut command: Command) -> Self {
        let (input, keyboard) = std::io::pipe().expect("a pipe");
        let (screen, output) = std::io::pipe().expect("a pipe");
        let errors = output.try_clone().expect("one more descriptor");
        let child = command.stdin(input).stdout(output).stderr(errors).spawn().expect("it starts");
        drop(command); // and with it our ends of its pipes
        Self { child, keyboard, lines: read(screen) }
    }

    /// Types lines, without waiting for anything.
    pub(crate) fn types(&mut self, lines: &str) {
        let typed = self.keyboard.write_all(format!("{lines}\n").as_bytes());
        assert!(typed.is_ok(), "it ended by itself");
    }

    /// The next whole line, if it comes within that time.
    pub(crate) fn line(&mut self, within: Duration) -> Result<String, RecvTimeoutError> {
        self.lines.recv_timeout(within)
    }

    /// Kills it, at once and without a word.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it runs");
    }
}

/// Nothing outlives a test, not even one that failed.
impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads lines on a thread of its own. The last is left out if it was cut off.
fn read(screen: PipeReader) -> Receiver<String> {
    let (hear, lines) = channel();
    thread::spawn(move || {
        let mut screen = BufReader::new(screen);
        let mut line = Vec::new();
        while let Ok(1..) = screen.read_until(b'\n', &mut line)
            && line.pop() == Some(b'\n')
            && hear.send(String::from_utf8_lossy(&line).into_owned()).is_ok()
        {
            line.clear();
        }
    });
    lines
}
