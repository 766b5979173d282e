//! One seed is one history: byte for byte, in any process and in both worlds.

use std::process::{Command, Output};

#[test]
fn one_seed_is_one_history_in_two_processes() {
    for world in ["des", "net"] {
        for seed in ["1", "2"] {
            let [first, second] = [play(seed, world), play(seed, world)];
            assert!(first.lines().count() > 500, "a history worth comparing");
            let difference = first_difference(&first, &second);
            assert!(first == second, "{world}, seed {seed}: {difference:?}");
        }
    }
}

#[test]
fn two_seeds_are_two_histories() {
    assert_ne!(play("1", "des"), play("2", "des"));
}

#[test]
fn a_commit_hash_is_a_seed() {
    let hash = "216ff54a1c0de5ca1ab1eb0ba5e0ddba11ca11ed";
    let told = text(&sim(&["run", "--seed", hash]).stdout);
    assert!(told.contains("seed = 150588376519597660"), "{told}");
}

#[test]
fn what_cannot_be_played_says_why_and_what_to_do() {
    let output = sim(&["run", "--seed", "x"]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(told.contains("a seed is a number below 2^63, or a commit hash"), "{told}");
    let output = sim(&["run", "no-such-evening.toml"]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(told.starts_with("no-such-evening.toml: it cannot be read: "), "{told}");
}

fn play(seed: &str, world: &str) -> String {
    let output = sim(&["run", "--seed", seed, "--world", world, "--transcript"]);
    assert!(output.status.success());
    text(&output.stdout)
}

fn sim(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sim")).args(arguments).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn first_difference<'a>(a: &'a str, b: &'a str) -> Option<(&'a str, &'a str)> {
    a.lines().zip(b.lines()).find(|(a, b)| a != b)
}
