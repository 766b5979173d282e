//! Alice by herself, whose node is told by hand what happens.

use std::collections::VecDeque;
use std::slice;
use std::time::Duration;

use chinwag::address::{Address, Contact};
use chinwag::frame::{Frame, Greeting};
use chinwag::identity::{Identity, KeyPair};
use chinwag::node::{
    Command, Config, Input, LINKS_MAX, LinkId, Node, Opinion, Origin, Output, Target,
};
use chinwag::reason::Reason;
use chinwag::record::{Acquaintance, Answer, Question, Remembered};
use chinwag::store::Store;
use chinwag::text::{Safe, Untrusted};
use chinwag::time::Time;
use chinwag::wire::VERSION;
use sim::Memory;

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const NOON: Time = Time::from_micros(43_200_000_000);

/// Alice, with what she was told to remember.
pub(crate) fn alice(static_peers: &[&str], remembered: Vec<Acquaintance>) -> Node {
    Node::new(key(1), config(static_peers), 5, Remembered { peers: remembered })
}

fn config(static_peers: &[&str]) -> Config {
    Config {
        name: Safe::name("alice"),
        port: 7001,
        static_peers: static_peers.iter().map(|peer| peer.parse().unwrap()).collect(),
        links_max: LINKS_MAX,
    }
}

/// Alice with a disk, which does at once what it shall.
pub(crate) struct Alone {
    pub(crate) node: Node,
    pub(crate) disk: Memory,
    /// The disk answers questions by itself.
    pub(crate) is_recalling: bool,
    runs: u64,
}

impl Alone {
    pub(crate) fn new() -> Self {
        let node = alice(&[], Vec::new());
        Self { node, disk: Memory::default(), is_recalling: true, runs: 1 }
    }

    /// The program ends, however, and starts again.
    pub(crate) fn restart(&mut self) {
        self.runs += 1;
        let remembered = self.disk.load().expect("memory can be read");
        self.node = Node::new(key(1), config(&[]), 5 + self.runs, remembered);
    }

    /// What Alice does and is told after an input, without what is between her and her disk.
    pub(crate) fn handle(&mut self, now: Time, input: Input) -> Vec<Output> {
        let mut done = Vec::new();
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for output in self.node.handle(now, input) {
                if let Output::Store(record) = &output {
                    self.disk.commit(slice::from_ref(record)).expect("memory can be written to");
                } else if let Output::Recall(question) = &output {
                    let answer = self.disk_answers(question);
                    inputs.extend(self.is_recalling.then_some(Input::Recalled(answer)));
                } else {
                    done.push(output);
                }
            }
        }
        done
    }

    /// What the disk says.
    pub(crate) fn disk_answers(&mut self, question: &Question) -> Answer {
        self.disk.recall(question).expect("memory can be read")
    }

    /// The same as lines.
    pub(crate) fn hears(&mut self, input: Input) -> Vec<String> {
        self.handle(NOON, input).iter().map(ToString::to_string).collect()
    }

    /// Bob calls over that link and greets her. What she does then.
    pub(crate) fn is_called(&mut self, link: u64, greeting: Greeting) -> Vec<String> {
        let source = format!("10.0.0.2:{}", 50_000 + link);
        self.hears(opened(link, key(2), &source, Origin::Accepted));
        self.hears(received(link, Frame::Connect(Greeting { dial: link, ..greeting })))
    }
}

/// Bob, who answered there in a former run.
pub(crate) fn bob_at(addresses: &[&str]) -> Acquaintance {
    Acquaintance {
        identity: key(2),
        name: Safe::name("bob"),
        petname: None,
        seen: None,
        routes: addresses.iter().map(|address| (at(address), true)).collect(),
        outgoing: None,
        incoming: None,
        opinion: Opinion::default(),
        unread: 0,
    }
}

pub(crate) fn key(number: u32) -> Identity {
    let mut seed = [7; 32];
    seed[..4].copy_from_slice(&number.to_be_bytes());
    KeyPair::from_seed(seed).identity()
}

pub(crate) fn at(address: &str) -> Address {
    address.parse().unwrap()
}

pub(crate) fn greeting(name: &str, port: u16) -> Greeting {
    Greeting {
        version: VERSION,
        name: Untrusted::new(name),
        port,
        boot: 77,
        dial: 1,
        seen: 0,
        clock: NOON,
        sending: 0xb0b,
        received: None,
    }
}

/// The transcript of one input.
pub(crate) fn handle(node: &mut Node, now: Time, input: Input) -> Vec<String> {
    node.handle(now, input).iter().map(ToString::to_string).collect()
}

pub(crate) fn opened(link: u64, peer: Identity, address: &str, origin: Origin) -> Input {
    Input::Opened { link: LinkId(link), peer, address: at(address), origin }
}

pub(crate) fn received(link: u64, frame: Frame) -> Input {
    Input::Received { link: LinkId(link), frames: vec![frame] }
}

pub(crate) fn send_to(contact: &str, text: &str) -> Input {
    let contact: Contact = contact.parse().unwrap();
    Input::Commanded(Command::Send { to: Target::At(contact), text: text.to_owned() })
}

/// A message to the owner of that key.
pub(crate) fn say(to: Identity, text: &str) -> Input {
    Input::Commanded(Command::Send { to: Target::Peer(to), text: text.to_owned() })
}

/// A stranger calls, says who it is, and hangs up.
pub(crate) fn opened_by(alice: &mut Alone, number: u64) {
    let mut seed = [9; 32];
    seed[..8].copy_from_slice(&number.to_be_bytes());
    let stranger = KeyPair::from_seed(seed).identity();
    let link = 1_000 + number;
    alice.handle(NOON, opened(link, stranger, "10.0.0.9:50000", Origin::Accepted));
    alice.handle(NOON, received(link, Frame::Connect(greeting("somebody", 0))));
    alice.handle(NOON, hung_up(link));
}

/// The link to whoever it was ends.
pub(crate) fn hung_up(link: u64) -> Input {
    Input::Closed { link: LinkId(link), reason: Reason::HungUp }
}
