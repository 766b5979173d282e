//! A host: one person's machine across the runs of the program on it, and that person's line to
//! it.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use chinwag::address::{Address, Contact};
use chinwag::identity::{Identity, KeyPair};
use chinwag::node::{Command, Config, Event, LINKS_MAX, PeerList};
use chinwag::text::Safe;
use chinwag::time::Time;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TryRecvError;

use super::program::Program;
use super::scribe::{Scribe, Seen};
use super::shared::Shared;
use super::shelf::Shelf;
use super::transport::Turmoil;
use crate::faults::Fault;
use crate::scenario::STEPS_MAX;
use crate::world::Told;
use crate::{Laws, Net, Snapshot};

/// What a host has across its boots.
pub(super) struct Host {
    pub(super) address: Address,
    pub(super) keys: KeyPair,
    /// What its node calls itself from the next boot on.
    pub(super) name: String,
    /// What it calls itself in this run, or the last.
    pub(super) called: Safe,
    pub(super) dials: Vec<Contact>,
    /// What the chance of its nodes grows from, with the number of the run.
    pub(super) seed: u64,
    pub(super) runs: u64,
    /// How far its clock is ahead and behind, from the next boot on.
    pub(super) clock: (Duration, Duration),
    pub(super) shelf: Shelf,
    pub(super) backup: Option<Snapshot>,
    /// What became of its disk since the last run.
    pub(super) mishap: Option<Fault>,
    pub(super) told: Vec<Told>,
    pub(super) seen: Shared<Seen>,
    line: Option<Line>,
    next: Next,
}

/// What turmoil takes the next program to run from.
pub(super) type Next = Rc<RefCell<Option<Program>>>;

/// The person's line to the program that runs.
struct Line {
    commands: mpsc::Sender<Command>,
    events: mpsc::Receiver<Event>,
    /// What the program's clock showed when the world began.
    began: Time,
    is_leaving: bool,
}

impl Host {
    pub(super) fn new(
        address: Address,
        keys: KeyPair,
        dials: Vec<Contact>,
        seed: u64,
        shelf: Shelf,
        seen: Shared<Seen>,
    ) -> Self {
        Self {
            name: address.host().to_owned(),
            called: Safe::name(address.host()),
            address,
            keys,
            dials,
            seed,
            runs: 0,
            clock: (Duration::ZERO, Duration::ZERO),
            backup: None,
            mishap: None,
            told: Vec::new(),
            seen,
            shelf,
            line: None,
            next: Next::default(),
        }
    }

    pub(super) fn host(&self) -> &str {
        self.address.host()
    }

    pub(super) fn identity(&self) -> Identity {
        self.keys.identity()
    }

    /// Is called so from now on, and after the next boot.
    pub(super) fn rename(&mut self, name: &str) {
        name.clone_into(&mut self.name);
        let called = Safe::name(name);
        if self.command(Command::Rename(called.clone())) {
            self.called = called;
        }
    }

    pub(super) fn next(&self) -> Next {
        self.next.clone()
    }

    /// Puts a program where turmoil finds it at the next boot, and a person before it.
    pub(super) fn prepare(
        &mut self,
        transport: Turmoil,
        transcript: Shared<String>,
        commit_takes: Duration,
    ) {
        self.runs += 1;
        let (ahead, behind) = self.clock;
        let began = Time::EPOCH + (Net::EPOCH + ahead).since(Time::EPOCH + behind);
        let (commands, commanded) = mpsc::channel(COMMANDS_MAX);
        let (told, events) = mpsc::channel(EVENTS_MAX);
        self.line = Some(Line { commands, events, began, is_leaving: false });
        self.seen.lock().forget();
        self.called = Safe::name(&self.name);
        let config = Config {
            name: self.called.clone(),
            port: self.address.port(),
            static_peers: self.dials.clone(),
            links_max: LINKS_MAX,
        };
        let host = self.host().to_owned();
        let scribe = Scribe { host, began, transcript, seen: self.seen.clone() };
        let program = Program {
            keys: self.keys.clone(),
            address: self.address.clone(),
            config,
            seed: self.seed.wrapping_add(self.runs),
            began,
            commit_takes,
            shelf: self.shelf.clone(),
            transport,
            scribe,
            commands: commanded,
            events: told,
        };
        self.next.replace(Some(program));
    }

    /// Whether a program runs, even if it is about to end.
    pub(super) fn is_running(&self) -> bool {
        self.line.is_some()
    }

    /// Whether a program runs that nobody asked to end.
    pub(super) fn is_up(&self) -> bool {
        self.line.as_ref().is_some_and(|line| !line.is_leaving)
    }

    /// Whoever listens at the line is told no more.
    pub(super) fn hang_up(&mut self) {
        self.line = None;
    }

    /// Whether there was a program to ask.
    pub(super) fn command(&mut self, command: Command) -> bool {
        let Some(line) = &mut self.line else { return false };
        line.is_leaving |= command == Command::Exit;
        // A program that has just ended hears nothing any more.
        line.commands.try_send(command).is_ok()
    }

    /// Takes note of what the person was told since the last time, and of the program's end.
    pub(super) fn listen(&mut self, at: Duration, laws: &Shared<Laws>) {
        let Some(line) = &mut self.line else { return };
        loop {
            match line.events.try_recv() {
                Ok(event) => {
                    laws.lock().told(self.keys.identity(), &event);
                    self.told.push(Told { at, event });
                }
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => break,
            }
        }
        laws.lock().left(self.keys.identity());
        self.line = None;
    }

    /// The list of peers as the program would show it now.
    pub(super) fn list(&self, elapsed: Duration) -> Option<PeerList> {
        let at = self.line.as_ref()?.began + elapsed;
        self.seen.lock().list.clone().map(|list| PeerList { at, ..list })
    }
}

/// Commands that may wait for a program: all that a scenario can say.
const COMMANDS_MAX: usize = STEPS_MAX * 10_000;
/// Events that may wait to be heard; they are, at each step.
const EVENTS_MAX: usize = 10_000;
