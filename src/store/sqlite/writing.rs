//! Records become rows.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

use rusqlite::{Connection, OptionalExtension, params};

use super::peers::{columns, position};
use crate::address::Address;
use crate::identity::Identity;
use crate::node::Regard;
use crate::record::{Heard, Record, Submission, Trouble};
use crate::stream::{MessageId, Position};
use crate::text::Safe;
use crate::time::Time;

/// Writes all of the records, in their order, within the transaction that is open. Returns the
/// places of what was heard again.
pub(super) fn write(db: &Connection, records: &[Record]) -> Result<BTreeSet<usize>, Trouble> {
    let mut writing = Writing { db, peers: BTreeMap::new(), again: BTreeSet::new() };
    for (place, record) in records.iter().enumerate() {
        writing.record(place, record)?;
    }
    writing.finish()
}

/// One commit. Where the streams are is read once a peer and written once a peer, however many
/// messages there are: that is half of the work.
struct Writing<'a> {
    db: &'a Connection,
    peers: BTreeMap<Identity, Option<Peer>>, // as far as they were named; none if not in the table
    again: BTreeSet<usize>,
}

/// What changes with every message.
struct Peer {
    number: i64,
    is_known: bool,
    outgoing: Option<Outgoing>,
    incoming: Option<Position>,
}

#[derive(Clone, Copy)]
struct Outgoing {
    confirmed: Position,
    handed: u64,
}

impl Outgoing {
    fn start(epoch: u64) -> Self {
        Self { confirmed: Position::start(epoch), handed: 0 }
    }
}

impl Writing<'_> {
    fn record(&mut self, place: usize, record: &Record) -> Result<(), Trouble> {
        match record {
            Record::Met { peer, name, at } => self.met(*peer, name, *at),
            Record::Seen { peer, at } => self.seen(*peer, *at),
            Record::Routed { address, peer, is_proven } => self.routed(address, *peer, *is_proven),
            Record::Unrouted(address) => self.unrouted(address),
            Record::Petnamed { peer, petname } => self.petnamed(*peer, petname.as_ref()),
            Record::Regarded { peer, regard, at } => self.regarded(*peer, *regard, *at),
            Record::Read { peer, id } => self.read(*peer, *id),
            Record::Forgotten(peer) => self.forgotten(*peer),
            Record::Submitted(submission) => self.submitted(submission),
            Record::Handed { peer, upto } => self.stream(*peer, |stream| {
                stream.handed = stream.handed.max(*upto);
            }),
            Record::Confirmed { peer, position } => self.stream(*peer, |stream| {
                let is_further = position.upto > stream.confirmed.upto;
                if is_further && position.epoch == stream.confirmed.epoch {
                    stream.confirmed = *position;
                }
            }),
            Record::Cancelled { peer, seq } => self.cancelled(*peer, *seq),
            Record::Restarted { peer, epoch } => {
                let stream = self.known(*peer)?.outgoing.get_or_insert(Outgoing::start(*epoch));
                stream.confirmed = Position::start(*epoch);
                Ok(())
            }
            Record::Heard(heard) => self.heard(place, heard),
            Record::Skipped { peer, position } => {
                self.known(*peer)?.incoming = Some(*position);
                Ok(())
            }
        }
    }

    /// That peer, if it is in the table.
    fn peer(&mut self, identity: Identity) -> Result<Option<&mut Peer>, Trouble> {
        let peer = match self.peers.entry(identity) {
            Entry::Occupied(named) => named.into_mut(),
            Entry::Vacant(unnamed) => unnamed.insert(read(self.db, identity)?),
        };
        Ok(peer.as_mut())
    }

    /// That peer, which is known from now on.
    fn known(&mut self, identity: Identity) -> Result<&mut Peer, Trouble> {
        if self.peer(identity)?.is_none() {
            let mut insert = self.db.prepare_cached("INSERT INTO peer (key) VALUES (?)")?;
            let number = insert.insert([identity.as_bytes()])?;
            let peer = Peer { number, is_known: true, outgoing: None, incoming: None };
            self.peers.insert(identity, Some(peer));
        }
        let peer = self.peer(identity)?.expect("it was inserted");
        peer.is_known = true;
        Ok(peer)
    }

    /// Changes our stream to that peer, if there is one.
    fn stream(
        &mut self,
        identity: Identity,
        change: impl FnOnce(&mut Outgoing),
    ) -> Result<(), Trouble> {
        if let Some(stream) = self.peer(identity)?.and_then(|peer| peer.outgoing.as_mut()) {
            change(stream);
        }
        Ok(())
    }

    fn met(&mut self, peer: Identity, name: &Safe, at: Time) -> Result<(), Trouble> {
        let number = self.known(peer)?.number;
        let mut update = self.db.prepare_cached("UPDATE peer SET name = ? WHERE number = ?")?;
        update.execute(params![name.as_str(), number])?;
        self.seen(peer, at)
    }

    /// The latest counts: a record of this kind may come late.
    fn seen(&mut self, peer: Identity, at: Time) -> Result<(), Trouble> {
        let Some(&mut Peer { number, is_known: true, .. }) = self.peer(peer)? else {
            return Ok(());
        };
        let sql = "UPDATE peer SET seen = max(ifnull(seen, 0), ?) WHERE number = ?";
        self.db.prepare_cached(sql)?.execute([at.as_micros().cast_signed(), number])?;
        Ok(())
    }

    fn routed(&mut self, at: &Address, peer: Identity, is_proven: bool) -> Result<(), Trouble> {
        let number = self.known(peer)?.number;
        let address = at.to_string();
        if !is_proven {
            let sql = "SELECT 1 FROM route WHERE address = ? AND is_proven";
            if self.db.prepare_cached(sql)?.exists([&address])? {
                return Ok(()); // a claim says less than a proof
            }
            let sql = "DELETE FROM route WHERE peer = ? AND NOT is_proven";
            self.db.prepare_cached(sql)?.execute([number])?;
        }
        self.unrouted(at)?; // so that its number is the highest
        let sql = "INSERT INTO route (address, peer, is_proven) VALUES (?, ?, ?)";
        self.db.prepare_cached(sql)?.execute(params![address, number, is_proven])?;
        Ok(())
    }

    fn unrouted(&mut self, address: &Address) -> Result<(), Trouble> {
        let mut delete = self.db.prepare_cached("DELETE FROM route WHERE address = ?")?;
        delete.execute([address.to_string()])?;
        Ok(())
    }

    /// Whoever else had that petname has none then.
    fn petnamed(&mut self, peer: Identity, petname: Option<&Safe>) -> Result<(), Trouble> {
        let petname = petname.map(Safe::as_str);
        if petname.is_some() {
            self.known(peer)?;
        }
        let Some(&mut Peer { number, .. }) = self.peer(peer)? else {
            return Ok(());
        };
        let sql = "UPDATE peer SET petname = NULL WHERE petname = ?";
        self.db.prepare_cached(sql)?.execute([petname])?;
        let sql = "UPDATE peer SET petname = ? WHERE number = ?";
        self.db.prepare_cached(sql)?.execute(params![petname, number])?;
        Ok(())
    }

    fn regarded(&mut self, peer: Identity, regard: Regard, at: Time) -> Result<(), Trouble> {
        let number = self.known(peer)?.number;
        let at = at.as_micros().cast_signed();
        let (sql, since) = match regard {
            Regard::Verified => ("UPDATE peer SET verified = ? WHERE number = ?", Some(at)),
            Regard::Unverified => ("UPDATE peer SET verified = ? WHERE number = ?", None),
            Regard::Blocked => ("UPDATE peer SET blocked = ? WHERE number = ?", Some(at)),
            Regard::Unblocked => ("UPDATE peer SET blocked = ? WHERE number = ?", None),
            Regard::Muted => ("UPDATE peer SET muted = ? WHERE number = ?", Some(at)),
            Regard::Unmuted => ("UPDATE peer SET muted = ? WHERE number = ?", None),
        };
        self.db.prepare_cached(sql)?.execute(params![since, number])?;
        Ok(())
    }

    /// What was seen once stays seen.
    fn read(&mut self, peer: Identity, id: MessageId) -> Result<(), Trouble> {
        let Some(&mut Peer { number, .. }) = self.peer(peer)? else {
            return Ok(());
        };
        let sql = "UPDATE peer SET read = max(read, ifnull(
                   (SELECT number FROM entry WHERE peer = ?1 AND id = ?2 AND NOT is_ours), 0))
                   WHERE number = ?1";
        self.db.prepare_cached(sql)?.execute(params![number, id.0.to_be_bytes()])?;
        Ok(())
    }

    /// What was not confirmed counts as cancelled, for it will never be sent; what it says stays.
    fn forgotten(&mut self, identity: Identity) -> Result<(), Trouble> {
        self.petnamed(identity, None)?;
        let Some(peer) = self.peer(identity)? else {
            return Ok(());
        };
        let confirmed = peer.outgoing.take().map_or(0, |stream| stream.confirmed.upto);
        (peer.is_known, peer.incoming) = (false, None);
        let number = peer.number;
        self.db.prepare_cached("DELETE FROM route WHERE peer = ?")?.execute([number])?;
        let sql = "UPDATE peer SET verified = NULL, blocked = NULL, muted = NULL WHERE number = ?";
        self.db.prepare_cached(sql)?.execute([number])?;
        let sql = "UPDATE entry SET is_cancelled = is_cancelled OR seq > ?2, seq = NULL
                   WHERE peer = ?1 AND seq IS NOT NULL";
        self.db.prepare_cached(sql)?.execute([number, confirmed.cast_signed()])?;
        // Of a stranger who never said a word, nothing is left.
        let sql = "DELETE FROM peer
                   WHERE number = ?1 AND NOT EXISTS (SELECT 1 FROM entry WHERE peer = ?1)";
        if self.db.prepare_cached(sql)?.execute([number])? > 0 {
            self.peers.insert(identity, None);
        }
        Ok(())
    }

    fn submitted(&mut self, message: &Submission) -> Result<(), Trouble> {
        let peer = self.known(message.peer)?;
        peer.outgoing.get_or_insert(Outgoing::start(message.epoch));
        let peer = peer.number;
        let at = message.at.as_micros().cast_signed();
        let seq = message.seq.cast_signed();
        let id = message.id.0.to_be_bytes();
        let sql = "INSERT INTO entry (peer, is_ours, id, seq, sent, noted, is_clock_off, text)
                   VALUES (?1, 1, ?2, ?3, ?4, ?4, 0, ?5)";
        let row = params![peer, id, seq, at, message.text];
        let number = self.db.prepare_cached(sql)?.insert(row)?;
        self.index(number, &message.text)
    }

    fn heard(&mut self, place: usize, heard: &Heard) -> Result<(), Trouble> {
        let peer = self.known(heard.peer)?;
        peer.incoming = Some(heard.position);
        let peer = peer.number;
        let id = heard.id.0.to_be_bytes();
        let [sent, noted] = [heard.sent, heard.heard].map(|time| time.as_micros().cast_signed());
        let text = heard.text.as_raw();
        let sql = "INSERT INTO entry (peer, is_ours, id, sent, noted, is_clock_off, text)
                   VALUES (?, 0, ?, ?, ?, ?, ?)
                   ON CONFLICT (peer, id) WHERE NOT is_ours DO NOTHING";
        let row = params![peer, id, sent, noted, heard.is_clock_off, text];
        if self.db.prepare_cached(sql)?.execute(row)? == 0 {
            self.again.insert(place);
            return Ok(());
        }
        self.index(self.db.last_insert_rowid(), text)
    }

    fn cancelled(&mut self, peer: Identity, seq: u64) -> Result<(), Trouble> {
        let Some(&mut Peer { number: peer, .. }) = self.peer(peer)? else {
            return Ok(());
        };
        let sql = "SELECT number, text FROM entry WHERE peer = ? AND seq = ? AND NOT is_cancelled";
        let mut select = self.db.prepare_cached(sql)?;
        let row = select.query_row([peer, seq.cast_signed()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        });
        let Some((number, text)) = row.optional()? else {
            return Ok(());
        };
        let sql = "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)";
        self.db.prepare_cached(sql)?.execute(params![number, text])?;
        let sql = "UPDATE entry SET is_cancelled = 1, text = '' WHERE number = ?";
        self.db.prepare_cached(sql)?.execute([number])?;
        Ok(())
    }

    /// The words of the text will be found in that entry.
    fn index(&self, number: i64, text: &str) -> Result<(), Trouble> {
        let sql = "INSERT INTO words (rowid, text) VALUES (?, ?)";
        self.db.prepare_cached(sql)?.execute(params![number, text])?;
        Ok(())
    }

    fn finish(self) -> Result<BTreeSet<usize>, Trouble> {
        let sql = "UPDATE peer SET is_known = ?2, out_epoch = ?3, out_upto = ?4, out_chain = ?5,
                   out_handed = ?6, in_epoch = ?7, in_upto = ?8, in_chain = ?9 WHERE number = ?1";
        for peer in self.peers.values().flatten() {
            let [outgoing, incoming] =
                [peer.outgoing.map(|stream| stream.confirmed), peer.incoming]
                    .map(|position| position.map_or((None, None, None), columns));
            let handed = peer.outgoing.map(|stream| stream.handed.cast_signed());
            self.db.prepare_cached(sql)?.execute(params![
                peer.number,
                peer.is_known,
                outgoing.0,
                outgoing.1,
                outgoing.2,
                handed,
                incoming.0,
                incoming.1,
                incoming.2,
            ])?;
        }
        Ok(self.again)
    }
}

fn read(db: &Connection, identity: Identity) -> Result<Option<Peer>, Trouble> {
    let sql = "SELECT number, is_known, out_epoch, out_upto, out_chain, out_handed,
               in_epoch, in_upto, in_chain FROM peer WHERE key = ?";
    let peer = db.prepare_cached(sql)?.query_row([identity.as_bytes()], |row| {
        let handed = row.get::<_, Option<i64>>("out_handed")?.unwrap_or(0).cast_unsigned();
        Ok(Peer {
            number: row.get(0)?,
            is_known: row.get(1)?,
            outgoing: position(row, "out")?.map(|confirmed| Outgoing { confirmed, handed }),
            incoming: position(row, "in")?,
        })
    });
    Ok(peer.optional()?)
}
