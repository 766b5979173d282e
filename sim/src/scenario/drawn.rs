//! Scenarios that chance draws: people talk while links, programs, power, disks and clocks fail.
//!
//! Each seed leaves some kinds of trouble out altogether, for what goes wrong often may hide what
//! goes wrong seldom (*swarm testing*: Groce and others, 2012).

use std::time::Duration;

use super::{Act, Between, DiskAct, Latency, Links, Peer, Scenario, Step};
use crate::chance::Chance;

/// Within what bounds a scenario is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// So many peers, or as many as chance says.
    pub peers: Option<usize>,
    /// So many steps of trouble, or as many as chance says.
    pub faults: Option<usize>,
    /// How long it lasts, before everything settles.
    pub lasts: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { peers: None, faults: None, lasts: Duration::from_secs(150) }
    }
}

impl Scenario {
    /// The scenario of a seed, within these bounds. It ends by settling.
    pub fn drawn(seed: u64, bounds: Bounds) -> Self {
        let mut chance = Chance::of(&[seed, FAULTS]);
        let peers = bounds.peers.unwrap_or_else(|| PEERS[chance.below(PEERS.len())]);
        let mut drawing = Drawing {
            kinds: Trouble::ALL.into_iter().filter(|_| chance.below(3) > 0).collect(),
            scenario: Self {
                story: format!("Drawn from the seed {seed}."),
                seed,
                peers: draw_peers(&mut chance, peers),
                links: draw_links(&mut chance),
                commits: COMMITS[chance.below(COMMITS.len())],
                steps: Vec::new(),
            },
            chance,
            said: 0,
        };
        let faults = bounds.faults.unwrap_or_else(|| drawing.chance.below(30));
        drawing.draw_steps(faults);
        drawing.stretch(bounds.lasts);
        if bounds.faults.is_none() {
            drawing.draw_block(bounds.lasts);
        }
        let mut scenario = drawing.scenario.possible();
        scenario.steps.push(Step { at: bounds.lasts, act: Act::Settle });
        scenario
    }
}

/// Kinds of trouble that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Cut,
    CutOneWay,
    Stall,
    Reset,
    Slow,
    Stop,
    Kill,
    Reboot,
    Exit,
    Part,
    Connect,
    TakeBack,
    Rename,
    Jump,
    Full,
    Fail,
    Rollback,
    Split,
}

impl Trouble {
    const ALL: [Self; 18] = [
        Self::Cut,
        Self::CutOneWay,
        Self::Stall,
        Self::Reset,
        Self::Slow,
        Self::Stop,
        Self::Kill,
        Self::Reboot,
        Self::Exit,
        Self::Part,
        Self::Connect,
        Self::TakeBack,
        Self::Rename,
        Self::Jump,
        Self::Full,
        Self::Fail,
        Self::Rollback,
        Self::Split,
    ];
}

struct Drawing {
    scenario: Scenario,
    chance: Chance,
    kinds: Vec<Trouble>,
    said: u32,
}

impl Drawing {
    fn draw_steps(&mut self, faults: usize) {
        for _ in 0..faults {
            for _ in 0..self.chance.below(4) {
                self.talk();
            }
            let Some(kind) = self.one_of_kinds() else { continue };
            let (a, b) = self.two();
            self.trouble(kind, a, b);
            if self.chance.below(3) > 0 {
                self.mend(a, b);
            }
        }
        (0..4).for_each(|_| self.talk());
    }

    /// Now and then somebody blocks somebody, and mostly not for ever. By a chance of its own, so
    /// that all else is as it would be without.
    fn draw_block(&mut self, lasts: Duration) {
        let mut chance = Chance::of(&[self.scenario.seed, BLOCKS]);
        if chance.below(4) == 0 {
            let (by, of) = two(&mut chance, self.scenario.peers.len());
            let at = lasts * chance.below(100) as u32 / 100;
            let until = at + (lasts - at) * chance.below(150) as u32 / 100;
            let steps = [(at, Act::Block { by, of }), (until, Act::Unblock { by, of })];
            let steps = steps.into_iter().filter(|(at, _)| *at <= lasts);
            self.scenario.steps.extend(steps.map(|(at, act)| Step { at, act }));
        }
    }

    fn one_of_kinds(&mut self) -> Option<Trouble> {
        if self.kinds.is_empty() {
            return None;
        }
        Some(self.kinds[self.chance.below(self.kinds.len())])
    }

    fn two(&mut self) -> (usize, usize) {
        two(&mut self.chance, self.scenario.peers.len())
    }

    /// One more step, at once or a while after the one before.
    fn step(&mut self, act: Act) {
        let gap = match self.chance.below(8) {
            0..=2 => self.chance.below(20_000),
            3 | 4 => self.chance.below(500_000),
            5 => self.chance.below(5_000_000),
            6 => self.chance.below(40_000_000),
            _ => 0,
        };
        let before = self.scenario.steps.last().map_or(Duration::from_secs(2), |step| step.at);
        let at = before + Duration::from_micros(gap as u64);
        self.scenario.steps.push(Step { at, act });
    }

    fn talk(&mut self) {
        let (from, to) = self.two();
        self.said += 1;
        let name = &self.scenario.peers[from].name;
        let text = format!("{} from {name}", self.said);
        let text = if self.chance.below(8) == 0 { text.repeat(40) } else { text };
        let times = 1 + self.chance.below(3) as u32;
        self.step(Act::Say { from, to, text, times });
    }

    fn trouble(&mut self, kind: Trouble, a: usize, b: usize) {
        let two = Between::two(a, b);
        match kind {
            Trouble::Cut => self.step(Act::Cut(two)),
            Trouble::CutOneWay => self.step(Act::CutOneWay { from: a, to: b }),
            Trouble::Stall => self.step(Act::Stall(two)),
            Trouble::Reset => self.step(Act::Reset(two)),
            Trouble::Slow => self.step(Act::Slow(two, Latency::millis(500, 6_000))),
            Trouble::Stop => self.step(Act::Stop(vec![a])),
            Trouble::Kill => self.step(Act::Kill(vec![a])),
            Trouble::Reboot => {
                self.step(Act::Kill(vec![a]));
                self.step(Act::Boot(vec![a]));
            }
            Trouble::Exit => self.step(Act::Exit(vec![a])),
            Trouble::Part => self.step(Act::Part { from: a, to: b }),
            Trouble::Connect => self.step(Act::Connect(vec![a])),
            Trouble::TakeBack => {
                self.talk();
                let Some(Act::Say { from, to, .. }) = self.last() else { return };
                self.step(Act::TakeBack { from, to });
            }
            Trouble::Rename => {
                let name = format!("{} {}", self.scenario.peers[a].name, self.chance.below(9));
                self.step(Act::Rename { who: a, name });
            }
            Trouble::Jump => {
                let by = Duration::from_secs(self.chance.below(200_000) as u64);
                self.step(Act::Jump { who: a, by, is_back: self.said.is_multiple_of(2) });
            }
            Trouble::Full => self.step(Act::Disk(vec![a], DiskAct::Fill)),
            Trouble::Fail => self.step(Act::Disk(vec![a], DiskAct::Fail)),
            Trouble::Rollback => self.roll_back(a, b),
            Trouble::Split => {
                let people = 0..self.scenario.peers.len();
                let (here, there): (Vec<usize>, Vec<usize>) =
                    people.partition(|who| *who == a || self.chance.below(2) == 0);
                self.step(Act::Cut(Between(vec![here, there])));
            }
        }
    }

    fn last(&self) -> Option<Act> {
        self.scenario.steps.last().map(|step| step.act.clone())
    }

    /// A disk is copied, or put back to what it was, or lost.
    fn roll_back(&mut self, a: usize, b: usize) {
        match self.chance.below(5) {
            0 | 1 => self.step(Act::Disk(vec![a], DiskAct::BackUp)),
            2 => self.roll_one_back(a, DiskAct::Restore),
            3 => self.roll_one_back(a, DiskAct::Wipe),
            _ => self.two_pasts(a, b),
        }
    }

    /// Both disks are put back one after the other, so that two pasts of one length may meet.
    fn two_pasts(&mut self, a: usize, b: usize) {
        let times = 1 + self.chance.below(2) as u32;
        let say = |drawing: &mut Self, text: &str| {
            let text = text.to_owned();
            drawing.later(Act::Say { from: a, to: b, text, times });
        };
        say(self, "before");
        self.later(Act::Disk(vec![a], DiskAct::BackUp));
        say(self, "one past");
        self.later(Act::Disk(vec![b], DiskAct::BackUp));
        self.roll_one_back(a, DiskAct::Restore);
        self.roll_one_back(b, DiskAct::Wipe);
        say(self, "another past");
        self.later(Act::Kill(vec![b]));
        self.roll_one_back(b, DiskAct::Restore);
    }

    /// One more step, long enough after the one before for all to be quiet.
    fn later(&mut self, act: Act) {
        self.step(act);
        let wait = Duration::from_secs(1 + self.chance.below(9) as u64);
        self.scenario.steps.last_mut().into_iter().for_each(|step| step.at += wait);
    }

    fn roll_one_back(&mut self, who: usize, act: DiskAct) {
        self.step(Act::Kill(vec![who]));
        self.step(Act::Disk(vec![who], act));
        self.step(Act::Boot(vec![who]));
    }

    /// Something gets better again, or everything does.
    fn mend(&mut self, a: usize, b: usize) {
        match self.chance.below(6) {
            0 | 1 => self.step(Act::Heal(Between::two(a, b))),
            2 => self.step(Act::Heal(Between::all(self.scenario.peers.len()))),
            3 => self.step(Act::Disk(vec![a], DiskAct::Mend)),
            _ => {
                self.step(Act::Boot(vec![a]));
                self.step(Act::Boot(vec![b]));
            }
        }
    }

    /// What does not fit into the time is put closer together.
    fn stretch(&mut self, lasts: Duration) {
        let end = self.scenario.steps.last().map_or(lasts, |step| step.at);
        if end <= lasts {
            return;
        }
        let (lasts, end) = (lasts.as_micros(), end.as_micros());
        for step in &mut self.scenario.steps {
            let at = step.at.as_micros() * lasts / end;
            step.at = Duration::from_micros(at as u64);
        }
    }
}

fn two(chance: &mut Chance, people: usize) -> (usize, usize) {
    let a = chance.below(people);
    (a, (a + 1 + chance.below(people - 1)) % people)
}

fn draw_peers(chance: &mut Chance, count: usize) -> Vec<Peer> {
    let peer = |who: usize| {
        // Everybody but the first dials somebody, so that all could meet.
        let sure = if who == 0 { None } else { Some(chance.below(who)) };
        let dials = (0..count)
            .filter(|other| *other != who && (Some(*other) == sure || chance.below(5) < 2));
        let dials = dials.collect();
        let name = NAMES.get(who).map_or_else(|| format!("p{who}"), |name| (*name).to_owned());
        Peer { name, dials, is_late: chance.below(8) == 0 }
    };
    (0..count).map(peer).collect()
}

fn draw_links(chance: &mut Chance) -> Links {
    let lasts = 10 + chance.below(200) as u64;
    let latency = LATENCIES[chance.below(LATENCIES.len())];
    let lasts = (chance.below(6) == 0).then_some(Duration::from_secs(lasts));
    Links { latency, lasts, is_chopped: chance.below(4) == 0 }
}

/// What is drawn of a seed is drawn for this purpose.
const FAULTS: u64 = 3;
/// And of that same seed, whether somebody is blocked.
const BLOCKS: u64 = 4;
/// How many people there may be; two or three find most of what can be found.
const PEERS: [usize; 10] = [2, 2, 2, 2, 3, 3, 3, 4, 5, 8];
const LATENCIES: [Latency; 4] = [
    Latency::millis(1, 10),
    Latency::millis(1, 100),
    Latency::millis(50, 400),
    Latency::millis(1, 1_000),
];
const COMMITS: [Latency; 3] =
    [Latency::millis(0, 1), Latency::millis(1, 10), Latency::millis(5, 300)];
const NAMES: [&str; 8] = ["alice", "bob", "carol", "dave", "eve", "frank", "grace", "heidi"];
