//! When each thing is due: an ordered set, so that the next deadline is found without a scan.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::node::door::LinkId;
use crate::time::Time;

/// What a deadline is for. Each has at most one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Due {
    /// The life of a link: its greeting, a ping, quiet, silent.
    Link(LinkId),
    /// A name that a peer gave itself too soon after another.
    Name(LinkId),
    /// The next dial of an address.
    Route(Address),
    /// The end of patience with what a person asked for.
    Errand,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Deadlines {
    at: BTreeMap<Due, Time>,
    order: BTreeSet<(Time, Due)>,
}

impl Deadlines {
    pub(crate) fn set(&mut self, due: Due, time: Time) {
        self.clear(&due);
        self.order.insert((time, due.clone()));
        self.at.insert(due, time);
    }

    pub(crate) fn clear(&mut self, due: &Due) {
        if let Some(time) = self.at.remove(due) {
            self.order.remove(&(time, due.clone()));
        }
    }

    pub(crate) fn at(&self, due: &Due) -> Option<Time> {
        self.at.get(due).copied()
    }

    pub(crate) fn next(&self) -> Option<Time> {
        self.order.first().map(|(time, _)| *time)
    }

    /// Takes the earliest deadline that has passed.
    pub(crate) fn take_passed(&mut self, now: Time) -> Option<Due> {
        if self.next()? > now {
            return None;
        }
        let (_, due) = self.order.pop_first()?;
        self.at.remove(&due);
        Some(due)
    }
}
