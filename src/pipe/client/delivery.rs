//! One text on its way: asked to be sent, queued, and marked as far as it has come.

use std::collections::BTreeMap;

use serde_json::json;
use tokio::time::Instant;

use super::heard::{Heard, Peer};
use super::{LEAVE_WITHIN, Next, Talk};
use crate::cli::Wait;
use crate::failure::{Failure, Status};
use crate::identity::Identity;
use crate::text::Safe;

/// A message that is durable here.
#[derive(Clone, Debug)]
pub(super) struct Queued {
    pub(super) peer: Peer,
    pub(super) seq: u64,
}

/// Why a text is not known to be queued.
#[derive(Debug)]
pub(super) enum Unqueued {
    /// It is refused, or the chat cannot be spoken with.
    Refused(Failure),
    /// The time is over, and a chat of one's own has ended without sending it.
    GivenUp(String),
    /// The time is over, and the chat goes on trying.
    Trying(String),
}

impl From<Failure> for Unqueued {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

/// How far each stream has come, as far as it was told.
#[derive(Debug, Default)]
pub(super) struct Progress {
    sent: BTreeMap<Identity, u64>,
    received: BTreeMap<Identity, u64>,
}

impl Progress {
    pub(super) fn note(&mut self, heard: &Heard) {
        let (Some(peer), Some(upto)) = (&heard.peer, heard.upto.filter(|_| heard.is("marked")))
        else {
            return;
        };
        match heard.mark.as_deref() {
            Some("received") => drop(self.received.insert(peer.key, upto)),
            Some("sent") => drop(self.sent.insert(peer.key, upto)),
            Some(_) | None => drop(self.sent.remove(&peer.key)),
        }
    }

    pub(super) fn has(&self, message: &Queued, wait: Wait) -> bool {
        let has = |marks: &BTreeMap<Identity, u64>| {
            marks.get(&message.peer.key).is_some_and(|upto| *upto >= message.seq)
        };
        match wait {
            Wait::Queued => true,
            Wait::Sent => has(&self.sent) || has(&self.received),
            Wait::Received => has(&self.received),
        }
    }
}

/// Sends one text under that number, and waits until it is queued. When the time is over, a chat of
/// one's own is asked to end, and says what became of it.
pub(super) async fn queue(
    talk: &mut Talk,
    (number, to, text): (u64, &str, &str),
    mut deadline: Instant,
    progress: &mut Progress,
) -> Result<Queued, Unqueued> {
    talk.say(&json!({"type": "send", "id": number, "to": to, "text": text})).await?;
    let mut why_late = "nobody has answered there in time".to_owned();
    loop {
        let heard = match talk.next_until(deadline).await? {
            Next::Heard(heard) => heard,
            Next::Ended if talk.is_leaving => return Err(Unqueued::GivenUp(why_late)),
            Next::Ended => return Err(ended().into()),
            Next::Late if talk.is_own && !talk.is_leaving => {
                talk.exit().await?;
                deadline = Instant::now() + LEAVE_WITHIN;
                continue;
            }
            Next::Late => return Err(Unqueued::Trying(why_late)),
        };
        progress.note(&heard);
        if heard.is("stalled") {
            heard.what().clone_into(&mut why_late);
        }
        if !heard.answers(number) {
            // Without a number it is about the connection: there are too many, or it is too slow.
            if heard.is("error") && heard.id.is_none() {
                return Err(Failure::new(Status::Failed, heard.what(), next_step(&heard)).into());
            }
            continue;
        }
        if let (true, Some(peer), Some(seq)) = (heard.is("queued"), &heard.peer, heard.seq) {
            return Ok(Queued { peer: peer.clone(), seq });
        }
        if talk.is_leaving && heard.why.as_deref() == Some("leaving") {
            return Err(Unqueued::GivenUp(why_late));
        }
        return Err(refused(to, &heard).into());
    }
}

fn refused(to: &str, heard: &Heard) -> Failure {
    let is_changed = heard.why.as_deref() == Some("key_changed");
    let status = if is_changed { Status::KeyChanged } else { Status::NotDelivered };
    Failure::new(status, format!("not sent to {to}: {}", heard.what()), next_step(heard))
}

fn next_step(heard: &Heard) -> &str {
    let is_changed = heard.why.as_deref() == Some("key_changed");
    let usual = if is_changed {
        "Somebody may pretend to be them: ask them by voice for their key, then see `chinwag \
         forget --help`."
    } else {
        "Check who and where that is, for example with `chinwag doctor`, then send it again."
    };
    heard.next_step.as_ref().map_or(usual, Safe::as_str)
}

/// Somebody else than the peer answered, and got nothing.
pub(super) fn impostor(message: &Queued, heard: &Heard) -> Failure {
    let what = format!("not sent to {}: {}", message.peer.who().shown(), heard.what());
    Failure::new(Status::KeyChanged, what, next_step(heard))
}

pub(super) fn ended() -> Failure {
    let what = "the chat has ended before it was done";
    Failure::new(Status::Failed, what, "Look with `chinwag history` at what was sent.")
}
