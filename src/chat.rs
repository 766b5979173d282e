//! The chat, put together: a node behind real TCP and a screen before a person.

mod guests;
mod person;
mod programs;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncWrite};
use tokio::runtime::Builder;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::address::Address;
use crate::archive::{Archive, export};
use crate::channel::Channel;
use crate::chat::person::{Person, Screen};
use crate::driver::{self, Parts, Recorder, Writer};
use crate::failure::{Failure, Status};
use crate::flight::{Bounds, Files, FlightRecorder};
use crate::hub::{Ends, FaceId, Owner, connect};
use crate::identity::Identity;
use crate::node::{Command, Config, Event, LINKS_MAX, Node, Trust, Who, labels};
use crate::pipe::{Hello, Seat, talk};
use crate::record::{Acquaintance, Remembered};
use crate::screen::{Export, Known, People};
use crate::settings::{Recording, Settings};
use crate::time::Time;
use crate::transport::{Listener, Tcp, Transport};

use guests::guests;
#[cfg(unix)]
pub use programs::attached;
pub use programs::{session, speak};

/// Chats until the person, a signal or the end of the input says that it is enough.
///
/// The seed is all the chance that there is in it, and `now` the only look at the wall clock.
///
/// # Errors
/// When it cannot listen, or cannot use the terminal.
pub fn chat(settings: Settings, seed: u64, now: Time) -> Result<Status, Failure> {
    block_on(run(settings, Face::Screen, seed, now))
}

fn block_on(outcome: impl Future<Output = Result<Status, Failure>>) -> Result<Status, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build().map_err(unusable)?;
    let outcome = runtime.block_on(outcome);
    // An editor or a name lookup may still block a thread, and nobody waits for it.
    runtime.shutdown_background();
    outcome
}

/// Who the chat is for.
enum Face {
    Screen,
    Program(Box<dyn AsyncBufRead + Unpin>, Box<dyn AsyncWrite + Unpin>),
}

async fn run(settings: Settings, face: Face, seed: u64, now: Time) -> Result<Status, Failure> {
    let listener = listen(&settings).await?;
    let identity = settings.keys.identity();
    let hello = Hello::of(&settings);
    let people = known(identity, &settings.remembered).into_iter().map(|known| known.who);
    let people = People::new(people.collect());
    let person = Person::new(&settings, now);
    let config = Config {
        name: settings.name,
        port: settings.listen.port(),
        static_peers: settings.static_peers,
        links_max: LINKS_MAX,
    };
    let node = Node::new(identity, config, seed, settings.remembered);
    let (commands, commanded) = mpsc::channel(COMMANDS_MAX);
    let (told, events) = mpsc::channel(EVENTS_MAX);
    let recorder = recorder(settings.recording, &node, now, &told)?;
    let parts = Parts {
        node,
        channel: Channel::new(&settings.keys),
        transport: Arc::new(Tcp),
        listener,
        writer: Writer::on_thread(settings.store).map_err(unusable)?,
        recorder,
        now,
    };
    let (messages, asked) = mpsc::channel(COMMANDS_MAX);
    let guests = guests(settings.profile.as_ref(), messages.clone());
    let leaving = tokio::spawn(leave_on_signal(commands.clone()));
    let (hung_up, to_driver) = (commands.clone(), commands);
    let (owner, screen): (_, Screen) = match face {
        Face::Screen => person.sit_down(),
        Face::Program(input, output) => {
            let (told, lines) = mpsc::channel(EVENTS_MAX);
            let seat = Seat { face: FaceId::OWNER, messages, lines, patience: None };
            let talked = async { talk(input, output, seat).await.map(|()| Status::Ok) };
            (Owner::Program(told), Box::pin(talked))
        }
    };
    let ends = Ends { commands: to_driver, events, owner, messages: asked, hello, people };
    let hub = tokio::spawn(connect(ends));
    let screen = async {
        let shown = screen.await;
        // A screen that broke is a person who left; one that ended has no driver to tell.
        let _ = hung_up.send(Command::Exit).await;
        shown
    };
    let shown = until_both_end(driver::run(parts, commanded, told), screen).await;
    leaving.abort();
    let status = hub.await.expect("the hub ends by itself");
    guests.await;
    shown.map(|shown| shown.max(status)).map_err(unusable)
}

/// Runs both. When the driver has ended, the last words may still be on their way to who reads
/// them, or does not.
async fn until_both_end(
    driver: impl Future<Output = ()>,
    screen: impl Future<Output = io::Result<Status>>,
) -> io::Result<Status> {
    tokio::pin!(driver, screen);
    tokio::select! {
        biased;
        () = &mut driver => {
            timeout(LAST_WORDS_WITHIN, screen).await.unwrap_or(Err(io::ErrorKind::TimedOut.into()))
        }
        shown = &mut screen => {
            driver.await;
            shown
        }
    }
}

/// Who records what the node goes through, if that is wanted. The person is told if that ends
/// early.
fn recorder(
    wanted: Option<Recording>,
    node: &Node,
    now: Time,
    told: &mpsc::Sender<Event>,
) -> Result<Box<dyn Recorder>, Failure> {
    let Some(Recording { file, redaction }) = wanted else { return Ok(Box::new(())) };
    let shelf = Box::new(Files::open(&file)?);
    // Weakly: a disk that hangs must not keep the screen from its end.
    let told = told.downgrade();
    let fail = move |why| {
        if let Some(told) = told.upgrade() {
            let _ = told.blocking_send(Event::Unrecorded(why));
        }
    };
    let recorder = FlightRecorder::start(node, now, redaction, Bounds::default(), shelf, fail);
    Ok(Box::new(recorder.map_err(unusable)?))
}

/// Whom a person can name from the start, and what waits for them.
fn known(me: Identity, remembered: &Remembered) -> Vec<Known> {
    let peers = || remembered.peers.iter();
    let names = peers().map(|peer| (peer.identity, peer.name.clone(), peer.petname.clone()));
    let known = |(who, peer): (Who, &Acquaintance)| Known {
        who,
        outgoing: peer.outgoing.clone().unwrap_or_default(),
        trust: if peer.opinion.is_verified { Trust::Verified } else { Trust::Pinned },
        is_muted: peer.opinion.is_muted,
        is_blocked: peer.opinion.is_blocked,
        unread: peer.unread,
    };
    labels(me, names.collect()).into_iter().zip(peers()).map(known).collect()
}

/// How a person exports while this runs: by a look from outside at what is kept.
fn exporting(settings: &Settings) -> Export {
    let me = settings.keys.identity();
    let folder = settings.profile.as_ref().map(|profile| profile.folder().clone());
    Export::new(move |file| match &folder {
        Some(folder) => export(Archive::open(folder, me)?, None, file.as_ref()),
        None => Err(Failure::new(
            Status::Failed,
            "this chat is ephemeral, so nothing of it is written to a file",
            "Start without --ephemeral to keep what is said.",
        )),
    })
}

async fn listen(settings: &Settings) -> Result<Box<dyn Listener>, Failure> {
    let at = &settings.listen;
    Tcp.listen(at).await.map_err(|error| cannot_listen(at, &error))
}

/// Why nobody can be reached there, and what to do.
pub(crate) fn cannot_listen(at: &Address, error: &io::Error) -> Failure {
    let (status, what, next_step) = if error.kind() == io::ErrorKind::AddrInUse {
        let what = format!("another program listens on port {}", at.port());
        (Status::PortInUse, what, "Choose another port with --port, or end that program.")
    } else if error.kind() == io::ErrorKind::PermissionDenied {
        let what = format!("you may not listen on port {}", at.port());
        (Status::Failed, what, "Choose a port from 1024 on with --port.")
    } else if error.kind() == io::ErrorKind::AddrNotAvailable {
        let what = format!("{} is no address of this machine", at.host());
        (Status::Failed, what, "Leave --listen out to listen on all of its addresses.")
    } else {
        let what = format!("cannot listen on {at}: {error}");
        (Status::Failed, what, "Choose another address with --listen, or another --port.")
    };
    Failure::new(status, what, next_step)
}

/// Ctrl-C outside the editor, a request to end, and a terminal that goes away all mean 0.
async fn leave_on_signal(commands: mpsc::Sender<Command>) {
    loop {
        if signal().await.is_err() || commands.send(Command::Exit).await.is_err() {
            return;
        }
    }
}

#[cfg(unix)]
pub(crate) async fn signal() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        biased;
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
pub(crate) async fn signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn unusable(error: io::Error) -> Failure {
    let next_step = "Is the terminal, or what the output goes to, still there?";
    Failure::new(Status::Failed, format!("the chat cannot go on: {error}"), next_step)
}

/// How long the last words may take to whoever reads them.
const LAST_WORDS_WITHIN: Duration = Duration::from_secs(2);
/// Commands that wait for the driver.
const COMMANDS_MAX: usize = 64;
/// Events that wait for the screen; the driver keeps more.
const EVENTS_MAX: usize = 256;
