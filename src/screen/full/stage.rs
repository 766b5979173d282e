//! The terminal while the full screen has it: taken, drawn on, lent to the shell, given back.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste,
    EnableFocusChange, EnableMouseCapture,
};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode, size,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::state::{Size, State};
use super::view;
use crate::look::{Look, Notify};
use crate::text::Safe;

/// A terminal in raw mode on its other screen. It is given back when this is dropped, and before
/// the words of a panic.
pub(super) struct Stage {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    has_mouse: bool,
}

impl Stage {
    /// Takes the terminal.
    pub(super) fn open(has_mouse: bool) -> io::Result<Self> {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |why| {
            give_back();
            before(why);
        }));
        take(has_mouse)?;
        let output = BufWriter::with_capacity(FRAME_BYTES, stdout());
        let terminal = Terminal::new(CrosstermBackend::new(output))?;
        Ok(Self { terminal, has_mouse })
    }

    /// How large the terminal is.
    pub(super) fn size() -> io::Result<Size> {
        let (columns, rows) = size()?;
        Ok(Size { columns: columns.max(1), rows: rows.max(1) })
    }

    /// Draws what has changed.
    pub(super) fn draw(&mut self, state: &State) -> io::Result<()> {
        self.terminal.draw(|frame| view::draw(frame, state))?;
        Ok(())
    }

    /// Draws everything anew the next time.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        self.terminal.clear()
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
        take(self.has_mouse)?;
        self.clear()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        give_back();
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
/// Bytes that are gathered before they are written: most frames.
const FRAME_BYTES: usize = 32 * 1024;
