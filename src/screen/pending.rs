//! The outcome that the last command still owes, so that a script can wait for it.

use crate::address::Address;
use crate::identity::Identity;
use crate::node::{Command, Event, Mark, Target};
use crate::reason::Reason;

#[derive(Debug)]
pub(super) enum Pending {
    /// A message is to be confirmed, or not. Its number is known once it is queued.
    Delivery {
        peer: Option<Identity>,
        address: Option<Address>,
        seq: Option<u64>,
    },
    /// A goodbye to one peer.
    Parting,
    List,
    Connections,
}

impl Pending {
    /// What a command owes.
    pub(super) fn of(command: &Command) -> Option<Self> {
        match command {
            Command::Send { to: Target::Peer(identity), .. } => {
                Some(Self::Delivery { peer: Some(*identity), address: None, seq: None })
            }
            Command::Send { to: Target::At(contact), .. } => Some(Self::Delivery {
                peer: contact.identity,
                address: Some(contact.address.clone()),
                seq: None,
            }),
            Command::Part(_) => Some(Self::Parting),
            Command::ListPeers => Some(Self::List),
            Command::ConnectAll => Some(Self::Connections),
            Command::Exit => None,
        }
    }

    /// Whether this event is the outcome.
    pub(super) fn is_settled_by(&mut self, event: &Event) -> bool {
        if matches!(event, Event::Rejected(_)) {
            return true;
        }
        match self {
            Self::List => matches!(event, Event::Listed(_)),
            Self::Connections => matches!(event, Event::ConnectedAll(_)),
            Self::Parting => matches!(event, Event::Offline { why: Reason::PartedByUs, .. }),
            Self::Delivery { peer, address, seq } => {
                if let Event::Queued { to, seq: given, .. } = event
                    && peer.is_none_or(|peer| peer == to.identity)
                {
                    (*peer, *seq) = (Some(to.identity), Some(*given));
                }
                is_delivered_or_not(*peer, address.as_ref(), *seq, event)
            }
        }
    }
}

fn is_delivered_or_not(
    peer: Option<Identity>,
    address: Option<&Address>,
    seq: Option<u64>,
    event: &Event,
) -> bool {
    if let Event::Marked { to, upto, mark: Mark::Received } = event {
        return peer == Some(to.identity) && seq.is_some_and(|seq| *upto >= seq);
    }
    if let Event::Failed { address: failed, .. } = event {
        return address == Some(failed);
    }
    if let Event::Unreached { address: unreached, peer: expected, .. } = event {
        let expected = expected.as_ref().map(|who| who.identity);
        return address == Some(unreached) || (peer.is_some() && expected == peer);
    }
    matches!(event, Event::Offline { peer: lost, .. } if peer == Some(lost.identity))
}
