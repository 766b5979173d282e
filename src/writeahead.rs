//! The write-ahead: what a node wants done waits until what it wants kept before is durable.
//!
//! Outputs pass in their order. One that is to be stored holds up all that follow it, so the world
//! never sees what a crash could undo (*output commit*: Strom and Yemini, 1985). While one commit
//! is under way, whatever comes waits and shares the next one (*group commit*).

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::frame::Frame;
use crate::node::{Event, Output};
use crate::record::{Question, Record, Trouble};
use crate::stream::MessageId;
use crate::time::Time;

/// Outputs on their way from a node to the world.
#[derive(Debug, Default)]
pub struct WriteAhead {
    /// What may be done now.
    ready: VecDeque<Output>,
    /// What follows something to be stored, and that itself.
    held: VecDeque<Output>,
    /// What rides along with the next commit and holds up nothing.
    lazy: Vec<Record>,
    /// When that was first put off.
    lazy_since: Option<Time>,
    commit: Option<Commit>,
}

/// A commit under way, or one that failed and is to be tried again.
#[derive(Debug)]
struct Commit {
    records: Arc<Vec<Record>>,
    /// What may be done once they are durable.
    then: Vec<Output>,
    /// It failed, and was told.
    trouble: Option<Trouble>,
}

impl WriteAhead {
    /// Takes what a node answered.
    pub fn push(&mut self, now: Time, outputs: Vec<Output>) {
        for output in outputs {
            if let Some(output) = self.put_off(now, output) {
                if self.is_free(&output) {
                    self.ready.push_back(output);
                } else {
                    self.hold(output);
                }
            }
        }
    }

    /// The next thing that may be done now.
    pub fn pop(&mut self) -> Option<Output> {
        self.ready.pop_front()
    }

    /// What to commit now, if anything; [`committed`](Self::committed) or
    /// [`failed`](Self::failed) must follow.
    pub fn batch(&mut self, now: Time) -> Option<Arc<Vec<Record>>> {
        let is_due = self.deadline().is_some_and(|due| now >= due);
        if self.commit.is_some() || (self.held.is_empty() && !is_due) {
            return None;
        }
        let mut records = std::mem::take(&mut self.lazy);
        self.lazy_since = None;
        let mut then = Vec::new();
        for output in self.held.drain(..) {
            if let Output::Store(record) = output {
                records.push(record);
            } else {
                then.push(output);
            }
        }
        let records = Arc::new(records);
        self.commit = Some(Commit { records: records.clone(), then, trouble: None });
        Some(records)
    }

    /// The commit is durable: what waited for it may be done. A message that the history had
    /// already, by its id, is not told again.
    pub fn committed(&mut self, known: &BTreeSet<MessageId>) {
        let Some(commit) = self.commit.take() else { return };
        if commit.trouble.is_some() {
            self.ready.push_back(Output::Notify(Event::Resumed));
        }
        self.ready.extend(commit.then.into_iter().filter(|output| !is_again(output, known)));
        while self.held.front().is_some_and(|output| !matches!(output, Output::Store(_))) {
            self.ready.extend(self.held.pop_front());
        }
    }

    /// The commit could not be made. What waits for it goes on waiting, and it is to be tried
    /// [`again`](Self::again).
    pub fn failed(&mut self, why: Trouble) {
        let Some(commit) = &mut self.commit else { return };
        if commit.trouble.as_ref() != Some(&why) {
            self.ready.push_back(Output::Notify(Event::Stalled(why.clone())));
        }
        if commit.trouble.replace(why).is_none() {
            // What comes from now on is told when it comes.
            let unkept = commit.then.iter().chain(&self.held).filter_map(unkept);
            self.ready.extend(unkept.map(Output::Notify));
        }
    }

    /// What to try to commit again.
    pub fn again(&self) -> Option<Arc<Vec<Record>>> {
        self.commit.as_ref().map(|commit| commit.records.clone())
    }

    /// Whether commits fail at present.
    pub fn is_stalled(&self) -> bool {
        self.commit.as_ref().is_some_and(|commit| commit.trouble.is_some())
    }

    /// Whether so much waits that nothing more should be taken in.
    pub fn is_full(&self) -> bool {
        let waiting = self.commit.as_ref().map_or(0, |commit| commit.then.len());
        waiting + self.held.len() >= HELD_MAX
    }

    /// Whether something waits that is only asked for at the end of a run.
    pub fn is_stopping(&self) -> bool {
        let under_way = self.commit.iter().flat_map(|commit| &commit.then);
        under_way.chain(&self.held).any(|output| matches!(output, Output::Stop))
    }

    /// What is left to commit at the end of a run.
    pub fn rest(&mut self) -> Option<Arc<Vec<Record>>> {
        let records = std::mem::take(&mut self.lazy);
        (!records.is_empty()).then(|| Arc::new(records))
    }

    /// When [`batch`](Self::batch) is next due though nothing happens; never while a commit is
    /// under way, whose end is waited for.
    pub fn deadline(&self) -> Option<Time> {
        let since = self.lazy_since.filter(|_| self.commit.is_none())?;
        Some(since + LAZY_WITHIN)
    }

    /// Gives up what could not be kept: own messages that are lost by it are told, and of what
    /// waits only the goodbyes are still said.
    pub fn give_up(&mut self) {
        let under_way = self.commit.take().map(|commit| commit.then).unwrap_or_default();
        for output in under_way.into_iter().chain(std::mem::take(&mut self.held)) {
            if let Output::Notify(Event::Queued { to, text, .. }) = output {
                self.ready.push_back(Output::Notify(Event::Lost { to, text }));
            } else if is_farewell(&output) {
                self.ready.push_back(output);
            }
        }
    }

    /// Puts a record that may be lost aside.
    fn put_off(&mut self, now: Time, output: Output) -> Option<Output> {
        let Output::Store(record) = output else { return Some(output) };
        if !record.is_lazy() || !self.held.is_empty() {
            return Some(Output::Store(record));
        }
        self.lazy.push(record);
        self.lazy_since.get_or_insert(now);
        None
    }

    /// Whether an output depends on nothing that is not durable yet.
    fn is_free(&self, output: &Output) -> bool {
        let is_behind = self.commit.is_some() || !self.held.is_empty();
        #[cfg(feature = "plants")]
        if is_planted_free(output) {
            return true;
        }
        if matches!(output, Output::Store(_)) {
            return false;
        }
        !is_behind || (self.is_stalled() && is_harmless(output))
    }

    fn hold(&mut self, output: Output) {
        if self.is_stalled() {
            self.ready.extend(unkept(&output).map(Output::Notify));
        }
        self.held.push_back(output);
    }
}

/// Whether a message is about to be told that the history had already.
fn is_again(output: &Output, known: &BTreeSet<MessageId>) -> bool {
    let Output::Notify(Event::Said { id, .. }) = output else { return false };
    known.contains(id)
}

/// What may be done though nothing can be kept: it says nothing of messages, so that a full disk
/// does not hide who is there.
fn is_harmless(output: &Output) -> bool {
    match output {
        Output::Send(_, frame) => matches!(frame, Frame::Ping | Frame::Pong),
        Output::Notify(event) => matches!(
            event,
            Event::Quiet(_)
                | Event::Awake(_)
                | Event::Offline { .. }
                | Event::Unreached { .. }
                | Event::TurnedAway { .. }
                | Event::Listed(_)
                | Event::ConnectedAll(_)
                | Event::History { .. }
                | Event::NotRead(_)
                | Event::Rejected(_)
        ),
        Output::Recall(question) => matches!(question, Question::History(_)),
        Output::Dial(_) | Output::Close(..) | Output::Store(_) | Output::Stop => false,
    }
}

#[cfg(feature = "plants")]
fn is_planted_free(output: &Output) -> bool {
    use crate::plant::Plant;
    let Output::Send(_, frame) = output else { return false };
    Plant::AckFirst.is_planted() && matches!(frame, Frame::Received(_))
        || Plant::SendFirst.is_planted() && matches!(frame, Frame::Text(..))
}

/// What to say of an own message that cannot be kept.
fn unkept(output: &Output) -> Option<Event> {
    let Output::Notify(Event::Queued { to, text, .. }) = output else { return None };
    Some(Event::Unkept { to: to.clone(), text: text.clone() })
}

/// What is said at the end, whether anything could be kept or not.
fn is_farewell(output: &Output) -> bool {
    match output {
        Output::Close(..) | Output::Stop => true,
        Output::Send(_, frame) => matches!(frame, Frame::Exit(_)),
        Output::Notify(event) => matches!(event, Event::Undelivered { .. }),
        Output::Dial(_) | Output::Store(_) | Output::Recall(_) => false,
    }
}

/// Outputs that wait for commits: four windows of messages, with what belongs to each. Beyond it
/// links are not read for a moment.
const HELD_MAX: usize = 16 * 1024;
/// How long a record that may be lost is put off for company.
pub const LAZY_WITHIN: Duration = Duration::from_secs(1);
