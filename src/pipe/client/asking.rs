//! `chinwag ask`: a question to a peer, and what it answers.

use std::io::{self, Write};

use serde_json::json;
use tokio::time::{Duration, Instant};

use super::answer::Verdict;
use super::delivery::{Progress, Queued, Unqueued, ended, impostor, queue};
use super::{Next, Talk};
use crate::cli::{Asking, Wait};
use crate::failure::{Failure, Status};
use crate::text::Safe;

/// Asks, prints the answer, and returns what it comes to.
///
/// # Errors
/// When the question is refused, or nothing is answered in time.
pub async fn ask(mut talk: Talk, asking: &Asking) -> Result<Status, Failure> {
    let deadline = Instant::now() + asking.timeout;
    let answer = answer(&mut talk, asking, deadline).await;
    talk.leave(|_| {}).await;
    let answer = answer?;
    let printed = writeln!(io::stdout(), "{answer}");
    let verdict = Verdict::of(answer.as_str());
    crate::archive::written(printed).map(|_| verdict.status())
}

async fn answer(talk: &mut Talk, asking: &Asking, deadline: Instant) -> Result<Safe, Failure> {
    let mut progress = Progress::default();
    let question = (QUESTION, asking.to.as_str(), asking.question.as_str());
    let asked = queue(talk, question, deadline, &mut progress).await;
    let asked = asked.map_err(|unqueued| not_asked(&asking.to, unqueued))?;
    loop {
        let is_received = progress.has(&asked, Wait::Received);
        match talk.next_until(deadline).await? {
            Next::Heard(heard) => {
                progress.note(&heard);
                if heard.is_impostor_of(asked.peer.key) {
                    let _ = take_back(talk, &asked).await;
                    return Err(impostor(&asked, &heard));
                }
                // What came before the question was there answers something else.
                if is_received && heard.is("message") && heard.is_about(asked.peer.key) {
                    return Ok(heard.text.unwrap_or_default());
                }
            }
            Next::Ended if !talk.is_leaving => return Err(ended()),
            Next::Ended | Next::Late if is_received => {
                let what =
                    format!("{} has the question and did not answer", asked.peer.who().shown());
                return Err(Failure::new(Status::Unanswered, what, ASK_AGAIN));
            }
            Next::Ended | Next::Late => return Err(take_back(talk, &asked).await),
        }
    }
}

/// Takes back a question that nobody waits for any more, if it can still be.
async fn take_back(talk: &mut Talk, asked: &Queued) -> Failure {
    let (name, key) = (asked.peer.who().shown(), asked.peer.key.to_string());
    let command = json!({"type": "cancel", "id": CANCEL, "to": key, "seq": asked.seq});
    let deadline = Instant::now() + CANCEL_WITHIN;
    let mut is_taken_back = false;
    if talk.say(&command).await.is_ok() {
        while let Ok(Next::Heard(heard)) = talk.next_until(deadline).await {
            if heard.answers(CANCEL) {
                is_taken_back = heard.is("cancelled");
                break;
            }
        }
    }
    let what = if is_taken_back {
        format!("{name} could not be reached in time, and the question was taken back")
    } else {
        format!("{name} was not heard of in time; the question may still arrive")
    };
    Failure::new(Status::Unanswered, what, ASK_AGAIN)
}

fn not_asked(to: &str, unqueued: Unqueued) -> Failure {
    let what = match unqueued {
        Unqueued::Refused(failure) => return failure,
        Unqueued::GivenUp(why) => format!("the question was not sent to {to}: {why}"),
        Unqueued::Trying(why) => format!("{why}; the question to {to} may still arrive"),
    };
    Failure::new(Status::Unanswered, what, ASK_AGAIN)
}

const ASK_AGAIN: &str = "Ask again with a longer --timeout, or by voice.";
const QUESTION: u64 = 1;
const CANCEL: u64 = 2;
/// How long taking back may take: the disk may be slow.
const CANCEL_WITHIN: Duration = Duration::from_secs(5);
