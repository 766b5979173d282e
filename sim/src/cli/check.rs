//! `check`: every order of events for two people and one mishap.

use sim::check::{Outcome as Found, Question, exhaust};

use super::usage::cpu;
use super::{Outcome, say};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct Check {
    /// Ask only what takes some seconds
    #[arg(long)]
    quick: bool,
}

impl Check {
    pub(super) fn run(&self) -> Result<Outcome, String> {
        let questions: &[Question] =
            if self.quick { &Question::QUICK } else { &Question::THOROUGH };
        let mut outcome = Outcome::Held;
        for question in questions {
            let before = cpu();
            let found = exhaust(question);
            let took = (cpu() - before).as_secs_f64();
            say(&format!("{question}\n{found}  {took:.1} CPU seconds\n\n"));
            if let Found::Broken(_) = found.outcome {
                outcome = Outcome::Broken;
            }
        }
        Ok(outcome)
    }
}
