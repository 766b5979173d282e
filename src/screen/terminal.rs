//! The menu on a terminal: a line editor, and words above the half-typed line.

use std::io::{self, Write};

use rustyline_async::{Readline, ReadlineEvent, SharedWriter};

use crate::node::Command;
use crate::screen::{MENU, Menu, Wires, Words, tell};

/// Shows the menu, and until the driver stops, answers what is typed and prints what happens.
///
/// Ctrl-C, Ctrl-D on an empty line and 0 all leave. The terminal is given back as it was, however
/// this ends.
///
/// # Errors
/// When the terminal cannot be used.
pub async fn terminal(words: Words, mut wires: Wires) -> io::Result<()> {
    writeln!(io::stdout(), "{MENU}")?;
    let mut menu = Menu::default();
    let (mut editor, mut above) = Readline::new(menu.prompt()).map_err(io::Error::other)?;
    let mut is_open = true;
    loop {
        tokio::select! {
            biased;
            // The editor comes first: it also prints what was written above the line.
            typed = editor.readline(), if is_open => {
                let Ok(ReadlineEvent::Line(line)) = typed else {
                    is_open = false;
                    let _ = wires.commands.send(Command::Exit).await;
                    continue;
                };
                let answer = menu.line(&line);
                editor.add_history_entry(line);
                if let Some(say) = answer.say {
                    print(&mut above, &say)?;
                }
                if let Some(command) = answer.command {
                    is_open = command != Command::Exit;
                    let _ = wires.commands.send(command).await;
                }
                editor.update_prompt(&menu.prompt()).map_err(io::Error::other)?;
            }
            event = wires.events.recv() => {
                let Some(event) = event else { break };
                if let Some(text) = tell(&mut menu, &words, &event) {
                    print(&mut above, &text)?;
                }
                if !is_open {
                    editor.flush().map_err(io::Error::other)?;
                }
            }
        }
    }
    editor.flush().map_err(io::Error::other)
}

/// Writes lines above the one that is being typed; the editor shows them when it comes to it.
fn print(above: &mut SharedWriter, text: &str) -> io::Result<()> {
    above.write_all(format!("{text}\n").as_bytes())
}
