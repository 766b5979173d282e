//! The data folders: who we are and what was said, a folder for each identity.

mod answers;
mod history;
mod inspection;
mod key;
#[cfg(unix)]
mod running;

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use data_encoding::BASE32_NOPAD_NOCASE;
use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::failure::{Failure, Status};
use crate::record::Trouble;
use crate::store::Sqlite;
use crate::text::Safe;

pub use answers::Answers;
pub use key::Key;

/// Where the folders of all profiles are, and which of them was asked for.
#[derive(Clone, Debug)]
pub struct Profiles {
    base: PathBuf,
    choice: Choice,
}

#[derive(Clone, Debug)]
enum Choice {
    /// `--data-dir`: the base itself.
    Base,
    /// `--profile`: this one.
    Named(String),
    /// Whichever goes with the name that the person has in the chat.
    ByName,
}

impl Profiles {
    /// Finds them, from what the command line says of them.
    ///
    /// # Errors
    /// When no folder is given and the person has no home: [`Status::Failed`].
    pub fn find(data_dir: Option<PathBuf>, profile: Option<String>) -> Result<Self, Failure> {
        if let Some(base) = data_dir {
            return Ok(Self { base, choice: Choice::Base });
        }
        let xdg = Xdg::new().map_err(|_| {
            let what = "it is not known where your home folder is";
            Failure::new(Status::Failed, what, "Set HOME, or name a folder with --data-dir.")
        })?;
        let choice = profile.map_or(Choice::ByName, Choice::Named);
        Ok(Self { base: xdg.data_dir().join("chinwag"), choice })
    }

    /// What was answered at former starts.
    pub fn answers(&self) -> Answers {
        Answers::load(&self.base)
    }

    /// The folder of somebody of that name. Without any flag, two names are two identities.
    pub fn folder_of(&self, name: &Safe) -> Folder {
        let (profile, title) = match &self.choice {
            Choice::Base => {
                let title = format!("the data folder {}", self.base.display());
                return Folder { path: self.base.clone(), profile: "default".to_owned(), title };
            }
            Choice::Named(profile) => (profile.clone(), format!("the profile '{profile}'")),
            Choice::ByName => (profile_of(name), format!("the profile of '{name}'")),
        };
        Folder { path: self.base.join(&profile), profile, title }
    }
}

/// The folder of one profile. It may not exist yet, and another program may be using it.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    profile: String,
    title: String,
}

impl Folder {
    /// What the port of this profile is remembered by.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// Whether it has been used before.
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Who we are with this profile. At the first start that is made up, from 32 bytes of the
    /// operating system's chance. It can be read while a chat runs.
    ///
    /// # Errors
    /// When the key cannot be read, is not one, or is open to others: [`Status::Damaged`].
    pub fn key(&self, chance: impl FnOnce() -> io::Result<[u8; 32]>) -> Result<Key, Failure> {
        self.make()?;
        self.check_for_key()?;
        key::load_or_make(&self.key_file(), chance)
    }

    /// What was kept, to be read only, also while a chat runs. Nothing, if no chat ever did.
    ///
    /// # Errors
    /// When it cannot be read: [`Status::Damaged`].
    pub fn read_store(&self) -> Result<Option<Sqlite>, Failure> {
        history::read(&self.history())
    }

    /// What it means to this folder that its store is in trouble: [`Status::Damaged`].
    pub fn trouble(&self, trouble: &Trouble) -> Failure {
        history::failure(&self.history(), trouble)
    }

    /// Checks that the key was not lost.
    fn check_for_key(&self) -> Result<(), Failure> {
        let path = self.key_file();
        if !self.history().exists() || path.exists() {
            return Ok(());
        }
        Err(Failure::new(
            Status::Damaged,
            format!("your key {} is gone, though there is a history beside it", path.display()),
            "Restore it from a backup, or move the whole folder away to become somebody new: \
             others will see a changed key.",
        ))
    }

    fn key_file(&self) -> PathBuf {
        self.path.join("identity.pem")
    }

    fn lock(&self) -> PathBuf {
        self.path.join("lock")
    }

    fn history(&self) -> PathBuf {
        self.path.join("history.db")
    }

    /// Makes the folder, closed to others, or checks that it is.
    fn make(&self) -> Result<(), Failure> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let made = builder.create(&self.path).and_then(|()| fs::metadata(&self.path));
        check_closed(&self.path, &made.map_err(|e| self.unusable(&e))?)
    }

    fn unusable(&self, error: &io::Error) -> Failure {
        Failure::new(
            Status::Damaged,
            format!("the data folder {} cannot be used: {error}", self.path.display()),
            "Name another one with --data-dir.",
        )
    }
}

/// As it is spoken of in a sentence.
impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

/// A profile that is ours alone until this is dropped.
#[derive(Debug)]
pub struct Profile {
    folder: Folder,
    #[cfg_attr(not(unix), expect(dead_code, reason = "it is only held"))]
    lock: File,
}

impl Profile {
    /// Makes the folder if need be and locks it.
    ///
    /// # Errors
    /// [`Status::Failed`] when another program has locked it; [`Status::Damaged`] when the folder
    /// cannot be made, locked, or kept from others.
    pub fn open(folder: Folder) -> Result<Self, Failure> {
        folder.make()?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let lock = options.open(folder.lock()).map_err(|e| folder.unusable(&e))?;
        match lock.try_lock() {
            Ok(()) => {
                let profile = Self { folder, lock };
                #[cfg(unix)]
                profile.announce(None).map_err(|e| profile.folder.unusable(&e))?;
                Ok(profile)
            }
            Err(TryLockError::Error(e)) => Err(folder.unusable(&e)),
            Err(TryLockError::WouldBlock) => Err(Failure::new(
                Status::Failed,
                format!("already running with {folder}"),
                "Use that one, or start this one with another --name or --profile.",
            )),
        }
    }

    /// The folder that is locked.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Where what happens is kept.
    ///
    /// # Errors
    /// When it cannot be opened, or be written: [`Status::Damaged`].
    pub fn store(&self) -> Result<Sqlite, Failure> {
        history::open(&self.folder.history())
    }
}

/// Why a text does not name a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a profile is named by 1 to {PROFILE_MAX} letters, digits, hyphens and underscores")]
pub struct ProfileError;

/// The name of a profile, as a person types it.
///
/// # Errors
/// When a folder could not be named so everywhere.
pub fn parse_profile(text: &str) -> Result<String, ProfileError> {
    let is_fit = (1..=PROFILE_MAX).contains(&text.len()) && text.bytes().all(is_plain);
    if is_fit { Ok(text.to_owned()) } else { Err(ProfileError) }
}

/// The profile that goes with a name: the name itself in lower case, or, where a folder could not
/// be named so, what a hash makes of it.
fn profile_of(name: &Safe) -> String {
    let lower = name.as_str().to_lowercase();
    parse_profile(&lower).unwrap_or_else(|_| {
        let digest = Sha256::digest(lower.as_bytes());
        BASE32_NOPAD_NOCASE.encode(&digest[..HASHED_BYTES]).to_ascii_lowercase()
    })
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// Checks that nobody else can replace what is in the folder.
#[cfg(unix)]
fn check_closed(path: &Path, metadata: &fs::Metadata) -> Result<(), Failure> {
    if std::os::unix::fs::MetadataExt::mode(metadata) & 0o022 == 0 {
        return Ok(());
    }
    Err(Failure::new(
        Status::Damaged,
        format!("others can write to your data folder {}", path.display()),
        format!("Close it with: chmod 700 {}", quoted(path)),
    ))
}

/// Folders there have no modes; a person's own are closed to others as a whole.
#[cfg(not(unix))]
fn check_closed(_: &Path, _: &fs::Metadata) -> Result<(), Failure> {
    Ok(())
}

/// The path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    if path.bytes().all(|b| is_plain(b) || matches!(b, b'/' | b'.' | b'+' | b',' | b'@')) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

/// A new file beside `path`, written and on the disk, that can take its place.
fn written_beside(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new_in(folder_of(path))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Replaces the file by that text, whole or not at all, whenever the power fails.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    written_beside(path, text)?.persist(path)?;
    sync_folder(path)
}

/// Makes durable which file has that name.
#[cfg(unix)]
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

/// A folder cannot be opened as a file there.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The folder that a file of that name is in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

const PROFILE_MAX: usize = 64; // characters
const HASHED_BYTES: usize = 10; // 80 bits: nobody has two such names by chance
