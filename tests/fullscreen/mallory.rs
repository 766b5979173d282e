//! Mallory, a real peer whose every word is hers to choose: nothing of it is made safe on her side.

use std::time::Duration;

use bytes::BytesMut;
use chinwag::channel::{Channel, SecureStream};
use chinwag::frame::{Frame, Greeting};
use chinwag::identity::KeyPair;
use chinwag::stream::MessageId;
use chinwag::text::Untrusted;
use chinwag::time::Time;
use chinwag::wire::{VERSION, decode, encode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use crate::person::Person;

/// Her end of a link.
pub(crate) struct Mallory {
    runtime: Runtime,
    stream: SecureStream,
    buffer: BytesMut,
    said: u64,
    dials: u64,
}

impl Mallory {
    /// Calls somebody as mallory.
    pub(crate) fn call(at: &Person) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let stream = runtime.block_on(dial(at));
        let mut mallory = Self { runtime, stream, buffer: BytesMut::new(), said: 0, dials: 0 };
        mallory.greet("mallory");
        mallory
    }

    /// Calls again, under that name.
    pub(crate) fn call_again(&mut self, at: &Person, name: &str) {
        self.stream = self.runtime.block_on(dial(at));
        self.buffer.clear();
        self.greet(name);
    }

    fn greet(&mut self, name: &str) {
        self.dials += 1;
        let greeting = Greeting {
            version: VERSION,
            name: Untrusted::new(name),
            port: 0,
            boot: 1,
            dial: self.dials,
            seen: 0,
            clock: NOON,
            sending: 1,
            received: None,
        };
        self.utter(&Frame::Connect(greeting));
        self.hears(|frame| matches!(frame, Frame::ConnectAck(_)));
    }

    /// Says something, and waits until that was taken.
    pub(crate) fn says(&mut self, text: &str) {
        self.said += 1;
        let seq = self.said;
        self.utter(&Frame::Text(seq, MessageId(seq.into()), NOON, Untrusted::new(text)));
        self.hears(|frame| *frame == Frame::Received(seq));
    }

    fn utter(&mut self, frame: &Frame) {
        let mut bytes = Vec::new();
        encode(frame, &mut bytes);
        let stream = &mut self.stream;
        self.runtime.block_on(async {
            stream.write_all(&bytes).await.expect("a link");
            stream.flush().await.expect("a link");
        });
    }

    fn hears(&mut self, is_it: impl Fn(&Frame) -> bool) {
        loop {
            let frame = self.hear();
            if is_it(&frame) {
                return;
            }
            if frame == Frame::Ping {
                self.utter(&Frame::Pong);
            }
        }
    }

    fn hear(&mut self) -> Frame {
        let Self { runtime, stream, buffer, .. } = self;
        runtime.block_on(async {
            loop {
                if let Some(frame) = decode(buffer).expect("who was called is honest") {
                    return frame;
                }
                let reading = timeout(PATIENCE, stream.read_buf(buffer)).await;
                assert!(reading.expect("an answer").expect("a link") > 0, "hung up");
            }
        })
    }
}

/// Proves her key.
async fn dial(at: &Person) -> SecureStream {
    let stream = TcpStream::connect(at.address()).await.expect("somebody listens");
    let channel = Channel::new(&KeyPair::from_seed([7; 32]));
    let proving = timeout(PATIENCE, channel.dial(Box::new(stream), None));
    proving.await.expect("an answer").expect("a handshake").1
}

const NOON: Time = Time::from_micros(1_795_435_200_000_000);
const PATIENCE: Duration = Duration::from_secs(30);
