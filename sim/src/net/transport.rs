//! The simulated network as a transport: turmoil's, where a black hole is black and a machine
//! without a program refuses.

use std::io;

use async_trait::async_trait;
use chinwag::address::Address;
use chinwag::transport::{BoxStream, Listener, Transport};
use tokio::time::sleep;
use turmoil::net::{TcpListener, TcpStream};

use super::TICK;
use super::cable::Cable;
use super::calls::{Call, End, Side};
use super::ether::{Dial, Ether};
use super::shared::Shared;

/// TCP between the hosts of a [`Net`](crate::Net), which are addressed by name, as one of them
/// has it.
#[derive(Clone, Debug)]
pub(super) struct Turmoil {
    pub(super) who: usize,
    pub(super) ether: Shared<Ether>,
}

#[async_trait]
impl Transport for Turmoil {
    async fn listen(&self, at: &Address) -> io::Result<Box<dyn Listener>> {
        let listener = TcpListener::bind(("0.0.0.0", at.port())).await?;
        self.ether.lock().listen(self.who, true);
        Ok(Box::new(Door { listener, host: self.clone() }))
    }

    /// Turmoil refuses a dial over a cut link in no time at all, and lets one hang where no
    /// program runs; here it is as it is in the world.
    async fn dial(&self, to: &Address) -> io::Result<BoxStream> {
        let place = self.ether.lock().place(to.host()).ok_or(io::ErrorKind::NotFound)?;
        let dial = self.ether.lock().dial(self.who, place);
        match dial {
            Dial::Goes => {}
            Dial::IsLost => return std::future::pending().await,
            Dial::IsUnheard(there, back) => {
                sleep(there).await;
                while self.ether.lock().is_stalled(self.who, place) {
                    sleep(TICK).await;
                }
                if !self.ether.lock().is_listening(place) {
                    sleep(back).await;
                    return Err(io::ErrorKind::ConnectionRefused.into());
                }
            }
        }
        match TcpStream::connect((to.host(), to.port())).await {
            Ok(stream) => {
                let port = stream.local_addr()?.port();
                let call = Call { from: self.who, port, to: place };
                let end = End { call, side: Side::Dialer };
                Ok(Box::new(Cable::new(stream, self.ether.clone(), end)))
            }
            // It was lost on the way.
            Err(_) if self.ether.lock().is_black(self.who, place) => std::future::pending().await,
            Err(error) => Err(error),
        }
    }
}

struct Door {
    listener: TcpListener,
    host: Turmoil,
}

#[async_trait]
impl Listener for Door {
    async fn accept(&mut self) -> io::Result<(BoxStream, Address)> {
        let (stream, from) = self.listener.accept().await?;
        let Turmoil { who, ether } = &self.host;
        let name = turmoil::reverse_lookup(from.ip()).ok_or(io::ErrorKind::NotFound)?;
        let place = ether.lock().place(&name).ok_or(io::ErrorKind::NotFound)?;
        let call = Call { from: place, port: from.port(), to: *who };
        let cable = Cable::new(stream, ether.clone(), End { call, side: Side::Acceptor });
        Ok((Box::new(cable), Address::new(&name, from.port()).map_err(io::Error::other)?))
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.host.ether.lock().listen(self.host.who, false);
    }
}
