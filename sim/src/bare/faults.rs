//! What goes wrong between people and with their disks, and how it is mended.

use chinwag::node::{Input, LinkId};
use chinwag::reason::Reason;

use super::{Network, Parcel, Way};
use crate::memory::Memory;

impl Network {
    /// Leads dials nowhere, and cuts every link without a word.
    pub fn cut(&mut self) {
        for (from, to) in self.pairs() {
            self.cut_one_way(from, to);
        }
    }

    /// Lets dials through again. What was cut stays cut.
    pub fn heal(&mut self) {
        self.cut.clear();
    }

    /// Lets nothing through from one to the other, and nobody hears of it.
    pub fn cut_one_way(&mut self, from: usize, to: usize) {
        self.cut.insert((from, to));
        let ends = self.ends.iter();
        let dead = ends.filter(|((here, _), (there, _))| (*here, *there) == (to, from));
        let dead: Vec<(usize, LinkId)> = dead.map(|(end, _)| *end).collect();
        for end in dead {
            let queue = self.under_way.get_mut(&Way::Link(end.0, end.1));
            let is_local = |parcel: &Parcel| matches!(parcel, Parcel::Opened(_));
            queue.into_iter().for_each(|queue| queue.retain(is_local));
            self.dead.insert(end);
        }
        self.under_way.retain(|_, queue| !queue.is_empty());
    }

    /// One end loses its links; the other does not hear of it.
    pub fn lose_link_at(&mut self, at: usize) {
        let lost = self.ends.keys().filter(|(here, _)| *here == at).map(|(_, link)| *link);
        for link in lost.collect::<Vec<_>>() {
            self.ends.remove(&(at, link));
            self.handle(at, Input::Closed { link, reason: Reason::Lost });
        }
    }

    /// Cuts somebody's power: what is not on the disk is gone, and the others do not hear of it.
    pub fn kill(&mut self, at: usize) {
        self.people[at].run = None;
        self.ends.retain(|(here, _), _| *here != at);
        self.under_way.retain(|way, _| match way {
            Way::Dial(from, _) => *from != at,
            Way::Link(to, _) | Way::Disk(to) => *to != at,
        });
    }

    /// Starts somebody's program anew, with what is on the disk, unless it runs.
    pub fn boot(&mut self, at: usize) {
        if self.is_up(at) {
            return;
        }
        self.laws.booted(self.identity(at), &self.kept(at));
        self.people[at].boot(self.seed);
    }

    /// Power fails and is back.
    pub fn reboot(&mut self, at: usize) {
        self.kill(at);
        self.boot(at);
    }

    /// Copies somebody's disk aside.
    pub fn back_up(&mut self, at: usize) {
        self.people[at].backup = Some(self.people[at].disk.clone());
    }

    /// Cuts somebody's power, and puts the copy back, if there is one.
    pub fn restore(&mut self, at: usize) {
        if let Some(backup) = self.people[at].backup.clone() {
            self.replace_disk(at, backup);
        }
    }

    /// Cuts somebody's power, and puts in an empty disk.
    pub fn wipe(&mut self, at: usize) {
        self.replace_disk(at, Memory::default());
    }

    fn replace_disk(&mut self, at: usize, disk: Memory) {
        self.kill(at);
        self.people[at].disk = disk;
        let kept = self.kept(at);
        self.laws.restored(self.people[at].keys.identity(), &kept);
    }

    pub(super) fn pairs(&self) -> Vec<(usize, usize)> {
        let all = 0..self.people.len();
        let pairs = all.clone().flat_map(|from| all.clone().map(move |to| (from, to)));
        pairs.filter(|(from, to)| from != to).collect()
    }
}
