//! The menu on a terminal: a line editor, and words above the half-typed line.

use std::io::{self, Write};

use rustyline_async::{Readline, ReadlineEvent, SharedWriter};
use tokio::task::JoinSet;

use crate::failure::Status;
use crate::node::Command;
use crate::screen::lines::loss;
use crate::screen::{Known, MENU, Menu, Wires, Words, exported, tell};

/// Shows the menu, and until the driver stops, answers what is typed and prints what happens.
///
/// Ctrl-C, Ctrl-D on an empty line and 0 all leave. The terminal is given back as it was, however
/// this ends. Returns what the program ends with.
///
/// # Errors
/// When the terminal cannot be used.
pub async fn terminal(words: Words, mut wires: Wires) -> io::Result<Status> {
    let mut menu = Menu::new(&wires.known);
    let opening = [Some(MENU.to_owned()), menu.opening(&wires.known), acquainted(&wires.known)];
    opening.into_iter().flatten().try_for_each(|text| writeln!(io::stdout(), "{text}"))?;
    let mut prompt = menu.prompt();
    let (mut editor, mut above) = Readline::new(prompt.clone()).map_err(io::Error::other)?;
    let mut exports = JoinSet::new();
    let mut status = Status::Ok;
    let mut is_open = true;
    loop {
        tokio::select! {
            biased;
            // The editor comes first: it also prints what was written above the line.
            typed = editor.readline(), if is_open => {
                let Ok(ReadlineEvent::Line(line)) = typed else {
                    is_open = false;
                    wires.ask(&mut menu, Command::Exit).await;
                    continue;
                };
                let answer = menu.line(&line);
                prompt.clear(); // what was typed is taken, so it is asked anew
                editor.add_history_entry(line);
                if let Some(say) = answer.say {
                    print(&mut above, &say)?;
                }
                if let Some(file) = answer.export {
                    let export = wires.export.clone();
                    exports.spawn_blocking(move || export.to(&file));
                }
                if let Some(command) = answer.command {
                    is_open = command != Command::Exit;
                    wires.ask(&mut menu, command).await;
                }
            }
            Some(outcome) = exports.join_next() => print(&mut above, &exported(outcome).0)?,
            event = wires.events.recv() => {
                let Some(event) = event else { break };
                status = status.max(loss(&event));
                if let Some(text) = tell(&mut menu, &words, &event) {
                    print(&mut above, &text)?;
                }
                if !is_open {
                    editor.flush().map_err(io::Error::other)?;
                }
            }
        }
        if wires.events.is_empty() {
            wires.tell_seen(&mut menu).await;
        }
        if menu.prompt() != prompt {
            prompt = menu.prompt();
            editor.update_prompt(&prompt).map_err(io::Error::other)?;
        }
    }
    editor.flush().map_err(io::Error::other)?;
    Ok(status)
}

/// Whom the person could go on talking to.
fn acquainted(known: &[Known]) -> Option<String> {
    let who = match known {
        [] => return None,
        [one] => format!("{} is", one.who.shown()),
        many => format!("{} peers are", many.len()),
    };
    Some(format!("* {who} known from before: choose 3 to connect"))
}

/// Writes lines above the one that is being typed; the editor shows them when it comes to it.
fn print(above: &mut SharedWriter, text: &str) -> io::Result<()> {
    above.write_all(format!("{text}\n").as_bytes())
}
