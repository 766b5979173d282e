//! The simulated network as a transport: turmoil's, where a black hole is black.

use std::io;

use async_trait::async_trait;
use chinwag::address::Address;
use chinwag::transport::{BoxStream, Listener, Transport};
use tokio::time::Instant;
use turmoil::net::{TcpListener, TcpStream};

/// TCP between the hosts of a [`Net`](crate::Net), which are addressed by name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Turmoil;

#[async_trait]
impl Transport for Turmoil {
    async fn listen(&self, at: &Address) -> io::Result<Box<dyn Listener>> {
        Ok(Box::new(Door(TcpListener::bind(("0.0.0.0", at.port())).await?)))
    }

    /// Turmoil refuses a dial over a cut link in no time at all, which nothing real can do; here
    /// it hangs, as packets into a black hole do.
    async fn dial(&self, to: &Address) -> io::Result<BoxStream> {
        let start = Instant::now();
        match TcpStream::connect((to.host(), to.port())).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(_) if start.elapsed().is_zero() => std::future::pending().await,
            Err(error) => Err(error),
        }
    }
}

struct Door(TcpListener);

#[async_trait]
impl Listener for Door {
    async fn accept(&mut self) -> io::Result<(BoxStream, Address)> {
        let (stream, from) = self.0.accept().await?;
        let host = turmoil::reverse_lookup(from.ip()).unwrap_or_else(|| from.ip().to_string());
        let address = Address::new(&host, from.port()).map_err(io::Error::other)?;
        Ok((Box::new(stream), address))
    }
}
