//! Calm: nothing goes wrong any more, all that is under way arrives at once, and everything must
//! come right.

use std::collections::BTreeMap;

use super::pair::{Fate, Pair, Step};
use super::person::NAMES;
use crate::laws::{Law, PATIENCE, Violation, ensure};

impl Pair {
    /// Mends what is broken and lets things happen until everything is right.
    ///
    /// # Errors
    /// What is not right after [`PATIENCE`] or is broken on the way there, and what happened until
    /// then.
    pub(super) fn calm_down(mut self) -> Result<(), (Violation, Vec<Step>)> {
        let until = self.now + PATIENCE;
        let mut taken = Vec::new();
        if self.fate == Fate::UnderWay {
            taken.extend(self.mishaps());
            taken.iter().for_each(|step| self.take(*step));
        }
        loop {
            let Err(unsettled) = self.settled() else { return Ok(()) };
            let Some(step) = self.steps(until).into_iter().next() else {
                return Err((unsettled, taken));
            };
            self.take(step);
            taken.push(step);
            if let Err(violation) = self.laws.hold() {
                return Err((violation, taken));
            }
        }
    }

    /// Whether everything is as it should be, and nothing is under way.
    fn settled(&self) -> Result<(), Violation> {
        for who in [0, 1] {
            let Some(run) = &self.people[who].run else { continue };
            let (name, other) = (NAMES[who], NAMES[1 - who]);
            let list = run.node.peer_list(self.now);
            let what = || format!("{name} does not see {other}");
            ensure(list.active.len() == 1, Law::ListsAreComplete, what)?;
            let links = run.node.links().count();
            ensure(links == 1, Law::OneLink, || format!("{name} has {links} links to {other}"))?;
            let is_idle = run.jobs.is_empty() && run.dial.is_none();
            ensure(is_idle, Law::QuietIsQuiet, || format!("{name} is still busy"))?;
        }
        let connections = self.wires.all.len();
        ensure(connections == 1, Law::OneLink, || format!("there are {connections} connections"))?;
        let is_quiet = self.wires.under_way_since().is_none();
        ensure(is_quiet, Law::QuietIsQuiet, || "something is still under way".to_owned())?;
        let disks = [0, 1].map(|who| (self.people[who].identity, self.kept(who)));
        self.laws.settled(&BTreeMap::from(disks))
    }
}
