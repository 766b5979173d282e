//! The questions before the chat, each with what is proposed.

use std::fmt;
use std::io::{self, BufRead, IsTerminal, Write};

use chinwag::failure::{Failure, Status};

/// What was given, or, at a terminal, what is answered, or what would be proposed there.
pub(crate) fn settled<T: fmt::Display, E: fmt::Display>(
    given: Option<T>,
    propose: impl FnOnce() -> T,
    question: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, Failure> {
    match given {
        Some(given) => Ok(Some(given)),
        None if io::stdin().is_terminal() => ask(question, propose(), parse),
        None => Ok(Some(propose())),
    }
}

/// Asks until the answer can be understood; `None` if the input ends.
///
/// The terminal is left in its line mode, where one read takes one line at the most: what is typed
/// ahead is still there for whoever reads next.
fn ask<T: fmt::Display, E: fmt::Display>(
    question: &str,
    proposal: T,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, Failure> {
    loop {
        // On the error stream, so that the question is seen when the output goes elsewhere, and in
        // one piece, whatever is being typed ahead.
        let _ = io::stderr().write_all(format!("{question} [{proposal}]: ").as_bytes());
        let mut line = Vec::new();
        let read = io::stdin().lock().read_until(b'\n', &mut line).map_err(|e| {
            let what = format!("your answer cannot be read: {e}");
            Failure::new(Status::Failed, what, "Give --name and --port, then nothing is asked.")
        })?;
        if read == 0 {
            let _ = writeln!(io::stderr());
            return Ok(None);
        }
        let answer = String::from_utf8_lossy(&line);
        if answer.trim().is_empty() {
            return Ok(Some(proposal));
        }
        match parse(&answer) {
            Ok(answer) => return Ok(Some(answer)),
            Err(e) => {
                let _ = writeln!(io::stderr(), "That cannot be: {e}.");
            }
        }
    }
}
