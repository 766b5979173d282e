//! The program `sim`: plays bad evenings, finds them, shrinks them and draws them.

mod cli;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use cli::{Args, Outcome};

fn main() -> ExitCode {
    match Args::parse().run() {
        Ok(Outcome::Held) => ExitCode::SUCCESS,
        Ok(Outcome::Broken) => ExitCode::from(1),
        Err(why) => {
            // If nobody can be told, the status still says it.
            let _ = writeln!(io::stderr(), "{why}");
            ExitCode::from(2)
        }
    }
}
