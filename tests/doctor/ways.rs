//! From where others can come to which address, told of machines that are made up.

use std::net::IpAddr;

use chinwag::doctor::{Case, Finding, Firewall, examine};
use chinwag::identity::KeyPair;
use chinwag::screen::{Clock, Style};
use chinwag::settings::Host;
use chinwag::time::Time;

use crate::person::Port;

#[tokio::test]
async fn every_address_is_told_with_who_can_use_it_the_widest_first() {
    let addresses = [
        ("lo", "127.0.0.1"),
        ("veth1", "169.254.3.4"),
        ("wlan0", "192.168.1.5"),
        ("tailscale0", "100.101.102.103"),
        ("eth0", "203.0.113.7"),
        ("eth0", "2001:db8::7"),
    ];
    let told = "\
✓ 203.0.113.7 (eth0) is public: for everybody, as far as firewalls and routers let them
✓ 100.101.102.103 (tailscale0) is private: for who is in the same network or VPN
✓ 192.168.1.5 (wlan0) is private: for who is in the same network or VPN
✓ 169.254.3.4 (veth1) is link-local: for who is on the same cable or Wi-Fi
✓ the address to give away is 192.168.1.5:PORT
  If that does not work for somebody, let them run: chinwag doctor 192.168.1.5:PORT
";
    assert_eq!(ways_into(&addresses, Firewall::Unknown).await, told);
}

#[tokio::test]
async fn a_firewall_is_told_with_how_it_lets_others_in() {
    let told = "\
✓ 10.0.0.7 (eth0) is private: for who is in the same network or VPN
! the address to give away is 10.0.0.7:PORT
  ufw filters what comes in; unless it lets you be, run: sudo ufw allow PORT/tcp
  If that does not work for somebody, let them run: chinwag doctor 10.0.0.7:PORT
";
    assert_eq!(ways_into(&[("eth0", "10.0.0.7")], Firewall::Ufw).await, told);
}

#[tokio::test]
async fn a_machine_that_is_alone_is_told_so() {
    let told = "\
! this machine has no address that others could use
  Connect it to a network, then look again.
";
    assert_eq!(ways_into(&[("lo", "127.0.0.1")], Firewall::Unknown).await, told);
}

#[tokio::test]
async fn dozens_of_addresses_are_not_all_told() {
    let addresses: Vec<_> = (1..=12).map(|n| ("docker0", format!("172.17.0.{n}"))).collect();
    let addresses: Vec<_> = addresses.iter().map(|(name, ip)| (*name, ip.as_str())).collect();
    let told = ways_into(&addresses, Firewall::Unknown).await;
    assert_eq!(told.lines().filter(|line| line.contains("docker0")).count(), 8, "{told}");
    assert!(told.contains("✓ there are 4 more addresses\n"), "{told}");
}

/// What is said of others coming in, to a person who listens on all of these addresses.
async fn ways_into(addresses: &[(&str, &str)], firewall: Firewall) -> String {
    let kept = Port::free();
    let port = kept.to_string();
    let interface = |(name, ip): &(&str, &str)| ((*name).to_owned(), ip.parse::<IpAddr>().unwrap());
    let case = Case {
        configuration: Ok("there is none".to_owned()),
        folder: None,
        listen: Host::everywhere(),
        port: port.parse().unwrap(),
        interfaces: addresses.iter().map(interface).collect(),
        firewall,
        static_peers: Vec::new(),
        keys: KeyPair::from_seed([7; 32]),
        now: Time::from_micros(1_767_268_800_000_000),
        clock: Clock::utc(),
        environment: Vec::new(),
        peer: None,
    };
    let findings = examine(case).await;
    let lines = findings.iter().map(|finding: &Finding| finding.text(Style::Plain) + "\n");
    let lines: String = lines.collect::<String>().replace(&port, "PORT");
    let (_, ways) = lines.split_once(" at 0.0.0.0\n").unwrap();
    let (ways, rest) = ways.split_once("✓ the clock says ").unwrap();
    assert!(rest.starts_with("12:00:00 on Thursday 1 January 2026\n"), "{rest}");
    ways.to_owned()
}
