//! The chat, put together: a node behind real TCP and a screen before a person.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::BufReader;
use tokio::runtime::Builder;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::address::{Address, Contact};
use crate::archive::{Archive, export};
use crate::channel::Channel;
use crate::driver::{self, Parts, Recorder, Writer};
use crate::failure::{Failure, Status};
use crate::flight::{Bounds, Files, FlightRecorder};
use crate::identity::Identity;
use crate::node::{Command, Config, Event, LINKS_MAX, Node, labels};
use crate::record::Remembered;
use crate::screen::{Clock, Export, Known, Style, Wires, Words, lines, terminal};
use crate::settings::{Recording, Settings};
use crate::time::Time;
use crate::transport::{Listener, Tcp, Transport};

/// Chats until the person, a signal or the end of the input says that it is enough.
///
/// The seed is all the chance that there is in it, and `now` the only look at the wall clock.
///
/// # Errors
/// When it cannot listen, or cannot use the terminal.
pub fn chat(settings: Settings, seed: u64, now: Time) -> Result<Status, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build().map_err(unusable)?;
    let outcome = runtime.block_on(run(settings, seed, now));
    // An editor or a name lookup may still block a thread, and nobody waits for it.
    runtime.shutdown_background();
    outcome
}

async fn run(settings: Settings, seed: u64, now: Time) -> Result<Status, Failure> {
    let listener = listen(&settings).await?;
    let identity = settings.keys.identity();
    let is_ephemeral = settings.profile.is_none();
    let (known, export) = (known(identity, &settings.remembered), exporting(&settings));
    let invitation = Contact { address: settings.reachable_at, identity: Some(identity) };
    let first = (!settings.static_peers.is_empty()).then_some(Command::ConnectAll);
    let greeting = format!(
        "{} listens on {} · key #{} · reach me at {invitation}{}",
        settings.name,
        settings.listen,
        identity.tag(),
        if is_ephemeral { EPHEMERAL } else { "" }
    );
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
    // If nobody can read it, what follows will say so.
    let _ = writeln!(io::stdout(), "{greeting}");
    let leaving = tokio::spawn(leave_on_signal(commands.clone()));
    let style = if settings.look.color { Style::Coloured } else { Style::Plain };
    let words = Words { clock: Clock::local(), style, is_ephemeral };
    let hung_up = commands.clone();
    let screen = async {
        let shown = show(words, first, Wires { commands, events, known, export }).await;
        // A screen that broke is a person who left; one that ended has no driver to tell.
        let _ = hung_up.send(Command::Exit).await;
        shown
    };
    tokio::pin!(screen);
    let driver = driver::run(parts, commanded, told);
    tokio::pin!(driver);
    let shown = tokio::select! {
        biased;
        () = &mut driver => {
            // The last words may still be on their way to who reads them, or does not.
            timeout(LAST_WORDS_WITHIN, screen).await.unwrap_or(Err(io::ErrorKind::TimedOut.into()))
        }
        shown = &mut screen => {
            driver.await;
            shown
        }
    };
    leaving.abort();
    shown.map_err(unusable)
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
    let names = remembered.peers.iter();
    let names = names.map(|peer| (peer.identity, peer.name.clone(), peer.petname.clone()));
    let outgoing = |identity| {
        let mut peers = remembered.peers.iter().filter(|peer| peer.identity == identity);
        peers.next().and_then(|peer| peer.outgoing.clone()).unwrap_or_default()
    };
    let whos = labels(me, names.collect()).into_iter();
    whos.map(|who| Known { outgoing: outgoing(who.identity), who }).collect()
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

/// The menu: on a terminal with a line editor, else line by line.
async fn show(words: Words, first: Option<Command>, wires: Wires) -> io::Result<Status> {
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    if io::stdin().is_terminal() && io::stdout().is_terminal() && !is_dumb {
        return terminal(words, wires).await;
    }
    let input = BufReader::new(tokio::io::stdin());
    lines(input, io::stdout(), first, words, wires).await
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
async fn signal() -> io::Result<()> {
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
async fn signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn unusable(error: io::Error) -> Failure {
    let next_step = "Is the terminal, or what the output goes to, still there?";
    Failure::new(Status::Failed, format!("the chat cannot go on: {error}"), next_step)
}

const EPHEMERAL: &str = " · ephemeral: key and messages are gone when you leave";
/// How long the last words may take to whoever reads them.
const LAST_WORDS_WITHIN: Duration = Duration::from_secs(2);
/// Commands that wait for the driver.
const COMMANDS_MAX: usize = 64;
/// Events that wait for the screen; the driver keeps more.
const EVENTS_MAX: usize = 256;
