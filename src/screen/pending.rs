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
    /// One peer, or one address, is dialed.
    Connection {
        peer: Option<Identity>,
        address: Option<Address>,
    },
    /// A goodbye to one peer.
    Parting,
    /// A message is to be taken back.
    Cancellation,
    /// A peer is to be called otherwise.
    Petname,
    /// We are to be called otherwise.
    Name,
    /// A person's view of a peer is to be kept.
    Regard,
    History,
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
            Command::Connect(Target::Peer(identity)) => {
                Some(Self::Connection { peer: Some(*identity), address: None })
            }
            Command::Connect(Target::At(contact)) => Some(Self::Connection {
                peer: contact.identity,
                address: Some(contact.address.clone()),
            }),
            Command::Part(_) => Some(Self::Parting),
            Command::Cancel { .. } => Some(Self::Cancellation),
            Command::Petname { .. } => Some(Self::Petname),
            Command::ShowHistory(_) => Some(Self::History),
            Command::ListPeers => Some(Self::List),
            Command::ConnectAll => Some(Self::Connections),
            Command::Rename(_) => Some(Self::Name),
            Command::Regard { .. } => Some(Self::Regard),
            Command::Read { .. } | Command::Exit => None,
        }
    }

    /// Whether it comes even while nothing can be kept.
    pub(super) fn needs_no_keeping(&self) -> bool {
        match self {
            Self::List | Self::Connections | Self::Name => true,
            Self::Delivery { .. }
            | Self::Connection { .. }
            | Self::Parting
            | Self::Cancellation
            | Self::Petname
            | Self::Regard
            | Self::History => false,
        }
    }

    /// Whether this event is the outcome.
    pub(super) fn is_settled_by(&mut self, event: &Event) -> bool {
        if matches!(event, Event::Rejected(_)) {
            return true;
        }
        if matches!(event, Event::Stalled(_)) {
            return !self.needs_no_keeping();
        }
        match self {
            Self::List => matches!(event, Event::Listed(_)),
            Self::Connections => matches!(event, Event::ConnectedAll(_)),
            Self::Parting => matches!(event, Event::Offline { why: Reason::PartedByUs, .. }),
            Self::Cancellation => matches!(event, Event::Cancelled { .. }),
            Self::Connection { peer, address } => event.ends_dial(*peer, address.as_ref()),
            Self::Name => matches!(event, Event::Named(_)),
            Self::Regard => matches!(event, Event::Regarded { .. }),
            Self::Petname => matches!(event, Event::Petnamed { .. }),
            Self::History => matches!(event, Event::History { .. } | Event::NotRead(_)),
            Self::Delivery { peer, address, seq } => {
                if let Event::Queued { to, address: sent_to, seq: given, .. } = event
                    && sent_to == address
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
    if let Event::Unkept { to, .. } | Event::Waiting(to) = event {
        return peer.is_none_or(|peer| peer == to.identity);
    }
    matches!(event, Event::Offline { peer: lost, .. } if peer == Some(lost.identity))
}
