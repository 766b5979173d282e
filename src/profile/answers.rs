//! What was answered at former starts, proposed at the next one. Nothing depends on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Folder, replace};
use crate::text::Safe;

/// The last answers: a name, and a port for each profile.
#[derive(Clone, Debug)]
pub struct Answers {
    path: PathBuf,
    last: Last,
}

/// What `last.toml` holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Last {
    name: Option<String>,
    ports: BTreeMap<String, u16>,
}

impl Answers {
    /// A file that is missing or damaged counts as empty: it only saves a person some typing.
    pub(super) fn load(base: &Path) -> Self {
        let path = base.join("last.toml");
        let text = fs::read_to_string(&path).unwrap_or_default();
        Self { path, last: toml::from_str(&text).unwrap_or_default() }
    }

    /// The name that was used last.
    pub fn name(&self) -> Option<Safe> {
        self.last.name.as_deref().map(Safe::name).filter(|name| !name.is_empty())
    }

    /// The port that was used last with that profile.
    pub fn port(&self, folder: &Folder) -> Option<u16> {
        self.last.ports.get(folder.profile()).copied().filter(|port| *port != 0)
    }

    /// Keeps what was settled for the next start, if it can be kept.
    pub fn keep(mut self, name: &Safe, folder: &Folder, port: u16) {
        let before = self.last.clone();
        self.last.name = Some(name.to_string());
        self.last.ports.insert(folder.profile().to_owned(), port);
        if self.last != before
            && let Ok(text) = toml::to_string(&self.last)
        {
            // Not worth a word: the next start asks, or proposes something else.
            let _ = replace(&self.path, &text);
        }
    }
}
