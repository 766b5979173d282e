//! Where a program finds the chat that it speaks with: the running one, if there is one.

use std::thread;
use std::time::Duration;

use crate::address::Address;
use crate::failure::{Failure, Status};
use crate::pipe::LINE_MAX;
use crate::profile::{Folder, Profile};

/// Who has the profile.
#[derive(Debug)]
pub enum Reached {
    /// A chat that runs, over its socket.
    #[cfg(unix)]
    Running(std::os::unix::net::UnixStream),
    /// Nobody but us from now on.
    Free(Profile),
}

/// Finds out whether a chat runs with that profile, and takes the profile if none does.
///
/// # Errors
/// When a program has the profile and cannot be spoken with: [`Status::Failed`]; when the folder
/// cannot be used: [`Status::Damaged`].
pub fn reach(folder: &Folder) -> Result<Reached, Failure> {
    let mut tries = 0..TRIES;
    loop {
        let locked = match Profile::open(folder.clone()) {
            Ok(profile) => return Ok(Reached::Free(profile)),
            Err(failure) if failure.status() == Status::Failed => failure,
            Err(failure) => return Err(failure),
        };
        #[cfg(unix)]
        if let Some(socket) = folder.announced()
            && let Ok(stream) = std::os::unix::net::UnixStream::connect(socket)
        {
            return Ok(Reached::Running(stream));
        }
        // It may be about to start, or to end.
        if tries.next().is_none() {
            let what = format!("{}, which takes no commands", locked.what());
            let next_step = "End it, or name another profile with --name or --profile.";
            return Err(Failure::new(Status::Failed, what, next_step));
        }
        thread::sleep(TRY_AGAIN_AFTER);
    }
}

/// Where the chat that runs with that profile listens, if one runs and says it.
#[cfg(unix)]
pub fn listening(folder: &Folder) -> Option<Address> {
    use std::io::{BufRead, BufReader, Read};
    let stream = std::os::unix::net::UnixStream::connect(folder.announced()?).ok()?;
    stream.set_read_timeout(Some(HELLO_WITHIN)).ok()?;
    let most = u64::try_from(LINE_MAX).unwrap_or(u64::MAX);
    let mut hello = String::new();
    BufReader::new(stream.take(most)).read_line(&mut hello).ok()?;
    let hello: serde_json::Value = serde_json::from_str(&hello).ok()?;
    hello.get("listen")?.as_str()?.parse().ok()
}

/// Nobody runs where there are no sockets.
#[cfg(not(unix))]
pub fn listening(_: &Folder) -> Option<Address> {
    None
}

/// How often it is tried, within some seconds: as long as a start or an end takes.
const TRIES: usize = 50;
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(100);
/// How long a running chat may take to say where it listens: it says so at once.
const HELLO_WITHIN: Duration = Duration::from_secs(1);
