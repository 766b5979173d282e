//! Plays worlds by their seeds: one to read, or many to find one that breaks a law.

use std::io::{self, Write};
use std::process::ExitCode;

use sim::{Night, evening, night};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let played = match &words[..] {
        [seed] => number(seed).map(|seed| show(&evening(seed).transcript())),
        ["night", seed] => number(seed).map(|seed| show_night(seed, false)),
        ["night", seed, "rollbacks"] => number(seed).map(|seed| show_night(seed, true)),
        ["sweep", first, count] => {
            number(first).zip(number(count)).map(|(first, count)| sweep(first, count))
        }
        _ => None,
    };
    played.unwrap_or_else(|| {
        eprint!("{USAGE}");
        ExitCode::from(2)
    })
}

fn number(text: &str) -> Option<u64> {
    text.parse().ok()
}

fn show(text: &str) -> ExitCode {
    // A reader that has gone away has seen enough.
    let _ = io::stdout().write_all(text.as_bytes());
    ExitCode::SUCCESS
}

fn show_night(seed: u64, has_rollbacks: bool) -> ExitCode {
    let (network, outcome) = night(seed, Night { has_rollbacks, is_written_down: true });
    let shown = show(network.transcript());
    outcome.map_or_else(
        |violation| {
            eprintln!("night {seed}: {violation}");
            ExitCode::FAILURE
        },
        |()| shown,
    )
}

/// Ten nights of each kind, and one evening, for each seed.
fn sweep(first: u64, count: u64) -> ExitCode {
    for seed in first..first.saturating_add(count) {
        for night_seed in 10 * seed..10 * seed + 10 {
            for has_rollbacks in [false, true] {
                let kind = Night { has_rollbacks, is_written_down: false };
                if let (_, Err(violation)) = night(night_seed, kind) {
                    let kind = if has_rollbacks { " rollbacks" } else { "" };
                    eprintln!("sim night {night_seed}{kind}: {violation}");
                    return ExitCode::FAILURE;
                }
            }
        }
        let world = evening(seed);
        if let Err(violation) = world.lawful().and_then(|()| world.settled()) {
            eprintln!("sim {seed}: {violation}");
            return ExitCode::FAILURE;
        }
    }
    println!("{count} evenings and {} nights: every law held", 20 * count);
    ExitCode::SUCCESS
}

const USAGE: &str = "\
Which world? All numbers are seeds.

  sim SEED                     the transcript of one bad evening of five people
  sim night SEED [rollbacks]   the transcript of one bad night of bare nodes
  sim sweep FIRST COUNT        so many evenings, and twenty times as many nights: do all laws hold?
";
