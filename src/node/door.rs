//! What passes through the door: inputs in the past tense, outputs in the imperative.

use serde::{Deserialize, Serialize};

use crate::address::{Address, Contact};
use crate::frame::Frame;
use crate::identity::Identity;
use crate::node::person::{Command, Event};
use crate::reason::Reason;
use crate::record::{Answer, Question, Record};

/// One authenticated connection, named by the driver. No name is given twice in one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LinkId(pub u64);

/// Which end of a link dialed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// We did.
    Dialed,
    /// They did.
    Accepted,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Input {
    /// A person asked for something.
    Commanded(Command),
    /// A connection stands and both ends have proven their keys.
    Opened {
        /// Its name from now on.
        link: LinkId,
        /// Whose key the other end proved.
        peer: Identity,
        /// What we dialed, or where the peer dialed from.
        address: Address,
        /// Who dialed.
        origin: Origin,
    },
    /// A [`Output::Dial`] led to no link.
    DialFailed {
        /// What was dialed.
        address: Address,
        /// Why it led nowhere.
        reason: Reason,
    },
    /// Somebody came to the door and never proved a key.
    TurnedAway {
        /// Where from.
        address: Address,
        /// What was wrong.
        reason: Reason,
    },
    /// These frames came in together.
    Received {
        /// Over which link.
        link: LinkId,
        /// In the order of sending.
        frames: Vec<Frame>,
    },
    /// A link ended by itself, or by something that the driver would not bear.
    Closed {
        /// Which.
        link: LinkId,
        /// Why.
        reason: Reason,
    },
    /// The store has answered an [`Output::Recall`].
    Recalled(Answer),
    /// A deadline may have passed.
    Ticked,
}

/// Something that must be done now, in the order given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Output {
    /// Connect, prove keys, and answer with [`Input::Opened`] or [`Input::DialFailed`], within
    /// bounded time.
    Dial(Contact),
    /// Send over a link.
    Send(LinkId, Frame),
    /// End a link once what was to be sent is sent. An [`Input::Closed`] that crosses with it is
    /// ignored.
    Close(LinkId, Reason),
    /// Keep this: durably before anything that follows it is done.
    Store(Record),
    /// Ask the store, and answer with [`Input::Recalled`].
    Recall(Question),
    /// Tell the person.
    Notify(Event),
    /// Let what was to be sent leave, within bounded time, and end.
    Stop,
}
