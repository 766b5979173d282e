//! The write-ahead: what a node wants done waits until what it wants kept before is durable.
//!
//! Outputs pass in their order. One that is to be stored holds up all that follow it, so the world
//! never sees what a crash could undo (*output commit*: Strom and Yemini, 1985). While one commit
//! is under way, whatever comes waits and shares the next one (*group commit*).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::frame::Frame;
use crate::identity::Identity;
use crate::node::{Event, LinkId, Output};
use crate::record::{Question, Record, Trouble};
use crate::time::Time;

/// Outputs on their way from a node to the world.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WriteAhead {
    /// What may be done now.
    ready: VecDeque<Output>,
    /// What follows something to be stored, and that itself.
    held: VecDeque<Output>,
    /// Bytes of text in that, and in the commit.
    held_bytes: usize,
    /// What rides along with the next commit and holds up nothing.
    lazy: Vec<Record>,
    /// When that was first put off.
    lazy_since: Option<Time>,
    commit: Option<Commit>,
    /// The end of the run waits.
    is_stopping: bool,
}

/// A commit under way, or one that failed and is to be tried again.
#[derive(Clone, Debug, Serialize)]
struct Commit {
    bytes: usize,
    records: Arc<Vec<Record>>,
    /// What may be done once they are durable, and how many of the records come before it.
    then: Vec<(usize, Output)>,
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
                then.push((records.len(), output));
            }
        }
        let records = Arc::new(records);
        let bytes = std::mem::take(&mut self.held_bytes);
        self.commit = Some(Commit { bytes, records: records.clone(), then, trouble: None });
        Some(records)
    }

    /// The commit is durable: what waited for it may be done. A message that the history had
    /// already, by its id, is not told again.
    pub fn committed(&mut self, known: &BTreeSet<usize>) {
        let Some(commit) = self.commit.take() else { return };
        if commit.trouble.is_some() {
            self.ready.push_back(Output::Notify(Event::Resumed));
        }
        let then = commit.then.into_iter().filter(|told| !is_again(told, known));
        self.ready.extend(then.map(|(_, output)| output));
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
            let under_way = commit.then.iter().map(|(_, output)| output);
            let unkept = under_way.chain(&self.held).filter_map(unkept);
            self.ready.extend(unkept.map(Output::Notify));
            self.release_harmless();
        }
    }

    /// From now on what is harmless does not wait; what of it has come before must not come after.
    fn release_harmless(&mut self) {
        let Some(commit) = &mut self.commit else { return };
        let mut goodbyes = BTreeSet::new();
        let mut is_released = |output: &Output| {
            if let Output::Send(link, Frame::Exit(_)) = output {
                goodbyes.insert(*link);
            }
            let is_after_goodbye =
                matches!(output, Output::Close(link, _) if goodbyes.contains(link));
            is_harmless(output) && !is_after_goodbye
        };
        let under_way = commit.then.extract_if(.., |(_, output)| is_released(output));
        self.ready.extend(under_way.map(|(_, output)| output));
        let held = std::mem::take(&mut self.held);
        let (released, held) = held.into_iter().partition(|output| is_released(output));
        self.held = held;
        self.ready.extend::<VecDeque<Output>>(released);
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
        let under_way = self.commit.as_ref().map_or((0, 0), |c| (c.then.len(), c.bytes));
        let is_long = under_way.0 + self.held.len() >= HELD_MAX;
        is_long || under_way.1 + self.held_bytes >= HELD_BYTES_MAX
    }

    /// Whether the end of the run waits.
    pub fn is_stopping(&self) -> bool {
        self.is_stopping
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
    /// waits only the goodbyes are still said, where anything was said before: a goodbye may not
    /// be the first word over a link.
    pub fn give_up(&mut self, has_said: impl Fn(LinkId) -> bool) {
        let under_way = self.commit.take().map(|commit| commit.then).unwrap_or_default();
        let under_way = under_way.into_iter().map(|(_, output)| output);
        let mut lost: BTreeMap<Identity, u64> = BTreeMap::new();
        for output in under_way.chain(std::mem::take(&mut self.held)) {
            match output {
                Output::Notify(Event::Queued { to, text, .. }) => {
                    *lost.entry(to.identity).or_default() += 1;
                    #[cfg(feature = "plants")]
                    if crate::plant::Plant::LossUntold.is_planted() {
                        continue;
                    }
                    self.ready.push_back(Output::Notify(Event::Lost { to, text }));
                }
                // What is lost is not what waits.
                Output::Notify(Event::Undelivered { to, count, is_blocked }) => {
                    let count = count.saturating_sub(lost.remove(&to.identity).unwrap_or(0));
                    let waits = Event::Undelivered { to, count, is_blocked };
                    self.ready.extend((count > 0).then_some(Output::Notify(waits)));
                }
                Output::Send(link, Frame::Exit(_)) if !has_said(link) => {}
                Output::Dial(_)
                | Output::Send(..)
                | Output::Close(..)
                | Output::Store(_)
                | Output::Recall(_)
                | Output::Notify(_)
                | Output::Stop => self.ready.extend(Some(output).filter(is_farewell)),
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
        !is_behind || (self.is_stalled() && is_harmless(output) && !self.is_goodbye_held(output))
    }

    /// Whether the end of a link would come before the goodbye that was said over it.
    fn is_goodbye_held(&self, output: &Output) -> bool {
        let Output::Close(link, _) = output else { return false };
        let is_goodbye =
            |held: &Output| matches!(held, Output::Send(on, Frame::Exit(_)) if on == link);
        self.held.iter().any(is_goodbye)
    }

    fn hold(&mut self, output: Output) {
        if self.is_stalled() {
            self.ready.extend(unkept(&output).map(Output::Notify));
        }
        self.held_bytes += text_bytes(&output);
        self.is_stopping |= output == Output::Stop;
        self.held.push_back(output);
    }
}

/// Whether a message is about to be told that the history had already: it is the record before.
fn is_again((records, output): &(usize, Output), known: &BTreeSet<usize>) -> bool {
    let is_told = matches!(output, Output::Notify(Event::Said { .. }));
    is_told && records.checked_sub(1).is_some_and(|place| known.contains(&place))
}

/// What may be done though nothing can be kept: it says nothing of messages that are to be kept,
/// so that a full disk does not hide who is there, nor what will not be sent.
fn is_harmless(output: &Output) -> bool {
    match output {
        Output::Send(_, frame) => matches!(frame, Frame::Ping | Frame::Pong),
        Output::Notify(event) => matches!(
            event,
            Event::Online(_)
                | Event::Renamed { .. }
                | Event::Named(_)
                | Event::Quiet(_)
                | Event::Awake(_)
                | Event::Offline { .. }
                | Event::Unreached { .. }
                | Event::TurnedAway { .. }
                | Event::Failed { .. }
                | Event::Listed(_)
                | Event::ConnectedAll(_)
                | Event::History { .. }
                | Event::NotRead(_)
                | Event::Rejected(_)
        ),
        Output::Recall(question) => matches!(question, Question::History(_)),
        Output::Close(..) => true,
        Output::Dial(_) | Output::Store(_) | Output::Stop => false,
    }
}

#[cfg(feature = "plants")]
fn is_planted_free(output: &Output) -> bool {
    use crate::plant::Plant;
    let Output::Send(_, frame) = output else { return false };
    Plant::AckFirst.is_planted() && matches!(frame, Frame::Received(_))
        || Plant::SendFirst.is_planted() && matches!(frame, Frame::Text(..))
}

fn text_bytes(output: &Output) -> usize {
    let Output::Store(record) = output else { return 0 };
    record.text_bytes()
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
        Output::Dial(_) | Output::Store(_) | Output::Recall(_) | Output::Notify(_) => false,
    }
}

/// Outputs that wait for commits: four windows of messages, with what belongs to each. Beyond it
/// links are not read for a moment.
const HELD_MAX: usize = 16 * 1024;
/// Bytes of text that wait for commits: some windows of them, in all.
const HELD_BYTES_MAX: usize = 8 * 1024 * 1024;
/// How long a record that may be lost is put off for company.
pub const LAZY_WITHIN: Duration = Duration::from_secs(1);
