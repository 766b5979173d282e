//! The same traffic over bare turmoil, without TLS and without a node: what a simulated second
//! costs at the least.

use std::cell::Cell;
use std::future::pending;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::spawn_local;
use tokio::time::{Instant, sleep_until};
use turmoil::Builder;
use turmoil::net::{TcpListener, TcpStream};

use super::{Net, TICK};

/// Lets three hosts, each connected to each, ping each other every 15 seconds and say a line every
/// 30 seconds, for so many simulated seconds. Returns how many messages passed.
///
/// # Panics
/// If turmoil fails.
pub fn bare_turmoil(seconds: u64) -> u64 {
    let mut sim = Builder::new()
        .rng_seed(1)
        .epoch(SystemTime::UNIX_EPOCH)
        .tick_duration(TICK)
        .min_message_latency(Duration::from_millis(1))
        .max_message_latency(Duration::from_millis(100))
        .build();
    let passed = Rc::new(Cell::new(0));
    for (number, name) in NAMES.iter().enumerate() {
        let passed = passed.clone();
        sim.host(*name, move || listen(&NAMES[..number], passed.clone()));
    }
    for _ in 0..seconds * 1_000 / TICK.as_millis() as u64 {
        sim.step().expect("turmoil goes on");
    }
    passed.get()
}

async fn listen(others: &'static [&'static str], passed: Rc<Cell<u64>>) -> turmoil::Result {
    let listener = TcpListener::bind(("0.0.0.0", Net::PORT)).await?;
    for other in others {
        let stream = TcpStream::connect((*other, Net::PORT)).await?;
        spawn_local(talk(stream, [PING_EVERY, LINE_EVERY], passed.clone()));
    }
    loop {
        let (stream, _) = listener.accept().await?;
        spawn_local(talk(stream, [Duration::MAX; 2], passed.clone()));
    }
}

/// Says something on a connection every so often, and answers whatever is said.
async fn talk(
    stream: TcpStream,
    every: [Duration; 2],
    passed: Rc<Cell<u64>>,
) -> std::io::Result<()> {
    let (mut reader, mut writer) = stream.into_split();
    let mut message = [0; LENGTH];
    let start = Instant::now();
    let mut next = every.map(|every| start.checked_add(every));
    loop {
        let due = next.iter().flatten().min().copied();
        let wait = async {
            match due {
                Some(due) => sleep_until(due).await,
                None => pending().await,
            }
        };
        tokio::select! {
            biased;
            read = reader.read_exact(&mut message) => {
                read?;
                passed.set(passed.get() + 1);
                if message[0] == ASKS {
                    writer.write_all(&[ANSWERS; LENGTH]).await?;
                }
            }
            () = wait => {
                for (next, every) in next.iter_mut().zip(every) {
                    if *next == due {
                        writer.write_all(&[ASKS; LENGTH]).await?;
                        *next = due.and_then(|due| due.checked_add(every));
                    }
                }
            }
        }
    }
}

const NAMES: [&str; 3] = ["alice", "bob", "carol"];
/// On each of three connections: in all, a line every ten seconds.
const LINE_EVERY: Duration = Duration::from_secs(30);
/// As a node does on a silent link.
const PING_EVERY: Duration = Duration::from_secs(15);
/// What begins a message that wants an answer, and one that is one.
const ASKS: u8 = 1;
const ANSWERS: u8 = 2;
/// Bytes in a message: a ping or a short line.
const LENGTH: usize = 32;
