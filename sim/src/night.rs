//! A bad night: a network of bare nodes in which, by chance, people talk while links, programs,
//! power and disks fail, and afterwards nothing does.

use std::time::Duration;

use chinwag::node::Command;

use crate::{Chance, Network, Violation};

/// What may happen in a night.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Night {
    /// Disks are put back to an older state, or replaced by empty ones.
    pub has_rollbacks: bool,
    /// What passes every door is written down.
    pub is_written_down: bool,
}

/// Plays the night of that seed, and then a quiet morning in which everything must come right.
/// Returns the network, and the first law that was broken, if any was.
pub fn night(seed: u64, kind: Night) -> (Network, Result<(), Violation>) {
    let mut chance = Chance::new(seed ^ NIGHTS);
    let people: &[(&str, &[&str])] = match chance.below(3) {
        0 => &[("alice", &["bob"]), ("bob", &["alice"]), ("carol", &["alice", "bob"])],
        1 => &[("alice", &["bob"]), ("bob", &[])],
        _ => &[("alice", &["bob"]), ("bob", &["alice"])],
    };
    let mut network = Network::new(seed, people);
    if kind.is_written_down {
        network.write_down();
    }
    let mut night = Play { network, chance, kind, people: people.len(), said: 0 };
    let outcome = night.play().and_then(|()| night.morning());
    (night.network, outcome)
}

struct Play {
    network: Network,
    chance: Chance,
    kind: Night,
    people: usize,
    said: u64,
}

impl Play {
    fn play(&mut self) -> Result<(), Violation> {
        let steps = 20 + self.chance.below(60);
        for _ in 0..steps {
            self.act();
            for _ in 0..self.chance.below(12) {
                let soon = self.network.now() + SOON;
                self.network.step(soon);
            }
            self.network.laws().hold()?;
        }
        (0..self.people).try_for_each(|at| self.check(at))
    }

    fn act(&mut self) {
        let a = self.chance.below(self.people);
        let b = (a + 1 + self.chance.below(self.people - 1)) % self.people;
        match self.chance.below(24) {
            0 => self.network.cut_one_way(a, b),
            1 => self.network.cut(),
            2 | 3 => self.network.heal(),
            4 => self.network.lose_link_at(a),
            5 => self.network.run(20 * SOON),
            6 => self.network.command(a, Command::ConnectAll),
            7 => self.network.kill(a),
            8 | 9 if !self.network.is_up(a) => self.network.boot(a),
            10 => self.network.reboot(a),
            11 if self.kind.has_rollbacks => self.network.back_up(a),
            12 | 15 if self.kind.has_rollbacks => {
                self.network.restore(a);
                self.network.boot(a);
            }
            16 if self.kind.has_rollbacks => {
                self.network.wipe(a);
                self.network.boot(a);
            }
            17 | 18 if self.kind.has_rollbacks => {
                // Both, one after the other: only then do two pasts of one length meet.
                self.network.restore(a);
                self.network.wipe(b);
                [a, b].into_iter().for_each(|who| self.network.boot(who));
            }
            19 if self.kind.has_rollbacks => self.network.restore(b),
            13 if self.said > 0 => {
                let seq = 1 + self.chance.draw() % self.said;
                let to = self.network.identity(b);
                self.network.command(a, Command::Cancel { to, seq });
            }
            14 => self.network.run(SOON),
            _ => {
                for _ in 0..=self.chance.below(3) {
                    self.said += 1;
                    self.network.say(a, b, &format!("{} from {a}", self.said));
                }
            }
        }
    }

    /// Nothing is broken any more, and all have time.
    fn morning(&mut self) -> Result<(), Violation> {
        self.network.heal();
        for at in 0..self.people {
            if !self.network.is_up(at) {
                self.network.boot(at);
            }
        }
        self.network.run(PATIENCE);
        for at in 0..self.people {
            self.network.command(at, Command::ConnectAll);
        }
        self.network.run(PATIENCE);
        self.network.settled()?;
        let before = self.network.frames();
        self.network.run(QUIET_FOR);
        let (frames, most) = (self.network.frames() - before, self.network.links() as u64 * FRAMES);
        if frames > most {
            Err(Violation::new(format!("{frames} frames in a quiet network")))
        } else {
            Ok(())
        }
    }

    fn check(&self, at: usize) -> Result<(), Violation> {
        self.network.laws().check(self.network.identity(at), &self.network.kept(at))
    }
}

/// So that the night of a seed and the network of that seed do not draw the same.
const NIGHTS: u64 = 0x006e_6967_6874;
const SOON: Duration = Duration::from_secs(1);
/// More than the longest wait before a redial, twice, and the silence that may come before it.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long the quiet network is listened to.
const QUIET_FOR: Duration = Duration::from_secs(60);
/// Frames that a link may carry in that time: pings and pongs, both ways.
const FRAMES: u64 = 20;
