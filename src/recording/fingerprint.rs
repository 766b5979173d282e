//! Fingerprints of what a node answered: equal for equal answers, whatever people are called and
//! say in them.

mod told;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::mem::discriminant;

use serde::{Deserialize, Serialize};

use crate::address::{Address, Contact};
use crate::frame::{Frame, Greeting, Scope};
use crate::identity::Identity;
use crate::node::Output;
use crate::record::{Heard, Question, Record, Submission};
use crate::stream::{MessageId, Position};
use crate::time::Time;

/// Stands for the outputs that followed an input.
///
/// Every kind, number, key, time and address in them counts, and so does their order. Names, tags
/// and texts do not, and neither does what depends on names, the order of lists: so it is
/// the same in a replay where these are filler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint(u32);

impl Fingerprint {
    /// Of these outputs, in this order.
    pub fn of(outputs: &[Output]) -> Self {
        let Fold(all) = outputs.iter().fold(Fold::default(), Fold::output);
        Self((all >> 32) as u32)
    }
}

/// In hexadecimal.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// A running hash, fast and good enough to notice what nobody hides: a multiplication spreads each
/// bit upwards and a rotation brings it down again, as in rustc's FxHash.
#[derive(Clone, Copy, Default)]
struct Fold(u64);

impl Fold {
    fn output(self, output: &Output) -> Self {
        let fold = self.kind(output);
        match output {
            Output::Dial(contact) => fold.contact(contact),
            Output::Send(link, frame) => fold.number(link.0).frame(frame),
            Output::Close(link, reason) => fold.number(link.0).reason(reason),
            Output::Store(record) => fold.record(record),
            Output::Recall(question) => fold.question(question),
            Output::Notify(event) => fold.event(event),
            Output::Stop => fold,
        }
    }

    fn frame(self, frame: &Frame) -> Self {
        let fold = self.kind(frame);
        match frame {
            Frame::Connect(greeting) | Frame::ConnectAck(greeting) => fold.greeting(greeting),
            Frame::Text(seq, id, at, _) => fold.number(*seq).message(*id).time(*at),
            Frame::Skip(seq, id) => fold.number(*seq).message(*id),
            Frame::Received(upto) => fold.number(*upto),
            Frame::Ping | Frame::Pong => fold,
            Frame::Exit(scope @ (Scope::Everybody | Scope::You)) => fold.kind(scope),
        }
    }

    fn greeting(self, greeting: &Greeting) -> Self {
        let Greeting { version, name: _, port, boot, dial, seen, clock, sending, received } =
            *greeting;
        let fold = self.number(version.into()).number(port.into()).number(boot).number(dial);
        fold.number(seen).time(clock).number(sending).maybe(received, Self::position)
    }

    fn record(self, record: &Record) -> Self {
        let fold = self.kind(record);
        match record {
            Record::Met { peer, name: _, at } | Record::Seen { peer, at } => {
                fold.identity(*peer).time(*at)
            }
            Record::Routed { address, peer, is_proven } => {
                fold.address(address).identity(*peer).flag(*is_proven)
            }
            Record::Unrouted(address) => fold.address(address),
            Record::Petnamed { peer, petname } => fold.identity(*peer).flag(petname.is_some()),
            Record::Regarded { peer, regard, at } => fold.identity(*peer).kind(regard).time(*at),
            Record::Read { peer, id } => fold.identity(*peer).message(*id),
            Record::Forgotten(peer) => fold.identity(*peer),
            Record::Submitted(Submission { peer, epoch, seq, id, at, text: _ }) => {
                fold.identity(*peer).number(*epoch).number(*seq).message(*id).time(*at)
            }
            Record::Handed { peer, upto: number }
            | Record::Cancelled { peer, seq: number }
            | Record::Restarted { peer, epoch: number } => fold.identity(*peer).number(*number),
            Record::Confirmed { peer, position } | Record::Skipped { peer, position } => {
                fold.identity(*peer).position(*position)
            }
            Record::Heard(Heard { peer, position, id, sent, heard, is_clock_off, text: _ }) => {
                let fold = fold.identity(*peer).position(*position).message(*id);
                fold.time(*sent).time(*heard).flag(*is_clock_off)
            }
        }
    }

    fn question(self, question: &Question) -> Self {
        let fold = self.kind(question);
        match question {
            Question::Outgoing { peer, after } => fold.identity(*peer).number(*after),
            Question::History(query) => fold.query(query),
        }
    }

    fn position(self, Position { epoch, upto, chain }: Position) -> Self {
        self.number(epoch).number(upto).wide(chain.0)
    }

    fn message(self, id: MessageId) -> Self {
        self.wide(id.0)
    }

    fn contact(self, Contact { address, identity }: &Contact) -> Self {
        self.address(address).maybe(*identity, Self::identity)
    }

    fn address(self, address: &Address) -> Self {
        self.bytes(address.host().as_bytes()).number(address.port().into())
    }

    fn identity(self, identity: Identity) -> Self {
        self.bytes(identity.as_bytes())
    }

    fn time(self, time: Time) -> Self {
        self.number(time.as_micros())
    }

    fn flag(self, flag: bool) -> Self {
        self.number(flag.into())
    }

    /// Which variant it is.
    fn kind<T>(mut self, of: &T) -> Self {
        discriminant(of).hash(&mut self);
        self
    }

    fn maybe<T>(self, value: Option<T>, fold: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => fold(self.flag(true), value),
            None => self.flag(false),
        }
    }

    /// Things in any order.
    fn set<'a, T: 'a>(
        self,
        things: impl IntoIterator<Item = &'a T>,
        fold: impl Fn(Self, &'a T) -> Self,
    ) -> Self {
        let each = things.into_iter().map(|thing| fold(Self::default(), thing).0);
        let (count, sum) =
            each.fold((0, 0), |(count, sum): (u64, u64), one| (count + 1, sum.wrapping_add(one)));
        self.number(count).number(sum)
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        let (words, rest) = bytes.as_chunks::<8>();
        let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
        let fold = words.iter().map(word).fold(self.number(bytes.len() as u64), Self::number);
        rest.iter().map(|byte| u64::from(*byte)).fold(fold, Self::number)
    }

    fn wide(self, number: u128) -> Self {
        self.number(number as u64).number((number >> 64) as u64)
    }

    fn number(self, number: u64) -> Self {
        Self((self.0.rotate_left(5) ^ number).wrapping_mul(SPREAD))
    }
}

/// Only for discriminants, which can be hashed and not be read.
impl Hasher for Fold {
    fn write(&mut self, bytes: &[u8]) {
        *self = self.bytes(bytes);
    }

    fn write_isize(&mut self, number: isize) {
        *self = self.number(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// An odd number with its bits well mixed: 2^64 divided by the golden ratio (Knuth).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
