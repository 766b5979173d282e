//! Completions and the manual, as shells and man take them.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use chinwag::failure::Status;

use crate::home::{Home, Outcome};

#[test]
fn a_shell_that_reads_the_completions_completes_a_command() {
    let home = Home::new();
    let script = home.path.join("completions");
    fs::write(&script, home.chinwag(&["completions", "bash"]).out).unwrap();
    let try_out = "\
bash -n completions && . ./completions
COMP_WORDS=(chinwag hist); COMP_CWORD=1
_chinwag chinwag hist chinwag
echo \"${COMPREPLY[@]}\"";
    let bash = Command::new("bash").args(["-c", try_out]).current_dir(&home.path).output().unwrap();
    let [out, err] = [bash.stdout, bash.stderr].map(|text| String::from_utf8(text).unwrap());
    assert_eq!((bash.status.code(), out.as_str(), err.as_str()), (Some(0), "history\n", ""));
}

#[test]
fn there_are_completions_for_every_usual_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let Outcome { status, out, err } = Home::new().chinwag(&["completions", shell]);
        assert_eq!((status, err.as_str()), (0, ""));
        assert!(out.contains("chinwag") && out.contains("doctor"), "{shell}");
    }
}

#[test]
fn the_manual_has_every_section_and_every_status() {
    let page = Home::new().chinwag(&["man"]).out;
    let sections: Vec<_> = page.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
    let expected = [
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "OPTIONS",
        "SUBCOMMANDS",
        "EXAMPLES",
        "\"EXIT STATUS\"",
        "ENVIRONMENT",
        "FILES",
        "VERSION",
    ];
    assert_eq!(sections, expected);
    for status in Status::ALL {
        let line = format!("{}  {status}\n", status.code());
        assert!(page.contains(&line), "{line}");
    }
}

#[test]
fn man_finds_nothing_wrong_with_the_manual() {
    let page = Home::new().chinwag(&["man"]).out;
    // A bare machine need not have it.
    let mut groff = Command::new("groff");
    groff.args(["-man", "-Tutf8", "-ww", "-z"]).stdin(Stdio::piped());
    let Ok(mut groff) = groff.stderr(Stdio::piped()).spawn() else { return };
    groff.stdin.take().unwrap().write_all(page.as_bytes()).unwrap();
    let read = groff.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(read.stderr).unwrap(), "");
}

#[test]
fn there_is_a_page_for_every_command_and_each_has_examples() {
    let home = Home::new();
    assert_eq!(home.chinwag(&["man", "--dir", "man1"]), Outcome::said(""));
    let help = home.chinwag(&["--help"]).out;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands = commands.lines().take_while(|line| line.starts_with("  "));
    let mut names = vec!["chinwag".to_owned()];
    for line in commands.filter_map(|line| line.strip_prefix("  ")) {
        let command = line.split(' ').next().filter(|word| !["", "help"].contains(word));
        names.extend(command.map(|command| format!("chinwag-{command}")));
    }
    assert!(names.len() > 8, "{names:?}");
    for name in names {
        let page = fs::read_to_string(home.path.join(format!("man1/{name}.1"))).unwrap();
        assert!(page.contains(".SH EXAMPLES\n"), "{name}");
    }
}
