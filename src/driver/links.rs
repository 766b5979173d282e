//! The links as the loop sees them: what a turn has to say over each, and the tasks that write it.

use std::collections::BTreeMap;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::channel::SecureStream;
use crate::driver::{Happened, link, propagate};
use crate::frame::Frame;
use crate::node::{LinkId, WINDOW};

#[derive(Debug)]
pub(super) struct Links {
    open: BTreeMap<LinkId, Outgoing>,
    last: u64,
    tasks: JoinSet<()>,
    happened: mpsc::Sender<Happened>,
}

/// What a turn has to say over one link, and the way to the task that writes it.
#[derive(Debug)]
struct Outgoing {
    batch: Vec<Frame>,
    has_said: bool,
    queue: mpsc::Sender<Vec<Frame>>,
    /// Its end tells the task that the driver has ended the link.
    _is_open: oneshot::Sender<()>,
}

impl Links {
    pub(super) fn new(happened: mpsc::Sender<Happened>) -> Self {
        Self { open: BTreeMap::new(), last: 0, tasks: JoinSet::new(), happened }
    }

    pub(super) fn open(&mut self, stream: SecureStream) -> LinkId {
        self.last += 1;
        let id = LinkId(self.last);
        let (queue, batches) = mpsc::channel(QUEUE_MAX);
        let (_is_open, is_open) = oneshot::channel();
        self.open.insert(id, Outgoing { batch: Vec::new(), has_said: false, queue, _is_open });
        self.tasks.spawn(link::run(id, stream, batches, is_open, self.happened.clone()));
        id
    }

    pub(super) fn has(&self, link: LinkId) -> bool {
        self.open.contains_key(&link)
    }

    /// Whether anything was ever said over a link that stands.
    pub(super) fn has_said(&self, link: LinkId) -> bool {
        self.open.get(&link).is_some_and(|outgoing| outgoing.has_said)
    }

    pub(super) fn send(&mut self, link: LinkId, frame: Frame) {
        if let Some(outgoing) = self.open.get_mut(&link) {
            outgoing.batch.push(frame);
            outgoing.has_said = true;
        }
    }

    /// Ends a link: what was said goes first, and the task ends when its queue does.
    pub(super) fn close(&mut self, link: LinkId) {
        if let Some(outgoing) = self.open.remove(&link) {
            let _ = outgoing.queue.try_send(outgoing.batch);
        }
    }

    /// A link has ended by itself.
    pub(super) fn forget(&mut self, link: LinkId) {
        self.open.remove(&link);
    }

    pub(super) fn forget_all(&mut self) {
        self.open.clear();
    }

    /// Hands each link what this turn had to say over it. Returns those that take no more.
    pub(super) fn flush(&mut self) -> Vec<LinkId> {
        let mut overflowed = Vec::new();
        for (link, outgoing) in &mut self.open {
            if outgoing.batch.is_empty() {
                continue;
            }
            // A queue that is closed belongs to a link whose end is about to be heard.
            let sent = outgoing.queue.try_send(std::mem::take(&mut outgoing.batch));
            if matches!(sent, Err(TrySendError::Full(_))) {
                overflowed.push(*link);
            }
        }
        overflowed
    }

    /// Whether a task of a link still runs.
    pub(super) fn is_any(&self) -> bool {
        !self.tasks.is_empty()
    }

    /// Waits until a task of a link has ended.
    ///
    /// # Panics
    /// When the task did.
    pub(super) async fn ended(&mut self) {
        if let Some(ended) = self.tasks.join_next().await {
            let _ = propagate(ended);
        }
    }
}

/// Batches that wait for one link: as many as there can be messages in its window, and as many
/// again for answers.
const QUEUE_MAX: usize = 2 * WINDOW;
