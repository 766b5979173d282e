//! The menu on a terminal: a line editor on a thread of its own, and words above the line.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use rustyline::history::MemHistory;
use rustyline::{Config, Editor, ExternalPrinter};
use tokio::sync::mpsc;
use tokio::time::sleep;

use crate::node::Command;
use crate::screen::{MENU, Menu, Wires, Words, tell};

/// The terminal as it was, so that it can be given back after a signal too.
#[derive(Debug)]
pub struct Terminal {
    #[cfg(unix)]
    before: Option<nix::sys::termios::Termios>,
}

impl Terminal {
    /// Remembers how the terminal is set.
    pub fn remember() -> Self {
        Self {
            #[cfg(unix)]
            before: nix::sys::termios::tcgetattr(io::stdin()).ok(),
        }
    }

    /// Sets the terminal as it was, whatever an editor was doing.
    pub fn restore(&self) {
        #[cfg(unix)]
        if let Some(before) = &self.before {
            let now = nix::sys::termios::SetArg::TCSADRAIN;
            let _ = nix::sys::termios::tcsetattr(io::stdin(), now, before);
        }
    }
}

/// Shows the menu, and until the driver stops, answers what is typed and prints what happens.
///
/// Ctrl-C, Ctrl-D on an empty line and 0 all leave.
///
/// # Errors
/// When the terminal cannot be used.
pub async fn terminal(words: Words, mut wires: Wires) -> io::Result<()> {
    let mut menu = Menu::default();
    writeln!(io::stdout(), "{MENU}")?;
    let (prompts, mut typed, printer) = start()?;
    // The editor takes one prompt for each line that it gives.
    let ask = |menu: &Menu| prompts.send(menu.prompt()).is_ok();
    ask(&menu);
    let mut is_open = true;
    loop {
        tokio::select! {
            biased;
            event = wires.events.recv() => {
                let Some(event) = event else { break };
                if let Some(text) = tell(&mut menu, &words, &event) {
                    printer.send(text).await.map_err(io::Error::other)?;
                }
            }
            line = typed.recv(), if is_open => {
                let Some(line) = line else {
                    is_open = false;
                    let _ = wires.commands.send(Command::Exit).await;
                    continue;
                };
                let answer = menu.line(&line);
                if let Some(say) = answer.say {
                    printer.send(say).await.map_err(io::Error::other)?;
                }
                if let Some(command) = answer.command {
                    is_open = command != Command::Exit;
                    let _ = wires.commands.send(command).await;
                }
                is_open = is_open && ask(&menu);
            }
        }
    }
    drop(printer);
    // The editor may still be asking, after a signal: it prints what it was handed at once.
    sleep(PRINTED_WITHIN).await;
    if is_open {
        writeln!(io::stdout())?;
    }
    Ok(())
}

type Started = (SyncSender<String>, mpsc::Receiver<String>, mpsc::Sender<String>);

/// Starts the editor and the printer, each on a thread, for both of them block.
fn start() -> io::Result<Started> {
    let config = Config::builder().auto_add_history(true).build();
    let mut editor: Editor<(), MemHistory> =
        Editor::with_history(config, MemHistory::new()).map_err(io::Error::other)?;
    let printer = editor.create_external_printer().map_err(io::Error::other)?;
    let (prompts, asked) = sync_channel(PROMPTS_MAX);
    let (lines, typed) = mpsc::channel(LINES_MAX);
    let (texts, to_print) = mpsc::channel(TEXTS_MAX);
    thread::Builder::new().name("printer".into()).spawn(move || print(printer, to_print))?;
    thread::Builder::new().name("editor".into()).spawn(move || edit(editor, &asked, &lines))?;
    Ok((prompts, typed, texts))
}

/// Ends at Ctrl-C, at Ctrl-D on an empty line, and when nobody asks any more.
fn edit(
    mut editor: Editor<(), MemHistory>,
    asked: &Receiver<String>,
    lines: &mpsc::Sender<String>,
) {
    while let Ok(prompt) = asked.recv() {
        let Ok(line) = editor.readline(&prompt) else { return };
        if lines.blocking_send(line).is_err() {
            return;
        }
    }
}

fn print(mut printer: impl ExternalPrinter, mut texts: mpsc::Receiver<String>) {
    while let Some(text) = texts.blocking_recv() {
        if printer.print(text + "\n").is_err() {
            return;
        }
    }
}

/// How long the last words may take to the screen.
const PRINTED_WITHIN: Duration = Duration::from_millis(50);
/// One question is open at a time.
const PROMPTS_MAX: usize = 1;
/// Lines typed ahead.
const LINES_MAX: usize = 16;
/// Texts that wait to be printed: beyond it events wait, and beyond their bound links do.
const TEXTS_MAX: usize = 256;
