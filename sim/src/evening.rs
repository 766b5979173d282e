//! A bad evening: a world of five in which, by chance, people talk while links and hosts fail.

use std::time::Duration;

use chinwag::node::Command;

use crate::{Chance, Fault, Net};

/// Plays the evening of that seed: five minutes in which things break, then five in which nothing
/// does. Everybody is up at the end, every link is whole, and every disk has room.
pub fn evening(seed: u64) -> Net {
    let mut world = Net::new(seed);
    for (number, host) in HOSTS.iter().enumerate() {
        world.add(host, &HOSTS[..number]);
    }
    let mut evening = Evening { world, chance: Chance::new(seed), said: 0, is_up: [true; 5] };
    evening.world.run(STEP);
    while evening.world.elapsed() < BAD {
        evening.step();
        evening.world.run(STEP);
    }
    evening.heal();
    evening.world.run(GOOD);
    evening.world
}

struct Evening {
    world: Net,
    chance: Chance,
    said: u64,
    is_up: [bool; 5],
}

impl Evening {
    fn step(&mut self) {
        let a = self.chance.below(5);
        let b = (a + 1 + self.chance.below(4)) % 5;
        let (one, other) = (HOSTS[a], HOSTS[b]);
        match self.chance.below(22) {
            0 => self.world.cut(one, other),
            1 => self.world.cut_one_way(one, other),
            2 => self.world.hold(one, other),
            3 => self.world.release(one, other),
            4 | 5 => self.world.heal(one, other),
            6 if self.is_up[a] => {
                self.world.crash(one);
                self.is_up[a] = false;
            }
            7 if self.is_up[a] => {
                self.world.kill(one);
                self.is_up[a] = false;
            }
            16 | 17 if self.is_up[a] => {
                // The power goes in the middle of whatever is written next.
                let changes = self.chance.below(12) as u64;
                self.world.disk(one).fail_after(changes, Fault::PowerCut);
                let text = self.next_text(one);
                self.world.say(one, other, &text);
                self.world.run(STEP);
                self.world.kill(one);
                self.is_up[a] = false;
            }
            18 => self.world.disk(one).fail_after(self.chance.below(20) as u64, Fault::Full),
            19 => self.world.disk(one).mend(),
            20 => self.world.back_up(one),
            21 if !self.is_up[a] => self.world.restore(one),
            8 | 9 if !self.is_up[a] => {
                self.world.boot(one);
                self.is_up[a] = true;
            }
            10 if self.is_up[a] => self.world.command(one, Command::ConnectAll),
            11 if self.is_up[a] => self.world.command(one, Command::ListPeers),
            _ if self.is_up[a] => {
                let text = self.next_text(one);
                self.world.say(one, other, &text);
            }
            _ => {}
        }
    }

    fn next_text(&mut self, host: &str) -> String {
        self.said += 1;
        format!("{} from {host}", self.said)
    }

    fn heal(&mut self) {
        for (a, one) in HOSTS.iter().enumerate() {
            for other in &HOSTS[..a] {
                self.world.release(one, other);
                self.world.heal(one, other);
            }
        }
        for (a, host) in HOSTS.iter().enumerate() {
            self.world.disk(host).mend();
            if !self.is_up[a] {
                self.world.boot(host);
            }
        }
    }
}

/// Who is there, by name. Each dials those before it.
pub const HOSTS: [&str; 5] = ["alice", "bob", "carol", "dave", "eve"];
const STEP: Duration = Duration::from_secs(2);
const BAD: Duration = Duration::from_secs(300);
/// More than the longest wait before a redial, twice, and the silence that may come before it.
const GOOD: Duration = Duration::from_secs(300);
