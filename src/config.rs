//! The configuration file: what a person settled once instead of at every start.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::address::{Contact, parse_port};
use crate::choices::Origin;
use crate::failure::{Failure, Status};
use crate::look::{Color, Notify, Theme, parse_choice};
use crate::settings::{Host, parse_name};
use crate::text::Safe;

/// What `config.toml` says. Every key may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// `name`: what others see us as.
    pub name: Option<Safe>,
    /// `port`: the TCP port that others reach us on.
    pub port: Option<u16>,
    /// `listen`: the address of this machine to listen on.
    pub listen: Option<Host>,
    /// `static_peers`: peers to connect to from the start.
    pub static_peers: Vec<Contact>,
    /// `color`: when to use colors. It goes before the environment, which the flag does, too.
    pub color: Option<Color>,
    /// `theme`: what the colors have to stand out from.
    pub theme: Option<Theme>,
    /// `bell`: whether a message rings the bell of a terminal that is not looked at.
    pub bell: Option<bool>,
    /// `notify`: whether and how a terminal that is not looked at tells of a message.
    pub notify: Option<Notify>,
    /// `mention_only`: whether only messages that name us do either.
    pub mention_only: Option<bool>,
    /// `mouse`: whether the full screen takes the mouse.
    pub mouse: Option<bool>,
    /// `menu`: whether it is the numbered menu instead of the full screen.
    pub menu: Option<bool>,
    /// In which line of which file each of the keys stands.
    places: BTreeMap<String, (PathBuf, usize)>,
}

impl Config {
    /// Reads that file; if none is named, the one in the person's configuration folder, which may
    /// be missing.
    ///
    /// # Errors
    /// When the file cannot be read, or a line of it cannot be understood: [`Status::Damaged`].
    pub fn load(named: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = Self::path(named) else { return Ok(Self::default()) };
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text, &path).map_err(|flaw| flaw.in_file(&path, &text)),
            Err(e) if e.kind() == io::ErrorKind::NotFound && named.is_none() => Ok(Self::default()),
            Err(e) => Err(Failure::new(
                Status::Damaged,
                format!("the configuration {} cannot be read: {e}", path.display()),
                "Name a file that can be read with --config.",
            )),
        }
    }

    /// The file that is read: the named one, or the one in the person's configuration folder, if it
    /// is known where that is.
    pub fn path(named: Option<&Path>) -> Option<PathBuf> {
        named.map(Path::to_owned).or_else(default_path)
    }

    /// Where a key stands, if it does.
    pub fn origin(&self, key: &str) -> Origin {
        let place = self.places.get(key).cloned();
        place.map_or(Origin::Default, |(path, line)| Origin::File(path, line))
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Flaw> {
        let document = DeTable::parse(text).map_err(|e| Flaw::syntax(&e))?;
        let mut config = Self::default();
        for (key, value) in document.get_ref() {
            let entry = Entry { text, key: key.get_ref(), value };
            match entry.key {
                "name" => config.name = Some(entry.quoted(value, parse_name)?),
                "port" => config.port = Some(entry.port()?),
                "listen" => config.listen = Some(entry.quoted(value, str::parse)?),
                "static_peers" => config.static_peers = entry.contacts()?,
                "color" => config.color = Some(entry.quoted(value, parse_choice)?),
                "theme" => config.theme = Some(entry.quoted(value, parse_choice)?),
                "bell" => config.bell = Some(entry.truth()?),
                "notify" => config.notify = Some(entry.quoted(value, parse_choice)?),
                "mention_only" => config.mention_only = Some(entry.truth()?),
                "mouse" => config.mouse = Some(entry.truth()?),
                "menu" => config.menu = Some(entry.truth()?),
                unknown => return Err(Flaw::unknown_key(unknown, key.span())),
            }
            let place = (path.to_owned(), line_of(text, key.span().start));
            config.places.insert(entry.key.to_owned(), place);
        }
        Ok(config)
    }
}

/// One `key = value` of the file.
struct Entry<'a> {
    text: &'a str,
    key: &'a str,
    value: &'a Spanned<DeValue<'a>>,
}

impl Entry<'_> {
    /// A text in quotes, here or in the list that stands here.
    fn quoted<T, E: fmt::Display>(
        &self,
        value: &Spanned<DeValue<'_>>,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<T, Flaw> {
        let text = value.get_ref().as_str();
        let text = text.ok_or_else(|| self.wrong(value, &"it must be a text in quotes"))?;
        parse(text).map_err(|e| self.wrong(value, &e))
    }

    fn port(&self) -> Result<u16, Flaw> {
        let number = self.value.get_ref().as_integer();
        let number = number.ok_or_else(|| {
            self.wrong(self.value, &"it must be a number from 1 to 65535, without quotes")
        })?;
        parse_port(&number.to_string()).map_err(|e| self.wrong(self.value, &e))
    }

    fn truth(&self) -> Result<bool, Flaw> {
        let truth = self.value.get_ref().as_bool();
        truth.ok_or_else(|| self.wrong(self.value, &"it must be true or false, without quotes"))
    }

    fn contacts(&self) -> Result<Vec<Contact>, Flaw> {
        let list = self.value.get_ref().as_array();
        let list = list.ok_or_else(|| {
            self.wrong(
                self.value,
                &"it must be a list of addresses, [\"host:port\", \"host:port\"]",
            )
        })?;
        list.iter().map(|item| self.quoted(item, str::parse)).collect()
    }

    /// What is wrong with a value, in the words of whoever could not read it.
    fn wrong(&self, value: &Spanned<DeValue<'_>>, why: &dyn fmt::Display) -> Flaw {
        let place = value.span();
        let mut source = self.text.get(place.clone()).unwrap_or_default().to_owned();
        if let Some((end, _)) = source.char_indices().nth(QUOTED_MAX) {
            source.truncate(end);
            source.push('…');
        }
        let what = format!("{} cannot be {source}: {why}", self.key);
        Flaw { place, what, next_step: CORRECT_IT.to_owned() }
    }
}

/// What cannot be understood in the file, and where.
struct Flaw {
    place: Range<usize>, // in bytes
    what: String,
    next_step: String,
}

impl Flaw {
    fn syntax(error: &toml::de::Error) -> Self {
        let place = error.span().unwrap_or_default();
        Self { place, what: error.message().to_owned(), next_step: CORRECT_IT.to_owned() }
    }

    fn unknown_key(key: &str, place: Range<usize>) -> Self {
        let all = KEYS.join(", ");
        let near = KEYS.into_iter().filter(|known| is_near(key, known));
        let nearest = near.min_by_key(|known| distance(key, known));
        let next_step = match nearest {
            Some(known) => format!("Did you mean {known}? The keys are {all}."),
            None => format!("Remove that line; the keys are {all}."),
        };
        Self { place, what: format!("there is no key {key}"), next_step }
    }

    fn in_file(&self, path: &Path, text: &str) -> Failure {
        let line = line_of(text, self.place.start);
        let what = format!("{}, line {line}: {}", path.display(), self.what);
        Failure::new(Status::Damaged, what, &self.next_step)
    }
}

/// The number of the line, from 1, in which that byte stands.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    1 + text.bytes().take(byte).filter(|b| *b == b'\n').count()
}

fn default_path() -> Option<PathBuf> {
    Some(Xdg::new().ok()?.config_dir().join("chinwag").join("config.toml"))
}

/// Whether one is a part of the other, or at most two letters were mistyped.
fn is_near(typed: &str, known: &str) -> bool {
    let typed = typed.to_ascii_lowercase();
    typed.len() > 2 && known.contains(&typed) || distance(&typed, known) <= 2
}

/// How many letters must be put in, taken out or replaced to make one from the other.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.chars().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

const KEYS: [&str; 11] = [
    "name",
    "port",
    "listen",
    "static_peers",
    "color",
    "theme",
    "bell",
    "notify",
    "mention_only",
    "mouse",
    "menu",
];
const CORRECT_IT: &str = "Correct that line, then start again.";
const QUOTED_MAX: usize = 60; // characters of a wrong value that are shown
