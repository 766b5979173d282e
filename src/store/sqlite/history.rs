//! What was said, as far as it is asked for.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::peers::{identity, message_id, signed, time};
use crate::history::{Entry, PAGE_MAX, Page, Query, Side};
use crate::identity::Identity;
use crate::node::Mark;
use crate::record::Trouble;
use crate::text::{Safe, Untrusted};

/// The entries that were asked for, oldest first.
pub(super) fn entries(db: &Connection, query: &Query) -> Result<Vec<Entry>, Trouble> {
    let (sql, values) = Select::of(query).finish(query.page);
    let mut select = db.prepare_cached(&sql)?;
    let mut rows = select.query(params_from_iter(values))?;
    let mut people = BTreeMap::new();
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let number: i64 = row.get("peer")?;
        let peer = match people.get(&number) {
            Some(peer) => *peer,
            None => *people.entry(number).or_insert(identity(row)?),
        };
        entries.push(entry(row, peer)?);
    }
    if matches!(query.page, Page::Last(_) | Page::Before { .. }) {
        entries.reverse();
    }
    Ok(entries)
}

fn entry(row: &Row<'_>, peer: Identity) -> Result<Entry, Trouble> {
    let number: i64 = row.get("number")?;
    let text: String = row.get("text")?;
    let [sent, noted] = [time(row.get("sent")?), time(row.get("noted")?)];
    let (side, text) = if row.get("is_ours")? {
        let seq: Option<i64> = row.get("seq")?;
        let confirmed = row.get::<_, Option<i64>>("out_upto")?.unwrap_or(0);
        let mark = if row.get("is_cancelled")? {
            Mark::Cancelled
        } else if seq.is_none_or(|seq| seq <= confirmed) {
            Mark::Received
        } else {
            Mark::Queued
        };
        (Side::Ours { seq: seq.unwrap_or(0).cast_unsigned(), at: noted, mark }, Safe::from(text))
    } else {
        let is_clock_off = row.get("is_clock_off")?;
        (Side::Theirs { sent, heard: noted, is_clock_off }, Untrusted::new(text).into_text())
    };
    Ok(Entry { number: number.cast_unsigned(), peer, id: message_id(row)?, side, text })
}

/// A `SELECT` in the making. `CROSS JOIN` fixes the order of the tables, so that rows come in the
/// order of their numbers, and no more of them than the page wants. Only those that wait are
/// sorted: they are few, and found by their place in the stream.
struct Select {
    tables: &'static str,
    number: &'static str,
    conditions: Vec<&'static str>,
    values: Vec<Value>,
}

impl Select {
    fn of(query: &Query) -> Self {
        let terms = terms(&query.words);
        let (tables, number) = match (terms.is_empty(), query.is_waiting) {
            (false, _) => (FOUND, "words.rowid"),
            (true, true) => (WAITING, "entry.number"),
            (true, false) => (ALL, "entry.number"),
        };
        let mut select = Self { tables, number, conditions: Vec::new(), values: Vec::new() };
        if !terms.is_empty() {
            select.when("words MATCH ?", Value::Text(terms));
        }
        if query.is_waiting {
            let waiting = "entry.seq > peer.out_handed AND NOT entry.is_cancelled";
            select.conditions.push(waiting);
        }
        if let Some(peer) = query.peer {
            let key = Value::Blob(peer.as_bytes().to_vec());
            select.when("entry.peer = (SELECT number FROM peer WHERE key = ?)", key);
        }
        if let Some(since) = query.since {
            select.when("entry.noted >= ?", Value::Integer(signed(since.as_micros())));
        }
        select
    }

    fn when(&mut self, condition: &'static str, value: Value) {
        self.conditions.push(condition);
        self.values.push(value);
    }

    /// That page of it.
    fn finish(mut self, page: Page) -> (String, Vec<Value>) {
        let number = self.number;
        let (edge, count, direction) = match page {
            Page::Last(count) => (None, count, "DESC"),
            Page::After { number: after, count } => (Some((">", after)), count, "ASC"),
            Page::Before { number: before, count } => (Some(("<", before)), count, "DESC"),
        };
        let mut conditions: Vec<String> =
            self.conditions.iter().map(|&condition| condition.to_owned()).collect();
        if let Some((side, edge)) = edge {
            conditions.push(format!("{number} {side} ?"));
            self.values.push(Value::Integer(signed(edge)));
        }
        let conditions =
            if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };
        self.values.push(Value::Integer(signed(count.min(PAGE_MAX) as u64)));
        let tables = self.tables;
        let sql = format!(
            "SELECT entry.*, peer.key, peer.out_upto FROM {tables} WHERE {conditions}
             ORDER BY {number} {direction} LIMIT ?"
        );
        (sql, self.values)
    }
}

/// The words as terms of FTS5 that must all be found: each quoted, so that nothing in it is an
/// operator, and standing for all words that begin so. Empty if there are no words.
fn terms(words: &str) -> String {
    words
        .split(|c: char| c.is_whitespace() || c == '\0')
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{}\"*", word.replace('"', "\"\"")))
        .collect::<Vec<_>>()
        .join(" ")
}

const ALL: &str = "entry CROSS JOIN peer ON peer.number = entry.peer";
const FOUND: &str = "words CROSS JOIN entry ON entry.number = words.rowid
    CROSS JOIN peer ON peer.number = entry.peer";
const WAITING: &str = "peer CROSS JOIN entry ON entry.peer = peer.number"; // by their seq
