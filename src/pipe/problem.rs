//! What is wrong with what a program said, in the language that it speaks.

use std::sync::Arc;

use serde::Serialize;

use crate::hub::Tag;
use crate::pipe::VERSION;
use crate::text::Safe;

/// Why a command is not carried out, or a program sent away, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    v: u8,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Tag>,
    what: Safe,
    next_step: Safe,
}

impl Problem {
    /// A problem: what is wrong, without a full stop, and what to do about it, in a sentence.
    pub fn new(what: impl AsRef<str>, next_step: impl AsRef<str>) -> Self {
        let (what, next_step) = (Safe::line(what.as_ref()), Safe::line(next_step.as_ref()));
        Self { v: VERSION, r#type: "error", id: None, what, next_step }
    }

    /// The same, of a command that the program calls so.
    #[must_use]
    pub fn of(self, id: Option<Tag>) -> Self {
        Self { id, ..self }
    }

    /// The program did not read what it was told.
    pub fn too_slow() -> Self {
        let what = "you did not read what you were told, so nothing more is sent";
        Self::new(what, "Connect again, and read faster or keep the lines yourself.")
    }

    /// As many programs are connected as may be.
    pub fn too_many() -> Self {
        let what = "too many programs are connected to this chat";
        Self::new(what, "Wait until one of them ends, and try again.")
    }

    /// The line that says it.
    pub fn line(&self) -> Arc<str> {
        let json = serde_json::to_string(self).expect("it is plain data and memory takes it");
        json.into()
    }
}
