//! Own messages that are not confirmed, as far as a screen was told.

use std::collections::BTreeMap;

use crate::identity::Identity;
use crate::node::{Mark, Who};
use crate::record::Outgoing;
use crate::screen::words::excerpt;
use crate::text::Safe;

/// Those of this run by their texts, those of former runs by their number.
#[derive(Debug, Default)]
pub(super) struct Unconfirmed {
    texts: BTreeMap<(Identity, u64), Own>,
    former: BTreeMap<Identity, Former>,
}

#[derive(Debug)]
struct Own {
    text: Safe,
    is_sent: bool,
}

/// Messages of former runs, all of them before those of this one.
#[derive(Debug)]
struct Former {
    last: u64,
    unsent: usize,
    unconfirmed: usize,
}

impl Unconfirmed {
    pub(super) fn new<'a>(former: impl IntoIterator<Item = (Identity, &'a Outgoing)>) -> Self {
        let waiting = former.into_iter().filter(|(_, outgoing)| outgoing.waiting > 0);
        let count = |(peer, outgoing): (Identity, &Outgoing)| {
            let (last, count) = (outgoing.last, outgoing.waiting);
            (peer, Former { last, unsent: count, unconfirmed: count })
        };
        Self { texts: BTreeMap::new(), former: waiting.map(count).collect() }
    }

    pub(super) fn queued(&mut self, to: &Who, seq: u64, text: &Safe) {
        self.texts.insert((to.identity, seq), Own { text: text.clone(), is_sent: false });
    }

    /// What is to be said of messages that have come further, or fallen back.
    pub(super) fn marked(&mut self, to: &Who, upto: u64, mark: Mark) -> Option<String> {
        match mark {
            Mark::Sent => self.sent(to, upto),
            Mark::Received => self.received(to, upto),
            // That the link is lost is said by itself, and how many wait with it.
            Mark::Queued => {
                self.queued_again(to.identity, upto);
                None
            }
            Mark::Cancelled => None,
        }
    }

    pub(super) fn cancelled(&mut self, to: &Who, seq: u64) -> String {
        let shown = to.shown();
        if let Some(own) = self.texts.remove(&(to.identity, seq)) {
            return format!("✗ taken back, not sent to {shown}: {}", excerpt(&own.text));
        }
        if let Some(former) = self.former.get_mut(&to.identity).filter(|f| seq <= f.last) {
            former.unsent = former.unsent.saturating_sub(1);
            former.unconfirmed = former.unconfirmed.saturating_sub(1);
        }
        format!("✗ taken back, not sent to {shown}: a message from before")
    }

    /// How many messages to that peer wait for a link or a confirmation.
    pub(super) fn count(&self, peer: Identity) -> usize {
        let former = self.former.get(&peer).map_or(0, |former| former.unconfirmed);
        former + self.texts.range((peer, 0)..=(peer, u64::MAX)).count()
    }

    /// What a peer that is away means for the messages to it.
    pub(super) fn waiting(&self, peer: &Who) -> Option<String> {
        let (count, peer) = (self.count(peer.identity), peer.shown());
        (count > 0).then(|| format!("… {count} to {peer} queued: sent when {peer} answers"))
    }

    fn sent(&mut self, to: &Who, upto: u64) -> Option<String> {
        let former = self.former.get_mut(&to.identity);
        let former = former.map_or(0, |former| settle(&mut former.unsent, former.last, upto));
        let shown = to.shown();
        let former = from_before(former).map(|what| format!("→ sent to {shown}: {what}"));
        let mut lines: Vec<String> = former.into_iter().collect();
        let is_sent = (to.identity, 0)..=(to.identity, upto);
        for (_, own) in self.texts.range_mut(is_sent).filter(|(_, own)| !own.is_sent) {
            own.is_sent = true;
            lines.push(format!("→ sent to {shown}: {}", excerpt(&own.text)));
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    fn received(&mut self, to: &Who, upto: u64) -> Option<String> {
        let former = self.former.get_mut(&to.identity);
        let former = former.map_or(0, |former| {
            settle(&mut former.unsent, former.last, upto);
            settle(&mut former.unconfirmed, former.last, upto)
        });
        let shown = to.shown();
        let former = from_before(former).map(|what| format!("✓ received by {shown}: {what}"));
        let is_received = (to.identity, 0)..=(to.identity, upto);
        let received = self.texts.extract_if(is_received, |_, _| true);
        let received =
            received.map(|(_, own)| format!("✓ received by {shown}: {}", excerpt(&own.text)));
        let lines: Vec<String> = former.into_iter().chain(received).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    fn queued_again(&mut self, peer: Identity, upto: u64) {
        if let Some(former) = self.former.get_mut(&peer) {
            former.unsent = former.unconfirmed;
        }
        let sent = self.texts.range_mut((peer, 0)..=(peer, upto));
        sent.for_each(|(_, own)| own.is_sent = false);
    }
}

/// Takes out of the count what lies up to there, and returns how many these are.
fn settle(count: &mut usize, last: u64, upto: u64) -> usize {
    let left = usize::try_from(last.saturating_sub(upto)).unwrap_or(usize::MAX);
    let settled = count.saturating_sub(left);
    *count -= settled;
    settled
}

fn from_before(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("a message from before".to_owned()),
        _ => Some(format!("{count} messages from before")),
    }
}
