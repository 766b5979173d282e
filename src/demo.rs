//! The demo: two small built-in companions for somebody who is alone, on addresses that only this
//! machine can reach, with nothing kept.

mod character;
mod companion;

use std::net::Ipv4Addr;
use std::{io, thread};

use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use crate::address::{Address, Contact};
use crate::failure::{Failure, Status};
use crate::identity::KeyPair;
use crate::time::Time;

use companion::Companion;

pub use character::{Character, Reply};

/// Company, until this is dropped.
#[derive(Debug)]
pub struct Company {
    contacts: Vec<Contact>,
    _until: oneshot::Sender<()>,
}

impl Company {
    /// Lets each character in, with a key that grows from its 32 secret bytes.
    ///
    /// # Errors
    /// When this machine has no room for them: [`Status::Failed`].
    pub fn start(
        characters: Vec<(Character, [u8; 32])>,
        seed: u64,
        now: Time,
    ) -> Result<Self, Failure> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(no_room)?;
        let mut company = Vec::new();
        for ((character, secret), seed) in characters.into_iter().zip(seed..) {
            let listening = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
            let door = runtime.block_on(listening).map_err(no_room)?;
            let keys = KeyPair::from_seed(secret);
            company.push((Companion::new(character, keys, &door, seed, now)?, door));
        }
        let contacts = company.iter().map(|(companion, _)| companion.contact()).collect();
        let (until, over) = oneshot::channel();
        let live = move || {
            runtime.block_on(async {
                for (companion, door) in company {
                    tokio::spawn(companion.live(Box::new(door)));
                }
                // It is never sent, only dropped.
                let _ = over.await;
            });
            runtime.shutdown_background();
        };
        thread::Builder::new().name("company".into()).spawn(live).map_err(no_room)?;
        Ok(Self { contacts, _until: until })
    }

    /// Where they are, and whose keys answer there.
    pub fn contacts(&self) -> &[Contact] {
        &self.contacts
    }
}

/// An address of this machine alone, at a port that nobody listens on.
///
/// # Errors
/// When there is none: [`Status::Failed`].
pub fn quiet_address() -> Result<Address, Failure> {
    let door = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(no_room)?;
    door.local_addr().map(Address::from).map_err(no_room)
}

fn no_room(error: io::Error) -> Failure {
    let what = format!("there is no room for the companions: {error}");
    Failure::new(Status::Failed, what, "Close some programs, then try again.")
}
