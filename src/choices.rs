//! What a person has chosen, and where: on the command line, in the environment, in a file.

use std::fmt;
use std::path::PathBuf;

use unicode_width::UnicodeWidthStr;

use crate::address::Contact;
use crate::cli::Args;
use crate::config::Config;
use crate::look::{Color, Look, Notify, Theme, word_for};
use crate::settings::{Host, merge_peers};
use crate::text::Safe;

/// Where something was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// By this flag.
    Flag(&'static str),
    /// By this environment variable.
    Environment(&'static str),
    /// In a line of the configuration, counted from 1.
    File(PathBuf, usize),
    /// At the last start.
    LastTime,
    /// Nowhere.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "flag {flag}"),
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::LastTime => f.write_str("last time"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value, and where it was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen<T> {
    /// What.
    pub value: T,
    /// Where.
    pub origin: Origin,
}

/// Everything that can be chosen, by the keys of `config.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// What others see us as; asked for, if nothing.
    pub name: Chosen<Option<Safe>>,
    /// The TCP port that others reach us on; asked for, if nothing.
    pub port: Chosen<Option<u16>>,
    /// The address of this machine to listen on.
    pub listen: Chosen<Host>,
    /// Peers to connect to from the start, each address once.
    pub static_peers: Vec<Chosen<Contact>>,
    /// When to use colors; whatever the environment says of that has been heeded.
    pub color: Chosen<Color>,
    /// See [`Look::theme`].
    pub theme: Chosen<Theme>,
    /// See [`Look::bell`].
    pub bell: Chosen<bool>,
    /// See [`Look::notify`].
    pub notify: Chosen<Notify>,
    /// See [`Look::mention_only`].
    pub mention_only: Chosen<bool>,
    /// See [`Look::mouse`].
    pub mouse: Chosen<bool>,
    /// See [`Look::menu`].
    pub menu: Chosen<bool>,
}

impl Choices {
    /// What was chosen: flags go first, then the environment, then the configuration. Only of
    /// colors the configuration goes before the environment, as <https://no-color.org> has it.
    pub fn of(
        args: &Args,
        config: &Config,
        environment: impl Fn(&'static str) -> Option<String>,
    ) -> Self {
        let from = Sources { config, environment };
        let off = |key, configured| from.configured(key, configured).or(false);
        let listen = from.choose("listen", "--listen", args.listen.clone(), config.listen.clone());
        let menu = args.menu.then_some(true);
        Self {
            name: from.choose("name", "--name", args.name.clone(), config.name.clone()),
            port: from.choose("port", "--port", args.port, config.port),
            listen: listen.or(Host::everywhere()),
            static_peers: from.static_peers(&args.peers),
            color: from.color(args.color),
            theme: from.theme(args.theme),
            bell: off("bell", config.bell),
            notify: from.configured("notify", config.notify).or(Notify::Off),
            mention_only: off("mention_only", config.mention_only),
            mouse: off("mouse", config.mouse),
            menu: from.choose("menu", "--menu", menu, config.menu).or(false),
        }
    }

    /// What the chat is to look like, on an output that may be a terminal.
    pub fn look(&self, is_terminal: bool) -> Look {
        Look {
            color: match self.color.value {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => is_terminal,
            },
            theme: self.theme.value,
            bell: self.bell.value,
            notify: self.notify.value,
            mention_only: self.mention_only.value,
            mouse: self.mouse.value,
            menu: self.menu.value,
        }
    }

    /// A line for each key: the key, its value, where that is from.
    pub fn table(&self) -> String {
        let asked = || "(asked for)".to_owned();
        let yes = |chosen: &Chosen<bool>| chosen.shown(bool::to_string);
        let name = self.name.shown(|name| name.as_ref().map_or_else(asked, Safe::to_string));
        let port = self.port.shown(|port| port.as_ref().map_or_else(asked, u16::to_string));
        let mut rows = vec![row("name", name), row("port", port)];
        rows.push(row("listen", self.listen.shown(Host::to_string)));
        if self.static_peers.is_empty() {
            rows.push(row("static_peers", ["(none)".to_owned(), Origin::Default.to_string()]));
        }
        for (n, peer) in self.static_peers.iter().enumerate() {
            let key = if n == 0 { "static_peers" } else { "" };
            rows.push(row(key, peer.shown(Contact::to_string)));
        }
        rows.push(row("color", self.color.shown(|color| word_for(*color))));
        rows.push(row("theme", self.theme.shown(|theme| word_for(*theme))));
        rows.push(row("bell", yes(&self.bell)));
        rows.push(row("notify", self.notify.shown(|notify| word_for(*notify))));
        rows.push(row("mention_only", yes(&self.mention_only)));
        rows.push(row("mouse", yes(&self.mouse)));
        rows.push(row("menu", yes(&self.menu)));
        let widest = |n: usize| rows.iter().map(|row| row[n].width()).max().unwrap_or_default();
        let widths = [widest(0), widest(1)];
        let line = |[key, value, origin]: &[String; 3]| {
            let gap = |n: usize, text: &str| " ".repeat(widths[n] - text.width() + 2);
            format!("{key}{}{value}{}{origin}\n", gap(0, key), gap(1, value))
        };
        rows.iter().map(line).collect()
    }
}

impl<T> Chosen<T> {
    fn shown(&self, show: impl Fn(&T) -> String) -> [String; 2] {
        [show(&self.value), Safe::line(&self.origin.to_string()).to_string()]
    }
}

impl<T> Chosen<Option<T>> {
    fn or(self, default: T) -> Chosen<T> {
        Chosen { value: self.value.unwrap_or(default), origin: self.origin }
    }
}

/// Where a choice can be.
struct Sources<'a, E> {
    config: &'a Config,
    environment: E,
}

impl<E: Fn(&'static str) -> Option<String>> Sources<'_, E> {
    /// What a flag says, or else the configuration.
    fn choose<T>(
        &self,
        key: &str,
        flag: &'static str,
        flagged: Option<T>,
        configured: Option<T>,
    ) -> Chosen<Option<T>> {
        match flagged {
            Some(value) => Chosen { value: Some(value), origin: Origin::Flag(flag) },
            None => self.configured(key, configured),
        }
    }

    fn configured<T>(&self, key: &str, value: Option<T>) -> Chosen<Option<T>> {
        Chosen { origin: self.config.origin(key), value }
    }

    fn static_peers(&self, flagged: &[Contact]) -> Vec<Chosen<Contact>> {
        let peers = merge_peers(flagged.to_vec(), self.config.static_peers.clone()).into_iter();
        let origin = |peer: &Contact| match flagged.contains(peer) {
            true => Origin::Flag("--peer"),
            false => self.config.origin("static_peers"),
        };
        peers.map(|peer| Chosen { origin: origin(&peer), value: peer }).collect()
    }

    /// Some terminals tell their colors, the background last, as rxvt has begun it.
    fn theme(&self, flagged: Option<Theme>) -> Chosen<Theme> {
        let chosen = self.choose("theme", "--theme", flagged, self.config.theme).or(Theme::Auto);
        let told = (self.environment)("COLORFGBG").filter(|_| chosen.value == Theme::Auto);
        let background = told.and_then(|told| told.rsplit(';').next()?.parse().ok());
        let value = match background {
            Some(7 | 15) => Theme::Light,
            Some(0..=15) => Theme::Dark,
            Some(_) | None => return chosen,
        };
        Chosen { value, origin: Origin::Environment("COLORFGBG") }
    }

    fn color(&self, flagged: Option<Color>) -> Chosen<Color> {
        let chosen = self.choose("color", "--color", flagged, self.config.color);
        let chosen = chosen.or(Color::Auto);
        if chosen.value != Color::Auto {
            return chosen;
        }
        let is_set = |name| (self.environment)(name).is_some_and(|value| !value.is_empty());
        let is = |name, word: &str| (self.environment)(name).is_some_and(|value| value == word);
        let of = |value, name| Chosen { value, origin: Origin::Environment(name) };
        if is_set("NO_COLOR") {
            of(Color::Never, "NO_COLOR")
        } else if is_set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") {
            of(Color::Always, "CLICOLOR_FORCE")
        } else if is("TERM", "dumb") {
            of(Color::Never, "TERM")
        } else {
            chosen
        }
    }
}

fn row(key: &str, [value, origin]: [String; 2]) -> [String; 3] {
    [key.to_owned(), value, origin]
}
