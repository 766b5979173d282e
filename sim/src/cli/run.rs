//! `run`: plays a scenario, and prints what people see as it goes.

use std::path::PathBuf;

use sim::play::{play, rehearse};
use sim::scenario::{Bounds, Scenario};
use sim::{Des, Net, Violation, agree};

use super::{Outcome, Seed, Where, say};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct Run {
    /// The scenario; without it, the one that is drawn from the seed
    #[arg(required_unless_present = "seed")]
    file: Option<PathBuf>,
    /// What chance grows from, in place of the seed of the file
    #[arg(long, value_name = "SEED")]
    seed: Option<Seed>,
    /// Where to play it
    #[arg(long, value_enum, default_value_t = Where::Des)]
    world: Where,
    /// Print what passes the door of every node instead: `<-` what happened, `->` what followed
    #[arg(long)]
    transcript: bool,
}

impl Run {
    pub(super) fn run(&self) -> Result<Outcome, String> {
        if self.transcript && self.world == Where::Both {
            return Err("a transcript is of one world: give --world des or --world net".to_owned());
        }
        if self.file.is_none() && self.world == Where::Both {
            return Err(
                "what people see on a drawn evening hangs on its timing, which differs from \
                        world to world: name a scenario, or give --world des or --world net"
                    .to_owned(),
            );
        }
        let scenario = self.scenario()?;
        if self.file.is_none() {
            say(&format!("{}\n", scenario.to_toml()));
        }
        let outcome = match self.world {
            Where::Des if self.transcript => {
                let mut world = Des::stage(&scenario);
                world.write_down();
                let outcome = rehearse(&mut world, &scenario);
                say(world.transcript());
                outcome
            }
            Where::Net if self.transcript => {
                let mut world = Net::stage(&scenario);
                let outcome = rehearse(&mut world, &scenario);
                say(&world.transcript());
                outcome
            }
            Where::Des => play(&mut Des::stage(&scenario), &scenario, &mut say),
            Where::Net => play(&mut Net::stage(&scenario), &scenario, &mut say),
            Where::Both => play(&mut Des::stage(&scenario), &scenario, &mut say)
                .and_then(|()| agree(&scenario)),
        };
        Ok(told(outcome, self.world))
    }

    fn scenario(&self) -> Result<Scenario, String> {
        let Some(file) = &self.file else {
            let Seed(seed) = self.seed.ok_or("name a scenario, or give a --seed")?;
            return Ok(Scenario::drawn(seed, Bounds::default()));
        };
        let mut scenario = Scenario::read(file).map_err(|flaw| flaw.to_string())?;
        if let Some(Seed(seed)) = self.seed {
            scenario.seed = seed;
        }
        Ok(scenario)
    }
}

fn told(outcome: Result<(), Violation>, world: Where) -> Outcome {
    match outcome {
        Ok(()) if world == Where::Both => {
            say("\nEvery law held, and both worlds agree.\n");
            Outcome::Held
        }
        Ok(()) => {
            say("\nEvery law held.\n");
            Outcome::Held
        }
        Err(violation) => {
            say(&format!("\nBROKEN {violation}\n"));
            Outcome::Broken
        }
    }
}
