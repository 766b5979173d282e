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
    /// Bytes on them but for headers: a node may be larger than all that may wait.
    bytes: usize,
    /// Others are on their way to the shelf.
    is_shelving: bool,
    /// Nothing more is taken.
    is_closed: bool,
    /// Nobody takes them away any more.
    is_over: bool,
}

/// What goes to one segment.
#[derive(Debug)]
struct Sheet {
    /// What the segment begins with, if it begins here.
    header: Option<Vec<u8>>,
    bytes: Vec<u8>,
}

impl Desk {
    /// Adds to the segment, if the sheets have room for it within the bound.
    pub(super) fn add(&self, bytes: &[u8], bound: usize) -> bool {
        let mut tray = self.tray();
        if tray.is_closed || tray.bytes + bytes.len() > bound {
            return false;
        }
        tray.bytes += bytes.len();
        if let Some(sheet) = tray.sheets.last_mut() {
            sheet.bytes.extend_from_slice(bytes);
        } else {
            tray.sheets.push(Sheet { header: None, bytes: bytes.to_vec() });
            self.changed.notify_all();
        }
        true
    }

    /// Begins another segment, unless nothing more is taken.
    pub(super) fn begin(&self, header: Vec<u8>) {
        let mut tray = self.tray();
        if tray.is_closed {
            return;
        }
        tray.sheets.push(Sheet { header: Some(header), bytes: Vec::new() });
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

    /// Waits until everything is on the shelf and that is put back, within a bound.
    pub(super) fn close(&self) {
        let mut tray = self.tray();
        tray.is_closed = true;
        self.changed.notify_all();
        // What it does not take by then, a disk does not take.
        let _ = self.changed.wait_timeout_while(tray, CLOSE_WITHIN, |tray| !tray.is_over);
    }

    /// Takes sheets away to a shelf until the desk is closed.
    pub(super) fn clear_into(&self, shelf: Box<dyn Shelf>) -> io::Result<()> {
        let cleared = self.clear(shelf);
        let mut tray = self.tray();
        (tray.is_closed, tray.is_over) = (true, true);
        tray.sheets.clear();
        self.changed.notify_all();
        cleared
    }

    fn clear(&self, mut shelf: Box<dyn Shelf>) -> io::Result<()> {
        while let Some(sheets) = self.take() {
            for sheet in sheets {
                if let Some(header) = &sheet.header {
                    shelf.turn(header)?;
                }
                if !sheet.bytes.is_empty() {
                    shelf.write(&sheet.bytes)?;
                }
            }
            let mut tray = self.tray();
            tray.is_shelving = false;
            // For company: a write for each input would cost more than all the rest.
            drop(self.changed.wait_timeout_while(tray, PAUSE, |tray| !tray.is_closed));
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

    /// Nothing that is done while it is held can leave it half done.
    fn tray(&self) -> MutexGuard<'_, Tray> {
        self.tray.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long sheets are written on before they are taken away: what a loss of the program costs.
const PAUSE: Duration = Duration::from_millis(20);
/// How long the end of the program waits for the disk.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);
