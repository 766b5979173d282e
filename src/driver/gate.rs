//! The gate: takes whoever comes in, lets them prove a key, and bounds how many may try at once.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::address::Address;
use crate::channel::Channel;
use crate::driver::{Happened, propagate};
use crate::node::Origin;
use crate::reason::Reason;
use crate::transport::{BoxStream, Listener};

/// Keeps the gate for as long as the driver runs.
pub(super) async fn keep(
    mut listener: Box<dyn Listener>,
    channel: Channel,
    happened: mpsc::Sender<Happened>,
) {
    let mut strangers = Strangers::default();
    let mut proving: JoinSet<String> = JoinSet::new();
    while !happened.is_closed() {
        tokio::select! {
            biased;
            Some(ended) = proving.join_next() => {
                propagate(ended).into_iter().for_each(|source| strangers.leave(&source));
            }
            accepted = listener.accept() => match accepted {
                Ok((stream, from)) if strangers.enter(&from) => {
                    proving.spawn(prove(stream, from, channel.clone(), happened.clone()));
                }
                Ok((_, address)) => {
                    // A crowd may go untold, but it may not fill the queue.
                    let reason = Reason::Crowded;
                    let _ = happened.try_send(Happened::TurnedAway { address, reason });
                }
                Err(_) => sleep(ACCEPT_AGAIN_AFTER).await,
            },
        }
    }
}

/// Whose connections are counted together: a host, or with IPv6 the /64 that one host can have.
fn source(address: &Address) -> String {
    match address.host().parse() {
        Ok(IpAddr::V6(ip)) => {
            Ipv6Addr::from_bits(ip.to_bits() & u128::MAX << 64).to_string() + "/64"
        }
        Ok(IpAddr::V4(_)) | Err(_) => address.host().to_owned(),
    }
}

/// Returns the source that need not be counted any more.
async fn prove(
    stream: BoxStream,
    address: Address,
    channel: Channel,
    happened: mpsc::Sender<Happened>,
) -> String {
    let source = source(&address);
    let proven = timeout(HANDSHAKE_WITHIN, channel.accept(stream)).await;
    let outcome = match proven.unwrap_or(Err(Reason::NoGreeting)) {
        Ok((peer, stream)) => {
            let stream = Box::new(stream);
            Happened::Proven { stream, peer, address, origin: Origin::Accepted }
        }
        Err(reason) => Happened::TurnedAway { address, reason },
    };
    let _ = happened.send(outcome).await;
    source
}

/// How many are at the gate, in all and from each source.
#[derive(Debug, Default)]
struct Strangers {
    from: BTreeMap<String, usize>,
}

impl Strangers {
    fn enter(&mut self, address: &Address) -> bool {
        let source = source(address);
        let from_there = self.from.get(&source).copied().unwrap_or(0);
        let in_all: usize = self.from.values().sum();
        if in_all >= STRANGERS_MAX || from_there >= STRANGERS_PER_SOURCE_MAX {
            return false;
        }
        self.from.insert(source, from_there + 1);
        true
    }

    fn leave(&mut self, source: &str) {
        if let Some(count) = self.from.get_mut(source) {
            *count -= 1;
            if *count == 0 {
                self.from.remove(source);
            }
        }
    }
}

/// Connections that have not proven a key: each may hold some 20 KiB and a descriptor.
pub const STRANGERS_MAX: usize = 64;
/// Of these, how many from one host: a household behind one address comes in at once.
pub const STRANGERS_PER_SOURCE_MAX: usize = 4;
/// From the connection to the proof of keys; with as long for the greeting after it, a silent
/// stranger is gone after ten seconds in all.
pub const HANDSHAKE_WITHIN: Duration = Duration::from_secs(5);
/// Pause after a failure to accept, which is mostly that no descriptor is left.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(100);
