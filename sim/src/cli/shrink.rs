//! `shrink`: the smallest scenario that still breaks the same law.

use std::fs;
use std::path::PathBuf;

use sim::explore::try_out;
use sim::scenario::Scenario;
use sim::shrink::shrink;

use super::{Outcome, say};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct Shrink {
    /// The scenario
    file: PathBuf,
    /// Where to write what is left of it; without it, it is printed
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Shrink {
    pub(super) fn run(&self) -> Result<Outcome, String> {
        let scenario = Scenario::read(&self.file).map_err(|flaw| flaw.to_string())?;
        let Err(violation) = try_out(&scenario).1 else {
            say("Every law holds: there is nothing to shrink.\n");
            return Ok(Outcome::Held);
        };
        let shrunk = shrink(&scenario, violation.law)
            .ok_or("it broke a law once and not twice: that is a fault of the simulator")?;
        let (steps, peers) = (shrunk.scenario.steps.len(), shrunk.scenario.peers.len());
        let text = shrunk.scenario.to_toml();
        let mut told = format!(
            "{}: {}\n{steps} steps and {peers} peers are left, after {} plays.\n",
            violation.law, shrunk.what, shrunk.plays
        );
        match &self.output {
            Some(file) => {
                fs::write(file, text).map_err(|e| format!("{}: {e}", file.display()))?;
                told.push_str(&format!("It is in {}.\n", file.display()));
            }
            None => told.push_str(&format!("\n{text}")),
        }
        say(&told);
        Ok(Outcome::Broken)
    }
}
