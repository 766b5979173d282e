//! `history` and `export`: what was said.

use std::path::Path;

use chinwag::archive::{self, Archive};
use chinwag::cli::Wanted;
use chinwag::failure::{Failure, Status};
use chinwag::screen::{Clock, Style};

use crate::chance::{chance, now};
use crate::start::Start;

/// Prints what is wanted of it.
pub(crate) fn history(start: &Start, wanted: &Wanted) -> Result<Status, Failure> {
    let style = if start.look.color { Style::Coloured } else { Style::Plain };
    archive::history(archive(start)?, wanted, &Clock::local(), style, now())
}

/// Prints or writes all of it for programs.
pub(crate) fn export(
    start: &Start,
    peer: Option<&str>,
    to: Option<&Path>,
) -> Result<Status, Failure> {
    archive::export_to(archive(start)?, peer, to)
}

/// What was said, if anything ever was.
fn archive(start: &Start) -> Result<Option<Archive>, Failure> {
    let (folder, _) = start.kept()?;
    if !folder.exists() {
        return Err(Failure::new(
            Status::Failed,
            format!("nothing was ever kept in {folder}"),
            "Name another one with --name, --profile or --data-dir.",
        ));
    }
    Archive::open(&folder, folder.key(chance)?.pair.identity())
}
