//! `demo`: a chat with nobody but two companions, of which nothing stays.

use chinwag::chat::chat;
use chinwag::cli::Args;
use chinwag::demo::{Character, Company, quiet_address};
use chinwag::failure::{Failure, Status};
use chinwag::settings::Settings;

use crate::chance::{chance, no_chance, now, seed};
use crate::start::{Start, memory};

/// Chats with them until the person leaves.
pub(crate) fn demo(args: Args) -> Result<Status, Failure> {
    let start = Start::from(Args { ephemeral: true, ..args })?;
    let secret = || chance().map_err(no_chance);
    let characters = vec![(Character::ada(), secret()?), (Character::echo(), secret()?)];
    let company = Company::start(characters, seed()?, now())?;
    let (keys, remembered, store) = memory(None)?;
    let listen = quiet_address()?;
    let settings = Settings {
        name: start.name.clone().unwrap_or_else(|| start.usual_name().value),
        reachable_at: listen.clone(),
        listen,
        static_peers: company.contacts().to_vec(),
        keys,
        remembered,
        store,
        look: start.look,
        opening: Some(WHAT_THIS_IS.to_owned()),
        examine: start.examine,
        recording: None,
        profile: None,
    };
    chat(settings, seed()?, now())
}

const WHAT_THIS_IS: &str = "\
This is a demo: ada (demo) and echo (demo) are small programs on this machine, and no people.
Choose 1, write ada (demo), then help. Nothing is kept: when you leave, all of it is gone.";
