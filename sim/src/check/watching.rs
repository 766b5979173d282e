//! What is watched as a node decides: how many links it has, which it keeps, who is said to go.

use chinwag::node::{Event, GREETING_WITHIN, Output};
use chinwag::reason::Reason;

use super::Mishap;
use super::pair::Pair;
use super::person::NAMES;
use crate::laws::Law;

impl Pair {
    /// Holds what somebody's node has just decided against the laws.
    pub(super) fn watch(&mut self, who: usize, outputs: &[Output]) {
        let most = self.question.links_at_most;
        let links = self.people[who].run.as_ref().map_or(0, |run| run.node.links().count());
        let what = || format!("{} has {links} links, and {most} are the most", NAMES[who]);
        self.demand(links <= most, Law::Bounded, what);
        for output in outputs {
            if let Output::Close(link, Reason::Duplicate) = output {
                self.watch_for_ghosts(who, link.0);
            } else if let Output::Notify(Event::Offline { why, .. }) = output {
                let what = || format!("nothing is broken, and {} goes: {why}", NAMES[1 - who]);
                self.demand(self.is_anything_broken(), Law::QuietIsQuiet, what);
            }
        }
    }

    /// Whether anything can be a reason to go: a mishap, or a wait longer than a greeting's.
    fn is_anything_broken(&self) -> bool {
        self.question.mishap != Mishap::Nothing || self.question.slowest >= GREETING_WITHIN
    }

    /// Of two links, an older one to a program that has ended may not be kept in place of one to
    /// its successor. Which is older shows in who greeted first.
    fn watch_for_ghosts(&mut self, who: usize, closed: u64) {
        let greeted = |number| self.wires.end(number, who).map_or(0, |end| end.greeted);
        let there = |number| self.wires.end(number, 1 - who).map(|end| end.run);
        let kept = self.people[who].run.iter().flat_map(|run| run.node.links());
        let kept = kept.map(|(link, _)| link.0);
        let older = kept.filter(|kept| (1..greeted(closed)).contains(&greeted(*kept)));
        let newest = older.filter_map(there).max();
        let is_ghost = newest.is_some() && newest < there(closed);
        self.demand(!is_ghost, Law::NoGhosts, || {
            format!("{} keeps a link to a former run of {}", NAMES[who], NAMES[1 - who])
        });
    }
}
