//! What the lines for programs are made of: peers, times, causes and marks.

use std::ops::Not;

use serde::{Serialize, Serializer};

use crate::address::Address;
use crate::archive::Line;
use crate::history::{self, Conversations, Side};
use crate::identity::Identity;
use crate::node::{self, Label, Mark, Mistake, Regard, Standing, Trust, Who};
use crate::reason::Reason;
use crate::screen::Clock;
use crate::time::Time;

/// Universal time: RFC 3339 with microseconds.
#[derive(Clone, Copy)]
pub(super) struct Utc(pub(super) Time);

impl Serialize for Utc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Clock::rfc3339(self.0))
    }
}

/// The key to know somebody by, and what to call them.
#[derive(Serialize)]
pub(super) struct Peer<'a> {
    key: Identity,
    #[serde(serialize_with = "label")]
    name: &'a Label,
    #[serde(skip_serializing_if = "Not::not")]
    petname: bool,
}

impl<'a> Peer<'a> {
    pub(super) fn of(who: &'a Who) -> Self {
        Self { key: who.identity, name: &who.label, petname: who.label.is_petname }
    }
}

fn label<S: Serializer>(label: &Label, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(label)
}

/// Somebody, and how they stand.
#[derive(Serialize)]
pub(super) struct Card<'a> {
    peer: Option<Peer<'a>>,
    address: Option<&'a Address>,
    state: &'static str,
    since: Option<Utc>,
    trust: &'static str,
    muted: bool,
    blocked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_ahead: Option<i64>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    why: Option<Why<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_at: Option<Utc>,
}

impl<'a> Card<'a> {
    pub(super) fn of(card: &'a node::Card) -> Self {
        let (state, why, retry_at) = match &card.standing {
            Standing::Online => ("online", None, None),
            Standing::Quiet => ("quiet", None, None),
            Standing::Dialing { before } => ("dialing", before.as_ref(), None),
            Standing::Away { why, retry_at } => ("away", why.as_ref(), *retry_at),
        };
        Self {
            peer: card.who.as_ref().map(Peer::of),
            address: card.address.as_ref(),
            state,
            since: card.since.map(Utc),
            trust: match card.trust {
                Trust::New => "new",
                Trust::Pinned => "pinned",
                Trust::Verified => "verified",
            },
            muted: card.is_muted,
            blocked: card.is_blocked,
            clock_ahead: card.clock_ahead,
            why: why.map(Why::of),
            retry_at: retry_at.map(Utc),
        }
    }
}

/// Why, as a word to decide by and a clause to show.
#[derive(Serialize)]
pub(super) struct Why<'a> {
    why: &'static str,
    what: String,
    /// The key that answered instead of the one that was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'a Identity>,
}

impl<'a> Why<'a> {
    pub(super) fn of(reason: &'a Reason) -> Self {
        let mut found = None;
        let why = match reason {
            Reason::KeyChanged { found: key } => {
                found = Some(key);
                "key_changed"
            }
            Reason::Refused => "refused",
            Reason::TimedOut => "timed_out",
            Reason::Unreachable => "unreachable",
            Reason::NameNotFound => "name_not_found",
            Reason::Yourself => "yourself",
            Reason::WrongProtocol => "wrong_protocol",
            Reason::WrongVersion => "wrong_version",
            Reason::Failed(_) => "failed",
            Reason::Blocked => "blocked",
            Reason::Left => "left",
            Reason::Parted => "left_you",
            Reason::PartedByUs => "you_left",
            Reason::Leaving => "leaving",
            Reason::HungUp => "hung_up",
            Reason::Lost => "lost",
            Reason::Silent => "silent",
            Reason::Duplicate => "duplicate",
            Reason::RolledBack => "rolled_back",
            Reason::Unreadable => "unreadable",
            Reason::NoGreeting => "no_greeting",
            Reason::Malformed => "malformed",
            Reason::Oversize => "oversize",
            Reason::Unfinished => "unfinished",
            Reason::OutOfTurn => "out_of_turn",
            Reason::NotReading => "not_reading",
            Reason::Unanswered => "unanswered",
            Reason::TooManyLinks => "too_many_links",
            Reason::TooManyPeers => "too_many_peers",
            Reason::Crowded => "crowded",
        };
        Self { why, what: reason.to_string(), found }
    }
}

/// A message of the history, as `chinwag export` writes it, and how a waiting one is taken back.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    #[serde(flatten)]
    line: Line<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
}

impl<'a> Entry<'a> {
    pub(super) fn of(entry: &'a history::Entry, found: &Conversations) -> Self {
        let seq = match entry.side {
            Side::Ours { seq, .. } => Some(seq),
            Side::Theirs { .. } => None,
        };
        Self { line: Line::of(entry, found), seq }
    }
}

pub(super) fn marked(mark: Mark) -> &'static str {
    match mark {
        Mark::Queued => "queued",
        Mark::Sent => "sent",
        Mark::Received => "received",
        Mark::Cancelled => "cancelled",
    }
}

pub(super) fn regarded(regard: Regard) -> &'static str {
    match regard {
        Regard::Verified => "verified",
        Regard::Unverified => "unverified",
        Regard::Blocked => "blocked",
        Regard::Unblocked => "unblocked",
        Regard::Muted => "muted",
        Regard::Unmuted => "unmuted",
    }
}

pub(super) fn mistaken(mistake: &Mistake) -> &'static str {
    match mistake {
        Mistake::EmptyText => "empty_text",
        Mistake::TextTooLong(_) => "text_too_long",
        Mistake::UnknownPeer => "unknown_peer",
        Mistake::NotActive => "not_active",
        Mistake::AlreadySent => "already_sent",
        Mistake::NotWaiting => "not_waiting",
        Mistake::NotAName => "not_a_name",
        Mistake::NameTaken(_) => "name_taken",
        Mistake::OutboxFull => "outbox_full",
        Mistake::NoAddress => "no_address",
        Mistake::Blocked => "blocked",
        Mistake::TooManyAddresses => "too_many_addresses",
    }
}
