//! Events in words: what happened, why, and what to do next.

use crate::address::Address;
use crate::identity::Identity;
use crate::node::{Card, Event, Label, Mistake, OUTBOX_MAX, PeerList, Regard, Who};
use crate::reason::Reason;
use crate::record::Trouble;
use crate::screen::clock::Clock;
use crate::screen::conversation::{body, conversation, times, waiting};
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
    /// Whether nothing stays when we leave.
    pub is_ephemeral: bool,
}

impl Words {
    /// One event as lines to print, or nothing where another event says it better.
    pub fn event(&self, event: &Event) -> Option<String> {
        let style = self.style;
        Some(match event {
            Event::Online(card) => self.online(card),
            Event::Renamed { peer, before } => {
                let before = Label { name: before.clone(), tag: None, is_petname: false };
                format!("* {} is called {} now", before.shown(), peer.shown())
            }
            Event::Quiet(who) => {
                format!("* {} is quiet: no sign of life for some seconds", who.shown())
            }
            Event::Awake(who) => format!("* {} is heard again", who.shown()),
            // Whoever keeps count of own messages tells of these; the block tells of the last.
            Event::Queued { .. }
            | Event::Marked { .. }
            | Event::Waiting(_)
            | Event::Cancelled { .. }
            | Event::Offline { why: Reason::Blocked, .. } => return None,
            Event::Offline { peer, why, retry_at } => self.offline(peer, why, *retry_at),
            Event::Unreached { address, peer, why, retry_at } => {
                self.unreached(address, peer.as_ref(), why, *retry_at)
            }
            Event::TurnedAway { address, why, others } => self.turned_away(address, why, *others),
            Event::Said { from, sent, heard, is_clock_off, text, .. } => {
                let (time, note) = times(*sent, *heard, *is_clock_off, &self.clock);
                let note = note.map_or_else(String::new, |note| format!(" {note}"));
                format!("{time}{note} {}: {}", style.bold(&from.shown()), body(text, INDENT))
            }
            Event::Failed { address, text, why } => {
                let what = format!("not sent to {address}, \"{}\"", excerpt(text));
                self.trouble(&what, address, why, None)
            }
            Event::Listed(list) => table(list, &self.clock, style).trim_end().to_owned(),
            Event::ConnectedAll(list) => self.connected_all(list),
            Event::History { query, found } if query.is_waiting => {
                waiting(found, &self.clock, style)
            }
            Event::History { query, found } => {
                conversation(found, query.peer.is_none(), &self.clock, style)
            }
            Event::NotRead(why) => self.storage("the history cannot be read", why),
            Event::Petnamed { peer, before } => {
                format!("* {} is called {} here now", before.shown(), peer.shown())
            }
            Event::Named(name) => format!("* you are called {name} now"),
            Event::Regarded { peer, regard } => format!("* {}", regarded(peer, *regard)),
            Event::Stalled(why) => {
                self.storage("nothing can be kept, so nothing is sent or confirmed", why)
            }
            Event::Resumed => "* messages can be kept again, and what waited goes on".to_owned(),
            Event::Unkept { to, text } => {
                format!("! not queued yet, {}: it cannot be kept", quoted(text, to))
            }
            Event::Lost { to, text } => style
                .alarm(&format!("! lost, {}: it could not be kept\n  {AGAIN}", quoted(text, to))),
            Event::Unrecorded(why) => style.alarm(&format!("{UNRECORDED}: {why}\n  {GO_ON}")),
            Event::Rejected(mistake) => format!("! {}", rejected(mistake)),
            Event::Undelivered { to, count, is_blocked } => {
                self.undelivered(&to.shown(), *count, *is_blocked)
            }
        })
    }

    fn online(&self, card: &Card) -> String {
        let who = card.who.as_ref().map(Who::shown).unwrap_or_default();
        let at = card.address.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
        format!("* {} is online{at}", self.style.bold(&who))
    }

    fn unreached(
        &self,
        address: &Address,
        peer: Option<&Who>,
        why: &Reason,
        retry_at: Option<Time>,
    ) -> String {
        let whom = peer.map(|who| format!("{} at ", who.shown())).unwrap_or_default();
        self.trouble(&format!("cannot reach {whom}{address}"), address, why, retry_at)
    }

    fn turned_away(&self, address: &Address, why: &Reason, others: u64) -> String {
        let others = if others == 0 { String::new() } else { format!(" (and {others} others)") };
        self.style.dim(&format!("* turned away {}: {why}{others}", address.host()))
    }

    fn undelivered(&self, to: &str, count: u64, is_blocked: bool) -> String {
        let messages = if count == 1 { "message" } else { "messages" };
        if self.is_ephemeral {
            let what = format!("! {count} {messages} to {to} not confirmed, and lost");
            return self.style.alarm(&what);
        }
        let when = if is_blocked { "when you unblock them" } else { "the next time" };
        format!("… {count} {messages} to {to} not confirmed: kept, and sent {when}")
    }

    fn storage(&self, what: &str, why: &Trouble) -> String {
        let step = match why {
            Trouble::DiskFull => "Make room on that disk.",
            Trouble::ReadOnly => "Make the folder of your profile writable for you.",
            Trouble::Damaged(_) => "Leave, and restore your history.db from a backup.",
            Trouble::TooNew => "Leave, and update chinwag.",
            Trouble::Failed(_) => "Is the disk of your profile still there?",
        };
        self.style.alarm(&format!("! {what}: {why}\n  {step}"))
    }

    /// The outcome for each peer, and the sum.
    fn connected_all(&self, list: &PeerList) -> String {
        let (active, away) = (list.active.len(), list.away.len());
        if active + away == 0 {
            return "* there is nobody to connect to: choose 1 and give an address".to_owned();
        }
        let outcome = |card: &Card| {
            let who = card.who.as_ref().map(Who::shown);
            let at = card.address.as_ref().map(ToString::to_string);
            let names: Vec<String> = who.into_iter().chain(at).collect();
            format!("  {}: {}\n", names.join(" at "), status(&card.standing, &self.clock))
        };
        let outcomes: String = list.active.iter().chain(&list.away).map(outcome).collect();
        format!("{outcomes}* connected to {active} of {}", active + away)
    }

    fn offline(&self, peer: &Who, why: &Reason, retry_at: Option<Time>) -> String {
        let peer = peer.shown();
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
        Reason::Blocked => "Unblock them if you want to hear of them again.",
        Reason::Unanswered => "Write to them if you want to hear more.",
        Reason::Unreadable => "Is the disk of your profile still there?",
        Reason::Left
        | Reason::Parted
        | Reason::PartedByUs
        | Reason::Leaving
        | Reason::Duplicate => "Choose 3 to connect again.",
        Reason::RolledBack => {
            "It connects again by itself: messages that are there already do not come twice."
        }
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

fn regarded(peer: &Who, regard: Regard) -> String {
    let peer = peer.shown();
    match regard {
        Regard::Verified => format!("{peer} is verified: the words of its key are the same"),
        Regard::Unverified => format!("{peer} is not verified any more"),
        Regard::Blocked => format!("{peer} is blocked: neither of you hears of the other"),
        Regard::Unblocked => format!("{peer} is not blocked any more"),
        Regard::Muted => format!("{peer} is muted: what it says comes without a notice"),
        Regard::Unmuted => format!("{peer} is not muted any more"),
    }
}

pub(crate) fn rejected(mistake: &Mistake) -> String {
    match mistake {
        Mistake::EmptyText => "nothing was typed, so nothing was sent".to_owned(),
        Mistake::TextTooLong(bytes) => format!(
            "not sent: {bytes} bytes, and a message has at most {TEXT_MAX}; send it in parts"
        ),
        Mistake::UnknownPeer => "nobody of that key is known; give an address".to_owned(),
        Mistake::NotActive => {
            "not on each other's list, so there is nobody to leave; \\exit sends the word"
                .to_owned()
        }
        Mistake::AlreadySent => {
            "not taken back: it was on its way already, and may have arrived".to_owned()
        }
        Mistake::NotWaiting => "not taken back: no such message waits any more".to_owned(),
        Mistake::NotAName => {
            "that cannot be a name: it needs something visible, and no # in it".to_owned()
        }
        Mistake::NameTaken(other) => {
            format!("{} is called so already; choose another name", other.shown())
        }
        Mistake::OutboxFull => format!(
            "not sent: {OUTBOX_MAX} messages already wait for that peer; wait until it is back"
        ),
        Mistake::TooManyAddresses => {
            "not sent: too many addresses are known; restart to forget some".to_owned()
        }
        Mistake::NoAddress => {
            "nobody knows where that peer is: give an address, or wait until it calls".to_owned()
        }
        Mistake::Blocked => "not done: that peer is blocked by you; unblock it first".to_owned(),
    }
}

/// Which message to whom.
fn quoted(text: &Safe, to: &Who) -> String {
    format!("\"{}\" to {}", excerpt(text), to.shown())
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

const AGAIN: &str = "Send it again the next time.";
const UNRECORDED: &str = "! nothing more is recorded";
const GO_ON: &str = "The chat goes on. To record again, mend that, leave, and start again.";
/// Characters of a message that are repeated when something is said about it.
const EXCERPT: usize = 40;
/// Columns that further lines of a message are moved by: those of the time.
const INDENT: usize = 6;
