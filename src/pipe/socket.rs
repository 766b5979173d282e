//! The socket of a running chat, where other programs of the same user speak with it.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use nix::unistd::geteuid;
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::hub::{FaceId, Message};
use crate::pipe::{LINES_MAX, Problem, Seat, talk};

/// A socket that is listened on. Its file is gone when this is dropped.
#[derive(Debug)]
pub struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Listens in the first of these folders where a socket can be. A file of that name there is
    /// what a run that was killed has left, for the caller has locked the profile.
    ///
    /// # Errors
    /// When none of the folders will do: what was wrong with the last.
    pub fn listen(folders: &[PathBuf], name: &str) -> io::Result<Self> {
        let mut outcome = Err(io::ErrorKind::NotFound.into());
        for folder in folders {
            outcome = Self::listen_in(folder, name);
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    fn listen_in(folder: &Path, name: &str) -> io::Result<Self> {
        close_to_others(folder)?;
        let path = folder.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let socket = Self { listener: UnixListener::bind(&path)?, path };
        fs::set_permissions(&socket.path, Permissions::from_mode(0o600))?;
        Ok(socket)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lets programs in until this is dropped, or the hub is gone; then those that are there are
    /// let go.
    pub async fn serve(self, messages: mpsc::Sender<Message>) {
        let mut guests = JoinSet::new();
        let places = Arc::new(Semaphore::new(SOCKET_CLIENTS_MAX));
        let mut number = 0;
        loop {
            tokio::select! {
                biased;
                () = messages.closed() => break,
                _ = guests.join_next(), if !guests.is_empty() => {}
                accepted = self.listener.accept() => {
                    let Ok((stream, _)) = accepted else {
                        // As many files are open as may be: it passes.
                        sleep(ACCEPT_AGAIN_AFTER).await;
                        continue;
                    };
                    let is_ours = |uid| uid == geteuid().as_raw();
                    if !stream.peer_cred().is_ok_and(|peer| is_ours(peer.uid())) {
                        continue;
                    }
                    let Ok(place) = places.clone().try_acquire_owned() else {
                        if guests.len() < 2 * SOCKET_CLIENTS_MAX {
                            guests.spawn(turn_away(stream));
                        }
                        continue;
                    };
                    number += 1;
                    let guest = serve(stream, FaceId::guest(number), messages.clone());
                    guests.spawn(async move {
                        guest.await;
                        drop(place);
                    });
                }
            }
        }
        drop(self);
        let _ = timeout(WRITE_WITHIN, guests.join_all()).await;
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Whoever comes next replaces it, if it cannot be removed.
        let _ = fs::remove_file(&self.path);
    }
}

async fn serve(mut stream: UnixStream, face: FaceId, messages: mpsc::Sender<Message>) {
    let (told, lines) = mpsc::channel(LINES_MAX);
    if messages.send(Message::Joined(face, told)).await.is_ok() {
        let (input, output) = stream.split();
        let seat = Seat { face, messages, lines, patience: Some(WRITE_WITHIN) };
        // Whoever went away without a word is told nothing more.
        let _ = talk(BufReader::new(input), output, seat).await;
    }
}

async fn turn_away(mut stream: UnixStream) {
    let line = format!("{}\n", Problem::too_many().line());
    let _ = timeout(WRITE_WITHIN, stream.write_all(line.as_bytes())).await;
}

/// Makes the folder, or checks that it is ours and nobody else can put anything into it.
fn close_to_others(folder: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let metadata = fs::symlink_metadata(folder)?;
    let is_closed =
        metadata.is_dir() && metadata.uid() == geteuid().as_raw() && metadata.mode() & 0o022 == 0;
    if is_closed { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

/// Programs that speak with a chat at once: a few scripts, a status bar, an editor.
pub const SOCKET_CLIENTS_MAX: usize = 16;
/// How long a line may take to be taken: a program that is stopped for longer is let go.
const WRITE_WITHIN: Duration = Duration::from_secs(10);
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(100);
