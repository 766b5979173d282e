//! What the encoding costs for each frame.

use bytes::BytesMut;
use chinwag::frame::{Frame, Greeting};
use chinwag::stream::{Chain, MessageId, Position};
use chinwag::text::Untrusted;
use chinwag::time::Time;
use chinwag::wire::{VERSION, decode, encode};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const FRAMES: [&str; 3] = ["text of 256 bytes", "received", "connect"];

fn frame(which: &str) -> Frame {
    let position = Position { epoch: u64::MAX / 3, upto: 1_000_000, chain: Chain(u128::MAX / 5) };
    let noon = Time::from_micros(1_767_268_800_000_000);
    match which {
        "text of 256 bytes" => {
            let id = MessageId(u128::MAX / 7);
            Frame::Text(1_000_000, id, noon, Untrusted::new("x".repeat(256)))
        }
        "received" => Frame::Received(1_000_000),
        _ => Frame::Connect(Greeting {
            version: VERSION,
            name: Untrusted::new("alice"),
            port: 7001,
            boot: u64::MAX / 5,
            dial: 12,
            seen: 3,
            clock: noon,
            sending: u64::MAX / 3,
            received: Some(position),
        }),
    }
}

/// Into a buffer that is used again, as a link's writer does.
#[divan::bench(args = FRAMES)]
fn encode_one(bencher: Bencher<'_, '_>, which: &str) {
    let frame = frame(which);
    let mut bytes = Vec::new();
    bencher.bench_local(|| {
        bytes.clear();
        encode(black_box(&frame), &mut bytes);
        bytes.len()
    });
}

/// With all checks, out of a buffer that holds it whole.
#[divan::bench(args = FRAMES)]
fn decode_one(bencher: Bencher<'_, '_>, which: &str) {
    let mut bytes = Vec::new();
    encode(&frame(which), &mut bytes);
    bencher
        .with_inputs(|| BytesMut::from(&bytes[..]))
        .bench_local_refs(|buffer| black_box(decode(buffer)));
}
