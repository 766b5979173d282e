//! What lies between the recorder and its disk: sheets that are written on, taken away and shelved.

use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Shelf;

/// Shared by the two.
#[derive(Debug, Default)]
pub(super) struct Desk {
    tray: Mutex<Tray>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Tray {
    sheets: Vec<Sheet>,
    /// Bytes on them.
    bytes: usize,
    is_shelving: bool,
    is_closed: bool,
}

/// What goes to one segment.
#[derive(Debug)]
struct Sheet {
    bytes: Vec<u8>,
    is_first: bool,
}

impl Desk {
    /// Adds to the segment, if the sheets have room for it within the bound.
    pub(super) fn add(&self, bytes: &[u8], bound: usize) -> bool {
        let mut tray = self.tray();
        if tray.bytes + bytes.len() > bound {
            return false;
        }
        tray.bytes += bytes.len();
        if let Some(sheet) = tray.sheets.last_mut() {
            sheet.bytes.extend_from_slice(bytes);
        } else {
            tray.sheets.push(Sheet { bytes: bytes.to_vec(), is_first: false });
            self.changed.notify_all();
        }
        true
    }

    /// Begins another segment.
    pub(super) fn begin(&self, bytes: Vec<u8>) {
        let mut tray = self.tray();
        tray.bytes += bytes.len();
        tray.sheets.push(Sheet { bytes, is_first: true });
        self.changed.notify_all();
    }

    /// Whether everything is on the shelf.
    pub(super) fn is_clear(&self) -> bool {
        let tray = self.tray();
        tray.sheets.is_empty() && !tray.is_shelving
    }

    /// Whether nothing more is taken.
    pub(super) fn is_closed(&self) -> bool {
        self.tray().is_closed
    }

    /// Waits until everything is on the shelf, within a bound.
    pub(super) fn close(&self) {
        let mut tray = self.tray();
        tray.is_closed = true;
        self.changed.notify_all();
        let is_busy = |tray: &mut Tray| !tray.sheets.is_empty() || tray.is_shelving;
        // What it does not take by then, a disk does not take.
        let _ = self.changed.wait_timeout_while(tray, CLOSE_WITHIN, is_busy);
    }

    /// Takes sheets away to a shelf until the desk is closed.
    pub(super) fn clear_into(&self, mut shelf: Box<dyn Shelf>) -> io::Result<()> {
        while let Some(sheets) = self.take() {
            let shelved = sheets.iter().try_for_each(|sheet| {
                if sheet.is_first {
                    shelf.turn()?;
                }
                shelf.write(&sheet.bytes)
            });
            self.tray().is_shelving = false;
            self.changed.notify_all();
            if shelved.is_err() {
                self.abandon();
                return shelved;
            }
            // For company: a write for each input would cost more than all the rest.
            let is_open = |tray: &mut Tray| !tray.is_closed;
            drop(self.changed.wait_timeout_while(self.tray(), PAUSE, is_open));
        }
        Ok(())
    }

    /// All sheets, once there are any; nothing, if there will be none.
    fn take(&self) -> Option<Vec<Sheet>> {
        let is_waiting = |tray: &mut Tray| tray.sheets.is_empty() && !tray.is_closed;
        let tray = self.changed.wait_while(self.tray(), is_waiting);
        let mut tray = tray.unwrap_or_else(PoisonError::into_inner);
        tray.bytes = 0;
        tray.is_shelving = !tray.sheets.is_empty();
        tray.is_shelving.then(|| std::mem::take(&mut tray.sheets))
    }

    /// Nothing more can be shelved.
    fn abandon(&self) {
        let mut tray = self.tray();
        tray.is_closed = true;
        tray.sheets.clear();
    }

    /// Nothing that is done while it is held can leave it half done.
    fn tray(&self) -> MutexGuard<'_, Tray> {
        self.tray.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long sheets are written on before they are taken away: what a loss of the program costs.
const PAUSE: Duration = Duration::from_millis(20);
/// How long the end of the program waits for the disk.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);
