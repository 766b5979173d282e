//! Notes on what happens in the fast world, where somebody wants them: a trace to draw, a
//! transcript to read.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use chinwag::frame::Frame;
use chinwag::identity::Identity;
use chinwag::node::{Event, Input, Output, PeerList, Standing};
use chinwag::screen::{Clock, Style, Words};
use chinwag::time::Time;

use super::Des;
use super::connections::{Connections, Parcel};
use crate::laws::Violation;
use crate::scenario::{Act, Scenario};
use crate::trace::{Ending, Entry, FrameKind, Stance, Trace, What};

#[derive(Debug, Default)]
pub(super) struct Notes {
    trace: Option<Trace>,
    transcript: Option<String>,
    /// Frames in the trace so far.
    frames: u64,
    /// How everybody shows everybody.
    stances: BTreeMap<(usize, usize), Stance>,
}

impl Notes {
    pub(super) fn tracing(scenario: &Scenario) -> Self {
        let names = scenario.peers.iter().map(|peer| peer.name.clone()).collect();
        let story = scenario.story.clone();
        let trace = Some(Trace { story, names, ..Trace::default() });
        Self { trace, ..Self::default() }
    }

    pub(super) fn transcribe(&mut self) {
        self.transcript.get_or_insert_default();
    }

    pub(super) fn transcript(&self) -> &str {
        self.transcript.as_deref().unwrap_or_default()
    }

    pub(super) fn is_tracing(&self) -> bool {
        self.trace.is_some()
    }

    pub(super) fn is_transcribing(&self) -> bool {
        self.transcript.is_some()
    }

    pub(super) fn trace(&mut self, end: Duration) -> Trace {
        let mut trace = self.trace.clone().unwrap_or_default();
        trace.end = end;
        trace
    }

    fn note(&mut self, now: Time, what: impl FnOnce() -> What) {
        if let Some(trace) = &mut self.trace {
            trace.entries.push(Entry { at: now - Des::EPOCH, what: what() });
        }
    }

    pub(super) fn input(&mut self, now: Time, name: &str, input: &Input) {
        if let Some(transcript) = &mut self.transcript {
            let at = (now - Des::EPOCH).as_secs_f64();
            let _ = writeln!(transcript, "{at:10.6} {name:6} <- {input}");
        }
    }

    pub(super) fn outputs(&mut self, outputs: &[Output]) {
        if let Some(transcript) = &mut self.transcript {
            for output in outputs {
                let _ = writeln!(transcript, "                  -> {output}");
            }
        }
    }

    pub(super) fn booted(&mut self, now: Time, who: usize) {
        self.note(now, || What::Booted(who));
    }

    pub(super) fn ended(&mut self, now: Time, who: usize, ending: Ending) {
        self.note(now, || What::Ended(who, ending));
        let gone: Vec<usize> =
            self.stances.keys().filter(|(by, _)| *by == who).map(|(_, of)| *of).collect();
        for of in gone {
            self.stances.remove(&(who, of));
            self.note(now, || What::Shown { by: who, of, stance: Stance::Unknown });
        }
    }

    pub(super) fn acted(&mut self, now: Time, act: &Act, scenario: &Scenario) {
        self.note(now, || What::Acted { act: act.clone(), words: act.words(scenario) });
    }

    pub(super) fn broken(&mut self, now: Time, violation: &Violation) {
        self.note(now, || What::Broken(violation.to_string()));
    }

    pub(super) fn told(&mut self, now: Time, who: usize, event: &Event) {
        if self.trace.is_none() {
            return;
        }
        let words = Words { clock: Clock::utc(), style: Style::Plain, is_ephemeral: false };
        if let Some(line) = words.event(event) {
            // What is not said by a peer has a star before it on screen.
            let line = line.trim_start_matches("* ").to_owned();
            self.note(now, || What::Told(who, line));
        }
    }

    /// Frames leave from an end.
    pub(super) fn sent(
        &mut self,
        now: Time,
        end: u64,
        frames: &[Frame],
        connections: &mut Connections,
    ) {
        if self.trace.is_none() {
            return;
        }
        let Some(from) = connections.end(end).map(|end| end.who) else { return };
        let Some(there) = connections.end_mut(end ^ 1) else { return };
        for frame in frames {
            let (number, says, kind, to) = (self.frames, frame.to_string(), kind(frame), there.who);
            self.frames += 1;
            there.traced.push_back(number);
            self.note(now, || What::Sent { frame: number, from, to, kind, says });
        }
    }

    /// So many frames are there, of those under way to an end.
    pub(super) fn arrived(
        &mut self,
        now: Time,
        to: u64,
        count: usize,
        connections: &mut Connections,
    ) {
        let Some(end) = connections.end_mut(to).filter(|end| !end.traced.is_empty()) else {
            return;
        };
        for frame in end.traced.drain(..count) {
            self.note(now, || What::Arrived(frame));
        }
    }

    /// What was under way to an end is lost, and what comes after it may not be.
    pub(super) fn lost_some(
        &mut self,
        now: Time,
        to: u64,
        parcel: &Parcel,
        connections: &mut Connections,
    ) {
        let Parcel::Frames(frames) = parcel else { return };
        let Some(end) = connections.end_mut(to).filter(|end| !end.traced.is_empty()) else {
            return;
        };
        for frame in end.traced.drain(..frames.len()) {
            self.note(now, || What::Lost(frame));
        }
    }

    pub(super) fn lost(&mut self, now: Time, frame: u64) {
        self.note(now, || What::Lost(frame));
    }

    /// Notes what has changed on somebody's list.
    pub(super) fn shown(
        &mut self,
        now: Time,
        by: usize,
        list: Option<PeerList>,
        numbers: &BTreeMap<Identity, usize>,
    ) {
        let list = list.unwrap_or_default();
        for card in list.active.iter().chain(&list.away) {
            let of = card.who.as_ref().and_then(|who| numbers.get(&who.identity).copied());
            let Some(of) = of else { continue };
            let stance = stance(&card.standing);
            if self.stances.insert((by, of), stance) != Some(stance) {
                self.note(now, || What::Shown { by, of, stance });
            }
        }
    }
}

fn stance(standing: &Standing) -> Stance {
    match standing {
        Standing::Online => Stance::Online,
        Standing::Quiet => Stance::Quiet,
        Standing::Dialing { .. } => Stance::Dialing,
        Standing::Away { .. } => Stance::Away,
    }
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
