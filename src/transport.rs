//! The seam between the driver and a network: real TCP here, a simulated one elsewhere.

use std::io;
use std::time::Duration;

use async_trait::async_trait;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, lookup_host};
use tokio::time::timeout;

use crate::address::Address;

/// A stream of bytes in both directions.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Any stream.
pub type BoxStream = Box<dyn Stream>;

/// A network: somewhere to listen, and somewhere to dial.
#[async_trait]
pub trait Transport: Send + Sync + 'static {
    /// Listens at an address.
    ///
    /// # Errors
    /// `AddrInUse` if somebody else does, or whatever else the network says.
    async fn listen(&self, at: &Address) -> io::Result<Box<dyn Listener>>;

    /// Connects to an address. May take for ever: the driver sets the bound.
    ///
    /// # Errors
    /// `NotFound` for a host name that does not resolve; `ConnectionRefused`, `HostUnreachable`
    /// and the like as the network says.
    async fn dial(&self, to: &Address) -> io::Result<BoxStream>;
}

/// Where connections come in.
#[async_trait]
pub trait Listener: Send {
    /// The next connection and where it came from.
    ///
    /// # Errors
    /// Such as pass: the connection was reset before it was taken, or there is no descriptor left.
    async fn accept(&mut self) -> io::Result<(BoxStream, Address)>;
}

/// TCP as the operating system offers it, without delay for small writes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tcp;

#[async_trait]
impl Transport for Tcp {
    async fn listen(&self, at: &Address) -> io::Result<Box<dyn Listener>> {
        Ok(Box::new(TcpListener::bind((at.host(), at.port())).await?))
    }

    async fn dial(&self, to: &Address) -> io::Result<BoxStream> {
        let found = lookup_host((to.host(), to.port())).await;
        let mut found = found.map_err(|_| io::ErrorKind::NotFound)?.peekable();
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        while let Some(socket) = found.next() {
            let connecting = TcpStream::connect(socket);
            let connected = match found.peek() {
                Some(_) => timeout(TRY_NEXT_AFTER, connecting).await.unwrap_or(Err(last)),
                None => connecting.await,
            };
            match connected {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    return Ok(Box::new(stream));
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

#[async_trait]
impl Listener for TcpListener {
    async fn accept(&mut self) -> io::Result<(BoxStream, Address)> {
        let (stream, from) = Self::accept(self).await?;
        stream.set_nodelay(true)?;
        Ok((Box::new(stream), from.into()))
    }
}

/// How long one address of a host is tried while there is another.
const TRY_NEXT_AFTER: Duration = Duration::from_secs(3);
