//! The commands of the simulator that README.md names, as they are typed there.
#![cfg(unix)]

#[path = "../../tests/readme/page.rs"]
mod page;

use std::os::unix::fs::symlink;
use std::process::Command;

use page::{Code, code};

#[test]
fn every_command_on_the_page_does_what_it_says() {
    let here = tempfile::tempdir().expect("a new folder");
    symlink(env!("CARGO_MANIFEST_DIR"), here.path().join("sim")).expect("a new link");
    let page = code(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    for (line, typed, said) in COMMANDS {
        assert!(page.contains(&Code::Span((*line).to_owned())), "not in the README: {line}");
        let mut sim = Command::new(env!("CARGO_BIN_EXE_sim"));
        let ran = sim.args(typed.split(' ')).current_dir(here.path()).output().expect("it runs");
        let out = String::from_utf8(ran.stdout).expect("it writes UTF-8");
        let err = String::from_utf8(ran.stderr).expect("it writes UTF-8");
        let is_said = out.ends_with(said);
        assert!(is_said && ran.status.code() == Some(0), "{typed}: {out}{err}");
    }
    for (file, holds) in DRAWN {
        let drawn = std::fs::read_to_string(here.path().join(file)).expect("it was drawn");
        assert!(drawn.contains(holds), "{file}: {drawn}");
    }
}

/// Each line, what is typed for it here, and what it says at its end.
const COMMANDS: &[(&str, &str, &str)] = &[
    ("cargo sim run FILE", "run sim/scenarios/partition.toml", HELD),
    ("--world net", "run sim/scenarios/partition.toml --world net", HELD),
    ("--world both", "run sim/scenarios/partition.toml --world both", AGREE),
    ("--transcript", "run sim/scenarios/partition.toml --transcript", HELD),
    ("cargo sim run --seed N", "run --seed 7", HELD),
    // A hundred thousand take an hour.
    ("cargo sim explore --seeds 100000", "explore --seeds 20 --regressions found", HELD),
    ("cargo sim shrink FILE", "shrink sim/scenarios/partition.toml", NOTHING_TO_SHRINK),
    (
        "cargo sim draw sim/scenarios/half-open.toml -o half-open.html",
        "draw sim/scenarios/half-open.toml -o half-open.html",
        "half-open.html is drawn.\n",
    ),
    (
        "cargo sim draw FILE -o out.html",
        "draw sim/scenarios/half-open.toml -o out.svg",
        "out.svg is drawn.\n",
    ),
    (
        "cargo sim draw FILE -o out.html",
        "draw sim/scenarios/half-open.toml -o out.shiviz",
        "out.shiviz is drawn.\n",
    ),
];

/// What is in each file then.
const DRAWN: &[(&str, &str)] =
    &[("half-open.html", "<script"), ("out.svg", "<svg"), ("out.shiviz", "alice {")];

const HELD: &str = "\nEvery law held.\n";
const AGREE: &str = "\nEvery law held, and both worlds agree.\n";
const NOTHING_TO_SHRINK: &str = "Every law holds: there is nothing to shrink.\n";
