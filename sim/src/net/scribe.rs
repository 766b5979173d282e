//! A scribe at the door of one node: writes down what passes, and how the node sees the others.

use std::collections::VecDeque;
use std::fmt::{Display, Write};

use chinwag::driver::Recorder;
use chinwag::node::{Input, Node, Output, PeerList};
use chinwag::record::Record;
use chinwag::time::Time;

use super::shared::Shared;

/// Writes down what passes the door in one run of a program.
pub(super) struct Scribe {
    pub(super) host: String,
    /// What the program's clock showed when the world began.
    pub(super) began: Time,
    pub(super) transcript: Shared<String>,
    pub(super) seen: Shared<Seen>,
}

/// What was seen at a door, in all runs.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The list of peers as it is since the last input of this run.
    pub(super) list: Option<PeerList>,
    /// Frames that came in.
    pub(super) frames: u64,
    /// What is to be kept and is not yet, in its order, but for what may be lost.
    pub(super) unkept: VecDeque<Record>,
}

impl Seen {
    /// Another run begins.
    pub(super) fn forget(&mut self) {
        self.list = None;
        self.unkept.clear();
    }
}

impl Scribe {
    fn write(&self, line: &dyn Display) {
        let _ = writeln!(self.transcript.lock(), "{line}");
    }
}

impl Recorder for Scribe {
    fn happened(&mut self, now: Time, input: &Input) {
        let at = now.since(self.began).as_secs_f64();
        self.write(&format_args!("{at:9.3} {:6} <- {input}", self.host));
        if let Input::Received { frames, .. } = input {
            self.seen.lock().frames += frames.len() as u64;
        }
    }

    fn followed(&mut self, node: &Node, outputs: &[Output]) {
        outputs.iter().for_each(|output| self.write(&format_args!("{:16} -> {output}", "")));
        let mut seen = self.seen.lock();
        for output in outputs {
            if let Output::Store(record) = output
                && !record.is_lazy()
            {
                seen.unkept.push_back(record.clone());
            }
        }
        seen.list = Some(node.peer_list(Time::EPOCH));
    }
}
