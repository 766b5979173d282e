//! The terminal while the full screen has it: taken, drawn on, lent to the shell, given back.

use std::cell::RefCell;
use std::io::{self, Write, stdout};
use std::panic;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste,
    EnableFocusChange, EnableMouseCapture,
};
use crossterm::style::force_color_output;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode, size,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::{Backend, CrosstermBackend};

use super::state::{Size, State};
use super::view;
use crate::look::{Look, Notify};
use crate::text::Safe;

/// A terminal in raw mode on its other screen. It is given back when this is dropped, and before
/// the words of a panic.
pub(super) struct Stage {
    terminal: Terminal<CrosstermBackend<Sheet>>,
    sheet: Sheet,
    has_mouse: bool,
    /// Whether what the terminal shows is not what was drawn last.
    is_spoilt: bool,
}

impl Stage {
    /// Takes the terminal.
    pub(super) fn open(look: &Look) -> io::Result<Self> {
        // Whether there is colour is settled already, not only by NO_COLOR.
        force_color_output(look.color);
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |why| {
            give_back();
            before(why);
        }));
        let sheet = Sheet::default();
        let terminal = Terminal::new(CrosstermBackend::new(sheet.clone()))?;
        let stage = Self { terminal, sheet, has_mouse: look.mouse, is_spoilt: false };
        take(look.mouse)?;
        Ok(stage)
    }

    /// How large the terminal is.
    pub(super) fn size() -> io::Result<Size> {
        let (columns, rows) = size()?;
        Ok(Size { columns: columns.max(1), rows: rows.max(1) })
    }

    /// Draws what has changed, so that it is seen at once and the cursor never elsewhere.
    pub(super) fn draw(&mut self, state: &State) -> io::Result<()> {
        queue!(self.sheet, BeginSynchronizedUpdate)?;
        if std::mem::take(&mut self.is_spoilt) {
            // `Terminal::clear` would ask where the cursor is, and the keys hear the answer.
            self.terminal.swap_buffers();
            self.terminal.backend_mut().clear()?;
        }
        self.terminal.draw(|frame| view::draw(frame, state))?;
        queue!(self.sheet, EndSynchronizedUpdate)?;
        self.sheet.show()
    }

    /// Draws everything anew the next time.
    pub(super) const fn spoil(&mut self) {
        self.is_spoilt = true;
    }

    /// Takes the mouse, or leaves it to the terminal.
    pub(super) fn set_mouse(&mut self, is_ours: bool) -> io::Result<()> {
        self.has_mouse = is_ours;
        if is_ours {
            execute!(stdout(), EnableMouseCapture)
        } else {
            execute!(stdout(), DisableMouseCapture)
        }
    }

    /// Makes itself noticed, as far as that is wanted.
    pub(super) fn ring(&mut self, look: &Look, title: &Safe, text: &Safe) -> io::Result<()> {
        let mut out = stdout();
        if look.bell {
            out.write_all(b"\x07")?;
        }
        match look.notify {
            Notify::Off => {}
            Notify::Osc9 => write!(out, "\x1b]9;{title}: {text}\x07")?,
            Notify::Osc777 => {
                let title = title.as_str().replace(';', ",");
                write!(out, "\x1b]777;notify;{title};{text}\x07")?;
            }
        }
        out.flush()
    }

    /// Gives the terminal back for as long as `meanwhile` takes, and draws everything anew.
    pub(super) fn lend(&mut self, meanwhile: impl FnOnce()) -> io::Result<()> {
        give_back();
        meanwhile();
        self.spoil();
        take(self.has_mouse)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        give_back();
    }
}

/// What is drawn, gathered until it is shown as a whole; clones are the same one.
#[derive(Clone, Default)]
struct Sheet(Rc<RefCell<Vec<u8>>>);

impl Sheet {
    fn show(&mut self) -> io::Result<()> {
        let mut bytes = self.0.borrow_mut();
        let mut out = stdout();
        out.write_all(&bytes)?;
        bytes.clear();
        out.flush()
    }
}

impl Write for Sheet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn take(has_mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    IS_TAKEN.store(true, Ordering::SeqCst);
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange)?;
    if has_mouse { execute!(stdout(), EnableMouseCapture) } else { Ok(()) }
}

/// As it was before. If that fails, there is no terminal to mend.
fn give_back() {
    if !IS_TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    let modes = queue!(out, DisableMouseCapture, DisableFocusChange, DisableBracketedPaste);
    let _ = modes.and_then(|()| execute!(out, LeaveAlternateScreen, Show));
    let _ = disable_raw_mode();
}

/// Whether there is something to give back: a panic may come at any time, also twice.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);
