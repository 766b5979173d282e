//! How things end: what a node was told of it, what it did, and what the person heard.

use std::collections::BTreeMap;

use chinwag::identity::Identity;
use chinwag::node::{Event, Input, LinkId, Output};
use chinwag::reason::Reason;

use crate::people::Passed;

/// How something came to an end, as it passed the door of a node or was told to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// A stranger proved no key.
    TurnedAway(Reason),
    /// A dial led nowhere.
    DialFailed(Reason),
    /// A link to that peer ended by itself, or by something that the driver would not bear.
    Broke(Identity, Reason),
    /// The node ended a link to that peer.
    Closed(Identity, Reason),
    /// The person was told that a stranger was refused.
    Told(Reason),
    /// The person was told that nobody was reached.
    Unreached(Reason),
    /// The person was told that a message was given up.
    Failed(String, Reason),
    /// The person was told that a peer is gone.
    Offline(Identity, Reason),
}

impl End {
    /// A stranger is turned away and the person told so.
    pub(crate) fn turned_away(why: Reason) -> [Self; 2] {
        [Self::TurnedAway(why.clone()), Self::Told(why)]
    }

    /// A dial leads nowhere, and the message that it was for is given up.
    pub(crate) fn unreached(text: &str, why: Reason) -> [Self; 3] {
        let failed = Self::Failed(text.to_owned(), why.clone());
        [Self::DialFailed(why.clone()), failed, Self::Unreached(why)]
    }

    /// The node refuses a link before it was greeted.
    pub(crate) fn refused(peer: Identity, why: Reason) -> [Self; 2] {
        [Self::Closed(peer, why.clone()), Self::Told(why)]
    }

    /// The driver cannot bear what comes over a link before it was greeted.
    pub(crate) fn broke_unmet(peer: Identity, why: Reason) -> [Self; 2] {
        [Self::Broke(peer, why.clone()), Self::Told(why)]
    }

    /// The node ends a link that was open.
    pub(crate) fn cut_off(peer: Identity, why: Reason) -> [Self; 2] {
        [Self::Closed(peer, why.clone()), Self::Offline(peer, why)]
    }

    /// A link that was open ends by itself, or the driver cannot bear what comes over it.
    pub(crate) fn broke(peer: Identity, why: Reason) -> [Self; 2] {
        [Self::Broke(peer, why.clone()), Self::Offline(peer, why)]
    }
}

/// Everything that came to an end in what passed a door.
pub(crate) fn ends_in(passed: &[Passed]) -> Vec<End> {
    let mut links: BTreeMap<LinkId, Identity> = BTreeMap::new();
    let mut ends = Vec::new();
    for passed in passed {
        match passed {
            Passed::In(Input::Opened { link, peer, .. }) => {
                links.insert(*link, *peer);
            }
            Passed::In(Input::TurnedAway { reason, .. }) => {
                ends.push(End::TurnedAway(reason.clone()));
            }
            Passed::In(Input::DialFailed { reason, .. }) => {
                ends.push(End::DialFailed(reason.clone()));
            }
            Passed::In(Input::Closed { link, reason }) => {
                ends.push(End::Broke(links[link], reason.clone()));
            }
            Passed::Out(Output::Close(link, reason)) => {
                ends.push(End::Closed(links[link], reason.clone()));
            }
            Passed::Out(Output::Notify(event)) => ends.extend(end_told(event)),
            Passed::In(_) | Passed::Out(_) => {}
        }
    }
    ends
}

fn end_told(event: &Event) -> Option<End> {
    if let Event::TurnedAway { why, .. } = event {
        return Some(End::Told(why.clone()));
    }
    if let Event::Unreached { why, .. } = event {
        return Some(End::Unreached(why.clone()));
    }
    if let Event::Failed { text, why, .. } = event {
        return Some(End::Failed(text.to_string(), why.clone()));
    }
    if let Event::Offline { peer, why, .. } = event {
        return Some(End::Offline(peer.identity, why.clone()));
    }
    None
}
