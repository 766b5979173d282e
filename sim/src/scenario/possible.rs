//! What can happen: nobody is booted twice, nobody who is away says anything.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use chinwag::address::Address;
use chinwag::text::TEXT_MAX;

use super::{Act, Between, DiskAct, Expectation, Latency, Peer, Scenario};

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
                Err(format!("it is at {:?}, and the step before it is later", step.at))
            } else {
                stage.take(&step.act)
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
        steps.retain(|step| stage.take(&step.act).is_ok());
        self.steps = steps;
        self
    }

    fn check_people(&self) -> Result<(), String> {
        ensure(!self.peers.is_empty(), || "there is nobody".into())?;
        ensure(self.peers.len() <= PEERS_MAX, || format!("there are more than {PEERS_MAX} peers"))?;
        ensure(self.steps.len() <= STEPS_MAX, || format!("there are more than {STEPS_MAX} steps"))?;
        check_latency(self.links.latency)?;
        check_latency(self.commits)?;
        let mut names = BTreeSet::new();
        for (who, peer) in self.peers.iter().enumerate() {
            let name = &peer.name;
            let is_host = Address::new(name, 1).is_ok_and(|at| at.host() == name)
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            ensure(is_host, || format!("{name:?} is no name: letters, digits and - are"))?;
            ensure(names.insert(name), || format!("there are two of the name {name}"))?;
            for other in &peer.dials {
                ensure(*other < self.peers.len(), || format!("{name} dials nobody that is here"))?;
                ensure(*other != who, || format!("{name} dials itself"))?;
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

    fn take(&mut self, act: &Act) -> Result<(), String> {
        match act {
            Act::Boot(who) => self.each(who, false, |up| *up = true),
            Act::Stop(who) | Act::Kill(who) | Act::Exit(who) => {
                self.each(who, true, |up| *up = false)
            }
            Act::Connect(who) => self.each(who, true, |_| ()),
            Act::Say { from, to, text, times } => {
                ensure(*times > 0, || "it is said not even once".into())?;
                ensure(*times <= TIMES_MAX, || format!("it is said more than {TIMES_MAX} times"))?;
                let is_text = !text.trim().is_empty() && text.len() <= TEXT_MAX;
                ensure(is_text, || format!("a text has 1 to {TEXT_MAX} bytes"))?;
                self.between(*from, *to)?;
                self.up(*from)
            }
            Act::TakeBack { from, to } | Act::Part { from, to } => {
                self.between(*from, *to)?;
                self.up(*from)
            }
            Act::Rename { who, name } => {
                ensure(!name.trim().is_empty(), || "a name is not empty".into())?;
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
                ensure(*by <= JUMP_MAX, || "a clock jumps a thousand days at most".into())?;
                self.known(*who)
            }
            Act::Disk(who, act) => who.iter().try_for_each(|who| self.disk(*who, *act)),
            Act::Checkpoint(name) => ensure(!name.is_empty(), || "a checkpoint has a name".into()),
            Act::Expect(expectation) => self.expect(expectation),
            Act::Settle => {
                self.is_up.fill(true);
                Ok(())
            }
        }
    }

    fn each(&mut self, who: &[usize], is_up: bool, then: fn(&mut bool)) -> Result<(), String> {
        ensure(!who.is_empty(), || "nobody is named".into())?;
        for who in who {
            self.known(*who)?;
            let name = &self.peers[*who].name;
            let is_so = self.is_up[*who] == is_up;
            ensure(is_so, || format!("{name} is {}", if is_up { "not up" } else { "up already" }))?;
            then(&mut self.is_up[*who]);
        }
        Ok(())
    }

    fn disk(&mut self, who: usize, act: DiskAct) -> Result<(), String> {
        self.known(who)?;
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
                ensure(self.has_backup[who], || format!("there is no backup of {name}"))
            }
            DiskAct::Wipe => Ok(()),
        }
    }

    fn expect(&self, expectation: &Expectation) -> Result<(), String> {
        match expectation {
            Expectation::Sees { who, others } => {
                self.up(*who)?;
                others.iter().try_for_each(|other| self.between(*who, *other))
            }
            Expectation::Hears { who, from, .. } => self.between(*who, *from),
            Expectation::Received { who, by, .. } => self.between(*who, *by),
            Expectation::Lists { who, .. } => self.up(*who),
        }
    }

    fn groups(&self, between: &Between) -> Result<(), String> {
        let groups = &between.0;
        let is_between = groups.len() > 1 && groups.iter().all(|group| !group.is_empty());
        ensure(is_between, || "it takes two, or two groups".into())?;
        let mut named = BTreeSet::new();
        for who in groups.iter().flatten() {
            self.known(*who)?;
            let name = &self.peers[*who].name;
            ensure(named.insert(*who), || format!("{name} is named twice"))?;
        }
        Ok(())
    }

    fn between(&self, one: usize, other: usize) -> Result<(), String> {
        self.known(one)?;
        self.known(other)?;
        ensure(one != other, || "it takes two".into())
    }

    fn up(&self, who: usize) -> Result<(), String> {
        self.known(who)?;
        ensure(self.is_up[who], || format!("{} is not up", self.peers[who].name))
    }

    fn known(&self, who: usize) -> Result<(), String> {
        ensure(who < self.is_up.len(), || format!("there is no peer {who}"))
    }
}

fn check_latency(latency: Latency) -> Result<(), String> {
    ensure(latency.least <= latency.most, || "the least latency is more than the most".into())?;
    ensure(latency.most <= LATENCY_MAX, || "nothing takes longer than an hour".into())
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
/// How far a clock jumps at the most.
const JUMP_MAX: Duration = Duration::from_secs(1_000 * 24 * 3_600);
