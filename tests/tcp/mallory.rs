//! Mallory, who calls Alice by every layer of the protocol and then says what she should not.

use std::time::Duration;

use bytes::BytesMut;
use chinwag::channel::{Channel, SecureStream};
use chinwag::frame::{Frame, Greeting};
use chinwag::identity::Identity;
use chinwag::stream::MessageId;
use chinwag::text::Untrusted;
use chinwag::wire::{HEADER, VERSION, decode, encode};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, duplex};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};

use crate::people::{NOON, PATIENCE, Person, keys_of};

/// Mallory's end of a link to Alice: both keys are proven, and what follows is hers to choose.
pub(crate) struct Caller {
    stream: SecureStream,
    buffer: BytesMut,
}

/// Mallory's key.
pub(crate) fn mallory() -> Identity {
    keys_of("mallory").identity()
}

/// Mallory at Alice's door.
pub(crate) async fn knock(at: &Person) -> TcpStream {
    let there = (at.address.host(), at.address.port());
    TcpStream::connect(there).await.expect("Alice listens")
}

/// Mallory at Alice's door, who says this much and stays.
pub(crate) async fn knock_with(at: &Person, bytes: &[u8]) -> TcpStream {
    let mut stream = knock(at).await;
    stream.write_all(bytes).await.expect("there is room for it");
    stream
}

/// Waits for the other end to end the connection, whatever it still says.
pub(crate) async fn until_hung_up_on(mut stream: impl AsyncRead + Unpin) {
    let to_the_end = async {
        let mut bytes = [0; 4096];
        while stream.read(&mut bytes).await.is_ok_and(|count| count > 0) {}
    };
    timeout(PATIENCE, to_the_end).await.expect("the connection is ended");
}

/// How an honest client begins: its first record.
pub(crate) async fn client_hello() -> Vec<u8> {
    let (ours, mut theirs) = duplex(64 * 1024);
    let channel = Channel::new(&keys_of("mallory"));
    let dialing = tokio::spawn(async move { channel.dial(Box::new(ours), None).await.map(drop) });
    let record = first_record(&mut theirs).await;
    dialing.abort();
    record
}

/// The first record of TLS that somebody sends.
pub(crate) async fn first_record(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let mut record = vec![0; RECORD_HEADER];
    stream.read_exact(&mut record).await.expect("a record");
    let length = usize::from(u16::from_be_bytes([record[3], record[4]]));
    record.resize(RECORD_HEADER + length, 0);
    stream.read_exact(&mut record[RECORD_HEADER..]).await.expect("all of it");
    record
}

/// What Mallory says when she behaves. She cannot be dialed.
pub(crate) fn greeting() -> Greeting {
    Greeting {
        version: VERSION,
        name: Untrusted::new("mallory"),
        port: 0,
        boot: 1,
        dial: 1,
        seen: 0,
        clock: NOON,
        sending: 1,
        received: None,
    }
}

pub(crate) fn text(seq: u64, text: &str) -> Frame {
    Frame::Text(seq, MessageId(seq.into()), NOON, Untrusted::new(text))
}

pub(crate) fn bytes_of(frames: &[Frame]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for frame in frames {
        encode(frame, &mut bytes);
    }
    bytes
}

/// A frame of any content.
pub(crate) fn framed(body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len()).expect("a short frame").to_be_bytes()[..], body].concat()
}

/// The first half of a frame.
pub(crate) fn half_a_frame() -> Vec<u8> {
    let mut bytes = bytes_of(&[text(1, "half a truth")]);
    bytes.truncate(HEADER + 7);
    bytes
}

impl Caller {
    /// Proves Mallory's key and says nothing.
    pub(crate) async fn dial(at: &Person) -> Self {
        Self::dial_over(knock(at).await, at).await
    }

    /// The same, with room for few bytes that Mallory has not read.
    pub(crate) async fn dial_narrow(at: &Person) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4096).expect("a small buffer");
        let there = at.address.to_string().parse().expect("an address and not a name");
        Self::dial_over(socket.connect(there).await.expect("Alice listens"), at).await
    }

    async fn dial_over(stream: TcpStream, at: &Person) -> Self {
        stream.set_nodelay(true).expect("a connected socket");
        let channel = Channel::new(&keys_of("mallory"));
        let proving = timeout(PATIENCE, channel.dial(Box::new(stream), Some(at.identity)));
        let (_, stream) = proving.await.expect("an answer").expect("a handshake");
        Self::of(stream)
    }

    /// Mallory's end of a link that stands.
    pub(crate) fn of(stream: SecureStream) -> Self {
        Self { stream, buffer: BytesMut::new() }
    }

    /// Proves Mallory's key, greets as she should, and returns how Alice greets her.
    pub(crate) async fn call(at: &Person) -> (Self, Greeting) {
        let mut caller = Self::dial(at).await;
        let answer = caller.greet(greeting()).await;
        (caller, answer)
    }

    pub(crate) async fn greet(&mut self, greeting: Greeting) -> Greeting {
        self.say(&[Frame::Connect(greeting)]).await;
        let Frame::ConnectAck(answer) = self.hear().await else { panic!("no greeting") };
        answer
    }

    pub(crate) async fn say(&mut self, frames: &[Frame]) {
        self.utter(&bytes_of(frames)).await;
    }

    /// Says what need not be frames.
    pub(crate) async fn utter(&mut self, bytes: &[u8]) {
        assert!(self.try_to_utter(bytes).await, "Alice takes it");
    }

    /// Says it if Alice still takes anything.
    pub(crate) async fn try_to_utter(&mut self, bytes: &[u8]) -> bool {
        let stream = &mut self.stream;
        stream.write_all(bytes).await.is_ok() && stream.flush().await.is_ok()
    }

    /// Says it in drips, for as long as Alice takes them.
    pub(crate) async fn drip(&mut self, bytes: &[u8]) {
        drip(&mut self.stream, bytes).await;
    }

    pub(crate) async fn hear(&mut self) -> Frame {
        loop {
            if let Some(frame) = decode(&mut self.buffer).expect("Alice is honest") {
                return frame;
            }
            let reading = timeout(PATIENCE, self.stream.read_buf(&mut self.buffer));
            let count = reading.await.expect("an answer").expect("a link");
            assert!(count > 0, "Alice hung up");
        }
    }

    /// Ends the link as it should be ended, and returns when Alice has ended it too.
    pub(crate) async fn hang_up(mut self) {
        self.stream.shutdown().await.expect("a link");
        self.until_hung_up_on().await;
    }

    /// Waits for Alice to end the link.
    pub(crate) async fn until_hung_up_on(self) {
        until_hung_up_on(self.stream).await;
    }
}

/// Says one byte after the other, slowly, for as long as they are taken.
pub(crate) async fn drip(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) {
    for byte in bytes {
        if stream.write_all(&[*byte]).await.is_err() || stream.flush().await.is_err() {
            return;
        }
        sleep(DRIP_EVERY).await; // the attack itself
    }
}

const DRIP_EVERY: Duration = Duration::from_millis(250);
const RECORD_HEADER: usize = 5;
