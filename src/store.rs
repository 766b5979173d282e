//! What is kept between runs, behind a trait: a database on disk, or a simulation of one.

mod sqlite;

use std::collections::BTreeSet;

use crate::record::{Answer, Question, Record, Remembered, Trouble};

pub use sqlite::Sqlite;

/// Somewhere to keep records. What one run committed, the next remembers, whatever happens to the
/// power in between.
pub trait Store: Send {
    /// What was kept from former runs.
    ///
    /// # Errors
    /// When it cannot be read.
    fn load(&mut self) -> Result<Remembered, Trouble>;

    /// Keeps all of the records or none, in their order: they are durable when this returns.
    ///
    /// Returns the places, among the records, of heard messages that the history had already: these
    /// were not added again.
    ///
    /// # Errors
    /// When they could not be kept; then nothing has changed, and it may be tried again.
    fn commit(&mut self, records: &[Record]) -> Result<BTreeSet<usize>, Trouble>;

    /// Answers a question from all that was committed.
    ///
    /// # Errors
    /// When it cannot be read.
    fn recall(&mut self, question: &Question) -> Result<Answer, Trouble>;
}
