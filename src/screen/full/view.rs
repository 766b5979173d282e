//! The full screen as cells: the same state always looks the same. Pure.

mod input;
mod layout;
mod page;
mod people;
mod talk;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Paragraph};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::completion::Completion;
use super::state::State;
use super::theme::Theme;
use crate::node::{Standing, Trust, Who};
use crate::screen::table::status;

pub(super) use talk::scroll;

/// Draws everything.
pub fn draw(frame: &mut Frame<'_>, state: &State) {
    let theme = Theme::of(&state.look);
    let areas = layout::areas(state, frame.area());
    if let Some(area) = areas.people {
        people::draw(frame, area, state, &theme);
        let line = Rect { x: area.right(), width: 1, ..area };
        frame.render_widget(Block::new().borders(Borders::LEFT).style(theme.faint), line);
    }
    if let Some(area) = areas.title {
        frame.render_widget(Paragraph::new(title(state, area, &theme)), area);
    }
    match &state.page {
        Some(open) => page::draw(frame, areas.talk, open, &theme),
        None => talk::draw(frame, areas.talk, state, &theme),
    }
    if let Some(area) = areas.hint {
        let lines = layout::hint(state, area.width).into_iter();
        let lines: Vec<Line<'_>> = lines.map(|line| Line::styled(line, theme.notable)).collect();
        frame.render_widget(Paragraph::new(lines), area);
    }
    if let Some(area) = areas.bar {
        frame.render_widget(Paragraph::new(bar(state, area, &theme)).style(theme.bar), area);
    }
    input::draw(frame, areas.input, state, &theme);
}

/// Whose conversation it is and how they stand, or what is open over it.
fn title<'a>(state: &'a State, area: Rect, theme: &Theme) -> Line<'a> {
    let below = below(state);
    if let Some(page) = &state.page {
        return Line::from(vec![
            Span::styled(
                cut(&page.title, usize::from(area.width).saturating_sub(14)),
                theme.strong,
            ),
            Span::styled(" · Esc closes", theme.faint),
        ]);
    }
    let Some(row) = state.chosen() else {
        return Line::styled("everything that happens", theme.strong);
    };
    let name = row.card.who.as_ref().map(Who::shown).unwrap_or_default();
    let mut text = format!(" · {}", status(&row.card.standing, &state.words.clock));
    let trust = match (row.is_key_changed(), row.card.trust) {
        (true, _) => "",
        (false, Trust::New) => " · new: /verify",
        (false, Trust::Pinned) => "",
        (false, Trust::Verified) => " · verified",
    };
    text.push_str(trust);
    text.push_str(if row.card.is_muted { " · muted" } else { "" });
    text.push_str(if row.card.is_blocked { " · blocked" } else { "" });
    let room = usize::from(area.width).saturating_sub(name.width() + 2 + below.width());
    Line::from(vec![
        Span::styled(format!("{} ", sign(row)), theme.strong),
        Span::styled(name, theme.strong),
        Span::styled(cut(&text, room), theme.faint),
        Span::styled(below, theme.notable),
    ])
}

/// How much came in below what is shown.
fn below(state: &State) -> String {
    match state.talk() {
        Some(talk) if talk.below > 0 => format!(" ▼ {} new", talk.below),
        Some(talk) if talk.anchor.is_some() => " ▼".to_owned(),
        Some(_) | None => String::new(),
    }
}

/// How things stand: as much of it as there is room for.
fn bar<'a>(state: &State, area: Rect, theme: &Theme) -> Line<'a> {
    let me = format!("{} #{}", state.me.name, state.me.identity.tag());
    let (active, known) = (state.crowd.active(), state.crowd.people().count());
    let outbox = state.unconfirmed();
    let alarm = match (state.is_leaving, state.is_stalled) {
        (true, _) => "leaving… ",
        (false, true) => "! NOTHING CAN BE KEPT ",
        (false, false) => "",
    };
    let shown = state.chosen().and_then(|row| row.card.who.as_ref()).map(|who| who.identity);
    let unread = state.crowd.unread_but(shown);
    let unread = if unread > 0 { format!(" · {unread} unread") } else { String::new() };
    let below = if state.size.rows < layout::ROWS_TITLED { below(state) } else { String::new() };
    let texts = [
        format!(
            "{me} · listening on {} · {active}/{known} active · outbox {outbox}{unread}",
            state.me.listening
        ),
        format!(
            "{me} · {} · {active}/{known} active · outbox {outbox}{unread}",
            state.me.listening
        ),
        format!("{me} · {active}/{known} active · outbox {outbox}{unread}"),
        format!("{} {active}/{known} …{outbox}{unread}", cut(state.me.name.as_str(), 9)),
        format!("{active}/{known} …{outbox}{unread}"),
    ];
    let room = usize::from(area.width).saturating_sub(2 + alarm.width() + below.width());
    let fits = texts.iter().find(|text| text.width() <= room);
    let text = fits.cloned().unwrap_or_else(|| cut(&texts[4], room));
    Line::from(vec![
        Span::styled(format!(" {alarm}"), theme.bad),
        Span::raw(text),
        Span::styled(below, theme.strong),
    ])
}

/// How sure it is whose key it is.
fn sign(row: &super::crowd::Row) -> char {
    match (row.is_key_changed(), row.card.trust) {
        (true, _) => '!',
        (false, Trust::New) => '?',
        (false, Trust::Pinned) => '◇',
        (false, Trust::Verified) => '◆',
    }
}

/// Whether somebody is there.
const fn presence(standing: &Standing) -> char {
    match standing {
        Standing::Online => '●',
        Standing::Quiet => '◐',
        Standing::Dialing { .. } => '◌',
        Standing::Away { .. } => '○',
    }
}

/// The beginning of a text, of so many columns at the most.
fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut left = room.saturating_sub(1);
    for letter in text.graphemes(true) {
        let Some(rest) = left.checked_sub(letter.width()) else { break };
        left = rest;
        short.push_str(letter);
    }
    short.extend((room > 0).then_some('…'));
    short
}

/// What Tab proposes, with what is chosen in brackets.
fn proposals(completion: &Completion) -> String {
    let show = |(at, candidate): (usize, &String)| {
        let candidate = candidate.trim_end();
        if completion.chosen == Some(at) { format!("[{candidate}]") } else { candidate.to_owned() }
    };
    let shown: Vec<String> = completion.candidates.iter().enumerate().map(show).collect();
    shown.join("  ")
}
