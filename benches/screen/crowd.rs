//! Many peers of one person, each a node with the real driver, on a thread of their own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use chinwag::address::{Address, Contact};
use chinwag::channel::Channel;
use chinwag::driver::{self, Parts, Writer};
use chinwag::identity::KeyPair;
use chinwag::node::{Command, Config, Event, LINKS_MAX, Mark, Node, Target};
use chinwag::record::Remembered;
use chinwag::text::Safe;
use chinwag::time::Time;
use chinwag::transport::Tcp;
use sim::Memory;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::mpsc;

use crate::now;

/// All of them, linked to her. They leave when this is dropped.
pub(crate) struct Crowd {
    people: Vec<mpsc::Sender<Command>>,
    to: Contact,
    confirmed: Arc<AtomicU64>,
}

/// They talk.
pub(crate) struct Talk {
    talking: thread::JoinHandle<(Crowd, Duration)>,
    sent: u64,
}

impl Crowd {
    /// So many people come, and stay.
    pub(crate) fn gather(count: usize, port: u16) -> Self {
        let to = Contact { address: Address::new("127.0.0.1", port).expect("it"), identity: None };
        let confirmed = Arc::<AtomicU64>::default();
        let (arrive, arrived) = std::sync::mpsc::channel();
        let (there, sum) = (to.clone(), confirmed.clone());
        thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let mut ears = Vec::new();
                for n in 0..count {
                    let (commands, events) = person(n, there.clone()).await;
                    ears.push(tokio::spawn(listen(events, commands, arrive.clone(), sum.clone())));
                }
                drop(arrive);
                for ear in ears {
                    ear.await.expect("it listens to the end");
                }
            });
        });
        let people = arrived.iter().take(count).collect();
        Self { people, to, confirmed }
    }

    /// Each says so much, at that pace.
    pub(crate) fn talk(self, messages: u64, pause: Duration) -> Talk {
        let sent = messages * self.people.len() as u64;
        let talking = thread::spawn(move || {
            let began = now();
            for n in 0..messages {
                let due = pause * u32::try_from(n).expect("not for weeks");
                thread::sleep(due.saturating_sub(began.elapsed()));
                for person in &self.people {
                    let text = format!("message {n}: the kettle is on, come when you like");
                    let command = Command::Send { to: Target::At(self.to.clone()), text };
                    person.blocking_send(command).expect("a driver");
                }
            }
            (self, began.elapsed())
        });
        Talk { talking, sent }
    }
}

/// Hands the person's commands over when she is there, and counts what she confirms.
async fn listen(
    mut events: mpsc::Receiver<Event>,
    commands: mpsc::Sender<Command>,
    arrive: std::sync::mpsc::Sender<mpsc::Sender<Command>>,
    confirmed: Arc<AtomicU64>,
) {
    let (mut mine, mut commands) = (0, Some(commands));
    while let Some(event) = events.recv().await {
        if matches!(event, Event::Online(_)) {
            let _ = commands.take().map(|commands| arrive.send(commands));
        }
        if let Event::Marked { upto, mark: Mark::Received, .. } = event {
            confirmed.fetch_add(upto - mine, Ordering::SeqCst);
            mine = upto;
        }
    }
}

impl Talk {
    pub(crate) fn is_over(&self) -> bool {
        self.talking.is_finished()
    }

    /// How many messages were said, all of which were confirmed, and in what time.
    pub(crate) fn finish(self) -> (u64, Duration) {
        let (crowd, span) = self.talking.join().expect("they talk");
        while crowd.confirmed.load(Ordering::SeqCst) < self.sent {
            thread::sleep(Duration::from_millis(10));
        }
        (self.sent, span)
    }
}

/// Somebody, who dials her for as long as it takes.
async fn person(number: usize, to: Contact) -> (mpsc::Sender<Command>, mpsc::Receiver<Event>) {
    let mut seed = [9; 32];
    seed[..8].copy_from_slice(&(number as u64).to_be_bytes());
    let keys = KeyPair::from_seed(seed);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("a bound listener").port();
    let name = Safe::name(&format!("friend{number}"));
    let config = Config { name, port, static_peers: vec![to], links_max: LINKS_MAX };
    let parts = Parts {
        node: Node::new(keys.identity(), config, number as u64, Remembered::default()),
        channel: Channel::new(&keys),
        transport: Arc::new(Tcp),
        listener: Box::new(listener),
        writer: Writer::on_thread(Box::new(Memory::default())).expect("a thread"),
        recorder: Box::new(()),
        now: Time::from_micros(1_795_435_200_000_000),
    };
    let (commands, commanded) = mpsc::channel(256);
    let (told, events) = mpsc::channel(4_096);
    tokio::spawn(driver::run(parts, commanded, told));
    (commands, events)
}
