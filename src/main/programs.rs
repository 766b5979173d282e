//! `send`, `listen` and `ask`: through the chat that runs, or in one of their own.

use std::io::{self, IsTerminal, Read};

use chinwag::chat;
use chinwag::cli::{Asking, Listening, Sending};
use chinwag::failure::{Failure, Status};
use chinwag::pipe::client::{self, STDIN_MAX, Talk, split_text};
use chinwag::pipe::{Reached, reach};

use crate::chance::{now, seed};
use crate::start::Start;

/// Sends what was given, or what comes in.
pub(crate) fn send(start: Start, sending: &Sending) -> Result<Status, Failure> {
    let text = match &sending.text {
        Some(text) => text.clone(),
        None => piped()?,
    };
    let texts = split_text(&text);
    if texts.is_empty() {
        let what = "there is no text to send";
        return Err(Failure::new(Status::Usage, what, SAY_SOMETHING));
    }
    run(alone(start), async |talk| client::send(talk, sending, &texts).await)
}

/// Prints what comes in.
pub(crate) fn listen(start: Start, listening: &Listening) -> Result<Status, Failure> {
    run(start, async |talk| client::listen(talk, listening).await)
}

/// Asks, and waits for the answer.
pub(crate) fn ask(start: Start, asking: &Asking) -> Result<Status, Failure> {
    run(alone(start), async |talk| client::ask(talk, asking).await)
}

/// Whoever speaks with one peer has no reason to call others.
fn alone(start: Start) -> Start {
    Start { static_peers: Vec::new(), ..start }
}

fn run(
    start: Start,
    program: impl AsyncFnOnce(Talk) -> Result<Status, Failure>,
) -> Result<Status, Failure> {
    let profile = if start.kept.is_none() {
        None
    } else {
        match reach(&start.kept()?.0)? {
            #[cfg(unix)]
            Reached::Running(stream) => return chat::attached(stream, program),
            Reached::Free(profile) => Some(profile),
        }
    };
    chat::session(start.session(profile)?, seed()?, now(), program)
}

/// What comes on the standard input until it ends.
fn piped() -> Result<String, Failure> {
    let input = io::stdin();
    if input.is_terminal() {
        let what = "there is no text to send";
        return Err(Failure::new(Status::Usage, what, SAY_SOMETHING));
    }
    let mut bytes = Vec::new();
    let most = STDIN_MAX as u64;
    input.lock().take(most + 1).read_to_end(&mut bytes).map_err(|error| {
        let what = format!("the standard input cannot be read: {error}");
        Failure::new(Status::Failed, what, "Nothing was sent: try again.")
    })?;
    if bytes.len() > STDIN_MAX {
        let what = format!("that is more than {} KiB, so nothing was sent", STDIN_MAX / 1024);
        let next_step = "Send a part of it: make 2>&1 | tail -n 100 | chinwag send bob";
        return Err(Failure::new(Status::Usage, what, next_step));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

const SAY_SOMETHING: &str = "Write it behind the name, or pipe it in: make 2>&1 | chinwag send bob";
