//! Times and crowds as people write them: `1m 10s`, `5ms to 80ms`, `p1..p20`.

use std::time::Duration;

use jiff::SpanRelativeTo;
use jiff::fmt::friendly::{FractionalUnit, SpanParser, SpanPrinter};

use super::{Latency, PEERS_MAX};

/// The word for all people.
pub(super) const EVERYONE: &str = "everyone";
/// The word for all links.
pub(super) const EVERYTHING: &str = "everything";

/// A span of time, if the text is one; a day has 24 hours.
pub(super) fn read_span(text: &str) -> Option<Duration> {
    let span = SpanParser::new().parse_span(text).ok()?;
    let span = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    span.try_into().ok().map(in_micros)
}

/// A span in whole microseconds: a world's clock shows no others.
pub(crate) fn in_micros(span: Duration) -> Duration {
    Duration::new(span.as_secs(), span.subsec_micros() * 1_000)
}

/// A span of time: in seconds where people still count them.
pub(super) fn write_span(span: Duration) -> String {
    if span < COUNTED && !span.is_zero() {
        return format!("{span:?}"); // 250ms, 12.5s, 70s
    }
    let (days, rest) = (span.as_secs() / DAY.as_secs(), span.as_secs() % DAY.as_secs());
    let rest = Duration::new(rest, span.subsec_nanos());
    let rest = (days == 0 || !rest.is_zero()).then(|| PRINTER.unsigned_duration_to_string(&rest));
    let days = (days > 0).then(|| format!("{days}d"));
    days.into_iter().chain(rest).collect::<Vec<_>>().join(" ")
}

/// A latency, if the text is one.
pub(super) fn read_latency(text: &str) -> Option<Latency> {
    let (least, most) = text.split_once(" to ").unwrap_or((text, text));
    Some(Latency { least: read_span(least)?, most: read_span(most)? })
}

/// A latency: `5ms to 80ms`, or `20ms` where it is always the same.
pub(super) fn write_latency(latency: Latency) -> String {
    let [least, most] = [latency.least, latency.most].map(write_span);
    if least == most { least } else { format!("{least} to {most}") }
}

/// The names that a word stands for: itself, or all of a range.
///
/// # Errors
/// Why it is no range.
pub(super) fn names(word: &str) -> Result<Vec<String>, String> {
    let Some((first, last)) = word.split_once("..") else { return Ok(vec![word.to_owned()]) };
    let ends = numbered(first).zip(numbered(last)).filter(|((one, _), (other, _))| one == other);
    let Some(((stem, from), (_, to))) = ends else {
        return Err(format!("{word:?} is no range: write one such as \"p1..p20\""));
    };
    if from > to {
        let turned = format!("{last}..{first}");
        return Err(format!("the range {word:?} is empty: write {turned:?}"));
    }
    if to - from >= PEERS_MAX as u64 {
        return Err(format!("the range {word:?} has more than {PEERS_MAX} names: write less"));
    }
    Ok((from..=to).map(|number| format!("{stem}{number}")).collect())
}

/// The same names in fewer words: what is a range is written as one.
pub(super) fn fold(names: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    for run in names.chunk_by(|a, b| is_next(a, b)) {
        match run {
            [first, .., last] if run.len() >= RANGE_LEAST => words.push(format!("{first}..{last}")),
            one_or_two => words.extend(one_or_two.iter().map(|name| (*name).to_owned())),
        }
    }
    words
}

/// Whether one name follows another in a range.
pub(super) fn is_next(name: &str, next: &str) -> bool {
    let ends = numbered(name).zip(numbered(next));
    ends.is_some_and(|((stem, number), (other, next))| stem == other && number + 1 == next)
}

/// A name that ends with a number as people count, without zeros before it.
fn numbered(name: &str) -> Option<(&str, u64)> {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = name.get(stem.len()..)?;
    let number: u32 = digits.parse().ok()?;
    (digits == number.to_string()).then_some((stem, number.into()))
}

/// Asks whether a word was meant to be one of these, if a letter in three is wrong at the most.
pub(super) fn did_you_mean<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let distance = |known: &&str| strsim::damerau_levenshtein(word, known);
    let nearest = known.into_iter().min_by_key(distance)?;
    (3 * distance(&nearest) <= word.len()).then(|| format!("; did you mean {nearest}?"))
}

const PRINTER: SpanPrinter = SpanPrinter::new().fractional(Some(FractionalUnit::Second));
const DAY: Duration = Duration::from_secs(24 * 3_600);
/// Below this, times are compared by their seconds.
const COUNTED: Duration = Duration::from_secs(600);
/// Two names are as short as a range of them.
const RANGE_LEAST: usize = 3;
