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
        let mut is_exhaustive = true;
        for question in questions {
            let before = cpu();
            let found = exhaust(question);
            let took = (cpu() - before).as_secs_f64();
            say(&format!("{question}\n{found}  {took:.1} CPU seconds\n\n"));
            match found.outcome {
                Found::Broken(_) => outcome = Outcome::Broken,
                Found::TooMany => is_exhaustive = false,
                Found::Complete => {}
            }
        }
        if outcome == Outcome::Held && !is_exhaustive {
            return Err("there are more orders than were looked at, so nothing is proven".into());
        }
        Ok(outcome)
    }
}
