//! Why a peer cannot be reached, or that it can be.

use std::time::Duration;

use tokio::task::JoinSet;

use crate::address::{Address, Contact};
use crate::channel::Channel;
use crate::doctor::home::Home;
use crate::doctor::knock::{Answer, Knock, knock};
use crate::doctor::{Case, Finding};
use crate::failure::{Failure, Status};
use crate::identity::Identity;
use crate::node::{Who, labels};
use crate::reason::Reason;
use crate::record::Acquaintance;
use crate::screen::{meant, next_step, which_of};
use crate::wire::VERSION;

/// Whom to look at, and where.
#[derive(Debug)]
struct Sought {
    /// What we call it, if it is somebody that we know.
    name: Option<String>,
    expected: Expected,
    addresses: Vec<Address>,
}

/// Who must answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Anybody,
    /// Whose key is known from former runs.
    Remembered(Identity),
    /// Whose key was given just now.
    Given(Identity),
}

pub(super) async fn examine(
    case: &Case,
    home: Option<&Home>,
    typed: &str,
    channel: &Channel,
) -> Vec<Finding> {
    let me = home.and_then(Home::me);
    let (people, mut findings) = match home.map_or(Ok(&[][..]), Home::people) {
        Ok(people) => (people, Vec::new()),
        // An address can be looked at all the same.
        Err(failure) => (&[][..], vec![failure.into()]),
    };
    let sought = match sought(typed, people, &case.static_peers, me) {
        Ok(sought) => sought,
        Err(failure) => {
            findings.push(failure.into());
            return findings;
        }
    };
    let mut knocks: JoinSet<Vec<Knock>> = JoinSet::new();
    for address in sought.addresses.iter().take(ADDRESSES_MAX) {
        knocks.spawn(knock(address.clone(), channel.clone()));
    }
    let mut knocks: Vec<Knock> = knocks.join_all().await.into_iter().flatten().collect();
    let order = |address: &Address| sought.addresses.iter().position(|known| known == address);
    knocks.sort_by_key(|knock| order(&knock.address));
    let is_there = knocks.iter().any(|knock| sought.is_answered_by(&knock.answer));
    findings.extend(knocks.iter().map(|knock| sought.finding(knock, me, is_there)));
    let is_me = |knock: &Knock| matches!(knock.answer, Answer::Proven(key, _) if Some(key) == me);
    if is_there && !knocks.iter().any(is_me) {
        let runs = home.is_some_and(|home| home.is_in_use);
        findings.push(Finding::well(if runs { ASK_THE_CHAT } else { START_A_CHAT }));
    }
    findings
}

/// Whom a name, a key or an address means.
fn sought(
    typed: &str,
    people: &[Acquaintance],
    static_peers: &[Contact],
    me: Option<Identity>,
) -> Result<Sought, Failure> {
    let names = people.iter().map(|p| (p.identity, p.name.clone(), p.petname.clone())).collect();
    let whos: Vec<Who> = me.map(|me| labels(me, names)).unwrap_or_default();
    let name = |identity: Identity| {
        let mut known = whos.iter().filter(|who| who.identity == identity);
        known.next().map(Who::shown)
    };
    if let Ok(contact) = typed.parse::<Contact>() {
        let proven = |peer: &&Acquaintance| {
            peer.routes.iter().any(|(route, is_proven)| *is_proven && *route == contact.address)
        };
        let at_home = people.iter().find(proven).map(|peer| peer.identity);
        let expected = match (contact.identity, at_home) {
            (Some(given), _) if name(given).is_none() => Expected::Given(given),
            (Some(known), _) | (None, Some(known)) => Expected::Remembered(known),
            (None, None) => Expected::Anybody,
        };
        let name = contact.identity.or(at_home).and_then(name);
        return Ok(Sought { name, expected, addresses: vec![contact.address] });
    }
    let who = match &meant(&whos, typed)[..] {
        [who] => *who,
        [] => {
            let what = format!("nobody is known as {typed}");
            return Err(Failure::new(Status::Failed, what, WHO_ELSE));
        }
        several => {
            let what = format!("{typed} can be one of {}", several.len());
            return Err(Failure::new(Status::Failed, what, which_of(several)));
        }
    };
    let routes = people.iter().filter(|peer| peer.identity == who.identity);
    let mut addresses: Vec<Address> =
        routes.flat_map(|peer| &peer.routes).map(|(address, _)| address.clone()).collect();
    let of_it = static_peers.iter().filter(|contact| contact.identity == Some(who.identity));
    for contact in of_it {
        if !addresses.contains(&contact.address) {
            addresses.push(contact.address.clone());
        }
    }
    if addresses.is_empty() {
        let what = format!("no address of {} is known: it only ever called you", who.shown());
        return Err(Failure::new(Status::NotDelivered, what, ASK_FOR_ONE));
    }
    let expected = Expected::Remembered(who.identity);
    Ok(Sought { name: Some(who.shown()), expected, addresses })
}

impl Sought {
    fn key(&self) -> Option<Identity> {
        match self.expected {
            Expected::Anybody => None,
            Expected::Remembered(key) | Expected::Given(key) => Some(key),
        }
    }

    fn is_answered_by(&self, answer: &Answer) -> bool {
        match answer {
            Answer::Proven(found, _) => self.key().is_none_or(|key| key == *found),
            Answer::Unreached(_)
            | Answer::Mute
            | Answer::HangsUp
            | Answer::OtherTls
            | Answer::OtherProgram(_)
            | Answer::OtherProtocol => false,
        }
    }

    /// What a knock came to. One of many addresses that leads nowhere is no harm.
    fn finding(&self, knock: &Knock, me: Option<Identity>, is_there: bool) -> Finding {
        let place = match &knock.resolved {
            Some(resolved) => format!("{} ({})", knock.address, resolved.host()),
            None => knock.address.to_string(),
        };
        let failed = |what: &str, why: &Reason| {
            let (what, step) = (format!("{place}: {what}"), next_step(why, &knock.address));
            if is_there {
                Finding::doubtful(what, step)
            } else {
                Finding::wrong(Status::NotDelivered, what, step)
            }
        };
        match &knock.answer {
            Answer::Unreached(why) => failed(&why.to_string(), why),
            Answer::Mute => {
                failed("something takes the connection and says nothing", &Reason::NoGreeting)
            }
            Answer::HangsUp => failed("something hangs up at once", &Reason::HungUp),
            Answer::OtherTls => {
                failed("another program answers there, by TLS", &Reason::WrongProtocol)
            }
            Answer::OtherProgram(line) => {
                let what = format!("another program answers there; it says {line}");
                failed(&what, &Reason::WrongProtocol)
            }
            Answer::OtherProtocol => {
                let what = format!("it does not speak protocol {VERSION} of chinwag");
                failed(&what, &Reason::WrongVersion)
            }
            Answer::Proven(found, took) => self.proven(&place, knock, *found, *took, me),
        }
    }

    fn proven(
        &self,
        place: &str,
        knock: &Knock,
        found: Identity,
        took: Duration,
        me: Option<Identity>,
    ) -> Finding {
        let took = format!("{:.1} ms there and back", took.as_secs_f64() * 1e3);
        let tag = found.tag();
        if me == Some(found) {
            let what = format!("{place}: your own key answers, {took}");
            return Finding::doubtful(what, next_step(&Reason::Yourself, &knock.address));
        }
        let who = self.name.as_deref().unwrap_or("chinwag");
        let answers = format!("{place}: {who} answers by protocol {VERSION}, {took}");
        match self.expected {
            Expected::Remembered(key) if key == found => {
                Finding::well(format!("{answers}, with the key that is remembered, #{tag}"))
            }
            Expected::Given(key) if key == found => Finding::well(format!(
                "{answers}, with the key that you gave, #{tag}; it is new to you"
            )),
            Expected::Anybody => {
                let step = format!(
                    "Ask them by voice for the words of their key: {}.\nOr write to \
                     chinwag:{found}@{}, if that is what they gave you.",
                    found.words(),
                    knock.address
                );
                Finding::doubtful(format!("{answers}, with a key that is new to you, #{tag}"), step)
            }
            Expected::Remembered(_) | Expected::Given(_) => {
                let changed = Reason::KeyChanged { found };
                let what = format!("{place}: {changed}, {took}");
                Finding::wrong(Status::KeyChanged, what, next_step(&changed, &knock.address))
            }
        }
    }
}

/// Addresses of one peer that are tried, those learned last: few lead to one machine, which lets
/// only [`STRANGERS_PER_SOURCE_MAX`](crate::driver::STRANGERS_PER_SOURCE_MAX) to its door at once.
const ADDRESSES_MAX: usize = 8;
const ASK_THE_CHAT: &str = "its name and its clock are known to the chat that runs: choose 2 there";
const START_A_CHAT: &str = "not looked at: its name and its clock, which only a chat is told";
const WHO_ELSE: &str = "Give host:port or chinwag:KEY@host:port; --name or --profile chooses \
                        whose peers are known.";
const ASK_FOR_ONE: &str = "Ask them what `chinwag id` prints, and give that address.";
