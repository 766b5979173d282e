//! People as they really run: driver, channel and node over TCP, and all that passed their doors.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use chinwag::address::{Address, Contact};
use chinwag::channel::Channel;
use chinwag::driver::{self, Parts, Recorder, Writer};
use chinwag::frame::Frame;
use chinwag::identity::{Identity, KeyPair};
use chinwag::node::{Command, Config, Event, Input, LINKS_MAX, Node, Output, Target};
use chinwag::record::{Answer, Question, Record, Remembered, Trouble};
use chinwag::store::Store;
use chinwag::text::Safe;
use chinwag::time::Time;
use chinwag::transport::Tcp;
use sim::Memory;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use crate::ends::{End, ends_in};

/// Somebody with a running driver.
pub(crate) struct Person {
    pub(crate) identity: Identity,
    pub(crate) address: Address,
    pub(crate) disk: Disk,
    commands: mpsc::Sender<Command>,
    passed: watch::Receiver<Vec<Passed>>,
}

/// What somebody keeps from run to run; clones are the same one.
#[derive(Clone, Default)]
pub(crate) struct Disk(Arc<Mutex<Memory>>);

impl Disk {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().expect("no store panics")
    }
}

impl Store for Disk {
    fn load(&mut self) -> Result<Remembered, Trouble> {
        self.memory().load()
    }

    fn commit(&mut self, records: &[Record]) -> Result<BTreeSet<usize>, Trouble> {
        self.memory().commit(records)
    }

    fn recall(&mut self, question: &Question) -> Result<Answer, Trouble> {
        self.memory().recall(question)
    }
}

/// Something that passed the door of a node.
pub(crate) enum Passed {
    In(Input),
    Out(Output),
}

impl Person {
    /// Starts somebody, who dials these contacts for as long as it runs.
    pub(crate) async fn start(name: &str, static_peers: &[Contact]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        Self::start_at(name, listener, static_peers)
    }

    /// The same, where the listener is.
    pub(crate) fn start_at(name: &str, listener: TcpListener, static_peers: &[Contact]) -> Self {
        Self::start_with(name, listener, static_peers, Disk::default())
    }

    /// Starts somebody elsewhere, with what was kept when it ran before.
    pub(crate) async fn start_again(name: &str, disk: Disk) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        Self::start_with(name, listener, &[], disk)
    }

    fn start_with(
        name: &str,
        listener: TcpListener,
        static_peers: &[Contact],
        mut disk: Disk,
    ) -> Self {
        let keys = keys_of(name);
        let address = Address::from(listener.local_addr().expect("a bound listener"));
        let config = Config {
            name: Safe::name(name),
            port: address.port(),
            static_peers: static_peers.to_vec(),
            links_max: LINKS_MAX,
        };
        let (identity, seed) = (keys.identity(), u64::from(address.port()));
        let (recorder, passed) = watch::channel(Vec::new());
        let remembered = disk.load().expect("memory can be read");
        let parts = Parts {
            node: Node::new(identity, config, seed, remembered),
            channel: Channel::new(&keys),
            transport: Arc::new(Tcp),
            listener: Box::new(listener),
            writer: Writer::on_thread(Box::new(disk.clone())).expect("one more thread"),
            recorder: Box::new(Scribe(recorder)),
            now: NOON,
        };
        let (commands, commanded) = mpsc::channel(16);
        let (told, mut events) = mpsc::channel(16);
        tokio::spawn(driver::run(parts, commanded, told));
        tokio::spawn(async move { while events.recv().await.is_some() {} });
        Self { identity, address, disk, commands, passed }
    }

    /// Where to dial, and who must answer.
    pub(crate) fn contact(&self) -> Contact {
        Contact { address: self.address.clone(), identity: Some(self.identity) }
    }

    pub(crate) async fn say(&self, to: Target, text: &str) {
        self.command(Command::Send { to, text: text.to_owned() }).await;
    }

    pub(crate) async fn command(&self, command: Command) {
        self.commands.send(command).await.expect("the driver runs");
    }

    /// Every message that was shown to the person, and from whom.
    pub(crate) fn heard(&self) -> Vec<(Identity, String)> {
        heard(&self.passed.borrow())
    }

    /// Everything that came to an end.
    pub(crate) fn ends(&self) -> Vec<End> {
        ends_in(&self.passed.borrow())
    }

    pub(crate) async fn hears(&self, from: Identity, text: &str) {
        let is_said = |(who, said): &(Identity, String)| *who == from && said == text;
        self.until(text, |passed| heard(passed).iter().any(is_said)).await;
    }

    pub(crate) async fn sees_online(&self, who: Identity) {
        self.until("somebody to be online", |passed| events(passed).any(|e| is_online(e, who)))
            .await;
    }

    pub(crate) async fn sees_ends(&self, count: usize) {
        self.until("an end", |passed| ends_in(passed).len() >= count).await;
    }

    /// Waits for something to be so, and shows all that passed if it does not come.
    pub(crate) async fn until(&self, what: &str, is_so: impl Fn(&[Passed]) -> bool) {
        let mut passed = self.passed.clone();
        let waiting = timeout(PATIENCE, passed.wait_for(|passed| is_so(passed)));
        let is_seen = matches!(waiting.await, Ok(Ok(_)));
        assert!(is_seen, "waited in vain for {what:?} in\n{}", transcript(&self.passed.borrow()));
    }
}

/// Alice and Bob, who talk to each other.
pub(crate) struct Scene {
    pub(crate) alice: Person,
    pub(crate) bob: Person,
}

impl Scene {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        Self::open_at(listener).await
    }

    /// The same, with Alice where the listener is.
    pub(crate) async fn open_at(listener: TcpListener) -> Self {
        let alice = Person::start_at("alice", listener, &[]);
        let bob = Person::start("bob", &[alice.contact()]).await;
        alice.sees_online(bob.identity).await;
        bob.sees_online(alice.identity).await;
        Self { alice, bob }
    }

    /// Alice asks and Bob answers.
    pub(crate) async fn talk(&self) {
        let Self { alice, bob } = self;
        let round = bob.heard().len();
        let (from_alice, from_bob) = (format!("still there? {round}"), format!("yes! {round}"));
        alice.say(Target::Peer(bob.identity), &from_alice).await;
        bob.hears(alice.identity, &from_alice).await;
        bob.say(Target::Peer(alice.identity), &from_bob).await;
        alice.hears(bob.identity, &from_bob).await;
    }

    /// Waits until as many things have ended at Alice's, and checks that it were these and no
    /// others, that nothing ended at Bob's, that the two can talk, and that no word of anybody
    /// else was heard.
    pub(crate) async fn ends_with(&self, ends: &[End]) {
        self.ends_with_words(ends, &[]).await;
    }

    /// The same, where somebody else was heard to say these words.
    pub(crate) async fn ends_with_words(&self, ends: &[End], words: &[(Identity, &str)]) {
        let Self { alice, bob } = self;
        alice.sees_ends(ends.len()).await;
        self.talk().await;
        assert_eq!(alice.ends(), ends);
        assert_eq!(bob.ends(), []);
        let by_bob = (0..bob.heard().len()).map(|round| (bob.identity, format!("yes! {round}")));
        let by_others = words.iter().map(|(who, words)| (*who, (*words).to_owned()));
        let (heard_of_bob, heard_of_others): (Vec<_>, Vec<_>) =
            alice.heard().into_iter().partition(|(who, _)| *who == bob.identity);
        assert_eq!(heard_of_bob, by_bob.collect::<Vec<_>>());
        assert_eq!(heard_of_others, by_others.collect::<Vec<_>>());
    }
}

/// The keys of somebody: one name is one person.
pub(crate) fn keys_of(name: &str) -> KeyPair {
    let mut seed = [0; 32];
    seed[..name.len()].copy_from_slice(name.as_bytes());
    KeyPair::from_seed(seed)
}

struct Scribe(watch::Sender<Vec<Passed>>);

impl Recorder for Scribe {
    fn happened(&mut self, _: Time, input: &Input) {
        if !is_small_talk(input) {
            self.0.send_modify(|passed| passed.push(Passed::In(input.clone())));
        }
    }

    fn followed(&mut self, _: &Node, outputs: &[Output]) {
        let is_pong = |output: &&Output| matches!(output, Output::Send(_, Frame::Pong));
        let outputs: Vec<_> = outputs.iter().filter(|output| !is_pong(output)).collect();
        if !outputs.is_empty() {
            let outputs = outputs.into_iter().cloned().map(Passed::Out);
            self.0.send_modify(|passed| passed.extend(outputs));
        }
    }
}

/// Pings alone: who sends them without end would make every look at what passed a long one.
fn is_small_talk(input: &Input) -> bool {
    let Input::Received { frames, .. } = input else { return false };
    frames.iter().all(|frame| *frame == Frame::Ping)
}

fn events(passed: &[Passed]) -> impl Iterator<Item = &Event> {
    passed.iter().filter_map(|passed| match passed {
        Passed::Out(Output::Notify(event)) => Some(event),
        Passed::In(_) | Passed::Out(_) => None,
    })
}

fn is_online(event: &Event, identity: Identity) -> bool {
    let Event::Online(card) = event else { return false };
    card.who.as_ref().is_some_and(|who| who.identity == identity)
}

fn heard(passed: &[Passed]) -> Vec<(Identity, String)> {
    let mut heard = Vec::new();
    for event in events(passed) {
        if let Event::Said { from, text, .. } = event {
            heard.push((from.identity, text.to_string()));
        }
    }
    heard
}

fn transcript(passed: &[Passed]) -> String {
    let mut lines = String::new();
    for passed in passed {
        let _ = match passed {
            Passed::In(input) => writeln!(lines, "<- {input}"),
            Passed::Out(output) => writeln!(lines, "-> {output}"),
        };
    }
    lines
}

/// How long anybody waits for something that must come: long enough for a slow machine and the
/// longest patience of the program.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// When every story begins: 2026-01-01T12:00:00Z.
pub(crate) const NOON: Time = Time::from_micros(1_767_268_800_000_000);
