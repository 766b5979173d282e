//! The key file: a PKCS#8 PEM that is made once and that nobody else may read.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::{pem::LineEnding, zeroize::Zeroizing};
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes};

use super::{quoted, sync_folder, written_beside};
use crate::failure::{Failure, Status};
use crate::identity::KeyPair;

/// Who we are with a profile.
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub pair: KeyPair,
    /// Whether it was made just now, so that nobody knows it yet.
    pub is_new: bool,
}

/// The key in that file; if there is no file, one is made of 32 bytes of chance.
pub(super) fn load_or_make(
    path: &Path,
    chance: impl FnOnce() -> io::Result<[u8; 32]>,
) -> Result<Key, Failure> {
    if let Some(pair) = load(path)? {
        return Ok(Key { pair, is_new: false });
    }
    let pair = chance().and_then(|seed| make(path, &KeyPair::from_seed(seed)));
    match pair {
        Ok(pair) => Ok(Key { pair, is_new: true }),
        // Another start was faster.
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => load(path)?
            .map(|pair| Key { pair, is_new: false })
            .ok_or_else(|| unreadable(path, &io::ErrorKind::NotFound.into())),
        Err(e) => Err(Failure::new(
            Status::Damaged,
            format!("your key cannot be kept in {}: {e}", path.display()),
            "Name a folder that can be written to with --data-dir.",
        )),
    }
}

/// Makes the file under a name that nothing else has, so that a crash leaves all of it or nothing.
fn make(path: &Path, pair: &KeyPair) -> io::Result<KeyPair> {
    let bytes = KeypairBytes::from(pair.signing_key());
    let pem = bytes.to_pkcs8_pem(LineEnding::LF).map_err(io::Error::other)?;
    written_beside(path, &pem)?.persist_noclobber(path)?; // made with mode 0600
    sync_folder(path)?;
    Ok(pair.clone())
}

/// The key in that file, if there is one.
pub(super) fn load(path: &Path) -> Result<Option<KeyPair>, Failure> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(unreadable(path, &e)),
    };
    // Asked before it is opened: to open a pipe is to wait for a writer.
    if !metadata.is_file() {
        let what = format!("your key {} is a link or the like, not a plain file", path.display());
        return Err(Failure::new(Status::Damaged, what, "Put the key itself in its place."));
    }
    check_private(path, &metadata)?;
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    let mut pem = Zeroizing::new(String::with_capacity(PEM_MAX));
    match file.take(PEM_MAX as u64).read_to_string(&mut pem) {
        Ok(_) => SigningKey::from_pkcs8_pem(&pem).map(KeyPair::from).map_err(|_| no_key(path)),
        Err(e) if e.kind() == io::ErrorKind::InvalidData => Err(no_key(path)),
        Err(e) => Err(unreadable(path, &e)),
    }
    .map(Some)
}

/// Checks that nobody else can read the file: a key that others have is everybody's identity.
#[cfg(unix)]
fn check_private(path: &Path, metadata: &fs::Metadata) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;

    if metadata.uid() != nix::unistd::geteuid().as_raw() {
        return Err(Failure::new(
            Status::Damaged,
            format!("your key {} belongs to another user", path.display()),
            "Start as that user, or name a folder of your own with --data-dir.",
        ));
    }
    let mode = metadata.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(Failure::new(
            Status::Damaged,
            format!("others can read your key {} (its mode is {mode:04o})", path.display()),
            format!("Close it with: chmod 600 {}", quoted(path)),
        ));
    }
    Ok(())
}

/// Files there have no modes; a person's folders are closed to others as a whole.
#[cfg(not(unix))]
fn check_private(_: &Path, _: &fs::Metadata) -> Result<(), Failure> {
    Ok(())
}

fn no_key(path: &Path) -> Failure {
    Failure::new(
        Status::Damaged,
        format!("{} holds no key that can be used", path.display()),
        "Restore it from a backup, or move it away to become somebody new: \
         others will see a changed key.",
    )
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        Status::Damaged,
        format!("your key {} cannot be read: {error}", path.display()),
        "Make it readable for you alone, or name another folder with --data-dir.",
    )
}

const PEM_MAX: usize = 4096; // bytes; a key takes some 200
