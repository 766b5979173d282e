//! What is kept here: the folder, the key, the history, and whether a chat has them in use.

use crate::doctor::Finding;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::profile::Folder;
use crate::record::Acquaintance;
use crate::store::Store;

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
    /// Whether every page of the history was read.
    is_checked: bool,
    room: Option<u64>,
}

impl Home {
    /// Looks, and reads the whole history if that is wanted and no chat is at work on it.
    pub(super) fn look(folder: Folder, is_whole: bool) -> Self {
        let is_in_use = folder.is_in_use();
        let is_checked = is_whole && !is_in_use;
        let trouble = |trouble| folder.trouble(&trouble);
        let people = folder.read_store().and_then(|store| {
            let Some(mut store) = store else { return Ok(None) };
            if is_checked {
                store.check().map_err(trouble)?;
            }
            store.load().map(|known| Some(known.peers)).map_err(trouble)
        });
        Self {
            closed: if folder.exists() { folder.check() } else { Ok(()) },
            key: folder.kept_key().map(|key| key.map(|pair| pair.identity())),
            is_in_use,
            people,
            is_checked,
            room: folder.room(),
            folder,
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
            Ok(Some(people)) if self.is_checked => {
                Finding::well(format!("the history is sound, and {}", known(people.len())))
            }
            Ok(Some(people)) => {
                let what = format!("the history can be read, and {}", known(people.len()));
                Finding::well(what).with("All of it is checked when no chat runs.")
            }
        };
        let runs = if self.is_in_use { "a chat runs" } else { "no chat runs" };
        let runs = Finding::well(format!("{runs} with {folder}"));
        let waiting = self.waiting();
        [closed, key, history].into_iter().chain(self.room()).chain([runs]).chain(waiting).collect()
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

fn known(count: usize) -> String {
    format!("{count} {} known", if count == 1 { "peer is" } else { "peers are" })
}

const MIB: u64 = 1024 * 1024;
/// Room for the longest log of the database, and as much again for what is in it.
const ROOM_MIN: u64 = 128 * MIB;
