//! `config`: what can be chosen, what was, and where.

use chinwag::choices::{Choices, Chosen, Origin};
use chinwag::cli::Args;
use chinwag::config::Config;
use chinwag::failure::{Failure, Status};
use chinwag::text::Safe;

use crate::say;
use crate::start::{Start, environment};

/// Prints each key, its value, and where that is from.
pub(crate) fn show(args: Args) -> Result<Status, Failure> {
    let config = Config::load(args.config.as_deref())?;
    let mut choices = Choices::of(&args, &config, environment);
    let start = Start::with(args, choices.clone())?;
    // What is proposed where it is asked for.
    if choices.name.value.is_none() {
        let Chosen { value, origin } = start.usual_name();
        choices.name = Chosen { value: Some(value), origin };
    }
    let last = start.kept().ok().and_then(|(folder, answers)| answers.port(&folder));
    if choices.port.value.is_none() && last.is_some() {
        choices.port = Chosen { value: last, origin: Origin::LastTime };
    }
    say(&choices.table())
}

/// Prints which file is read.
pub(crate) fn path(args: &Args) -> Result<Status, Failure> {
    let Some(path) = Config::path(args.config.as_deref()) else {
        let what = "it is not known where your home folder is";
        return Err(Failure::new(Status::Failed, what, "Set HOME, or name a file with --config."));
    };
    say(&format!("{}\n", Safe::line(&path.display().to_string())))
}
