//! The laws: what must hold, whatever happens, each by its name.

mod conduct;
mod delivery;
mod settling;

use std::fmt;

use serde::Serialize;

pub use conduct::{Conduct, Wish};
pub use delivery::Laws;
pub(crate) use settling::received;
pub use settling::{PATIENCE, settle};

/// A law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Law {
    /// What is shown as queued is on the disk.
    QueuedIsKept,
    /// No two messages of a stream have one place.
    OnePlaceEach,
    /// A message is shown once.
    ToldOnce,
    /// A message is on the disk before it is shown.
    KeptBeforeTold,
    /// What is shown as received is on the disk of the peer.
    ReceivedIsThere,
    /// What is kept and shown is what its author wrote, word for word.
    TrueWords,
    /// No disk has a message twice.
    KeptOnce,
    /// Messages of one author come in the order in which they were written.
    InOrder,
    /// What was shown as queued survives anything but the loss of the disk.
    NothingLost,
    /// What was taken back does not arrive.
    TakenBack,
    /// Whoever asks to send something is told what became of it.
    EverythingIsAnswered,
    /// What is under way on a connection is bounded, and what waits for a peer.
    Bounded,
    /// A link to a program that has ended is never kept in place of one to its successor.
    NoGhosts,
    /// Of two links between the same two runs, neither end closes the one that the other keeps.
    OneChoice,
    /// Nobody is shown as online or quiet for longer than the silence allows.
    ListsAreFresh,
    /// Nobody is shown as quiet who was just heard, unless asked for something in vain.
    QuietWereSilent,
    /// Only who was shown as there is shown to go.
    GoneAfterThere,
    /// Who was linked for long is dialed again at once.
    QuickReturn,
    /// An address is not dialed again and again.
    PatientDials,
    /// Who leaves says goodbye over every link that stands.
    GoodbyesAreSaid,
    /// Who said goodbye is off the list at once, and shown to have said it.
    GoodbyesCount,
    /// Who said goodbye to one other is left in peace until somebody asks.
    LeftInPeace,
    /// Once nothing is broken, every message arrives.
    EverythingArrives,
    /// Once nothing is broken, whatever was kept has been shown.
    EverythingIsTold,
    /// Once nothing is broken, nothing waits; for whom somebody knows how to dial, not even until
    /// somebody asks.
    NothingWaits,
    /// Once nothing is broken, every message is shown to its author as received.
    ReceiptsAreTold,
    /// Once nothing is broken, who has to be on a list is.
    ListsAreComplete,
    /// Once nothing is broken, lists have the names that people go by.
    NamesAreTrue,
    /// Once nothing is broken, two people have one link.
    OneLink,
    /// Once nothing is broken, nobody comes or goes, and there is little on the wire.
    QuietIsQuiet,
    /// What a scenario expects.
    Expected,
    /// People see the same in both worlds.
    WorldsAgree,
    /// No program panics.
    NoPanic,
}

impl Law {
    /// All of them.
    pub const ALL: [Self; 33] = [
        Self::QueuedIsKept,
        Self::OnePlaceEach,
        Self::ToldOnce,
        Self::KeptBeforeTold,
        Self::ReceivedIsThere,
        Self::TrueWords,
        Self::KeptOnce,
        Self::InOrder,
        Self::NothingLost,
        Self::TakenBack,
        Self::EverythingIsAnswered,
        Self::Bounded,
        Self::NoGhosts,
        Self::OneChoice,
        Self::ListsAreFresh,
        Self::QuietWereSilent,
        Self::GoneAfterThere,
        Self::QuickReturn,
        Self::PatientDials,
        Self::GoodbyesAreSaid,
        Self::GoodbyesCount,
        Self::LeftInPeace,
        Self::EverythingArrives,
        Self::EverythingIsTold,
        Self::NothingWaits,
        Self::ReceiptsAreTold,
        Self::ListsAreComplete,
        Self::NamesAreTrue,
        Self::OneLink,
        Self::QuietIsQuiet,
        Self::Expected,
        Self::WorldsAgree,
        Self::NoPanic,
    ];
}

/// The name, as it is printed and given: `told-once`.
impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in format!("{self:?}").chars().enumerate() {
            if place > 0 && letter.is_uppercase() {
                f.write_str("-")?;
            }
            write!(f, "{}", letter.to_ascii_lowercase())?;
        }
        Ok(())
    }
}

/// A law that does not hold, and how that shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Which.
    pub law: Law,
    /// How.
    pub what: String,
}

impl Violation {
    pub(crate) fn new(law: Law, what: impl Into<String>) -> Self {
        Self { law, what: what.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.law, self.what)
    }
}

impl std::error::Error for Violation {}

pub(crate) fn ensure(
    holds: bool,
    law: Law,
    what: impl FnOnce() -> String,
) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation::new(law, what())) }
}
