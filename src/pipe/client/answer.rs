//! Whether an answer is yes or no.

use crate::failure::Status;

/// What an answer comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// One of those that mean yes.
    Yes,
    /// One of those that mean no.
    No,
    /// Anything else.
    Neither,
}

impl Verdict {
    /// Reads an answer. Case, white space around it and `.`, `!` or `,` after it do not matter.
    pub fn of(answer: &str) -> Self {
        let word = answer.trim().trim_end_matches(['.', '!', ',']).to_lowercase();
        // A hand may have a skin tone, and an emoji a sign that it is one.
        let is_shade = |c: char| matches!(c, '\u{1F3FB}'..='\u{1F3FF}' | '\u{FE0F}');
        let word = word.replace(is_shade, "");
        if YES.contains(&word.as_str()) {
            Self::Yes
        } else if NO.contains(&word.as_str()) {
            Self::No
        } else {
            Self::Neither
        }
    }

    /// What the program ends with.
    pub const fn status(self) -> Status {
        match self {
            Self::Yes => Status::Ok,
            Self::No => Status::No,
            Self::Neither => Status::Unanswered,
        }
    }
}

/// What means yes.
const YES: [&str; 16] = [
    "y", "yes", "yep", "yeah", "ok", "okay", "sure", "ja", "oui", "si", "sí", "da", "1", "+1",
    "👍", "✅",
];
/// What means no.
const NO: [&str; 11] = ["n", "no", "nope", "nein", "non", "nej", "nee", "0", "-1", "👎", "❌"];
