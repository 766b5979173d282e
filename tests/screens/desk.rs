//! Alice's desk: her screen, her keys, and what happens to her.

use std::sync::Arc;

use chinwag::address::{Address, Contact};
use chinwag::history::{Conversations, Entry, Query, Side};
use chinwag::identity::{Identity, KeyPair};
use chinwag::look::{Look, Theme};
use chinwag::node::{Card, Command, Event, Label, Mark, PeerList, Standing, Trust, Who};
use chinwag::reason::Reason;
use chinwag::record::Outgoing;
use chinwag::screen::{Clock, Effect, Known, Me, Size, State, Style, Words, action, draw};
use chinwag::stream::MessageId;
use chinwag::text::Safe;
use chinwag::time::Time;
use crossterm::event::{Event as Terminal, KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal as Screen;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

/// A screen, and what it has asked the world for.
pub(crate) struct Desk {
    pub(crate) state: State,
    pub(crate) effects: Vec<Effect>,
    now: Time,
    messages: u128,
}

impl Desk {
    /// Alice sits down at a terminal of that size.
    pub(crate) fn new(size: (u16, u16), theme: Theme, known: &[Known]) -> Self {
        let me = Me {
            name: Safe::name("alice"),
            identity: key("alice"),
            listening: address("0.0.0.0:7001"),
            invitation: Contact {
                address: address("192.168.1.7:7001"),
                identity: Some(key("alice")),
            },
            opening: None,
        };
        let look = Look { color: true, theme, bell: true, ..Look::default() };
        let words = Words { clock: Clock::utc(), style: Style::Plain, is_ephemeral: false };
        let size = Size { columns: size.0, rows: size.1 };
        let mut state = State::new(me, look, words, known, size, NOON);
        let effects = state.opening();
        Self { state, effects, now: NOON, messages: 0 }
    }

    /// A usual terminal, and nobody known.
    pub(crate) fn plain() -> Self {
        Self::new((80, 24), Theme::Dark, &[])
    }

    /// Time goes by.
    pub(crate) fn waits(&mut self, seconds: u64) {
        self.now = self.now + std::time::Duration::from_secs(seconds);
    }

    /// The terminal tells something.
    pub(crate) fn gets(&mut self, event: Terminal) {
        if let Some(action) = action(event) {
            self.effects.extend(self.state.act(self.now, action));
        }
    }

    pub(crate) fn presses(&mut self, code: KeyCode) {
        self.gets(Terminal::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    }

    pub(crate) fn presses_ctrl(&mut self, key: char) {
        self.gets(Terminal::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::CONTROL)));
    }

    pub(crate) fn presses_alt(&mut self, key: char) {
        self.gets(Terminal::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::ALT)));
    }

    /// Types letters, one by one.
    pub(crate) fn types(&mut self, text: &str) {
        text.chars().for_each(|c| self.presses(KeyCode::Char(c)));
    }

    /// Types letters, and Enter.
    pub(crate) fn enters(&mut self, text: &str) {
        self.types(text);
        self.presses(KeyCode::Enter);
    }

    pub(crate) fn pastes(&mut self, text: &str) {
        self.gets(Terminal::Paste(text.to_owned()));
    }

    pub(crate) fn hears(&mut self, event: Event) {
        let effects = self.state.hear(self.now, &event);
        self.effects.extend(effects);
    }

    /// A peer comes online.
    pub(crate) fn meets(&mut self, name: &str) {
        self.hears(Event::Online(online(who(name))));
    }

    /// A message comes in.
    pub(crate) fn is_told(&mut self, by: &Who, text: &str) -> MessageId {
        self.messages += 1;
        let id = MessageId(self.messages);
        let (sent, heard) = (self.now, self.now);
        let (from, text) = (by.clone(), Safe::text(text));
        self.hears(Event::Said { from, id, sent, heard, is_clock_off: false, text });
        id
    }

    /// A message of Alice's is durable.
    pub(crate) fn has_queued(&mut self, to: &str, seq: u64, text: &str) {
        self.has_queued_at(None, to, seq, text);
    }

    /// The same, for whoever has answered at that address.
    pub(crate) fn has_queued_at(&mut self, at: Option<&str>, to: &str, seq: u64, text: &str) {
        let asked = at.map(address);
        self.messages += 1;
        let id = MessageId(self.messages);
        let (at, text) = (self.now, Safe::text(text));
        self.hears(Event::Queued { to: who(to), address: asked, id, seq, at, text });
    }

    pub(crate) fn has_marked(&mut self, to: &str, upto: u64, mark: Mark) {
        self.hears(Event::Marked { to: who(to), upto, mark });
    }

    /// What was asked of the world since the last look at it.
    pub(crate) fn asked(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The commands among what was asked, but for the looks into the store.
    pub(crate) fn commanded(&mut self) -> Vec<Command> {
        let command = |effect| match effect {
            Effect::Ask(Command::ShowHistory(Query { peer: Some(_), .. })) => None,
            Effect::Ask(command) => Some(command),
            Effect::Export(_)
            | Effect::Examine(_)
            | Effect::Ring(..)
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Mouse(_) => None,
        };
        self.asked().into_iter().filter_map(command).collect()
    }

    /// The cells of the screen.
    pub(crate) fn cells(&self, (columns, rows): (u16, u16)) -> Buffer {
        let mut screen = Screen::new(TestBackend::new(columns, rows)).unwrap();
        screen.draw(|frame| draw(frame, &self.state)).unwrap();
        screen.backend().buffer().clone()
    }

    /// The letters of the screen of 80 columns and 24 rows.
    pub(crate) fn sees(&self) -> String {
        letters(&self.cells((80, 24)))
    }

    /// The last row, where one types.
    pub(crate) fn line(&self) -> String {
        self.sees().lines().last().unwrap_or_default().to_owned()
    }
}

/// What stands in the cells, without the blanks at the end of each row.
pub(crate) fn letters(cells: &Buffer) -> String {
    let area = cells.area;
    let row = |y| {
        let mut row = String::new();
        let mut covered = 0;
        for x in 0..area.width {
            let symbol = cells[(x, y)].symbol();
            if covered == 0 {
                row.push_str(symbol);
                covered = unicode_width::UnicodeWidthStr::width(symbol).max(1);
            }
            covered -= 1;
        }
        row.trim_end().to_owned() + "\n"
    };
    (0..area.height).map(row).collect()
}

/// How the cells look: each stretch of one style that is not plain.
pub(crate) fn styles(cells: &Buffer) -> String {
    let mut stretches: Vec<String> = Vec::new();
    for y in 0..cells.area.height {
        let mut x = 0;
        while x < cells.area.width {
            let style = cells[(x, y)].style();
            let start = x;
            let mut text = String::new();
            while x < cells.area.width && cells[(x, y)].style() == style {
                text.push_str(cells[(x, y)].symbol());
                x += 1;
            }
            let look = look(&style);
            if !look.is_empty() && !matches!(text.trim(), "" | "│") {
                stretches.push(format!("  {y:>2},{start:<3} {look}: {}", text.trim()));
            }
        }
    }
    stretches.join("\n")
}

fn look(style: &ratatui::style::Style) -> String {
    use ratatui::style::Color;
    let color = |what: &str, color: Option<Color>| match color {
        None | Some(Color::Reset) => None,
        Some(color) => Some(format!("{what}{color}")),
    };
    let modifier = format!("{:?}", style.add_modifier);
    let modifier = (modifier != "NONE").then_some(modifier);
    let all = [color("", style.fg), color("on ", style.bg), modifier];
    all.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

pub(crate) fn key(name: &str) -> Identity {
    let mut seed = [0; 32];
    let bytes = name.as_bytes();
    seed[..bytes.len().min(32)].copy_from_slice(&bytes[..bytes.len().min(32)]);
    KeyPair::from_seed(seed).identity()
}

pub(crate) fn who(name: &str) -> Who {
    let label = Label { name: Safe::name(name), is_petname: false, tag: None };
    Who { identity: key(name), label: Arc::new(label) }
}

/// Somebody whom Alice calls so herself.
pub(crate) fn petnamed(name: &str) -> Who {
    let label = Label { name: Safe::name(name), is_petname: true, tag: None };
    Who { identity: key(name), label: Arc::new(label) }
}

pub(crate) fn address(text: &str) -> Address {
    text.parse().unwrap()
}

pub(crate) fn card(who: Who, standing: Standing, trust: Trust) -> Card {
    Card {
        address: Some(address("10.0.0.2:7001")),
        who: Some(who),
        standing,
        since: Some(NOON),
        trust,
        is_muted: false,
        is_blocked: false,
        clock_ahead: None,
    }
}

pub(crate) fn online(who: Who) -> Card {
    card(who, Standing::Online, Trust::New)
}

pub(crate) fn away(who: Who, why: Reason) -> Card {
    card(who, Standing::Away { why: Some(why), retry_at: None }, Trust::Pinned)
}

/// Somebody from a former run.
pub(crate) fn known(name: &str, unread: u64) -> Known {
    Known {
        who: who(name),
        outgoing: Outgoing::default(),
        trust: Trust::Pinned,
        is_muted: false,
        is_blocked: false,
        unread,
    }
}

/// A history in which a peer said these things, a minute apart, the first long ago.
pub(crate) fn history(query: &Query, by: &Who, texts: &[&str]) -> Event {
    let entry = |(at, text): (usize, &&str)| {
        let minutes = u64::try_from(texts.len() - at).unwrap();
        let heard = Time::from_micros(NOON.as_micros() - minutes * 60_000_000);
        Entry {
            number: u64::try_from(at).unwrap() + 1,
            peer: by.identity,
            id: MessageId(1_000 + u128::try_from(at).unwrap()),
            side: Side::Theirs { sent: heard, heard, is_clock_off: false },
            text: Safe::text(text),
        }
    };
    let entries = texts.iter().enumerate().map(entry).collect();
    let found = Conversations { entries, people: vec![by.clone()] };
    Event::History { query: query.clone(), found }
}

pub(crate) fn list(active: Vec<Card>, away: Vec<Card>) -> PeerList {
    PeerList { at: NOON, active, away }
}

/// Monday, 23 November 2026, 12:00.
pub(crate) const NOON: Time = Time::from_micros(1_795_435_200_000_000);
