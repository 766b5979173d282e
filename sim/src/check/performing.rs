//! What nodes want done, done: dials, frames, ends of links, commits, words to a person.

use chinwag::frame::Frame;
use chinwag::node::{Input, LinkId, Output};

use super::pair::Pair;
use super::person::{Dial, Job};
use super::wires::{End, Parcel};

impl Pair {
    /// Hands an input to somebody's node and does what follows.
    pub(super) fn handle(&mut self, who: usize, input: Input) {
        if self.transcript.is_some() {
            self.note(Some(who), &format!("<- {input}"));
        }
        let now = self.now;
        let Some(run) = self.run_mut(who) else { return };
        let outputs = run.node.handle(now, input);
        self.note_outputs(&outputs);
        self.watch(who, &outputs);
        if let Some(run) = self.run_mut(who) {
            run.ahead.push(now, outputs);
        }
        self.go_on(who);
    }

    /// Does what somebody's node wants done, as far as it may be done.
    pub(super) fn go_on(&mut self, who: usize) {
        // What a turn says over one link leaves together.
        let mut saying: Option<(LinkId, Vec<Frame>)> = None;
        while let Some(output) = self.run_mut(who).and_then(|run| run.ahead.pop()) {
            let Output::Send(link, frame) = output else {
                self.say(who, saying.take());
                self.perform(who, output);
                continue;
            };
            if let Some((_, frames)) = saying.as_mut().filter(|(on, _)| *on == link) {
                frames.push(frame);
            } else {
                self.say(who, saying.replace((link, vec![frame])));
            }
        }
        self.say(who, saying);
        let now = self.now;
        let Some(run) = self.run_mut(who) else { return };
        if let Some(records) = run.ahead.batch(now) {
            run.work(now, Job::Commit(records));
        }
    }

    fn say(&mut self, who: usize, said: Option<(LinkId, Vec<Frame>)>) {
        let now = self.now;
        if let Some((link, frames)) = said
            && self.wires.end(link.0, who).is_some_and(End::is_open)
        {
            self.wires.change().post(now, link.0, 1 - who, Parcel::Frames(frames));
        }
    }

    fn perform(&mut self, who: usize, output: Output) {
        let (now, is_dark) = (self.now, self.wires.is_cut);
        match output {
            Output::Dial(contact) => {
                let address = contact.address;
                let dial = Dial { address, since: now, proving_with: None, is_dark };
                if let Some(run) = self.run_mut(who) {
                    run.dial = Some(dial);
                }
            }
            Output::Close(link, _) => {
                let wires = self.wires.change();
                if wires.close(link.0, who) {
                    wires.post(now, link.0, 1 - who, Parcel::End);
                }
            }
            Output::Recall(question) => {
                if let Some(run) = self.run_mut(who) {
                    run.work(now, Job::Recall(question));
                }
            }
            Output::Notify(event) => {
                let identity = self.people[who].identity;
                self.laws.change().told(identity, &event);
            }
            Output::Send(..) | Output::Store(_) | Output::Stop => {}
        }
    }
}
