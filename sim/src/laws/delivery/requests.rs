//! What people asked to send, until each is told what became of it.

use std::collections::BTreeMap;

use chinwag::identity::Identity;
use chinwag::node::{Event, Mistake};
use chinwag::text::Safe;
use serde::Serialize;

/// What nobody was told anything of yet, by who asked for it.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Requests(BTreeMap<Identity, Open>);

#[derive(Clone, Debug, Default, Serialize)]
struct Open {
    /// The texts, as they are shown, and how often each was asked to be sent.
    texts: BTreeMap<String, usize>,
    /// Refusals, which do not say of what.
    refusals: usize,
}

impl Requests {
    pub(super) fn ask(&mut self, person: Identity, text: &str) {
        let text = Safe::text(text).to_string();
        *self.0.entry(person).or_default().texts.entry(text).or_default() += 1;
    }

    /// A person is told something: it may be what became of a request.
    pub(super) fn told(&mut self, person: Identity, event: &Event) {
        let Some(open) = self.0.get_mut(&person) else { return };
        if let Event::Queued { text, .. } | Event::Failed { text, .. } | Event::Lost { text, .. } =
            event
        {
            if let Some(count) = open.texts.get_mut(text.as_str()) {
                *count -= 1;
                open.texts.retain(|_, count| *count > 0);
            }
        } else if let Event::Rejected(
            Mistake::UnknownPeer
            | Mistake::OutboxFull
            | Mistake::TooManyAddresses
            | Mistake::Blocked,
        ) = event
        {
            open.refusals += 1;
        }
    }

    /// The person's program ends, and what it was asked with it.
    pub(super) fn end(&mut self, person: Identity) {
        self.0.remove(&person);
    }

    /// A text that the person was told nothing of, if there is one.
    pub(super) fn unanswered(&self, person: Identity) -> Option<&str> {
        let Open { texts, refusals } = self.0.get(&person)?;
        let first = texts.keys().next()?;
        (texts.values().sum::<usize>() > *refusals).then_some(first)
    }
}
