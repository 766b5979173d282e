//! The only async loop: waits for one thing to happen, hands it to the node, does what it says.
//!
//! It knows no terminal and no file format. One task owns the node; each link has a task that
//! reads and writes; the gate has one that proves keys. What goes from task to task goes through
//! bounded queues, in batches, and what a turn has to say over a link is written at its end.

mod dial;
mod gate;
mod link;
mod recorder;
mod telling;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use crate::address::{Address, Contact};
use crate::channel::{Channel, SecureStream};
use crate::frame::Frame;
use crate::identity::Identity;
use crate::node::{Command, Event, Input, LinkId, Node, Origin, Output, WINDOW};
use crate::reason::Reason;
use crate::store::Store;
use crate::text::Safe;
use crate::time::Time;
use crate::transport::{Listener, Transport};

use telling::Telling;

pub use dial::{CONNECT_WITHIN, DIALS_MAX};
pub use gate::{HANDSHAKE_WITHIN, STRANGERS_MAX, STRANGERS_PER_SOURCE_MAX};
pub use link::{FLUSH_WITHIN, FRAME_WITHIN};
pub use recorder::Recorder;

/// All that a driver needs besides the person.
pub struct Parts {
    /// What decides.
    pub node: Node,
    /// Who we are to others.
    pub channel: Channel,
    /// The network to dial in.
    pub transport: Arc<dyn Transport>,
    /// Where others come in.
    pub listener: Box<dyn Listener>,
    /// What is kept for the next start.
    pub store: Box<dyn Store>,
    /// Who is shown everything that passes the door.
    pub recorder: Box<dyn Recorder>,
    /// The wall clock at this moment; from here on a monotonic clock counts.
    pub now: Time,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").field("node", &self.node).finish_non_exhaustive()
    }
}

/// Runs a node until it says [`Output::Stop`].
///
/// When the sender of commands is dropped, that is a [`Command::Exit`]. Events that the person
/// does not take are kept up to a bound; beyond it links are not read until some are taken.
///
/// # Panics
/// When a task of its own did: a panic is never a link that silently stands still.
pub async fn run(parts: Parts, commands: mpsc::Receiver<Command>, events: mpsc::Sender<Event>) {
    Driver::new(parts, events).run(commands).await;
}

/// Something that happened outside, before the node hears of it.
enum Happened {
    Proven { stream: Box<SecureStream>, peer: Identity, address: Address, origin: Origin },
    DialFailed { address: Address, reason: Reason },
    TurnedAway { address: Address, reason: Reason },
    Received { link: LinkId, frames: Vec<Frame> },
    Ended { link: LinkId, reason: Reason },
}

struct Driver {
    node: Node,
    channel: Channel,
    transport: Arc<dyn Transport>,
    store: Box<dyn Store>,
    recorder: Box<dyn Recorder>,
    clock: (Time, Instant),
    links: BTreeMap<LinkId, Outgoing>,
    last_link: u64,
    dials: Arc<Semaphore>,
    /// The gate and the dials.
    calling: JoinSet<()>,
    /// The links.
    talking: JoinSet<()>,
    happened: (mpsc::Sender<Happened>, mpsc::Receiver<Happened>),
    telling: Telling,
    has_stopped: bool,
}

/// What a turn has to say over one link, and the way to the task that writes it.
struct Outgoing {
    batch: Vec<Frame>,
    queue: mpsc::Sender<Vec<Frame>>,
    /// Its end tells the task that the driver has ended the link.
    _is_open: oneshot::Sender<()>,
}

impl Driver {
    fn new(parts: Parts, events: mpsc::Sender<Event>) -> Self {
        let happened = mpsc::channel(HAPPENED_MAX);
        let mut calling = JoinSet::new();
        calling.spawn(gate::keep(parts.listener, parts.channel.clone(), happened.0.clone()));
        Self {
            node: parts.node,
            channel: parts.channel,
            transport: parts.transport,
            store: parts.store,
            recorder: parts.recorder,
            clock: (parts.now, Instant::now()),
            links: BTreeMap::new(),
            last_link: 0,
            dials: Arc::new(Semaphore::new(DIALS_MAX)),
            calling,
            talking: JoinSet::new(),
            happened,
            telling: Telling::new(events),
            has_stopped: false,
        }
    }

    async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        let alarm = sleep_until(self.clock.1);
        tokio::pin!(alarm);
        let mut happened = Vec::new();
        let mut commanded = Vec::new();
        let mut is_commanded = true;
        while !self.has_stopped {
            let due = self.node.deadline().map(|deadline| self.instant(deadline));
            if let Some(due) = due.filter(|due| *due != alarm.deadline()) {
                alarm.as_mut().reset(due);
            }
            tokio::select! {
                biased;
                () = &mut alarm, if due.is_some() => self.tick(),
                Some(ended) = self.calling.join_next() => drop(propagate(ended)),
                Some(ended) = self.talking.join_next() => drop(propagate(ended)),
                () = self.telling.room(), if self.telling.is_behind() => self.telling.tell_untold(),
                count = commands.recv_many(&mut commanded, TURN_MAX), if is_commanded => {
                    if count == 0 {
                        is_commanded = false;
                        commanded.push(Command::Exit);
                    }
                    for command in commanded.drain(..) {
                        self.handle(Input::Commanded(command));
                    }
                }
                _ = self.happened.1.recv_many(&mut happened, TURN_MAX),
                    if !self.telling.is_full() =>
                {
                    for happened in happened.drain(..) {
                        self.take(happened);
                    }
                }
            }
            self.flush();
        }
        self.stop().await;
    }

    fn tick(&mut self) {
        let now = self.handle(Input::Ticked);
        debug_assert!(self.node.deadline().is_none_or(|deadline| deadline > now), "it would spin");
    }

    fn take(&mut self, happened: Happened) {
        let input = match happened {
            Happened::Proven { stream, peer, address, origin } => {
                let link = self.open(*stream);
                Input::Opened { link, peer, address, origin }
            }
            Happened::Received { link, .. } | Happened::Ended { link, .. }
                if !self.links.contains_key(&link) =>
            {
                return;
            }
            Happened::DialFailed { address, reason } => Input::DialFailed { address, reason },
            Happened::TurnedAway { address, reason } => Input::TurnedAway { address, reason },
            Happened::Received { link, frames } => Input::Received { link, frames },
            Happened::Ended { link, reason } => {
                self.links.remove(&link);
                Input::Closed { link, reason }
            }
        };
        self.handle(input);
    }

    fn open(&mut self, stream: SecureStream) -> LinkId {
        self.last_link += 1;
        let link = LinkId(self.last_link);
        let (queue, batches) = mpsc::channel(QUEUE_MAX);
        let (_is_open, is_open) = oneshot::channel();
        self.links.insert(link, Outgoing { batch: Vec::new(), queue, _is_open });
        let happened = self.happened.0.clone();
        self.talking.spawn(link::run(link, stream, batches, is_open, happened));
        link
    }

    fn handle(&mut self, input: Input) -> Time {
        let now = self.now();
        if self.has_stopped {
            return now;
        }
        self.recorder.happened(now, &input);
        let outputs = self.node.handle(now, input);
        self.recorder.followed(&outputs);
        for output in outputs {
            self.perform(output);
        }
        now
    }

    fn perform(&mut self, output: Output) {
        match output {
            Output::Dial(contact) => self.dial(contact),
            Output::Send(link, frame) => {
                if let Some(outgoing) = self.links.get_mut(&link) {
                    outgoing.batch.push(frame);
                }
            }
            Output::Close(link, _) => {
                // What was said goes first; the task ends when its queue does.
                if let Some(outgoing) = self.links.remove(&link) {
                    let _ = outgoing.queue.try_send(outgoing.batch);
                }
            }
            Output::Store(record) => {
                if let Err(error) = self.store.commit(&[record]) {
                    self.telling.tell(Event::NotKept(Safe::line(&error.to_string())));
                }
            }
            Output::Notify(event) => self.telling.tell(event),
            Output::Stop => self.has_stopped = true,
        }
    }

    fn dial(&mut self, contact: Contact) {
        self.calling.spawn(dial::dial(
            contact,
            self.transport.clone(),
            self.channel.clone(),
            self.dials.clone(),
            self.happened.0.clone(),
        ));
    }

    /// Hands each link what this turn had to say over it.
    fn flush(&mut self) {
        let mut overflowed = Vec::new();
        for (link, outgoing) in &mut self.links {
            if outgoing.batch.is_empty() {
                continue;
            }
            // A queue that is closed belongs to a link whose end is about to be heard.
            let sent = outgoing.queue.try_send(std::mem::take(&mut outgoing.batch));
            if matches!(sent, Err(TrySendError::Full(_))) {
                overflowed.push(*link);
            }
        }
        for link in overflowed {
            self.take(Happened::Ended { link, reason: Reason::NotReading });
        }
    }

    /// Lets what was said leave and what was told be heard, within a bound.
    async fn stop(mut self) {
        self.flush();
        self.links.clear();
        self.calling.shutdown().await;
        let flushed = async {
            // What still comes in is taken and dropped, or links could not end in order.
            loop {
                tokio::select! {
                    biased;
                    ended = self.talking.join_next() => match ended {
                        Some(ended) => drop(propagate(ended)),
                        None => break,
                    },
                    _ = self.happened.1.recv() => {}
                }
            }
            self.telling.finish().await;
        };
        let _ = timeout(2 * FLUSH_WITHIN, flushed).await;
    }

    fn now(&self) -> Time {
        self.clock.0 + self.clock.1.elapsed()
    }

    fn instant(&self, time: Time) -> Instant {
        self.clock.1 + (time - self.clock.0)
    }
}

/// Carries a panic in a task on to whoever runs the driver.
fn propagate<T>(ended: Result<T, tokio::task::JoinError>) -> Option<T> {
    match ended.map_err(tokio::task::JoinError::try_into_panic) {
        Ok(value) => Some(value),
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        Err(Err(_)) => None,
    }
}

/// Things that happened and wait for the node: beyond it links are not read for a moment.
const HAPPENED_MAX: usize = 256;
/// Inputs in one turn: enough to share a write, few enough to keep the clock.
const TURN_MAX: usize = 128;
/// Batches that wait for one link: as many as there can be messages in its window, and as many
/// again for answers.
const QUEUE_MAX: usize = 2 * WINDOW;
