//! How many own messages are not confirmed.

use std::collections::{BTreeMap, BTreeSet};

use crate::identity::Identity;
use crate::node::Who;
use crate::screen::Known;

/// Own messages that wait or are not confirmed, by peer.
#[derive(Clone, Debug, Default)]
pub(super) struct Outbox(BTreeMap<Identity, Own>);

/// Own messages to one peer, by their places.
#[derive(Clone, Debug, Default)]
struct Own {
    last: u64,
    confirmed: u64,
    /// Those between that were taken back.
    cancelled: BTreeSet<u64>,
}

impl Outbox {
    /// What waits from former runs.
    pub(super) fn new(known: &[Known]) -> Self {
        let own = |known: &Known| {
            let outgoing = &known.outgoing;
            let (confirmed, last) = (outgoing.confirmed.upto, outgoing.last);
            let mut cancelled: BTreeSet<u64> = outgoing.cancelled.iter().copied().collect();
            // Of others that were taken back only the number is known.
            let between = (confirmed + 1)..=last;
            let places = usize::try_from(last.saturating_sub(confirmed)).unwrap_or(usize::MAX);
            let missing = places.saturating_sub(outgoing.waiting + cancelled.len());
            let unnamed: Vec<u64> =
                between.filter(|seq| !cancelled.contains(seq)).take(missing).collect();
            cancelled.extend(unnamed);
            (known.who.identity, Own { last, confirmed, cancelled })
        };
        Self(known.iter().map(own).collect())
    }

    pub(super) fn queued(&mut self, to: &Who, seq: u64) {
        let before = seq.saturating_sub(1);
        let own = self.0.entry(to.identity).or_insert_with(|| Own {
            last: before,
            confirmed: before,
            cancelled: BTreeSet::new(),
        });
        own.last = own.last.max(seq);
    }

    pub(super) fn cancelled(&mut self, to: &Who, seq: u64) {
        self.0.entry(to.identity).or_default().cancelled.insert(seq);
    }

    pub(super) fn received(&mut self, by: &Who, upto: u64) {
        if let Some(own) = self.0.get_mut(&by.identity) {
            own.confirmed = own.confirmed.max(upto).min(own.last);
            own.cancelled.retain(|seq| *seq > own.confirmed);
        }
    }

    pub(super) fn unconfirmed(&self) -> u64 {
        let count = |own: &Own| {
            let cancelled = u64::try_from(own.cancelled.len()).unwrap_or(u64::MAX);
            own.last.saturating_sub(own.confirmed).saturating_sub(cancelled)
        };
        self.0.values().map(count).sum()
    }
}
