//! Lists of peers, those of all people side by side.

use chinwag::node::{Card, Standing};
use unicode_width::UnicodeWidthStr;

use crate::scenario::Scenario;
use crate::world::World;

/// A row of a list in words that stay the same from run to run: `bob online`,
/// `carol away (left)`.
pub fn row(card: &Card) -> String {
    let name = match (&card.who, &card.address) {
        (Some(who), _) => who.to_string(),
        (None, Some(address)) => address.host().to_owned(),
        (None, None) => "?".to_owned(),
    };
    match &card.standing {
        Standing::Online => format!("{name} online"),
        Standing::Quiet => format!("{name} quiet"),
        Standing::Dialing { .. } => format!("{name} dialing"),
        Standing::Away { why: Some(why), .. } => {
            // What is in brackets explains; here the words alone will do.
            let words = why.to_string();
            let words = words.split(" (").next().unwrap_or_default();
            format!("{name} away ({words})")
        }
        Standing::Away { why: None, .. } => format!("{name} away"),
    }
}

/// Everybody's list in a column of its own.
pub fn side_by_side(world: &impl World, scenario: &Scenario) -> String {
    let columns: Vec<Vec<String>> = scenario
        .peers
        .iter()
        .enumerate()
        .map(|(who, peer)| column(world, who, &peer.name))
        .collect();
    let mut text = String::new();
    for columns in columns.chunks(COLUMNS_MAX) {
        let height = columns.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = columns
            .iter()
            .map(|column| column.iter().map(|cell| cell.width()).max().unwrap_or(0))
            .collect();
        for line in 0..height {
            let cells = columns.iter().zip(&widths).map(|(column, width)| {
                let cell = column.get(line).map_or("", String::as_str);
                format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width())))
            });
            let line = cells.collect::<Vec<_>>().join("   ");
            text.push_str(&format!("  {}\n", line.trim_end()));
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn column(world: &impl World, who: usize, name: &str) -> Vec<String> {
    let Some(list) = world.list(who) else {
        return vec![name.to_owned(), "- is down".to_owned()];
    };
    let active = list.active.iter().map(|card| format!("* {}", row(card)));
    let away = list.away.iter().map(|card| format!("- {}", row(card)));
    let rows: Vec<String> = active.chain(away).collect();
    let rows = if rows.is_empty() { vec!["- nobody".to_owned()] } else { fold(rows) };
    std::iter::once(name.to_owned()).chain(rows).collect()
}

/// Of a long list where all stand alike, the number is enough.
fn fold(rows: Vec<String>) -> Vec<String> {
    if rows.len() <= ROWS_MAX {
        return rows;
    }
    let stance = |row: &str| {
        let words: Vec<&str> = row.split(' ').collect();
        match &words[..] {
            [mark, _, stance @ ..] => format!("{mark} {}", stance.join(" ")),
            _ => row.to_owned(),
        }
    };
    let mut counted: Vec<(String, usize)> = Vec::new();
    for row in &rows {
        let stance = stance(row);
        match counted.iter_mut().find(|(counted, _)| *counted == stance) {
            Some((_, count)) => *count += 1,
            None => counted.push((stance, 1)),
        }
    }
    counted
        .into_iter()
        .map(|(stance, count)| stance.replacen(' ', &format!(" {count} "), 1))
        .collect()
}

/// Who is active for somebody whose program runs.
pub(crate) fn sees(world: &impl World, scenario: &Scenario, who: usize) -> Option<Vec<usize>> {
    let active = world.list(who)?.active;
    let is_active = |other: &usize| {
        let identity = world.identity(*other);
        active.iter().any(|card| card.who.as_ref().is_some_and(|shown| shown.identity == identity))
    };
    Some((0..scenario.peers.len()).filter(is_active).collect())
}

/// Columns beside each other: what a screen of usual width has room for.
const COLUMNS_MAX: usize = 4;
/// Rows that are listed one by one.
const ROWS_MAX: usize = 8;
