//! Replays to draw: our own lane first, and one for each peer that has to do with it.

use std::collections::BTreeMap;

use chinwag::frame::Frame;
use chinwag::identity::Identity;
use chinwag::node::{Event, Input, LinkId, Output, PeerList, Standing};
use chinwag::time::Time;

use super::{Replay, Step};
use crate::trace::{Ending, Entry, FrameKind, Stance, Trace, What};

impl Replay {
    /// The stretch as a trace. What travels is there at once: only one end was recorded.
    pub fn trace(&self) -> Trace {
        let began = self.steps.first().map_or(Time::EPOCH, |step| step.at);
        let mut drawing = Drawing {
            began,
            now: began,
            lanes: BTreeMap::new(),
            links: self.before.links().collect(),
            frames: 0,
            entries: Vec::new(),
        };
        drawing.draw(What::Booted(ME));
        for step in &self.steps {
            drawing.step(step);
        }
        let end = drawing.now - began;
        let names = drawing.names(&[self.before.peer_list(began), self.after.peer_list(began)]);
        Trace { story: "as recorded".to_owned(), names, entries: drawing.entries, end }
    }
}

struct Drawing {
    began: Time,
    now: Time,
    lanes: BTreeMap<Identity, usize>,
    links: BTreeMap<LinkId, Identity>,
    frames: u64,
    entries: Vec<Entry>,
}

impl Drawing {
    fn step(&mut self, step: &Step) {
        self.now = step.at;
        match &step.input {
            Input::Opened { link, peer, .. } => {
                self.links.insert(*link, *peer);
            }
            Input::Received { link, frames } => {
                frames.iter().for_each(|frame| self.frame(*link, frame, false));
            }
            Input::Commanded(_)
            | Input::DialFailed { .. }
            | Input::TurnedAway { .. }
            | Input::Closed { .. }
            | Input::Recalled(_)
            | Input::Ticked => {}
        }
        for output in &step.outputs {
            match output {
                Output::Send(link, frame) => self.frame(*link, frame, true),
                Output::Notify(event) => self.event(event),
                Output::Stop => self.draw(What::Ended(ME, Ending::Left)),
                Output::Dial(_) | Output::Close(..) | Output::Store(_) | Output::Recall(_) => {}
            }
        }
    }

    fn frame(&mut self, link: LinkId, frame: &Frame, is_ours: bool) {
        let Some(peer) = self.links.get(&link).copied() else { return };
        let peer = self.lane(peer);
        let (from, to) = if is_ours { (ME, peer) } else { (peer, ME) };
        self.frames += 1;
        let (number, kind, says) = (self.frames, kind(frame), frame.to_string());
        self.draw(What::Sent { frame: number, from, to, kind, says });
        self.draw(What::Arrived(number));
    }

    fn event(&mut self, event: &Event) {
        if let Some((identity, stance)) = stance(event) {
            let of = self.lane(identity);
            self.draw(What::Shown { by: ME, of, stance });
        }
        self.draw(What::Told(ME, event.to_string()));
    }

    fn lane(&mut self, identity: Identity) -> usize {
        let next = ME + 1 + self.lanes.len();
        *self.lanes.entry(identity).or_insert(next)
    }

    fn draw(&mut self, what: What) {
        self.entries.push(Entry { at: self.now - self.began, what });
    }

    /// What the lanes are called: as on the last of these lists, or by the tag of the key.
    fn names(&self, lists: &[PeerList]) -> Vec<String> {
        let cards = lists.iter().flat_map(|list| list.active.iter().chain(&list.away));
        let whos = cards.filter_map(|card| card.who.as_ref());
        let labels: BTreeMap<Identity, String> =
            whos.map(|who| (who.identity, who.to_string())).collect();
        let mut names = vec![String::from("me"); ME + 1 + self.lanes.len()];
        for (identity, lane) in &self.lanes {
            let label = labels.get(identity).cloned();
            names[*lane] = label.unwrap_or_else(|| format!("#{}", identity.tag()));
        }
        names
    }
}

/// How a peer stands from then on, if that is what is told.
fn stance(event: &Event) -> Option<(Identity, Stance)> {
    if let Event::Online(card) = event {
        let stance = if card.standing == Standing::Quiet { Stance::Quiet } else { Stance::Online };
        return card.who.as_ref().map(|who| (who.identity, stance));
    }
    if let Event::Awake(who) = event {
        return Some((who.identity, Stance::Online));
    }
    if let Event::Quiet(who) = event {
        return Some((who.identity, Stance::Quiet));
    }
    let Event::Offline { peer, .. } = event else { return None };
    Some((peer.identity, Stance::Away))
}

fn kind(frame: &Frame) -> FrameKind {
    match frame {
        Frame::Connect(_) | Frame::ConnectAck(_) => FrameKind::Greeting,
        Frame::Text(..) | Frame::Skip(..) => FrameKind::Text,
        Frame::Received(_) => FrameKind::Received,
        Frame::Ping | Frame::Pong => FrameKind::Ping,
        Frame::Exit(_) => FrameKind::Exit,
    }
}

/// Our own lane.
const ME: usize = 0;
