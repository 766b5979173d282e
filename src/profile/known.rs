//! The file of whom we met: which key belongs to which address.

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::replace;
use crate::address::Address;
use crate::config::line_of;
use crate::failure::{Failure, Status};
use crate::node::{Acquaintance, PEERS_MAX, Record, Remembered};
use crate::store::Store;

/// The peers that were met, in `known_peers.toml`; those met last stand last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPeers {
    path: PathBuf,
    peers: Vec<Acquaintance>,
}

/// What the file holds.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Contents {
    peer: Vec<Acquaintance>,
}

impl KnownPeers {
    /// Reads that file; nobody was met if it is missing.
    pub(super) fn load(path: PathBuf) -> Result<Self, Failure> {
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(damaged(format!("{} cannot be read: {e}", path.display()))),
        };
        let contents: Contents = toml::from_str(&text).map_err(|e| {
            let line = line_of(&text, e.span().map_or(0, |span| span.start));
            damaged(format!("{}, line {line}: {}", path.display(), e.message()))
        })?;
        let mut peers = Vec::new();
        contents.peer.into_iter().for_each(|peer| put(&mut peers, peer));
        Ok(Self { path, peers })
    }

    /// What a node has to know of it.
    pub fn remembered(&self) -> Remembered {
        Remembered { peers: self.peers.clone() }
    }

    /// Keeps one more peer, in place of whoever was met at that address before. It is on the disk
    /// when this returns.
    ///
    /// # Errors
    /// As the disk says; then nothing has changed.
    pub fn keep(&mut self, peer: Acquaintance) -> io::Result<()> {
        self.keep_all([peer])
    }

    /// Forgets who was met at that address, and says whether anybody was.
    ///
    /// # Errors
    /// When the file cannot be written: [`Status::Damaged`]. Then nothing has changed.
    pub fn forget(&mut self, address: &Address) -> Result<bool, Failure> {
        let mut peers = self.peers.clone();
        peers.retain(|peer| peer.address != *address);
        let was_known = peers.len() < self.peers.len();
        self.write(peers).map_err(|e| {
            Failure::new(
                Status::Damaged,
                format!("{} cannot be written: {e}", self.path.display()),
                "Make room on that disk, or make the file writable for you.",
            )
        })?;
        Ok(was_known)
    }

    fn keep_all(&mut self, met: impl IntoIterator<Item = Acquaintance>) -> io::Result<()> {
        let mut peers = self.peers.clone();
        met.into_iter().for_each(|peer| put(&mut peers, peer));
        self.write(peers)
    }

    /// Writes first and believes it then, so that what is kept is never less than what is said.
    fn write(&mut self, peers: Vec<Acquaintance>) -> io::Result<()> {
        if peers == self.peers {
            return Ok(());
        }
        let contents = Contents { peer: peers };
        let text = toml::to_string(&contents).map_err(io::Error::other)?;
        replace(&self.path, &format!("{HEADING}{text}"))?;
        self.peers = contents.peer;
        Ok(())
    }
}

impl Store for KnownPeers {
    fn commit(&mut self, records: &[Record]) -> io::Result<()> {
        self.keep_all(records.iter().map(|record| match record {
            Record::Met(peer) => peer.clone(),
        }))
    }
}

/// One address, one peer. Whoever was met least recently makes room.
fn put(peers: &mut Vec<Acquaintance>, peer: Acquaintance) {
    if peers.last() == Some(&peer) {
        return;
    }
    peers.retain(|known| known.address != peer.address);
    peers.push(peer);
    peers.drain(..peers.len().saturating_sub(PEERS_MAX));
}

fn damaged(what: String) -> Failure {
    Failure::new(
        Status::Damaged,
        what,
        "Correct the file or restore it from a backup; if you move it away, whoever answers first \
         at an address is believed again.",
    )
}

const HEADING: &str = "\
# Whom you met, and the key that must answer at each address from now on.
# To let another key answer there: chinwag forget HOST:PORT

";
