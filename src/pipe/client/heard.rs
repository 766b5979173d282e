//! What a program hears, as far as these programs want to know it.

use serde::Deserialize;

use crate::hub::Tag;
use crate::identity::Identity;
use crate::node::{Label, Who};
use crate::text::Safe;

/// One line. Fields that its type does not have are missing.
#[derive(Debug, Deserialize)]
pub(super) struct Heard {
    pub(super) r#type: String,
    pub(super) id: Option<Tag>,
    pub(super) name: Option<Safe>,
    pub(super) listen: Option<Safe>,
    pub(super) peer: Option<Peer>,
    pub(super) seq: Option<u64>,
    pub(super) upto: Option<u64>,
    pub(super) mark: Option<String>,
    pub(super) received: Option<String>,
    pub(super) text: Option<Safe>,
    pub(super) why: Option<String>,
    pub(super) what: Option<Safe>,
    pub(super) next_step: Option<Safe>,
}

/// Somebody in a line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Peer {
    pub(super) key: Identity,
    pub(super) name: Safe,
    /// The name is one of ours: nobody claims it.
    #[serde(default)]
    pub(super) petname: bool,
}

impl Heard {
    pub(super) fn is(&self, r#type: &str) -> bool {
        self.r#type == r#type
    }

    pub(super) fn answers(&self, id: u64) -> bool {
        self.id == Some(Tag::Number(id.into()))
    }

    pub(super) fn is_about(&self, key: Identity) -> bool {
        self.peer.as_ref().is_some_and(|peer| peer.key == key)
    }

    /// Whether somebody else than this peer answered where it was dialed.
    pub(super) fn is_impostor_of(&self, key: Identity) -> bool {
        let is_changed = self.why.as_deref() == Some("key_changed");
        self.is("unreached") && is_changed && self.is_about(key)
    }

    pub(super) fn what(&self) -> &str {
        self.what.as_ref().map_or("no cause was told", Safe::as_str)
    }
}

impl Peer {
    /// As those who look for names know people.
    pub(super) fn who(&self) -> Who {
        let (name, tag) = match self.name.as_str().rsplit_once('#') {
            Some((name, tag)) => (Safe::name(name), Some(tag.to_owned())),
            None => (self.name.clone(), None),
        };
        Who { identity: self.key, label: Label { name, tag, is_petname: self.petname }.into() }
    }
}
