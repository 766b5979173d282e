//! One program and its two streams: lines in become requests, and what it is told becomes lines.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::hub::{FaceId, Message};
use crate::pipe::{LINE_MAX, Problem, Request};

/// A place at the hub.
#[derive(Debug)]
pub struct Seat {
    /// Which face it is.
    pub face: FaceId,
    /// To the hub.
    pub messages: mpsc::Sender<Message>,
    /// From the hub. Their end is the end.
    pub lines: mpsc::Receiver<Arc<str>>,
    /// How long one line may take to be taken; as long as it takes, if not said.
    pub patience: Option<Duration>,
}

/// Lets a program speak, until the hub has nothing more to say to it or it is gone.
///
/// # Errors
/// When the program does not take what it is told.
pub async fn talk(
    input: impl AsyncBufRead + Unpin,
    output: impl AsyncWrite + Unpin,
    seat: Seat,
) -> io::Result<()> {
    let Seat { face, messages, lines, patience } = seat;
    let talked = tokio::select! {
        biased;
        written = write(output, lines, patience) => written,
        () = read(input, face, &messages) => Ok(()),
    };
    let _ = messages.send(Message::Gone(face)).await;
    talked
}

async fn write(
    mut output: impl AsyncWrite + Unpin,
    mut lines: mpsc::Receiver<Arc<str>>,
    patience: Option<Duration>,
) -> io::Result<()> {
    while let Some(line) = lines.recv().await {
        let written = async {
            output.write_all(line.as_bytes()).await?;
            output.write_all(b"\n").await?;
            output.flush().await
        };
        match patience {
            Some(patience) => timeout(patience, written).await??,
            None => written.await?,
        }
    }
    output.shutdown().await
}

/// Never ends while the program may still be told something.
async fn read(
    mut input: impl AsyncBufRead + Unpin,
    face: FaceId,
    messages: &mpsc::Sender<Message>,
) {
    while let Ok(Some(said)) = next(&mut input).await {
        let request = match said {
            Said::Line(line) if line.trim_ascii().is_empty() => continue,
            Said::Line(line) => Request::parse(&line),
            Said::TooLong => {
                let what = format!("a line has at most {LINE_MAX} bytes");
                Err(Problem::new(what, "Send a long text in parts."))
            }
        };
        if messages.send(Message::Asked(face, request)).await.is_err() {
            return;
        }
    }
    if messages.send(Message::Finished(face)).await.is_ok() {
        std::future::pending::<()>().await;
    }
}

enum Said {
    Line(Vec<u8>),
    TooLong,
}

/// The next line, without its end; nothing, if the input ends.
async fn next(input: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Said>> {
    let mut line = Vec::new();
    let longest = LINE_MAX as u64 + 1;
    (&mut *input).take(longest).read_until(b'\n', &mut line).await?;
    if line.pop_if(|last| *last == b'\n').is_some() {
        return Ok(Some(Said::Line(line)));
    }
    if line.len() <= LINE_MAX {
        return Ok((!line.is_empty()).then_some(Said::Line(line)));
    }
    loop {
        let rest = input.fill_buf().await?;
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (skipped, is_over) = (end.map_or(rest.len(), |at| at + 1), end.is_some());
        let is_over = is_over || rest.is_empty();
        input.consume(skipped);
        if is_over {
            return Ok(Some(Said::TooLong));
        }
    }
}
