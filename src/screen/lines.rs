//! The menu without a terminal: lines in, lines out, one command after the other.

use std::io::{self, Write};
use std::thread;

use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::failure::Status;
use crate::node::{Command, Event, Mistake};
use crate::reason::Reason;
use crate::screen::{Menu, Wires, Words, exported, tell};

/// Reads lines as answers to the menu's questions and prints what comes of them, without prompts.
/// The next line is not read before the last command has had its outcome, so that a script says
/// what it means. At the end of the input it leaves. Returns what the script ends with.
///
/// # Errors
/// When nothing can be read or printed any more.
pub async fn lines(
    input: impl AsyncBufRead + Unpin,
    output: impl Write + Send + 'static,
    first: Option<Command>,
    words: Words,
    mut wires: Wires,
) -> io::Result<Status> {
    let mut menu = Menu::new(&wires.known);
    let mut input = input.split(b'\n');
    let mut status = Status::Ok;
    let mut printer = Printer::start(output)?;
    let mut exports = JoinSet::new();
    if let Some(waiting) = menu.opening(&wires.known) {
        printer.print(waiting).await?;
    }
    let mut is_open = match first {
        Some(command) => {
            let command = menu.command(command);
            wires.ask(&mut menu, command).await
        }
        None => true,
    };
    loop {
        tokio::select! {
            biased;
            event = wires.events.recv() => {
                let Some(event) = event else { break };
                status = status.max(loss(&event));
                if let Some(text) = tell(&mut menu, &words, &event) {
                    printer.print(text).await?;
                }
            }
            broken = printer.broken() => return Err(broken),
            Some(outcome) = exports.join_next() => {
                let (said, came_to) = exported(outcome);
                status = status.max(came_to);
                printer.print(said).await?;
            }
            line = input.next_segment(), if is_open && !menu.is_pending() && exports.is_empty() => {
                let Some(line) = line? else {
                    wires.ask(&mut menu, Command::Exit).await;
                    is_open = false;
                    continue;
                };
                let answer = menu.line(String::from_utf8_lossy(&line).trim_end_matches('\r'));
                if let Some(say) = answer.say {
                    printer.print(say).await?;
                }
                if let Some(file) = answer.export {
                    let export = wires.export.clone();
                    exports.spawn_blocking(move || export.to(&file));
                }
                if let Some(command) = answer.command {
                    is_open = command != Command::Exit;
                    is_open &= wires.ask(&mut menu, command).await;
                }
            }
        }
        if wires.events.is_empty() {
            wires.tell_seen(&mut menu).await;
        }
    }
    printer.finish().await.map(|()| status)
}

/// Prints on a thread of its own, so that who does not read blocks nothing else.
struct Printer {
    texts: mpsc::Sender<String>,
    /// How the printing ended.
    printed: oneshot::Receiver<io::Result<()>>,
}

impl Printer {
    fn start(mut output: impl Write + Send + 'static) -> io::Result<Self> {
        let (texts, mut waiting) = mpsc::channel::<String>(TEXTS_MAX);
        let (ended, printed) = oneshot::channel();
        let mut print = move || {
            while let Some(text) = waiting.blocking_recv() {
                writeln!(output, "{text}").and_then(|()| output.flush())?;
            }
            Ok(())
        };
        let thread = thread::Builder::new().name("printer".into());
        thread.spawn(move || ended.send(print()))?;
        Ok(Self { texts, printed })
    }

    async fn print(&mut self, text: String) -> io::Result<()> {
        match self.texts.send(text).await {
            Ok(()) => Ok(()),
            Err(_) => Err(self.broken().await),
        }
    }

    /// Waits until printing fails, for it does not end by itself.
    async fn broken(&mut self) -> io::Error {
        let ended = (&mut self.printed).await;
        ended.unwrap_or(Ok(())).err().unwrap_or(io::ErrorKind::BrokenPipe.into())
    }

    /// Waits until all is printed.
    async fn finish(self) -> io::Result<()> {
        drop(self.texts);
        self.printed.await.unwrap_or(Err(io::ErrorKind::BrokenPipe.into()))
    }
}

/// What an event means for a script that wanted everything to arrive.
pub(crate) fn loss(event: &Event) -> Status {
    if let Event::Failed { why: Reason::KeyChanged { .. }, .. }
    | Event::Unreached { why: Reason::KeyChanged { .. }, .. } = event
    {
        return Status::KeyChanged;
    }
    match event {
        Event::Failed { .. } | Event::Undelivered { .. } | Event::Lost { .. } => {
            Status::NotDelivered
        }
        Event::Rejected(
            Mistake::AlreadySent
            | Mistake::NotWaiting
            | Mistake::NotAName
            | Mistake::NameTaken(_)
            | Mistake::NoAddress,
        )
        | Event::NotRead(_)
        | Event::Unrecorded(_) => Status::Failed,
        Event::Rejected(_) => Status::NotDelivered,
        Event::Online(_)
        | Event::Renamed { .. }
        | Event::Quiet(_)
        | Event::Awake(_)
        | Event::Offline { .. }
        | Event::Unreached { .. }
        | Event::TurnedAway { .. }
        | Event::Said { .. }
        | Event::Queued { .. }
        | Event::Waiting(_)
        | Event::Cancelled { .. }
        | Event::Marked { .. }
        | Event::Listed(_)
        | Event::ConnectedAll(_)
        | Event::History { .. }
        | Event::Petnamed { .. }
        | Event::Named(_)
        | Event::Regarded { .. }
        | Event::Stalled(_)
        | Event::Resumed
        | Event::Unkept { .. } => Status::Ok,
    }
}

/// Texts that wait to be printed: beyond it events wait, and beyond their bound links do.
const TEXTS_MAX: usize = 256;
