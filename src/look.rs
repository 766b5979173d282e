//! How a chat looks and makes itself noticed, as far as a person chooses it.

use clap::ValueEnum;

/// When to use colors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// As NO_COLOR or CLICOLOR_FORCE say, else on a terminal that is not dumb
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What the colors have to stand out from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    /// As the terminal says, if it does
    #[default]
    Auto,
    /// A light background
    Light,
    /// A dark background
    Dark,
}

/// How a terminal that is not looked at is asked to tell of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Notify {
    /// Not at all
    #[default]
    Off,
    /// By OSC 9, as iTerm2, kitty, Windows Terminal and others know it
    Osc9,
    /// By OSC 777, as rxvt-unicode, foot and others know it
    Osc777,
}

/// All of it, settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether there is color.
    pub color: bool,
    /// On which background.
    pub theme: Theme,
    /// Whether a message rings the bell of a terminal that is not looked at.
    pub bell: bool,
    /// Whether and how it is told there in words, too.
    pub notify: Notify,
    /// Whether only those messages do either that name us.
    pub mention_only: bool,
    /// Whether the mouse is ours; else it selects text, as the terminal does it.
    pub mouse: bool,
    /// Whether it is the numbered menu, also where a full screen could be.
    pub menu: bool,
}

/// What a person writes for one of a few choices.
pub(crate) fn word_for(choice: impl ValueEnum) -> String {
    choice.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// The choice that is written so.
///
/// # Errors
/// When there is no such choice, with all that there are.
pub(crate) fn parse_choice<T: ValueEnum>(text: &str) -> Result<T, String> {
    T::from_str(text, false).map_err(|_| {
        let all: Vec<String> = T::value_variants().iter().cloned().map(word_for).collect();
        format!("it must be one of {}", all.join(", "))
    })
}
