//! What one input costs the node, with few links and with many: the cost may not grow with them.

use std::time::Duration;

use chinwag::address::Address;
use chinwag::frame::{Frame, Greeting};
use chinwag::identity::KeyPair;
use chinwag::node::{Command, Config, Input, LinkId, Node, Origin, Target};
use chinwag::record::Remembered;
use chinwag::stream::MessageId;
use chinwag::text::{Safe, Untrusted};
use chinwag::time::Time;
use chinwag::wire::VERSION;
use divan::{Bencher, black_box};

const LINKS: [u64; 3] = [3, 50, 1_000];
const NOON: Time = Time::from_micros(43_200_000_000);

fn main() {
    divan::main();
}

fn keys(number: u64) -> KeyPair {
    let mut seed = [3; 32];
    seed[..8].copy_from_slice(&number.to_be_bytes());
    KeyPair::from_seed(seed)
}

/// A node with that many greeted links.
fn node(links: u64) -> Node {
    let config = Config {
        name: Safe::name("alice"),
        port: 7001,
        static_peers: Vec::new(),
        links_max: 2_000,
    };
    let mut node = Node::new(keys(0).identity(), config, 1, Remembered::default());
    for number in 1..=links {
        let link = LinkId(number);
        let peer = keys(number).identity();
        let address = Address::new("127.0.0.1", 10_000 + number as u16).expect("an address");
        let _ = node.handle(NOON, Input::Opened { link, peer, address, origin: Origin::Accepted });
        let greeting = Greeting {
            version: VERSION,
            name: Untrusted::new(format!("peer {number}")),
            port: 7001,
            boot: number,
            dial: 1,
            seen: 0,
            clock: NOON,
            sending: number,
            received: None,
        };
        let _ = node.handle(NOON, Input::Received { link, frames: vec![Frame::Connect(greeting)] });
    }
    node
}

/// A message comes in, is shown and confirmed.
#[divan::bench(args = LINKS)]
fn text_received(bencher: Bencher<'_, '_>, links: u64) {
    let mut node = node(links);
    let mut number = 0;
    bencher
        .with_inputs(|| {
            let (link, seq) = (LinkId(number % links + 1), number / links + 1);
            number += 1;
            let text = Untrusted::new("x".repeat(256));
            let frames = vec![Frame::Text(seq, MessageId(number.into()), NOON, text)];
            Input::Received { link, frames }
        })
        .bench_local_values(|input| black_box(node.handle(NOON, input)));
}

/// A message goes out and is confirmed.
#[divan::bench(args = LINKS)]
fn text_sent_and_confirmed(bencher: Bencher<'_, '_>, links: u64) {
    let mut node = node(links);
    let mut sent = 0;
    let to = Target::Peer(keys(1).identity());
    bencher
        .with_inputs(|| {
            sent += 1;
            let text = "x".repeat(256);
            let confirmed = vec![Frame::Received(sent)];
            (
                Input::Commanded(Command::Send { to: to.clone(), text }),
                Input::Received { link: LinkId(1), frames: confirmed },
            )
        })
        .bench_local_values(|(send, confirmed)| {
            black_box(node.handle(NOON, send));
            black_box(node.handle(NOON, confirmed))
        });
}

/// A sign of life.
#[divan::bench(args = LINKS)]
fn ping_received(bencher: Bencher<'_, '_>, links: u64) {
    let mut node = node(links);
    let mut number = 0;
    bencher
        .with_inputs(|| {
            number += 1;
            Input::Received { link: LinkId(number % links + 1), frames: vec![Frame::Ping] }
        })
        .bench_local_values(|input| black_box(node.handle(NOON, input)));
}

/// The clock goes on to the next deadline of all links.
#[divan::bench(args = LINKS)]
fn deadline_passed(bencher: Bencher<'_, '_>, links: u64) {
    let mut node = node(links);
    let mut now = NOON;
    let mut number = 0;
    bencher.bench_local(|| {
        // One link a tick is heard, and one is due: as it is when many links idle.
        number += 1;
        now = now + Duration::from_secs(15) / links as u32;
        let link = LinkId(number % links + 1);
        black_box(node.handle(now, Input::Received { link, frames: vec![Frame::Pong] }));
        black_box(node.handle(now, Input::Ticked))
    });
}
