//! Slash commands as README.md names them, and whether `/help` tells of all the others.

use std::collections::BTreeSet;

use chinwag::look::Theme;

use crate::desk::{Desk, letters};
use crate::page::{Code, code};

#[test]
fn every_slash_command_on_the_page_is_understood() {
    let named: BTreeSet<String> = code(env!("CARGO_MANIFEST_DIR"))
        .into_iter()
        .filter_map(|code| match code {
            Code::Span(span) => span.starts_with('/').then_some(span),
            Code::Line(_) => None,
        })
        .collect();
    assert!(named.len() > 15, "{named:?}");
    for line in &named {
        // A word in capitals is one to be put there.
        is_taken(&line.replace("COMMAND", "msg"));
    }
}

/// The page says that `/help` tells of all commands, and so it need not name every one itself.
#[test]
fn every_command_that_help_lists_is_explained_by_it() {
    let mut desk = Desk::new(TALL, Theme::Dark, &[]);
    desk.enters("/help");
    let help = letters(&desk.cells(TALL));
    let listed = help.lines().filter_map(|row| row.split(['│', ' ']).find(|word| !word.is_empty()));
    let listed: Vec<&str> = listed.filter(|word| word.starts_with('/')).collect();
    assert!(listed.contains(&"/msg") && listed.contains(&"/quit") && listed.len() > 20, "{help}");
    for command in listed {
        let mut desk = Desk::plain();
        desk.enters(&format!("/help {}", &command[1..]));
        let seen = desk.sees();
        assert!(seen.contains(&format!("{command} ")), "{seen}");
        assert!(!seen.contains("there is no"), "{seen}");
    }
}

/// The line is taken, as one with a mistake in it would not be.
fn is_taken(line: &str) {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.has_queued("bob", 1, "tea");
    desk.enters(line);
    let is_taken = !desk.line().contains(line) && !desk.sees().contains("nothing was sent");
    assert!(is_taken, "{line}: {}", desk.sees());
}

/// Enough rows for all that there is to be told.
const TALL: (u16, u16) = (120, 80);
