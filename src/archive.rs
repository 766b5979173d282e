//! What was said, read from beside a chat or without one: `chinwag history` and `chinwag export`.

mod json;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::cli::Wanted;
use crate::failure::{Failure, Status};
use crate::history::{Conversations, PAGE_MAX, Page, Query};
use crate::identity::Identity;
use crate::node::{Who, labels};
use crate::profile::{Folder, folder_of, sync_folder};
use crate::record::{Answer, Question, Trouble};
use crate::screen::{Clock, Conversation, Style, meant, unquoted, which_of};
use crate::store::{Sqlite, Store};
use crate::text::Safe;
use crate::time::Time;

pub(crate) use json::Line;
use json::as_json;

/// The history of one profile, open for reading. It is read page by page, however long it is.
#[derive(Debug)]
pub struct Archive {
    folder: Folder,
    store: Sqlite,
    /// Everybody, by what we call them.
    people: BTreeMap<Identity, Who>,
    /// The names that they claim themselves.
    claimed: Vec<(Identity, Safe)>,
}

impl Archive {
    /// Opens the history of that folder, whose owner has that key; nothing, if there is none yet.
    ///
    /// # Errors
    /// When it cannot be read: [`Status::Damaged`].
    pub fn open(folder: &Folder, me: Identity) -> Result<Option<Self>, Failure> {
        let Some(mut store) = folder.read_store()? else { return Ok(None) };
        let people = store.people().map_err(|trouble| folder.trouble(&trouble))?;
        let claimed = people.iter().map(|(identity, name, _)| (*identity, name.clone())).collect();
        let people = labels(me, people).into_iter().map(|who| (who.identity, who)).collect();
        Ok(Some(Self { folder: folder.clone(), store, people, claimed }))
    }

    /// The one peer whom a person means by that.
    ///
    /// # Errors
    /// When that is nobody, or can be several: [`Status::Failed`].
    pub fn peer(&self, typed: &str) -> Result<Identity, Failure> {
        let mut found = meant(self.people.values(), typed);
        if found.is_empty() {
            let typed = unquoted(typed);
            let claims = |name: &Safe| name.as_str().eq_ignore_ascii_case(&typed);
            let claimed = self.claimed.iter().filter(|(_, name)| claims(name));
            found = claimed.filter_map(|(peer, _)| self.people.get(peer)).collect();
        }
        match &found[..] {
            [who] => Ok(who.identity),
            [] => {
                let what = format!("nobody is called {typed} in the history of {}", self.folder);
                Err(Failure::new(Status::Failed, what, self.who_is_there()))
            }
            several => {
                let what = format!("{typed} can be one of {}", several.len());
                Err(Failure::new(Status::Failed, what, which_of(several)))
            }
        }
    }

    /// Hands over what was asked for, page by page, until there is no more or it was enough.
    /// Returns how many entries there were.
    ///
    /// # Errors
    /// When it cannot be read: [`Status::Damaged`]; when it cannot be written: as that says.
    pub fn read(
        &mut self,
        mut query: Query,
        mut take: impl FnMut(&Conversations) -> io::Result<()>,
    ) -> Result<io::Result<u64>, Failure> {
        let mut count = 0;
        loop {
            let found = self.page(&query).map_err(|why| self.folder.trouble(&why))?;
            let Some(last) = found.entries.last() else { return Ok(Ok(count)) };
            count += found.entries.len() as u64;
            if let Err(error) = take(&found) {
                return Ok(Err(error));
            }
            match query.page {
                Page::Last(_) | Page::Before { .. } => return Ok(Ok(count)),
                Page::After { .. } => {
                    query.page = Page::After { number: last.number, count: PAGE_MAX };
                }
            }
        }
    }

    fn page(&mut self, query: &Query) -> Result<Conversations, Trouble> {
        let entries = match self.store.recall(&Question::History(query.clone()))? {
            Answer::History { entries, .. } => entries,
            Answer::Unknown { why, .. } => return Err(why),
            Answer::Outgoing { .. } => Vec::new(),
        };
        let peers: BTreeSet<Identity> = entries.iter().map(|entry| entry.peer).collect();
        let people = peers.iter().filter_map(|peer| self.people.get(peer)).cloned().collect();
        Ok(Conversations { entries, people })
    }

    fn who_is_there(&self) -> String {
        if self.people.is_empty() {
            return "Nobody is known yet.".to_owned();
        }
        let mut names: Vec<String> = self.people.values().take(NAMED).map(Who::shown).collect();
        names.sort();
        let rest = self.people.len().saturating_sub(NAMED);
        names.extend((rest > 0).then(|| format!("{rest} more")));
        format!("There are: {}. --name or --profile chooses another history.", names.join(", "))
    }
}

/// Prints what is wanted: the last entries, unless something is looked for.
///
/// # Errors
/// When that cannot be understood, found, read or written.
pub fn history(
    archive: Option<Archive>,
    wanted: &Wanted,
    clock: &Clock,
    style: Style,
    now: Time,
) -> Result<Status, Failure> {
    let since = wanted.since.as_ref().map(|when| clock.parse(when, now)).transpose();
    let since =
        since.map_err(|why| Failure::new(Status::Usage, why.to_string(), HOW_TO_SAY_WHEN))?;
    let Some(mut archive) = archive else { return no_messages() };
    let peer = wanted.peer.as_ref().map(|typed| archive.peer(typed)).transpose()?;
    let words = wanted.search.clone().unwrap_or_default();
    let page = match wanted.limit {
        Some(limit) => Page::Last(limit),
        None if since.is_none() && words.trim().is_empty() => Page::default(),
        None => FROM_THE_BEGINNING,
    };
    let query = Query { peer, since, words, is_waiting: false, page };
    let mut output = BufWriter::new(io::stdout().lock());
    let read = if wanted.json {
        archive.read(query, as_json(&mut output))?
    } else {
        archive.read(query, as_text(&mut output, peer.is_none(), clock, style))?
    };
    match read {
        Ok(0) => no_messages(),
        read => written(read.and_then(|_| output.flush())),
    }
}

/// Prints everything that was said with that peer, or with anybody, as JSON, or writes it into a
/// file.
///
/// # Errors
/// When the peer or the file cannot be used, or the history cannot be read.
pub fn export_to(
    archive: Option<Archive>,
    peer: Option<&str>,
    to: Option<&Path>,
) -> Result<Status, Failure> {
    let peer =
        archive.as_ref().zip(peer).map(|(archive, typed)| archive.peer(typed)).transpose()?;
    let said = match (to, archive) {
        (Some(to), archive) => export(archive, peer, to)?,
        (None, None) => return no_messages(),
        (None, Some(mut archive)) => {
            let mut output = BufWriter::new(io::stdout().lock());
            let read = archive.read(everything(peer), as_json(&mut output))?;
            match read.and_then(|count| output.flush().map(|()| count)) {
                Ok(count) => format!("{} written", messages(count)),
                Err(error) => return written(Err(error)),
            }
        }
    };
    let _ = writeln!(io::stderr(), "{said}");
    Ok(Status::Ok)
}

/// How printing ended. A reader that has gone away has had enough of it.
///
/// # Errors
/// When it failed otherwise: [`Status::Failed`].
pub fn written(outcome: io::Result<()>) -> Result<Status, Failure> {
    match outcome {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(
            Status::Failed,
            format!("the output cannot be written: {e}"),
            "Make room where it is written to.",
        )),
        Ok(()) | Err(_) => Ok(Status::Ok),
    }
}

fn no_messages() -> Result<Status, Failure> {
    let _ = writeln!(io::stderr(), "There are no messages.");
    Ok(Status::Ok)
}

/// Writes entries as a person reads them.
fn as_text(
    output: &mut impl Write,
    is_mixed: bool,
    clock: &Clock,
    style: Style,
) -> impl FnMut(&Conversations) -> io::Result<()> {
    let mut conversation = Conversation::new(is_mixed, clock.clone(), style);
    move |found| writeln!(output, "{}", conversation.page(found))
}

/// Writes everything that was said with that peer, or with anybody, into a new file, which is there
/// wholly or not at all, and says so.
///
/// # Errors
/// When the file exists or cannot be written: [`Status::Failed`]; when the history cannot be read:
/// [`Status::Damaged`].
pub fn export(
    archive: Option<Archive>,
    peer: Option<Identity>,
    to: &Path,
) -> Result<String, Failure> {
    if to.symlink_metadata().is_ok() {
        return Err(unwritable(to, &io::ErrorKind::AlreadyExists.into()));
    }
    let file = NamedTempFile::new_in(folder_of(to)).map_err(|error| unwritable(to, &error))?;
    let mut output = BufWriter::new(file); // made with mode 0600
    let written = match archive {
        Some(mut archive) => archive.read(everything(peer), as_json(&mut output))?,
        None => Ok(0),
    };
    let kept = written.and_then(|count| {
        let file = output.into_inner()?;
        file.as_file().sync_all()?;
        file.persist_noclobber(to)?;
        sync_folder(to).map(|()| count)
    });
    let count = kept.map_err(|error| unwritable(to, &error))?;
    Ok(format!("{} written to {}", messages(count), to.display()))
}

fn unwritable(file: &Path, error: &io::Error) -> Failure {
    let file = file.display();
    if error.kind() == io::ErrorKind::AlreadyExists {
        let what = format!("{file} exists already, and nothing is overwritten");
        return Failure::new(Status::Failed, what, "Name another file, or move that one away.");
    }
    if error.kind() == io::ErrorKind::NotFound {
        let what = format!("{file} cannot be written: there is no such folder");
        return Failure::new(Status::Failed, what, "Name a file in a folder that exists.");
    }
    Failure::new(Status::Failed, format!("{file} cannot be written: {error}"), "Name another file.")
}

fn everything(peer: Option<Identity>) -> Query {
    Query { peer, page: FROM_THE_BEGINNING, ..Query::default() }
}

fn messages(count: u64) -> String {
    format!("{count} {}", if count == 1 { "message" } else { "messages" })
}

const FROM_THE_BEGINNING: Page = Page::After { number: 0, count: PAGE_MAX };
const HOW_TO_SAY_WHEN: &str = "Correct what follows --since.";
/// People that are named when somebody is not found.
const NAMED: usize = 20;
