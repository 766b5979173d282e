//! Calm: nothing goes wrong any more, whatever is under way arrives at once, and everything must
//! come right.

use std::collections::BTreeMap;

use super::mishaps::Fate;
use super::pair::{Pair, Step};
use super::person::NAMES;
use crate::laws::{Law, PATIENCE, Violation, ensure};

impl Pair {
    /// Mends what is broken and lets things happen until everything is right.
    ///
    /// # Errors
    /// What is broken on the way there, or is not right after [`PATIENCE`], and what happened
    /// until it came to be as it is then.
    pub(super) fn calm_down(mut self) -> Result<(), (Violation, Vec<Step>)> {
        let until = self.now + PATIENCE;
        let mut taken = Vec::new();
        let mut wrong: Option<(Violation, usize)> = None;
        if self.fate == Fate::Here {
            taken.extend(self.mishaps());
            taken.iter().for_each(|step| self.take(*step));
        }
        while let Err(violation) = self.settled() {
            let is_new = wrong.as_ref().is_none_or(|(before, _)| *before != violation);
            let (violation, since) = wrong.take_if(|_| !is_new).unwrap_or((violation, taken.len()));
            let Some(step) = self.steps(until).first().copied() else {
                taken.truncate(since);
                return Err((violation, taken));
            };
            wrong = Some((violation, since));
            self.take(step);
            taken.push(step);
            if let Err(violation) = self.laws.hold() {
                return Err((violation, taken));
            }
        }
        Ok(())
    }

    /// Whether everything is as it should be, and nothing is under way.
    fn settled(&self) -> Result<(), Violation> {
        for (who, person) in self.people.iter().enumerate() {
            let (name, other) = (NAMES[who], NAMES[1 - who]);
            let list = person.run.as_ref().map(|run| run.node.peer_list(self.now));
            let is_seen = list.is_some_and(|list| list.active.len() == 1);
            ensure(is_seen, Law::ListsAreComplete, || format!("{name} does not see {other}"))?;
            let links = person.run.as_ref().map_or(0, |run| run.node.links().count());
            ensure(links == 1, Law::OneLink, || format!("{name} has {links} links to {other}"))?;
        }
        let connections = self.wires.all.len();
        ensure(connections == 1, Law::OneLink, || format!("there are {connections} connections"))?;
        let disks = [0, 1].map(|who| (self.people[who].identity, self.kept(who)));
        self.laws.settled(&BTreeMap::from(disks))?;
        let is_dialing = self.people.iter().any(|person| person.dial().is_some());
        let is_quiet = self.under_way_since().is_none() && !is_dialing;
        ensure(is_quiet, Law::QuietIsQuiet, || "something is still under way".to_owned())
    }
}
