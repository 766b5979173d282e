//! A companion: a character with a node of its own, which comes and goes.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

use crate::address::{Address, Contact};
use crate::channel::Channel;
use crate::demo::no_room;
use crate::demo::{Character, Reply};
use crate::driver::{self, Parts, Writer};
use crate::failure::Failure;
use crate::identity::{Identity, KeyPair};
use crate::node::{Command, Config, Event, LINKS_MAX, Node, Target};
use crate::record::{Answer, Question, Record, Remembered, Trouble};
use crate::store::{Sqlite, Store};
use crate::text::Safe;
use crate::time::Time;
use crate::transport::{Listener, Tcp, Transport};

/// Somebody who is not a person.
pub(super) struct Companion {
    character: Character,
    keys: KeyPair,
    address: Address,
    store: Lent,
    seed: u64,
    began: (Time, Instant),
}

/// What is to be said to whom when it is back.
type Promise = Option<(Identity, String)>;

impl Companion {
    /// A companion who is found at that door.
    pub(super) fn new(
        character: Character,
        keys: KeyPair,
        door: &TcpListener,
        seed: u64,
        now: Time,
    ) -> Result<Self, Failure> {
        let address = door.local_addr().map_err(no_room)?.into();
        let store = Sqlite::in_memory().map_err(|why| no_room(std::io::Error::other(why)))?;
        let store = Lent(Arc::new(Mutex::new(store)));
        Ok(Self { character, keys, address, store, seed, began: (now, Instant::now()) })
    }

    pub(super) fn contact(&self) -> Contact {
        Contact { address: self.address.clone(), identity: Some(self.keys.identity()) }
    }

    /// Comes and goes until nobody is there to see it.
    pub(super) async fn live(mut self, mut door: Box<dyn Listener>) {
        let mut promise = None;
        loop {
            let Some(next) = self.stay(door, promise).await else { return };
            promise = Some(next);
            sleep(AWAY_FOR).await;
            let Ok(again) = Tcp.listen(&self.address).await else { return };
            door = again;
        }
    }

    /// Stays until it is asked to go, which it is back from.
    async fn stay(&mut self, door: Box<dyn Listener>, promise: Promise) -> Promise {
        let (commands, commanded) = mpsc::channel(COMMANDS_MAX);
        let (told, mut events) = mpsc::channel(EVENTS_MAX);
        let driver = driver::run(self.parts(door)?, commanded, told);
        let talk = async {
            if let Some((to, text)) = promise {
                say(&commands, to, text).await;
            }
            let mut promise = None;
            while let Some(event) = events.recv().await {
                if promise.is_none() {
                    promise = self.answer(&commands, &event).await;
                }
            }
            promise
        };
        tokio::join!(driver, talk).1
    }

    async fn answer(&mut self, commands: &mpsc::Sender<Command>, event: &Event) -> Promise {
        let (to, reply) = self.character.hears(event)?;
        match reply {
            Reply::Say(text) => {
                say(commands, to, text).await;
                None
            }
            Reply::Leave(text, back) => {
                say(commands, to, text).await;
                let _ = commands.send(Command::Exit).await;
                Some((to, back))
            }
        }
    }

    fn parts(&mut self, listener: Box<dyn Listener>) -> Option<Parts> {
        let config = Config {
            name: Safe::name(self.character.name()),
            port: self.address.port(),
            static_peers: Vec::new(),
            links_max: LINKS_MAX,
        };
        let remembered = self.store.load().ok()?;
        self.seed = self.seed.wrapping_add(1 << 32); // each run is another one
        Some(Parts {
            node: Node::new(self.keys.identity(), config, self.seed, remembered),
            channel: Channel::new(&self.keys),
            transport: Arc::new(Tcp),
            listener,
            writer: Writer::on_thread(Box::new(self.store.clone())).ok()?,
            recorder: Box::new(()),
            now: self.began.0 + self.began.1.elapsed(),
        })
    }
}

async fn say(commands: &mpsc::Sender<Command>, to: Identity, text: String) {
    // Nobody hears it only when the driver has stopped.
    let _ = commands.send(Command::Send { to: Target::Peer(to), text }).await;
}

/// A store in memory that outlives the run that it is lent to.
#[derive(Clone)]
struct Lent(Arc<Mutex<Sqlite>>);

impl Lent {
    fn store(&self) -> MutexGuard<'_, Sqlite> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Lent {
    fn load(&mut self) -> Result<Remembered, Trouble> {
        self.store().load()
    }

    fn commit(&mut self, records: &[Record]) -> Result<BTreeSet<usize>, Trouble> {
        self.store().commit(records)
    }

    fn recall(&mut self, question: &Question) -> Result<Answer, Trouble> {
        self.store().recall(question)
    }
}

/// Long enough to write something meanwhile, short enough to wait for.
const AWAY_FOR: Duration = Duration::from_secs(8);
/// What a companion says waits here; it says one thing to each that happens.
const COMMANDS_MAX: usize = 8;
/// Events that wait for it; the driver keeps more.
const EVENTS_MAX: usize = 64;
