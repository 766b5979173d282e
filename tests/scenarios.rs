//! The scenarios that ship: what people see, and that it is the same in both worlds.

#[path = "people/snapshot.rs"]
mod snapshot;

use std::fs;
use std::path::{Path, PathBuf};

use sim::play::play;
use sim::scenario::Scenario;
use sim::{Des, agree};

use snapshot::snapshot;

/// Plays a scenario in both worlds, and compares what the fast one tells with its snapshot.
fn tells_what_it_told(name: &str) {
    let file = folder().join(format!("{}.toml", name.replace('_', "-")));
    let scenario = Scenario::read(&file).unwrap_or_else(|flaw| panic!("{flaw}"));
    let mut told = format!("{}\n\n", scenario.story);
    play(&mut Des::stage(&scenario), &scenario, &mut |line| told.push_str(line))
        .unwrap_or_else(|violation| panic!("{told}\n{violation}"));
    snapshot(name, &told);
    agree(&scenario).unwrap_or_else(|violation| panic!("{violation}"));
}

macro_rules! scenarios {
    ($($name:ident)*) => {
        const ALL: &[&str] = &[$(stringify!($name)),*];
        $(#[test]
        fn $name() {
            tells_what_it_told(stringify!($name));
        })*
    };
}

scenarios! {
    all_restart bad_line blocked classroom crossed_dials failing_disk flapping full_disk
    goodbye_and_return half_open late_peer leaving_one one_way partition power_cut rename
    restored_backup rolling_restarts slow_disk slow_line stall taken_back three_islands wiped_disk
    wrong_clocks
}

#[test]
fn no_scenario_is_left_out() {
    let files = fs::read_dir(folder()).expect("there is a folder of scenarios");
    let mut names: Vec<String> = files
        .map(|file| file.expect("it can be read").path())
        .filter_map(|path| Some(path.file_stem()?.to_str()?.replace('-', "_")))
        .collect();
    names.sort();
    assert_eq!(names, ALL);
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sim/scenarios")
}
