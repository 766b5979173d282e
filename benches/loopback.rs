//! Acknowledged messages over loopback, pipelined: the whole of chinwag against plain tokio.
//!
//! Both sides of each exchange have a thread and a runtime of their own, as two programs have. The
//! plain exchange is `LengthDelimitedCodec` on a TCP stream: it writes in batches and acknowledges
//! whatever has come in at once; it has no encryption, no encoding, no node and nobody to tell.

#[path = "pair/mod.rs"]
mod pair;

use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use sim::Memory;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use tokio_util::codec::{FramedRead, FramedWrite, LengthDelimitedCodec};

use pair::{Pair, TEXT, median, on_thread};

const MESSAGES: u64 = 200_000;
const ONE_BY_ONE: u64 = 1_000;
const ROUNDS: usize = 5;
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
    let mut took = pair().one_at_a_time(ONE_BY_ONE);
    took.sort();
    println!("one at a time, p50 {:>8.0} µs", took[took.len() / 2].as_secs_f64() * 1e6);
}

fn rate(took: Duration) -> f64 {
    MESSAGES as f64 / took.as_secs_f64()
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
    pair().pipelined(MESSAGES)
}

/// Two who keep their messages in memory.
fn pair() -> Pair {
    let [one, other] = [(); 2].map(|()| Box::new(Memory::default()));
    Pair::new(one, other)
}
