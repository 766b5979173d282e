//! `chinwag send`: a text to a peer, in as many messages as it needs.

use std::io::{self, Write};
use std::time::Duration;

use tokio::time::Instant;

use super::delivery::{Progress, Queued, Unqueued, impostor, queue};
use super::{Next, Talk};
use crate::cli::Sending;
use crate::failure::{Failure, Status};
use crate::text::TEXT_MAX;

/// Sends these messages, and waits as is wanted.
///
/// # Errors
/// When a message is refused, or did not get there in time; each with its own status.
pub async fn send(mut talk: Talk, sending: &Sending, texts: &[String]) -> Result<Status, Failure> {
    let mut progress = Progress::default();
    let timeout = sending.timeout.unwrap_or(USUAL_TIMEOUT);
    let deadline = Instant::now() + timeout;
    let sent = send_all(&mut talk, sending, texts, deadline, &mut progress).await;
    talk.leave(|heard| progress.note(heard)).await;
    let last = sent?;
    if progress.has(&last, sending.wait) {
        return Ok(Status::Ok);
    }
    let next_step = if talk.is_own {
        "It is sent when chinwag runs the next time with this profile, and both are there."
    } else {
        "The running chat sends it as soon as both are there."
    };
    let whom = last.peer.who().shown();
    let what = match texts.len() {
        1 => format!("not there yet, and queued for {whom}"),
        count => format!("not all of the {count} messages are there yet: queued for {whom}"),
    };
    Err(Failure::new(Status::Queued, what, next_step))
}

/// Queues them one after the other, and waits for the last. Returns that.
async fn send_all(
    talk: &mut Talk,
    sending: &Sending,
    texts: &[String],
    deadline: Instant,
    progress: &mut Progress,
) -> Result<Queued, Failure> {
    if texts.len() > 1 {
        let count = texts.len();
        let _ = writeln!(io::stderr(), "That is more than one message takes: sent as {count}.");
    }
    let mut last = None;
    for (number, text) in (1..).zip(texts) {
        let queued = queue(talk, (number, &sending.to, text), deadline, progress).await;
        if queued.is_err() && number > 1 {
            let (done, all) = (number - 1, texts.len());
            let _ = writeln!(io::stderr(), "Only the first {done} of {all} messages are queued.");
        }
        last = Some(queued.map_err(|unqueued| not_queued(&sending.to, unqueued))?);
    }
    let nothing = || Failure::new(Status::Usage, "there is no text to send", SAY_SOMETHING);
    let last = last.ok_or_else(nothing)?;
    // Whoever says how long to wait waits for a peer to come; else it is enough to know.
    let is_patient = sending.timeout.is_some();
    while !progress.has(&last, sending.wait) {
        match talk.next_until(deadline).await? {
            Next::Heard(heard) => {
                progress.note(&heard);
                if heard.is_impostor_of(last.peer.key) {
                    return Err(impostor(&last, &heard));
                }
                let is_away = ["offline", "unreached", "waiting"].iter().any(|t| heard.is(t));
                if is_away && heard.is_about(last.peer.key) && !is_patient {
                    break;
                }
            }
            Next::Ended | Next::Late => break,
        }
    }
    Ok(last)
}

fn not_queued(to: &str, unqueued: Unqueued) -> Failure {
    match unqueued {
        Unqueued::Refused(failure) => failure,
        Unqueued::GivenUp(why) => {
            let what = format!("not sent to {to}, and not queued: {why}");
            Failure::new(Status::NotDelivered, what, "Try again with a longer --timeout.")
        }
        Unqueued::Trying(why) => {
            let what = format!("not sent to {to} yet: {why}");
            Failure::new(Status::Queued, what, STILL_TRYING)
        }
    }
}

/// A text as messages of at most [`TEXT_MAX`] bytes, split at line ends, and only a line that is
/// longer than that within it. Blank ones are left out.
pub fn split_text(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for line in text.split_inclusive('\n') {
        let mut rest = line;
        loop {
            let part = parts.last().map_or(0, String::len);
            if part + rest.trim_end_matches('\n').len() <= TEXT_MAX {
                break;
            }
            if part > 0 {
                parts.push(String::new());
                continue;
            }
            let (whole, more) = rest.split_at(rest.floor_char_boundary(TEXT_MAX));
            parts.push(whole.to_owned());
            parts.push(String::new());
            rest = more;
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(rest);
        }
    }
    let whole = parts.into_iter().map(|part| part.trim_end_matches(['\n', '\r']).to_owned());
    whole.filter(|part| !part.trim().is_empty()).collect()
}

/// Bytes of a text that comes in on the standard input: 64 messages, more than anybody reads.
pub const STDIN_MAX: usize = 1024 * 1024;
/// Long enough for a dial, a handshake and a slow disk.
const USUAL_TIMEOUT: Duration = Duration::from_secs(30);
const STILL_TRYING: &str = "It may still arrive, so do not send it again: the chat that runs goes \
                            on trying, and says so if it fails.";
const SAY_SOMETHING: &str = "Write it behind the name, or pipe it in: make 2>&1 | chinwag send bob";
