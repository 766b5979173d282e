//! What is being typed, and the menu where nothing is.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::cut;
use crate::screen::full::state::{Asking, State};
use crate::screen::full::theme::Theme;

/// The question, what is typed, and the cursor in it; what does not fit is scrolled away.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    let (prompt, menu) = asked(&state.asking);
    let prompt = cut(&prompt, usize::from(area.width / 2).max(2));
    if state.editor.is_empty() {
        let room = usize::from(area.width).saturating_sub(prompt.width());
        let column = u16::try_from(prompt.width()).unwrap_or(0);
        let menu = Span::styled(cut(menu, room), theme.faint);
        let line = Line::from(vec![Span::styled(prompt, theme.strong), menu]);
        frame.render_widget(Paragraph::new(line), area);
        frame.set_cursor_position(Position::new(area.x + column, area.y));
        return;
    }
    let laid = lay(state.editor.text(), state.editor.cursor(), prompt.width(), area.width);
    let height = usize::from(area.height);
    let top = (laid.row + 1).saturating_sub(height);
    let rows = laid.rows.into_iter().enumerate().skip(top).take(height);
    let blank = " ".repeat(prompt.width());
    let line = |(at, row): (usize, String)| {
        let before = if at == 0 { prompt.clone() } else { blank.clone() };
        Line::from(vec![Span::styled(before, theme.strong), Span::styled(row, theme.text)])
    };
    frame.render_widget(Paragraph::new(rows.map(line).collect::<Vec<_>>()), area);
    let (x, y) = (u16::try_from(laid.column), u16::try_from(laid.row - top));
    let (x, y) = (area.x + x.unwrap_or(0), area.y + y.unwrap_or(0));
    frame.set_cursor_position(Position::new(x.min(area.right().saturating_sub(1)), y));
}

/// Rows that what is typed takes.
pub(super) fn rows(state: &State, width: u16) -> usize {
    let (prompt, _) = asked(&state.asking);
    let prompt = cut(&prompt, usize::from(width / 2).max(2));
    lay(state.editor.text(), state.editor.cursor(), prompt.width(), width).rows.len()
}

/// What is asked, and what can be answered.
fn asked(asking: &Asking) -> (String, &'static str) {
    match asking {
        Asking::Message => ("› ".to_owned(), MENU),
        Asking::Recipient => ("To: ".to_owned(), "name, number, host:port · Tab · Esc goes back"),
        Asking::Port { host } => (format!("Port of {host}: "), "7001, for example"),
        Asking::Text { shown, .. } => (format!("To {shown}: "), "your message · Esc goes back"),
        Asking::Leave { .. } => ("Leave? ".to_owned(), "Enter leaves · any other key stays"),
    }
}

/// A text in rows, and where the cursor is.
struct Laid {
    rows: Vec<String>,
    row: usize,
    column: usize,
}

/// Breaks wherever a row is full, so that what is typed stays where it is.
fn lay(text: &str, cursor: usize, indent: usize, width: u16) -> Laid {
    let width = usize::from(width).saturating_sub(1).max(indent + 2);
    let mut laid = Laid { rows: vec![String::new()], row: 0, column: indent };
    let mut column = indent;
    for (at, letter) in text.grapheme_indices(true) {
        if at == cursor {
            (laid.row, laid.column) = (laid.rows.len() - 1, column);
        }
        let columns = letter.width();
        if letter == "\n" || column + columns > width {
            laid.rows.push(String::new());
            column = indent;
        }
        if letter != "\n"
            && let Some(row) = laid.rows.last_mut()
        {
            row.push_str(letter);
            column += columns;
        }
    }
    if cursor >= text.len() {
        (laid.row, laid.column) = (laid.rows.len() - 1, column);
    }
    laid
}

const MENU: &str = "1 send · 2 peers · 3 connect all · 0 exit";
