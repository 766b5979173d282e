//! One run of the program on a host: the real driver, put together from simulated parts.

use std::sync::Arc;
use std::time::Duration;

use chinwag::address::Address;
use chinwag::channel::Channel;
use chinwag::driver::{self, Parts, TRY_AGAIN_AFTER, Writer};
use chinwag::identity::KeyPair;
use chinwag::node::{Command, Config, Event, Node};
use chinwag::record::Trouble;
use chinwag::store::Store;
use chinwag::time::Time;
use chinwag::transport::Transport;
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::scribe::Scribe;
use super::shelf::{Shelf, Watched};
use super::transport::Turmoil;

/// All that a run begins with.
pub(super) struct Program {
    pub(super) keys: KeyPair,
    pub(super) address: Address,
    pub(super) config: Config,
    /// What the node's chance grows from.
    pub(super) seed: u64,
    /// What its clock showed when the world began.
    pub(super) began: Time,
    /// How long a commit takes to be durable, and to be known to be.
    pub(super) commit_takes: Duration,
    pub(super) shelf: Shelf,
    pub(super) transport: Turmoil,
    pub(super) scribe: Scribe,
    pub(super) commands: mpsc::Receiver<Command>,
    pub(super) events: mpsc::Sender<Event>,
}

impl Program {
    pub(super) async fn run(self) -> turmoil::Result {
        let mut store = self.open().await?;
        let listener = self.transport.listen(&self.address).await?;
        let identity = self.keys.identity();
        let node = Node::new(identity, self.config, self.seed, store.load()?);
        self.scribe.seen.lock().list = Some(node.peer_list(Time::EPOCH));
        let parts = Parts {
            node,
            channel: Channel::new(&self.keys),
            transport: Arc::new(self.transport),
            listener,
            writer: Writer::on_task(Box::new(store), self.commit_takes),
            recorder: Box::new(self.scribe),
            now: self.began + turmoil::sim_elapsed().unwrap_or_default(),
        };
        driver::run(parts, self.commands, self.events).await;
        Ok(())
    }

    /// Who cannot start for want of a disk that works is started again until it can.
    async fn open(&self) -> Result<Watched, Trouble> {
        loop {
            match self.shelf.open() {
                Err(_) if self.shelf.disk.is_failing() => sleep(TRY_AGAIN_AFTER).await,
                opened => return opened,
            }
        }
    }
}
