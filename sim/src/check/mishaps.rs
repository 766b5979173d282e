//! What goes wrong, once: how it begins, and how it is mended.

use super::Mishap;
use super::pair::{Pair, Step};
use super::person::Job;

/// How far the one mishap has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) enum Fate {
    Ahead,
    /// The link is cut, or somebody's power is gone.
    Here,
    Over,
}

/// One step of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Cut,
    Heal,
    /// One connection is reset.
    Reset(u64),
    /// Somebody's power is gone, and with it what was being committed, unless it was durable.
    Kill {
        who: usize,
        is_kept: bool,
    },
    /// Somebody's power is back.
    Boot(usize),
}

impl Pair {
    /// How the mishap can begin or be mended now.
    pub(super) fn mishaps(&self) -> Vec<Step> {
        let turns = match (self.question.mishap, self.fate) {
            (Mishap::Nothing, _) | (_, Fate::Over) => Vec::new(),
            (Mishap::Cut, Fate::Ahead) => vec![Turn::Cut],
            (Mishap::Cut, Fate::Here) => vec![Turn::Heal],
            (Mishap::Reset, _) => self.wires.all.keys().map(|at| Turn::Reset(*at)).collect(),
            (Mishap::Kill, Fate::Ahead) => {
                [0, 1].into_iter().flat_map(|who| self.kills(who)).collect()
            }
            (Mishap::Kill, Fate::Here) => {
                let is_down = |who: &usize| self.people[*who].run.is_none();
                [0, 1].into_iter().filter(is_down).map(Turn::Boot).collect()
            }
        };
        turns.into_iter().map(Step::Mishap).collect()
    }

    /// A power cut comes before or after what is being committed is durable.
    fn kills(&self, who: usize) -> impl Iterator<Item = Turn> {
        let is_either = self.committing(who).is_some();
        let kept = [false, true].into_iter().filter(move |is_kept| is_either || !is_kept);
        kept.map(move |is_kept| Turn::Kill { who, is_kept })
    }

    fn committing(&self, who: usize) -> Option<&Job> {
        let job = self.people[who].run.as_ref()?.jobs.front();
        job.filter(|job| matches!(job, Job::Commit(_)))
    }

    pub(super) fn befall(&mut self, turn: Turn) {
        self.fate = match turn {
            Turn::Cut | Turn::Kill { .. } => Fate::Here,
            Turn::Heal | Turn::Reset(_) | Turn::Boot(_) => Fate::Over,
        };
        match turn {
            Turn::Cut => self.cut(),
            Turn::Heal => {
                self.note(None, "-- the link is healed");
                self.wires.change().is_cut = false;
            }
            Turn::Reset(number) => {
                self.note(None, &format!("-- link {number} is reset"));
                let now = self.now;
                self.wires.change().reset(now, number);
            }
            Turn::Kill { who, is_kept } => self.kill(who, is_kept),
            Turn::Boot(who) => {
                self.note(Some(who), "-- the power is back");
                self.boot(who);
            }
        }
    }

    /// Nothing gets through any more, and nobody hears of it.
    fn cut(&mut self) {
        self.note(None, "-- the link is cut");
        self.wires.change().cut();
        for who in [0, 1] {
            let dial = self.run_mut(who).and_then(|run| run.dial.as_mut());
            dial.into_iter().for_each(|dial| dial.is_dark = true);
        }
    }

    fn kill(&mut self, who: usize, is_kept: bool) {
        if let Some(Job::Commit(records)) = self.committing(who).filter(|_| is_kept).cloned() {
            self.commit(who, &records);
        }
        let disk = if is_kept { ", once what had to be kept is durable" } else { "" };
        self.note(Some(who), &format!("-- the power is gone{disk}"));
        self.people[who].change().run = None;
        self.wires.change().orphan(who);
    }
}
