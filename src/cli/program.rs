//! What can be asked of `send`, `listen` and `ask`, the commands for scripts.

use std::time::Duration;

use clap::ValueEnum;
use jiff::SignedDuration;

/// What is to be sent, to whom, and what is waited for.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Sending {
    /// To whom: a name, name#tag, key, host:port, or chinwag:KEY@host:port
    #[arg(value_name = "PEER")]
    pub to: String,

    /// What to say; what comes on the standard input, if it is not given
    #[arg(value_name = "TEXT")]
    pub text: Option<String>,

    /// What to wait for
    #[arg(long, value_name = "MARK", value_enum, default_value_t)]
    pub wait: Wait,

    /// How long to wait, for example 30s or 2m; also for a peer that is away
    ///
    /// Without it, it waits for 30 s at the most, and not for a peer that cannot be reached now.
    #[arg(long, value_name = "TIME", value_parser = parse_timeout, verbatim_doc_comment)]
    pub timeout: Option<Duration>,
}

/// How far a message has to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Wait {
    /// It is kept on this machine
    Queued,
    /// It was handed to a connection
    Sent,
    /// The peer has it, on its disk
    #[default]
    Received,
}

/// What is listened for.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Listening {
    /// All that happens as JSON, one object a line, as docs/json.md describes it
    #[arg(long)]
    pub json: bool,

    /// Only from this peer: a name, name#tag, or key
    #[arg(long, value_name = "PEER")]
    pub from: Option<String>,

    /// End after this many messages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub count: Option<u64>,
}

/// What is asked, and of whom.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Asking {
    /// Whom: a name, name#tag, key, host:port, or chinwag:KEY@host:port
    #[arg(value_name = "PEER")]
    pub to: String,

    /// The question
    #[arg(value_name = "QUESTION")]
    pub question: String,

    /// How long to wait for the answer, for example 60s or 10m
    #[arg(long, value_name = "TIME", value_parser = parse_timeout, default_value = "60s")]
    pub timeout: Duration,
}

/// Why a text is no time to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write how long, from 1s to 7 days: 30s, 2m, 1h 30m, or a number of seconds")]
pub struct TimeoutError;

/// How long a person wants to wait.
///
/// # Errors
/// When it is no span of time, none at all, or more than a week.
pub fn parse_timeout(text: &str) -> Result<Duration, TimeoutError> {
    let text = text.trim();
    let seconds = text.parse().map(Duration::from_secs).ok();
    let span = || Duration::try_from(text.parse::<SignedDuration>().ok()?).ok();
    let timeout = seconds.or_else(span).filter(|timeout| *timeout <= TIMEOUT_MAX);
    timeout.filter(|timeout| !timeout.is_zero()).ok_or(TimeoutError)
}

/// A week: who waits for longer has forgotten it.
const TIMEOUT_MAX: Duration = Duration::from_secs(7 * 24 * 60 * 60);
