//! What a program can ask: one JSON object a line, and the command that it means.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::address::Contact;
use crate::history::{Page, Query};
use crate::hub::{TAG_MAX, Tag};
use crate::identity::Identity;
use crate::node::{Command, Regard, Target};
use crate::pipe::problem::Problem;
use crate::screen::{People, which_of};
use crate::settings::parse_name;
use crate::stream::MessageId;
use crate::text::{Safe, TEXT_MAX};
use crate::time::Time;

/// A command of a program, in which people are still named as a person would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    id: Option<Tag>,
    wanted: Wanted,
}

/// The commands. The fields are a promise.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Wanted {
    Send { to: String, text: String },
    Connect { to: String },
    Disconnect { to: String },
    Cancel { to: String, seq: u64 },
    Petname { to: String, name: Option<String> },
    Regard { to: String, regard: View },
    Rename { name: String },
    Read { to: String, message: String },
    History(Part),
    Peers {},
    ConnectAll {},
    Exit {},
}

/// What is thought of a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum View {
    Verified,
    Unverified,
    Blocked,
    Unblocked,
    Muted,
    Unmuted,
}

/// Which part of the history.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    with: Option<String>,
    since: Option<String>,
    #[serde(default)]
    words: String,
    #[serde(default)]
    waiting: bool,
    after: Option<u64>,
    #[serde(default = "usual_limit")]
    limit: usize,
}

impl Request {
    /// Reads a line.
    ///
    /// # Errors
    /// When it is no command, or one with missing or unknown fields.
    pub fn parse(line: &[u8]) -> Result<Self, Problem> {
        let mut object: Map<String, Value> = serde_json::from_slice(line)
            .map_err(|why| Problem::new(format!("that is no JSON object: {why}"), ONE_A_LINE))?;
        object.remove("v"); // a later version says the same with more
        let id = object.remove("id").map(serde_json::from_value::<Tag>).transpose();
        let id = id.ok().filter(|id| !matches!(id, Some(Tag::Text(text)) if text.len() > TAG_MAX));
        let Some(id) = id else {
            let what = format!("an id is a number, or a text of at most {TAG_MAX} bytes");
            return Err(Problem::new(what, "Correct the id, or leave it out."));
        };
        match serde_json::from_value(Value::Object(object)) {
            Ok(wanted) => Ok(Self { id, wanted }),
            Err(why) => {
                let why = why.to_string().replace("unknown variant", "unknown type");
                Err(Problem::new(format!("that is no command: {why}"), SEE_THE_PAGE).of(id))
            }
        }
    }

    /// The command that it means among these people, and what the program calls it.
    ///
    /// # Errors
    /// When it names nobody, or several, or what it wants cannot be.
    pub fn command(self, people: &People) -> Result<(Option<Tag>, Command), Problem> {
        let Self { id, wanted } = self;
        match wanted.command(people) {
            Ok(command) => Ok((id, command)),
            Err(problem) => Err(problem.of(id)),
        }
    }
}

impl Wanted {
    fn command(self, people: &People) -> Result<Command, Problem> {
        Ok(match self {
            Self::Send { text, .. } if text.trim().is_empty() => {
                return Err(Problem::new("there is no text to send", "Put it into `text`."));
            }
            Self::Send { text, .. } if text.len() > TEXT_MAX => {
                let what = format!("a message has at most {TEXT_MAX} bytes, not {}", text.len());
                return Err(Problem::new(what, "Send it in parts."));
            }
            Self::Send { to, text } => Command::Send { to: target(people, &to)?, text },
            Self::Connect { to } => Command::Connect(target(people, &to)?),
            Self::Disconnect { to } => Command::Part(target(people, &to)?),
            Self::Cancel { to, seq } => Command::Cancel { to: peer(people, &to)?, seq },
            Self::Petname { to, name } => {
                let petname = name.as_deref().map(called).transpose()?;
                Command::Petname { peer: peer(people, &to)?, petname }
            }
            Self::Regard { to, regard } => {
                Command::Regard { peer: peer(people, &to)?, regard: regard.into() }
            }
            Self::Rename { name } => Command::Rename(called(&name)?),
            Self::Read { to, message } => {
                Command::Read { peer: peer(people, &to)?, id: message_id(&message)? }
            }
            Self::History(part) => Command::ShowHistory(part.query(people)?),
            Self::Peers {} => Command::ListPeers,
            Self::ConnectAll {} => Command::ConnectAll,
            Self::Exit {} => Command::Exit,
        })
    }
}

impl From<View> for Regard {
    fn from(view: View) -> Self {
        match view {
            View::Verified => Self::Verified,
            View::Unverified => Self::Unverified,
            View::Blocked => Self::Blocked,
            View::Unblocked => Self::Unblocked,
            View::Muted => Self::Muted,
            View::Unmuted => Self::Unmuted,
        }
    }
}

impl Part {
    fn query(self, people: &People) -> Result<Query, Problem> {
        if !(1..=HISTORY_MAX).contains(&self.limit) {
            let what = format!("a history has 1 to {HISTORY_MAX} messages in one answer");
            let next_step = "Ask for the next ones with `after`, or use `chinwag export`.";
            return Err(Problem::new(what, next_step));
        }
        let since = self.since.as_deref().map(time).transpose()?;
        let peer = self.with.as_deref().map(|with| peer(people, with)).transpose()?;
        let page = match self.after {
            Some(number) => Page::After { number, count: self.limit },
            None => Page::Last(self.limit),
        };
        Ok(Query { peer, since, words: self.words, is_waiting: self.waiting, page })
    }
}

/// An address, or somebody who is known, or the owner of a key.
fn target(people: &People, typed: &str) -> Result<Target, Problem> {
    match typed.parse::<Contact>() {
        Ok(contact) => Ok(Target::At(contact)),
        Err(_) => peer(people, typed).map(Target::Peer),
    }
}

fn peer(people: &People, typed: &str) -> Result<Identity, Problem> {
    match &people.meant(typed)[..] {
        [who] => Ok(who.identity),
        [] => typed.trim().parse().map_err(|_| {
            let what = format!("nobody here is called {}", Safe::line(typed));
            Problem::new(what, "Ask for `peers`, or write to an address, host:port.")
        }),
        several => {
            let what = format!("{} can be one of {}", Safe::line(typed), several.len());
            Err(Problem::new(what, which_of(several)))
        }
    }
}

fn called(name: &str) -> Result<Safe, Problem> {
    parse_name(name).map_err(|why| {
        Problem::new(format!("that cannot be a name: {why}"), "Choose another name.")
    })
}

fn message_id(text: &str) -> Result<MessageId, Problem> {
    u128::from_str_radix(text, 16).map(MessageId).map_err(|_| {
        let what = format!("{} is no message", Safe::line(text));
        Problem::new(what, "Write what stands in the field `message` of what it said.")
    })
}

fn time(text: &str) -> Result<Time, Problem> {
    let time: Option<Timestamp> = text.parse().ok();
    let micros = time.and_then(|time| u64::try_from(time.as_microsecond()).ok());
    micros.map(Time::from_micros).ok_or_else(|| {
        let what = format!("{} is no time", Safe::line(text));
        Problem::new(what, "Write it as 2026-11-01T09:30:00Z.")
    })
}

const fn usual_limit() -> usize {
    crate::history::PAGE
}

/// Messages in one answer: with the longest texts, a few megabytes.
const HISTORY_MAX: usize = 100;
const ONE_A_LINE: &str = "Write one object a line, for example {\"type\":\"peers\"}.";
const SEE_THE_PAGE: &str = "docs/json.md says which commands there are, and their fields.";
