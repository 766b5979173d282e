//! The menu without a terminal: lines in, lines out, one command after the other.

use std::io::{self, Write};

use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::sync::mpsc;

use crate::failure::Status;
use crate::node::{Command, Event};
use crate::reason::Reason;
use crate::screen::{Menu, Wires, Words, tell};

/// Reads lines as answers to the menu's questions and prints what comes of them, without prompts.
/// The next line is not read before the last command has had its outcome, so that a script says
/// what it means. At the end of the input it leaves. Returns what the script ends with.
///
/// # Errors
/// When nothing can be printed any more.
pub async fn lines(
    input: impl AsyncBufRead + Unpin,
    mut output: impl Write,
    first: Option<Command>,
    words: Words,
    mut wires: Wires,
) -> io::Result<Status> {
    let mut menu = Menu::default();
    let mut input = input.lines();
    let mut is_open = true;
    let mut status = Status::Ok;
    if let Some(command) = first {
        is_open = ask(&wires.commands, menu.command(command)).await;
    }
    loop {
        tokio::select! {
            biased;
            event = wires.events.recv() => {
                let Some(event) = event else { return Ok(status) };
                status = status.max(loss(&event));
                if let Some(text) = tell(&mut menu, &words, &event) {
                    writeln!(output, "{text}")?;
                    output.flush()?;
                }
            }
            line = input.next_line(), if is_open && !menu.is_pending() => {
                let Ok(Some(line)) = line else {
                    ask(&wires.commands, Command::Exit).await;
                    is_open = false;
                    continue;
                };
                let answer = menu.line(&line);
                if let Some(say) = answer.say {
                    writeln!(output, "{say}")?;
                }
                if let Some(command) = answer.command {
                    is_open = command != Command::Exit;
                    is_open &= ask(&wires.commands, command).await;
                }
            }
        }
    }
}

/// Whether the driver still listens.
async fn ask(commands: &mpsc::Sender<Command>, command: Command) -> bool {
    commands.send(command).await.is_ok()
}

/// What an event means for a script that wanted everything to arrive.
fn loss(event: &Event) -> Status {
    if let Event::Failed { why: Reason::KeyChanged { .. }, .. }
    | Event::Unreached { why: Reason::KeyChanged { .. }, .. } = event
    {
        return Status::KeyChanged;
    }
    let is_loss =
        matches!(event, Event::Failed { .. } | Event::Undelivered { .. } | Event::Rejected(_));
    if is_loss { Status::NotDelivered } else { Status::Ok }
}
