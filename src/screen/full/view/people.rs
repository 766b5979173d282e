//! The list of people.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::{cut, presence, sign};
use crate::screen::full::crowd::Row;
use crate::screen::full::state::{Place, State};
use crate::screen::full::theme::Theme;

/// Everybody, as far as there is room; who is chosen is always among them.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, state: &State, theme: &Theme) {
    let height = usize::from(area.height);
    let mut lines = vec![home(state, area.width, theme)];
    let people = state.crowd.rows();
    let is_chosen = |row: &Row| match (state.place, &row.card.who) {
        (Place::Peer(peer), Some(who)) => who.identity == peer,
        (Place::Peer(_), None) | (Place::Home, _) => false,
    };
    let room = height.saturating_sub(1);
    let (room, is_cut) =
        if people.len() > room { (room.saturating_sub(1), true) } else { (room, false) };
    let chosen = people.iter().position(is_chosen).unwrap_or(0);
    let first = (chosen + 1).saturating_sub(room);
    let shown = people.iter().enumerate().skip(first).take(room);
    lines.extend(shown.map(|(at, row)| line(at, row, is_chosen(row), area.width, theme)));
    if is_cut {
        let more = format!("    {} more: 2 lists", people.len().saturating_sub(room));
        lines.push(Line::styled(cut(&more, usize::from(area.width)), theme.faint));
    }
    frame.render_widget(Paragraph::new(lines), area);
}

fn home<'a>(state: &State, width: u16, theme: &Theme) -> Line<'a> {
    let is_chosen = state.place == Place::Home;
    let style = if is_chosen { theme.strong } else { theme.text };
    let mark = if is_chosen { "▸" } else { " " };
    Line::styled(cut(&format!("{mark}0 everything"), usize::from(width)), style)
}

/// Its number, how it stands, whose key it is, its name, and what is unread.
fn line<'a>(at: usize, row: &Row, is_chosen: bool, width: u16, theme: &Theme) -> Line<'a> {
    let mark = if is_chosen { '▸' } else { ' ' };
    let number = if at < NUMBERED { (at + 1).to_string() } else { " ".to_owned() };
    let presence = presence(&row.card.standing);
    let unread = match (row.unread, row.mentions) {
        (0, _) if row.card.is_blocked => " x".to_owned(),
        (0, _) if row.card.is_muted => " m".to_owned(),
        (0, _) => String::new(),
        (count, 0) => format!(" {count}"),
        (count, _) => format!(" @{count}"),
    };
    let (sign, name, style) = match &row.card.who {
        Some(who) => (sign(row), who.shown(), theme.name(&who.identity)),
        None => {
            let address = row.card.address.as_ref().map(ToString::to_string);
            (' ', address.unwrap_or_default(), theme.faint)
        }
    };
    let style = if row.card.standing.is_active() { style } else { theme.faint };
    let style = if is_chosen { style.patch(theme.strong) } else { style };
    let room = usize::from(width).saturating_sub(6 + unread.width());
    let name = cut(&name, room);
    let blank = " ".repeat(room.saturating_sub(name.width()));
    let standing = if row.card.standing.is_active() { theme.good } else { theme.faint };
    Line::from(vec![
        Span::styled(format!("{mark}{number} "), theme.faint),
        Span::styled(presence.to_string(), standing),
        Span::styled(format!("{sign} "), if sign == '!' { theme.bad } else { theme.faint }),
        Span::styled(name, style),
        Span::raw(blank),
        Span::styled(unread, theme.notable),
    ])
}

/// Peers that a key leads to.
const NUMBERED: usize = 9;
