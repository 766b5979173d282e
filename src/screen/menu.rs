//! The menu: what a typed line means, given the question that was asked. Pure.

use std::collections::BTreeMap;

use crate::address::{Address, parse_port};
use crate::history::{Conversations, Entry, Query, Side};
use crate::identity::Identity;
use crate::node::{Command, Event, Target, Who};
use crate::screen::Known;
use crate::screen::pending::Pending;
use crate::screen::people::{Addressee, People, no_number, which_of};
use crate::screen::question::Question;
use crate::screen::unconfirmed::Unconfirmed;
use crate::settings::parse_name;
use crate::stream::MessageId;
use crate::text::Safe;

/// The original's menu, word for word, and what was added to it.
pub const MENU: &str = concat!(
    "  1  Send a message to a specific peer\n",
    "  2  Display the list of active peers\n",
    "  3  Connect to all active peers\n",
    "  4  Show or search a conversation\n",
    "  5  Take back a message that waits\n",
    "  6  Give a peer a name of your own\n",
    "  7  Export all conversations to a file\n",
    "  0  Exit the application",
);

/// What was asked, who is known, and what is still to be heard of the last command.
#[derive(Debug, Default)]
pub struct Menu {
    question: Question,
    people: People,
    pending: Option<Pending>,
    /// Where the last message failed, if nothing has been heard since.
    failed: Option<Address>,
    unconfirmed: Unconfirmed,
    /// The last message of each peer that was shown and of which that was not told yet.
    seen: BTreeMap<Identity, MessageId>,
    /// Nothing can be kept at the moment.
    is_stalled: bool,
}

/// What follows from a line.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// To print.
    pub say: Option<String>,
    /// To do.
    pub command: Option<Command>,
    /// The file to export to.
    pub export: Option<String>,
}

impl Menu {
    /// The menu of somebody who knows these peers from former runs.
    pub fn new(known: &[Known]) -> Self {
        let people = known.iter().map(|known| known.who.clone()).collect();
        let outgoing = known.iter().map(|known| (known.who.identity, &known.outgoing));
        Self {
            people: People::new(people),
            unconfirmed: Unconfirmed::new(outgoing),
            ..Self::default()
        }
    }

    /// What is to be said before anything happens: how many own messages still wait.
    pub fn opening(&self, known: &[Known]) -> Option<String> {
        let waiting = known.iter().filter_map(|known| self.unconfirmed.waiting(&known.who));
        let lines: Vec<String> = waiting.collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// The question to answer next.
    pub fn prompt(&self) -> String {
        self.question.prompt()
    }

    /// Takes a line. An empty one goes back to the menu, unless it is an answer.
    pub fn line(&mut self, line: &str) -> Answer {
        let typed = line.trim();
        let question = std::mem::take(&mut self.question);
        if let Some(unanswered) = question.unanswered().filter(|_| typed.is_empty()) {
            return say(unanswered);
        }
        match question {
            Question::Choice => self.choose(typed),
            Question::Recipient => self.recipient(typed),
            Question::Port { host } => self.port(host, line),
            Question::Text { to, .. } => self.ask(Command::said(to, line)),
            Question::Conversation if typed.is_empty() => self.words(None),
            Question::Conversation => match self.known(typed) {
                Ok(who) => self.words(Some(who.identity)),
                Err(why) => self.again(Question::Conversation, why),
            },
            Question::Words { peer } => {
                let words = typed.to_owned();
                self.ask(Command::ShowHistory(Query { peer, words, ..Query::default() }))
            }
            Question::Waiting { listed } => self.take_back(listed, typed),
            Question::Whom => match self.known(typed) {
                Ok(who) => self.then(Question::Petname { who }),
                Err(why) => self.again(Question::Whom, why),
            },
            Question::Petname { who } => self.petname(who, typed),
            Question::File => Answer { export: Some(typed.to_owned()), ..Answer::default() },
        }
    }

    /// Whether the last command has not been answered yet, so that a script must wait.
    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Tells what has been shown, each message once and only the last of each peer.
    pub fn seen(&mut self) -> Vec<Command> {
        let seen = std::mem::take(&mut self.seen).into_iter();
        seen.map(|(peer, id)| Command::Read { peer, id }).collect()
    }

    /// Gives a command that no line asked for.
    pub fn command(&mut self, command: Command) -> Command {
        let is_due = |pending: &Pending| !self.is_stalled || pending.needs_no_keeping();
        self.pending = Pending::of(&command).filter(is_due);
        command
    }

    fn choose(&mut self, choice: &str) -> Answer {
        match choice {
            "1" => self.then(Question::Recipient),
            "2" => self.ask(Command::ListPeers),
            "3" => self.ask(Command::ConnectAll),
            "4" => self.then(Question::Conversation),
            "5" => {
                self.question = Question::Waiting { listed: None };
                self.ask(Command::ShowHistory(Query { is_waiting: true, ..Query::default() }))
            }
            "6" => self.then(Question::Whom),
            "7" => self.then(Question::File),
            "0" => self.ask(Command::Exit),
            "" => say(MENU),
            _ => say(format!("Choose a number from 0 to 7.\n{MENU}")),
        }
    }

    fn ask(&mut self, command: Command) -> Answer {
        Answer { command: Some(self.command(command)), ..Answer::default() }
    }

    fn then(&mut self, question: Question) -> Answer {
        self.question = question;
        Answer::default()
    }

    fn again(&mut self, question: Question, why: String) -> Answer {
        self.question = question;
        say(why)
    }

    /// A number in the list, a name, an address, or a host that still needs its port.
    fn recipient(&mut self, typed: &str) -> Answer {
        match self.people.addressee(typed) {
            Ok(Addressee::One(to, shown)) => self.then(Question::Text { to, shown }),
            Ok(Addressee::Host(host)) => self.then(Question::Port { host }),
            Err(why) => self.again(Question::Recipient, why),
        }
    }

    fn port(&mut self, host: String, typed: &str) -> Answer {
        match parse_port(typed).and_then(|port| Address::new(&host, port)) {
            Ok(address) => {
                let shown = address.to_string();
                self.then(Question::Text { to: Target::At(address.into()), shown })
            }
            Err(why) => {
                self.again(Question::Port { host }, format!("{}: {why}.", Safe::line(typed)))
            }
        }
    }

    /// One peer that is known, or what to say.
    fn known(&self, typed: &str) -> Result<Who, String> {
        if let Ok(number) = typed.parse::<usize>() {
            let who = self.people.row(number).and_then(|card| card.who.clone());
            return who.ok_or_else(|| no_number(number));
        }
        match &self.people.meant(typed)[..] {
            [who] => Ok((*who).clone()),
            [] => Err(format!(
                "Nobody here is called {}: choose 2 to see who is known.",
                Safe::line(typed)
            )),
            several => Err(which_of(several)),
        }
    }

    fn words(&mut self, peer: Option<Identity>) -> Answer {
        self.then(Question::Words { peer })
    }

    fn take_back(&mut self, listed: Option<Vec<(Identity, u64)>>, typed: &str) -> Answer {
        let number = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let count = listed.as_ref().map_or(0, Vec::len);
        match number.and_then(|at| listed.as_ref()?.get(at)) {
            Some((to, seq)) => self.ask(Command::Cancel { to: *to, seq: *seq }),
            None if count == 0 => say("Nothing was taken back."),
            None => {
                let why = format!("Choose a number from 1 to {count}, or Enter to go back.");
                self.again(Question::Waiting { listed }, why)
            }
        }
    }

    fn petname(&mut self, who: Who, typed: &str) -> Answer {
        let peer = who.identity;
        if typed.is_empty() {
            return self.ask(Command::Petname { peer, petname: None });
        }
        match parse_name(typed) {
            Ok(_) if typed.contains('#') || typed.parse::<usize>().is_ok() => {
                self.again(Question::Petname { who }, NO_PETNAME.to_owned())
            }
            Ok(petname) => self.ask(Command::Petname { peer, petname: Some(petname) }),
            Err(why) => self.again(Question::Petname { who }, format!("That cannot be: {why}.")),
        }
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
        self.people.learn(event);
        match event {
            Event::Queued { to, seq, text, .. } => {
                self.unconfirmed.queued(to, *seq, text);
                None
            }
            Event::Marked { to, upto, mark } => self.unconfirmed.marked(to, *upto, *mark),
            Event::Cancelled { to, seq } => Some(self.unconfirmed.cancelled(to, *seq)),
            Event::Unreached { peer: Some(peer), .. } | Event::Offline { peer, .. } => {
                self.unconfirmed.waiting(peer)
            }
            Event::Waiting(peer) => {
                let (count, peer) = (self.unconfirmed.count(peer.identity), peer.shown());
                Some(format!("… {count} to {peer} kept: {peer} has to call, no address is known"))
            }
            Event::Said { from, id, .. } => {
                self.seen.insert(from.identity, *id);
                None
            }
            Event::History { query, found } if query.is_waiting => {
                self.list(found);
                None
            }
            Event::History { query, found } if query.peer.is_some() && query.words.is_empty() => {
                let theirs = |entry: &&Entry| matches!(entry.side, Side::Theirs { .. });
                let theirs = found.entries.iter().filter(theirs);
                self.seen.extend(theirs.map(|entry| (entry.peer, entry.id)));
                None
            }
            Event::Stalled(_) | Event::Resumed => {
                self.is_stalled = matches!(event, Event::Stalled(_));
                None
            }
            Event::Online(_)
            | Event::Renamed { .. }
            | Event::Quiet(_)
            | Event::Awake(_)
            | Event::Unreached { peer: None, .. }
            | Event::TurnedAway { .. }
            | Event::Failed { .. }
            | Event::Unrecorded(_)
            | Event::Listed(_)
            | Event::ConnectedAll(_)
            | Event::History { .. }
            | Event::NotRead(_)
            | Event::Petnamed { .. }
            | Event::Named(_)
            | Event::Regarded { .. }
            | Event::Unkept { .. }
            | Event::Lost { .. }
            | Event::Rejected(_)
            | Event::Undelivered { .. } => None,
        }
    }

    /// Takes note of which messages were listed, if that is what is asked about.
    fn list(&mut self, waiting: &Conversations) {
        if let Question::Waiting { listed } = &mut self.question {
            let place = |peer, side| match side {
                Side::Ours { seq, .. } => Some((peer, seq)),
                Side::Theirs { .. } => None,
            };
            let entries = waiting.entries.iter();
            *listed = Some(entries.filter_map(|entry| place(entry.peer, entry.side)).collect());
        }
    }
}

fn say(text: impl Into<String>) -> Answer {
    Answer { say: Some(text.into()), ..Answer::default() }
}

/// What would be taken for a place in the list, or for a name with a tag.
const NO_PETNAME: &str = "That cannot be: a name of your own is no number and has no # in it.";
