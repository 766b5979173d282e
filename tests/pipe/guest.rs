//! A program at the socket of a running chat, or at the pipes of one without a screen.

use std::fs;
use std::io::{BufRead, BufReader, PipeWriter, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::person::Person;

/// What speaks JSON with a chat.
pub(crate) struct Guest {
    pub(crate) mouth: Box<dyn Write>,
    pub(crate) stream: Option<UnixStream>,
    lines: Receiver<String>,
}

impl Guest {
    /// Connects to the chat of that person, and hears who it is.
    pub(crate) fn of(person: &Person) -> Self {
        let mut guest = Self::silent(person);
        guest.hears("hello");
        guest
    }

    /// Connects, and hears nothing yet.
    pub(crate) fn silent(person: &Person) -> Self {
        let stream = connected(person);
        let [mouth, ear] = [(), ()].map(|()| stream.try_clone().expect("one more descriptor"));
        Self { mouth: Box::new(mouth), stream: Some(stream), lines: lines(ear) }
    }

    /// Starts a chat without a screen.
    pub(crate) fn start(mut command: Command) -> (Self, Child) {
        let (input, mouth): (_, PipeWriter) = std::io::pipe().expect("a pipe");
        let command = command.arg("--json").stdin(input).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let lines = lines(child.stdout.take().expect("it is piped"));
        (Self { mouth: Box::new(mouth), stream: None, lines }, child)
    }

    pub(crate) fn says(&mut self, line: &str) {
        self.mouth.write_all(format!("{line}\n").as_bytes()).expect("it takes what is said");
    }

    /// Says no more, and still hears.
    pub(crate) fn has_said_all(&mut self) {
        self.mouth = Box::new(std::io::sink());
        if let Some(stream) = &self.stream {
            stream.shutdown(Shutdown::Write).expect("it is open");
        }
    }

    /// Waits for the next line of that type, and leaves out those before it.
    #[track_caller]
    pub(crate) fn hears(&mut self, r#type: &str) -> Value {
        let mut before = Vec::new();
        while let Some(line) = self.next() {
            if line["type"] == r#type {
                return line;
            }
            before.push(line);
        }
        panic!("no {type} in {before:?}");
    }

    /// The next line; nothing, if there is no more.
    #[track_caller]
    pub(crate) fn next(&mut self) -> Option<Value> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => Some(serde_json::from_str(&line).expect("a JSON object")),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("nothing is told any more"),
        }
    }

    /// All that is still told, by type.
    pub(crate) fn rest(&mut self) -> Vec<Value> {
        std::iter::from_fn(|| self.next()).collect()
    }
}

/// Where the chat of that person listens.
pub(crate) fn socket(person: &Person) -> PathBuf {
    let address = connected(person).peer_addr().expect("it is connected");
    address.as_pathname().expect("it is a file").to_owned()
}

/// A connection to the chat of that person, once it listens.
pub(crate) fn connected(person: &Person) -> UnixStream {
    let lock = person.home.path().join("DATA/chinwag").join(person.name).join("lock");
    for _ in 0..LOOKS {
        match fs::read_to_string(&lock).map(UnixStream::connect) {
            Ok(Ok(stream)) => return stream,
            Ok(Err(_)) | Err(_) => thread::sleep(Duration::from_millis(20)),
        }
    }
    panic!("{} does not listen for programs", person.name)
}

/// Each line as it comes.
fn lines(reader: impl Read + Send + 'static) -> Receiver<String> {
    let (tell, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(reader).lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// Long enough for a busy machine, and for every wait that the program itself has.
const PATIENCE: Duration = Duration::from_secs(30);
/// Looks at a file that a busy machine may take a while to write.
const LOOKS: usize = 1_500;
