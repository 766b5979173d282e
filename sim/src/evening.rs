//! A bad evening: a world of five in which, by chance, people talk while links and hosts fail.

use std::time::Duration;

use chinwag::node::Command;

use crate::World;

/// Plays the evening of that seed: five minutes in which things break, then five in which nothing
/// does. Everybody is up at the end, and every link is whole.
pub fn evening(seed: u64) -> World {
    let mut world = World::new(seed);
    for (number, host) in HOSTS.iter().enumerate() {
        world.add(host, &HOSTS[..number]);
    }
    let mut evening = Evening { world, chance: seed, said: 0, is_up: [true; 5] };
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
    world: World,
    chance: u64,
    said: u64,
    is_up: [bool; 5],
}

impl Evening {
    fn step(&mut self) {
        let a = self.draw(5);
        let b = (a + 1 + self.draw(4)) % 5;
        let (one, other) = (HOSTS[a], HOSTS[b]);
        match self.draw(16) {
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
            8 | 9 if !self.is_up[a] => {
                self.world.boot(one);
                self.is_up[a] = true;
            }
            10 if self.is_up[a] => self.world.command(one, Command::ConnectAll),
            11 if self.is_up[a] => self.world.command(one, Command::ListPeers),
            _ if self.is_up[a] => {
                self.said += 1;
                self.world.say(one, other, &format!("{} from {one}", self.said));
            }
            _ => {}
        }
    }

    fn heal(&mut self) {
        for (a, one) in HOSTS.iter().enumerate() {
            for other in &HOSTS[..a] {
                self.world.release(one, other);
                self.world.heal(one, other);
            }
        }
        for (a, host) in HOSTS.iter().enumerate() {
            if !self.is_up[a] {
                self.world.boot(host);
            }
        }
    }

    /// SplitMix64, by Steele, Lea and Flood: small, and the same everywhere.
    fn draw(&mut self, below: usize) -> usize {
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.chance;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below as u64) as usize
    }
}

/// Who is there, by name. Each dials those before it.
pub const HOSTS: [&str; 5] = ["alice", "bob", "carol", "dave", "eve"];
const STEP: Duration = Duration::from_secs(2);
const BAD: Duration = Duration::from_secs(300);
/// More than the longest wait before a redial, twice, and the silence that may come before it.
const GOOD: Duration = Duration::from_secs(300);
