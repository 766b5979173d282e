//! Where the run that has locked a profile listens for programs: the lock file says it.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use data_encoding::BASE32_NOPAD_NOCASE;
use nix::unistd::geteuid;
use sha2::{Digest, Sha256};

use super::{Folder, HASHED_BYTES, Profile};

impl Profile {
    /// Says that programs find us there, or, with no path, nowhere.
    ///
    /// # Errors
    /// When the lock file cannot be written.
    pub fn announce(&self, socket: Option<&Path>) -> io::Result<()> {
        self.lock.set_len(0)?;
        let path = socket.map(|path| path.as_os_str().as_bytes()).unwrap_or_default();
        self.lock.write_all_at(path, 0)
    }
}

impl Folder {
    /// Where programs find the run that has locked this profile, as it said.
    pub fn announced(&self) -> Option<PathBuf> {
        let path = fs::read(self.path.join("lock")).ok().filter(|path| !path.is_empty())?;
        Some(OsString::from_vec(path).into())
    }

    /// The folders in which its socket may be, best first: that of this login, the profile's own,
    /// and, if the paths of both are too long for a socket, one of this user's beside others.
    pub fn socket_folders(&self) -> Vec<PathBuf> {
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let runtime = runtime.filter(|folder| folder.is_absolute());
        let shared = std::env::temp_dir().join(format!("chinwag-{}", geteuid()));
        let runtime = runtime.map(|folder| folder.join("chinwag"));
        runtime.into_iter().chain([self.path.clone(), shared]).collect()
    }

    /// What its socket is called: two folders never have the same.
    pub fn socket_name(&self) -> String {
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let digest = Sha256::digest(path.as_os_str().as_bytes());
        let hash = BASE32_NOPAD_NOCASE.encode(&digest[..HASHED_BYTES]).to_ascii_lowercase();
        format!("{}-{hash}.sock", self.profile)
    }
}
