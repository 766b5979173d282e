//! Prints the transcript of one bad evening: `cargo run -p sim --release -- SEED`.

use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let seed = std::env::args().nth(1).map(|seed| seed.parse::<u64>());
    let Some(Ok(seed)) = seed else {
        eprintln!("Which evening? Give its seed, a whole number: sim 42");
        return ExitCode::from(2);
    };
    // A reader that has gone away has seen enough.
    let _ = io::stdout().write_all(sim::evening(seed).transcript().as_bytes());
    ExitCode::SUCCESS
}
