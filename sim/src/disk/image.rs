//! Files and their names as they are on a disk, and single changes of them.

use std::collections::{BTreeMap, BTreeSet};

/// What is on a disk. A file has a number, and a name until it is deleted.
#[derive(Clone, Default)]
pub(super) struct Image {
    pub(super) names: BTreeMap<String, u64>,
    pub(super) files: BTreeMap<u64, Vec<u8>>,
}

/// One change.
pub(super) enum Change {
    /// Bytes at a place of a file.
    Write { file: u64, at: usize, bytes: Vec<u8> },
    /// A file ends there.
    Cut { file: u64, size: usize },
    /// A file has that name.
    Link { name: String, file: u64 },
    /// No file has that name.
    Unlink { name: String },
}

impl Image {
    pub(super) fn apply(&mut self, change: &Change) {
        match change {
            Change::Write { file, at, bytes } => {
                let file = self.files.entry(*file).or_default();
                let end = at + bytes.len();
                if file.len() < end {
                    file.resize(end, 0);
                }
                file[*at..end].copy_from_slice(bytes);
            }
            Change::Cut { file, size } => self.files.entry(*file).or_default().truncate(*size),
            Change::Link { name, file } => {
                self.files.entry(*file).or_default();
                self.names.insert(name.clone(), *file);
            }
            Change::Unlink { name } => {
                self.names.remove(name);
            }
        }
    }

    /// A number that no file has.
    pub(super) fn next(&self) -> u64 {
        self.files.last_key_value().map_or(0, |(last, _)| last + 1)
    }

    /// Files without a name are gone.
    pub(super) fn collect(&mut self) {
        let named: BTreeSet<u64> = self.names.values().copied().collect();
        self.files.retain(|file, _| named.contains(file));
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        self.names.values().filter_map(|file| self.files.get(file)).flatten().copied().collect()
    }
}

impl Change {
    /// Whether it takes room.
    pub(super) fn is_write(&self) -> bool {
        matches!(self, Self::Write { .. })
    }

    /// Whether a sync of that file makes it durable.
    pub(super) fn is_of(&self, synced: u64) -> bool {
        match self {
            Self::Write { file, .. } | Self::Cut { file, .. } | Self::Link { file, .. } => {
                *file == synced
            }
            Self::Unlink { .. } => false,
        }
    }

    /// Whether what was to become of a name before does not matter after it.
    pub(super) fn replaces(&self, earlier: &Self) -> bool {
        let Self::Link { name, .. } = self else { return false };
        matches!(earlier, Self::Unlink { name: former } | Self::Link { name: former, .. }
            if name == former)
    }

    /// The changes that it falls into when it is torn: blocks of a write, else itself.
    pub(super) fn blocks(self) -> Vec<Self> {
        let Self::Write { file, at, bytes } = self else {
            return vec![self];
        };
        let mut blocks = Vec::new();
        let mut from = 0;
        while from < bytes.len() {
            let to = (from + BLOCK - (at + from) % BLOCK).min(bytes.len());
            blocks.push(Self::Write { file, at: at + from, bytes: bytes[from..to].to_vec() });
            from = to;
        }
        blocks
    }
}

/// Bytes that a disk writes wholly or not at all.
const BLOCK: usize = 512;
