//! A knock at one address: who or what is there, as far as it can be known without a greeting.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::lookup_host;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::address::Address;
use crate::channel::{Channel, SecureStream};
use crate::driver::why_unreached;
use crate::identity::Identity;
use crate::reason::Reason;
use crate::text::Safe;
use crate::transport::{BoxStream, Tcp, Transport};

/// What came of a knock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Knock {
    /// As it was given.
    pub(super) address: Address,
    /// What its name stands for, if it has one.
    pub(super) resolved: Option<Address>,
    pub(super) answer: Answer,
}

/// Who or what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// No connection comes to be.
    Unreached(Reason),
    /// A connection, and nothing more.
    Mute,
    /// A connection that is ended at once.
    HangsUp,
    /// Something that speaks TLS, and nothing of ours.
    OtherTls,
    /// Something else, with the first line that it says.
    OtherProgram(Safe),
    /// It may be chinwag, and does not speak our protocol.
    OtherProtocol,
    /// Somebody who has proven a key, and how long it took there and back.
    Proven(Identity, Duration),
}

/// Knocks at an address; if it is a name, wherever that leads to, all at once.
pub(super) async fn knock(address: Address, channel: Channel) -> Vec<Knock> {
    let looking = timeout(LOOKUP_WITHIN, lookup_host((address.host(), address.port())));
    let found = match looking.await {
        Ok(Ok(found)) => found.map(Address::from).take(PLACES_MAX).collect(),
        Ok(Err(_)) | Err(_) => Vec::new(),
    };
    if found.is_empty() {
        let answer = Answer::Unreached(Reason::NameNotFound);
        return vec![Knock { address, resolved: None, answer }];
    }
    let mut knocks: JoinSet<Knock> = JoinSet::new();
    for place in found {
        let (address, channel) = (address.clone(), channel.clone());
        knocks.spawn(async move {
            let answer = knock_at(&place, &channel).await;
            let resolved = (place != address).then_some(place);
            Knock { address, resolved, answer }
        });
    }
    let mut knocks = knocks.join_all().await;
    knocks.sort_by(|a, b| a.resolved.cmp(&b.resolved));
    knocks
}

async fn knock_at(place: &Address, channel: &Channel) -> Answer {
    let began = Instant::now();
    let stream = match timeout(CONNECT_WITHIN, Tcp.dial(place)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Answer::Unreached(why_unreached(&error)),
        Err(_) => return Answer::Unreached(Reason::TimedOut),
    };
    let there_and_back = began.elapsed();
    let heard = Heard::default();
    let overheard = Box::new(Overheard { stream, heard: heard.clone() });
    match timeout(HANDSHAKE_WITHIN, channel.dial(overheard, None)).await {
        Ok(Ok((identity, stream))) => {
            leave(stream).await;
            Answer::Proven(identity, there_and_back)
        }
        Ok(Err(Reason::WrongVersion)) => Answer::OtherProtocol,
        Ok(Err(_)) => heard.meaning(Answer::HangsUp),
        Err(_) => heard.meaning(Answer::Mute),
    }
}

/// Goes in order, so that the other end sees somebody go and no connection break.
async fn leave(mut stream: SecureStream) {
    let leaving = async {
        stream.shutdown().await?;
        let mut rest = [0; 256];
        while stream.read(&mut rest).await? > 0 {}
        io::Result::Ok(())
    };
    // Who does not let go in time is let go of.
    let _ = timeout(LEAVE_WITHIN, leaving).await;
}

/// The first bytes that came over a stream.
#[derive(Clone, Debug, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Heard {
    fn add(&self, bytes: &[u8]) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = HEARD_MAX.saturating_sub(heard.len());
        heard.extend(bytes.iter().take(room));
    }

    /// What speaks so, or the answer where nothing was said.
    fn meaning(&self, nothing: Answer) -> Answer {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &heard[..] {
            [] => nothing,
            [ALERT | HANDSHAKE, TLS_MAJOR, ..] => Answer::OtherTls,
            bytes => {
                let text = String::from_utf8_lossy(bytes);
                let line = text.lines().next().unwrap_or_default();
                Answer::OtherProgram(Safe::line(line.trim()))
            }
        }
    }
}

/// A stream of which the first bytes that come in are kept.
struct Overheard {
    stream: BoxStream,
    heard: Heard,
}

impl AsyncRead for Overheard {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.heard.add(&buffer.filled()[before..]);
        read
    }
}

impl AsyncWrite for Overheard {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Records of TLS as they begin (RFC 8446 §5.1).
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const TLS_MAJOR: u8 = 3;
/// Bytes to know a program by: the banner of most fits.
const HEARD_MAX: usize = 80;
/// Places that one name may stand for, IPv4 and IPv6 together.
const PLACES_MAX: usize = 4;
/// Somebody waits for the outcome, so all of it is shorter than what a chat takes.
const LOOKUP_WITHIN: Duration = Duration::from_secs(3);
const CONNECT_WITHIN: Duration = Duration::from_secs(4);
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(3);
const LEAVE_WITHIN: Duration = Duration::from_secs(1);
