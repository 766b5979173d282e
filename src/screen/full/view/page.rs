//! A text over the conversation.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::screen::full::state::Page;
use crate::screen::full::theme::Theme;

/// As much of it as there is room for, from where it is scrolled to.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, page: &Page, theme: &Theme) {
    let rows = rows(&page.text, area.width);
    let height = usize::from(area.height);
    let top = page.top.min(rows.len().saturating_sub(height));
    let rows = rows.into_iter().skip(top).take(height);
    let style = |row: &str| if row.starts_with('!') { theme.bad } else { theme.text };
    let lines: Vec<Line<'_>> = rows.map(|row| Line::styled(row.clone(), style(&row))).collect();
    frame.render_widget(Paragraph::new(lines), area);
}

/// The text in rows of that width; what is too long goes on, moved to the right, in the next one.
pub(super) fn rows(text: &str, width: u16) -> Vec<String> {
    let width = usize::from(width).max(1);
    let mut rows = Vec::new();
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len() + INDENT;
        let indent = " ".repeat(if indent < width / 2 { indent } else { 0 });
        let options = textwrap::Options::new(width).subsequent_indent(&indent);
        rows.extend(textwrap::wrap(line, options).into_iter().map(std::borrow::Cow::into_owned));
    }
    rows
}

const INDENT: usize = 2;
