//! What is on a disk, as any program would find it.

use chinwag::history::{Entry, PAGE_MAX, Page, Query, Side};
use chinwag::identity::Identity;
use chinwag::node::Mark;
use chinwag::record::{Acquaintance, Answer, Question, Trouble};
use chinwag::store::Store;
use chinwag::stream::MessageId;

/// Everything that a store remembers.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The known peers.
    pub peers: Vec<Acquaintance>,
    /// The history, in its order.
    pub rows: Vec<Row>,
}

/// A message on a disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// With whom.
    pub peer: Identity,
    /// Whether the owner of the disk is its author.
    pub is_ours: bool,
    /// Which.
    pub id: MessageId,
    /// Its place in the stream, if it is ours and still has one.
    pub seq: Option<u64>,
    /// What it says.
    pub text: String,
    /// It was taken back.
    pub is_cancelled: bool,
}

impl Kept {
    /// Whether nothing was ever kept.
    pub fn is_empty(&self) -> bool {
        self.peers.is_empty() && self.rows.is_empty()
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(store: &mut dyn Store) -> Result<Self, Trouble> {
        let peers = store.load()?.peers;
        let mut rows = Vec::new();
        let mut number = 0;
        loop {
            let page = Page::After { number, count: PAGE_MAX };
            let question = Question::History(Query { page, ..Query::default() });
            let Answer::History { entries, .. } = store.recall(&question)? else { break };
            let Some(last) = entries.last() else { break };
            number = last.number;
            rows.extend(entries.into_iter().map(Row::from));
        }
        Ok(Self { peers, rows })
    }
}

impl From<Entry> for Row {
    fn from(entry: Entry) -> Self {
        let (is_ours, seq, is_cancelled) = match entry.side {
            Side::Ours { seq, mark, .. } => {
                (true, Some(seq).filter(|seq| *seq > 0), mark == Mark::Cancelled)
            }
            Side::Theirs { .. } => (false, None, false),
        };
        let Entry { peer, id, text, .. } = entry;
        Self { peer, is_ours, id, seq, text: text.to_string(), is_cancelled }
    }
}
