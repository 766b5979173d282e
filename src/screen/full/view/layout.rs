//! What goes where on a terminal of any size: text and input always have their place.

use ratatui::layout::{Constraint, Layout, Rect};

use super::input;
use crate::screen::full::state::State;

/// The parts of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Areas {
    pub(super) people: Option<Rect>,
    pub(super) title: Option<Rect>,
    pub(super) talk: Rect,
    pub(super) hint: Option<Rect>,
    pub(super) bar: Option<Rect>,
    pub(super) input: Rect,
}

/// Where everything goes.
pub(super) fn areas(state: &State, area: Rect) -> Areas {
    let input = input::rows(state, area.width).min(usize::from(area.height / 3).max(1));
    let rows = area.height.saturating_sub(u16::try_from(input).unwrap_or(1));
    let bar = u16::from(rows >= 2);
    let title = u16::from(area.height >= ROWS_TITLED);
    let wanted = u16::try_from(hint(state, area.width).len()).unwrap_or(u16::MAX);
    let hint = wanted.min(rows.saturating_sub(bar + title + 1));
    let [above, hint_area, bar_area, input_area] = Layout::vertical([
        Constraint::Fill(1),
        Constraint::Length(hint),
        Constraint::Length(bar),
        Constraint::Length(u16::try_from(input).unwrap_or(1)),
    ])
    .areas(area);
    let is_wide = area.width >= COLUMNS_WITH_PEOPLE && state.page.is_none();
    let column = (area.width / 4).clamp(PEOPLE_MIN, PEOPLE_MAX);
    let (people, right) = if is_wide {
        let columns = [Constraint::Length(column), Constraint::Length(2), Constraint::Fill(1)];
        let [people, _, right] = Layout::horizontal(columns).areas(above);
        (Some(people), right)
    } else {
        (None, above)
    };
    let [title_area, talk] =
        Layout::vertical([Constraint::Length(title), Constraint::Fill(1)]).areas(right);
    let is_there = |area: Rect| (area.height > 0).then_some(area);
    Areas {
        people,
        title: is_there(title_area),
        talk,
        hint: is_there(hint_area),
        bar: is_there(bar_area),
        input: input_area,
    }
}

/// What is said of what is typed: what Tab proposes, or what is wrong with it.
pub(super) fn hint(state: &State, width: u16) -> Vec<String> {
    let text = match (&state.completion, &state.hint) {
        (Some(completion), _) => super::proposals(completion),
        (None, Some(hint)) => hint.clone(),
        (None, None) => return Vec::new(),
    };
    let width = usize::from(width).max(1);
    let mut lines: Vec<String> =
        textwrap::wrap(&text, width).into_iter().map(std::borrow::Cow::into_owned).collect();
    lines.truncate(HINT_MAX);
    lines
}

/// Rows from which on the conversation has a title.
pub(super) const ROWS_TITLED: u16 = 8;
/// Columns from which on there is room for the list of people.
const COLUMNS_WITH_PEOPLE: u16 = 60;
const PEOPLE_MIN: u16 = 18;
const PEOPLE_MAX: u16 = 28;
/// Rows that a hint takes at the most.
const HINT_MAX: usize = 4;
