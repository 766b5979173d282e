//! The book kept on one person: what was typed, what was said of it, and what the disk holds.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::told::{Label, Told};

#[derive(Debug, Default)]
pub(crate) struct Book {
    /// Who it is about.
    me: usize,
    /// Everything typed, with whether it is durable for certain.
    typed: Vec<(Label, bool)>,
    /// How much of it was typed in former runs.
    before: usize,
    /// Own messages of former runs that waited when this one began, by whom they are for.
    former: BTreeMap<usize, VecDeque<Label>>,
    /// Own messages that were said to be received.
    pub(crate) claimed: BTreeSet<Label>,
    /// Messages of others that were shown.
    pub(crate) shown: BTreeSet<Label>,
    /// What the disk held when the last run was over.
    pub(crate) kept: Vec<Entry>,
}

/// An entry of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) number: u64,
    pub(crate) id: String,
    pub(crate) label: Label,
    /// For own messages.
    pub(crate) mark: Option<String>,
}

impl Entry {
    /// Whether it is an own message that is not confirmed.
    pub(crate) fn waits(&self) -> bool {
        self.mark.as_deref() == Some("queued")
    }

    /// Whether it is an own message that is confirmed.
    pub(crate) fn is_received(&self) -> bool {
        self.mark.as_deref() == Some("received")
    }
}

impl Book {
    pub(crate) fn of_one(me: usize) -> Self {
        Self { me, ..Self::default() }
    }

    /// Notes that a message is typed now, and names it.
    pub(crate) fn typed(&mut self, to: usize) -> Label {
        let label = Label { author: self.me, number: self.typed.len(), to };
        self.typed.push((label, false));
        label
    }

    /// Whether it was said that this own message is durable.
    pub(crate) fn is_certain(&self, label: Label) -> bool {
        self.typed[label.number].1
    }

    /// Own messages, durable or not yet, that this run has not said to be received.
    pub(crate) fn open(&self) -> impl Iterator<Item = Label> {
        let former = self.former.values().flatten().copied();
        let typed = self.typed[self.before..].iter().map(|(label, _)| *label);
        former.chain(typed.filter(|label| !self.claimed.contains(label)))
    }

    pub(crate) fn typed_count(&self) -> usize {
        self.typed.len()
    }

    pub(crate) fn own_count(&self) -> usize {
        self.kept.iter().filter(|entry| entry.label.author == self.me).count()
    }

    /// A run begins.
    pub(crate) fn begins(&mut self) {
        self.before = self.typed.len();
        self.former.clear();
        for own in self.kept.iter().filter(|own| own.waits()) {
            self.former.entry(own.label.to).or_default().push_back(own.label);
        }
    }

    /// Takes note of what the program says. What it cannot say truly is a failure.
    pub(crate) fn hears(&mut self, told: &Told) {
        match told {
            Told::Sent(label) => self.is_durable(*label),
            Told::Received(label) => {
                self.is_durable(*label);
                assert!(self.claimed.insert(*label), "{label} was said to be received twice");
            }
            Told::Former { to, count } => {
                for _ in 0..*count {
                    let label = self.former.get_mut(to).and_then(VecDeque::pop_front);
                    // A mark that a crash undid is made again, so that this can be said twice.
                    self.claimed.insert(label.expect("more were received than waited"));
                }
            }
            Told::Waiting { to, count } => self.waiting(*to, *count),
            Told::Shown(label) => {
                assert_eq!(label.to, self.me, "{label} was shown to somebody else");
                assert!(self.shown.insert(*label), "{label} was shown twice");
            }
            Told::Alarm | Told::Nothing => {}
        }
    }

    /// Everything typed in this run is durable, for it was read to the end.
    pub(crate) fn is_read_to_the_end(&mut self) {
        self.typed[self.before..].iter_mut().for_each(|(_, is_certain)| *is_certain = true);
    }

    fn is_durable(&mut self, label: Label) {
        assert!(label.number >= self.before, "{label} was said to be of this run");
        assert_eq!(self.typed.get(label.number).map(|(typed, _)| *typed), Some(label));
        self.typed[label.number].1 = true;
    }

    /// That many wait: those of former runs, and the first ones of this run.
    fn waiting(&mut self, to: usize, count: usize) {
        let former = self.former.get(&to).map_or(0, VecDeque::len);
        let of_this_run = count.checked_sub(former);
        let of_this_run = of_this_run.unwrap_or_else(|| panic!("{count} wait, not {former}"));
        let claimed = &self.claimed;
        let open = self.typed[self.before..].iter_mut();
        let open = open.filter(|(label, _)| label.to == to && !claimed.contains(label));
        let marked = open.take(of_this_run).map(|(_, is_certain)| *is_certain = true).count();
        assert_eq!(marked, of_this_run, "more wait than were typed");
    }

    /// A run is over, and this is what the disk holds then. Whatever was said must be true of it.
    pub(crate) fn ends(&mut self, page: Vec<Entry>) {
        self.keeps(page);
        let kept: BTreeSet<Label> = self.kept.iter().map(|entry| entry.label).collect();
        assert_eq!(kept.len(), self.kept.len(), "something was kept twice");
        for (label, is_certain) in &self.typed {
            assert!(!is_certain || kept.contains(label), "{label} was durable, and is lost");
        }
        for label in &self.shown {
            assert!(kept.contains(label), "{label} was shown, and not kept");
        }
        let own = self.kept.iter().filter(|entry| entry.label.author == self.me);
        let own: Vec<usize> = own.map(|entry| entry.label.number).collect();
        assert!(own.is_sorted(), "own messages are out of order: {own:?}");
        let of_this_run = &own[own.partition_point(|number| *number < self.before)..];
        let first = self.before..self.before + of_this_run.len();
        assert!(
            of_this_run.iter().copied().eq(first),
            "some in between were lost: {of_this_run:?}"
        );
    }

    /// Takes over the last entries that the disk holds. None of the former ones may differ.
    fn keeps(&mut self, page: Vec<Entry>) {
        let last = self.kept.last().map_or(0, |entry| entry.number);
        for entry in page {
            if entry.number > last {
                self.kept.push(entry);
                continue;
            }
            let at = self.kept.binary_search_by_key(&entry.number, |kept| kept.number);
            let before = &mut self.kept[at.expect("it was there before")];
            assert!(before.waits() || *before == entry, "{before:?} became {entry:?}");
            before.mark.clone_from(&entry.mark);
            assert_eq!(*before, entry);
        }
    }

    /// Own messages to somebody, or those of somebody, as the disk holds them.
    pub(crate) fn of(&self, author: usize, to: usize) -> Vec<(&str, Label)> {
        let is_meant = |entry: &&Entry| entry.label.author == author && entry.label.to == to;
        self.kept.iter().filter(is_meant).map(|entry| (entry.id.as_str(), entry.label)).collect()
    }
}
