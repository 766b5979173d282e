//! Segments as files: the one that is written to, and beside it the one before.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::Shelf;
use crate::failure::{Failure, Status};
use crate::recording::{MAGIC, is_recording};

/// `FILE`, and `FILE.1` with what was recorded before, in this run or a former one. Nobody else may
/// read them, and no other program writes to them.
#[derive(Debug)]
pub struct Files {
    path: PathBuf,
    file: File,
    /// The file has more than its header.
    is_worth_keeping: bool,
}

impl Files {
    /// Makes the file. If there is a recording already, it becomes the one before.
    ///
    /// # Errors
    /// [`Status::Failed`] when something else is there, another program records to it, or it
    /// cannot be made.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        look_at(&before(path))?;
        let prepared = match look_at(path)? {
            Present::Nothing => Ok(()),
            // Made by a program that ended before it wrote anything.
            Present::Empty => fs::remove_file(path),
            Present::Recording => fs::rename(path, before(path)),
        };
        prepared.map_err(|error| unwritable(path, &error))?;
        let file = make(path).map_err(|error| unwritable(path, &error))?;
        Ok(Self { path: path.to_owned(), file, is_worth_keeping: false })
    }
}

impl Shelf for Files {
    fn turn(&mut self, header: &[u8]) -> io::Result<()> {
        if std::mem::take(&mut self.is_worth_keeping) {
            fs::rename(&self.path, before(&self.path))?;
            self.file = make(&self.path)?;
        } else {
            self.file.rewind()?;
            self.file.set_len(0)?;
        }
        self.file.write_all(header)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.is_worth_keeping = true;
        self.file.write_all(bytes)
    }
}

/// Where the segment before goes.
fn before(path: &Path) -> PathBuf {
    path.with_added_extension("1")
}

fn make(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    file.try_lock()?;
    Ok(file)
}

/// What is where a segment shall be.
enum Present {
    Nothing,
    Empty,
    Recording,
}

/// Finds out what is there, unless it is something to keep or in use.
fn look_at(path: &Path) -> Result<Present, Failure> {
    let name = path.display();
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Present::Nothing),
        Err(error) => return Err(unwritable(path, &error)),
    };
    if metadata.is_dir() {
        let what = format!("{name} is a folder, and a recording is a file");
        return Err(failure(&what, "Name a file in it."));
    }
    let something_else = || {
        let what = format!("{name} is there already and is no recording; nothing is overwritten");
        failure(&what, ANOTHER)
    };
    if !metadata.is_file() {
        return Err(something_else());
    }
    let mut file = File::open(path).map_err(|error| unwritable(path, &error))?;
    match file.try_lock_shared() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(failure(&format!("another chinwag records to {name}"), ANOTHER));
        }
        Err(TryLockError::Error(error)) => return Err(unwritable(path, &error)),
    }
    if metadata.len() == 0 {
        return Ok(Present::Empty);
    }
    let mut beginning = [0; MAGIC.len() + 1];
    let is_recording = file.read_exact(&mut beginning).is_ok_and(|()| is_recording(&beginning));
    if is_recording { Ok(Present::Recording) } else { Err(something_else()) }
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    if error.kind() == io::ErrorKind::NotFound {
        let what = format!("{path} cannot be written: there is no such folder");
        return failure(&what, "Name a file in a folder that exists.");
    }
    failure(&format!("{path} cannot be written: {error}"), "Name another file.")
}

fn failure(what: &str, next_step: &str) -> Failure {
    Failure::new(Status::Failed, what, next_step)
}

const ANOTHER: &str = "Name another file with --record, or move that one away.";
