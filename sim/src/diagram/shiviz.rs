//! A log with vector clocks, as ShiViz reads it: two lines for each event.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use chinwag::text::Safe;

use crate::trace::{Trace, What};

use super::words;

/// The log, under the lines that say how to read it.
pub(super) fn log(trace: &Trace) -> String {
    let mut log = Log::new(trace);
    for entry in &trace.entries {
        let at = words::clock(entry.at);
        match &entry.what {
            What::Booted(who) => log.write(*who, &at, "starts"),
            What::Ended(who, ending) => log.write(*who, &at, words::of_ending(*ending)),
            What::Sent { frame, from, to, says, kind: _ } => {
                log.sent(*frame, *from, *to, &at, says);
            }
            What::Arrived(frame) => log.arrived(*frame, &at),
            What::Shown { by, of, stance } => {
                let says = format!("shows {}: {}", log.host(*of), words::of_stance(*stance));
                log.write(*by, &at, &says);
            }
            What::Told(who, says) => log.write(*who, &at, &format!("is told: {says}")),
            // What happens to nobody has no clock.
            What::Lost(_) | What::Acted { .. } | What::Broken(_) => {}
        }
    }
    log.text
}

struct Log {
    text: String,
    hosts: Vec<String>,
    /// What each host knows of how far each is.
    clocks: Vec<BTreeMap<String, u64>>,
    /// Whose frames are under way, to whom, what they say, and what their senders knew.
    under_way: BTreeMap<u64, (usize, usize, String, BTreeMap<String, u64>)>,
}

impl Log {
    fn new(trace: &Trace) -> Self {
        let clocks = vec![BTreeMap::new(); trace.names.len()];
        let hosts = hosts(&trace.names);
        Self { text: format!("{READ_BY}\n\n"), hosts, clocks, under_way: BTreeMap::new() }
    }

    fn host(&self, who: usize) -> &str {
        self.hosts.get(who).map_or("nobody", String::as_str)
    }

    fn sent(&mut self, frame: u64, from: usize, to: usize, at: &str, says: &str) {
        self.write(from, at, &format!("to {}: {says}", self.host(to)));
        if let Some(known) = self.clocks.get(from).cloned() {
            self.under_way.insert(frame, (from, to, says.to_owned(), known));
        }
    }

    fn arrived(&mut self, frame: u64, at: &str) {
        let Some((from, to, says, known)) = self.under_way.remove(&frame) else { return };
        let Some(clock) = self.clocks.get_mut(to) else { return };
        for (host, count) in known {
            let here = clock.entry(host).or_default();
            *here = count.max(*here);
        }
        self.write(to, at, &format!("from {}: {says}", self.host(from)));
    }

    /// Something happens at a host.
    fn write(&mut self, who: usize, at: &str, says: &str) {
        let (Some(host), Some(clock)) = (self.hosts.get(who), self.clocks.get_mut(who)) else {
            return;
        };
        *clock.entry(host.clone()).or_default() += 1;
        let clock = serde_json::to_string(clock).expect("words and numbers are always JSON");
        let _ = writeln!(self.text, "{host} {clock}\n{at} {}", Safe::line(says));
    }
}

/// A word for each name, no two the same: ShiViz takes whatever is not a space, but its clocks are
/// JavaScript objects, which some words upset.
fn hosts(names: &[String]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let word = |(who, name): (usize, &String)| {
        let is_plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
        let plain: String = name.chars().filter(is_plain).take(NAME_MAX).collect();
        let is_whole = !plain.is_empty() && plain == *name && taken.insert(plain.clone());
        if is_whole { plain } else { format!("{plain}.{who}") }
    };
    names.iter().enumerate().map(word).collect()
}

/// Letters of a name: each clock repeats all of them.
const NAME_MAX: usize = 32;
/// How ShiViz finds the host, the clock and the event.
const READ_BY: &str = r"(?<host>\S*) (?<clock>{.*})\n(?<event>.*)";
