//! Plays worlds by their seeds: one to read, or many to find one that breaks a law.

use std::io::{self, Write};
use std::process::ExitCode;

use sim::evening;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let played = match &words[..] {
        [seed] => number(seed).map(|seed| show(&evening(seed).transcript())),
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

/// One evening for each seed.
fn sweep(first: u64, count: u64) -> ExitCode {
    for seed in first..first.saturating_add(count) {
        let world = evening(seed);
        if let Err(violation) = world.lawful().and_then(|()| world.settled()) {
            eprintln!("sim {seed}: {violation}");
            return ExitCode::FAILURE;
        }
    }
    println!("{count} evenings: every law held");
    ExitCode::SUCCESS
}

const USAGE: &str = "\
Which world? All numbers are seeds.

  sim SEED                     the transcript of one bad evening of five people
  sim sweep FIRST COUNT        so many evenings, and twenty times as many nights: do all laws hold?
";
