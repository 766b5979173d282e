//! One dial: connect, prove keys, and say how it went, within bounded time.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

use crate::address::Contact;
use crate::channel::{Channel, SecureStream};
use crate::driver::{HANDSHAKE_WITHIN, Happened};
use crate::identity::Identity;
use crate::node::Origin;
use crate::reason::Reason;
use crate::text::Safe;
use crate::transport::Transport;

pub(super) async fn dial(
    contact: Contact,
    transport: Arc<dyn Transport>,
    channel: Channel,
    dials: Arc<Semaphore>,
    happened: mpsc::Sender<Happened>,
) {
    let _permit = dials.acquire().await;
    let address = contact.address.clone();
    let outcome = match connect(&contact, &*transport, &channel).await {
        Ok((peer, stream)) => {
            let stream = Box::new(stream);
            Happened::Proven { stream, peer, address, origin: Origin::Dialed }
        }
        Err(reason) => Happened::DialFailed { address, reason },
    };
    // Nobody hears it only when the driver has stopped.
    let _ = happened.send(outcome).await;
}

async fn connect(
    contact: &Contact,
    transport: &dyn Transport,
    channel: &Channel,
) -> Result<(Identity, SecureStream), Reason> {
    let connecting = timeout(CONNECT_WITHIN, transport.dial(&contact.address));
    let stream = connecting.await.map_err(|_| Reason::TimedOut)?.map_err(|e| why_unreached(&e))?;
    let proving = timeout(HANDSHAKE_WITHIN, channel.dial(stream, contact.identity));
    proving.await.map_err(|_| Reason::NoGreeting)?
}

/// What a network that does not connect us means, in our words where we have one.
pub fn why_unreached(error: &io::Error) -> Reason {
    if error.kind() == io::ErrorKind::ConnectionRefused {
        Reason::Refused
    } else if error.kind() == io::ErrorKind::TimedOut {
        Reason::TimedOut
    } else if error.kind() == io::ErrorKind::NotFound {
        Reason::NameNotFound
    } else if UNREACHABLE.contains(&error.kind()) {
        Reason::Unreachable
    } else if error.kind() == io::ErrorKind::ConnectionReset {
        Reason::Lost
    } else {
        Reason::Failed(Safe::line(&error.to_string()))
    }
}

const UNREACHABLE: [io::ErrorKind; 3] = [
    io::ErrorKind::HostUnreachable,
    io::ErrorKind::NetworkUnreachable,
    io::ErrorKind::AddrNotAvailable,
];
/// How long a connection may take to come to be: what libp2p waits, too.
pub const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// Dials under way at once: enough to find many friends quickly, too few to look like a scan.
pub const DIALS_MAX: usize = 64;
