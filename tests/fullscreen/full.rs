//! The full screen in a terminal: its last row, its size, and whether it is there.

use std::num::NonZeroU16;
use std::process::Command;

use portable_pty::PtySize;

use crate::chat::Chat;
use crate::person::Person;
use crate::screen::{COLUMNS, Screen, in_terminal};

impl Screen {
    /// Starts the program as it is, and waits until it is all there.
    pub(crate) fn full(command: &Command) -> Self {
        let mut screen = Self::run(in_terminal(command));
        screen.types_nothing();
        screen
    }

    /// Waits until nothing is typed: the last row is the menu.
    pub(crate) fn types_nothing(&mut self) {
        self.last_row(EMPTY, 2);
    }

    /// Waits until that is typed, with the cursor after it.
    pub(crate) fn has_typed(&mut self, text: &str) {
        let row = format!("› {text}");
        self.last_row(&row, row.chars().count());
    }

    /// Waits until that is the last row, with the cursor so many columns from its left.
    pub(crate) fn last_row(&mut self, row: &str, column: usize) {
        self.until(&format!("{row:?} in the last row, the cursor at {column}"), |screen| {
            let (rows, columns) = screen.size();
            let last = screen.rows(0, columns.get()).nth(usize::from(rows.get()) - 1)?;
            let (y, x) = screen.cursor_position();
            let is_there =
                last.trim_end() == row && y == rows.get() - 1 && usize::from(x) == column;
            (is_there && screen.alternate_screen() && !screen.hide_cursor()).then_some(())
        });
    }

    /// Waits until that is no longer on the screen.
    pub(crate) fn lacks(&mut self, text: &str) {
        let what = format!("no {text:?}");
        self.until(&what, |screen| (!screen.contents().contains(text)).then_some(()));
    }

    /// Somebody pulls at a corner of the window.
    pub(crate) fn becomes(&mut self, columns: u16, rows: u16) {
        let size = PtySize { rows, cols: columns, ..PtySize::default() };
        let [height, width] = [rows, columns].map(|n| NonZeroU16::new(n).expect("not 0"));
        self.emulator.screen_mut().set_size(height, width);
        self.master.resize(size).expect("it can be resized");
    }

    /// Waits until the terminal is as it was before the program began.
    pub(crate) fn is_given_back(&mut self) {
        let is_plain = |screen: &vt100::Screen| {
            let is_ours = screen.alternate_screen() || screen.bracketed_paste();
            (!is_ours && !screen.hide_cursor()).then_some(())
        };
        self.until("the terminal as it was", is_plain);
    }
}

/// Alice at her full screen, and Bob, who is at a pipe and has called her.
pub(crate) fn alice_and_bob() -> (Screen, Chat) {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Screen::full(&alice.chinwag(&[]));
    let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_bobs.hears("* connected to 1 of 1\n");
    at_alices.shows("? \"bob\" · online");
    (at_alices, at_bobs)
}

/// What was on the terminal before the full screen came, and is there again after it.
pub(crate) fn shell(screen: &vt100::Screen) -> Vec<String> {
    let rows = screen.rows(0, COLUMNS).map(|row| row.trim_end().to_owned());
    rows.filter(|row| !row.is_empty()).collect()
}

/// The last row where nothing is typed.
pub(crate) const EMPTY: &str = "› 1 send · 2 peers · 3 connect all · 0 exit";
