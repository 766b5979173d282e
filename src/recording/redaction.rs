//! Redaction: names and texts become filler that a node treats in the same way.

use sha2::{Digest, Sha256};

use crate::frame::{Frame, Greeting};
use crate::history::{Entry, Query};
use crate::node::{Command, Input, NAMELESS};
use crate::record::{Answer, Message, Question, Trouble};
use crate::text::{Safe, Untrusted, likeness};

/// Replaces what people are called and what they say.
///
/// A text becomes as many bytes of filler, blank if it was. A name becomes a pseudonym, a function
/// of the name and of a secret that is drawn for one recording and never written: equal names stay
/// equal, different ones stay different, and those that could be taken for each other still can.
/// So nobody is called in a replay as they are, and it goes the same way.
#[derive(Clone)]
pub struct Redaction {
    secret: [u8; 32],
}

impl Redaction {
    /// A redaction whose pseudonyms nobody can guess who does not know these bytes of chance.
    pub const fn new(secret: [u8; 32]) -> Self {
        Self { secret }
    }

    /// What happened, without what was said.
    #[must_use]
    pub fn input(&self, input: &Input) -> Input {
        match input {
            Input::Commanded(command) => Input::Commanded(self.command(command)),
            Input::Received { link, frames } => {
                let frames = frames.iter().map(|frame| self.frame(frame)).collect();
                Input::Received { link: *link, frames }
            }
            Input::Recalled(answer) => Input::Recalled(answer_to(answer)),
            Input::Opened { .. }
            | Input::DialFailed { .. }
            | Input::TurnedAway { .. }
            | Input::Closed { .. }
            | Input::Ticked => input.clone(),
        }
    }

    fn command(&self, command: &Command) -> Command {
        match command {
            Command::Send { to, text } => Command::Send { to: to.clone(), text: filler(text) },
            Command::Petname { peer, petname } => {
                // As the node does: what is given as a petname becomes a name first.
                let name = |petname: &Safe| self.name(&Safe::name(petname.as_str()));
                Command::Petname { peer: *peer, petname: petname.as_ref().map(name) }
            }
            Command::Rename(name) => Command::Rename(self.name(&Safe::name(name.as_str()))),
            Command::ShowHistory(query) => Command::ShowHistory(query_for(query)),
            Command::Connect(_)
            | Command::Part(_)
            | Command::Regard { .. }
            | Command::Read { .. }
            | Command::Cancel { .. }
            | Command::ListPeers
            | Command::ConnectAll
            | Command::Exit => command.clone(),
        }
    }

    fn frame(&self, frame: &Frame) -> Frame {
        match frame {
            Frame::Connect(greeting) => Frame::Connect(self.greeting(greeting)),
            Frame::ConnectAck(greeting) => Frame::ConnectAck(self.greeting(greeting)),
            Frame::Text(seq, id, at, text) => {
                Frame::Text(*seq, *id, *at, Untrusted::new(filler(text.as_raw())))
            }
            Frame::Skip(..) | Frame::Received(_) | Frame::Ping | Frame::Pong | Frame::Exit(_) => {
                frame.clone()
            }
        }
    }

    fn greeting(&self, greeting: &Greeting) -> Greeting {
        let name = self.name(&greeting.name.to_name());
        Greeting { name: Untrusted::new(name.as_str()), ..greeting.clone() }
    }

    /// The pseudonym of a name. No name stays none, as people without one are told apart from
    /// those who have one.
    pub(crate) fn name(&self, name: &Safe) -> Safe {
        if name.is_empty() || name.as_str() == NAMELESS {
            return name.clone();
        }
        let mut cases = self.draw(name.as_str());
        let mut is_capital = true;
        let mut pseudonym = self.stem(&likeness(name));
        for letter in pseudonym.iter_mut() {
            if is_capital {
                *letter = letter.to_ascii_uppercase();
            }
            is_capital = cases & 1 == 1;
            cases >>= 1;
        }
        Safe::name(&pseudonym.iter().collect::<String>())
    }

    /// What the pseudonyms of the names of that likeness have in common.
    pub(crate) fn likeness(&self, of: &str) -> String {
        if of.is_empty() {
            return String::new();
        }
        likeness(&Safe::name(&self.stem(of).iter().collect::<String>()))
    }

    /// A pseudonym but for its capitals, by which those that look alike differ: syllables that
    /// can be said, as in Wilkerson's proquints (arXiv:0901.4016).
    fn stem(&self, of: &str) -> Vec<char> {
        if of == likeness(&Safe::name(NAMELESS)) {
            return NAMELESS.chars().collect();
        }
        let mut rest = self.draw(of);
        let mut pick = |from: &[u8]| {
            let picked = from[(rest % from.len() as u64) as usize];
            rest /= from.len() as u64;
            char::from(picked)
        };
        let mut stem = Vec::new();
        for _ in 0..WORDS {
            stem.extend((!stem.is_empty()).then_some('-'));
            for kind in [CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS] {
                stem.push(pick(kind));
            }
        }
        // The mark of tags is no part of a petname, and asks for a tag in any other name.
        stem.extend(of.contains('#').then_some('#'));
        stem
    }

    fn draw(&self, of: &str) -> u64 {
        let digest = Sha256::new().chain_update(self.secret).chain_update(of).finalize();
        u64::from_be_bytes(std::array::from_fn(|at| digest[at]))
    }
}

/// It does not tell the secret.
impl std::fmt::Debug for Redaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redaction").finish_non_exhaustive()
    }
}

/// As many bytes as the text has; blank, if it is.
pub(crate) fn filler(text: &str) -> String {
    if text.trim().is_empty() { " " } else { "x" }.repeat(text.len())
}

fn query_for(query: &Query) -> Query {
    Query { words: filler(&query.words), ..query.clone() }
}

fn answer_to(answer: &Answer) -> Answer {
    match answer {
        Answer::Outgoing { peer, after, chain, messages } => {
            let messages = messages.iter().map(message).collect();
            Answer::Outgoing { peer: *peer, after: *after, chain: *chain, messages }
        }
        Answer::History { query, entries } => {
            let filled =
                |entry: &Entry| Entry { text: filler(entry.text.as_str()).into(), ..entry.clone() };
            let entries = entries.iter().map(filled).collect();
            Answer::History { query: query_for(query), entries }
        }
        Answer::Unknown { question: Question::History(query), why } => {
            Answer::Unknown { question: Question::History(query_for(query)), why: trouble(why) }
        }
        Answer::Unknown { question: Question::Outgoing { .. }, .. } => answer.clone(),
    }
}

/// A message of ours, without its text.
pub(crate) fn message(message: &Message) -> Message {
    Message { text: message.text.as_deref().map(filler), ..message.clone() }
}

/// What a store says of a search may repeat the words that were searched for.
fn trouble(trouble: &Trouble) -> Trouble {
    let filled = |words: &Safe| Safe::line(&filler(words.as_str()));
    match trouble {
        Trouble::Damaged(words) => Trouble::Damaged(filled(words)),
        Trouble::Failed(words) => Trouble::Failed(filled(words)),
        Trouble::DiskFull | Trouble::ReadOnly | Trouble::TooNew => trouble.clone(),
    }
}

/// Letters of which none can be taken for another, or two for one.
const CONSONANTS: &[u8] = b"bdfghjkprstvz";
const VOWELS: &[u8] = b"aeou";
/// Words in a pseudonym: enough letters that no two in a long evening are the same.
const WORDS: usize = 4;
