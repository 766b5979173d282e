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
}

impl Mallory {
    /// Calls somebody as mallory.
    pub(crate) fn call(at: &Person) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let stream = runtime.block_on(async {
            let stream = TcpStream::connect(at.address()).await.expect("somebody listens");
            let channel = Channel::new(&KeyPair::from_seed([7; 32]));
            let proving = timeout(PATIENCE, channel.dial(Box::new(stream), None));
            proving.await.expect("an answer").expect("a handshake").1
        });
        let mut mallory = Self { runtime, stream, buffer: BytesMut::new(), said: 0 };
        mallory.is_called("mallory");
        mallory
    }

    /// Greets under that name, and waits until that was taken.
    pub(crate) fn is_called(&mut self, name: &str) {
        let greeting = Greeting {
            version: VERSION,
            name: Untrusted::new(name),
            port: 0,
            boot: 1,
            dial: 1,
            seen: 0,
            clock: Time::from_micros(1_795_435_200_000_000),
            sending: 1,
            received: None,
        };
        self.utter(&Frame::Connect(greeting));
        self.hears(|frame| matches!(frame, Frame::ConnectAck(_)));
    }

    /// Says something, and waits until that was taken.
    pub(crate) fn says(&mut self, text: &str) {
        self.said += 1;
        let (seq, at) = (self.said, Time::from_micros(1_795_435_200_000_000));
        self.utter(&Frame::Text(seq, MessageId(seq.into()), at, Untrusted::new(text)));
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
        let Self { runtime, stream, buffer, .. } = self;
        runtime.block_on(async {
            loop {
                match decode(buffer).expect("who was called is honest") {
                    Some(frame) if is_it(&frame) => return,
                    Some(_) => {}
                    None => {
                        let reading = timeout(PATIENCE, stream.read_buf(buffer)).await;
                        assert!(reading.expect("an answer").expect("a link") > 0, "hung up");
                    }
                }
            }
        });
    }
}

const PATIENCE: Duration = Duration::from_secs(30);
