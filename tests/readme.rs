//! The page that everybody reads first, taken at its word: each command on it is run.
#![cfg(unix)]

#[path = "people/chat.rs"]
mod chat;
#[path = "people/ear.rs"]
mod ear;
#[path = "readme/house.rs"]
mod house;
#[path = "readme/page.rs"]
mod page;
#[path = "people/port.rs"]
mod port;
#[path = "pipe/run.rs"]
mod run;
#[path = "readme/steps.rs"]
mod steps;
#[path = "readme/terminal.rs"]
mod terminal;

use std::collections::BTreeSet;

use house::House;
use page::{Code, code};
use steps::{ELSEWHERE, STEPS};

#[test]
fn every_command_on_the_page_works_in_the_order_in_which_it_is_read() {
    let mut house = House::new();
    for command in commands() {
        if let Some((_, step)) = STEPS.iter().find(|(line, _)| *line == command) {
            step(&mut house, &command);
        }
    }
}

#[test]
fn every_command_on_the_page_is_tested_and_no_other() {
    let tested = STEPS.iter().map(|(line, _)| *line);
    let elsewhere = ELSEWHERE.iter().map(|(line, _)| *line);
    let tested: Vec<&str> = tested.chain(elsewhere).collect();
    let commands = commands();
    for command in &commands {
        let times = tested.iter().filter(|line| *line == command).count();
        assert_eq!(times, 1, "this command of the README is not tested: {command}");
    }
    for line in tested {
        assert!(commands.iter().any(|command| command == line), "not in the README: {line}");
    }
}

/// Each command of the page once, where it stands first.
fn commands() -> Vec<String> {
    let mut seen = BTreeSet::new();
    let command = |code| match code {
        Code::Line(line) => Some(line),
        Code::Span(span) => is_command(&span).then_some(span),
    };
    let commands = code(env!("CARGO_MANIFEST_DIR")).into_iter().filter_map(command);
    commands.filter(|line| seen.insert(line.clone())).collect()
}

/// Whether what stands among words is something to type in a shell.
fn is_command(span: &str) -> bool {
    let mut words = span.split(' ');
    let program = words.find(|word| !word.contains('='));
    matches!(program, Some("chinwag" | "cargo")) && words.next().is_some()
}
