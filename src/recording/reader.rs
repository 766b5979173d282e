//! Segments as they are read, item by item, however they end.

use std::io::{self, BufRead, Read};

use ciborium::de::{Error, from_reader_with_recursion_limit};
use serde::de::DeserializeOwned;

use super::{Fingerprint, Header, INPUT_MAX, MAGIC, is_magic};
use crate::node::Input;
use crate::text::Safe;
use crate::time::Time;

/// One input, and what is remembered of what followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it happened.
    pub at: Time,
    /// What.
    pub input: Input,
    /// What followed. Nothing, if the segment ends before that.
    pub followed: Option<Fingerprint>,
}

/// Why a segment, or the rest of it, cannot be read. Bytes are counted from its beginning.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It begins with something else.
    #[error("this is no recording of chinwag")]
    NotARecording,
    /// The format has changed since, or will.
    #[error("this recording is of another format ({}) than is read here ({MAGIC})", .0)]
    OtherFormat(Safe),
    /// It ends before an item does.
    #[error(
        "it ends in the middle of an entry, at byte {0}: the program was killed there, or it still \
         runs"
    )]
    Cut(u64),
    /// What is there is no item that has its place there.
    #[error(
        "it is damaged at byte {0}, or was recorded by another version of chinwag than replays it"
    )]
    Damaged(u64),
    /// The system does not give it.
    #[error("it cannot be read: {0}")]
    Failed(#[from] io::Error),
}

/// Reads one segment from its beginning to its end.
#[derive(Debug)]
pub struct Reader<R> {
    source: Counting<R>,
}

impl<R: BufRead> Reader<R> {
    /// Reads how a segment begins.
    ///
    /// # Errors
    /// When it does not begin as a segment of this format does.
    pub fn open(source: R) -> Result<(Header, Self), Unreadable> {
        let mut reader = Self { source: Counting { source, count: 0 } };
        if reader.is_over()? {
            return Err(Unreadable::Cut(0));
        }
        match reader.item::<String>(MAGIC.len() + 1) {
            Ok(magic) if magic == MAGIC => {}
            Ok(magic) if is_magic(magic.as_bytes()) => {
                return Err(Unreadable::OtherFormat(Safe::line(&magic)));
            }
            Err(failed @ Unreadable::Failed(_)) => return Err(failed),
            Ok(_) | Err(_) => return Err(Unreadable::NotARecording),
        }
        Ok((reader.item(HEADER_MAX)?, reader))
    }

    /// The next entry; nothing, at the end.
    ///
    /// # Errors
    /// When something else is there. Nothing after it can be read.
    pub fn entry(&mut self) -> Result<Option<Entry>, Unreadable> {
        if self.is_over()? {
            return Ok(None);
        }
        let (at, input) = self.item(INPUT_MAX)?;
        let followed = match self.item(FINGERPRINT_MAX) {
            Ok(fingerprint) => Some(fingerprint),
            Err(Unreadable::Cut(_)) => None,
            Err(why) => return Err(why),
        };
        Ok(Some(Entry { at, input, followed }))
    }

    fn is_over(&mut self) -> io::Result<bool> {
        self.source.source.fill_buf().map(<[u8]>::is_empty)
    }

    fn item<T: DeserializeOwned>(&mut self, bytes_max: usize) -> Result<T, Unreadable> {
        let start = self.source.count;
        let mut source = self.source.by_ref().take(bytes_max as u64);
        from_reader_with_recursion_limit(&mut source, DEPTH_MAX).map_err(|error| match error {
            Error::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => error.into(),
            Error::Io(_) if source.limit() > 0 => Unreadable::Cut(start),
            Error::Io(_)
            | Error::Syntax(_)
            | Error::Semantic(..)
            | Error::RecursionLimitExceeded => Unreadable::Damaged(start),
        })
    }
}

/// Counts what was read.
#[derive(Debug)]
struct Counting<R> {
    source: R,
    count: u64,
}

impl<R: BufRead> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.count += read as u64;
        Ok(read)
    }
}

/// Longest state of a node, in bytes: every link with all the messages that it keeps near, and
/// some. It is read as it comes, so a header cannot ask for more than its file has.
const HEADER_MAX: usize = 2 * 1024 * 1024 * 1024;
/// A fingerprint is a number of 32 bits.
const FINGERPRINT_MAX: usize = 5;
/// Deepest nesting: a node needs some ten, and a limit keeps the stack safe.
const DEPTH_MAX: usize = 32;
