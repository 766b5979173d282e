//! Acknowledged messages over loopback, pipelined: the whole of chinwag against plain tokio.
//!
//! Both sides of each exchange have a thread and a runtime of their own, as two programs have. The
//! plain exchange is `LengthDelimitedCodec` on a TCP stream: it writes in batches and acknowledges
//! whatever has come in at once; it has no encryption, no encoding, no node and nobody to tell.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use chinwag::address::Address;
use chinwag::channel::Channel;
use chinwag::driver::{self, Parts};
use chinwag::identity::KeyPair;
use chinwag::node::{Command, Config, Event, LINKS_MAX, Mark, Node, Remembered, Target};
use chinwag::screen::Wires;
use chinwag::store::Forgetful;
use chinwag::text::Safe;
use chinwag::time::Time;
use chinwag::transport::{Listener, Tcp, Transport};
use futures_util::{SinkExt, StreamExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::codec::{FramedRead, FramedWrite, LengthDelimitedCodec};

const MESSAGES: u64 = 200_000;
const TEXT: usize = 256;
const ROUNDS: usize = 5;
/// Messages submitted and not confirmed: below what an outbox keeps.
const UNCONFIRMED_MAX: u64 = 8_000;

fn main() {
    let mut rounds: Vec<[f64; 2]> = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push([rate(plain()), rate(chinwag())]);
    }
    let plain = median(rounds.iter().map(|[plain, _]| *plain).collect());
    let whole = median(rounds.iter().map(|[_, whole]| *whole).collect());
    let ratio = median(rounds.iter().map(|[plain, whole]| whole / plain).collect());
    println!("acknowledged messages of {TEXT} bytes a second, medians of {ROUNDS} rounds");
    println!("plain tokio {plain:>12.0}");
    println!("chinwag     {whole:>12.0}");
    println!(
        "ratio       {ratio:>12.2}   (0.20 is fair, 0.33 is what the best bare streams reach)"
    );
}

fn rate(took: Duration) -> f64 {
    MESSAGES as f64 / took.as_secs_f64()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn on_thread<T: Send + 'static>(
    work: impl AsyncFnOnce() -> T + Send + 'static,
) -> thread::JoinHandle<T> {
    thread::spawn(|| {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(work())
    })
}

fn plain() -> Duration {
    let (ready, port) = std::sync::mpsc::channel();
    let receiver = on_thread(async move || {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        ready.send(listener.local_addr().expect("an address")).expect("somebody asks");
        let (stream, _) = listener.accept().await.expect("a connection");
        acknowledge(stream).await;
    });
    let address = port.recv().expect("an address");
    let sender = on_thread(async move || {
        let stream = TcpStream::connect(address).await.expect("a connection");
        send(stream).await
    });
    let took = sender.join().expect("it sends");
    receiver.join().expect("it receives");
    took
}

async fn send(stream: TcpStream) -> Duration {
    let (mut sink, mut source) = framed(stream);
    let start = Instant::now();
    let sending = async move {
        for _ in 0..MESSAGES {
            sink.feed(Bytes::from(vec![b'x'; TEXT])).await.expect("it is read");
        }
        SinkExt::<Bytes>::flush(&mut sink).await.expect("it is read");
        sink
    };
    let hearing = async move {
        let mut confirmed = 0;
        while confirmed < MESSAGES {
            let frame = source.next().await.expect("an acknowledgement").expect("a frame");
            confirmed = frame.as_ref().try_into().map_or(0, u64::from_be_bytes);
        }
    };
    let (_sink, ()) = tokio::join!(sending, hearing);
    start.elapsed()
}

type Sink = FramedWrite<OwnedWriteHalf, LengthDelimitedCodec>;
type Source = FramedRead<OwnedReadHalf, LengthDelimitedCodec>;

fn framed(stream: TcpStream) -> (Sink, Source) {
    stream.set_nodelay(true).expect("an option");
    let (reader, writer) = stream.into_split();
    let codec = LengthDelimitedCodec::new;
    (FramedWrite::new(writer, codec()), FramedRead::new(reader, codec()))
}

/// Acknowledges all that has come in whenever nothing more is there.
async fn acknowledge(stream: TcpStream) {
    let (mut sink, source) = framed(stream);
    let mut frames = source.ready_chunks(1_024);
    let mut count = 0_u64;
    while count < MESSAGES {
        count += std::hint::black_box(frames.next().await).expect("frames").len() as u64;
        sink.send(Bytes::copy_from_slice(&count.to_be_bytes())).await.expect("it is read");
    }
}

fn chinwag() -> Duration {
    let [one, other] = [free_port(), free_port()];
    let (ready, is_ready) = std::sync::mpsc::channel();
    let bob = on_thread(async move || {
        let (parts, commanded, told, wires) = person(2, other).await;
        ready.send(()).expect("somebody waits");
        let ((), ()) = tokio::join!(driver::run(parts, commanded, told), hear(wires));
    });
    is_ready.recv().expect("bob listens");
    let alice = on_thread(async move || {
        let (parts, commanded, told, mut wires) = person(1, one).await;
        let to = Target::At(Address::new("127.0.0.1", other).expect("an address").into());
        let talking = async move {
            talk(&mut wires, &to, 1).await;
            let start = Instant::now();
            talk(&mut wires, &to, MESSAGES - 1).await;
            start.elapsed()
        };
        let ((), took) = tokio::join!(driver::run(parts, commanded, told), talking);
        took
    });
    let took = alice.join().expect("alice talks");
    bob.join().expect("bob hears");
    took
}

type Person = (Parts, mpsc::Receiver<Command>, mpsc::Sender<Event>, Wires);

/// One of the two who talk: a driver, and a person on the same thread as in the program.
async fn person(number: u8, port: u16) -> Person {
    let keys = KeyPair::from_seed([number; 32]);
    let at = Address::new("127.0.0.1", port).expect("an address");
    let listener: Box<dyn Listener> = Tcp.listen(&at).await.expect("a free port");
    let config = Config {
        name: Safe::name("somebody"),
        port,
        static_peers: Vec::new(),
        links_max: LINKS_MAX,
    };
    let parts = Parts {
        node: Node::new(keys.identity(), config, number.into(), Remembered::default()),
        channel: Channel::new(&keys),
        transport: Arc::new(Tcp),
        listener,
        store: Box::new(Forgetful),
        recorder: Box::new(()),
        now: Time::from_micros(1_767_268_800_000_000),
    };
    let (commands, commanded) = mpsc::channel(256);
    let (told, events) = mpsc::channel(4_096);
    (parts, commanded, told, Wires { commands, events })
}

/// Listens until everything was said, then leaves.
async fn hear(mut wires: Wires) {
    let (mut heard, mut events) = (0, Vec::new());
    while heard < MESSAGES {
        wires.events.recv_many(&mut events, 1_024).await;
        let is_said = |event: &Event| matches!(event, Event::Said { .. });
        heard += events.drain(..).filter(is_said).count() as u64;
    }
}

/// Submits messages as fast as they are confirmed, and waits for the last one.
async fn talk(wires: &mut Wires, to: &Target, count: u64) {
    let text = "x".repeat(TEXT);
    let (mut submitted, mut queued, mut last, mut confirmed) = (0, 0, 0, 0);
    let mut events = Vec::new();
    while queued < count || confirmed < last {
        while submitted < count && submitted - queued + last - confirmed < UNCONFIRMED_MAX {
            let command = Command::Send { to: to.clone(), text: text.clone() };
            if wires.commands.try_send(command).is_err() {
                break;
            }
            submitted += 1;
        }
        wires.events.recv_many(&mut events, 1_024).await;
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
