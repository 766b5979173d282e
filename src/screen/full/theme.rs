//! The colours of the screen: the sixteen that every terminal sets, chosen for its background.

use ratatui::style::{Color, Modifier, Style};

use crate::identity::Identity;
use crate::look;

/// How each kind of thing looks. Nothing is told by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Theme {
    pub(super) text: Style,
    /// Times, and what is less important.
    pub(super) faint: Style,
    /// Who is chosen, and titles.
    pub(super) strong: Style,
    /// The line that tells how things stand.
    pub(super) bar: Style,
    /// What is unread, or names us.
    pub(super) notable: Style,
    /// What went well.
    pub(super) good: Style,
    /// What went wrong.
    pub(super) bad: Style,
    names: [Option<Color>; 6],
}

impl Theme {
    pub(super) fn of(look: &look::Look) -> Self {
        if !look.color {
            return Self::plain();
        }
        match look.theme {
            look::Theme::Light => Self::light(),
            // Most are dark, and these colours can be read on light ones, too.
            look::Theme::Dark | look::Theme::Auto => Self::dark(),
        }
    }

    /// How a name looks, by its key, so that a likeness of it looks otherwise.
    pub(super) fn name(&self, peer: &Identity) -> Style {
        let at = usize::from(peer.as_bytes()[0]) % self.names.len();
        let style = Style::new().add_modifier(Modifier::BOLD);
        self.names[at].map_or(style, |color| style.fg(color))
    }

    const fn plain() -> Self {
        let plain = Style::new();
        Self {
            text: plain,
            faint: plain,
            strong: plain.add_modifier(Modifier::BOLD),
            bar: plain.add_modifier(Modifier::REVERSED),
            notable: plain.add_modifier(Modifier::BOLD),
            good: plain,
            bad: plain.add_modifier(Modifier::BOLD),
            names: [None; 6],
        }
    }

    const fn dark() -> Self {
        let plain = Style::new();
        Self {
            text: plain,
            faint: plain.add_modifier(Modifier::DIM),
            strong: plain.add_modifier(Modifier::BOLD),
            bar: plain.fg(Color::White).bg(Color::Blue),
            notable: plain.fg(Color::Yellow).add_modifier(Modifier::BOLD),
            good: plain.fg(Color::Green),
            bad: plain.fg(Color::LightRed).add_modifier(Modifier::BOLD),
            names: [
                Some(Color::LightBlue),
                Some(Color::LightGreen),
                Some(Color::LightCyan),
                Some(Color::LightMagenta),
                Some(Color::LightYellow),
                Some(Color::Cyan),
            ],
        }
    }

    const fn light() -> Self {
        let plain = Style::new();
        Self {
            notable: plain.fg(Color::Magenta).add_modifier(Modifier::BOLD),
            bad: plain.fg(Color::Red).add_modifier(Modifier::BOLD),
            names: [
                Some(Color::Blue),
                Some(Color::Green),
                Some(Color::Cyan),
                Some(Color::Magenta),
                Some(Color::Red),
                Some(Color::Black),
            ],
            ..Self::dark()
        }
    }
}
