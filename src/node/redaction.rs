//! A node as a recording may keep it: the same in everything but names and texts.

use crate::node::Node;
use crate::node::door::Output;
use crate::record::Record;
use crate::recording::{Redaction, filler};

impl Node {
    /// A copy that does the same, without what people are called and what they say. Whatever
    /// happens is to be handed to it with the same redaction.
    #[must_use]
    pub fn redacted(&self, redaction: &Redaction) -> Self {
        let mut node = self.clone();
        let Self {
            config,
            rng: _,
            boot: _,
            dials: _,
            roster,
            routes,
            links,
            deadlines: _,
            errand: _,
            turned_away: _,
            unanswered: _,
            outputs,
        } = &mut node;
        config.name = redaction.name(&config.name);
        roster.redact(redaction);
        let coming = links.values_mut().filter_map(|link| link.coming_name.as_mut());
        coming.for_each(|name| *name = redaction.name(name));
        for text in routes.values_mut().flat_map(|route| &mut route.waiting) {
            *text = filler(text);
        }
        // Between two inputs there is at most what was learned from static peers, without a name.
        let has_no_name = |output: &Output| matches!(output, Output::Store(Record::Routed { .. }));
        outputs.retain(has_no_name);
        node
    }
}
