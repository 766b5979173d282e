//! A host: one person's node across its boots, the line to that person, and a scribe at its door.

use std::cell::{Ref, RefCell};
use std::collections::BTreeSet;
use std::fmt::{Display, Write};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chinwag::address::{Address, Contact};
use chinwag::channel::Channel;
use chinwag::driver::{self, Parts, Recorder, Writer};
use chinwag::identity::{Identity, KeyPair};
use chinwag::node::{Command, Config, Event, Input, LINKS_MAX, LinkId, Node, Output};
use chinwag::record::Trouble;
use chinwag::store::Store;
use chinwag::text::Safe;
use chinwag::time::Time;
use chinwag::transport::Transport;
use tokio::sync::mpsc;

use super::shelf::Shelf;
use super::transport::Turmoil;
use crate::{Heard, Laws, Net, Snapshot};

/// What everybody in a world writes into.
pub(super) type Transcript = Arc<Mutex<String>>;

/// A host; clones are the same one.
#[derive(Clone)]
pub(super) struct Host {
    address: Address,
    static_peers: Vec<Contact>,
    /// What its node's chance grows from, with the number of the boot.
    seed: u64,
    transcript: Transcript,
    state: Rc<RefCell<State>>,
}

/// What a host has across its boots, and the line to the person at it in the present one.
struct State {
    keys: KeyPair,
    name: String,
    boots: u64,
    commands: Option<mpsc::Sender<Command>>,
    events: Option<mpsc::Receiver<Event>>,
    heard: Vec<Heard>,
    links: Links,
    /// What it keeps, across boots.
    shelf: Shelf,
    /// What was copied aside of it.
    backup: Option<Snapshot>,
}

/// The links that a node has, as seen at its door.
type Links = Arc<Mutex<BTreeSet<LinkId>>>;

impl Host {
    pub(super) fn new(
        address: Address,
        static_peers: Vec<Contact>,
        seed: u64,
        transcript: Transcript,
        laws: Arc<Mutex<Laws>>,
    ) -> Self {
        let mut secret = [0; 32];
        secret[..8].copy_from_slice(&seed.to_be_bytes());
        let keys = KeyPair::from_seed(secret);
        let shelf = Shelf::new(keys.identity(), seed, laws);
        let state = State {
            keys,
            name: address.host().to_owned(),
            boots: 0,
            commands: None,
            events: None,
            heard: Vec::new(),
            links: Links::default(),
            shelf,
            backup: None,
        };
        Self { address, static_peers, seed, transcript, state: Rc::new(RefCell::new(state)) }
    }

    pub(super) fn identity(&self) -> Identity {
        self.state.borrow().keys.identity()
    }

    pub(super) fn reinstall(&self) {
        let another = KeyPair::from_seed(*self.identity().as_bytes());
        self.state.borrow_mut().keys = another;
    }

    pub(super) fn shelf(&self) -> Shelf {
        self.state.borrow().shelf.clone()
    }

    pub(super) fn back_up(&self) {
        let mut state = self.state.borrow_mut();
        state.backup = Some(state.shelf.disk().snapshot());
    }

    pub(super) fn restore(&self) {
        let state = self.state.borrow();
        if let Some(backup) = &state.backup {
            state.shelf.restore(backup);
        }
    }

    pub(super) fn rename(&self, name: &str) {
        name.clone_into(&mut self.state.borrow_mut().name);
    }

    pub(super) fn command(&self, command: Command) {
        let state = self.state.borrow();
        let commands = state.commands.as_ref().expect("the host was booted");
        commands.try_send(command).expect("the host is up and takes commands");
    }

    /// Takes note of what the person was told since the last time.
    pub(super) fn listen(&self, at: Duration, laws: &Mutex<Laws>) {
        let State { events, heard, boots, keys, .. } = &mut *self.state.borrow_mut();
        let Some(events) = events else { return };
        while let Ok(event) = events.try_recv() {
            if let Ok(mut laws) = laws.lock() {
                laws.told(keys.identity(), &event);
            }
            heard.push(Heard { at, boot: *boots, event });
        }
    }

    pub(super) fn heard(&self) -> Ref<'_, [Heard]> {
        Ref::map(self.state.borrow(), |state| &state.heard[..])
    }

    pub(super) fn links(&self) -> usize {
        self.state.borrow().links.lock().map_or(0, |links| links.len())
    }

    pub(super) fn hang_up(&self) {
        let mut state = self.state.borrow_mut();
        state.commands = None;
        state.events = None;
        state.links = Links::default();
    }

    /// One run of the host's program: what turmoil calls at each boot.
    pub(super) async fn run(self) -> turmoil::Result {
        let listener = Turmoil.listen(&self.address).await?;
        let (commands, commanded) = mpsc::channel(COMMANDS_MAX);
        let (told, events) = mpsc::channel(EVENTS_MAX);
        let keys = self.boot(commands, events);
        let scribe = Scribe {
            host: self.address.host().to_owned(),
            transcript: self.transcript.clone(),
            links: self.state.borrow().links.clone(),
        };
        let elapsed = turmoil::sim_elapsed().unwrap_or_default();
        let mut store = self.shelf().open()?;
        let parts = Parts {
            node: self.node(&keys, &mut store)?,
            channel: Channel::new(&keys),
            transport: Arc::new(Turmoil),
            listener,
            writer: Writer::on_task(Box::new(store), COMMIT_TAKES),
            recorder: Box::new(scribe),
            now: Net::EPOCH + elapsed,
        };
        driver::run(parts, commanded, told).await;
        Ok(())
    }

    fn boot(&self, commands: mpsc::Sender<Command>, events: mpsc::Receiver<Event>) -> KeyPair {
        let mut state = self.state.borrow_mut();
        state.boots += 1;
        state.commands = Some(commands);
        state.events = Some(events);
        state.links = Links::default();
        state.keys.clone()
    }

    fn node(&self, keys: &KeyPair, store: &mut dyn Store) -> Result<Node, Trouble> {
        let state = self.state.borrow();
        let config = Config {
            name: Safe::name(&state.name),
            port: self.address.port(),
            static_peers: self.static_peers.clone(),
            links_max: LINKS_MAX,
        };
        let seed = self.seed.wrapping_add(state.boots);
        Ok(Node::new(keys.identity(), config, seed, store.load()?))
    }
}

/// Writes down what passes the door of one node.
struct Scribe {
    host: String,
    transcript: Transcript,
    links: Links,
}

impl Scribe {
    fn write(&self, line: &dyn Display) {
        if let Ok(mut transcript) = self.transcript.lock() {
            let _ = writeln!(transcript, "{line}");
        }
    }

    fn count(&self, change: impl FnOnce(&mut BTreeSet<LinkId>) -> bool) {
        if let Ok(mut links) = self.links.lock() {
            change(&mut links);
        }
    }
}

impl Recorder for Scribe {
    fn happened(&mut self, now: Time, input: &Input) {
        let at = (now - Net::EPOCH).as_secs_f64();
        self.write(&format_args!("{at:9.3} {:6} <- {input}", self.host));
        if let Input::Opened { link, .. } = input {
            self.count(|links| links.insert(*link));
        }
        if let Input::Closed { link, .. } = input {
            self.count(|links| links.remove(link));
        }
    }

    fn followed(&mut self, _: &Node, outputs: &[Output]) {
        for output in outputs {
            self.write(&format_args!("                 -> {output}"));
            if let Output::Close(link, _) = output {
                self.count(|links| links.remove(link));
            }
        }
    }
}

/// How long a commit takes to be durable, and to be known to be: a slow disk.
const COMMIT_TAKES: Duration = Duration::from_millis(10);
/// Commands that may wait for a host.
const COMMANDS_MAX: usize = 100;
/// Events that may wait to be heard; they are, at each step.
const EVENTS_MAX: usize = 10_000;
