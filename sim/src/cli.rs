//! The command line of the simulator.

mod bench;
mod check;
mod draw;
mod explore;
mod run;
mod seed;
mod shrink;
mod usage;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use sim::replay::{Asked, command as replay};

use seed::Seed;

/// Bad evenings of chinwag, replayed: partitions, crashes and reconnections, from one seed each.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo sim", bin_name = "cargo sim", after_help = AFTER)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Play a scenario, and print what people see as it goes
    Run(run::Run),
    /// Draw scenarios, one from each seed, and play them until a law is broken
    Explore(explore::Explore),
    /// Make a scenario that breaks a law as small as can be
    Shrink(shrink::Shrink),
    /// Run a recording made by `chinwag --record` through the node again, output for output
    Replay(Replay),
    /// Draw a scenario or a recording: a page to look into, a picture, or a log for ShiViz
    Draw(draw::Draw),
    /// Look at every order of events for two people and one mishap
    Check(check::Check),
    /// Print how fast the worlds are, per second of processor time
    Bench(bench::Bench),
}

#[derive(Clone, Debug, clap::Args)]
struct Replay {
    /// The recording
    file: PathBuf,
    /// Print from then on: a universal time, as 12:30:05, or the number of an input
    #[arg(long, value_name = "WHEN")]
    from: Option<String>,
    /// Print until then: a universal time, as 12:30:05
    #[arg(long, value_name = "WHEN")]
    to: Option<String>,
    /// Print so many inputs and what followed from them
    #[arg(long, value_name = "N")]
    count: Option<u64>,
}

/// Where a scenario is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Where {
    /// The fast world, which calls the nodes themselves
    Des,
    /// The real driver, encryption, wire and database, over turmoil
    Net,
    /// Both, and people must see the same
    Both,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Every law held.
    Held,
    /// A law was broken, or a replay differs.
    Broken,
}

impl Args {
    pub(crate) fn run(self) -> Result<Outcome, String> {
        match self.command {
            Command::Run(run) => run.run(),
            Command::Explore(explore) => explore.run(),
            Command::Shrink(shrink) => shrink.run(),
            Command::Draw(draw) => draw.run(),
            Command::Check(check) => check.run(),
            Command::Bench(bench) => bench.run(),
            Command::Replay(Replay { file, from, to, count }) => {
                let is_stretch = from.is_some() || to.is_some() || count.is_some();
                let shown = replay(&file, &Asked { from, to, count })?;
                if is_stretch && shown.is_nothing {
                    say("Nothing was recorded in that stretch; times are universal.\n");
                }
                say(&shown.text);
                Ok(if shown.is_same { Outcome::Held } else { Outcome::Broken })
            }
        }
    }
}

/// Prints. A reader that has gone away has seen enough.
fn say(text: &str) {
    use std::io::Write;
    let mut output = std::io::stdout().lock();
    let _ = output.write_all(text.as_bytes()).and_then(|()| output.flush());
}

const AFTER: &str = "\
Examples:
  cargo sim run sim/scenarios/partition.toml
  cargo sim explore --seeds 100000
  cargo sim draw sim/scenarios/partition.toml -o partition.html

A seed is a number, or a commit hash.
Exit status: 0 every law held, 1 a law was broken or a replay differs, 2 it could not be played.
";
