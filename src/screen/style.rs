//! Colour, where it is wanted; nothing is told by colour alone.

/// Whether to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Text only.
    Plain,
    /// With the sixteen colours that every theme sets.
    Coloured,
}

impl Style {
    /// Less important.
    pub fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// Something that went wrong.
    pub fn alarm(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    /// A name.
    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// Each line by itself, so that whatever comes between two lines is not painted.
    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => {
                let line = |line: &str| format!("\u{1b}[{code}m{line}\u{1b}[0m");
                let end = if text.ends_with('\n') { "\n" } else { "" };
                text.lines().map(line).collect::<Vec<_>>().join("\n") + end
            }
        }
    }
}
