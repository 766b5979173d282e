//! The menu: what a typed line means, given the question that was asked. Pure.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use crate::address::{Address, Contact, parse_port};
use crate::identity::Identity;
use crate::node::{Card, Command, Event, Label, Mark, Target, Who};
use crate::screen::pending::Pending;
use crate::screen::words::excerpt;
use crate::text::Safe;

/// The original's menu, word for word.
pub const MENU: &str = concat!(
    "  1  Send a message to a specific peer\n",
    "  2  Display the list of active peers\n",
    "  3  Connect to all active peers\n",
    "  0  Exit the application",
);

/// What was asked, who is known, and what is still to be heard of the last command.
#[derive(Debug, Default)]
pub struct Menu {
    question: Question,
    /// The rows of the list as last shown.
    rows: Vec<Card>,
    known: BTreeMap<Identity, Arc<Label>>,
    pending: Option<Pending>,
    /// Where the last message failed, if nothing has been heard since.
    failed: Option<Address>,
    /// Own messages that are not confirmed.
    unconfirmed: BTreeMap<(Identity, u64), Safe>,
}

#[derive(Debug, Default)]
enum Question {
    #[default]
    Choice,
    Recipient,
    Port {
        host: String,
    },
    Text {
        to: Target,
        shown: String,
    },
}

/// What follows from a line.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// To print.
    pub say: Option<String>,
    /// To do.
    pub command: Option<Command>,
}

impl Menu {
    /// The question to answer next.
    pub fn prompt(&self) -> String {
        match &self.question {
            Question::Choice => "1 send · 2 peers · 3 connect all · 0 exit > ".to_owned(),
            Question::Recipient => "To (IP, host, name or number in the list): ".to_owned(),
            Question::Port { host } if host.parse::<IpAddr>().is_ok() => {
                format!("Port of {host}: ")
            }
            Question::Port { host } => {
                format!("Nobody here is called {host}. Its port, if it is a host: ")
            }
            Question::Text { shown, .. } => {
                format!("To {shown} (exit leaves them, \\exit sends the word): ")
            }
        }
    }

    /// Takes a line. An empty one goes back to the menu.
    pub fn line(&mut self, line: &str) -> Answer {
        match std::mem::take(&mut self.question) {
            Question::Choice => self.choose(line.trim()),
            _ if line.trim().is_empty() => say("Nothing was sent."),
            Question::Recipient => self.recipient(line.trim()),
            Question::Port { host } => self.port(host, line),
            Question::Text { to, .. } => {
                let command = Command::said(to, line);
                self.pending = Pending::of(&command);
                Answer { say: None, command: Some(command) }
            }
        }
    }

    /// Whether the last command has not been answered yet, so that a script must wait.
    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Gives a command that no line asked for.
    pub fn command(&mut self, command: Command) -> Command {
        self.pending = Pending::of(&command);
        command
    }

    fn choose(&mut self, choice: &str) -> Answer {
        match choice {
            "1" => {
                self.question = Question::Recipient;
                Answer::default()
            }
            "2" => self.ask(Command::ListPeers),
            "3" => self.ask(Command::ConnectAll),
            "0" => self.ask(Command::Exit),
            "" => say(MENU),
            _ => say(format!("Choose 1, 2, 3 or 0.\n{MENU}")),
        }
    }

    fn ask(&mut self, command: Command) -> Answer {
        self.pending = Pending::of(&command);
        Answer { say: None, command: Some(command) }
    }

    /// A number in the list, a name, an address, or a host that still needs its port.
    fn recipient(&mut self, typed: &str) -> Answer {
        if let Ok(number) = typed.parse::<usize>() {
            return self.numbered(number);
        }
        let named = self.named(typed);
        if let [(identity, label)] = &named[..] {
            return self.write_to(Target::Peer(*identity), label.to_string());
        }
        if !named.is_empty() {
            let tagged =
                |(id, label): &(Identity, Arc<Label>)| format!("{}#{}", label.name, id.tag());
            let tagged: Vec<String> = named.iter().map(tagged).collect();
            return self.again(format!("Which of {}? Write it with its tag.", tagged.join(", ")));
        }
        if let Ok(contact) = typed.parse::<Contact>() {
            let shown = contact.address.to_string();
            return self.write_to(Target::At(contact), shown);
        }
        if let Ok(address) = Address::new(typed.trim_matches(['[', ']']), 1) {
            self.question = Question::Port { host: address.host().to_owned() };
            return Answer::default();
        }
        let why = typed.parse::<Contact>().map_or_else(|why| why.to_string(), |_| String::new());
        self.again(format!("{}: {why}.", Safe::line(typed)))
    }

    fn numbered(&mut self, number: usize) -> Answer {
        match number.checked_sub(1).and_then(|at| self.rows.get(at)).and_then(target) {
            Some((to, shown)) => self.write_to(to, shown),
            None => self.again(format!(
                "There is no number {number} in a list that was shown: go back with Enter and \
                 choose 2."
            )),
        }
    }

    fn port(&mut self, host: String, typed: &str) -> Answer {
        match parse_port(typed).and_then(|port| Address::new(&host, port)) {
            Ok(address) => self.write_to(Target::At(address.clone().into()), address.to_string()),
            Err(error) => {
                self.question = Question::Port { host };
                say(format!("{}: {error}.", Safe::line(typed)))
            }
        }
    }

    fn write_to(&mut self, to: Target, shown: String) -> Answer {
        self.question = Question::Text { to, shown };
        Answer::default()
    }

    fn again(&mut self, why: String) -> Answer {
        self.question = Question::Recipient;
        say(why)
    }

    /// The peers that a typed name can mean.
    fn named(&self, typed: &str) -> Vec<(Identity, Arc<Label>)> {
        let is_meant = |identity: &Identity, label: &Label| {
            let name = label.name.as_str();
            name.eq_ignore_ascii_case(typed)
                || format!("{name}#{}", identity.tag()).eq_ignore_ascii_case(typed)
        };
        let meant = self.known.iter().filter(|(identity, label)| is_meant(identity, label));
        meant.map(|(identity, label)| (*identity, label.clone())).collect()
    }

    /// Whether an event only repeats what was just said: that a message for an address failed is
    /// also that it cannot be reached.
    pub(super) fn has_heard(&mut self, event: &Event) -> bool {
        let failed = self.failed.take();
        if let Event::Failed { address, .. } = event {
            self.failed = Some(address.clone());
        }
        matches!(event, Event::Unreached { address, .. } if failed.as_ref() == Some(address))
    }

    /// Takes note of an event, and says what is to be said of own messages.
    pub fn event(&mut self, event: &Event) -> Option<String> {
        self.pending.take_if(|pending| pending.is_settled_by(event));
        self.learn(event);
        if let Event::Queued { to, seq, text } = event {
            self.unconfirmed.insert((to.identity, *seq), text.clone());
        }
        match event {
            Event::Marked { to, upto, mark: Mark::Sent } => {
                let text = self.unconfirmed.get(&(to.identity, *upto))?;
                Some(format!("→ sent to {to}: {}", excerpt(text)))
            }
            Event::Marked { to, upto, mark: Mark::Received } => self.confirmed(to, *upto),
            Event::Unreached { peer: Some(peer), .. } | Event::Offline { peer, .. } => {
                self.waiting(peer)
            }
            Event::Online(_)
            | Event::Renamed { .. }
            | Event::Quiet(_)
            | Event::Awake(_)
            | Event::Unreached { peer: None, .. }
            | Event::TurnedAway { .. }
            | Event::Said { .. }
            | Event::Queued { .. }
            | Event::Failed { .. }
            | Event::Listed(_)
            | Event::ConnectedAll(_)
            | Event::NotKept(_)
            | Event::Rejected(_)
            | Event::Undelivered { .. } => None,
        }
    }

    /// Keeps the rows that numbers refer to, and the names.
    fn learn(&mut self, event: &Event) {
        if let Event::Listed(list) = event {
            self.rows = list.active.iter().chain(&list.away).cloned().collect();
            let whos = self.rows.iter().filter_map(|card| card.who.clone());
            self.known = whos.map(|who| (who.identity, who.label)).collect();
        }
        if let Event::Online(Card { who: Some(who), .. }) | Event::Renamed { peer: who, .. } = event
        {
            self.known.insert(who.identity, who.label.clone());
        }
    }

    fn confirmed(&mut self, to: &Who, upto: u64) -> Option<String> {
        let is_confirmed = (to.identity, 0)..=(to.identity, upto);
        let confirmed = self.unconfirmed.extract_if(is_confirmed, |_, _| true);
        let lines = confirmed.map(|(_, text)| format!("✓ received by {to}: {}", excerpt(&text)));
        let lines: Vec<String> = lines.collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// What a peer that is away means for the messages to it.
    fn waiting(&self, peer: &Who) -> Option<String> {
        let unconfirmed = (peer.identity, 0)..=(peer.identity, u64::MAX);
        let count = self.unconfirmed.range(unconfirmed).count();
        (count > 0).then(|| format!("… {count} to {peer} queued: sent when {peer} answers"))
    }
}

fn target(card: &Card) -> Option<(Target, String)> {
    match (&card.who, &card.address) {
        (Some(who), _) => Some((Target::Peer(who.identity), who.to_string())),
        (None, Some(address)) => Some((Target::At(address.clone().into()), address.to_string())),
        (None, None) => None,
    }
}

fn say(text: impl Into<String>) -> Answer {
    Answer { say: Some(text.into()), command: None }
}
