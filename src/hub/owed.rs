//! What one command still owes: an answer, and for a message an outcome after it.

use crate::address::Address;
use crate::hub::{FaceId, Tag};
use crate::identity::Identity;
use crate::node::{Command, Event, Mark, Mistake, Target};
use crate::reason::Reason;
use crate::text::Safe;

/// A command whose answer or outcome is still to come.
#[derive(Debug)]
pub(super) struct Owed {
    pub(super) face: FaceId,
    pub(super) tag: Option<Tag>,
    pub(super) is_answered: bool,
    /// Who asked says no more.
    pub(super) may_be_gone: bool,
    what: What,
}

#[derive(Debug)]
enum What {
    /// A message is to be queued, and then to be confirmed or not.
    Delivery {
        to: Target,
        text: Safe,
        queued: Option<(Identity, u64)>,
    },
    /// One peer, or one address, is dialed.
    Connection {
        peer: Option<Identity>,
        address: Option<Address>,
    },
    Parting,
    Cancellation {
        to: Identity,
        seq: u64,
    },
    Petname(Identity),
    Regard(Identity),
    Name,
    History,
    List,
    Connections,
}

impl Owed {
    pub(super) fn of(face: FaceId, tag: Option<Tag>, command: &Command) -> Option<Self> {
        let what = match command {
            Command::Send { to, text } => {
                What::Delivery { to: to.clone(), text: Safe::text(text), queued: None }
            }
            Command::Connect(Target::Peer(peer)) => {
                What::Connection { peer: Some(*peer), address: None }
            }
            Command::Connect(Target::At(contact)) => {
                let address = Some(contact.address.clone());
                What::Connection { peer: contact.identity, address }
            }
            Command::Part(_) => What::Parting,
            Command::Cancel { to, seq } => What::Cancellation { to: *to, seq: *seq },
            Command::Petname { peer, .. } => What::Petname(*peer),
            Command::ShowHistory(_) => What::History,
            Command::ListPeers => What::List,
            Command::ConnectAll => What::Connections,
            Command::Regard { peer, .. } => What::Regard(*peer),
            Command::Rename(_) => What::Name,
            Command::Read { .. } | Command::Exit => return None,
        };
        Some(Self { face, tag, is_answered: false, may_be_gone: false, what })
    }

    /// Whether this is the answer; it is taken as such.
    pub(super) fn take_answer(&mut self, event: &Event) -> bool {
        if !self.is_answered {
            self.is_answered = if let Event::Rejected(mistake) = event {
                self.what.can_be(mistake)
            } else {
                self.what.is_answered_by(event)
            };
            return self.is_answered;
        }
        false
    }

    /// Whether nothing more is to come of it.
    pub(super) fn is_over(&self, event: &Event) -> bool {
        match &self.what {
            What::Delivery { queued: Some((peer, seq)), .. } => is_outcome(*peer, *seq, event),
            What::Delivery { queued: None, .. }
            | What::Connection { .. }
            | What::Parting
            | What::Cancellation { .. }
            | What::Petname(_)
            | What::Regard(_)
            | What::Name
            | What::History
            | What::List
            | What::Connections => self.is_answered,
        }
    }
}

impl What {
    fn is_answered_by(&mut self, event: &Event) -> bool {
        match self {
            Self::Delivery { to, text, queued } => {
                let at = match &*to {
                    Target::At(contact) => Some(&contact.address),
                    Target::Peer(_) => None,
                };
                if let Event::Queued { to: who, address, seq, text: said, .. } = event
                    && (said, address.as_ref()) == (&*text, at)
                    && is_meant(to, who.identity)
                {
                    *queued = Some((who.identity, *seq));
                    return true;
                }
                matches!(event, Event::Failed { address, text: said, .. }
                    if at == Some(address) && said == text)
            }
            Self::Connection { peer, address } => event.ends_dial(*peer, address.as_ref()),
            Self::Parting => matches!(event, Event::Offline { why: Reason::PartedByUs, .. }),
            Self::Cancellation { to, seq } => {
                matches!(event, Event::Cancelled { to: who, seq: taken }
                    if who.identity == *to && taken == seq)
            }
            Self::Petname(peer) => {
                matches!(event, Event::Petnamed { peer: who, .. } if who.identity == *peer)
            }
            Self::Regard(peer) => {
                matches!(event, Event::Regarded { peer: who, .. } if who.identity == *peer)
            }
            Self::Name => matches!(event, Event::Named(_)),
            Self::History => matches!(event, Event::History { .. } | Event::NotRead(_)),
            Self::List => matches!(event, Event::Listed(_)),
            Self::Connections => matches!(event, Event::ConnectedAll(_)),
        }
    }

    /// Whether such a command can be rejected for that.
    fn can_be(&self, mistake: &Mistake) -> bool {
        match mistake {
            Mistake::EmptyText | Mistake::TextTooLong(_) | Mistake::OutboxFull => {
                matches!(self, Self::Delivery { .. })
            }
            Mistake::TooManyAddresses | Mistake::Blocked => {
                matches!(self, Self::Delivery { .. } | Self::Connection { .. })
            }
            Mistake::NoAddress => matches!(self, Self::Connection { .. }),
            Mistake::UnknownPeer => {
                !matches!(self, Self::Parting | Self::Name | Self::History | Self::List)
            }
            Mistake::NotActive => matches!(self, Self::Parting),
            Mistake::AlreadySent | Mistake::NotWaiting => {
                matches!(self, Self::Cancellation { .. })
            }
            Mistake::NotAName => matches!(self, Self::Petname(_) | Self::Name),
            Mistake::NameTaken(_) => matches!(self, Self::Petname(_)),
        }
    }
}

fn is_meant(target: &Target, peer: Identity) -> bool {
    match target {
        Target::Peer(identity) => *identity == peer,
        Target::At(contact) => contact.identity.is_none_or(|identity| identity == peer),
    }
}

/// Whether a message has arrived, or will not for now.
fn is_outcome(peer: Identity, seq: u64, event: &Event) -> bool {
    if let Event::Marked { to, upto, mark: Mark::Received } = event {
        return to.identity == peer && *upto >= seq;
    }
    if let Event::Cancelled { to, seq: taken } = event {
        return to.identity == peer && *taken == seq;
    }
    if let Event::Waiting(who)
    | Event::Offline { peer: who, .. }
    | Event::Unreached { peer: Some(who), .. } = event
    {
        return who.identity == peer;
    }
    matches!(event, Event::Stalled(_))
}
