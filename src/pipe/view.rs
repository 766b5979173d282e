//! Events as programs are told them: the fields are a promise, whatever becomes of our own types.

mod parts;

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::address::{Address, Contact};
use crate::history::Conversations;
use crate::hub::Tag;
use crate::identity::Identity;
use crate::node::{Event, PeerList, Who};
use crate::pipe::VERSION;
use crate::screen::rejected;
use crate::settings::Settings;
use crate::text::Safe;

use parts::{Card, Entry, Peer, Utc, Why, marked, mistaken, regarded};

/// The first line: who we are.
#[derive(Clone, Debug, Serialize)]
pub struct Hello {
    v: u8,
    r#type: &'static str,
    version: &'static str,
    name: Safe,
    key: Identity,
    listen: Address,
    reach: Contact,
    ephemeral: bool,
}

impl Hello {
    /// Who chats with these settings, and where.
    pub fn of(settings: &Settings) -> Self {
        let key = settings.keys.identity();
        Self {
            v: VERSION,
            r#type: "hello",
            version: env!("CARGO_PKG_VERSION"),
            name: settings.name.clone(),
            key,
            listen: settings.listen.clone(),
            reach: Contact { address: settings.reachable_at.clone(), identity: Some(key) },
            ephemeral: settings.profile.is_none(),
        }
    }

    /// The same of somebody who is called otherwise from now on.
    pub fn rename(&mut self, name: Safe) {
        self.name = name;
    }

    /// As a line.
    pub fn line(&self) -> Arc<str> {
        json(self)
    }
}

/// As a person reads it.
impl fmt::Display for Hello {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, listen, reach, key, ephemeral, .. } = self;
        let note = if *ephemeral { EPHEMERAL } else { "" };
        write!(f, "{name} listens on {listen} · key #{} · reach me at {reach}{note}", key.tag())
    }
}

/// The line that tells of an event; if it answers a command, with what that is called.
pub fn line(event: &Event, id: Option<&Tag>) -> Arc<str> {
    json(&Told { v: VERSION, view: View::of(event), id })
}

fn json(value: &impl Serialize) -> Arc<str> {
    serde_json::to_string(value).expect("it is plain data and memory takes it").into()
}

#[derive(Serialize)]
struct Told<'a> {
    v: u8,
    #[serde(flatten)]
    view: View<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Tag>,
}

/// One event. The names are those of `type`.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum View<'a> {
    Online(Card<'a>),
    Renamed {
        peer: Peer<'a>,
        before: &'a Safe,
    },
    Quiet {
        peer: Peer<'a>,
    },
    Awake {
        peer: Peer<'a>,
    },
    Offline {
        peer: Peer<'a>,
        #[serde(flatten)]
        why: Why<'a>,
        retry_at: Option<Utc>,
    },
    Unreached {
        address: &'a Address,
        peer: Option<Peer<'a>>,
        #[serde(flatten)]
        why: Why<'a>,
        retry_at: Option<Utc>,
    },
    TurnedAway {
        address: &'a Address,
        #[serde(flatten)]
        why: Why<'a>,
        others: u64,
    },
    Message {
        peer: Peer<'a>,
        message: String,
        sent: Utc,
        received: Utc,
        clock_off: bool,
        text: &'a Safe,
    },
    Queued {
        peer: Peer<'a>,
        message: String,
        seq: u64,
        at: Utc,
        text: &'a Safe,
    },
    Waiting {
        peer: Peer<'a>,
    },
    Cancelled {
        peer: Peer<'a>,
        seq: u64,
    },
    Marked {
        peer: Peer<'a>,
        upto: u64,
        mark: &'static str,
    },
    Failed {
        address: &'a Address,
        #[serde(flatten)]
        why: Why<'a>,
        text: &'a Safe,
    },
    Peers(List<'a>),
    ConnectedAll(List<'a>),
    History {
        entries: Vec<Entry<'a>>,
    },
    HistoryUnreadable {
        what: String,
    },
    Petname {
        peer: Peer<'a>,
        before: String,
    },
    Named {
        name: &'a Safe,
    },
    Regarded {
        peer: Peer<'a>,
        regard: &'static str,
    },
    Stalled {
        what: String,
    },
    Resumed,
    Unkept {
        peer: Peer<'a>,
        text: &'a Safe,
    },
    Lost {
        peer: Peer<'a>,
        text: &'a Safe,
    },
    Unrecorded {
        what: String,
    },
    Rejected {
        why: &'static str,
        what: String,
    },
    Undelivered {
        peer: Peer<'a>,
        count: u64,
        blocked: bool,
    },
}

#[derive(Serialize)]
struct List<'a> {
    at: Utc,
    active: Vec<Card<'a>>,
    away: Vec<Card<'a>>,
}

impl<'a> View<'a> {
    fn of(event: &'a Event) -> Self {
        let peer = |who: &'a Who| Peer::of(who);
        match event {
            Event::Online(card) => Self::Online(Card::of(card)),
            Event::Renamed { peer: who, before } => Self::Renamed { peer: peer(who), before },
            Event::Quiet(who) => Self::Quiet { peer: peer(who) },
            Event::Awake(who) => Self::Awake { peer: peer(who) },
            Event::Offline { peer: who, why, retry_at } => {
                Self::Offline { peer: peer(who), why: Why::of(why), retry_at: retry_at.map(Utc) }
            }
            Event::Unreached { address, peer, why, retry_at } => {
                let (peer, why) = (peer.as_ref().map(Peer::of), Why::of(why));
                Self::Unreached { address, peer, why, retry_at: retry_at.map(Utc) }
            }
            Event::TurnedAway { address, why, others } => {
                Self::TurnedAway { address, why: Why::of(why), others: *others }
            }
            Event::Said { from, id, sent, heard, is_clock_off, text } => {
                let (peer, message, clock_off) = (peer(from), id.to_string(), *is_clock_off);
                let (sent, received) = (Utc(*sent), Utc(*heard));
                Self::Message { peer, message, sent, received, clock_off, text }
            }
            Event::Queued { to, address: _, id, seq, at, text } => {
                let (peer, message, at) = (peer(to), id.to_string(), Utc(*at));
                Self::Queued { peer, message, seq: *seq, at, text }
            }
            Event::Waiting(who) => Self::Waiting { peer: peer(who) },
            Event::Cancelled { to, seq } => Self::Cancelled { peer: peer(to), seq: *seq },
            Event::Marked { to, upto, mark } => {
                Self::Marked { peer: peer(to), upto: *upto, mark: marked(*mark) }
            }
            Event::Failed { address, text, why } => {
                Self::Failed { address, why: Why::of(why), text }
            }
            Event::Listed(list) => Self::Peers(List::of(list)),
            Event::ConnectedAll(list) => Self::ConnectedAll(List::of(list)),
            Event::History { found, .. } => Self::History { entries: entries(found) },
            Event::NotRead(why) => Self::HistoryUnreadable { what: why.to_string() },
            Event::Petnamed { peer: who, before } => {
                Self::Petname { peer: peer(who), before: before.to_string() }
            }
            Event::Named(name) => Self::Named { name },
            Event::Regarded { peer: who, regard } => {
                Self::Regarded { peer: peer(who), regard: regarded(*regard) }
            }
            Event::Stalled(why) => Self::Stalled { what: why.to_string() },
            Event::Resumed => Self::Resumed,
            Event::Unkept { to, text } => Self::Unkept { peer: peer(to), text },
            Event::Lost { to, text } => Self::Lost { peer: peer(to), text },
            Event::Unrecorded(why) => Self::Unrecorded { what: why.to_string() },
            Event::Rejected(mistake) => {
                Self::Rejected { why: mistaken(mistake), what: rejected(mistake) }
            }
            Event::Undelivered { to, count, is_blocked } => {
                let (count, blocked) = (*count, *is_blocked);
                Self::Undelivered { peer: peer(to), count, blocked }
            }
        }
    }
}

impl<'a> List<'a> {
    fn of(list: &'a PeerList) -> Self {
        let cards = |cards: &'a [crate::node::Card]| cards.iter().map(Card::of).collect();
        Self { at: Utc(list.at), active: cards(&list.active), away: cards(&list.away) }
    }
}

fn entries(found: &Conversations) -> Vec<Entry<'_>> {
    found.entries.iter().map(|entry| Entry::of(entry, found)).collect()
}

const EPHEMERAL: &str = " · ephemeral: key and messages are gone when you leave";
