//! A command of the program that ends by itself, and how it ended.

use std::io::Write;
use std::process::{Command, Stdio};

/// How it ended, and what it wrote on each stream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) told: String,
}

/// Runs it with nothing on the standard input.
pub(crate) fn run(command: Command) -> Ran {
    run_with(command, b"")
}

/// Runs it with that on the standard input.
pub(crate) fn run_with(mut command: Command, input: &[u8]) -> Ran {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("it starts");
    let mut keyboard = child.stdin.take().expect("it is piped");
    // Who has had enough does not read the rest.
    let _ = keyboard.write_all(input);
    drop(keyboard);
    let ended = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
    let status = ended.status.code().expect("by itself");
    Ran { status, out: text(ended.stdout), told: text(ended.stderr) }
}

impl Ran {
    /// It ended so, and wrote nothing.
    pub(crate) fn silent(status: i32) -> Self {
        Self { status, out: String::new(), told: String::new() }
    }
}
