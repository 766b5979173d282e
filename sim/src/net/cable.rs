//! A cable: one end of a connection in the simulated network, which can be broken from outside,
//! chopped, and counted.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use turmoil::net::TcpStream;

use super::calls::{End, Wait};
use super::ether::Ether;
use super::shared::Shared;
use crate::Chance;

/// A stream of turmoil's that obeys the ether.
pub(super) struct Cable {
    stream: TcpStream,
    ether: Shared<Ether>,
    end: End,
    chop: Option<Chance>,
}

impl Cable {
    pub(super) fn new(stream: TcpStream, ether: Shared<Ether>, end: End) -> Self {
        let chop = ether.lock().open(end);
        Self { stream, ether, end, chop }
    }

    fn watch(&self, wait: Wait, context: &Context<'_>) -> io::Result<()> {
        self.ether.lock().calls.watch(self.end, wait, context.waker())
    }

    fn failed(&self, error: io::Error) -> io::Error {
        self.ether.lock().failed(self.end);
        error
    }

    /// How many bytes of so many are read or written at once.
    fn piece(&mut self, most: usize) -> usize {
        let Some(chance) = &mut self.chop else { return most };
        most.min(1 + chance.below(most.clamp(1, PIECE_MAX)))
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.chop.is_none() {
            return Pin::new(&mut self.stream).poll_read(cx, buf);
        }
        let mut bytes = [0; PIECE_MAX];
        let most = self.piece(buf.remaining());
        let mut piece = ReadBuf::new(&mut bytes[..most]);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut piece))?;
        buf.put_slice(piece.filled());
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Cable {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let cable = self.get_mut();
        cable.watch(Wait::Read, cx)?;
        let before = buf.filled().len();
        ready!(cable.poll_piece(cx, buf)).map_err(|error| cable.failed(error))?;
        cable.ether.lock().calls.read(cable.end, buf.filled().len() - before);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Cable {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let cable = self.get_mut();
        cable.watch(Wait::Write, cx)?;
        let piece = cable.piece(buf.len());
        let written = ready!(Pin::new(&mut cable.stream).poll_write(cx, &buf[..piece]));
        let count = written.map_err(|error| cable.failed(error))?;
        cable.ether.lock().written(cable.end, count);
        Poll::Ready(Ok(count))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.ether.lock().calls.close(self.end);
    }
}

/// What a chopped stream carries at once at the most: more than a packet.
const PIECE_MAX: usize = 2_048;
