//! Faults that are planted on purpose, to see whether the laws of a simulation bite. They are
//! compiled only with the feature `plants`, which no program for people is built with.

use std::cell::Cell;

/// A mistake that an implementation could make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Plant {
    // Delivery.
    /// Messages are confirmed before they are durable.
    AckFirst,
    /// Messages are sent before they are durable.
    SendFirst,
    /// Messages that were had are taken again.
    NoDedupe,
    /// A message is kept in one transaction, and that it was in a later one.
    HistoryThenCounter,
    /// That a message was kept is kept in one transaction, and the message in a later one.
    CounterThenHistory,
    /// Each run numbers its messages from 1, in the same epoch.
    SeqRestarts,
    /// What is sent does not begin where the peer says that it is, and gaps are accepted.
    Gaps,
    /// Two pasts of one length are taken for the same.
    NoChain,
    /// What was written to a connection counts as delivered.
    WrittenIsDelivered,
    /// What was sent is not sent again over the next link.
    NoResend,
    /// Another text is shown than was kept.
    OtherWords,
    /// What was written to an address is forgotten when somebody answers there.
    WaitingIsDropped,
    /// Nobody is dialed because something waits.
    WaitingIsLeft,

    // What people are told of it.
    /// That a message was received is not told.
    ReceiptUntold,
    /// That nobody answers where a message was to go is not told.
    FailureUntold,
    /// That a message could never be kept is not told by who leaves.
    LossUntold,

    // The roster.
    /// A peer is called for ever what it called itself first.
    FirstNameStays,
    /// Who leaves says nothing.
    NoGoodbye,
    /// Who says goodbye stays on the list.
    GoodbyeIgnored,
    /// A goodbye is taken for a loss, and who said it is dialed again.
    GoodbyeIsLoss,
    /// Who was lost stays on the list.
    LostIsThere,
    /// Who is remembered from a former run is on the list from the start.
    RememberedIsThere,

    // Liveness.
    /// Nobody is ever asked whether it is there.
    NoPing,
    /// Who is asked whether it is there does not answer.
    NoPong,
    /// Who is silent is shown as online until the link ends.
    QuietUntold,
    /// However long a peer is silent, its link stands.
    SilenceIsNoEnd,
    /// Only an answer to a ping is a sign of life.
    OnlyPongIsLife,

    // Which of two links is kept.
    /// Each end keeps the one that it dialed.
    EachKeepsItsOwn,
    /// Each end keeps the one that opened first there.
    EachKeepsTheFirst,
    /// One to a former run of the peer may be kept.
    GhostIsKept,
    /// The one that is not kept is not closed.
    LoserStays,

    // Dialing again.
    /// At once, however often it failed.
    NoBackoff,
    /// However well a link went, the waits go on where they were before it.
    NeverForgiven,
    /// Not after some failures in a row.
    GivesUp,
    /// Not where nobody has answered yet.
    OnlyOnce,

    // The wire.
    /// What was read together with the end of a frame is lost.
    RestIsLost,
    /// What was read of a frame that has not come whole is lost.
    PartIsLost,
    /// The length is taken off before its frame has come whole.
    LengthIsLost,
    /// Of a text only as many bytes are taken as one byte can count.
    LongTextIsCut,
}

impl Plant {
    /// All of them.
    pub const ALL: [Self; 39] = [
        Self::AckFirst,
        Self::SendFirst,
        Self::NoDedupe,
        Self::HistoryThenCounter,
        Self::CounterThenHistory,
        Self::SeqRestarts,
        Self::Gaps,
        Self::NoChain,
        Self::WrittenIsDelivered,
        Self::NoResend,
        Self::OtherWords,
        Self::WaitingIsDropped,
        Self::WaitingIsLeft,
        Self::ReceiptUntold,
        Self::FailureUntold,
        Self::LossUntold,
        Self::FirstNameStays,
        Self::NoGoodbye,
        Self::GoodbyeIgnored,
        Self::GoodbyeIsLoss,
        Self::LostIsThere,
        Self::RememberedIsThere,
        Self::NoPing,
        Self::NoPong,
        Self::QuietUntold,
        Self::SilenceIsNoEnd,
        Self::OnlyPongIsLife,
        Self::EachKeepsItsOwn,
        Self::EachKeepsTheFirst,
        Self::GhostIsKept,
        Self::LoserStays,
        Self::NoBackoff,
        Self::NeverForgiven,
        Self::GivesUp,
        Self::OnlyOnce,
        Self::RestIsLost,
        Self::PartIsLost,
        Self::LengthIsLost,
        Self::LongTextIsCut,
    ];

    /// Plants this fault, and no other, for all that runs on this thread until the guard is
    /// dropped.
    #[must_use]
    pub fn planted(self) -> Planted {
        PLANTED.set(Some(self));
        Planted(())
    }

    /// Whether this fault is planted.
    pub fn is_planted(self) -> bool {
        PLANTED.get() == Some(self)
    }
}

/// A fault is planted for as long as this lives.
#[derive(Debug)]
pub struct Planted(());

impl Drop for Planted {
    fn drop(&mut self) {
        PLANTED.set(None);
    }
}

thread_local! {
    static PLANTED: Cell<Option<Plant>> = const { Cell::new(None) };
}
