//! What can happen: nobody is booted twice, nobody who is away says anything.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use chinwag::address::Address;
use chinwag::text::{Safe, TEXT_MAX};

use super::notation::{EVERYONE, EVERYTHING, write_span};
use super::{Act, Between, DiskAct, Expectation, Latency, Peer, Scenario, Step};

/// Why a scenario cannot be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impossible {
    /// The step that cannot be; none, if it is none of the steps.
    pub step: Option<usize>,
    /// Why.
    pub why: String,
}

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for Impossible {}

impl Scenario {
    /// Checks that it can be played.
    ///
    /// # Errors
    /// The first thing that cannot be.
    pub fn check(&self) -> Result<(), Impossible> {
        self.check_people().map_err(|why| Impossible { step: None, why })?;
        let mut stage = Stage::new(&self.peers);
        let mut before = Duration::ZERO;
        for (place, step) in self.steps.iter().enumerate() {
            let outcome = if step.at < before {
                let at = write_span(step.at);
                Err(format!("it is at {at}, and the step before it is later: put it before that"))
            } else {
                stage.take(step)
            };
            before = step.at;
            outcome.map_err(|why| Impossible { step: Some(place), why })?;
        }
        Ok(())
    }

    /// Without the steps that cannot be.
    #[must_use]
    pub fn possible(mut self) -> Self {
        let mut steps = std::mem::take(&mut self.steps);
        let mut stage = Stage::new(&self.peers);
        steps.sort_by_key(|step| step.at);
        steps.retain(|step| stage.take(step).is_ok());
        self.steps = steps;
        self
    }

    fn check_people(&self) -> Result<(), String> {
        ensure(!self.peers.is_empty(), || "there is nobody: add a peer".into())?;
        ensure(self.peers.len() <= PEERS_MAX, || format!("there are more than {PEERS_MAX} peers"))?;
        ensure(self.steps.len() <= STEPS_MAX, || format!("there are more than {STEPS_MAX} steps"))?;
        check_latency(self.links.latency)?;
        check_latency(self.commits)?;
        self.links.lasts.map_or(Ok(()), check_lasts)?;
        let mut names = BTreeSet::new();
        for (who, peer) in self.peers.iter().enumerate() {
            let name = &peer.name;
            check_name(name)?;
            ensure(names.insert(name), || format!("there are two of the name {name}"))?;
            let mut dialed = BTreeSet::from([who]);
            for other in &peer.dials {
                ensure(*other < self.peers.len(), || format!("{name} dials nobody that is here"))?;
                ensure(dialed.insert(*other), || format!("{name} dials itself, or one twice"))?;
            }
        }
        Ok(())
    }
}

/// What is so while the steps go by.
struct Stage<'a> {
    peers: &'a [Peer],
    is_up: Vec<bool>,
    has_backup: Vec<bool>,
}

impl<'a> Stage<'a> {
    fn new(peers: &'a [Peer]) -> Self {
        let is_up = peers.iter().map(|peer| !peer.is_late).collect();
        Self { peers, is_up, has_backup: vec![false; peers.len()] }
    }

    fn take(&mut self, step: &Step) -> Result<(), String> {
        ensure(step.at <= EVENING_MAX, || {
            "an evening lasts a week at most: write an earlier time".into()
        })?;
        match &step.act {
            Act::Boot(who) => self.turn(who, true),
            Act::Stop(who) | Act::Kill(who) | Act::Exit(who) => self.turn(who, false),
            Act::Connect(who) => {
                self.people(who)?;
                who.iter().try_for_each(|who| self.up(*who))
            }
            Act::Say { from, to, text, times } => {
                let is_often = (1..=TIMES_MAX).contains(times);
                ensure(is_often, || format!("a thing is said 1 to {TIMES_MAX} times in a step"))?;
                check_text(text)?;
                self.between(*from, *to)?;
                self.up(*from)
            }
            Act::TakeBack { from, to }
            | Act::ConnectTo { from, to }
            | Act::Block { by: from, of: to }
            | Act::Unblock { by: from, of: to }
            | Act::Part { from, to } => {
                self.between(*from, *to)?;
                self.up(*from)
            }
            Act::Rename { who, name } => {
                ensure(!Safe::name(name).is_empty(), || {
                    "a name has something that can be seen".into()
                })?;
                self.known(*who)
            }
            Act::Cut(between) | Act::Stall(between) | Act::Heal(between) | Act::Reset(between) => {
                self.groups(between)
            }
            Act::Slow(between, latency) => {
                check_latency(*latency)?;
                self.groups(between)
            }
            Act::CutOneWay { from, to } => self.between(*from, *to),
            Act::Jump { who, by, .. } => {
                ensure(*by <= JUMP_MAX, || {
                    "a clock jumps a thousand days at most: write less".into()
                })?;
                self.known(*who)
            }
            Act::Disk(who, act) => {
                self.people(who)?;
                who.iter().try_for_each(|who| self.disk(*who, *act))
            }
            Act::Checkpoint(name) => {
                ensure(!name.is_empty(), || "a checkpoint has a name: give it one".into())
            }
            Act::Expect(expectation) => self.expect(expectation),
            Act::Settle => {
                self.is_up.fill(true);
                Ok(())
            }
        }
    }

    /// People's programs start or end, all of them or none.
    fn turn(&mut self, who: &[usize], is_up: bool) -> Result<(), String> {
        self.people(who)?;
        for who in who {
            let name = &self.peers[*who].name;
            let is_up_already = || format!("{name} is up already: stop or kill it first");
            if is_up { ensure(!self.is_up[*who], is_up_already) } else { self.up(*who) }?;
        }
        who.iter().for_each(|who| self.is_up[*who] = is_up);
        Ok(())
    }

    fn disk(&mut self, who: usize, act: DiskAct) -> Result<(), String> {
        let name = &self.peers[who].name;
        match act {
            DiskAct::Fill | DiskAct::Fail | DiskAct::Mend => Ok(()),
            DiskAct::BackUp => {
                self.has_backup[who] = true;
                Ok(())
            }
            DiskAct::Restore | DiskAct::Wipe if self.is_up[who] => {
                Err(format!("{name} is up: stop or kill it first"))
            }
            DiskAct::Restore => {
                ensure(self.has_backup[who], || format!("{name} has no backup: back it up before"))
            }
            DiskAct::Wipe => Ok(()),
        }
    }

    fn expect(&self, expectation: &Expectation) -> Result<(), String> {
        match expectation {
            Expectation::Sees { who, others } => {
                self.up(*who)?;
                let mut named = BTreeSet::new();
                others.iter().try_for_each(|other| {
                    self.between(*who, *other)?;
                    self.once(*other, &mut named)
                })
            }
            Expectation::Hears { who, text, from, .. } => {
                check_text(text)?;
                self.between(*who, *from)
            }
            Expectation::Received { who, by, .. } => self.between(*who, *by),
            Expectation::Lists { who, .. } => self.up(*who),
        }
    }

    fn groups(&self, between: &Between) -> Result<(), String> {
        let groups = &between.0;
        let is_between = groups.len() > 1 && groups.iter().all(|group| !group.is_empty());
        ensure(is_between, || "it takes two, or two groups: name another".into())?;
        let mut named = BTreeSet::new();
        groups.iter().flatten().try_for_each(|who| self.once(*who, &mut named))
    }

    fn people(&self, who: &[usize]) -> Result<(), String> {
        ensure(!who.is_empty(), || "nobody is named: name somebody".into())?;
        let mut named = BTreeSet::new();
        who.iter().try_for_each(|who| self.once(*who, &mut named))
    }

    /// Somebody who is there, and was not named before.
    fn once(&self, who: usize, named: &mut BTreeSet<usize>) -> Result<(), String> {
        self.known(who)?;
        ensure(named.insert(who), || format!("{} is named twice", self.peers[who].name))
    }

    fn between(&self, one: usize, other: usize) -> Result<(), String> {
        self.known(one)?;
        self.known(other)?;
        ensure(one != other, || "it takes two: name another".into())
    }

    fn up(&self, who: usize) -> Result<(), String> {
        self.known(who)?;
        ensure(self.is_up[who], || format!("{} is not up: boot it first", self.peers[who].name))
    }

    fn known(&self, who: usize) -> Result<(), String> {
        ensure(who < self.is_up.len(), || format!("there is no peer {who}"))
    }
}

/// Checks that a name is one by which others reach somebody.
pub(super) fn check_name(name: &str) -> Result<(), String> {
    let is_host = Address::new(name, 1).is_ok_and(|at| at.host() == name)
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    ensure(is_host, || format!("{name:?} is no name: small letters, digits and - are"))?;
    ensure(name != EVERYONE, || format!("{name:?} means all people: choose another name"))?;
    ensure(name != EVERYTHING, || format!("{name:?} means all links: choose another name"))
}

/// Checks how long connections last.
pub(super) fn check_lasts(lasts: Duration) -> Result<(), String> {
    ensure(lasts >= LASTS_MIN, || "a connection lasts a second at least: write more".into())
}

/// Checks how long something is under way.
pub(super) fn check_latency(latency: Latency) -> Result<(), String> {
    ensure(latency.least <= latency.most, || "the least is more than the most: swap them".into())?;
    ensure(latency.most <= LATENCY_MAX, || "nothing takes longer than an hour: write less".into())
}

fn check_text(text: &str) -> Result<(), String> {
    let is_text = !text.trim().is_empty() && text.len() <= TEXT_MAX;
    ensure(is_text, || format!("a text has 1 to {TEXT_MAX} bytes, and not spaces alone"))
}

fn ensure(holds: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why()) }
}

/// Peers in one scenario: as many as a node knows.
pub const PEERS_MAX: usize = 1_000;
/// Steps in one scenario: more than anybody reads.
pub const STEPS_MAX: usize = 10_000;
/// How often a thing is said in one step: what an outbox holds.
const TIMES_MAX: u32 = 10_000;
/// The longest that anything is under way.
const LATENCY_MAX: Duration = Duration::from_secs(3_600);
/// The shortest life of a connection, on average: below, nobody greets anybody.
const LASTS_MIN: Duration = Duration::from_secs(1);
/// When the last thing happens at the latest: what a world can simulate.
const EVENING_MAX: Duration = Duration::from_secs(7 * 24 * 3_600);
/// How far a clock jumps at the most.
const JUMP_MAX: Duration = Duration::from_secs(1_000 * 24 * 3_600);
