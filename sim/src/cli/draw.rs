//! `draw`: the space-time diagram of a scenario, or of a recording.

use std::fs;
use std::path::{Path, PathBuf};

use sim::play::rehearse;
use sim::replay::{Recording, Stretch, replay};
use sim::scenario::Scenario;
use sim::trace::Trace;
use sim::{Des, diagram};

use super::{Outcome, Seed, say};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct Draw {
    /// The scenario (.toml), or a recording made by `chinwag --record`
    file: PathBuf,
    /// What to write: .html to look into, .svg for a picture, .shiviz for ShiViz
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// What chance grows from, in place of the seed of the scenario
    #[arg(long, value_name = "SEED")]
    seed: Option<Seed>,
}

impl Draw {
    pub(super) fn run(&self) -> Result<Outcome, String> {
        let extension = self.output.extension().and_then(|extension| extension.to_str());
        let draw = match extension {
            Some("html") => diagram::html,
            Some("svg") => diagram::svg,
            Some("shiviz") => diagram::shiviz,
            Some(_) | None => {
                return Err(format!(
                    "{}: a drawing is .html, .svg or .shiviz",
                    self.output.display()
                ));
            }
        };
        let is_scenario = self.file.extension().is_some_and(|extension| extension == "toml");
        let drawn = if is_scenario { self.scenario() } else { recording(&self.file) };
        let (trace, outcome) = drawn?;
        let told = |e| format!("{}: {e}", self.output.display());
        fs::write(&self.output, draw(&trace)).map_err(told)?;
        say(&format!("{} is drawn.\n", self.output.display()));
        Ok(outcome)
    }

    fn scenario(&self) -> Result<(Trace, Outcome), String> {
        let mut scenario = Scenario::read(&self.file).map_err(|flaw| flaw.to_string())?;
        if let Some(Seed(seed)) = self.seed {
            scenario.seed = seed;
        }
        let mut world = Des::traced(&scenario);
        let Err(violation) = rehearse(&mut world, &scenario) else {
            let trace = world.trace();
            // Where everything holds, what comes after all has settled is pings.
            let trace = match scenario.settles_at() {
                Some(at) => trace.before(at),
                None => trace,
            };
            return Ok((trace, Outcome::Held));
        };
        world.note_broken(&violation);
        say(&format!("BROKEN {violation}\n"));
        Ok((world.trace(), Outcome::Broken))
    }
}

fn recording(file: &Path) -> Result<(Trace, Outcome), String> {
    let recording = Recording::open(file).map_err(|error| {
        format!("{error}\nName a scenario (.toml), or what `chinwag --record` has written.")
    })?;
    let replay = replay(recording, Stretch::ALL);
    say(&format!("{}\n", replay.end));
    let outcome = if replay.end.is_same() { Outcome::Held } else { Outcome::Broken };
    Ok((replay.trace(), outcome))
}
