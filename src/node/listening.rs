//! What peers say: each frame of an open link, and the answers that it calls for.

use crate::frame::{Frame, Greeting, Scope};
use crate::identity::Identity;
use crate::node::Node;
use crate::node::door::{LinkId, Origin, Output};
use crate::node::link::Phase;
use crate::node::person::Event;
use crate::node::roster::Presence;
use crate::reason::Reason;
use crate::time::Time;

/// What a batch of frames calls for, once each: a peer that asks a thousand times in one breath
/// is answered once.
#[derive(Debug, Default)]
struct Answers {
    pong: bool,
    received: bool,
    greeting: bool,
}

impl Node {
    pub(super) fn received(&mut self, now: Time, id: LinkId, frames: Vec<Frame>) {
        let Some(link) = self.links.get_mut(&id) else { return };
        let identity = link.peer;
        #[cfg(feature = "plants")]
        let mut deaf = is_planted_deaf(&frames).then(|| link.clone());
        #[cfg(feature = "plants")]
        let link = deaf.as_mut().unwrap_or(link);
        if link.heard(now) {
            self.awake(now, identity);
        }
        let mut answers = Answers::default();
        let mut frames = frames.into_iter();
        let fault =
            frames.find_map(|frame| self.take(now, id, identity, frame, &mut answers).err());
        // What came before the end is answered before it.
        self.answer(now, id, identity, &answers);
        if let Some(reason) = fault {
            self.abandon(now, id, &reason);
        }
    }

    /// One frame. An error ends the link.
    fn take(
        &mut self,
        now: Time,
        id: LinkId,
        identity: Identity,
        frame: Frame,
        answers: &mut Answers,
    ) -> Result<(), Reason> {
        let Some(link) = self.links.get_mut(&id) else { return Ok(()) };
        if link.phase == Phase::Greeting {
            return self.take_first(now, id, &frame);
        }
        match frame {
            Frame::Connect(greeting) => {
                answers.greeting = true;
                self.renewed(now, id, &greeting)?;
                self.hear_name(now, id, greeting.name.to_name());
                Ok(())
            }
            Frame::ConnectAck(greeting) => {
                let is_asked = std::mem::take(&mut link.is_renewing);
                self.renewed(now, id, &greeting)?;
                if is_asked {
                    self.take_name(now, id, greeting.name.to_name());
                }
                Ok(())
            }
            Frame::Text(seq, message, sent, text) => {
                answers.received = true;
                let epoch = link.hearing.unwrap_or_default();
                self.heard_text(now, identity, (epoch, seq, message), sent, text)
            }
            Frame::Skip(seq, message) => {
                answers.received = true;
                let epoch = link.hearing.unwrap_or_default();
                self.heard_skip(identity, (epoch, seq, message))
            }
            Frame::Received(upto) => self.confirmed(identity, upto),
            #[cfg(feature = "plants")]
            Frame::Ping if crate::plant::Plant::NoPong.is_planted() => Ok(()),
            Frame::Ping => {
                answers.pong = true;
                Ok(())
            }
            Frame::Pong => Ok(()),
            #[cfg(feature = "plants")]
            Frame::Exit(_) if crate::plant::Plant::GoodbyeIgnored.is_planted() => Ok(()),
            #[cfg(feature = "plants")]
            Frame::Exit(_) if crate::plant::Plant::GoodbyeIsLoss.is_planted() => Err(Reason::Lost),
            Frame::Exit(Scope::Everybody) => Err(Reason::Left),
            Frame::Exit(Scope::You) => Err(Reason::Parted),
        }
    }

    /// The first frame must be the one greeting that this end of the link waits for.
    fn take_first(&mut self, now: Time, id: LinkId, frame: &Frame) -> Result<(), Reason> {
        let origin = self.links.get(&id).map(|link| link.origin);
        match (origin, frame) {
            (Some(Origin::Accepted), Frame::Connect(greeting))
            | (Some(Origin::Dialed), Frame::ConnectAck(greeting)) => {
                self.greeted(now, id, greeting);
                Ok(())
            }
            (Some(_) | None, _) => Err(Reason::OutOfTurn),
        }
    }

    /// A greeting on an open link tells positions and the clock anew; and a name, which has its own
    /// rules.
    fn renewed(&mut self, now: Time, id: LinkId, greeting: &Greeting) -> Result<(), Reason> {
        let link = self.links.get_mut(&id).ok_or(Reason::OutOfTurn)?;
        let identity = link.peer;
        if !link.hears(greeting.sending) {
            return Err(Reason::OutOfTurn);
        }
        let peer = self.roster.peer_mut(&identity).ok_or(Reason::OutOfTurn)?;
        peer.clock_ahead = Some(greeting.clock.ahead_of(now));
        if peer.outbox.confirm_at(greeting.received).ok_or(Reason::OutOfTurn)? {
            self.mark_received(identity);
            self.pump(identity);
        }
        Ok(())
    }

    fn answer(&mut self, now: Time, id: LinkId, identity: Identity, answers: &Answers) {
        let Some(link) = self.links.get(&id) else { return };
        if answers.greeting {
            let greeting = self.greeting(now, link);
            self.send(id, Frame::ConnectAck(greeting));
        }
        let inbox = self.roster.peer(&identity).and_then(|peer| peer.inbox);
        if let (true, Some(inbox)) = (answers.received, inbox) {
            self.send(id, Frame::Received(inbox.upto));
        }
        if answers.pong {
            self.send(id, Frame::Pong);
        }
    }

    fn awake(&mut self, now: Time, identity: Identity) {
        let Some(peer) = self.roster.peer_mut(&identity) else { return };
        if peer.presence == Presence::Quiet {
            peer.presence = Presence::Online;
            peer.since = Some(now);
            let who = self.roster.who(identity);
            self.outputs.extend(who.map(|who| Output::Notify(Event::Awake(who))));
        }
    }
}

/// Whether what came is taken for no sign of life.
#[cfg(feature = "plants")]
fn is_planted_deaf(frames: &[Frame]) -> bool {
    crate::plant::Plant::OnlyPongIsLife.is_planted() && !frames.contains(&Frame::Pong)
}
