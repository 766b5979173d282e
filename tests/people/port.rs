//! A port of this machine that is free for one person.

use std::fmt;
use std::rc::Rc;

use tokio::net::TcpSocket;

/// A port that nobody listens on until a person does. It is kept from everybody who takes any
/// free one, as tests beside this one do.
#[derive(Clone)]
pub(crate) struct Port(Rc<TcpSocket>);

impl Port {
    pub(crate) fn free() -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        // Then who asks for this very port and means the same may share it.
        socket.set_reuseaddr(true).expect("it can be shared");
        socket.bind(([127, 0, 0, 1], 0).into()).expect("some port is free");
        Self(Rc::new(socket))
    }
}

/// Its number.
impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.local_addr().expect("it is bound").port().fmt(f)
    }
}
