//! What Tab proposes: commands, peers and addresses, one after the other. Pure.

use super::editor::{Editor, Way};
use super::state::{Asking, State};
use crate::screen::slash;
use crate::text::without_quotes;

/// The candidates for a word, and which of them stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Completion {
    /// Where the word begins in the text.
    from: usize,
    pub(super) candidates: Vec<String>,
    pub(super) chosen: Option<usize>,
}

/// What the word before the cursor can become, if anything.
pub(super) fn begin(state: &State) -> Option<Completion> {
    let typed = state.editor.text().get(..state.editor.cursor())?;
    let is_whole = |typed: &str| !typed.contains(char::is_whitespace);
    let (from, candidates) = match &state.asking {
        Asking::Recipient => (0, people(state, typed, true)),
        Asking::Message if typed.starts_with('/') && is_whole(typed) => {
            let word = typed.get(1..)?;
            (0, slash::beginning(word).map(|name| name + " ").collect())
        }
        Asking::Message if typed.starts_with('/') => {
            let from = typed.find(char::is_whitespace)? + 1;
            (from, argument(state, typed, typed.get(from..)?))
        }
        Asking::Message => {
            let from = typed.rfind(char::is_whitespace).map_or(0, |at| at + 1);
            let word = typed.get(from..).filter(|word| !word.is_empty())?;
            let names = people(state, word, false).into_iter();
            (from, names.map(|name| name + if from == 0 { ": " } else { " " }).collect())
        }
        Asking::Port { .. } | Asking::Text { .. } | Asking::Leave { .. } => return None,
    };
    (!candidates.is_empty()).then_some(Completion { from, candidates, chosen: None })
}

/// What can follow a command.
fn argument(state: &State, typed: &str, argument: &str) -> Vec<String> {
    let word = typed.split_whitespace().next().unwrap_or_default();
    let Some(slash) = word.get(1..).and_then(slash::find) else { return Vec::new() };
    if slash.verb == slash::Verb::Help {
        let names = slash::beginning(argument.trim_start_matches('/'));
        return names.map(|name| name.trim_start_matches('/').to_owned()).collect();
    }
    if slash.takes.contains("PEER") {
        let names = people(state, argument, true).into_iter();
        return names.map(|name| quoted(&name) + " ").collect();
    }
    if slash.verb == slash::Verb::Set {
        let keys = super::looks::KEYS.iter().filter(|key| key.starts_with(argument));
        return keys.map(|key| format!("{key} ")).collect();
    }
    Vec::new()
}

/// The names, and, if wanted, the addresses that begin so, in any case.
fn people(state: &State, typed: &str, with_addresses: bool) -> Vec<String> {
    let typed = typed.trim_start_matches('"').to_lowercase();
    let names = state.crowd.people().map(|who| without_quotes(&who.to_string()));
    let addresses = state.crowd.rows().iter().filter_map(|row| row.card.address.as_ref());
    let addresses = addresses.filter(|_| with_addresses).map(ToString::to_string);
    let mut found: Vec<String> = Vec::new();
    for text in names.chain(addresses).filter(|text| text.to_lowercase().starts_with(&typed)) {
        if found.len() < CANDIDATES_MAX && !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// A name as one word.
fn quoted(name: &str) -> String {
    if name.contains(char::is_whitespace) { format!("\"{name}\"") } else { name.to_owned() }
}

impl Completion {
    /// Puts the next candidate in place of the last one.
    pub(super) fn next(mut self, editor: &mut Editor, way: Way) -> Self {
        let count = self.candidates.len();
        let chosen = match (self.chosen, way) {
            (None, Way::On) => 0,
            (None, Way::Back) => count - 1,
            (Some(at), Way::On) => (at + 1) % count,
            (Some(at), Way::Back) => (at + count - 1) % count,
        };
        self.chosen = Some(chosen);
        editor.complete(self.from, &self.candidates[chosen]);
        self
    }
}

/// Candidates that are proposed: more cannot be looked through.
const CANDIDATES_MAX: usize = 50;
