//! A conversation in rows: oldest at the top, wrapped, with days and what is unread between.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line as Row, Span};
use ratatui::widgets::Paragraph;

use super::{cut, layout, page, sign};
use crate::history::{Entry, Side};
use crate::node::{Mark, Who};
use crate::screen::conversation::times;
use crate::screen::full::editor::Way;
use crate::screen::full::keys::Scroll;
use crate::screen::full::state::State;
use crate::screen::full::talk::{Anchor, Line, Talk};
use crate::screen::full::theme::Theme;

/// The rows that end where the conversation is scrolled to.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    let Some(talk) = state.talk() else { return };
    let printer = Printer { state, talk, theme, width: usize::from(area.width) };
    let height = usize::from(area.height);
    let mut rows: Vec<Row<'_>> = Vec::new();
    let anchor = talk.anchor.map(|anchor| {
        let first = printer.first_end(height);
        if printer.is_before(anchor, first) { first } else { anchor }
    });
    let Anchor { place, row } = anchor.unwrap_or_else(|| printer.end());
    let mut place = place;
    let mut block = printer.block(place);
    block.truncate(row + 1);
    while rows.len() < height && talk.line(place).is_some() {
        rows.splice(0..0, block);
        place -= 1;
        block = printer.block(place);
    }
    let top = rows.len().saturating_sub(height);
    let blank = height.saturating_sub(rows.len());
    let rows: Vec<Row<'_>> = rows.into_iter().skip(top).collect();
    let filled = u16::try_from(blank).unwrap_or(0);
    let below = Rect { y: area.y + filled, height: area.height - filled, ..area };
    frame.render_widget(Paragraph::new(rows), below);
}

/// Scrolls what is shown. Whether its beginning is reached.
pub(in crate::screen::full) fn scroll(state: &mut State, scroll: Scroll, way: Way) -> bool {
    let area = Rect::new(0, 0, state.size.columns, state.size.rows);
    let area = layout::areas(state, area).talk;
    let height = usize::from(area.height).max(1);
    let rows = match scroll {
        Scroll::Lines => WHEEL,
        Scroll::Page => height.saturating_sub(1).max(1),
        Scroll::End => usize::MAX / 2,
    };
    if let Some(open) = &mut state.page {
        let most = page::rows(&open.text, area.width).len().saturating_sub(height);
        open.top = match way {
            Way::Back => open.top.min(most).saturating_sub(rows),
            Way::On => open.top.saturating_add(rows).min(most),
        };
        return false;
    }
    let theme = Theme::of(&state.look);
    let Some(talk) = state.talk() else { return false };
    let printer = Printer { state, talk, theme: &theme, width: usize::from(area.width) };
    let end = printer.end();
    let first = printer.first_end(height);
    let from = talk.anchor.unwrap_or(end);
    let to = match way {
        Way::Back => printer.back(from, rows),
        Way::On => printer.on(from, rows),
    };
    let is_at_top = printer.is_before(to, first);
    let to = if is_at_top { first } else { to };
    let anchor = printer.is_before(to, end).then_some(to).filter(|to| *to != end);
    let place = state.place;
    if let Some(talk) = state.talks.get_mut(&place) {
        match anchor {
            Some(anchor) => talk.anchor = Some(anchor),
            None => talk.follow(),
        }
    }
    way == Way::Back && is_at_top
}

/// Turns lines into rows.
struct Printer<'a> {
    state: &'a State,
    talk: &'a Talk,
    theme: &'a Theme,
    width: usize,
}

impl Printer<'_> {
    fn end(&self) -> Anchor {
        let place = self.talk.places().end - 1;
        Anchor { place, row: self.block(place).len().saturating_sub(1) }
    }

    /// The last row of the first screen.
    fn first_end(&self, height: usize) -> Anchor {
        let mut left = height;
        for place in self.talk.places() {
            let rows = self.block(place).len();
            if rows >= left {
                return Anchor { place, row: left - 1 };
            }
            left -= rows;
        }
        self.end()
    }

    fn is_before(&self, one: Anchor, other: Anchor) -> bool {
        (one.place, one.row) <= (other.place, other.row)
    }

    fn back(&self, from: Anchor, rows: usize) -> Anchor {
        let Anchor { mut place, mut row } = from;
        let mut left = rows;
        while left > row && place > self.talk.places().start {
            left -= row + 1;
            place -= 1;
            row = self.block(place).len().saturating_sub(1);
        }
        Anchor { place, row: row.saturating_sub(left) }
    }

    fn on(&self, from: Anchor, rows: usize) -> Anchor {
        let Anchor { mut place, mut row } = from;
        let mut left = rows;
        while place < self.talk.places().end {
            let below = self.block(place).len().saturating_sub(row + 1);
            if left <= below {
                return Anchor { place, row: row + left };
            }
            left -= below + 1;
            (place, row) = (place + 1, 0);
        }
        self.end()
    }

    /// The rows of one line, with what stands before it.
    fn block(&self, place: i64) -> Vec<Row<'static>> {
        let Some(line) = self.talk.line(place) else { return Vec::new() };
        let clock = &self.state.words.clock;
        let mut rows = Vec::new();
        let day = clock.date(line.at());
        let before = self.talk.line(place - 1).map(|line| clock.date(line.at()));
        if before != Some(day) {
            let day = cut(&format!("── {} ──", clock.day(line.at())), self.width);
            rows.push(Row::styled(day, self.theme.faint));
        }
        match line {
            Line::Said { entry, is_mention } => {
                if self.talk.unread == Some(entry.id) {
                    rows.push(Row::styled("── new ──", self.theme.notable));
                }
                self.message(entry, *is_mention, &mut rows);
            }
            Line::Noticed { at, text } => {
                let is_bad = text.as_str().starts_with('!');
                let style = if is_bad { self.theme.bad } else { self.theme.faint };
                let gutter = self.gutter(&clock.minute(*at), Span::raw(" "));
                self.wrap(gutter, Vec::new(), text.as_str(), style, &mut rows);
            }
        }
        rows
    }

    fn message(&self, entry: &Entry, is_mention: bool, rows: &mut Vec<Row<'static>>) {
        let (clock, theme) = (&self.state.words.clock, self.theme);
        let peer = self.state.crowd.row(entry.peer);
        let mut text = entry.text.as_str();
        let (time, mark, note, name, style) = match entry.side {
            Side::Ours { at, mark, .. } => {
                if mark == Mark::Cancelled {
                    text = "(taken back)";
                }
                let (sign, style) = match mark {
                    Mark::Queued => ("…", theme.faint),
                    Mark::Sent => ("→", theme.faint),
                    Mark::Received => ("✓", theme.good),
                    Mark::Cancelled => ("✗", theme.bad),
                };
                let mark = Span::styled(sign, style);
                (clock.minute(at), mark, None, "you".to_owned(), theme.strong)
            }
            Side::Theirs { sent, heard, is_clock_off } => {
                let (time, note) = times(sent, heard, is_clock_off, clock);
                let sign = peer.map_or('?', sign);
                let style = if sign == '!' { theme.bad } else { theme.faint };
                let name = peer.and_then(|row| row.card.who.as_ref()).map(Who::shown);
                let name = name.unwrap_or_else(|| format!("#{}", entry.peer.tag()));
                let mark = Span::styled(sign.to_string(), style);
                (time, mark, note, name, theme.name(&entry.peer))
            }
        };
        let note = note.map(|note| format!(" {note}")).unwrap_or_default();
        let most = self.width.saturating_sub(8).max(4);
        let head = vec![
            Span::styled(cut(&name, most), style),
            Span::styled(cut(&note, most), theme.faint),
            Span::raw(": "),
        ];
        let style = if is_mention { theme.notable } else { theme.text };
        self.wrap(self.gutter(&time, mark), head, text, style, rows);
    }

    /// What stands left of a text: when it was, and what there is to know of it.
    fn gutter(&self, time: &str, mark: Span<'static>) -> Vec<Span<'static>> {
        let time = Span::styled(format!("{time} "), self.theme.faint);
        let is_wide = self.width >= COLUMNS_WITH_TIME;
        is_wide.then_some(time).into_iter().chain([mark, Span::raw(" ")]).collect()
    }

    /// A text beside what stands left of it: none of its rows comes under that.
    fn wrap(
        &self,
        gutter: Vec<Span<'static>>,
        head: Vec<Span<'static>>,
        text: &str,
        style: ratatui::style::Style,
        rows: &mut Vec<Row<'static>>,
    ) {
        let left: usize = gutter.iter().map(Span::width).sum();
        let before: usize = head.iter().map(Span::width).sum();
        let room = self.width.saturating_sub(left).max(2);
        let margin = Span::raw(" ".repeat(left));
        let mut start: Vec<Span<'static>> = gutter.into_iter().chain(head).collect();
        let mut indent = " ".repeat(before);
        if before + MIN_TEXT > room && before > 0 {
            rows.push(Row::from(std::mem::replace(&mut start, vec![margin.clone()])));
            indent.clear();
        }
        for line in text.split('\n') {
            let options = textwrap::Options::new(room).initial_indent(&indent);
            for piece in textwrap::wrap(line, options) {
                let piece = piece.get(indent.len()..).unwrap_or_default().to_owned();
                indent.clear();
                let mut row = std::mem::replace(&mut start, vec![margin.clone()]);
                row.push(Span::styled(piece, style));
                rows.push(Row::from(row));
            }
        }
    }
}

/// Columns from which on each message has its time.
const COLUMNS_WITH_TIME: usize = 30;
/// Columns that must be left for a text beside the name.
const MIN_TEXT: usize = 8;
/// Rows that a wheel moves by.
const WHEEL: usize = 3;
