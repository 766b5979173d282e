//! Who sits before the chat when it is a person: what it is shown on, and what it is told first.

use std::io::{self, IsTerminal, Write};
use std::pin::Pin;

use tokio::io::BufReader;
use tokio::sync::mpsc;

use super::{COMMANDS_MAX, EVENTS_MAX, exporting, known};
use crate::address::Contact;
use crate::failure::Status;
use crate::hub::Owner;
use crate::look::Look;
use crate::node::Command;
use crate::pipe::Hello;
use crate::screen::{Clock, Me, Style, Wires, Words, full, lines, terminal};
use crate::settings::Settings;
use crate::time::Time;

/// All that a screen starts with.
pub(super) struct Person {
    me: Me,
    look: Look,
    words: Words,
    now: Time,
    /// What is asked for before the person can ask for anything.
    first: Option<Command>,
    hello: Hello,
    wires: Wires,
    owner: Owner,
}

/// A screen at work, until it ends with what the program ends with.
pub(super) type Screen = Pin<Box<dyn Future<Output = io::Result<Status>>>>;

/// What a person chats on.
enum Kind {
    /// A terminal, all of it.
    Full,
    /// A terminal, line by line.
    Menu,
    /// Anything else.
    Lines,
}

impl Person {
    /// Whoever has started the chat with these settings.
    pub(super) fn new(settings: &Settings, now: Time) -> Self {
        let identity = settings.keys.identity();
        let (commands, asked) = mpsc::channel(COMMANDS_MAX);
        let (shown, events) = mpsc::channel(EVENTS_MAX);
        let invitation =
            Contact { address: settings.reachable_at.clone(), identity: Some(identity) };
        Self {
            me: Me {
                name: settings.name.clone(),
                identity,
                listening: settings.listen.clone(),
                invitation,
                opening: settings.opening.clone(),
            },
            look: settings.look,
            words: words(settings),
            now,
            first: (!settings.static_peers.is_empty()).then_some(Command::ConnectAll),
            hello: Hello::of(settings),
            wires: Wires {
                commands,
                events,
                known: known(identity, &settings.remembered),
                export: exporting(settings),
                examine: settings.examine.clone(),
            },
            owner: Owner::Screen(asked, shown),
        }
    }

    /// Sits down: the other ends of its wires, and the screen.
    pub(super) fn sit_down(self) -> (Owner, Screen) {
        let Self { me, look, words, now, first, hello, wires, owner } = self;
        let opening = me.opening.as_ref().map(|opening| format!("{opening}\n")).unwrap_or_default();
        // If nobody can read it, what follows will say so.
        let _ = writeln!(io::stdout(), "{opening}{hello}");
        let screen: Screen = match Kind::of(&look) {
            Kind::Full => Box::pin(full(me, look, words, now, wires)),
            Kind::Menu => Box::pin(terminal(words, wires)),
            Kind::Lines => {
                let input = BufReader::new(tokio::io::stdin());
                Box::pin(lines(input, io::stdout(), first, words, wires))
            }
        };
        (owner, screen)
    }
}

impl Kind {
    fn of(look: &Look) -> Self {
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        match io::stdin().is_terminal() && io::stdout().is_terminal() && !is_dumb {
            true if look.menu => Self::Menu,
            true => Self::Full,
            false => Self::Lines,
        }
    }
}

/// How a person is told of what happens.
fn words(settings: &Settings) -> Words {
    let style = if settings.look.color { Style::Coloured } else { Style::Plain };
    Words { clock: Clock::local(), style, is_ephemeral: settings.profile.is_none() }
}
