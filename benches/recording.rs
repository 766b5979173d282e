//! What recording costs: a bare node, and two who talk over loopback, each with and without.
//!
//! Of the whole it is processor time that counts, of all threads, as the system books it: where
//! that cannot be asked for, only the time that passes is compared.

#[path = "pair/mod.rs"]
mod pair;

use std::fs;
use std::hint::black_box;
use std::time::Duration;

use chinwag::address::Address;
use chinwag::driver::Recorder;
use chinwag::flight::{Bounds, Files, FlightRecorder};
use chinwag::frame::{Frame, Greeting};
use chinwag::identity::KeyPair;
use chinwag::node::{Config, Input, LINKS_MAX, LinkId, Node, Origin};
use chinwag::record::Remembered;
use chinwag::recording::Redaction;
use chinwag::stream::MessageId;
use chinwag::text::{Safe, Untrusted};
use chinwag::time::Time;
use chinwag::wire::VERSION;
use sim::Memory;
use tokio::time::Instant;

use pair::{Pair, TEXT, median, on_thread};

const MESSAGES: u64 = 200_000;
const ONE_BY_ONE: u64 = 1_000;
const ROUNDS: usize = 7;
/// Messages that come in together, as they do when there is much to say.
const BATCHES: [u64; 2] = [1, 32];
const NOON: Time = Time::from_micros(1_767_268_800_000_000);

fn main() {
    println!("recording of messages of {TEXT} bytes, medians of {ROUNDS} rounds");
    for batch in BATCHES {
        let both = rounds(|is_recorded| node_alone(batch, is_recorded));
        let [without, with] = both.each_ref().map(|took| median(took.clone()) * 1e9);
        println!("bare node, {batch:>2} at once  {without:>8.0} ns  with recorder {with:>8.0} ns");
    }
    let mut booked = [Vec::new(), Vec::new()];
    let passed = rounds(|is_recorded| {
        let before = processor_time();
        let passed = talk(is_recorded, |pair| pair.pipelined(MESSAGES));
        let span = processor_time().zip(before).map(|(after, before)| after - before);
        booked[usize::from(is_recorded)].extend(span);
        passed.as_secs_f64()
    });
    compare("time that passes", &passed);
    if booked.iter().all(|booked| !booked.is_empty()) {
        compare("processor time  ", &booked);
    }
    let both = rounds(|is_recorded| {
        let took = talk(is_recorded, |pair| pair.one_at_a_time(ONE_BY_ONE));
        median(took.iter().map(Duration::as_secs_f64).collect()) * 1e6
    });
    let [without, with] = both.map(median);
    println!("one at a time, p50 {without:.0} µs, with recorders {with:.0} µs");
}

/// The same without and with a recorder, in turns.
fn rounds(mut measure: impl FnMut(bool) -> f64) -> [Vec<f64>; 2] {
    let mut both = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        both[0].push(measure(false));
        both[1].push(measure(true));
    }
    both
}

fn compare(what: &str, [without, with]: &[Vec<f64>; 2]) {
    let ratio = median(without.iter().zip(with).map(|(without, with)| with / without).collect());
    let micros = |took: &Vec<f64>| median(took.clone()) * 1e6 / MESSAGES as f64;
    let (without, with) = (micros(without), micros(with));
    println!(
        "two over loopback, {what} {without:>6.2} µs a message, with recorders {with:>6.2} µs, \
         ratio {ratio:.2}"
    );
}

/// Two who talk, and record what happens, or not.
fn talk<T>(is_recorded: bool, talk: impl FnOnce(Pair) -> T) -> T {
    let folder = tempfile::tempdir().expect("a folder");
    let [one, other] = [(); 2].map(|()| Box::new(Memory::default()));
    let mut pair = Pair::new(one, other);
    pair.folder = is_recorded.then(|| folder.path().to_owned());
    talk(pair)
}

/// Seconds that one message takes a node that hears so many at once.
fn node_alone(batch: u64, is_recorded: bool) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let mut node = greeted();
    let files = Box::new(Files::open(&folder.path().join("alice")).expect("a new file"));
    let redaction = Some(Redaction::new([5; 32]));
    let mut recorder: Box<dyn Recorder> = Box::new(());
    if is_recorded {
        let bounds = Bounds { waiting: usize::MAX, ..Bounds::default() };
        let started = FlightRecorder::start(&node, NOON, redaction, bounds, files, drop);
        recorder = Box::new(started.expect("a thread"));
    }
    let inputs: Vec<Input> = (0..MESSAGES / batch).map(|number| heard(number, batch)).collect();
    // On one thread, so that what is measured is not what the recorder's own thread does.
    let took = on_thread(async move || {
        let start = Instant::now();
        for input in inputs {
            recorder.happened(NOON, &input);
            let outputs = node.handle(NOON, input);
            recorder.followed(&node, &outputs);
            black_box(outputs);
        }
        start.elapsed()
    });
    took.join().expect("it ends").as_secs_f64() / MESSAGES as f64
}

/// So many messages at once, for the so manieth time.
fn heard(number: u64, batch: u64) -> Input {
    let texts = (number * batch + 1..=(number + 1) * batch)
        .map(|seq| Frame::Text(seq, MessageId(seq.into()), NOON, Untrusted::new("x".repeat(TEXT))));
    Input::Received { link: LinkId(1), frames: texts.collect() }
}

/// A node with a link that was greeted.
fn greeted() -> Node {
    let [me, peer] = [1, 2].map(|number| KeyPair::from_seed([number; 32]).identity());
    let name = Safe::name("alice");
    let config = Config { name, port: 7001, static_peers: Vec::new(), links_max: LINKS_MAX };
    let mut node = Node::new(me, config, 1, Remembered::default());
    let address = Address::new("127.0.0.1", 7002).expect("an address");
    let (link, origin) = (LinkId(1), Origin::Accepted);
    let _ = node.handle(NOON, Input::Opened { link, peer, address, origin });
    let greeting = Greeting {
        version: VERSION,
        name: Untrusted::new("bob"),
        port: 7002,
        boot: 1,
        dial: 1,
        seen: 0,
        clock: NOON,
        sending: 1,
        received: None,
    };
    let _ = node.handle(NOON, Input::Received { link, frames: vec![Frame::Connect(greeting)] });
    node
}

/// Seconds of processor time that this program and its threads have had.
fn processor_time() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    let ticks: f64 = ticks.sum::<Result<f64, _>>().ok()?;
    Some(ticks * TICK.as_secs_f64())
}

/// What Linux counts processor time in, wherever it is asked in this way.
const TICK: Duration = Duration::from_millis(10);
