//! The program: settles who we are and where, and puts the parts together.

#[path = "main/chance.rs"]
mod chance;
#[path = "main/checkup.rs"]
mod checkup;
#[path = "main/id.rs"]
mod id;
#[path = "main/manual.rs"]
mod manual;
#[path = "main/options.rs"]
mod options;
#[path = "main/programs.rs"]
mod programs;
#[path = "main/questions.rs"]
mod questions;
#[path = "main/said.rs"]
mod said;
#[path = "main/start.rs"]
mod start;
#[path = "main/trial.rs"]
mod trial;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use chinwag::archive::written;
use chinwag::chat::{chat, speak};
use chinwag::cli::{Args, Command, Shown};
use chinwag::failure::{Failure, Status};

use start::Start;

fn main() -> ExitCode {
    run(Args::parse())
        .unwrap_or_else(|failure| {
            // If nobody can be told, the status still says it.
            let _ = writeln!(io::stderr(), "{failure}");
            failure.status()
        })
        .into()
}

fn run(mut args: Args) -> Result<Status, Failure> {
    let command = args.command.take();
    let is_json = args.json;
    match command {
        None => match Start::from(args)?.settle()? {
            Some(settings) if is_json => speak(settings, chance::seed()?, chance::now()),
            Some(settings) => chat(settings, chance::seed()?, chance::now()),
            None => Ok(Status::Ok),
        },
        Some(Command::Send(sending)) => programs::send(Start::from(args)?, &sending),
        Some(Command::Listen(listening)) => programs::listen(Start::from(args)?, &listening),
        Some(Command::Ask(asking)) => programs::ask(Start::from(args)?, &asking),
        Some(Command::Id) => id::id(&Start::from(args)?),
        Some(Command::Forget { address }) => id::forget(&Start::from(args)?, &address.address),
        Some(Command::History(wanted)) => said::history(&Start::from(args)?, &wanted),
        Some(Command::Export { peer, to }) => {
            said::export(&Start::from(args)?, peer.as_deref(), to.as_deref())
        }
        Some(Command::Doctor { peer }) => checkup::doctor(args, peer),
        Some(Command::Demo) => trial::demo(args),
        Some(Command::Config { what: Shown::Show }) => options::show(args),
        Some(Command::Config { what: Shown::Path }) => options::path(&args),
        Some(Command::Completions { shell }) => manual::completions(shell),
        Some(Command::Man { dir }) => manual::man(dir.as_deref()),
    }
}

/// Prints what was asked for, which ends with a line.
fn say(text: &str) -> Result<Status, Failure> {
    let mut output = io::stdout().lock();
    written(output.write_all(text.as_bytes()).and_then(|()| output.flush()))
}
