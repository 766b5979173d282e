//! Faults that are planted on purpose, to see whether the laws of a simulation bite. They are
//! compiled only with the feature `plants`, which no program for people is built with.

use std::cell::Cell;

/// A mistake that an implementation of delivery could make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Plant {
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
}

impl Plant {
    /// All of them.
    pub const ALL: [Self; 10] = [
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
