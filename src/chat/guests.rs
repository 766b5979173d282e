//! Other programs of this user, which come and go while a chat runs.

#[cfg(unix)]
use std::io::{self, Write};
use std::pin::Pin;

use tokio::sync::mpsc;
#[cfg(unix)]
use tokio::time::timeout;

#[cfg(unix)]
use crate::chat::LAST_WORDS_WITHIN;
use crate::hub::Message;
#[cfg(unix)]
use crate::pipe::socket::Socket;
use crate::profile::Profile;

/// Lets other programs of this user in. Returns what waits until they have been told the last.
pub(super) fn guests(
    profile: Option<&Profile>,
    messages: mpsc::Sender<Message>,
) -> Pin<Box<dyn Future<Output = ()>>> {
    #[cfg(unix)]
    if let Some(profile) = profile {
        let folder = profile.folder();
        let socket = Socket::listen(&folder.socket_folders(), &folder.socket_name());
        let socket =
            socket.and_then(|socket| profile.announce(Some(socket.path())).map(|()| socket));
        match socket {
            Ok(socket) => {
                let served = tokio::spawn(socket.serve(messages));
                return Box::pin(async {
                    let _ = timeout(LAST_WORDS_WITHIN, served).await;
                });
            }
            Err(error) => {
                let _ = writeln!(io::stderr(), "{NO_SOCKET} ({error}).");
            }
        }
    }
    drop((profile, messages));
    Box::pin(async {})
}

#[cfg(unix)]
const NO_SOCKET: &str = "Other programs cannot use this chat: it has no socket";
