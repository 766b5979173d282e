//! Two people who talk over loopback: the whole of chinwag at both ends, each on a thread of its
//! own, as two programs are.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use chinwag::address::Address;
use chinwag::channel::Channel;
use chinwag::driver::{self, Parts, Recorder, Writer};
use chinwag::flight::{Bounds, Files, FlightRecorder};
use chinwag::identity::KeyPair;
use chinwag::node::{Command, Config, Event, LINKS_MAX, Mark, Node, Target};
use chinwag::recording::Redaction;
use chinwag::store::Store;
use chinwag::text::Safe;
use chinwag::time::Time;
use chinwag::transport::{Listener, Tcp, Transport};
use tokio::runtime::Builder;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Bytes of each message.
pub(crate) const TEXT: usize = 256;
/// When every talk begins.
const NOW: Time = Time::from_micros(1_767_268_800_000_000);
/// Messages submitted and not confirmed: below what an outbox keeps.
const UNCONFIRMED_MAX: u64 = 8_000;

/// What the two keep their messages in.
pub(crate) struct Pair {
    alices: Box<dyn Store>,
    bobs: Box<dyn Store>,
    /// A folder that both record into, if they do.
    pub(crate) folder: Option<PathBuf>,
}

/// A driver, and the person before it.
struct Person {
    parts: Parts,
    commanded: mpsc::Receiver<Command>,
    told: mpsc::Sender<Event>,
    hand: Hand,
}

/// The ends that a person holds.
struct Hand {
    commands: mpsc::Sender<Command>,
    events: mpsc::Receiver<Event>,
}

impl Pair {
    pub(crate) fn new(alices: Box<dyn Store>, bobs: Box<dyn Store>) -> Self {
        Self { alices, bobs, folder: None }
    }

    /// How long it takes until so many messages, submitted as fast as they are taken, are
    /// confirmed.
    pub(crate) fn pipelined(self, count: u64) -> Duration {
        self.talks(count + 1, async move |hand: &mut Hand, to: &Target| {
            let start = Instant::now();
            talk(hand, to, count, UNCONFIRMED_MAX).await;
            start.elapsed()
        })
    }

    /// How long each of so many messages takes to be confirmed, when each waits for the last.
    pub(crate) fn one_at_a_time(self, count: u64) -> Vec<Duration> {
        self.talks(count + 1, async move |hand: &mut Hand, to: &Target| {
            let mut took = Vec::new();
            for _ in 0..count {
                let start = Instant::now();
                talk(hand, to, 1, 1).await;
                took.push(start.elapsed());
            }
            took
        })
    }

    /// Lets Alice say a first word and then talk, while Bob hears so many messages in all.
    fn talks<T: Send + 'static>(
        self,
        heard: u64,
        talk_on: impl AsyncFnOnce(&mut Hand, &Target) -> T + Send + 'static,
    ) -> T {
        let [one, other] = [free_port(), free_port()];
        let (ready, is_ready) = std::sync::mpsc::channel();
        let Self { alices, bobs, folder } = self;
        let recordings = folder.map(|folder| [folder.join("alice"), folder.join("bob")]);
        let [alices_recording, bobs_recording] = recordings.map_or([None, None], |r| r.map(Some));
        let bob = on_thread(async move || {
            let Person { parts, commanded, told, hand } =
                person(2, other, bobs, bobs_recording).await;
            ready.send(()).expect("somebody waits");
            let ((), ()) = tokio::join!(driver::run(parts, commanded, told), hear(hand, heard));
        });
        is_ready.recv().expect("bob listens");
        let alice = on_thread(async move || {
            let Person { parts, commanded, told, mut hand } =
                person(1, one, alices, alices_recording).await;
            let to = Target::At(Address::new("127.0.0.1", other).expect("an address").into());
            let talking = async move {
                talk(&mut hand, &to, 1, 1).await;
                talk_on(&mut hand, &to).await
            };
            let ((), outcome) = tokio::join!(driver::run(parts, commanded, told), talking);
            outcome
        });
        let outcome = alice.join().expect("alice talks");
        bob.join().expect("bob hears");
        outcome
    }
}

/// Runs a runtime on a thread of its own.
pub(crate) fn on_thread<T: Send + 'static>(
    work: impl AsyncFnOnce() -> T + Send + 'static,
) -> thread::JoinHandle<T> {
    thread::spawn(|| {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(work())
    })
}

pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

async fn person(
    number: u8,
    port: u16,
    store: Box<dyn Store>,
    recording: Option<PathBuf>,
) -> Person {
    let keys = KeyPair::from_seed([number; 32]);
    let at = Address::new("127.0.0.1", port).expect("an address");
    let listener: Box<dyn Listener> = Tcp.listen(&at).await.expect("a free port");
    let name = Safe::name("somebody");
    let config = Config { name, port, static_peers: Vec::new(), links_max: LINKS_MAX };
    let mut store = store;
    let remembered = store.load().expect("what was kept");
    let node = Node::new(keys.identity(), config, number.into(), remembered);
    let parts = Parts {
        channel: Channel::new(&keys),
        transport: Arc::new(Tcp),
        listener,
        writer: Writer::on_thread(store).expect("a thread"),
        recorder: recorder(&node, recording),
        node,
        now: NOW,
    };
    let (commands, commanded) = mpsc::channel(256);
    let (told, events) = mpsc::channel(4_096);
    Person { parts, commanded, told, hand: Hand { commands, events } }
}

fn recorder(node: &Node, recording: Option<PathBuf>) -> Box<dyn Recorder> {
    let Some(file) = recording else { return Box::new(()) };
    let files = Box::new(Files::open(&file).expect("a new file"));
    let (redaction, bounds) = (Some(Redaction::new([5; 32])), Bounds::default());
    let recorder = FlightRecorder::start(node, NOW, redaction, bounds, files, drop);
    Box::new(recorder.expect("a thread"))
}

/// Listens until so many messages were heard, then leaves.
async fn hear(mut hand: Hand, count: u64) {
    let (mut heard, mut events) = (0, Vec::new());
    while heard < count {
        hand.events.recv_many(&mut events, 1_024).await;
        let is_said = |event: &Event| matches!(event, Event::Said { .. });
        heard += events.drain(..).filter(is_said).count() as u64;
    }
}

/// Submits messages as fast as they are confirmed, and waits for the last one.
async fn talk(hand: &mut Hand, to: &Target, count: u64, unconfirmed_max: u64) {
    let text = "x".repeat(TEXT);
    let (mut submitted, mut queued, mut last, mut confirmed) = (0, 0, 0, 0);
    let mut events = Vec::new();
    while queued < count || confirmed < last {
        while submitted < count && submitted - queued + last - confirmed < unconfirmed_max {
            let command = Command::Send { to: to.clone(), text: text.clone() };
            if hand.commands.try_send(command).is_err() {
                break;
            }
            submitted += 1;
        }
        hand.events.recv_many(&mut events, 1_024).await;
        for event in events.drain(..) {
            if let Event::Queued { seq, .. } = event {
                (queued, last) = (queued + 1, seq);
                confirmed = confirmed.max(seq - queued);
            }
            if let Event::Marked { upto, mark: Mark::Received, .. } = event {
                confirmed = upto;
            }
        }
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
