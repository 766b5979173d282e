//! What each key asks for, as readline, irssi and WeeChat have it. Pure.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseEventKind};

use super::editor::{Stretch, Way};

/// What a person did at the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Text to put in, typed or pasted.
    Insert(String),
    /// A key that moves the cursor.
    Go(Stretch, Way),
    /// A key that deletes.
    Delete(Stretch, Way),
    /// Puts back what was deleted last.
    PutBack,
    /// One line up, or what was typed before.
    Up,
    /// One line down, or what was typed after.
    Down,
    /// Sends what is typed, or takes what is proposed.
    Submit,
    /// Completes the word before the cursor, with the next or the former candidate.
    Complete(Way),
    /// So many pages or lines through the conversation.
    Scroll(Scroll, Way),
    /// To the peer of that number in the list, from 1; 0 is where everything is told.
    Choose(usize),
    /// To the peer above or below in the list.
    Neighbour(Way),
    /// To the next peer with something unread.
    NextUnread,
    /// Begins a search, if nothing is typed; else one letter on.
    Search,
    /// Draws everything anew.
    Redraw,
    /// Leaves the terminal to the shell until it is called back.
    Suspend,
    /// Clears what is typed, or asks whether to leave.
    Interrupt,
    /// Leaves, if nothing is typed.
    EndOfInput,
    /// Closes what is open, and goes back to the end.
    Escape,
    /// Shows the help.
    Help,
    /// The person looks at this terminal, or away from it.
    Focus(bool),
    /// The terminal has so many columns and rows now.
    Resize(u16, u16),
}

impl Action {
    /// Whether it is about what is typed, so that what was said of that before is over.
    pub(super) fn is_typing(&self) -> bool {
        match self {
            Self::Insert(_)
            | Self::Go(..)
            | Self::Delete(..)
            | Self::PutBack
            | Self::Up
            | Self::Down
            | Self::Submit
            | Self::Choose(_)
            | Self::Neighbour(_)
            | Self::NextUnread
            | Self::Search
            | Self::Interrupt
            | Self::EndOfInput
            | Self::Escape
            | Self::Help => true,
            Self::Complete(_)
            | Self::Scroll(..)
            | Self::Redraw
            | Self::Suspend
            | Self::Focus(_)
            | Self::Resize(..) => false,
        }
    }
}

/// How far to scroll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scroll {
    /// Some lines, as a wheel turns.
    Lines,
    /// All but one line of what is shown.
    Page,
    /// To the very end of what is known.
    End,
}

/// What the terminal tells, if it means anything.
pub fn action(event: Event) -> Option<Action> {
    match event {
        Event::Key(key) => typed(key),
        Event::Paste(text) => Some(Action::Insert(text)),
        Event::Mouse(mouse) => wheel(mouse.kind),
        Event::Resize(columns, rows) => Some(Action::Resize(columns, rows)),
        Event::FocusGained => Some(Action::Focus(true)),
        Event::FocusLost => Some(Action::Focus(false)),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "most keys mean nothing here")]
fn typed(key: KeyEvent) -> Option<Action> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let is = |modifier| key.modifiers.contains(modifier);
    match (is(KeyModifiers::CONTROL), is(KeyModifiers::ALT)) {
        (false, false) => plain(key.code, is(KeyModifiers::SHIFT)),
        (true, false) => control(key.code),
        (false, true) => alt(key.code),
        // Some keyboards type characters so.
        (true, true) => match key.code {
            KeyCode::Char(c) => Some(Action::Insert(c.into())),
            _ => None,
        },
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "most keys mean nothing here")]
fn plain(code: KeyCode, is_shifted: bool) -> Option<Action> {
    Some(match code {
        KeyCode::Char(c) => Action::Insert(c.into()),
        KeyCode::Enter if is_shifted => Action::Insert("\n".into()),
        KeyCode::Enter => Action::Submit,
        KeyCode::Tab => Action::Complete(Way::On),
        KeyCode::BackTab => Action::Complete(Way::Back),
        KeyCode::Backspace => Action::Delete(Stretch::Letter, Way::Back),
        KeyCode::Delete => Action::Delete(Stretch::Letter, Way::On),
        KeyCode::Left => Action::Go(Stretch::Letter, Way::Back),
        KeyCode::Right => Action::Go(Stretch::Letter, Way::On),
        KeyCode::Home => Action::Go(Stretch::Line, Way::Back),
        KeyCode::End => Action::Go(Stretch::Line, Way::On),
        KeyCode::Up => Action::Up,
        KeyCode::Down => Action::Down,
        KeyCode::PageUp => Action::Scroll(Scroll::Page, Way::Back),
        KeyCode::PageDown => Action::Scroll(Scroll::Page, Way::On),
        KeyCode::Esc => Action::Escape,
        KeyCode::F(1) => Action::Help,
        _ => return None,
    })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "most keys mean nothing here")]
fn control(code: KeyCode) -> Option<Action> {
    Some(match code {
        KeyCode::Char('a') => Action::Go(Stretch::Line, Way::Back),
        KeyCode::Char('e') => Action::Go(Stretch::Line, Way::On),
        KeyCode::Char('b') => Action::Go(Stretch::Letter, Way::Back),
        KeyCode::Char('f' | 'r') => Action::Search,
        KeyCode::Char('h') => Action::Delete(Stretch::Letter, Way::Back),
        KeyCode::Char('k') => Action::Delete(Stretch::Line, Way::On),
        KeyCode::Char('u') => Action::Delete(Stretch::Line, Way::Back),
        KeyCode::Char('w') | KeyCode::Backspace => Action::Delete(Stretch::Word, Way::Back),
        KeyCode::Char('y') => Action::PutBack,
        KeyCode::Char('j') => Action::Insert("\n".into()),
        KeyCode::Char('l') => Action::Redraw,
        KeyCode::Char('c') => Action::Interrupt,
        KeyCode::Char('d') => Action::EndOfInput,
        KeyCode::Char('z') => Action::Suspend,
        KeyCode::Char('n') => Action::Neighbour(Way::On),
        KeyCode::Char('p') => Action::Neighbour(Way::Back),
        KeyCode::Left => Action::Go(Stretch::Word, Way::Back),
        KeyCode::Right => Action::Go(Stretch::Word, Way::On),
        KeyCode::Delete => Action::Delete(Stretch::Word, Way::On),
        KeyCode::Home => Action::Scroll(Scroll::End, Way::Back),
        KeyCode::End => Action::Scroll(Scroll::End, Way::On),
        _ => return None,
    })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "most keys mean nothing here")]
fn alt(code: KeyCode) -> Option<Action> {
    Some(match code {
        KeyCode::Char(c @ '1'..='9') => Action::Choose(c as usize - '0' as usize),
        KeyCode::Char('0') => Action::Choose(0),
        KeyCode::Char('a') => Action::NextUnread,
        KeyCode::Char('b') | KeyCode::Left => Action::Go(Stretch::Word, Way::Back),
        KeyCode::Char('f') | KeyCode::Right => Action::Go(Stretch::Word, Way::On),
        KeyCode::Char('d') => Action::Delete(Stretch::Word, Way::On),
        KeyCode::Backspace => Action::Delete(Stretch::Word, Way::Back),
        KeyCode::Enter => Action::Insert("\n".into()),
        KeyCode::Up => Action::Neighbour(Way::Back),
        KeyCode::Down => Action::Neighbour(Way::On),
        _ => return None,
    })
}

fn wheel(kind: MouseEventKind) -> Option<Action> {
    match kind {
        MouseEventKind::ScrollUp => Some(Action::Scroll(Scroll::Lines, Way::Back)),
        MouseEventKind::ScrollDown => Some(Action::Scroll(Scroll::Lines, Way::On)),
        MouseEventKind::Down(_)
        | MouseEventKind::Up(_)
        | MouseEventKind::Drag(_)
        | MouseEventKind::Moved
        | MouseEventKind::ScrollLeft
        | MouseEventKind::ScrollRight => None,
    }
}
