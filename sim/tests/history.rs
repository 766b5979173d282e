//! One seed is one history: byte for byte, in any process.

use std::process::Command;

#[test]
fn one_seed_is_one_history_in_two_processes() {
    for seed in ["1", "2"] {
        let [first, second] = [play(seed), play(seed)];
        assert!(first.lines().count() > 1_000, "a history worth comparing");
        assert!(first == second, "seed {seed}: {:?}", first_difference(&first, &second));
    }
}

#[test]
fn two_seeds_are_two_histories() {
    assert_ne!(play("1"), play("2"));
}

#[test]
fn a_seed_that_is_no_number_is_told_so() {
    let output = Command::new(env!("CARGO_BIN_EXE_sim")).arg("x").output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.starts_with("Which world? All numbers are seeds.\n"), "{told}");
}

fn play(seed: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_sim")).arg(seed).output().expect("it runs");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("a transcript is text")
}

fn first_difference<'a>(a: &'a str, b: &'a str) -> Option<(&'a str, &'a str)> {
    a.lines().zip(b.lines()).find(|(a, b)| a != b)
}
