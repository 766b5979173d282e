//! Where a program finds the chat that it speaks with: the running one, if there is one.

use std::thread;
use std::time::Duration;

use crate::failure::{Failure, Status};
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

/// How often it is tried, within some seconds: as long as a start or an end takes.
const TRIES: usize = 50;
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(100);
