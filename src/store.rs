//! What is kept for the next start, behind a trait so that a simulation keeps it elsewhere.

use std::io;

use crate::node::Record;

/// Somewhere to keep records.
pub trait Store: Send {
    /// Keeps the records, durably and in order, before it returns.
    ///
    /// # Errors
    /// As the disk says. What was kept before is not harmed.
    fn commit(&mut self, records: &[Record]) -> io::Result<()>;
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forgetful;

impl Store for Forgetful {
    fn commit(&mut self, _: &[Record]) -> io::Result<()> {
        Ok(())
    }
}
