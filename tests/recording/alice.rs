//! Alice, whose node is told by hand what happens, with a disk and a recorder beside it.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::slice;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use chinwag::address::Address;
use chinwag::driver::Recorder;
use chinwag::flight::{Bounds, Files, FlightRecorder, Shelf};
use chinwag::frame::{Frame, Greeting};
use chinwag::identity::{Identity, KeyPair};
use chinwag::node::{Command, Config, Input, LINKS_MAX, LinkId, Node, Origin, Output, Target};
use chinwag::record::{Remembered, Trouble};
use chinwag::recording::Redaction;
use chinwag::store::Store;
use chinwag::text::{Safe, Untrusted};
use chinwag::time::Time;
use chinwag::wire::VERSION;
use sim::Memory;
use sim::replay::{Recording, Replay, Stretch, replay};
use tempfile::TempDir;

pub(crate) const NOON: Time = Time::from_micros(1_795_348_800_000_000);
pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const ALICE: u8 = 1;
pub(crate) const BOB: u8 = 2;
pub(crate) const CAROL: u8 = 3;

pub(crate) struct Alice {
    pub(crate) node: Node,
    pub(crate) recorder: FlightRecorder,
    pub(crate) now: Time,
    /// All that passed the door.
    pub(crate) passed: Vec<(Input, Vec<Output>)>,
    /// Whether her recording came to an early end, and why.
    pub(crate) troubles: Receiver<Trouble>,
    disk: Memory,
}

impl Alice {
    /// Alice at noon, who records into a file, with pseudonyms in place of names.
    pub(crate) fn recording_to(file: &Path) -> Self {
        Self::new(Some(Redaction::new([9; 32])), Bounds::default(), open(file))
    }

    pub(crate) fn new(
        redaction: Option<Redaction>,
        bounds: Bounds,
        shelf: impl Shelf + 'static,
    ) -> Self {
        let config = Config {
            name: Safe::name("Alice Liddell"),
            port: 7001,
            static_peers: vec!["10.0.0.9:7001".parse().unwrap()],
            links_max: LINKS_MAX,
        };
        let node = Node::new(key(ALICE), config, 5, Remembered::default());
        let (tell, troubles) = channel();
        let fail = move |why| tell.send(why).unwrap_or_default();
        let recorder =
            FlightRecorder::start(&node, NOON, redaction, bounds, Box::new(shelf), fail).unwrap();
        let (disk, passed) = (Memory::default(), Vec::new());
        Self { node, recorder, now: NOON, passed, troubles, disk }
    }

    /// Something happens, and whatever her disk then has to say.
    pub(crate) fn hears(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            self.recorder.happened(self.now, &input);
            let outputs = self.node.handle(self.now, input.clone());
            self.recorder.followed(&self.node, &outputs);
            for output in &outputs {
                if let Output::Store(record) = output {
                    self.disk.commit(slice::from_ref(record)).unwrap();
                } else if let Output::Recall(question) = output {
                    inputs.push_back(Input::Recalled(self.disk.recall(question).unwrap()));
                }
            }
            self.passed.push((input, outputs));
        }
    }

    /// Somebody calls over a new link and greets.
    pub(crate) fn is_called(&mut self, link: u64, peer: u8, name: &str) {
        let (peer, address) = (key(peer), home(peer).at_port(50_000));
        let origin = Origin::Accepted;
        self.hears(Input::Opened { link: LinkId(link), peer, address, origin });
        self.receives(link, Frame::Connect(greeting(name, link)));
    }

    pub(crate) fn receives(&mut self, link: u64, frame: Frame) {
        self.hears(Input::Received { link: LinkId(link), frames: vec![frame] });
    }

    pub(crate) fn says(&mut self, to: u8, text: &str) {
        let to = Target::Peer(key(to));
        self.hears(Input::Commanded(Command::Send { to, text: text.to_owned() }));
    }

    pub(crate) fn calls(&mut self, peer: u8, petname: Option<&str>) {
        let petname = petname.map(Safe::line);
        self.hears(Input::Commanded(Command::Petname { peer: key(peer), petname }));
    }

    /// Alice leaves, and how everything went.
    pub(crate) fn leaves(self) -> Vec<(Input, Vec<Output>)> {
        self.passed
    }
}

pub(crate) fn key(number: u8) -> Identity {
    KeyPair::from_seed([number; 32]).identity()
}

pub(crate) fn home(peer: u8) -> Address {
    Address::new(&format!("10.0.0.{peer}"), 7001).unwrap()
}

pub(crate) fn greeting(name: &str, dial: u64) -> Greeting {
    Greeting {
        version: VERSION,
        name: Untrusted::new(name),
        port: 7001,
        boot: 77,
        dial,
        seen: 0,
        clock: NOON,
        sending: 0xb0b,
        received: None,
    }
}

/// A folder, and a file in it to record to.
pub(crate) fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("evening.cbor");
    (folder, file)
}

pub(crate) fn open(file: &Path) -> Files {
    Files::open(file).unwrap_or_else(|failure| panic!("{failure}"))
}

/// The whole of a recording, again.
pub(crate) fn replayed(file: &Path) -> Replay {
    replay(Recording::open(file).unwrap(), Stretch::ALL)
}
