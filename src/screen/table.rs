//! The list of peers as a table that lines up, whatever the names are.

use unicode_width::UnicodeWidthStr;

use crate::node::{Card, PeerList, Standing, Who};
use crate::screen::clock::Clock;
use crate::screen::style::Style;

/// The table: active peers first, then, dimmed, those who are away and why. Rows are numbered
/// through, so that each can be written to by its number. An empty list says what to try.
pub fn table(list: &PeerList, clock: &Clock, style: Style) -> String {
    let mut rows = vec![HEAD.map(str::to_owned)];
    let cards = list.active.iter().chain(&list.away);
    rows.extend(cards.enumerate().map(|(at, card)| row(at + 1, card, list, clock)));
    let widths = widths(&rows);
    let mut lines = rows.iter().map(|row| line(row, &widths));
    let head = lines.next().unwrap_or_default();
    let mut text = format!("Active peers at {}\n", clock.second(list.at));
    if list.active.is_empty() {
        text.push_str(if list.away.is_empty() { NOBODY } else { NOBODY_NOW });
    }
    if !(list.active.is_empty() && list.away.is_empty()) {
        text.push_str(&format!("{head}\n"));
        lines.by_ref().take(list.active.len()).for_each(|line| text.push_str(&format!("{line}\n")));
    }
    if !list.away.is_empty() {
        let away = lines.map(|line| format!("{line}\n")).collect::<String>();
        text.push_str(&style.dim(&format!("Known, but away\n{away}")));
    }
    text
}

fn row(number: usize, card: &Card, list: &PeerList, clock: &Clock) -> [String; 6] {
    let name = card.who.as_ref().map_or_else(|| "?".to_owned(), Who::shown);
    let (host, port) = match &card.address {
        Some(address) => (address.host().to_owned(), address.port().to_string()),
        None => ("-".to_owned(), "-".to_owned()),
    };
    let since = card.since.map_or_else(|| "-".to_owned(), |at| clock.since(at, list.at));
    [number.to_string(), name, host, port, since, status(&card.standing, clock)]
}

/// How a peer stands, in a few words.
pub(super) fn status(standing: &Standing, clock: &Clock) -> String {
    match standing {
        Standing::Online => "online".to_owned(),
        Standing::Quiet => "quiet".to_owned(),
        Standing::Dialing { before: None } => "dialing".to_owned(),
        Standing::Dialing { before: Some(why) } => format!("dialing again; before: {why}"),
        Standing::Away { why, retry_at } => {
            let why = why.as_ref().map_or_else(|| "not tried yet".to_owned(), ToString::to_string);
            let retry = retry_at.map(|at| format!(", next try {}", clock.second(at)));
            format!("{why}{}", retry.unwrap_or_default())
        }
    }
}

fn widths(rows: &[[String; 6]]) -> [usize; 6] {
    std::array::from_fn(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0))
}

fn line(row: &[String; 6], widths: &[usize; 6]) -> String {
    let cells = row.iter().zip(widths).map(|(cell, width)| {
        let padding = " ".repeat(width.saturating_sub(cell.width()));
        format!("{cell}{padding}")
    });
    format!("  {}", cells.collect::<Vec<_>>().join("  ")).trim_end().to_owned()
}

const HEAD: [&str; 6] = ["#", "name", "IP", "port", "since", "status"];
const NOBODY: &str = "  Nobody. Choose 1 and give an address, or start with --peer HOST:PORT;\n  \
    `chinwag id` prints the address that others can use to reach you.\n";
const NOBODY_NOW: &str = "  Nobody. Choose 3 to connect to those below.\n";
