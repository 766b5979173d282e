//! A scenario that somebody leaves, with all that has nobody left in it.

use crate::scenario::{Act, Between, Expectation, Scenario, Step};

/// The scenario without somebody, and without what has nobody left in it.
pub(super) fn without(scenario: &Scenario, gone: usize) -> Option<Scenario> {
    let mut smaller = scenario.clone();
    smaller.peers.remove(gone);
    if smaller.peers.len() < 2 {
        return None;
    }
    let leave = Leave(gone);
    smaller.peers.iter_mut().for_each(|peer| peer.dials = leave.all(&peer.dials));
    let steps = smaller.steps.iter();
    let steps = steps.filter_map(|step| Some(Step { at: step.at, act: leave.act(&step.act)? }));
    smaller.steps = steps.collect();
    Some(smaller)
}

/// Somebody leaves the stage, and whoever came after has another number.
struct Leave(usize);

impl Leave {
    fn one(&self, who: usize) -> Option<usize> {
        (who != self.0).then_some(if who > self.0 { who - 1 } else { who })
    }

    fn all(&self, who: &[usize]) -> Vec<usize> {
        who.iter().filter_map(|who| self.one(*who)).collect()
    }

    fn some(&self, who: &[usize]) -> Option<Vec<usize>> {
        Some(self.all(who)).filter(|who| !who.is_empty())
    }

    fn between(&self, between: &Between) -> Option<Between> {
        let groups: Vec<Vec<usize>> = between.0.iter().filter_map(|who| self.some(who)).collect();
        (groups.len() > 1).then_some(Between(groups))
    }

    fn act(&self, act: &Act) -> Option<Act> {
        Some(match act {
            Act::Boot(who) => Act::Boot(self.some(who)?),
            Act::Stop(who) => Act::Stop(self.some(who)?),
            Act::Kill(who) => Act::Kill(self.some(who)?),
            Act::Connect(who) => Act::Connect(self.some(who)?),
            Act::Exit(who) => Act::Exit(self.some(who)?),
            Act::Disk(who, act) => Act::Disk(self.some(who)?, *act),
            Act::Say { from, to, text, times } => {
                let (from, to) = (self.one(*from)?, self.one(*to)?);
                Act::Say { from, to, text: text.clone(), times: *times }
            }
            Act::TakeBack { from, to } => {
                Act::TakeBack { from: self.one(*from)?, to: self.one(*to)? }
            }
            Act::ConnectTo { from, to } => {
                Act::ConnectTo { from: self.one(*from)?, to: self.one(*to)? }
            }
            Act::Block { by, of } => Act::Block { by: self.one(*by)?, of: self.one(*of)? },
            Act::Unblock { by, of } => Act::Unblock { by: self.one(*by)?, of: self.one(*of)? },
            Act::Part { from, to } => Act::Part { from: self.one(*from)?, to: self.one(*to)? },
            Act::Rename { who, name } => Act::Rename { who: self.one(*who)?, name: name.clone() },
            Act::Cut(between) => Act::Cut(self.between(between)?),
            Act::CutOneWay { from, to } => {
                Act::CutOneWay { from: self.one(*from)?, to: self.one(*to)? }
            }
            Act::Stall(between) => Act::Stall(self.between(between)?),
            Act::Heal(between) => Act::Heal(self.between(between)?),
            Act::Reset(between) => Act::Reset(self.between(between)?),
            Act::Slow(between, latency) => Act::Slow(self.between(between)?, *latency),
            Act::Jump { who, by, is_back } => {
                Act::Jump { who: self.one(*who)?, by: *by, is_back: *is_back }
            }
            Act::Checkpoint(name) => Act::Checkpoint(name.clone()),
            Act::Expect(expectation) => Act::Expect(self.expectation(expectation)?),
            Act::Settle => Act::Settle,
        })
    }

    fn expectation(&self, expectation: &Expectation) -> Option<Expectation> {
        Some(match expectation {
            Expectation::Sees { who, others } => {
                Expectation::Sees { who: self.one(*who)?, others: self.all(others) }
            }
            Expectation::Hears { who, text, from, times } => Expectation::Hears {
                who: self.one(*who)?,
                text: text.clone(),
                from: self.one(*from)?,
                times: *times,
            },
            Expectation::Received { who, by, count } => {
                Expectation::Received { who: self.one(*who)?, by: self.one(*by)?, count: *count }
            }
            Expectation::Lists { who, rows } => {
                Expectation::Lists { who: self.one(*who)?, rows: rows.clone() }
            }
        })
    }
}
