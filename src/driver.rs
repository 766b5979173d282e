//! The only async loop: waits for one thing to happen, hands it to the node, does what it says.
//!
//! It knows no terminal and no file format. One task owns the node; each link has a task that
//! reads and writes; the gate has one that proves keys. What goes from task to task goes through
//! bounded queues, in batches, and what a turn has to say over a link is written at its end.

mod dial;
mod gate;
mod link;
mod links;
mod parts;
mod recorder;
mod telling;
mod writer;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use crate::address::{Address, Contact};
use crate::channel::{Channel, SecureStream};
use crate::frame::Frame;
use crate::identity::Identity;
use crate::node::{Command, Event, Input, LinkId, Node, Origin, Output};
use crate::reason::Reason;
use crate::record::Trouble;
use crate::text::Safe;
use crate::time::Time;
use crate::transport::Transport;
use crate::writeahead::WriteAhead;

use links::Links;
use telling::Telling;
use writer::Done;

pub use dial::{CONNECT_WITHIN, DIALS_MAX, why_unreached};
pub use gate::{HANDSHAKE_WITHIN, STRANGERS_MAX, STRANGERS_PER_SOURCE_MAX};
pub use link::{FLUSH_WITHIN, FRAME_WITHIN};
pub use parts::Parts;
pub use recorder::Recorder;
pub use writer::{TRY_AGAIN_AFTER, Writer};

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
    writer: Writer,
    ahead: WriteAhead,
    /// When a failed commit is tried again.
    again_at: Option<Time>,
    /// When the end is not waited for any more, whatever the disk does.
    stop_at: Option<Time>,
    recorder: Box<dyn Recorder>,
    clock: (Time, Instant),
    links: Links,
    dials: Arc<Semaphore>,
    /// The gate and the dials.
    calling: JoinSet<()>,
    happened: (mpsc::Sender<Happened>, mpsc::Receiver<Happened>),
    telling: Telling,
    has_stopped: bool,
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
            writer: parts.writer,
            ahead: WriteAhead::default(),
            again_at: None,
            stop_at: None,
            recorder: parts.recorder,
            clock: (parts.now, Instant::now()),
            links: Links::new(happened.0.clone()),
            dials: Arc::new(Semaphore::new(DIALS_MAX)),
            calling,
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
            let due = self.due().map(|due| self.instant(due));
            if let Some(due) = due.filter(|due| *due != alarm.deadline()) {
                alarm.as_mut().reset(due);
            }
            tokio::select! {
                biased;
                () = &mut alarm, if due.is_some() => self.tick(),
                Some(ended) = self.calling.join_next() => drop(propagate(ended)),
                () = self.links.ended(), if self.links.is_any() => {}
                () = self.telling.room(), if self.telling.is_behind() => self.telling.tell_untold(),
                done = self.writer.done() => self.take_done(done),
                count = commands.recv_many(&mut commanded, TURN_MAX),
                    if is_commanded && (!self.ahead.is_full() || self.ahead.is_stalled()) =>
                {
                    if count == 0 {
                        is_commanded = false;
                        commanded.push(Command::Exit);
                    }
                    for command in commanded.drain(..) {
                        self.handle(Input::Commanded(command));
                    }
                }
                _ = self.happened.1.recv_many(&mut happened, TURN_MAX),
                    if !self.telling.is_full() && !self.ahead.is_full() =>
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

    /// When something is due though nothing happens.
    fn due(&self) -> Option<Time> {
        let dues = [self.node.deadline(), self.ahead.deadline(), self.again_at, self.stop_at];
        dues.into_iter().flatten().min()
    }

    fn tick(&mut self) {
        let now = self.now();
        if self.again_at.take_if(|at| *at <= now).is_some()
            && let Some(records) = self.ahead.again()
        {
            self.writer.commit(records);
        }
        if self.stop_at.is_some_and(|at| at <= now) {
            let slow = Trouble::Failed(Safe::line("the disk does not answer"));
            self.telling.tell(Event::Stalled(slow));
            self.has_stopped = true;
        }
        if self.node.deadline().is_some_and(|deadline| deadline <= now) {
            let now = self.handle(Input::Ticked);
            let next = self.node.deadline();
            debug_assert!(next.is_none_or(|deadline| deadline > now), "it would spin");
        }
    }

    fn take_done(&mut self, done: Done) {
        match done {
            Done::Committed(Ok(known)) => self.ahead.committed(&known),
            Done::Committed(Err(why)) => {
                self.again_at = Some(self.now() + TRY_AGAIN_AFTER);
                self.ahead.failed(why);
            }
            Done::Recalled(answer) => drop(self.handle(Input::Recalled(answer))),
        }
        self.perform_ready();
    }

    fn take(&mut self, happened: Happened) {
        let input = match happened {
            Happened::Proven { stream, peer, address, origin } => {
                let link = self.links.open(*stream);
                Input::Opened { link, peer, address, origin }
            }
            Happened::Received { link, .. } | Happened::Ended { link, .. }
                if !self.links.has(link) =>
            {
                return;
            }
            Happened::DialFailed { address, reason } => Input::DialFailed { address, reason },
            Happened::TurnedAway { address, reason } => Input::TurnedAway { address, reason },
            Happened::Received { link, frames } => Input::Received { link, frames },
            Happened::Ended { link, reason } => {
                self.links.forget(link);
                Input::Closed { link, reason }
            }
        };
        self.handle(input);
    }

    fn handle(&mut self, input: Input) -> Time {
        let now = self.now();
        if self.has_stopped {
            return now;
        }
        self.recorder.happened(now, &input);
        let outputs = self.node.handle(now, input);
        self.recorder.followed(&self.node, &outputs);
        self.ahead.push(now, outputs);
        self.perform_ready();
        now
    }

    /// Does what may be done, in order.
    fn perform_ready(&mut self) {
        // Not while it is tried: what is told to be lost must not be kept after all.
        if self.again_at.is_some() && self.ahead.is_stopping() {
            self.ahead.give_up(|link| self.links.has_said(link));
        }
        while let Some(output) = self.ahead.pop() {
            self.perform(output);
        }
        if self.ahead.is_stopping() && self.stop_at.is_none() {
            self.stop_at = Some(self.now() + STOP_WITHIN);
        }
    }

    fn perform(&mut self, output: Output) {
        match output {
            Output::Dial(contact) => self.dial(contact),
            Output::Send(link, frame) => self.links.send(link, frame),
            Output::Close(link, _) => self.links.close(link),
            Output::Recall(question) => self.writer.recall(question),
            Output::Notify(event) => self.telling.tell(event),
            Output::Stop => self.has_stopped = true,
            Output::Store(_) => unreachable!("what is to be stored goes to the writer"),
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

    /// Hands the writer what this turn has to keep, and each link what it had to say over it.
    fn flush(&mut self) {
        if let Some(records) = self.ahead.batch(self.now()) {
            self.writer.commit(records);
        }
        for link in self.links.flush() {
            self.take(Happened::Ended { link, reason: Reason::NotReading });
        }
    }

    /// Lets what was said leave and what was told be heard, within a bound.
    async fn stop(mut self) {
        self.flush();
        self.links.forget_all();
        if let Some(records) = self.ahead.rest() {
            self.writer.commit(records);
        }
        self.calling.shutdown().await;
        let flushed = async {
            // What still comes in is taken and dropped, or links could not end in order.
            while self.links.is_any() {
                tokio::select! {
                    biased;
                    () = self.links.ended() => {}
                    _ = self.happened.1.recv() => {}
                }
            }
            self.telling.finish().await;
        };
        let _ = timeout(2 * FLUSH_WITHIN, flushed).await;
        self.writer.finish().await;
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

/// How long the end of a run waits for the disk.
const STOP_WITHIN: Duration = Duration::from_secs(10);
/// Things that happened and wait for the node: beyond it links are not read for a moment.
const HAPPENED_MAX: usize = 256;
/// Inputs in one turn: enough to share a write, few enough to keep the clock.
const TURN_MAX: usize = 128;
