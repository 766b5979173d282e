//! `chinwag listen`: what comes in, for people or for programs.

use std::io::{self, Write};

use jiff::Timestamp;

use super::Talk;
use super::delivery::ended;
use super::heard::Heard;
use crate::archive::written;
use crate::chat::signal;
use crate::cli::Listening;
use crate::failure::{Failure, Status};
use crate::screen::{Clock, meant};
use crate::text::Safe;
use crate::time::Time;

/// Prints what comes in, until it is enough or the chat ends.
///
/// # Errors
/// When the chat ends before as many messages came as were wanted, or cannot be understood.
pub async fn listen(mut talk: Talk, listening: &Listening) -> Result<Status, Failure> {
    let mut count = 0;
    let mut outcome = Ok(Status::Ok);
    let is_enough = |count| listening.count.is_some_and(|wanted| count >= wanted);
    let enough = interrupted(talk.is_own);
    tokio::pin!(enough);
    while !is_enough(count) {
        let next = tokio::select! {
            biased;
            () = &mut enough => break,
            next = talk.next_line() => next?,
        };
        let Some((line, heard)) = next else {
            outcome = if listening.count.is_some() { Err(too_few(count)) } else { outcome };
            break;
        };
        if heard.is("error") && !listening.json {
            outcome = Err(Failure::new(Status::Failed, heard.what(), "Start it again."));
            break;
        }
        if heard.is("hello") && !listening.json {
            let _ = writeln!(io::stderr(), "{}", opening(&heard, talk.is_own));
        }
        if !is_wanted(&heard, listening) {
            continue;
        }
        let is_message = heard.is("message");
        let printed = match (listening.json, is_message) {
            (true, _) => Some(line),
            (false, true) => Some(in_words(&heard)),
            (false, false) => None,
        };
        if let Some(printed) = printed {
            let mut output = io::stdout().lock();
            let outcome = writeln!(output, "{printed}").and_then(|()| output.flush());
            let is_gone = outcome.is_err();
            written(outcome)?;
            if is_gone {
                break; // whoever reads has had enough
            }
        }
        count += u64::from(is_message);
    }
    talk.leave(|_| {}).await;
    outcome
}

/// A chat of one's own is told by itself, and ends.
async fn interrupted(is_own: bool) {
    if is_own || signal().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn is_wanted(heard: &Heard, listening: &Listening) -> bool {
    let Some(from) = &listening.from else { return true };
    let who = heard.peer.as_ref().map(|peer| peer.who());
    who.is_some_and(|who| !meant([&who], from).is_empty())
}

/// That it has begun, for who waits for the first message.
fn opening(hello: &Heard, is_own: bool) -> String {
    let [name, at] = [&hello.name, &hello.listen].map(|said| said.clone().unwrap_or_default());
    if is_own {
        format!("{name} listens on {at}; Ctrl-C ends it.")
    } else {
        format!("Listening through the chat of {name}; Ctrl-C ends it.")
    }
}

/// As on a screen: the time, who, and what, further lines moved to the right.
fn in_words(heard: &Heard) -> String {
    let at: Option<Timestamp> = heard.received.as_deref().and_then(|at| at.parse().ok());
    let micros = at.and_then(|at| u64::try_from(at.as_microsecond()).ok()).unwrap_or_default();
    let time = Clock::local().minute(Time::from_micros(micros));
    let name = heard.peer.as_ref().map(|peer| peer.who().shown()).unwrap_or_default();
    let text = heard.text.as_ref().map_or("", Safe::as_str).replace('\n', "\n      ");
    format!("{time} {name}: {text}")
}

fn too_few(count: u64) -> Failure {
    let messages = if count == 1 { "message" } else { "messages" };
    let what = format!("the chat ended when only {count} {messages} had come");
    Failure::new(Status::Failed, what, ended().next_step())
}
