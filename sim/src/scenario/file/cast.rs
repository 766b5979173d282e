//! The cast of a scenario file: who is there, and whom a name, a range or `everyone` means.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::fields::{Value, Wrong, misplaced};
use crate::scenario::notation::{EVERYONE, EVERYTHING, did_you_mean, names};
use crate::scenario::possible::check_name;
use crate::scenario::{Between, PEERS_MAX, Peer};

/// Everybody by name, and what their lines in the file say.
pub(super) struct Cast<'a> {
    places: BTreeMap<String, usize>,
    /// A line, and how many it is about.
    lines: Vec<(Value<'a>, Vec<String>)>,
}

impl<'a> Cast<'a> {
    /// Reads the names, in the order in which they stand in the file.
    pub(super) fn read(peers: Value<'a>) -> Result<Self, Wrong> {
        let table = peers.value.get_ref().as_table();
        let table =
            table.ok_or_else(|| peers.wrong("names in braces, { alice = {}, bob = {} }"))?;
        let mut keys: Vec<_> = table.iter().collect();
        keys.sort_by_key(|(key, _)| key.span().start);
        let mut cast = Self { places: BTreeMap::new(), lines: Vec::new() };
        for (key, value) in keys {
            let (place, key) = (key.span(), key.get_ref().as_ref());
            if !value.get_ref().is_table() {
                misplaced("peers", key, place.clone())?;
            }
            let wrong = |why| Wrong::new(place.clone(), why);
            let names = names(key).map_err(wrong)?;
            for name in &names {
                check_name(name).map_err(wrong)?;
                if cast.places.insert(name.clone(), cast.places.len()).is_some() {
                    return Err(wrong(format!("there are two of the name {name}: rename one")));
                }
                if cast.places.len() > PEERS_MAX {
                    return Err(wrong(format!("there are more than {PEERS_MAX} peers: drop some")));
                }
            }
            cast.lines.push((Value { key, value }, names));
        }
        Ok(cast)
    }

    /// Everybody, and whom they dial.
    pub(super) fn peers(&self) -> Result<Vec<Peer>, Wrong> {
        let mut peers = Vec::new();
        for (line, names) in &self.lines {
            let mut fields = line.fields(&["dials", "late"])?;
            let is_late = fields.take("late").map_or(Ok(false), |late| late.flag())?;
            let dials = fields.take("dials");
            for name in names {
                let who = peers.len();
                let others = dials.map_or(Ok(Vec::new()), |dials| self.others(who, dials))?;
                peers.push(Peer { name: name.clone(), dials: others, is_late });
            }
        }
        Ok(peers)
    }

    /// One person.
    pub(super) fn one(&self, value: Value<'_>) -> Result<usize, Wrong> {
        let name = value.value.get_ref().as_str().ok_or_else(|| value.wrong("a name in quotes"))?;
        self.find(name, value.value.span())
    }

    /// People: a name, a range, `everyone`, or a list of them.
    pub(super) fn people(&self, value: Value<'_>) -> Result<Vec<usize>, Wrong> {
        self.group(value, None, &mut BTreeSet::new())
    }

    /// People other than one: for that one, `everyone` is everybody else.
    pub(super) fn others(&self, who: usize, value: Value<'_>) -> Result<Vec<usize>, Wrong> {
        self.group(value, Some(who), &mut BTreeSet::from([who]))
    }

    /// Groups of people, each as above, or `everything`: each person is a group.
    pub(super) fn between(&self, value: Value<'_>) -> Result<Between, Wrong> {
        if value.value.get_ref().as_str() == Some(EVERYTHING) {
            return Ok(Between::all(self.places.len()));
        }
        if !value.is_list() {
            return Err(value.wrong("people or groups, [\"bob\", \"p1..p3\"], or \"everything\""));
        }
        let mut named = BTreeSet::new();
        let groups = value.items().into_iter().map(|group| self.group(group, None, &mut named));
        groups.collect::<Result<_, _>>().map(Between)
    }

    /// One group, of people who are not named yet.
    fn group(
        &self,
        value: Value<'_>,
        but: Option<usize>,
        named: &mut BTreeSet<usize>,
    ) -> Result<Vec<usize>, Wrong> {
        let mut group = Vec::new();
        for item in value.items() {
            let word = item.value.get_ref().as_str();
            let word = word.ok_or_else(|| item.wrong("a name in quotes, or a list of them"))?;
            let place = item.value.span();
            let wrong = |why| Wrong::new(place.clone(), why);
            let people: Vec<usize> = if word == EVERYONE {
                (0..self.places.len()).filter(|who| Some(*who) != but).collect()
            } else {
                let names = names(word).map_err(wrong)?;
                let found = names.iter().map(|name| self.find(name, place.clone()));
                found.collect::<Result<_, _>>()?
            };
            for who in people {
                if Some(who) == but {
                    return Err(wrong("nobody is their own peer: name others".to_owned()));
                }
                if !named.insert(who) {
                    return Err(wrong(format!("{word} names somebody twice: name each once")));
                }
                group.push(who);
            }
        }
        Ok(group)
    }

    fn find(&self, name: &str, place: Range<usize>) -> Result<usize, Wrong> {
        self.places.get(name).copied().ok_or_else(|| {
            let meant = did_you_mean(name, self.places.keys().map(String::as_str));
            let next_step = meant.unwrap_or_else(|| ": add it to the peers".to_owned());
            Wrong::new(place, format!("there is no peer {name:?}{next_step}"))
        })
    }
}
