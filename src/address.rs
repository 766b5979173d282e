//! Where a peer can be reached: a route, which never says who answers there.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::identity::{Identity, IdentityError};

/// `host:port`. The host is an IPv4 or IPv6 address or a name to be resolved when it is dialed.
///
/// IPv6 hosts are written in brackets: `[::1]:7001`. Names are kept in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    host: String,
    port: u16,
}

/// Why a text is not an address. Each says what was expected instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No `:port` at the end.
    #[error("the port is missing: write host:port, for example 127.0.0.1:7001")]
    NoPort,
    /// The port is no number from 1 to 65535.
    #[error("the port must be a number from 1 to 65535")]
    BadPort,
    /// The host is neither an IP address nor a name.
    #[error("the host must be an IP address or a host name of letters, digits, dots and hyphens")]
    BadHost,
    /// A `chinwag:` address without `@` between key and address.
    #[error("write chinwag:KEY@host:port, as `chinwag id` prints it")]
    NoKey,
    /// The key of a `chinwag:` address is not one.
    #[error(transparent)]
    BadKey(#[from] IdentityError),
}

impl Address {
    /// The address of `host` (without brackets) at `port`.
    ///
    /// # Errors
    /// When the host is neither an IP address nor a host name, or the port is 0.
    pub fn new(host: &str, port: u16) -> Result<Self, AddressError> {
        if port == 0 {
            return Err(AddressError::BadPort);
        }
        let host = host.trim().to_ascii_lowercase();
        let host = match host.parse::<IpAddr>() {
            Ok(ip) => ip.to_string(),
            Err(_) if is_host_name(&host) => host,
            Err(_) => return Err(AddressError::BadHost),
        };
        Ok(Self { host, port })
    }

    /// The host, without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The TCP port, never 0.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The same host at another port: where a peer listens, as it told us.
    #[must_use]
    pub fn at_port(&self, port: u16) -> Self {
        Self { host: self.host.clone(), port }
    }
}

/// A port as a person types it.
///
/// # Errors
/// When it is no number from 1 to 65535.
pub fn parse_port(text: &str) -> Result<u16, AddressError> {
    match text.trim().parse() {
        Ok(0) | Err(_) => Err(AddressError::BadPort),
        Ok(port) => Ok(port),
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (host, port) = text.trim().rsplit_once(':').ok_or(AddressError::NoPort)?;
        let host = match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(v6) if v6.parse::<Ipv6Addr>().is_ok() => v6,
            Some(_) => return Err(AddressError::BadHost),
            None if host.contains(':') => return Err(AddressError::NoPort),
            None => host,
        };
        Self::new(host, parse_port(port)?)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

impl From<SocketAddr> for Address {
    fn from(socket: SocketAddr) -> Self {
        Self { host: socket.ip().to_canonical().to_string(), port: socket.port() }
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

/// An address, and, where one was given, the key that must answer there.
///
/// Written `host:port`, or `chinwag:KEY@host:port`: the latter leaves no doubt at first contact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Contact {
    /// Where to dial.
    pub address: Address,
    /// Who must answer; anybody, if not said.
    pub identity: Option<Identity>,
}

impl FromStr for Contact {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let Some(rest) = text.strip_prefix("chinwag:").filter(|rest| parse_port(rest).is_err())
        else {
            return Ok(Self { address: text.parse()?, identity: None });
        };
        let (key, address) = rest.split_once('@').ok_or(AddressError::NoKey)?;
        Ok(Self { address: address.parse()?, identity: Some(key.parse()?) })
    }
}

impl fmt::Display for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(identity) = self.identity {
            write!(f, "chinwag:{identity}@")?;
        }
        write!(f, "{}", self.address)
    }
}

impl From<Address> for Contact {
    fn from(address: Address) -> Self {
        Self { address, identity: None }
    }
}

impl TryFrom<String> for Contact {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

impl From<Contact> for String {
    fn from(contact: Contact) -> Self {
        contact.to_string()
    }
}

/// RFC 1123 host names, and the underscore that many networks use; a dotted number is no name.
fn is_host_name(host: &str) -> bool {
    host.len() <= HOST_MAX
        && host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
        && !host.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Longest host name, in bytes: what DNS can carry (RFC 1035 §2.3.4).
const HOST_MAX: usize = 253;
