//! What a person is told, in a fingerprint.

use super::Fold;
use crate::history::{Conversations, Entry, Page, Query, Side};
use crate::node::{Card, Event, Mistake, PeerList, Standing, Who};
use crate::reason::Reason;
use crate::record::Trouble;

impl Fold {
    pub(super) fn event(self, event: &Event) -> Self {
        let fold = self.kind(event);
        match event {
            Event::Online(card) => fold.card(card),
            Event::Renamed { peer, before: _ } => fold.who(peer),
            Event::Petnamed { peer, before } => fold.who(peer).flag(before.is_petname),
            Event::Quiet(who) | Event::Awake(who) | Event::Waiting(who) => fold.who(who),
            Event::Offline { peer, why, retry_at } => {
                fold.who(peer).reason(why).maybe(*retry_at, Self::time)
            }
            Event::Unreached { address, peer, why, retry_at } => {
                let fold = fold.address(address).maybe(peer.as_ref(), Self::who);
                fold.reason(why).maybe(*retry_at, Self::time)
            }
            Event::TurnedAway { address, why, others } => {
                fold.address(address).reason(why).number(*others)
            }
            Event::Said { from, id, sent, heard, is_clock_off, text: _ } => {
                let fold = fold.who(from).message(*id).time(*sent).time(*heard);
                fold.flag(*is_clock_off)
            }
            Event::Queued { to, address: _, id, seq, at, text: _ } => {
                fold.who(to).message(*id).number(*seq).time(*at)
            }
            Event::Cancelled { to, seq } => fold.who(to).number(*seq),
            Event::Marked { to, upto, mark } => fold.who(to).number(*upto).kind(mark),
            Event::Failed { address, text: _, why } => fold.address(address).reason(why),
            Event::Listed(list) | Event::ConnectedAll(list) => fold.list(list),
            Event::History { query, found } => fold.query(query).conversations(found),
            Event::NotRead(why) | Event::Stalled(why) | Event::Unrecorded(why) => fold.trouble(why),
            Event::Resumed | Event::Named(_) => fold,
            Event::Regarded { peer, regard } => fold.who(peer).kind(regard),
            Event::Unkept { to, text: _ } | Event::Lost { to, text: _ } => fold.who(to),
            Event::Rejected(mistake) => fold.mistake(mistake),
            Event::Undelivered { to, count, is_blocked } => {
                fold.who(to).number(*count).flag(*is_blocked)
            }
        }
    }

    pub(super) fn query(self, query: &Query) -> Self {
        let Query { peer, since, words: _, is_waiting, page } = query;
        let fold = self.maybe(*peer, Self::identity).maybe(*since, Self::time);
        let fold = fold.flag(*is_waiting).kind(page);
        match *page {
            Page::Last(count) => fold.number(count as u64),
            Page::After { number, count } | Page::Before { number, count } => {
                fold.number(number).number(count as u64)
            }
        }
    }

    pub(super) fn reason(self, reason: &Reason) -> Self {
        let fold = self.kind(reason);
        if let Reason::KeyChanged { found } = reason { fold.identity(*found) } else { fold }
    }

    fn who(self, Who { identity, label }: &Who) -> Self {
        self.identity(*identity).flag(label.is_petname)
    }

    fn list(self, PeerList { at, active, away }: &PeerList) -> Self {
        self.time(*at).set(active, Self::card).set(away, Self::card)
    }

    fn card(self, card: &Card) -> Self {
        let Card { who, address, standing, since, trust, is_muted, is_blocked, clock_ahead } = card;
        let fold = self.maybe(who.as_ref(), Self::who).maybe(address.as_ref(), Self::address);
        let fold = fold.standing(standing).maybe(*since, Self::time).kind(trust);
        let fold = fold.flag(*is_muted).flag(*is_blocked);
        fold.maybe(clock_ahead.map(i64::cast_unsigned), Self::number)
    }

    fn standing(self, standing: &Standing) -> Self {
        let fold = self.kind(standing);
        match standing {
            Standing::Online | Standing::Quiet => fold,
            Standing::Dialing { before } => fold.maybe(before.as_ref(), Self::reason),
            Standing::Away { why, retry_at } => {
                fold.maybe(why.as_ref(), Self::reason).maybe(*retry_at, Self::time)
            }
        }
    }

    fn conversations(self, Conversations { entries, people }: &Conversations) -> Self {
        let fold = entries.iter().fold(self.number(entries.len() as u64), Self::entry);
        people.iter().fold(fold, Self::who)
    }

    fn entry(self, entry: &Entry) -> Self {
        let Entry { number, peer, id, side, text: _ } = entry;
        let fold = self.number(*number).identity(*peer).message(*id).kind(side);
        match *side {
            Side::Ours { seq, at, mark } => fold.number(seq).time(at).kind(&mark),
            Side::Theirs { sent, heard, is_clock_off } => {
                fold.time(sent).time(heard).flag(is_clock_off)
            }
        }
    }

    fn mistake(self, mistake: &Mistake) -> Self {
        let fold = self.kind(mistake);
        match mistake {
            Mistake::TextTooLong(bytes) => fold.number(*bytes as u64),
            Mistake::NameTaken(who) => fold.who(who),
            Mistake::EmptyText
            | Mistake::UnknownPeer
            | Mistake::NotActive
            | Mistake::AlreadySent
            | Mistake::NotWaiting
            | Mistake::NotAName
            | Mistake::OutboxFull
            | Mistake::TooManyAddresses
            | Mistake::NoAddress
            | Mistake::Blocked => fold,
        }
    }

    /// Without the words of the system, which may repeat those that were searched for.
    fn trouble(self, trouble: &Trouble) -> Self {
        self.kind(trouble)
    }
}
