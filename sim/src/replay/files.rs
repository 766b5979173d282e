//! Recordings as files, opened and checked.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use chinwag::recording::{Header, Reader, Unreadable};
use chinwag::time::Time;

/// A recording, ready to be replayed: a file, and the one before it if it is of the same run.
#[derive(Debug)]
pub struct Recording {
    pub(super) first: Segment,
    pub(super) second: Option<Segment>,
    /// A last file that does not even begin as it should.
    pub(super) rest: Option<(PathBuf, Unreadable)>,
}

#[derive(Debug)]
pub(super) struct Segment {
    pub(super) path: PathBuf,
    pub(super) header: Header,
    pub(super) reader: Reader<BufReader<File>>,
}

/// Why a file cannot be replayed at all.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", path.display())]
pub struct OpenError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    #[source]
    pub why: Unreadable,
}

impl Recording {
    /// Opens a file that was recorded to, and `FILE.1` beside it if that is of the same run.
    ///
    /// # Errors
    /// When there is none, or it is no recording of this format.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let before = Segment::open(&path.with_added_extension("1"));
        match (before, Segment::open(path)) {
            (Ok(first), Ok(last)) if first.header.began == last.header.began => {
                Ok(Self { first, second: Some(last), rest: None })
            }
            (Ok(_) | Err(_), Ok(first)) => Ok(Self { first, second: None, rest: None }),
            // The program was killed when it was about to begin a segment, or had just done so.
            (Ok(first), Err(error)) if is_not_there(&error.why) => {
                Ok(Self { first, second: None, rest: None })
            }
            (Ok(first), Err(OpenError { path, why: why @ Unreadable::Cut(_) })) => {
                Ok(Self { first, second: None, rest: Some((path, why)) })
            }
            (_, Err(error)) => Err(error),
        }
    }

    /// When the first input in it can have happened.
    pub fn begins_at(&self) -> Time {
        self.first.header.at
    }
}

impl Segment {
    fn open(path: &Path) -> Result<Self, OpenError> {
        let path = path.to_owned();
        let opened = File::open(&path).map_err(Unreadable::from);
        match opened.and_then(|file| Reader::open(BufReader::new(file))) {
            Ok((header, reader)) => Ok(Self { path, header, reader }),
            Err(why) => Err(OpenError { path, why }),
        }
    }
}

fn is_not_there(why: &Unreadable) -> bool {
    matches!(why, Unreadable::Failed(error) if error.kind() == io::ErrorKind::NotFound)
}
