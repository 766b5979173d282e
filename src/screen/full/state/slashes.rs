//! What each slash command does.

use super::{Effect, Place, State};
use crate::history::Query;
use crate::identity::Identity;
use crate::node::{Command, Regard, Target};
use crate::screen::full::looks;
use crate::screen::people::{Addressee, unquoted};
use crate::screen::slash::Verb;
use crate::settings::parse_name;
use crate::text::Safe;

/// What follows from a command, or why it cannot be.
type Outcome = Result<Vec<Effect>, String>;

impl State {
    /// Does what a slash command asks for.
    pub(super) fn run(&mut self, verb: Verb, takes: &str) -> Outcome {
        match verb {
            Verb::Help => {
                self.help(takes);
                Ok(Vec::new())
            }
            Verb::Msg => self.msg(takes),
            Verb::Query if takes.is_empty() => Ok(self.go(Place::Home)),
            Verb::Query => {
                Ok(self.go(Place::Peer(self.crowd.known(takes, &self.numbered)?.identity)))
            }
            Verb::Peers => Ok(self.ask(Command::ListPeers)),
            Verb::Connect if matches!(takes, "" | "all") => Ok(self.ask(Command::ConnectAll)),
            Verb::Connect => self.connect(takes),
            Verb::Disconnect => {
                let peer = self.meant(takes)?.identity;
                Ok(self.ask(Command::Part(Target::Peer(peer))))
            }
            Verb::Nick => {
                let name = parse_name(takes).map_err(|why| why.to_string())?;
                Ok(self.ask(Command::Rename(name)))
            }
            Verb::Alias => self.alias(takes),
            Verb::Whois => {
                let who = self.meant(takes)?;
                self.whois(&who);
                Ok(Vec::new())
            }
            Verb::Verify => self.verify(takes),
            Verb::Block => self.regard(takes, Regard::Blocked),
            Verb::Unblock => self.regard(takes, Regard::Unblocked),
            Verb::Mute => self.regard(takes, Regard::Muted),
            Verb::Unmute => self.regard(takes, Regard::Unmuted),
            Verb::Search if takes.is_empty() => Err("which words? /search tea friday".to_owned()),
            Verb::Search => Ok(self.show(Query { words: takes.to_owned(), ..Query::default() })),
            Verb::History if takes.is_empty() => Ok(self.show(Query::default())),
            Verb::History => {
                let peer = Some(self.crowd.known(takes, &self.numbered)?.identity);
                Ok(self.show(Query { peer, ..Query::default() }))
            }
            Verb::Export if takes.is_empty() => Err("to which file? /export all.jsonl".to_owned()),
            Verb::Export => Ok(vec![Effect::Export(takes.to_owned())]),
            Verb::Cancel => self.cancel(takes),
            Verb::Status => {
                self.status();
                Ok(Vec::new())
            }
            Verb::Doctor => {
                self.hint = Some("looking…".to_owned());
                let peer = (!takes.is_empty()).then(|| unquoted(takes));
                Ok(vec![Effect::Examine(peer)])
            }
            Verb::Set => self.set(takes),
            Verb::Close => {
                self.talk_mut(self.place).follow();
                Ok(Vec::new())
            }
            Verb::Quit => Ok(self.leave()),
        }
    }

    /// Asks for something, and awaits what opens a page.
    pub(super) fn ask(&mut self, command: Command) -> Vec<Effect> {
        match &command {
            Command::ListPeers => self.awaited.list = true,
            Command::ConnectAll => self.awaited.connections = true,
            Command::Connect(_) => self.awaited.reach = true,
            Command::ShowHistory(query) => self.awaited.history = Some(query.clone()),
            Command::Send { .. }
            | Command::Part(_)
            | Command::Cancel { .. }
            | Command::Petname { .. }
            | Command::Rename(_)
            | Command::Regard { .. }
            | Command::Read { .. }
            | Command::Exit => {}
        }
        vec![Effect::Ask(command)]
    }

    fn show(&mut self, query: Query) -> Vec<Effect> {
        self.ask(Command::ShowHistory(query))
    }

    fn connect(&mut self, takes: &str) -> Outcome {
        match self.crowd.addressee(takes, &self.numbered)? {
            Addressee::One(to, _) => Ok(self.ask(Command::Connect(to))),
            Addressee::Host(host) => {
                Err(format!("nobody here is called {host}; to dial a host, /connect {host}:7001"))
            }
        }
    }

    /// A message to whoever stands at the beginning.
    fn msg(&mut self, takes: &str) -> Outcome {
        let (name, text) = self.name_and_rest(takes);
        if name.is_empty() {
            return Err("to whom? /msg bob hello".to_owned());
        }
        match self.crowd.addressee(name, &self.numbered)? {
            Addressee::Host(host) => Err(format!(
                "nobody here is called {host}; to write to a host, /msg {host}:7001 hello"
            )),
            Addressee::One(to, shown) if text.is_empty() => Ok(self.write_to(to, shown)),
            Addressee::One(to, _) => Ok(self.send(to, text)),
        }
    }

    /// A name, which may have spaces in it if somebody is called so or if it is quoted, and what
    /// follows it.
    fn name_and_rest<'a>(&self, takes: &'a str) -> (&'a str, &'a str) {
        if let Some((name, rest)) = takes.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
            let tag = if rest.starts_with('#') { word(rest).len() } else { 0 };
            let (name, rest) = takes.split_at(name.len() + 2 + tag);
            return (name, rest.trim_start());
        }
        let names = self.crowd.people().map(ToString::to_string);
        let begins = |name: &String| {
            let start = takes.get(..name.len());
            let rest = takes.get(name.len()..).unwrap_or_default();
            start.is_some_and(|start| start.to_lowercase() == name.to_lowercase())
                && (rest.is_empty() || rest.starts_with(char::is_whitespace))
        };
        let longest = names.filter(begins).map(|name| name.len()).max();
        let end = longest.unwrap_or(word(takes).len());
        (&takes[..end], takes[end..].trim_start())
    }

    fn alias(&mut self, takes: &str) -> Outcome {
        let (name, rest) = self.name_and_rest(takes);
        let (who, petname) = match self.crowd.known(name, &self.numbered) {
            Ok(who) => (who, rest),
            // What is nobody's name is a new one for who is shown.
            Err(_) if rest.is_empty() => (self.meant("")?, takes),
            Err(why) => return Err(why),
        };
        let peer = who.identity;
        if petname.is_empty() {
            return Ok(self.ask(Command::Petname { peer, petname: None }));
        }
        let petname = parse_name(&unquoted(petname)).map_err(|why| why.to_string())?;
        if petname.as_str().contains('#') || petname.as_str().parse::<usize>().is_ok() {
            return Err("a name of your own is no number and has no # in it".to_owned());
        }
        Ok(self.ask(Command::Petname { peer, petname: Some(petname) }))
    }

    fn regard(&mut self, takes: &str, regard: Regard) -> Outcome {
        let peer = self.meant(takes)?.identity;
        Ok(self.ask(Command::Regard { peer, regard }))
    }

    /// Both sides' words, or what came of comparing them.
    fn verify(&mut self, takes: &str) -> Outcome {
        let (name, answer) = match takes.rsplit_once(char::is_whitespace) {
            Some((name, answer @ ("yes" | "no"))) => (name.trim(), Some(answer == "yes")),
            Some(_) | None => match takes {
                "yes" => ("", Some(true)),
                "no" => ("", Some(false)),
                name => (name, None),
            },
        };
        let who = self.meant(name)?;
        let peer = who.identity;
        let Some(is_same) = answer else {
            let called = who.shown();
            let text = format!(
                "Read the words to each other, by voice or face to face.\n\n\
                 {called}:\n  {}\n\nyou:\n  {}\n\n\
                 If both of you see the same words: /verify {called} yes\n\
                 If not, somebody is in between:    /verify {called} no, and /block them",
                who.identity.words(),
                self.me.identity.words()
            );
            self.open(format!("Is this {called}?"), text);
            return Ok(Vec::new());
        };
        let regard = if is_same { Regard::Verified } else { Regard::Unverified };
        Ok(self.ask(Command::Regard { peer, regard }))
    }

    fn cancel(&mut self, takes: &str) -> Outcome {
        if takes.is_empty() {
            return Ok(self.show(Query { is_waiting: true, ..Query::default() }));
        }
        let number = takes.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let (to, seq): (Identity, u64) = *number
            .and_then(|at| self.waiting.get(at))
            .ok_or("no such number: /cancel lists the messages that wait")?;
        self.waiting.clear();
        Ok(self.ask(Command::Cancel { to, seq }))
    }

    fn set(&mut self, takes: &str) -> Outcome {
        let Some((key, value)) = takes.split_once(char::is_whitespace) else {
            if !takes.is_empty() && !looks::KEYS.contains(&takes) {
                return Err(format!(
                    "there is nothing called {}: {}",
                    Safe::line(takes),
                    looks::KEYS.join(", ")
                ));
            }
            self.open("Settings: /set KEY VALUE", looks::list(&self.look));
            return Ok(Vec::new());
        };
        let effects = looks::set(&mut self.look, key, value.trim())?;
        self.hint = Some(format!("{key} is {} until you leave", value.trim()));
        Ok(effects)
    }
}

/// What stands before the first space.
fn word(text: &str) -> &str {
    text.split(char::is_whitespace).next().unwrap_or_default()
}
