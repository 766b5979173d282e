//! Recordings as files, opened and checked.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use chinwag::recording::{Header, Reader, Unreadable};
use chinwag::time::Time;

/// A recording, ready to be replayed: a file, and the one before it if it is of the same run.
#[derive(Debug)]
pub struct Recording {
    /// In their order; at least one.
    pub(super) segments: Vec<Segment>,
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
            (Ok(before), Ok(last)) if before.header.began == last.header.began => {
                Ok(Self { segments: vec![before, last], rest: None })
            }
            (Ok(_) | Err(_), Ok(last)) => Ok(Self { segments: vec![last], rest: None }),
            // The program was killed when it had just begun a segment.
            (Ok(before), Err(OpenError { path, why })) if is_begun(&why) => {
                Ok(Self { segments: vec![before], rest: Some((path, why)) })
            }
            (_, Err(error)) => Err(error),
        }
    }

    /// When the first input in it can have happened.
    pub fn began(&self) -> Time {
        self.segments.first().map_or(Time::EPOCH, |segment| segment.header.at)
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

/// Whether that is how a segment looks whose beginning was not written yet.
fn is_begun(why: &Unreadable) -> bool {
    match why {
        Unreadable::Cut(_) => true,
        Unreadable::Failed(error) => error.kind() == io::ErrorKind::NotFound,
        Unreadable::NotARecording | Unreadable::OtherFormat(_) | Unreadable::Damaged(_) => false,
    }
}
