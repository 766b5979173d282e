//! Events in words: what happened, why, and what to do next.

use crate::address::Address;
use crate::identity::Identity;
use crate::node::{Card, Event, Mistake, OUTBOX_MAX, PeerList, Who};
use crate::reason::Reason;
use crate::screen::clock::Clock;
use crate::screen::style::Style;
use crate::screen::table::{status, table};
use crate::text::{Safe, TEXT_MAX};
use crate::time::Time;

/// Puts events into words.
#[derive(Clone, Debug)]
pub struct Words {
    /// How times are written.
    pub clock: Clock,
    /// Whether there is colour.
    pub style: Style,
}

impl Words {
    /// One event as lines to print, or nothing where another event says it better.
    pub fn event(&self, event: &Event) -> Option<String> {
        let style = self.style;
        Some(match event {
            Event::Online(card) => {
                let who = card.who.as_ref().map(ToString::to_string).unwrap_or_default();
                let at = card.address.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
                format!("* {} is online{at}", style.bold(&who))
            }
            Event::Renamed { peer, before } => format!("* {before} is called {peer} now"),
            Event::Quiet(who) => format!("* {who} is quiet: no sign of life for some seconds"),
            Event::Awake(who) => format!("* {who} is heard again"),
            Event::Offline { peer, why, retry_at } => self.offline(peer, why, *retry_at),
            Event::Unreached { address, peer, why, retry_at } => {
                let whom = peer.as_ref().map(|who| format!("{who} at ")).unwrap_or_default();
                self.trouble(&format!("cannot reach {whom}{address}"), address, why, *retry_at)
            }
            Event::TurnedAway { address, why, others } => {
                let others =
                    if *others == 0 { String::new() } else { format!(" (and {others} others)") };
                style.dim(&format!("* turned away {}: {why}{others}", address.host()))
            }
            Event::Said { from, at, text } => self.said(from, *at, text),
            Event::Queued { .. } | Event::Marked { .. } => return None,
            Event::Failed { address, text, why } => {
                let what = format!("not sent to {address}, \"{}\"", excerpt(text));
                self.trouble(&what, address, why, None)
            }
            Event::Listed(list) => table(list, &self.clock, style).trim_end().to_owned(),
            Event::ConnectedAll(list) => self.connected_all(list),
            Event::NotKept(words) => {
                style.alarm(&format!("! could not be kept for the next start: {words}"))
            }
            Event::Rejected(mistake) => format!("! {}", rejected(mistake)),
            Event::Undelivered { to, count } => {
                let messages = if *count == 1 { "message" } else { "messages" };
                style.alarm(&format!("! {count} {messages} to {to} not confirmed, and not kept"))
            }
        })
    }

    fn said(&self, from: &Who, at: Time, text: &Safe) -> String {
        let head = format!("{} {}: ", self.clock.minute(at), self.style.bold(&from.to_string()));
        let all = text.as_str().lines().count();
        let mut lines: Vec<&str> = text.as_str().lines().take(LINES_SHOWN).collect();
        let rest = format!("… and {} more lines", all.saturating_sub(LINES_SHOWN));
        if all > LINES_SHOWN {
            lines.push(&rest);
        }
        head + &lines.join("\n      ")
    }

    /// The outcome for each peer, and the sum.
    fn connected_all(&self, list: &PeerList) -> String {
        let (active, away) = (list.active.len(), list.away.len());
        if active + away == 0 {
            return "* there is nobody to connect to: choose 1 and give an address".to_owned();
        }
        let outcome = |card: &Card| {
            let who = card.who.as_ref().map(ToString::to_string);
            let at = card.address.as_ref().map(ToString::to_string);
            let names: Vec<String> = who.into_iter().chain(at).collect();
            format!("  {}: {}\n", names.join(" at "), status(&card.standing, &self.clock))
        };
        let outcomes: String = list.active.iter().chain(&list.away).map(outcome).collect();
        format!("{outcomes}* connected to {active} of {}", active + away)
    }

    fn offline(&self, peer: &Who, why: &Reason, retry_at: Option<Time>) -> String {
        if *why == Reason::PartedByUs {
            return format!("* you left {peer}, who does not list you any more");
        }
        if why.is_farewell() {
            return format!("* {peer} {why}");
        }
        format!("* {peer} is offline: {why}{}", self.retry(retry_at))
    }

    fn trouble(
        &self,
        what: &str,
        address: &Address,
        why: &Reason,
        retry_at: Option<Time>,
    ) -> String {
        let retry = self.retry(retry_at);
        let text = format!("! {what}: {why}{retry}\n  {}", next_step(why, address));
        if matches!(why, Reason::KeyChanged { .. }) { self.style.alarm(&text) } else { text }
    }

    fn retry(&self, at: Option<Time>) -> String {
        at.map(|at| format!("; next try at {}", self.clock.second(at))).unwrap_or_default()
    }
}

/// What a person can do about it.
pub fn next_step(why: &Reason, address: &Address) -> String {
    let step = match why {
        Reason::Refused => "Check the port, or ask them to start chinwag.",
        Reason::TimedOut => {
            "Is the machine on, and in the same network? A firewall may drop the connection."
        }
        Reason::Unreachable => "Check the address, and that you are on the same network or VPN.",
        Reason::NameNotFound => "Check the spelling, or use the IP address.",
        Reason::Yourself => {
            "This is your own key: another chinwag needs another --name or --profile."
        }
        Reason::KeyChanged { found } => return key_changed(*found, address),
        Reason::WrongProtocol => "Another program answers there: check the port.",
        Reason::WrongVersion => "Update chinwag at both ends.",
        Reason::TooManyLinks | Reason::TooManyPeers => {
            "One of the two has as many as it keeps: try again later."
        }
        Reason::Crowded => "Too many are at the door there: try again in a few seconds.",
        Reason::Failed(_) => "Try again; `chinwag id` at their end tells the address to use.",
        Reason::NoGreeting | Reason::HungUp | Reason::Lost | Reason::Silent => {
            "Try again in a moment; it may be starting, overloaded or cut off."
        }
        Reason::Left
        | Reason::Parted
        | Reason::PartedByUs
        | Reason::Leaving
        | Reason::Duplicate => "Choose 3 to connect again.",
        Reason::Malformed
        | Reason::Oversize
        | Reason::Unfinished
        | Reason::OutOfTurn
        | Reason::NotReading => "Their program may be broken or of another version: update both.",
    };
    step.to_owned()
}

fn key_changed(found: Identity, address: &Address) -> String {
    format!(
        "Somebody may pretend to be them, so nothing was sent. Ask them by voice for the words \
         of their key; what answers now has: {}.\n  If it is theirs, write to \
         chinwag:{found}@{address}\n  or leave, run `chinwag forget {address}` with your --name, \
         and start again.",
        found.words()
    )
}

fn rejected(mistake: &Mistake) -> String {
    match mistake {
        Mistake::EmptyText => "nothing was typed, so nothing was sent".to_owned(),
        Mistake::TextTooLong(bytes) => format!(
            "not sent: {bytes} bytes, and a message has at most {TEXT_MAX}; send it in parts"
        ),
        Mistake::UnknownPeer => "not sent: nobody of that key is known; give an address".to_owned(),
        Mistake::NoAddress => {
            "not sent: they are away, and told no address to dial; wait until they call".to_owned()
        }
        Mistake::NotActive => {
            "not on each other's list, so there is nobody to leave; \\exit sends the word"
                .to_owned()
        }
        Mistake::OutboxFull => format!(
            "not sent: {OUTBOX_MAX} messages already wait for that peer; wait until it is back"
        ),
        Mistake::TooManyAddresses => {
            "not sent: too many addresses are known; restart to forget some".to_owned()
        }
    }
}

/// The beginning of a text, on one line.
pub(super) fn excerpt(text: &Safe) -> String {
    let line: String = text.as_str().chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
    let mut start: String = line.chars().take(EXCERPT).collect();
    if start.len() < line.len() {
        start.push('…');
    }
    start
}

/// Characters of a message that are repeated when something is said about it.
const EXCERPT: usize = 40;
/// Lines of one message that are shown: nobody can fill a screen at one go.
const LINES_SHOWN: usize = 100;
