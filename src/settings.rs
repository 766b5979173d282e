//! Everything that is settled before the chat begins, and the rules for what may be settled.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::str::FromStr;

use crate::address::{Address, AddressError, Contact};
use crate::identity::KeyPair;
use crate::look::Look;
use crate::profile::Profile;
use crate::record::Remembered;
use crate::recording::Redaction;
use crate::screen::Examine;
use crate::store::Store;
use crate::text::{NAME_MAX, NAME_WIDTH_MAX, Safe};

/// What a chat starts with.
pub struct Settings {
    /// What we call ourselves, never empty.
    pub name: Safe,
    /// Where to listen. Its port is the one that peers are told.
    pub listen: Address,
    /// Where others can reach us: the address to give away.
    pub reachable_at: Address,
    /// Peers to dial at start, each address once.
    pub static_peers: Vec<Contact>,
    /// Who we are.
    pub keys: KeyPair,
    /// What is left of former runs.
    pub remembered: Remembered,
    /// Where what happens is kept.
    pub store: Box<dyn Store>,
    /// How it looks and makes itself noticed.
    pub look: Look,
    /// What is said before anything else, if anything.
    pub opening: Option<String>,
    /// How it is found out what keeps people from talking.
    pub examine: Examine,
    /// What is to be recorded, if anything.
    pub recording: Option<Recording>,
    /// Our data folder; it is ours alone for as long as this is kept. None, if nothing is to stay.
    pub profile: Option<Profile>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut settings = f.debug_struct("Settings");
        settings.field("name", &self.name).field("listen", &self.listen).finish_non_exhaustive()
    }
}

/// That everything that happens is to be recorded.
#[derive(Debug)]
pub struct Recording {
    /// Into which file.
    pub file: PathBuf,
    /// What to put in place of names and texts; they are kept as they are, if nothing.
    pub redaction: Option<Redaction>,
}

/// Where to listen: an address or a name of this machine, of which the port is not settled yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host(Address);

impl Host {
    /// All addresses of this machine.
    pub fn everywhere() -> Self {
        Self(SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT_FIRST)).into())
    }

    /// The address with that port.
    pub fn at_port(&self, port: u16) -> Address {
        self.0.at_port(port)
    }

    /// The host by which others reach what listens here: this one, or, if it stands for all, the
    /// first address of this machine that is not its alone.
    #[must_use]
    pub fn reachable(&self) -> Self {
        self.reachable_by(&interfaces())
    }

    /// The same on a machine with these addresses.
    #[must_use]
    pub fn reachable_by(&self, interfaces: &[(String, IpAddr)]) -> Self {
        let ip: Option<IpAddr> = self.0.host().parse().ok();
        if ip.is_none_or(|ip| !ip.is_unspecified()) {
            return self.clone();
        }
        let is_shared = |ip: &IpAddr| match ip {
            IpAddr::V4(ip) => !ip.is_loopback() && !ip.is_link_local(),
            IpAddr::V6(_) => false,
        };
        let mut shared = interfaces.iter().map(|(_, ip)| *ip).filter(is_shared);
        let ip = shared.next().unwrap_or(Ipv4Addr::LOCALHOST.into());
        Self(SocketAddr::from((ip, self.0.port())).into())
    }

    /// The port to propose: the one of last time, or else the first of the usual ones, that is
    /// free.
    pub fn free_port(&self, last: Option<u16>) -> u16 {
        let is_free = |port: &u16| TcpListener::bind((self.0.host(), *port)).is_ok();
        let mut usual = PORT_FIRST..=PORT_LAST;
        last.filter(is_free).or_else(|| usual.find(is_free)).or(last).unwrap_or(PORT_FIRST)
    }

    /// That port, if it is free, or any other.
    pub fn any_port(&self, usual: Option<u16>) -> u16 {
        let bind = |port: u16| TcpListener::bind((self.0.host(), port))?.local_addr();
        let port = |bound: io::Result<SocketAddr>| bound.ok().map(|bound| bound.port());
        let usual = usual.unwrap_or(PORT_FIRST);
        port(bind(usual)).or_else(|| port(bind(0))).unwrap_or(usual)
    }
}

/// The addresses of this machine, each with the name of its interface.
pub fn interfaces() -> Vec<(String, IpAddr)> {
    let found = if_addrs::get_if_addrs().unwrap_or_default();
    found.into_iter().map(|interface| (interface.name.clone(), interface.ip())).collect()
}

impl FromStr for Host {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
        Address::new(bare, PORT_FIRST).map(Self)
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.host())
    }
}

/// Why a text is not a name to go by.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing of it can be seen.
    #[error("a name needs at least one visible character")]
    Empty,
    /// It would be cut.
    #[error("a name takes at most {NAME_WIDTH_MAX} columns and {NAME_MAX} bytes")]
    TooLong,
    /// Others would see something else than what was typed.
    #[error("a name has visible characters and single spaces only; this one would show as '{0}'")]
    ShownAs(Safe),
}

/// A name as a person types it, which is exactly what others will see.
///
/// # Errors
/// When nothing of it can be seen, when it is too long, or when others would see another text.
pub fn parse_name(text: &str) -> Result<Safe, NameError> {
    let (typed, name) = (text.trim(), Safe::name(text));
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if name.as_str() == typed {
        return Ok(name);
    }
    match typed.strip_prefix(name.as_str()) {
        Some(_) => Err(NameError::TooLong),
        None => Err(NameError::ShownAs(name)),
    }
}

/// Peers to dial at start: those of the command line, and those of the configuration at other
/// addresses.
pub fn merge_peers(given: Vec<Contact>, configured: Vec<Contact>) -> Vec<Contact> {
    let mut peers: Vec<Contact> = Vec::new();
    for peer in given.into_iter().chain(configured) {
        if peers.iter().all(|known| known.address != peer.address) {
            peers.push(peer);
        }
    }
    peers
}

/// The port that is proposed first, and the last one that is tried.
pub const PORT_FIRST: u16 = 7001;
/// Enough for a classroom on one machine.
pub const PORT_LAST: u16 = 7099;
