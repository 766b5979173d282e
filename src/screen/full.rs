//! The full screen on a terminal: keys and events come in, cells go out.

mod completion;
mod crowd;
mod editor;
mod keys;
mod looks;
mod printer;
mod stage;
mod state;
mod talk;
mod theme;
mod view;

use std::io;
use std::time::Duration;

use crossterm::event::EventStream;
use futures_util::StreamExt;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep_until};

use crate::failure::Status;
use crate::look::Look;
use crate::node::Command;
use crate::screen::lines::loss;
use crate::screen::{Wires, Words, exported};
use crate::time::Time;

pub use editor::{Stretch, Way};
pub use keys::{Action, Scroll, action};
use stage::Stage;
pub use state::{Effect, Me, Size, State};
pub use view::draw;

/// Shows the full screen until the driver stops, and gives the terminal back as it was, however
/// this ends. Returns what the program ends with.
///
/// # Errors
/// When the terminal cannot be used.
pub async fn full(
    me: Me,
    look: Look,
    words: Words,
    now: Time,
    mut wires: Wires,
) -> io::Result<Status> {
    let state = State::new(me, look, words, &wires.known, Stage::size()?, now);
    let mut show = Show {
        stage: Stage::open(&look)?,
        state,
        began: (now, Instant::now()),
        outcomes: JoinSet::new(),
    };
    let mut keys = Some(EventStream::new());
    let mut suspensions = Suspensions::new()?;
    let mut status = Status::Ok;
    let mut frame = Frame::default();
    let opening = show.state.opening();
    show.perform(&wires, opening).await?;
    frame.is_due_now();
    loop {
        tokio::select! {
            biased;
            key = next(&mut keys) => {
                let Some(event) = key else {
                    // There is no terminal any more.
                    keys = None;
                    let _ = wires.commands.send(Command::Exit).await;
                    continue;
                };
                if let Some(action) = action(event) {
                    let effects = show.state.act(show.now(), action);
                    show.perform(&wires, effects).await?;
                    frame.is_due_now();
                }
            }
            () = suspensions.next() => {
                show.step_aside()?;
                frame.is_due_now();
            }
            read = frame.is_wanted(&mut show.stage) => {
                read?;
                frame.drawn();
                show.stage.draw(&show.state)?;
            }
            Some(outcome) = show.outcomes.join_next() => {
                show.learn(outcome)?;
                frame.is_due_now();
            }
            event = wires.events.recv() => {
                let Some(event) = event else { break };
                status = status.max(loss(&event));
                let effects = show.state.hear(show.now(), &event);
                show.perform(&wires, effects).await?;
                frame.is_due_soon();
            }
        }
    }
    let Show { stage, state, .. } = show;
    stage.leave(state.farewell());
    Ok(status)
}

/// The terminal, what it shows, and what is under way for it.
struct Show {
    stage: Stage,
    state: State,
    /// The wall clock and the monotonic one at the start.
    began: (Time, Instant),
    outcomes: JoinSet<Outcome>,
}

/// What came of something that took its time.
enum Outcome {
    Exported(String),
    Examined(String),
}

impl Show {
    fn now(&self) -> Time {
        self.began.0 + self.began.1.elapsed()
    }

    /// Leaves the terminal to the shell, if there is one.
    fn step_aside(&mut self) -> io::Result<()> {
        if is_called_back() {
            return self.stage.lend(suspend);
        }
        self.state.outcome(NO_SHELL);
        Ok(())
    }

    fn learn(&mut self, ended: Result<Outcome, JoinError>) -> io::Result<()> {
        match ended {
            Ok(Outcome::Exported(said)) => self.state.outcome(&said),
            Ok(Outcome::Examined(found)) => self.state.examined(&found),
            Err(_) => {
                self.state.outcome("! that came to no end");
                // The words of a panic stand where the screen was.
                self.stage.lend(|| ())?;
            }
        }
        Ok(())
    }

    async fn perform(&mut self, wires: &Wires, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            match effect {
                // A driver that has ended is noticed by the end of its events.
                Effect::Ask(command) => drop(wires.commands.send(command).await),
                Effect::Export(file) => {
                    let export = wires.export.clone();
                    let task = move || Outcome::Exported(exported(Ok(export.to(&file))).0);
                    self.outcomes.spawn_blocking(task);
                }
                Effect::Examine(peer) => {
                    let examination = wires.examine.of(peer);
                    self.outcomes.spawn(async move { Outcome::Examined(examination.await) });
                }
                Effect::Ring(title, text) => self.stage.ring(self.state.look(), &title, &text),
                Effect::Redraw => self.stage.spoil(),
                Effect::Suspend => ask_to_suspend(),
                Effect::Mouse(is_ours) => self.stage.set_mouse(is_ours),
            }
        }
        Ok(())
    }
}

/// The next that the terminal tells; nothing if it is gone, and never if that is known.
async fn next(keys: &mut Option<EventStream>) -> Option<crossterm::event::Event> {
    match keys {
        Some(keys) => keys.next().await?.ok(),
        None => std::future::pending().await,
    }
}

/// When to draw: at once after a key, and at most so often for what comes by itself, but never
/// more than the terminal takes.
#[derive(Debug, Default)]
struct Frame {
    due: Option<Instant>,
    drawn: Option<Instant>,
}

impl Frame {
    fn is_due_now(&mut self) {
        self.due = Some(Instant::now());
    }

    fn is_due_soon(&mut self) {
        let next = self.drawn.map_or_else(Instant::now, |drawn| drawn + FRAME);
        self.due.get_or_insert(next);
    }

    fn drawn(&mut self) {
        (self.due, self.drawn) = (None, Some(Instant::now()));
    }

    /// Waits until the terminal has taken the last one and it is time for the next.
    async fn is_wanted(&self, stage: &mut Stage) -> io::Result<()> {
        stage.idle().await?;
        match self.due {
            Some(due) => sleep_until(due).await,
            None => std::future::pending().await,
        }
        Ok(())
    }
}

/// Requests to leave the terminal to the shell for a while: Ctrl-Z, or a signal from elsewhere.
#[cfg(unix)]
struct Suspensions(tokio::signal::unix::Signal);

#[cfg(unix)]
impl Suspensions {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let stop = nix::sys::signal::Signal::SIGTSTP as i32;
        Ok(Self(signal(SignalKind::from_raw(stop))?))
    }

    async fn next(&mut self) {
        if self.0.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

/// To everybody of this job, as the terminal itself does it: a shell waits for the first of them.
#[cfg(unix)]
fn ask_to_suspend() {
    use nix::sys::signal::{Signal, kill};
    // Who cannot be stopped goes on.
    let _ = kill(nix::unistd::Pid::from_raw(0), Signal::SIGTSTP);
}

/// Whether there is a shell that can call back: not where the terminal runs nothing but this.
#[cfg(unix)]
fn is_called_back() -> bool {
    use nix::unistd::{getppid, getsid};
    matches!((getsid(Some(getppid())), getsid(None)), (Ok(parents), Ok(ours)) if parents == ours)
}

/// Stops until the shell calls back.
#[cfg(unix)]
fn suspend() {
    use nix::sys::signal::{Signal, raise};
    let _ = raise(Signal::SIGSTOP);
}

#[cfg(not(unix))]
struct Suspensions;

#[cfg(not(unix))]
impl Suspensions {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        std::future::pending().await
    }
}

#[cfg(not(unix))]
fn ask_to_suspend() {}

#[cfg(not(unix))]
const fn is_called_back() -> bool {
    false
}

#[cfg(not(unix))]
fn suspend() {}

const NO_SHELL: &str = "! not suspended: no shell is here that could call it back";

/// How often what comes by itself is drawn: as often as most terminals show it.
const FRAME: Duration = Duration::from_millis(16);
