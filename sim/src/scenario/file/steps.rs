//! The steps of a scenario file: each says when, and one thing.

use super::cast::Cast;
use super::fields::{Fields, Value, Wrong};
use super::read_latency;
use crate::scenario::{Act, DiskAct, Expectation, STEPS_MAX, Step};

/// Reads all of them, and where each stands.
pub(super) fn read(list: Value<'_>, cast: &Cast<'_>) -> Result<(Vec<usize>, Vec<Step>), Wrong> {
    if !list.is_list() {
        return Err(list.wrong("a list, [{ at = \"3s\", kill = \"bob\" }]"));
    }
    let items = list.items();
    if items.len() > STEPS_MAX {
        return Err(list.wrong(&format!("a list of {STEPS_MAX} steps at the most")));
    }
    let known: Vec<&str> =
        ["at"].into_iter().chain(VERBS.iter().map(|(verb, _)| *verb)).chain(ADVERBS).collect();
    let places = items.iter().map(|item| item.value.span().start).collect();
    let steps =
        items.into_iter().map(|item| read_step(Value { key: "a step", ..item }, &known, cast));
    Ok((places, steps.collect::<Result<_, _>>()?))
}

fn read_step(value: Value<'_>, known: &[&str], cast: &Cast<'_>) -> Result<Step, Wrong> {
    let mut fields = value.fields(known)?;
    let at = fields.must("at", "\"3s\"")?.span()?;
    let (read, what) = fields.only(VERBS)?;
    let act = read(what, &mut fields, cast)?;
    fields.done()?;
    Ok(Step { at, act })
}

/// Makes something of what stands behind a verb, and of the keys that go with it.
type Read = fn(Value<'_>, &mut Fields<'_>, &Cast<'_>) -> Result<Act, Wrong>;

/// What a step can say, one of them.
const VERBS: &[(&str, Read)] = &[
    ("boot", |who, _, cast| cast.people(who).map(Act::Boot)),
    ("stop", |who, _, cast| cast.people(who).map(Act::Stop)),
    ("kill", |who, _, cast| cast.people(who).map(Act::Kill)),
    ("say", read_say),
    ("take_back", |from, with, cast| {
        Ok(Act::TakeBack { from: cast.one(from)?, to: person(with, "to", cast)? })
    }),
    ("connect", |who, with, cast| match with.take("to") {
        Some(to) => Ok(Act::ConnectTo { from: cast.one(who)?, to: cast.one(to)? }),
        None => cast.people(who).map(Act::Connect),
    }),
    ("block", |of, with, cast| Ok(Act::Block { by: person(with, "by", cast)?, of: cast.one(of)? })),
    ("unblock", |of, with, cast| {
        Ok(Act::Unblock { by: person(with, "by", cast)?, of: cast.one(of)? })
    }),
    ("exit", |who, _, cast| cast.people(who).map(Act::Exit)),
    ("part", |from, with, cast| {
        Ok(Act::Part { from: cast.one(from)?, to: person(with, "from", cast)? })
    }),
    ("rename", |who, with, cast| {
        let name = with.must("to", "\"Robert\"")?.text()?.to_owned();
        Ok(Act::Rename { who: cast.one(who)?, name })
    }),
    ("cut", |between, _, cast| cast.between(between).map(Act::Cut)),
    ("cut_one_way", |from, with, cast| {
        Ok(Act::CutOneWay { from: cast.one(from)?, to: person(with, "to", cast)? })
    }),
    ("stall", |between, _, cast| cast.between(between).map(Act::Stall)),
    ("heal", |between, _, cast| cast.between(between).map(Act::Heal)),
    ("reset", |between, _, cast| cast.between(between).map(Act::Reset)),
    ("slow", |between, with, cast| {
        let latency = read_latency(with.must("latency", "\"2s to 5s\"")?)?;
        Ok(Act::Slow(cast.between(between)?, latency))
    }),
    ("clock", |who, with, cast| {
        let (is_back, by) = with.only(&[("forward", false), ("back", true)])?;
        Ok(Act::Jump { who: cast.one(who)?, by: by.span()?, is_back })
    }),
    ("fill_disk", |who, _, cast| Ok(Act::Disk(cast.people(who)?, DiskAct::Fill))),
    ("fail_disk", |who, _, cast| Ok(Act::Disk(cast.people(who)?, DiskAct::Fail))),
    ("mend_disk", |who, _, cast| Ok(Act::Disk(cast.people(who)?, DiskAct::Mend))),
    ("back_up", |who, _, cast| Ok(Act::Disk(cast.people(who)?, DiskAct::BackUp))),
    ("restore", |who, _, cast| Ok(Act::Disk(cast.people(who)?, DiskAct::Restore))),
    ("wipe", |who, _, cast| Ok(Act::Disk(cast.people(who)?, DiskAct::Wipe))),
    ("checkpoint", |name, _, _| Ok(Act::Checkpoint(name.text()?.to_owned()))),
    ("expect", |who, with, cast| {
        let who = cast.one(who)?;
        let (read, what) = with.only(EXPECTATIONS)?;
        read(who, what, with, cast).map(Act::Expect)
    }),
    ("settle", |settle, _, _| {
        settle.flag()?.then_some(Act::Settle).ok_or_else(|| settle.wrong("true, or left out"))
    }),
];

fn read_say(text: Value<'_>, with: &mut Fields<'_>, cast: &Cast<'_>) -> Result<Act, Wrong> {
    Ok(Act::Say {
        from: person(with, "from", cast)?,
        to: person(with, "to", cast)?,
        text: text.text()?.to_owned(),
        times: read_times(with)?,
    })
}

/// The same of somebody.
type Expect = fn(usize, Value<'_>, &mut Fields<'_>, &Cast<'_>) -> Result<Expectation, Wrong>;

/// What can be expected of somebody.
const EXPECTATIONS: &[(&str, Expect)] = &[
    ("sees", |who, others, _, cast| {
        Ok(Expectation::Sees { who, others: cast.others(who, others)? })
    }),
    ("hears", |who, text, with, cast| {
        let (text, from) = (text.text()?.to_owned(), person(with, "from", cast)?);
        Ok(Expectation::Hears { who, text, from, times: read_times(with)? })
    }),
    ("received", |who, count, with, cast| {
        Ok(Expectation::Received { who, by: person(with, "by", cast)?, count: count.number()? })
    }),
    ("lists", |who, rows, _, _| {
        let rows = rows.items().into_iter().map(|row| row.text().map(str::to_owned));
        Ok(Expectation::Lists { who, rows: rows.collect::<Result<_, _>>()? })
    }),
];

fn read_times(with: &mut Fields<'_>) -> Result<u32, Wrong> {
    with.take("times").map_or(Ok(1), |times| times.number())
}

fn person(with: &mut Fields<'_>, key: &str, cast: &Cast<'_>) -> Result<usize, Wrong> {
    cast.one(with.must(key, "\"bob\"")?)
}

/// What goes with some of the verbs.
const ADVERBS: [&str; 11] = [
    "from", "to", "times", "latency", "forward", "back", "sees", "hears", "received", "by", "lists",
];
