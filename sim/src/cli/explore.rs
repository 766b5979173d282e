//! `explore`: scenarios that chance draws, on all processors, until a law is broken.

use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use jiff::SignedDuration;
use sim::explore::{Explored, Plan, Seen, explore};
use sim::faults::Fault;
use sim::scenario::{Bounds, Scenario};
use sim::shrink::shrink;
use sim::{Law, Violation};

use super::usage::cpu;
use super::{Outcome, Seed, say};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct Explore {
    /// How many scenarios to play
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    seeds: u64,
    /// The first seed
    #[arg(long, value_name = "SEED", default_value_t = Seed(0))]
    from: Seed,
    /// How many at once; as many as there are processors, if not given
    #[arg(long, value_name = "J")]
    jobs: Option<NonZero<usize>>,
    /// When to stop at the latest: 10m, 1h 30m
    #[arg(long, value_name = "TIME")]
    time: Option<SignedDuration>,
    /// Where to write what breaks a law, made as small as can be
    #[arg(long, value_name = "FOLDER", default_value = "sim/regressions")]
    regressions: PathBuf,
}

impl Explore {
    pub(super) fn run(&self) -> Result<Outcome, String> {
        let cores = available_parallelism().map_or(1, NonZero::get);
        let plan = Plan {
            from: self.from.0,
            seeds: self.seeds,
            jobs: self.jobs.map_or(cores, NonZero::get),
            bounds: Bounds::default(),
        };
        let time = self.time.map(|time| time.unsigned_abs());
        let bar = ProgressBar::new(self.seeds).with_style(style());
        let explored = explore(&plan, &|seen| {
            bar.set_position(seen.scenarios);
            let days = seen.simulated.as_secs_f64() / DAY;
            bar.set_message(format!("{days:.1} simulated days"));
            time.is_some_and(|time| bar.elapsed() >= time)
        });
        bar.finish_and_clear();
        say(&summary(&explored.seen, bar.elapsed()));
        self.report(&explored)
    }

    fn report(&self, explored: &Explored) -> Result<Outcome, String> {
        if explored.broken.is_empty() {
            say("Every law held.\n");
            return Ok(Outcome::Held);
        }
        for (seed, violation) in &explored.broken {
            say(&format!("\nBROKEN {violation}, by seed {seed}. It is being shrunk.\n"));
            let file = self.keep(*seed, violation)?;
            say(&format!("To replay it: cargo sim run {}\n", file.display()));
        }
        Ok(Outcome::Broken)
    }

    /// Writes a scenario that breaks a law, made as small as can be, to be kept.
    fn keep(&self, seed: u64, violation: &Violation) -> Result<PathBuf, String> {
        let drawn = Scenario::drawn(seed, Bounds::default());
        let mut scenario = drawn.clone();
        let mut what = violation.what.clone();
        if let Some(shrunk) = shrink(&drawn, violation.law) {
            let (steps, left) = (drawn.steps.len(), shrunk.scenario.steps.len());
            say(&format!("Of {steps} steps {left} are left, after {} plays.\n", shrunk.plays));
            (scenario, what) = (shrunk.scenario, shrunk.what);
        }
        scenario.story = format!("Broke {}, found by seed {seed}: {what}.", violation.law);
        write(&self.regressions, violation.law, seed, &scenario)
    }
}

fn write(folder: &Path, law: Law, seed: u64, scenario: &Scenario) -> Result<PathBuf, String> {
    let file = folder.join(format!("{law}-{seed}.toml"));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&file, scenario.to_toml()))
        .map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(file)
}

fn summary(seen: &Seen, took: Duration) -> String {
    let per_second = |count: f64, time: Duration| count / time.as_secs_f64().max(f64::EPSILON);
    let (count, used) = (seen.scenarios as f64, cpu());
    let days = seen.simulated.as_secs_f64() / DAY;
    let mut text = format!(
        "{} scenarios and {:.1} simulated days in {:.1} s: {:.0} a second, {:.0} per CPU second, \
         {:.0} thousand inputs per CPU second\n\nHow often each fault bit:\n",
        seen.scenarios,
        days,
        took.as_secs_f64(),
        per_second(count, took),
        per_second(count, used),
        per_second(seen.inputs as f64, used) / 1_000.0,
    );
    for faults in Fault::ALL.chunks(3) {
        let cells = faults
            .iter()
            .map(|fault| format!("{:>10}  {:16}", seen.tally.of(*fault), fault.to_string()));
        let line = cells.collect::<String>();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let idle: Vec<String> = seen.tally.idle().iter().map(ToString::to_string).collect();
    if !idle.is_empty() {
        text.push_str(&format!("Never bit, so nothing is proven of it: {}\n", idle.join(", ")));
    }
    text.push('\n');
    text
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template(BAR).unwrap_or_else(|_| ProgressStyle::default_bar())
}

const BAR: &str = "{bar:30} {human_pos} of {human_len} seeds, {per_sec}, {msg}, {eta} left";
/// Seconds.
const DAY: f64 = 86_400.0;
