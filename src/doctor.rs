//! The doctor: looks at what a chat needs here, or at why a peer cannot be reached, and says of
//! each thing whether it is well and what to do if not.
//!
//! Looking changes nothing: no file is made, a running chat goes on, and a peer that is looked at
//! sees nobody, because whoever looks has a key of its own and goes before it has greeted.

mod door;
mod finding;
mod firewall;
mod home;
mod knock;
mod peer;
mod terminal;

use std::net::IpAddr;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::address::Contact;
use crate::channel::Channel;
use crate::failure::{Failure, Status};
use crate::identity::KeyPair;
use crate::profile::Folder;
use crate::screen::Clock;
use crate::settings::Host;
use crate::time::Time;
use crate::wire::VERSION;

use home::Home;

pub use finding::{Finding, Mark, verdict};
pub use firewall::Firewall;
pub use terminal::VARIABLES;

/// What the doctor is told before it looks.
#[derive(Debug)]
pub struct Case {
    /// What reading the configuration came to.
    pub configuration: Result<String, Failure>,
    /// The folder of our profile. None, if nothing is to stay.
    pub folder: Option<Folder>,
    /// Where a chat would listen.
    pub listen: Host,
    /// On which port.
    pub port: u16,
    /// The addresses of this machine, each with the name of its interface.
    pub interfaces: Vec<(String, IpAddr)>,
    /// What filters what comes in.
    pub firewall: Firewall,
    /// The peers that a chat would connect to from the start.
    pub static_peers: Vec<Contact>,
    /// The key that looks; it is thrown away after that.
    pub keys: KeyPair,
    /// What the wall clock says.
    pub now: Time,
    /// How times are written.
    pub clock: Clock,
    /// The variables of the environment that tell of the terminal, where they are set.
    pub environment: Vec<(&'static str, String)>,
    /// Whom to look at, as typed; at what is here, if nobody.
    pub peer: Option<String>,
}

/// Looks, within some fifteen seconds at the worst, and mostly at once.
pub async fn examine(case: Case) -> Vec<Finding> {
    let channel = Channel::new(&case.keys);
    let folder = case.folder.clone();
    let looking = spawn_blocking(move || folder.map(Home::look));
    let Ok(Ok(mut home)) = timeout(LOOK_WITHIN, looking).await else {
        let what = "the data folder takes too long to be read";
        return vec![Finding::wrong(Status::Damaged, what, "Is its disk still there?")];
    };
    if let Some(typed) = &case.peer {
        let unread = case.configuration.as_ref().err().map(|failure| failure.clone().into());
        let found = peer::examine(&case, home.as_ref(), typed, &channel).await;
        return unread.into_iter().chain(found).collect();
    }
    if let Some(home) = &mut home {
        home.check().await;
    }
    let mut findings = vec![version(), configuration(&case.configuration)];
    findings.extend(home.iter().flat_map(Home::findings));
    findings.extend(door::examine(&case, home.as_ref(), &channel).await);
    findings.push(clock(&case));
    findings.extend(terminal::findings(&case.environment));
    findings
}

fn version() -> Finding {
    Finding::well(format!("chinwag {}, protocol {VERSION}", env!("CARGO_PKG_VERSION")))
}

fn configuration(read: &Result<String, Failure>) -> Finding {
    match read {
        Ok(what) => Finding::well(what),
        Err(failure) => failure.clone().into(),
    }
}

/// A clock that was never set does not know of this program.
fn clock(case: &Case) -> Finding {
    let says = format!("the clock says {}", case.clock.second(case.now));
    let says = format!("{says} on {}", case.clock.day(case.now));
    if (WRITTEN..OUTDATED).contains(&case.now) {
        return Finding::well(says);
    }
    let next_step = "Set it right: messages carry its time, and peers will say that it is off.";
    Finding::wrong(Status::Failed, says, next_step)
}

/// How long a disk may take to say who is known: beyond it nothing can be said.
const LOOK_WITHIN: Duration = Duration::from_secs(5);
/// 2026-01-01, before which nobody can have had this program.
const WRITTEN: Time = Time::from_micros(1_767_225_600_000_000);
/// 2100-01-01, long after which nobody will.
const OUTDATED: Time = Time::from_micros(4_102_444_800_000_000);
