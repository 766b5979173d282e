//! One seed is one history: byte for byte, in any process.

use std::process::{Command, Output};

#[test]
fn one_seed_is_one_history_in_two_processes() {
    for world in ["net", "des"] {
        for seed in ["4", "5"] {
            let [first, second] = [play(world, seed), play(world, seed)];
            assert!(first.lines().count() > 1_000, "a history worth comparing");
            let difference = first_difference(&first, &second);
            assert!(first == second, "{world}, seed {seed}: {difference:?}");
        }
    }
}

#[test]
fn two_seeds_are_two_histories() {
    assert!(play("net", "4") != play("net", "5"));
}

#[test]
fn a_seed_that_is_no_number_is_told_so() {
    let output = run(&["run", "--seed", "x"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("a seed is a number below 2^64, or a commit hash"), "{told}");
}

/// What passed every door in the scenario that is drawn from that seed.
fn play(world: &str, seed: &str) -> String {
    let output = run(&["run", "--seed", seed, "--world", world, "--transcript"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a transcript is text")
}

fn run(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sim")).args(words).output().expect("it runs")
}

fn first_difference<'a>(a: &'a str, b: &'a str) -> Option<(&'a str, &'a str)> {
    a.lines().zip(b.lines()).find(|(a, b)| a != b)
}
