//! The terminal while the full screen has it: taken, drawn on, lent to the shell, given back.

use std::cell::RefCell;
use std::io::{self, Write};
use std::mem::{replace, take};
use std::panic;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste,
    EnableFocusChange, EnableMouseCapture,
};
use crossterm::queue;
use crossterm::style::force_color_output;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode, size,
};
use ratatui::Terminal;
use ratatui::backend::{Backend, CrosstermBackend};

use super::printer::{Press, Printer};
use super::state::{Size, State};
use super::view;
use crate::look::{Look, Notify};
use crate::text::Safe;

/// A terminal in raw mode on its other screen. It is given back when this is dropped, and before
/// the words of a panic.
pub(super) struct Stage {
    terminal: Terminal<CrosstermBackend<Sheet>>,
    sheet: Sheet,
    printer: Printer,
    wants_mouse: bool,
    /// Whether the terminal has been told so.
    has_mouse: bool,
    /// What goes with the next frame to make it noticed. Of several, the last is enough.
    note: Vec<u8>,
    /// Whether what the terminal shows is not what was drawn last.
    is_spoilt: bool,
    last_words: Vec<u8>,
}

impl Stage {
    /// Takes the terminal.
    pub(super) fn open(look: &Look) -> io::Result<Self> {
        // Whether there is colour is settled already, not only by NO_COLOR.
        force_color_output(look.color);
        let printer = Printer::start()?;
        let (press, before) = (printer.press().clone(), panic::take_hook());
        panic::set_hook(Box::new(move |why| {
            // Words for a terminal that takes nothing would keep the program from its end.
            if give_back(&press) {
                before(why);
            }
        }));
        let sheet = Sheet::default();
        let terminal = Terminal::new(CrosstermBackend::new(sheet.clone()))?;
        let stage = Self {
            terminal,
            sheet,
            printer,
            wants_mouse: look.mouse,
            has_mouse: false,
            note: Vec::new(),
            is_spoilt: false,
            last_words: Vec::new(),
        };
        enable_raw_mode()?;
        Ok(stage)
    }

    /// How large the terminal is.
    pub(super) fn size() -> io::Result<Size> {
        let (columns, rows) = size()?;
        Ok(Size { columns: columns.max(1), rows: rows.max(1) })
    }

    /// Waits until the terminal has taken what was drawn last. Who stops waiting may wait again.
    pub(super) async fn idle(&mut self) -> io::Result<()> {
        self.printer.idle().await
    }

    /// Draws what has changed, so that it is seen at once and the cursor never elsewhere.
    pub(super) fn draw(&mut self, state: &State) -> io::Result<()> {
        self.set_modes()?;
        queue!(self.sheet, BeginSynchronizedUpdate)?;
        if take(&mut self.is_spoilt) {
            // `Terminal::clear` would ask where the cursor is, and the keys hear the answer.
            self.terminal.swap_buffers();
            self.terminal.backend_mut().clear()?;
        }
        self.terminal.draw(|frame| view::draw(frame, state))?;
        queue!(self.sheet, EndSynchronizedUpdate)?;
        self.sheet.write_all(&take(&mut self.note))?;
        self.printer.print(self.sheet.0.take());
        Ok(())
    }

    /// Tells the terminal how it is to be from this frame on, as far as it is not so already.
    fn set_modes(&mut self) -> io::Result<()> {
        if !IS_ENTERED.swap(true, Ordering::SeqCst) {
            queue!(self.sheet, EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange)?;
        }
        match (replace(&mut self.has_mouse, self.wants_mouse), self.wants_mouse) {
            (false, true) => queue!(self.sheet, EnableMouseCapture),
            (true, false) => queue!(self.sheet, DisableMouseCapture),
            (true, true) | (false, false) => Ok(()),
        }
    }

    /// Draws everything anew the next time.
    pub(super) const fn spoil(&mut self) {
        self.is_spoilt = true;
    }

    /// Takes the mouse, or leaves it to the terminal.
    pub(super) const fn set_mouse(&mut self, is_ours: bool) {
        self.wants_mouse = is_ours;
    }

    /// Makes the next frame noticed, as far as that is wanted.
    pub(super) fn ring(&mut self, look: &Look, title: &Safe, text: &Safe) {
        let bell = if look.bell { "\x07" } else { "" };
        let note = match look.notify {
            Notify::Off => bell.to_owned(),
            Notify::Osc9 => format!("{bell}\x1b]9;{title}: {text}\x07"),
            Notify::Osc777 => {
                let title = title.as_str().replace(';', ",");
                format!("{bell}\x1b]777;notify;{title};{text}\x07")
            }
        };
        self.note = note.into_bytes();
    }

    /// Gives the terminal back for as long as `meanwhile` takes, and draws everything anew.
    pub(super) fn lend(&mut self, meanwhile: impl FnOnce()) -> io::Result<()> {
        give_back(self.printer.press());
        meanwhile();
        self.spoil();
        self.has_mouse = false;
        enable_raw_mode()
    }

    /// Gives the terminal back for good, and prints these lines on it.
    pub(super) fn leave(mut self, lines: &[String]) {
        self.last_words =
            lines.iter().flat_map(|line| [line.as_bytes(), b"\n"]).flatten().copied().collect();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let press = self.printer.press();
        if give_back(press) {
            // If nobody reads them, the status still says it.
            let _ = press.finish(take(&mut self.last_words));
        }
    }
}

/// What is drawn, gathered until it is printed as a whole; clones are the same one.
#[derive(Clone, Default)]
struct Sheet(Rc<RefCell<Vec<u8>>>);

impl Write for Sheet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// As it was before. Returns whether the terminal takes what is written to it; if not, at least
/// its modes are restored. If that fails, there is no terminal to mend.
fn give_back(press: &Press) -> bool {
    let mut bytes = Vec::new();
    if IS_ENTERED.swap(false, Ordering::SeqCst) {
        let modes = queue!(bytes, DisableMouseCapture, DisableFocusChange, DisableBracketedPaste);
        let _ = modes.and_then(|()| queue!(bytes, LeaveAlternateScreen, Show));
    }
    let is_read = press.finish(bytes).is_some();
    let _ = disable_raw_mode();
    is_read
}

/// Whether there is another screen to leave: a panic may come at any time, also twice.
static IS_ENTERED: AtomicBool = AtomicBool::new(false);
