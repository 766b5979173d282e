//! `completions` and `man`, made of the same definitions as the command line.

use std::io;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use chinwag::archive::written;
use chinwag::cli::Args;
use chinwag::failure::{Failure, Status};

/// Prints what a shell reads to complete our command line.
pub(crate) fn completions(shell: Shell) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), NAME, &mut script);
    print(&script)
}

/// Prints the manual page, or writes it and one for each subcommand into a folder.
pub(crate) fn man(folder: Option<&Path>) -> Result<Status, Failure> {
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = folder else { return print(&page(&command)) };
    let unwritable = |error: io::Error| {
        let what = format!("the manual cannot be written into {}: {error}", folder.display());
        Failure::new(Status::Failed, what, "Name another folder with --dir.")
    };
    std::fs::create_dir_all(folder).map_err(unwritable)?;
    pages(&command, folder).map_err(unwritable)?;
    Ok(Status::Ok)
}

fn pages(command: &Command, folder: &Path) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or(NAME);
    std::fs::write(folder.join(format!("{name}.1")), page(command))?;
    command.get_subcommands().try_for_each(|inner| pages(inner, folder))
}

/// The page of one command. Writing into memory does not fail.
fn page(command: &Command) -> Vec<u8> {
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    let _ = man.render_title(&mut page);
    let _ = man.render_name_section(&mut page);
    let _ = man.render_synopsis_section(&mut page);
    let _ = man.render_description_section(&mut page);
    let _ = man.render_options_section(&mut page);
    if command.has_subcommands() {
        let _ = man.render_subcommands_section(&mut page);
    }
    let mut roff = Roff::default();
    if let Some(after) = command.get_after_long_help() {
        below(&mut roff, &after.to_string());
    }
    if command.get_name() == NAME {
        listed(&mut roff, "ENVIRONMENT", &ENVIRONMENT);
        listed(&mut roff, "FILES", &FILES);
    }
    let _ = roff.to_writer(&mut page);
    if command.get_version().is_some() {
        let _ = man.render_version_section(&mut page);
    }
    page
}

/// What the help says below the options: a section for each line that ends with a colon.
fn below(roff: &mut Roff, text: &str) {
    let mut is_open = false;
    for line in text.lines() {
        if let Some(title) = line.strip_suffix(':').filter(|_| !line.starts_with(' ')) {
            if std::mem::replace(&mut is_open, true) {
                roff.control("fi", []);
            }
            roff.control("SH", [title.to_uppercase().as_str()]);
            roff.control("nf", []);
        } else if !line.trim().is_empty() {
            roff.text([roman(line.trim_start())]);
        }
    }
    if is_open {
        roff.control("fi", []);
    }
}

fn listed(roff: &mut Roff, title: &str, items: &[(&str, &str)]) {
    roff.control("SH", [title]);
    for (item, meaning) in items {
        roff.control("TP", []);
        roff.text([bold(*item)]);
        roff.text([roman(*meaning)]);
    }
}

fn print(bytes: &[u8]) -> Result<Status, Failure> {
    let mut output = io::stdout().lock();
    written(io::Write::write_all(&mut output, bytes))
}

const NAME: &str = "chinwag";
const ENVIRONMENT: [(&str, &str); 5] = [
    ("NO_COLOR", "if it is not empty, no colors, unless --color or the configuration wants them"),
    ("CLICOLOR_FORCE", "if it is neither empty nor 0, colors, also where there is no terminal"),
    ("TERM", "dumb is a terminal without colors and without a line editor"),
    ("XDG_CONFIG_HOME, XDG_DATA_HOME", "where the folders below are, if not in HOME"),
    ("TZ", "the time zone of the times that are shown"),
];
const FILES: [(&str, &str); 3] = [
    ("~/.config/chinwag/config.toml", "the configuration; `chinwag config show` explains it"),
    ("~/.local/share/chinwag/PROFILE/identity.pem", "your key, readable by you alone"),
    ("~/.local/share/chinwag/PROFILE/history.db", "what was said, and who is known"),
];
