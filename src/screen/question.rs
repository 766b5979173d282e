//! What a screen asks for: the menu's choice, and what each choice still has to know.

use std::net::IpAddr;

use crate::identity::Identity;
use crate::node::{Target, Who};

#[derive(Debug, Default)]
pub(super) enum Question {
    #[default]
    Choice,
    /// To whom to write.
    Recipient,
    Port {
        host: String,
    },
    Text {
        to: Target,
        shown: String,
    },
    /// Whose conversation to show.
    Conversation,
    /// What to look for in it.
    Words {
        peer: Option<Identity>,
    },
    /// Which message to take back, of those that were listed.
    Waiting {
        listed: Option<Vec<(Identity, u64)>>,
    },
    /// Whom to call otherwise.
    Whom,
    Petname {
        who: Who,
    },
    /// Where to export to.
    File,
}

impl Question {
    /// As it is asked.
    pub(super) fn prompt(&self) -> String {
        match self {
            Self::Choice => {
                "1 send · 2 peers · 3 connect all · 0 exit · Enter for more > ".to_owned()
            }
            Self::Recipient => "To (IP, host, name or number in the list): ".to_owned(),
            Self::Port { host } if host.parse::<IpAddr>().is_ok() => format!("Port of {host}: "),
            Self::Port { host } => {
                format!("Nobody here is called {host}. Its port, if it is a host: ")
            }
            Self::Text { shown, .. } => {
                format!("To {shown} (exit leaves them, \\exit sends the word): ")
            }
            Self::Conversation => "With whom (empty for everybody): ".to_owned(),
            Self::Words { .. } => "Words to look for (empty for the latest): ".to_owned(),
            Self::Waiting { listed: Some(listed) } if listed.is_empty() => {
                "Enter goes back: ".to_owned()
            }
            Self::Waiting { .. } => "Number of the message to take back: ".to_owned(),
            Self::Whom => "Whom (name, key or number in the list): ".to_owned(),
            Self::Petname { who } => {
                format!("Your name for {} (empty for their own): ", who.shown())
            }
            Self::File => "File to export to: ".to_owned(),
        }
    }

    /// What is said when nothing is answered; nothing, where that is an answer too.
    pub(super) fn unanswered(&self) -> Option<&'static str> {
        match self {
            Self::Choice | Self::Conversation | Self::Words { .. } | Self::Petname { .. } => None,
            Self::Recipient | Self::Port { .. } | Self::Text { .. } => Some("Nothing was sent."),
            Self::Waiting { .. } => Some("Nothing was taken back."),
            Self::Whom => Some("Nobody was renamed."),
            Self::File => Some("Nothing was exported."),
        }
    }
}
