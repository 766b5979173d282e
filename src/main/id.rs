//! `id` and `forget`: who we are, and whose key belongs where.

use std::io::{self, Write};

use chinwag::address::{Address, Contact};
use chinwag::failure::{Failure, Status};
use chinwag::profile::Profile;
use chinwag::record::Record;
use chinwag::settings::PORT_FIRST;
use chinwag::store::Store;

use crate::chance::chance;
use crate::say;
use crate::start::Start;

/// Prints who we are.
pub(crate) fn id(start: &Start) -> Result<Status, Failure> {
    let (folder, answers) = start.kept()?;
    let key = folder.key(chance)?;
    let identity = key.pair.identity();
    let (listen, port) = start.listening(&folder, answers);
    let address = listen.reachable().at_port(port.unwrap_or(PORT_FIRST));
    let contact = Contact { address, identity: Some(identity) };
    if key.is_new {
        let _ = writeln!(io::stderr(), "This is the first start of {folder}: its key was made.");
    }
    let words = identity.words();
    say(&format!("key      {identity}\nwords    {words}\naddress  {contact}\n"))
}

/// Forgets whose key belongs to an address.
pub(crate) fn forget(start: &Start, address: &Address) -> Result<Status, Failure> {
    let (folder, _) = start.kept()?;
    if folder.exists() {
        let profile = Profile::open(folder.clone())?;
        let mut store = profile.store()?;
        let trouble = |trouble| folder.trouble(&trouble);
        let mut peers = store.load().map_err(trouble)?.peers.into_iter();
        if peers.any(|peer| peer.routes.iter().any(|(route, _)| route == address)) {
            store.commit(&[Record::Unrouted(address.clone())]).map_err(trouble)?;
            return say(&format!("Forgotten: any key may answer at {address} the next time.\n"));
        }
    }
    Err(Failure::new(
        Status::Failed,
        format!("{folder} remembers no key for {address}"),
        "Write the address as it was dialed, and name the profile with --name or --profile.",
    ))
}
