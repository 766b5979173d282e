//! The command line: what a person can say when starting the program.

mod help;
mod program;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::address::{Contact, parse_port};
use crate::history::PAGE_MAX;
use crate::look::{Color, Theme};
use crate::profile::parse_profile;
use crate::settings::{Host, parse_name};
use crate::text::Safe;

pub use program::{Asking, Listening, Sending, TimeoutError, Wait, parse_timeout};

/// A chat between peers, without any server.
#[derive(Clone, Debug, Parser)]
#[command(name = "chinwag", version)]
#[command(after_help = help::EXAMPLES, after_long_help = help::long())]
pub struct Args {
    /// What others see you as; asked for if not given
    #[arg(long, global = true, value_name = "NAME", value_parser = parse_name)]
    pub name: Option<Safe>,

    /// The TCP port that others reach you on; asked for if not given
    #[arg(long, global = true, value_name = "PORT", value_parser = parse_port)]
    pub port: Option<u16>,

    /// The address of this machine to listen on [default: 0.0.0.0, which is all of them]
    #[arg(long, global = true, value_name = "HOST")]
    pub listen: Option<Host>,

    /// A peer to connect to from the start, host:port or chinwag:KEY@host:port; may be repeated
    #[arg(long = "peer", value_name = "ADDR")]
    pub peers: Vec<Contact>,

    /// Which identity to be, if not the one that goes with the name
    #[arg(long, global = true, value_name = "PROFILE", value_parser = parse_profile)]
    pub profile: Option<String>,

    /// The folder with key and history, instead of one beside the other profiles
    #[arg(long, global = true, value_name = "DIR", conflicts_with = "profile")]
    pub data_dir: Option<PathBuf>,

    /// The configuration file [default: chinwag/config.toml where your configuration is]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Keep nothing: a new key, and no file is read or written but the configuration
    #[arg(long, global = true, conflicts_with_all = ["profile", "data_dir"])]
    pub ephemeral: bool,

    /// When to use colors [default: auto]
    #[arg(long, global = true, value_name = "WHEN", value_enum)]
    pub color: Option<Color>,

    /// What the colors have to stand out from [default: auto]
    #[arg(long, global = true, value_name = "THEME", value_enum)]
    pub theme: Option<Theme>,

    /// The numbered menu instead of the full screen
    #[arg(long)]
    pub menu: bool,

    /// Record all that happens, so that it can be replayed; texts and names become filler
    ///
    /// Addresses, keys, times and lengths of texts stay in it: look at whom you give it to. The
    /// file is written beside the chat and readable by you alone. When it has 32 MiB it becomes
    /// FILE.1, in place of the one before, and so does a recording of a former run. In the source
    /// of chinwag, `cargo sim replay FILE` shows what happened, line by line.
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub record: Option<PathBuf>,

    /// With --record: keep texts and names as they are
    #[arg(long, requires = "record")]
    pub record_plain: bool,

    /// Chat without a screen: commands and events as JSON, one object a line
    ///
    /// Commands are read from the standard input, events written to the standard output, as
    /// docs/json.md describes them. At the end of the input it leaves, when what is under way has
    /// had its outcome.
    #[arg(long, verbatim_doc_comment)]
    pub json: bool,

    /// What to do instead of chatting.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What can be done instead of chatting.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Send a message, through the chat that runs or without one
    ///
    /// It waits until the peer has the message on its disk, because that is what one wants to know
    /// of a message that was sent; --wait queued does not wait for anybody. What cannot be
    /// delivered yet stays queued: a chat that runs goes on trying, and else the next one does.
    ///
    /// What comes on the standard input is sent when it ends, up to 1 MiB. A message has at most
    /// 16 KiB: a longer text is split at line ends into several, and that is told. Bytes that are
    /// no UTF-8 become �.
    #[command(verbatim_doc_comment, after_long_help = help::send())]
    Send(Sending),
    /// Print what comes in, through the chat that runs or without one
    ///
    /// Without a chat that runs it is one, with nothing but this output. It ends well when it is
    /// interrupted, and when the chat that it listens through ends.
    #[command(verbatim_doc_comment, after_long_help = help::LISTEN)]
    Listen(Listening),
    /// Ask a peer a question, and wait for yes or no
    ///
    /// The first message that comes from the peer after it has the question is printed and is the
    /// answer. Yes is: y, yes, yep, yeah, ok, okay, sure, ja, oui, si, sí, da, 1, +1, 👍 or ✅. No
    /// is: n, no, nope, nein, non, nej, nee, 0, -1, 👎 or ❌. Case, and . ! or , at the end, do not
    /// matter. A question that has not been sent in time is taken back.
    #[command(verbatim_doc_comment, after_long_help = help::ask())]
    Ask(Asking),
    /// Print who you are: your key, words to compare by voice, and the address to give away
    #[command(after_long_help = help::ID)]
    Id,
    /// Forget whose key belongs to an address, so that another may answer there
    #[command(after_long_help = help::FORGET)]
    Forget {
        /// The address, as host:port
        #[arg(value_name = "ADDRESS")]
        address: Contact,
    },
    /// Print what was said, also while a chat runs: the last 50 messages, or all that are asked for
    #[command(after_long_help = help::HISTORY)]
    History(Wanted),
    /// Write all that was said as JSON, one object a line, also while a chat runs
    ///
    /// Each object has: number, peer (key, name), author ("me" or "them"), id, sent (and for theirs
    /// received) in universal time, clock_off, mark (for ours: queued, received or cancelled),
    /// text. `sent` is by the clock of the author; `clock_off` says that theirs was wrong.
    #[command(verbatim_doc_comment, after_long_help = help::EXPORT)]
    Export {
        /// Only with this peer: a name, name#tag, key, or chinwag:KEY@host:port
        #[arg(value_name = "PEER")]
        peer: Option<String>,

        /// A file that does not exist yet, instead of the standard output
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Find out what is wrong here, or why a peer cannot be reached, and what to do about it
    ///
    /// Each finding is a line: with a check mark where all is well, with ! where something may be
    /// in the way, with a cross where something is wrong. The line below it says what to do. A
    /// peer is not disturbed: who looks there is a key that nobody has seen before or will again.
    #[command(verbatim_doc_comment, after_long_help = help::doctor())]
    Doctor {
        /// Whom to look at: a name, name#tag, key, host:port or chinwag:KEY@host:port
        #[arg(value_name = "PEER")]
        peer: Option<String>,
    },
    /// Chat with two small built-in companions, to try things out alone
    ///
    /// They live in this program, on addresses that only this machine can reach. Nothing is kept:
    /// when you leave, keys and messages are gone.
    #[command(after_long_help = help::DEMO)]
    Demo,
    /// Show the configuration
    #[command(after_long_help = help::CONFIG)]
    Config {
        /// What of it.
        #[command(subcommand)]
        what: Shown,
    },
    /// Print what makes your shell complete the command line of chinwag
    #[command(after_long_help = help::COMPLETIONS)]
    Completions {
        /// Which shell
        #[arg(value_name = "SHELL", value_enum)]
        shell: Shell,
    },
    /// Print the manual page, for man
    #[command(after_long_help = help::MAN)]
    Man {
        /// Write a page for chinwag and for each of its commands into this folder instead
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
}

/// What can be shown of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum Shown {
    /// Print each key with its value and where that is from
    #[command(after_long_help = help::CONFIG)]
    Show,
    /// Print which file is read, whether it exists or not
    #[command(after_long_help = help::CONFIG)]
    Path,
}

/// What is wanted of the history.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Wanted {
    /// Only with this peer: a name, name#tag, key, or chinwag:KEY@host:port
    #[arg(value_name = "PEER")]
    pub peer: Option<String>,

    /// Only what came in or was written since: 2026-11-01, "2026-11-01 09:30", 09:30, today,
    /// yesterday, 2h or "3 days"
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,

    /// Only messages with all of these words, or words that begin so
    #[arg(long, value_name = "WORDS")]
    pub search: Option<String>,

    /// Only the last N, at most 1000
    #[arg(long, value_name = "N", value_parser = parse_limit)]
    pub limit: Option<usize>,

    /// One JSON object a line, as `export` writes it
    #[arg(long)]
    pub json: bool,
}

/// Why a text is not a number of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it must be a number from 1 to {PAGE_MAX}; `chinwag export` writes everything")]
pub struct LimitError;

/// How many messages a person wants to see.
///
/// # Errors
/// When it is no number from 1 to [`PAGE_MAX`].
pub fn parse_limit(text: &str) -> Result<usize, LimitError> {
    let limit = text.parse().ok();
    limit.filter(|limit| (1..=PAGE_MAX).contains(limit)).ok_or(LimitError)
}
