//! A person's mistakes on the command line and in the configuration, and what is said of them.

use std::fs;

use chinwag::failure::Status;

use crate::home::{Home, Outcome};

#[test]
fn what_is_wrong_on_the_command_line_is_said_in_a_sentence() {
    let long = "x".repeat(33);
    for (flag, value, sentence) in [
        ("--port <PORT>", "http", "the port must be a number from 1 to 65535"),
        ("--port <PORT>", "0", "the port must be a number from 1 to 65535"),
        (
            "--peer <ADDR>",
            "nowhere",
            "the port is missing: write host:port, for example 127.0.0.1:7001",
        ),
        (
            "--peer <ADDR>",
            "chinwag:abc@127.0.0.1:1",
            "a key is 52 letters and digits, as `chinwag id` prints it",
        ),
        (
            "--listen <HOST>",
            "a/b",
            "the host must be an IP address or a host name of letters, digits, dots and hyphens",
        ),
        ("--name <NAME>", " ", "a name needs at least one visible character"),
        ("--name <NAME>", &long, "a name takes at most 32 columns and 64 bytes"),
        (
            "--name <NAME>",
            "a  b",
            "a name has visible characters and single spaces only; this one would show as 'a b'",
        ),
        (
            "--profile <PROFILE>",
            "../bob",
            "a profile is named by 1 to 64 letters, digits, hyphens and underscores",
        ),
    ] {
        let name = flag.split(' ').next().unwrap();
        let help = "For more information, try '--help'.";
        let err = format!("error: invalid value '{value}' for '{flag}': {sentence}\n\n{help}\n");
        let told = Outcome { status: 2, out: String::new(), err };
        assert_eq!(Home::new().chinwag(&[name, value]), told);
    }
}

#[test]
fn the_help_explains_every_exit_status() {
    let help = Home::new().chinwag(&["--help"]).out;
    let (_, table) = help.split_once("Exit status:\n").unwrap();
    let all = Status::ALL.map(|status| format!("  {}  {status}\n", status.code()));
    assert_eq!(table, all.concat());
}

#[test]
fn what_is_wrong_in_the_configuration_is_named_by_file_line_and_key() {
    let correct_it = "Correct that line, then start again.";
    for (text, line, what, next_step) in [
        (
            "name = 'alice'\nprot = 7001\n",
            2,
            "there is no key prot",
            format!("Did you mean port? {KEYS}").as_str(),
        ),
        (
            "[network]\nport = 7001\n",
            1,
            "there is no key network",
            format!("Remove that line; {}", KEYS.replace("The", "the")).as_str(),
        ),
        (
            "\n\nport = 'http'\n",
            3,
            "port cannot be 'http': it must be a number from 1 to 65535, without quotes",
            correct_it,
        ),
        (
            "port = 70000",
            1,
            "port cannot be 70000: the port must be a number from 1 to 65535",
            correct_it,
        ),
        ("name = 5", 1, "name cannot be 5: it must be a text in quotes", correct_it),
        (
            "listen = ''",
            1,
            "listen cannot be '': the host must be an IP address or a host name of letters, \
             digits, dots and hyphens",
            correct_it,
        ),
        (
            "static_peers = [\n  '127.0.0.1:7001',\n  '127.0.0.1',\n]\n",
            3,
            "static_peers cannot be '127.0.0.1': the port is missing: write host:port, for \
             example 127.0.0.1:7001",
            correct_it,
        ),
        ("port = \n", 1, "string values must be quoted, expected literal string", correct_it),
    ] {
        is_refused(text, line, what, next_step);
    }
}

#[test]
fn a_choice_that_there_is_not_is_named_with_those_that_there_are() {
    let correct_it = "Correct that line, then start again.";
    for (text, what, next_step) in [
        (
            "colour = 'never'",
            "there is no key colour",
            format!("Did you mean color? {KEYS}").as_str(),
        ),
        (
            "theme = 'blue'",
            "theme cannot be 'blue': it must be one of auto, light, dark",
            correct_it,
        ),
        (
            "bell = 'yes'",
            "bell cannot be 'yes': it must be true or false, without quotes",
            correct_it,
        ),
    ] {
        is_refused(text, 1, what, next_step);
    }
}

fn is_refused(text: &str, line: usize, what: &str, next_step: &str) {
    let home = Home::new();
    let file = home.path.join(".config/chinwag/config.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, text).unwrap();
    let what = format!("{}, line {line}: {what}", file.display());
    home.refuses(&["id"], Status::Damaged, &what, next_step);
}

#[test]
fn a_configuration_that_was_named_must_be_there() {
    let home = Home::new();
    home.refuses(
        &["id", "--config", "missing.toml"],
        Status::Damaged,
        "the configuration missing.toml cannot be read: No such file or directory (os error 2)",
        "Name a file that can be read with --config.",
    );
}

const KEYS: &str = "The keys are name, port, listen, static_peers, color, theme, bell, notify, \
                    mention_only, mouse, menu.";
