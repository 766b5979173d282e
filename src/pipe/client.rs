//! Programs that speak with a chat: one that runs, or one that is started for them.

mod answer;
mod asking;
mod delivery;
mod heard;
mod listening;
mod sending;

use std::io;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{
    AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, Lines, ReadHalf, WriteHalf,
    split,
};
use tokio::time::{Instant, timeout, timeout_at};

use crate::failure::{Failure, Status};

use heard::Heard;

pub use answer::Verdict;
pub use asking::ask;
pub use listening::listen;
pub use sending::{STDIN_MAX, send, split_text};

/// What the language is spoken over.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A program's end of a conversation with a chat.
pub struct Talk {
    lines: Lines<BufReader<ReadHalf<Box<dyn Stream>>>>,
    output: WriteHalf<Box<dyn Stream>>,
    /// The chat runs for this program alone.
    is_own: bool,
    /// It was asked to end.
    is_leaving: bool,
}

impl std::fmt::Debug for Talk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Talk").field("is_own", &self.is_own).finish_non_exhaustive()
    }
}

impl Talk {
    /// With a chat that goes on afterwards.
    pub fn with_running(stream: impl Stream + 'static) -> Self {
        Self::new(Box::new(stream), false)
    }

    /// With a chat that was started for this alone, and is asked to end afterwards.
    pub fn with_own(stream: impl Stream + 'static) -> Self {
        Self::new(Box::new(stream), true)
    }

    fn new(stream: Box<dyn Stream>, is_own: bool) -> Self {
        let (input, output) = split(stream);
        Self { lines: BufReader::new(input).lines(), output, is_own, is_leaving: false }
    }

    async fn say(&mut self, command: &Value) -> Result<(), Failure> {
        let line = format!("{command}\n");
        let said = async {
            self.output.write_all(line.as_bytes()).await?;
            self.output.flush().await
        };
        said.await.map_err(|error| broken(&error))
    }

    /// The next thing that happens, as it was written and as it is read; nothing, if the chat has
    /// ended.
    async fn next_line(&mut self) -> Result<Option<(String, Heard)>, Failure> {
        let line = match self.lines.next_line().await {
            Ok(line) => line,
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => None,
            Err(error) => return Err(broken(&error)),
        };
        let Some(line) = line else { return Ok(None) };
        let heard = serde_json::from_str(&line).map_err(|error| broken(&error.into()))?;
        Ok(Some((line, heard)))
    }

    /// The next thing that happens until then.
    async fn next_until(&mut self, deadline: Instant) -> Result<Next, Failure> {
        match timeout_at(deadline, self.next_line()).await {
            Ok(next) => Ok(next?.map_or(Next::Ended, |(_, heard)| Next::Heard(Box::new(heard)))),
            Err(_) => Ok(Next::Late),
        }
    }

    /// Asks a chat of one's own to end, once: asked twice, it does not wait for what is under way.
    async fn exit(&mut self) -> Result<(), Failure> {
        if !self.is_own || std::mem::replace(&mut self.is_leaving, true) {
            return Ok(());
        }
        self.say(&json!({"type": "exit"})).await
    }

    /// Ends a chat of one's own, and hands over what still happens until it has ended.
    async fn leave(&mut self, mut heard: impl FnMut(&Heard)) {
        if !self.is_own {
            return;
        }
        let leaving = async {
            self.exit().await?;
            while let Some((_, last)) = self.next_line().await? {
                heard(&last);
            }
            Ok::<(), Failure>(())
        };
        // A chat that has ended already is what was wanted.
        let _ = timeout(LEAVE_WITHIN, leaving).await;
    }
}

/// What comes of waiting.
enum Next {
    Heard(Box<Heard>),
    /// The chat has ended.
    Ended,
    /// Nothing happened in time.
    Late,
}

fn broken(error: &io::Error) -> Failure {
    let what = format!("the chat cannot be spoken with any more: {error}");
    Failure::new(Status::Failed, what, "Is it still running? Try again.")
}

/// How long a chat may take to leave: messages under way, and a slow disk.
const LEAVE_WITHIN: Duration = Duration::from_secs(20);
