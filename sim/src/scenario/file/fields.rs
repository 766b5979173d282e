//! A table of a scenario file: its keys are taken one by one, and what is left is told.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::TOP;
use crate::scenario::Latency;
use crate::scenario::notation::{did_you_mean, read_latency, read_span};

/// What is wrong, and at which byte of the text.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) at: usize,
    pub(super) why: String,
}

impl Wrong {
    pub(super) fn new(place: Range<usize>, why: impl Into<String>) -> Self {
        Self { at: place.start, why: why.into() }
    }
}

/// What a key or an item of a list says.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) key: &'a str,
    pub(super) value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Value<'a> {
    /// The complaint that it is not as it must be.
    pub(super) fn wrong(&self, must_be: &str) -> Wrong {
        Wrong::new(self.value.span(), format!("{} must be {must_be}", self.key))
    }

    pub(super) fn text(&self) -> Result<&'a str, Wrong> {
        self.value.get_ref().as_str().ok_or_else(|| self.wrong("a text in quotes"))
    }

    pub(super) fn span(&self) -> Result<Duration, Wrong> {
        let span = self.value.get_ref().as_str().and_then(read_span);
        span.ok_or_else(|| self.wrong("a time such as \"12.5s\", \"1m 10s\" or \"2 days\""))
    }

    pub(super) fn latency(&self) -> Result<Latency, Wrong> {
        let latency = self.value.get_ref().as_str().and_then(read_latency);
        latency.ok_or_else(|| self.wrong("a time or two, such as \"20ms\" or \"5ms to 80ms\""))
    }

    pub(super) fn number<N: TryFrom<u64>>(&self) -> Result<N, Wrong> {
        let number = self.value.get_ref().as_integer();
        let number = number.and_then(|n| u64::from_str_radix(n.as_str(), n.radix()).ok());
        let number = number.and_then(|number| number.try_into().ok());
        number.ok_or_else(|| self.wrong("a whole number such as 3, without quotes"))
    }

    pub(super) fn flag(&self) -> Result<bool, Wrong> {
        self.value.get_ref().as_bool().ok_or_else(|| self.wrong("true or false, without quotes"))
    }

    /// The items of a list; one that stands alone is a list of one.
    pub(super) fn items(self) -> Vec<Self> {
        match self.value.get_ref().as_array() {
            Some(items) => items.iter().map(|value| Self { value, ..self }).collect(),
            None => vec![self],
        }
    }

    pub(super) fn is_list(&self) -> bool {
        self.value.get_ref().is_array()
    }

    /// The keys in braces, each of which must be one of these.
    pub(super) fn fields(self, known: &[&str]) -> Result<Fields<'a>, Wrong> {
        let table = self.value.get_ref().as_table();
        let table = table.ok_or_else(|| self.wrong("keys in braces, { key = \"value\" }"))?;
        Fields::new(self.key, self.value.span(), table, known)
    }
}

/// A table of which some keys are taken already.
pub(super) struct Fields<'a> {
    name: &'a str,
    pub(super) place: Range<usize>,
    left: BTreeMap<&'a str, (Range<usize>, Value<'a>)>,
}

impl<'a> Fields<'a> {
    /// A table of that name.
    pub(super) fn new(
        name: &'a str,
        place: Range<usize>,
        table: &'a DeTable<'a>,
        known: &[&str],
    ) -> Result<Self, Wrong> {
        let mut left = BTreeMap::new();
        for (key, value) in table {
            let (place, key) = (key.span(), key.get_ref().as_ref());
            if !known.contains(&key) {
                misplaced(name, key, place.clone())?;
                let all = || format!(": the keys are {}", known.join(", "));
                let next_step = did_you_mean(key, known.iter().copied()).unwrap_or_else(all);
                let key = key.escape_debug();
                return Err(Wrong::new(place, format!("there is no key {key}{next_step}")));
            }
            left.insert(key, (place, Value { key, value }));
        }
        Ok(Self { name, place, left })
    }

    pub(super) fn take(&mut self, key: &str) -> Option<Value<'a>> {
        self.left.remove(key).map(|(_, value)| value)
    }

    pub(super) fn must(&mut self, key: &str, example: &str) -> Result<Value<'a>, Wrong> {
        let why = || format!("{} needs {key}: write {key} = {example}", self.name);
        let place = self.place.clone();
        self.left.remove(key).map(|(_, value)| value).ok_or_else(|| Wrong::new(place, why()))
    }

    /// The only one of these keys that is there, and what goes with it.
    pub(super) fn only<T: Copy>(&mut self, keys: &[(&'a str, T)]) -> Result<(T, Value<'a>), Wrong> {
        let mut found = keys.iter().filter(|(key, _)| self.left.contains_key(key));
        match (found.next(), found.next()) {
            (Some((key, with)), None) => {
                self.name = key;
                let (_, value) = self.left.remove(key).expect("it was found");
                Ok((*with, value))
            }
            (Some((one, _)), Some((other, _))) => {
                let why = format!("it says two things, {one} and {other}: write a step for each");
                Err(Wrong::new(self.place.clone(), why))
            }
            (None, _) => {
                let keys: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
                let why = format!("{} needs one of {}", self.name, keys.join(", "));
                Err(Wrong::new(self.place.clone(), why))
            }
        }
    }

    /// Nothing is left.
    pub(super) fn done(self) -> Result<(), Wrong> {
        let Some((key, (place, _))) = self.left.into_iter().next() else { return Ok(()) };
        Err(Wrong::new(place, format!("{key} does not belong to {}: remove it", self.name)))
    }
}

/// Tells who wrote `steps =` after a line such as `[peers]` what TOML makes of that.
pub(super) fn misplaced(table: &str, key: &str, place: Range<usize>) -> Result<(), Wrong> {
    if !TOP.contains(&key) {
        return Ok(());
    }
    let why = format!("{key} stands below [{table}] and so belongs to it: move it above [{table}]");
    Err(Wrong::new(place, why))
}
