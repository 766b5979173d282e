//! Programs of others on this machine, each behind a port of its own.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// What it does with who comes.
#[derive(Clone, Copy)]
pub(crate) enum Says {
    /// It says that, and listens.
    Text(&'static [u8]),
    /// It listens.
    Nothing,
    /// It hangs up after it has heard something.
    Goodbye,
}

/// Where it is, for as long as the test runs.
pub(crate) struct Neighbour {
    pub(crate) address: String,
}

impl Neighbour {
    pub(crate) fn who(says: Says) -> Self {
        let door = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = door.local_addr().expect("a bound listener").to_string();
        thread::spawn(move || {
            for stream in door.incoming().map_while(Result::ok) {
                thread::spawn(move || serve(stream, says));
            }
        });
        Self { address }
    }
}

fn serve(mut stream: TcpStream, says: Says) {
    let mut bytes = [0; 4096];
    let mut listen = |stream: &mut TcpStream| stream.read(&mut bytes).unwrap_or(0);
    match says {
        Says::Text(text) => {
            // Who has gone before it hears it has heard enough.
            let _ = listen(&mut stream) > 0 && stream.write_all(text).is_ok();
            while listen(&mut stream) > 0 {}
        }
        Says::Nothing => while listen(&mut stream) > 0 {},
        Says::Goodbye => drop(listen(&mut stream) > 0),
    }
}
