//! What is set as code in README.md, in the order in which it stands there.

use std::fs;
use std::path::Path;

/// A piece of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// A line to type in a shell, without the comment after it.
    Line(String),
    /// What stands between backticks among words.
    Span(String),
}

/// All of it in the page of that folder.
pub(crate) fn code(folder: &str) -> Vec<Code> {
    let page = Path::new(folder).join("README.md");
    let page = fs::read_to_string(page).expect("it is there");
    let mut found = Vec::new();
    // Fences stand before and after each block, so every other piece is one.
    for (n, piece) in page.split("```").enumerate() {
        match piece.split_once('\n') {
            Some(("sh", block)) if n % 2 == 1 => found.extend(lines(block)),
            Some(_) if n % 2 == 1 => {}
            Some(_) | None => found.extend(spans(piece)),
        }
    }
    found
}

fn lines(block: &str) -> impl Iterator<Item = Code> {
    let command = |line: &str| line.split("  #").next().unwrap_or(line).trim().to_owned();
    block.lines().map(command).filter(|line| !line.is_empty()).map(Code::Line)
}

fn spans(words: &str) -> impl Iterator<Item = Code> {
    let span = |span: &str| Code::Span(span.split_whitespace().collect::<Vec<_>>().join(" "));
    words.split('`').skip(1).step_by(2).map(span)
}
