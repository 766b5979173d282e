//! What is kept here: the folder, the key, the history, and whether a chat has them in use.

use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::doctor::Finding;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::profile::Folder;
use crate::record::Acquaintance;
use crate::store::Store;

/// How far the history was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    /// Not at all.
    None,
    /// As far as there was time.
    Part,
    /// To its end.
    Whole,
}

/// A data folder, looked at.
#[derive(Debug)]
pub(super) struct Home {
    folder: Folder,
    closed: Result<(), Failure>,
    /// Our key, if one was made.
    key: Result<Option<Identity>, Failure>,
    /// Whether a chat runs with it.
    pub(super) is_in_use: bool,
    /// Who is known, if anything was ever kept.
    people: Result<Option<Vec<Acquaintance>>, Failure>,
    check: Check,
    room: Option<u64>,
}

impl Home {
    /// Looks, without reading more than who is known.
    pub(super) fn look(folder: Folder) -> Self {
        let trouble = |trouble| folder.trouble(&trouble);
        let people = folder.read_store().and_then(|store| match store {
            Some(mut store) => store.load().map(|known| Some(known.peers)).map_err(trouble),
            None => Ok(None),
        });
        Self {
            closed: if folder.exists() { folder.check() } else { Ok(()) },
            key: folder.kept_key().map(|key| key.map(|pair| pair.identity())),
            is_in_use: folder.is_in_use(),
            people,
            check: Check::None,
            room: folder.room(),
            folder,
        }
    }

    /// Reads the whole history within bounded time, unless a chat is at work on it.
    pub(super) async fn check(&mut self) {
        if self.is_in_use {
            return;
        }
        let folder = self.folder.clone();
        let checking = spawn_blocking(move || match folder.read_store()? {
            Some(store) => store.check().map_err(|trouble| folder.trouble(&trouble)),
            None => Ok(()),
        });
        match timeout(CHECK_WITHIN, checking).await {
            Ok(Ok(Ok(()))) => self.check = Check::Whole,
            Ok(Ok(Err(failure))) => self.people = Err(failure),
            Ok(Err(_)) | Err(_) => self.check = Check::Part,
        }
    }

    /// Who we are, if that can be read.
    pub(super) fn me(&self) -> Option<Identity> {
        self.key.as_ref().ok().copied().flatten()
    }

    /// Who is known.
    pub(super) fn people(&self) -> Result<&[Acquaintance], Failure> {
        let people = self.people.as_ref().map_err(Clone::clone)?;
        Ok(people.as_deref().unwrap_or_default())
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let Self { folder, .. } = self;
        let path = folder.path().display();
        if !folder.exists() {
            let what = format!("the data folder {path} will be made at the first start");
            return [Finding::well(what)].into_iter().chain(self.room()).collect();
        }
        let closed = match &self.closed {
            Ok(()) => Finding::well(format!("the data folder {path} is closed to others")),
            Err(failure) => failure.clone().into(),
        };
        let key = match &self.key {
            Ok(Some(key)) => Finding::well(format!("your key #{} is yours alone", key.tag())),
            Ok(None) => Finding::well("your key will be made at the first start"),
            Err(failure) => failure.clone().into(),
        };
        let history = match &self.people {
            Err(failure) => failure.clone().into(),
            Ok(None) => Finding::well("there is no history yet"),
            Ok(Some(people)) => self.history(people.len()),
        };
        let runs = if self.is_in_use { "a chat runs" } else { "no chat runs" };
        let runs = Finding::well(format!("{runs} with {folder}"));
        let waiting = self.waiting();
        [closed, key, history].into_iter().chain(self.room()).chain([runs]).chain(waiting).collect()
    }

    /// A history that could be read.
    fn history(&self, people: usize) -> Finding {
        let people =
            format!("{people} {} known", if people == 1 { "peer is" } else { "peers are" });
        match self.check {
            Check::Whole => Finding::well(format!("the history is sound, and {people}")),
            Check::None => Finding::well(format!("the history can be read, and {people}"))
                .with("All of it is checked when no chat runs."),
            Check::Part => {
                let what = "the history is too long, or its disk too slow, to be checked at once";
                Finding::doubtful(what, "sqlite3 history.db 'PRAGMA quick_check' does it.")
            }
        }
    }

    /// Messages of ours that nobody is at work on.
    fn waiting(&self) -> Option<Finding> {
        let people = self.people().ok().filter(|_| !self.is_in_use)?;
        let outgoing = people.iter().filter_map(|peer| peer.outgoing.as_ref());
        let count: usize = outgoing.map(|outgoing| outgoing.waiting).sum();
        let what = format!("{count} of your messages are not confirmed yet");
        (count > 0).then(|| Finding::doubtful(what, "Start chinwag: it sends them by itself."))
    }

    fn room(&self) -> Option<Finding> {
        let room = self.room?;
        let what = format!("{} MiB are free on that disk", room / MIB);
        Some(if room >= ROOM_MIN {
            Finding::well(what)
        } else {
            Finding::doubtful(what, "Make room: what cannot be kept is neither sent nor confirmed.")
        })
    }
}

const MIB: u64 = 1024 * 1024;
/// Room for the longest log of the database, and as much again for what is in it.
const ROOM_MIN: u64 = 128 * MIB;
/// Somebody waits for it: enough for some hundred thousand messages.
const CHECK_WITHIN: Duration = Duration::from_secs(5);
