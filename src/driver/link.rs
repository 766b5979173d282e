//! One link's task: reads frames as they come in, and writes what a turn said in one piece.

use std::io;
use std::time::Duration;

use bytes::BytesMut;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf, split};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout_at};

use crate::channel::SecureStream;
use crate::driver::Happened;
use crate::frame::Frame;
use crate::node::LinkId;
use crate::reason::Reason;
use crate::wire;

/// Runs until the other end or the driver ends the link. When the driver does, what was queued is
/// written, and what still comes in is read for a moment: a connection that is dropped with
/// unread bytes is reset, and the goodbye with it.
pub(super) async fn run(
    link: LinkId,
    stream: SecureStream,
    batches: mpsc::Receiver<Vec<Frame>>,
    is_open: oneshot::Receiver<()>,
    happened: mpsc::Sender<Happened>,
) {
    let (reader, writer) = split(stream);
    let reading = read(link, reader, &happened);
    tokio::pin!(reading);
    let talking = async {
        tokio::select! {
            biased;
            reason = &mut reading => reason,
            _ = write(writer, batches) => reading.await,
        }
    };
    let reason = tokio::select! {
        biased;
        reason = talking => reason,
        () = patience(is_open) => Reason::Lost,
    };
    let _ = happened.send(Happened::Ended { link, reason }).await;
}

/// Ends a while after the driver ended the link: who does not read cannot hold a task.
async fn patience(is_open: oneshot::Receiver<()>) {
    let _ = is_open.await;
    sleep(FLUSH_WITHIN).await;
}

/// Reads until the link ends, and says why it did.
async fn read(
    link: LinkId,
    mut reader: ReadHalf<SecureStream>,
    happened: &mpsc::Sender<Happened>,
) -> Reason {
    let mut buffer = BytesMut::new();
    let mut at_once = READ_FIRST;
    let mut unfinished_at = None;
    loop {
        buffer.reserve(at_once);
        let count = match read_some(&mut reader, &mut buffer, unfinished_at).await {
            Ok(0) if buffer.is_empty() => return Reason::HungUp,
            Ok(0) => return Reason::Unfinished,
            Ok(count) => count,
            Err(reason) => return reason,
        };
        if count >= at_once {
            at_once = READ_MAX.min(at_once * 2);
        }
        let mut is_any = false;
        loop {
            let mut frames = Vec::new();
            let fault = decode_some(&mut buffer, &mut frames);
            let is_full = frames.len() == FRAMES_AT_ONCE;
            let has_frames = !frames.is_empty();
            is_any |= has_frames;
            let received = Happened::Received { link, frames };
            if has_frames && happened.send(received).await.is_err() {
                return Reason::Leaving;
            }
            match fault {
                Some(reason) => return reason,
                None if is_full => {}
                None => break,
            }
        }
        if buffer.is_empty() {
            unfinished_at = None;
        } else if is_any || unfinished_at.is_none() {
            unfinished_at = Some(Instant::now() + FRAME_WITHIN);
        }
    }
}

/// Waits for bytes; if a frame has begun, only as long as it may take to end.
async fn read_some(
    reader: &mut ReadHalf<SecureStream>,
    buffer: &mut BytesMut,
    unfinished_at: Option<Instant>,
) -> Result<usize, Reason> {
    let reading = reader.read_buf(buffer);
    let read = match unfinished_at {
        Some(deadline) => timeout_at(deadline, reading).await.map_err(|_| Reason::Unfinished)?,
        None => reading.await,
    };
    read.map_err(|_| Reason::Lost)
}

/// Decodes what is there, up to a bound, and says what was wrong with what could not be.
fn decode_some(buffer: &mut BytesMut, frames: &mut Vec<Frame>) -> Option<Reason> {
    while frames.len() < FRAMES_AT_ONCE {
        match wire::decode(buffer) {
            Ok(Some(frame)) => frames.push(frame),
            Ok(None) => return None,
            Err(reason) => return Some(reason),
        }
    }
    None
}

/// Writes until the driver drops its end of the queue, then says that nothing more will come.
async fn write(
    mut writer: WriteHalf<SecureStream>,
    mut batches: mpsc::Receiver<Vec<Frame>>,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    let mut waiting = Vec::new();
    while batches.recv_many(&mut waiting, BATCHES_AT_ONCE).await > 0 {
        for frame in waiting.drain(..).flatten() {
            wire::encode(&frame, &mut bytes);
            if bytes.len() >= WRITE_MAX {
                writer.write_all(&bytes).await?;
                bytes.clear();
            }
        }
        writer.write_all(&bytes).await?;
        writer.flush().await?;
        bytes.clear();
    }
    writer.shutdown().await
}

/// From the first byte of a frame to its last: no peer may hold a buffer for longer.
pub const FRAME_WITHIN: Duration = Duration::from_secs(10);
/// How long an ending link may take to write what was said and hear that it arrived.
pub const FLUSH_WITHIN: Duration = Duration::from_secs(2);
/// Bytes to read at once, at first and at the most: an idle link holds little.
const READ_FIRST: usize = 4 * 1024;
const READ_MAX: usize = 64 * 1024;
/// Frames handed on at once: what a read of ordinary messages holds, and no more of tiny ones.
const FRAMES_AT_ONCE: usize = 256;
/// Bytes gathered for one write at the most.
const WRITE_MAX: usize = 64 * 1024;
/// Turns that share one write at the most.
const BATCHES_AT_ONCE: usize = 64;
