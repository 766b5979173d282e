//! Who is known, how to reach them, and where the streams are.

use rusqlite::{Connection, Row, params};

use super::trouble;
use crate::address::Address;
use crate::identity::Identity;
use crate::node::Opinion;
use crate::record::{
    Acquaintance, Answer, Message, Outgoing, RECALL_BYTES_MAX, RECALL_MAX, Remembered, Trouble,
};
use crate::stream::{Chain, MessageId, Position};
use crate::text::Safe;
use crate::time::Time;

/// What a node has to have in mind: everybody that it has not forgotten itself.
pub(super) fn load(db: &Connection) -> Result<Remembered, Trouble> {
    let sql = "SELECT * FROM peer WHERE is_known ORDER BY seen DESC, number DESC";
    let mut select = db.prepare_cached(sql)?;
    let mut rows = select.query([])?;
    let mut peers = Vec::new();
    while let Some(row) = rows.next()? {
        peers.push(acquaintance(db, row)?);
    }
    Ok(Remembered { peers })
}

fn acquaintance(db: &Connection, row: &Row<'_>) -> Result<Acquaintance, Trouble> {
    let number = row.get("number")?;
    let outgoing = match position(row, "out")? {
        Some(confirmed) => {
            let handed: i64 = row.get("out_handed")?;
            Some(outgoing_state(db, number, confirmed, handed.cast_unsigned())?)
        }
        None => None,
    };
    Ok(Acquaintance {
        identity: identity(row)?,
        name: Safe::from(row.get::<_, String>("name")?),
        petname: row.get::<_, Option<String>>("petname")?.map(Safe::from),
        seen: row.get::<_, Option<i64>>("seen")?.map(time),
        routes: routes(db, number)?,
        outgoing,
        incoming: position(row, "in")?,
        opinion: Opinion {
            is_verified: row.get::<_, Option<i64>>("verified")?.is_some(),
            is_blocked: row.get::<_, Option<i64>>("blocked")?.is_some(),
            is_muted: row.get::<_, Option<i64>>("muted")?.is_some(),
        },
        unread: unread(db, number, row.get("read")?)?,
    })
}

fn routes(db: &Connection, peer: i64) -> Result<Vec<(Address, bool)>, Trouble> {
    let sql = "SELECT address, is_proven FROM route WHERE peer = ? ORDER BY number DESC";
    let mut select = db.prepare_cached(sql)?;
    let mut rows = select.query([peer])?;
    let mut routes = Vec::new();
    while let Some(row) = rows.next()? {
        let address = row.get::<_, String>(0)?.parse();
        let address = address.map_err(|_| trouble::damaged("an address is not one"))?;
        routes.push((address, row.get(1)?));
    }
    Ok(routes)
}

/// What a peer said after that entry. Those of a long history are not looked at again.
fn unread(db: &Connection, peer: i64, read: i64) -> Result<u64, Trouble> {
    let sql = "SELECT count(*) FROM entry WHERE peer = ? AND number > ? AND NOT is_ours";
    let count: i64 = db.prepare_cached(sql)?.query_row([peer, read], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}

fn outgoing_state(
    db: &Connection,
    peer: i64,
    confirmed: Position,
    handed: u64,
) -> Result<Outgoing, Trouble> {
    let sql = "SELECT ifnull(max(seq), 0) FROM entry WHERE peer = ? AND seq > 0";
    let last: i64 = db.prepare_cached(sql)?.query_row([peer], |row| row.get(0))?;
    let sql = "SELECT count(*), ifnull(sum(octet_length(text)), 0) FROM entry
               WHERE peer = ? AND seq > ? AND NOT is_cancelled";
    let (waiting, bytes) = db
        .prepare_cached(sql)?
        .query_row([peer, confirmed.upto.cast_signed()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let sql = "SELECT seq FROM entry WHERE peer = ? AND seq > ? AND is_cancelled ORDER BY seq";
    let mut select = db.prepare_cached(sql)?;
    let cancelled = select.query_map([peer, handed.cast_signed()], |row| row.get::<_, i64>(0))?;
    let cancelled = cancelled.map(|seq| Ok(seq?.cast_unsigned()));
    let last = last.cast_unsigned();
    if confirmed.upto.max(handed) > last {
        return Err(trouble::damaged("a stream is further than its messages"));
    }
    Ok(Outgoing {
        confirmed,
        handed,
        last,
        waiting: count(waiting),
        bytes: count(bytes),
        cancelled: cancelled.collect::<Result<_, Trouble>>()?,
    })
}

/// Our messages to a peer after that place, and the chain there.
pub(super) fn outgoing(db: &Connection, peer: Identity, after: u64) -> Result<Answer, Trouble> {
    let sql = "SELECT number, out_epoch, out_upto, out_chain FROM peer WHERE key = ?";
    let mut select = db.prepare_cached(sql)?;
    let mut rows = select.query([peer.as_bytes()])?;
    let stream = match rows.next()? {
        Some(row) => position(row, "out")?.map(|confirmed| (row.get::<_, i64>(0), confirmed)),
        None => None,
    };
    let Some((number, confirmed)) = stream else {
        return Ok(Answer::Outgoing { peer, after, chain: Chain::START, messages: Vec::new() });
    };
    let number = number?;
    let from = if confirmed.upto <= after { confirmed } else { Position::start(0) };
    let chain = chain(db, number, from, after)?;
    let messages = messages(db, number, after)?;
    Ok(Answer::Outgoing { peer, after, chain, messages })
}

/// The chain at `upto`, grown from an earlier place.
fn chain(db: &Connection, peer: i64, from: Position, upto: u64) -> Result<Chain, Trouble> {
    let sql = "SELECT id FROM entry WHERE peer = ? AND seq > ? AND seq <= ? ORDER BY seq";
    let mut select = db.prepare_cached(sql)?;
    let between = [peer, from.upto.cast_signed(), signed(upto)];
    let mut rows = select.query(between)?;
    let mut chain = from.chain;
    while let Some(row) = rows.next()? {
        chain = chain.then(message_id(row)?);
    }
    Ok(chain)
}

fn messages(db: &Connection, peer: i64, after: u64) -> Result<Vec<Message>, Trouble> {
    let sql = "SELECT id, sent, is_cancelled, text FROM entry
               WHERE peer = ? AND seq > ? ORDER BY seq LIMIT ?";
    let mut select = db.prepare_cached(sql)?;
    let mut rows = select.query(params![peer, signed(after), RECALL_MAX as i64])?;
    let mut messages = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let text: Option<String> = if row.get(2)? { None } else { Some(row.get(3)?) };
        bytes += text.as_ref().map_or(0, String::len);
        if bytes > RECALL_BYTES_MAX && !messages.is_empty() {
            break;
        }
        messages.push(Message { id: message_id(row)?, at: time(row.get(1)?), text });
    }
    Ok(messages)
}

/// The key, the name that was claimed last, and our name, of everybody in the database who is
/// known or has said something.
pub(super) fn people(db: &Connection) -> Result<Vec<(Identity, Safe, Option<Safe>)>, Trouble> {
    let sql = "SELECT key, name, petname FROM peer
               WHERE is_known OR EXISTS (SELECT 1 FROM entry WHERE peer = peer.number)
               ORDER BY number";
    let mut select = db.prepare_cached(sql)?;
    let mut rows = select.query([])?;
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        let petname = row.get::<_, Option<String>>("petname")?;
        let name = Safe::from(row.get::<_, String>("name")?);
        people.push((identity(row)?, name, petname.map(Safe::from)));
    }
    Ok(people)
}

/// The key of a row.
pub(super) fn identity(row: &Row<'_>) -> Result<Identity, Trouble> {
    Identity::from_bytes(row.get("key")?).map_err(|_| trouble::damaged("a key is not one"))
}

/// The id of a row.
pub(super) fn message_id(row: &Row<'_>) -> rusqlite::Result<MessageId> {
    Ok(MessageId(u128::from_be_bytes(row.get("id")?)))
}

/// A place in the stream of that direction, if there is one.
pub(super) fn position(row: &Row<'_>, direction: &str) -> rusqlite::Result<Option<Position>> {
    let column = |name: &str| format!("{direction}_{name}");
    let Some(epoch) = row.get::<_, Option<i64>>(column("epoch").as_str())? else {
        return Ok(None);
    };
    let upto: i64 = row.get(column("upto").as_str())?;
    let chain = row.get(column("chain").as_str())?;
    Ok(Some(Position {
        epoch: epoch.cast_unsigned(),
        upto: upto.cast_unsigned(),
        chain: Chain(u128::from_be_bytes(chain)),
    }))
}

/// A place in a stream, as columns.
pub(super) fn columns(at: Position) -> (Option<i64>, Option<i64>, Option<[u8; 16]>) {
    (Some(at.epoch.cast_signed()), Some(at.upto.cast_signed()), Some(at.chain.0.to_be_bytes()))
}

/// A time of a row.
pub(super) fn time(micros: i64) -> Time {
    Time::from_micros(micros.cast_unsigned())
}

/// A number to compare with: the largest of SQLite, if it is larger than that.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn count(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}
