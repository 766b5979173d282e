//! Our own door: whether it can be opened, and from where others can come to it.

use std::cmp::Reverse;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::address::{Address, Contact};
use crate::channel::Channel;
use crate::chat::cannot_listen;
use crate::doctor::home::Home;
use crate::doctor::knock::{Answer, knock};
use crate::doctor::{Case, Finding, Firewall};
use crate::failure::Status;
use crate::identity::Identity;
use crate::transport::{Tcp, Transport};

pub(super) async fn examine(case: &Case, home: Option<&Home>, channel: &Channel) -> Vec<Finding> {
    let me = home.and_then(Home::me);
    let at = case.listen.at_port(case.port);
    let mut findings = vec![match Tcp.listen(&at).await {
        Ok(_) => free(&at, home),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            let mut answers = knock(from_here(&at), channel.clone()).await;
            let answer = answers.pop().map_or(Answer::Mute, |knock| knock.answer);
            in_use(&at, &answer, me)
        }
        Err(error) => cannot_listen(&at, &error).into(),
    }];
    let interfaces = case.interfaces.iter().map(|(name, ip)| (name.as_str(), *ip));
    let listened: Vec<_> = interfaces.filter(|(_, ip)| is_listened_to(&at, *ip)).collect();
    let is_open = listened.iter().any(|(_, ip)| Reach::of(*ip) > Reach::Machine);
    if is_open {
        let address = case.listen.reachable_by(&case.interfaces).at_port(case.port);
        findings.extend(ways_in(&listened));
        findings.push(invitation(Contact { address, identity: me }, case.firewall));
    } else if !listened.is_empty() {
        findings.push(closed(&at));
    }
    findings
}

fn free(at: &Address, home: Option<&Home>) -> Finding {
    let what = format!("port {} is free at {}", at.port(), at.host());
    if home.is_some_and(|home| home.is_in_use) {
        let step = "The chat that runs listens on another one; its first line says on which.";
        return Finding::well(what).with(step);
    }
    Finding::well(what)
}

/// Who has the port.
fn in_use(at: &Address, answer: &Answer, me: Option<Identity>) -> Finding {
    let port = at.port();
    let what = match answer {
        Answer::Proven(found, _) if me == Some(*found) => {
            return Finding::well(format!("your chat listens on port {port}, and answers"));
        }
        Answer::Proven(found, _) => {
            format!("port {port} is in use by another chinwag, with the key #{}", found.tag())
        }
        Answer::OtherProgram(line) => {
            format!("port {port} is in use by another program; it says {line}")
        }
        Answer::OtherTls => format!("port {port} is in use by another program, which speaks TLS"),
        Answer::Unreached(_) | Answer::Mute | Answer::HangsUp | Answer::OtherProtocol => {
            format!("port {port} is in use by another program")
        }
    };
    let step = "Choose another port with --port, or end that program.";
    Finding::wrong(Status::PortInUse, what, step)
}

/// The address by which this machine reaches what listens there.
fn from_here(at: &Address) -> Address {
    let here: Option<IpAddr> = match at.host().parse() {
        Ok(IpAddr::V4(ip)) if ip.is_unspecified() => Some(Ipv4Addr::LOCALHOST.into()),
        Ok(IpAddr::V6(ip)) if ip.is_unspecified() => Some(Ipv6Addr::LOCALHOST.into()),
        Ok(_) | Err(_) => None,
    };
    here.map_or_else(|| at.clone(), |ip| SocketAddr::from((ip, at.port())).into())
}

/// Whether who comes to that address of ours is heard by what listens at `at`.
fn is_listened_to(at: &Address, ip: IpAddr) -> bool {
    match at.host().parse() {
        Ok(IpAddr::V4(all)) if all.is_unspecified() => ip.is_ipv4(),
        Ok(IpAddr::V6(all)) if all.is_unspecified() => true,
        Ok(one) => one == ip,
        Err(_) => false,
    }
}

/// From where an address of ours can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// This machine.
    Machine,
    /// The same cable.
    Cable,
    /// The same network.
    Network,
    /// Everywhere.
    World,
}

impl Reach {
    fn of(ip: IpAddr) -> Self {
        let is_shared = |ip: Ipv4Addr| ip.octets()[0] == 100 && ip.octets()[1] & 0xC0 == 64;
        match ip {
            ip if ip.is_loopback() => Self::Machine,
            IpAddr::V4(ip) if ip.is_link_local() => Self::Cable,
            IpAddr::V4(ip) if ip.is_private() || is_shared(ip) => Self::Network,
            IpAddr::V6(ip) if ip.is_unicast_link_local() => Self::Cable,
            IpAddr::V6(ip) if ip.is_unique_local() => Self::Network,
            IpAddr::V4(_) | IpAddr::V6(_) => Self::World,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Machine => "for programs of this machine only",
            Self::Cable => "link-local: for who is on the same cable or Wi-Fi",
            Self::Network => "private: for who is in the same network or VPN",
            Self::World => "public: for everybody, as far as firewalls and routers let them",
        }
    }
}

/// Nobody else can come in there.
fn closed(at: &Address) -> Finding {
    if from_here(at) == *at {
        let what = format!("{} is {}", at.host(), Reach::Machine.words());
        return Finding::doubtful(what, "To be reached by others, leave --listen out.");
    }
    let what = "this machine has no address that others could use";
    Finding::doubtful(what, "Connect it to a network, then look again.")
}

/// A line for each address that others could use.
fn ways_in(listened: &[(&str, IpAddr)]) -> Vec<Finding> {
    let ways = listened.iter().map(|(name, ip)| (Reach::of(*ip), *name, *ip));
    let mut ways: Vec<_> = ways.filter(|(reach, ..)| *reach > Reach::Machine).collect();
    ways.sort_by_key(|(reach, name, ip)| (Reverse(*reach), *name, *ip));
    let rest = ways.len().saturating_sub(WAYS_MAX);
    let line = |(reach, name, ip): &(Reach, &str, IpAddr)| {
        Finding::well(format!("{ip} ({name}) is {}", reach.words()))
    };
    let mut findings: Vec<Finding> = ways.iter().take(WAYS_MAX).map(line).collect();
    findings.extend((rest > 0).then(|| Finding::well(format!("there are {rest} more addresses"))));
    findings
}

/// The address to give away, and what may be in the way of who uses it.
fn invitation(contact: Contact, firewall: Firewall) -> Finding {
    let port = contact.address.port();
    let what = format!("the address to give away is {contact}");
    let look =
        format!("If that does not work for somebody, let them run: chinwag doctor {contact}");
    let Some(open) = firewall.opened_by(port) else { return Finding::well(what).with(look) };
    Finding::doubtful(what, format!("{open}\n{look}"))
}

/// Addresses that are shown one by one; machines with containers have dozens.
const WAYS_MAX: usize = 8;
