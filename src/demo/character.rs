//! What a companion says to what happens. Pure.

use crate::identity::Identity;
use crate::node::Event;

/// One of the companions, as far as the conversation has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Character {
    /// Repeats what it is told.
    Echo(Echo),
    /// Shows a person around.
    Ada(Ada),
}

/// Whether it has said what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Echo {
    has_greeted: bool,
}

/// Whether she has said what she is, and is to keep her peace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ada {
    has_greeted: bool,
    is_quiet: bool,
}

/// What a companion does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It says that.
    Say(String),
    /// It says the first, goes offline for some seconds, and says the second when it is back.
    Leave(String, String),
}

impl Character {
    /// One that repeats what it is told.
    pub fn echo() -> Self {
        Self::Echo(Echo::default())
    }

    /// One that shows a person around.
    pub fn ada() -> Self {
        Self::Ada(Ada::default())
    }

    /// What it is called: nobody shall take it for a person.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Echo(_) => "echo (demo)",
            Self::Ada(_) => "ada (demo)",
        }
    }

    /// What follows from what happened, and to whom it is said.
    pub fn hears(&mut self, event: &Event) -> Option<(Identity, Reply)> {
        if let Event::Online(card) = event {
            let greeting = match self {
                Self::Echo(echo) => (!echo.has_greeted).then_some(I_AM_ECHO),
                Self::Ada(ada) => (!ada.has_greeted).then_some(I_AM_ADA),
            };
            match self {
                Self::Echo(echo) => echo.has_greeted = true,
                Self::Ada(ada) => ada.has_greeted = true,
            }
            let who = card.who.as_ref()?;
            return Some((who.identity, Reply::Say(greeting?.to_owned())));
        }
        let Event::Said { from, text, .. } = event else { return None };
        let reply = match self {
            Self::Echo(_) => Reply::Say(text.to_string()),
            Self::Ada(ada) => ada.hears(text.as_str())?,
        };
        Some((from.identity, reply))
    }
}

impl Ada {
    fn hears(&mut self, text: &str) -> Option<Reply> {
        let word = text.trim().trim_end_matches(['.', '!', '?']).to_lowercase();
        if word == "back" {
            let was_quiet = std::mem::take(&mut self.is_quiet);
            let answer = if was_quiet { AGAIN } else { "I am here already." };
            return Some(Reply::Say(answer.to_owned()));
        }
        if self.is_quiet {
            return None;
        }
        let answer = match word.as_str() {
            "help" => HELP,
            "marks" => MARKS,
            "name" => NAME,
            "hello" | "hi" => "Hello again. The word help shows what I know.",
            "bye" => "Choose 0 to leave. All of this is gone then.",
            "leave" => return Some(Reply::Leave(I_LEAVE.to_owned(), I_AM_BACK.to_owned())),
            "quiet" => {
                self.is_quiet = true;
                "I say nothing more until you write: back"
            }
            _ => "I know a few words only. The word help lists them.",
        };
        Some(Reply::Say(answer.to_owned()))
    }
}

const I_AM_ECHO: &str = "I am echo, a small program. What you write to me comes back.";
const I_AM_ADA: &str = "Hello! I am ada, a small program, and I show you around. Write to me: help";
const HELP: &str = "\
These words I know:
marks  what the signs before your messages mean
leave  I go offline for some seconds, and you see a message wait for me
quiet  I say nothing more, until you write: back
name   how you give me a name of your own
bye    how you leave";
const MARKS: &str = "\
… queued    it is kept at your end, and waits for me
→ sent      it is on its way
✓ received  it is kept at my end";
const NAME: &str = "Choose 6, then me, then any name. It is yours alone: I never learn it.";
const AGAIN: &str = "Here I am again. What you wrote meanwhile I have read.";
const I_LEAVE: &str = "I go offline now, for some seconds. Write something to me meanwhile: it is \
                       queued, and received as soon as I am back.";
const I_AM_BACK: &str = "I am back. What you wrote meanwhile has come: look at its mark.";
