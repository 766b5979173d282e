//! The history as programs read it: one JSON object a line.

use std::io::{self, Write};
use std::ops::Not;

use serde::Serialize;

use crate::history::{Conversations, Entry, Side};
use crate::node::Mark;
use crate::screen::Clock;

/// Writes entries as programs read them.
pub(super) fn as_json(output: &mut impl Write) -> impl FnMut(&Conversations) -> io::Result<()> {
    move |found| {
        for entry in &found.entries {
            serde_json::to_writer(&mut *output, &Line::of(entry, found))?;
            output.write_all(b"\n")?;
        }
        Ok(())
    }
}

/// An entry for programs. The fields are a promise.
#[derive(Debug, Serialize)]
pub(crate) struct Line<'a> {
    number: u64,
    peer: Peer,
    author: &'static str,
    id: String,
    sent: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    received: Option<String>,
    clock_off: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<&'static str>,
    text: &'a str,
}

#[derive(Debug, Serialize)]
struct Peer {
    key: String,
    name: String,
    #[serde(skip_serializing_if = "Not::not")]
    petname: bool,
}

impl<'a> Line<'a> {
    pub(crate) fn of(entry: &'a Entry, found: &Conversations) -> Self {
        let who = found.who(&entry.peer);
        let (author, sent, received, clock_off, mark) = match entry.side {
            Side::Ours { at, mark, .. } => ("me", at, None, false, Some(marked(mark))),
            Side::Theirs { sent, heard, is_clock_off } => {
                ("them", sent, Some(heard), is_clock_off, None)
            }
        };
        Self {
            number: entry.number,
            peer: Peer {
                key: entry.peer.to_string(),
                name: who.map(ToString::to_string).unwrap_or_default(),
                petname: who.is_some_and(|who| who.label.is_petname),
            },
            author,
            id: entry.id.to_string(),
            sent: Clock::rfc3339(sent),
            received: received.map(Clock::rfc3339),
            clock_off,
            mark,
            text: entry.text.as_str(),
        }
    }
}

fn marked(mark: Mark) -> &'static str {
    match mark {
        Mark::Queued => "queued",
        Mark::Sent => "sent",
        Mark::Received => "received",
        Mark::Cancelled => "cancelled",
    }
}
