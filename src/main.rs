//! The program: settles who we are and where, and puts the parts together.

#[path = "main/chance.rs"]
mod chance;
#[path = "main/id.rs"]
mod id;
#[path = "main/programs.rs"]
mod programs;
#[path = "main/questions.rs"]
mod questions;
#[path = "main/said.rs"]
mod said;
#[path = "main/start.rs"]
mod start;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use chinwag::chat::{chat, speak};
use chinwag::cli::{Args, Command};
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
    let start = Start::from(args)?;
    match command {
        None => match start.settle()? {
            Some(settings) if is_json => speak(settings, chance::seed()?, chance::now()),
            Some(settings) => chat(settings, chance::seed()?, chance::now()),
            None => Ok(Status::Ok),
        },
        Some(Command::Send(sending)) => programs::send(start, &sending),
        Some(Command::Listen(listening)) => programs::listen(start, &listening),
        Some(Command::Ask(asking)) => programs::ask(start, &asking),
        Some(Command::Id) => id::id(&start),
        Some(Command::Forget { address }) => id::forget(&start, &address.address),
        Some(Command::History(wanted)) => said::history(&start, &wanted),
        Some(Command::Export { peer, to }) => said::export(&start, peer.as_deref(), to.as_deref()),
    }
}
