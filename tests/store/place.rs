//! The places where a store may keep things, and the words in which tests speak of records.

use std::rc::Rc;

use chinwag::history::{Entry, Query};
use chinwag::identity::{Identity, KeyPair};
use chinwag::record::{
    Acquaintance, Answer, Heard, Message, Question, Record, Remembered, Submission,
};
use chinwag::store::{Sqlite, Store};
use chinwag::stream::{Chain, MessageId, Position};
use chinwag::text::{Safe, Untrusted};
use chinwag::time::Time;
use sim::{Disk, Memory};

/// A store that is open, and how it is opened again.
pub(crate) struct Place {
    pub(crate) name: &'static str,
    store: Option<Box<dyn Store>>,
    open: Option<Rc<dyn Fn() -> Box<dyn Store>>>,
}

impl Place {
    /// One of each kind, empty.
    pub(crate) fn all() -> Vec<Self> {
        let folder = tempfile::tempdir().expect("a new folder");
        let disk = Disk::new(7);
        let cut = Disk::new(8);
        let open_cut = move || {
            cut.crash();
            cut.open()
        };
        vec![
            Self { name: "the reference", store: Some(Box::new(Memory::default())), open: None },
            Self {
                name: "a database in memory",
                store: Some(Box::new(Sqlite::in_memory().expect("it opens"))),
                open: None,
            },
            Self::at("a database in a file", move || Sqlite::open(&folder.path().join("db"))),
            Self::at("a database on the model disk", move || disk.open()),
            Self::at("a database whose power is cut at every end", open_cut),
        ]
    }

    fn at<E: std::fmt::Debug>(
        name: &'static str,
        open: impl Fn() -> Result<Sqlite, E> + 'static,
    ) -> Self {
        let open = Rc::new(move || Box::new(open().expect("it opens")) as Box<dyn Store>);
        Self { name, store: Some(open()), open: Some(open) }
    }

    /// Ends the program and starts it again, if anything outlives that.
    pub(crate) fn restart(&mut self) {
        if let Some(open) = &self.open {
            self.store = None;
            self.store = Some(open());
        }
    }

    pub(crate) fn store(&mut self) -> &mut dyn Store {
        self.store.as_deref_mut().expect("it is open")
    }

    pub(crate) fn keep(&mut self, records: &[Record]) -> Vec<MessageId> {
        let again = self.store().commit(records).expect("it is kept");
        let id = |place: usize| {
            let Record::Heard(heard) = &records[place] else { return None };
            Some(heard.id)
        };
        again.into_iter().filter_map(id).collect()
    }

    pub(crate) fn load(&mut self) -> Remembered {
        load(self.store())
    }

    pub(crate) fn peer(&mut self, who: Identity) -> Option<Acquaintance> {
        self.load().peers.into_iter().find(|peer| peer.identity == who)
    }

    pub(crate) fn outgoing(&mut self, peer: Identity, after: u64) -> (Chain, Vec<Message>) {
        outgoing(self.store(), peer, after)
    }

    pub(crate) fn history(&mut self, query: &Query) -> Vec<Entry> {
        history(self.store(), query)
    }

    /// The texts that are found with these words, oldest first.
    pub(crate) fn find(&mut self, words: &str) -> Vec<String> {
        find(self.store(), words)
    }
}

pub(crate) fn load(store: &mut dyn Store) -> Remembered {
    store.load().expect("it can be read")
}

pub(crate) fn outgoing(store: &mut dyn Store, peer: Identity, after: u64) -> (Chain, Vec<Message>) {
    match store.recall(&Question::Outgoing { peer, after }) {
        Ok(Answer::Outgoing { peer: of, after: from, chain, messages }) => {
            assert_eq!((of, from), (peer, after));
            (chain, messages)
        }
        other => panic!("{other:?}"),
    }
}

pub(crate) fn history(store: &mut dyn Store, query: &Query) -> Vec<Entry> {
    match store.recall(&Question::History(query.clone())) {
        Ok(Answer::History { query: asked, entries }) => {
            assert_eq!(&asked, query);
            entries
        }
        other => panic!("{other:?}"),
    }
}

pub(crate) fn find(store: &mut dyn Store, words: &str) -> Vec<String> {
    let query = Query { words: words.to_owned(), ..Query::default() };
    history(store, &query).into_iter().map(|entry| entry.text.to_string()).collect()
}

pub(crate) fn identity(n: u8) -> Identity {
    KeyPair::from_seed([n; 32]).identity()
}

pub(crate) fn alice() -> Identity {
    identity(1)
}

pub(crate) fn bob() -> Identity {
    identity(2)
}

pub(crate) fn at(seconds: u64) -> Time {
    Time::from_micros(1_767_268_800_000_000 + seconds * 1_000_000)
}

pub(crate) fn met(peer: Identity, name: &str, seconds: u64) -> Record {
    Record::Met { peer, name: Safe::name(name), at: at(seconds) }
}

/// A message of ours; its id is its place.
pub(crate) fn submitted(peer: Identity, epoch: u64, seq: u64, text: &str) -> Record {
    let id = MessageId(u128::from(seq));
    let text = text.to_owned();
    Record::Submitted(Submission { peer, epoch, seq, id, at: at(seq), text })
}

/// A message of a peer after that position.
pub(crate) fn heard(peer: Identity, after: Position, id: u128, text: &str) -> Record {
    let id = MessageId(id);
    Record::Heard(Heard {
        peer,
        position: after.then(id),
        id,
        sent: at(5),
        heard: at(6),
        is_clock_off: false,
        text: Untrusted::new(text),
    })
}

/// Where our stream is after the messages 1 to this one, if each one's id is its place.
pub(crate) fn position(epoch: u64, upto: u64) -> Position {
    (1..=upto).fold(Position::start(epoch), |at, seq| at.then(MessageId(seq.into())))
}
