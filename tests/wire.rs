//! What Bob believes of the bytes that Mallory sends: claims about frames, without a wire.

use std::thread;

use bytes::BytesMut;
use chinwag::frame::{Frame, Greeting, Scope};
use chinwag::reason::Reason;
use chinwag::stream::{Chain, MessageId, Position};
use chinwag::text::{NAME_MAX, TEXT_MAX, Untrusted};
use chinwag::time::Time;
use chinwag::wire::{FRAME_MAX, HEADER, VERSION, decode, encode};
use ciborium::Value;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_frame_arrives_as_it_was_sent(frame in frame()) {
        prop_assert_eq!(arriving(&bytes_of(&frame)), (vec![frame], Ok(())));
    }

    #[test]
    fn frames_arrive_alike_however_the_stream_is_cut(
        frames in vec(frame(), 1..5),
        cuts in vec(any::<Index>(), 0..8),
    ) {
        let stream: Vec<u8> = frames.iter().flat_map(bytes_of).collect();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len())).collect();
        cuts.sort_unstable();
        prop_assert_eq!(arriving_in_parts(&stream, &cuts), frames);
    }

    #[test]
    fn noise_is_never_taken_for_anything_but_what_it_says(noise in vec(any::<u8>(), 0..300)) {
        assert_taken_at_its_word(&noise);
        assert_taken_at_its_word(&framed(&noise));
    }

    #[test]
    fn a_frame_with_an_error_is_never_taken_for_anything_but_what_it_says(
        frame in frame(),
        errors in vec((any::<Index>(), any::<u8>(), 0..3), 1..4),
    ) {
        let mut body = bytes_of(&frame).split_off(HEADER);
        for (at, byte, kind) in errors {
            let at = at.index(body.len());
            match kind {
                0 => body[at] = byte,
                1 => body.insert(at, byte),
                _ if body.len() > 1 => drop(body.remove(at)),
                _ => {}
            }
        }
        assert_taken_at_its_word(&framed(&body));
    }
}

#[test]
fn a_stream_may_be_cut_at_every_place_and_at_all_at_once() {
    let frames = one_of_each();
    let stream: Vec<u8> = frames.iter().flat_map(bytes_of).collect();
    for cut in 0..=stream.len() {
        assert_eq!(arriving_in_parts(&stream, &[cut]), frames, "cut at {cut}");
    }
    let everywhere: Vec<usize> = (0..=stream.len()).collect();
    assert_eq!(arriving_in_parts(&stream, &everywhere), frames);
}

#[test]
fn what_is_not_all_there_is_waited_for() {
    for frame in one_of_each() {
        let bytes = bytes_of(&frame);
        for end in 0..bytes.len() {
            let mut buffer = BytesMut::from(&bytes[..end]);
            assert_eq!(decode(&mut buffer), Ok(None), "{frame} cut at {end}");
            assert_eq!(buffer, bytes[..end], "{frame} cut at {end}");
        }
    }
}

#[test]
fn a_length_beyond_the_bound_is_refused_before_anything_is_waited_for() {
    let too_long = [FRAME_MAX as u32 + 1, 1 << 24, 1 << 31, u32::MAX, u32::from_be_bytes(*b"GET ")];
    for length in too_long {
        assert_eq!(arriving(&length.to_be_bytes()), (vec![], Err(Reason::Oversize)), "{length}");
        let after_another = [bytes_of(&Frame::Ping), length.to_be_bytes().to_vec()].concat();
        let heard = (vec![Frame::Ping], Err(Reason::Oversize));
        assert_eq!(arriving(&after_another), heard, "{length}");
    }
    assert_eq!(arriving(&(FRAME_MAX as u32).to_be_bytes()), (vec![], Ok(())));
    assert_malformed("a frame of the greatest length", &vec![0xf6; FRAME_MAX]);
    assert_malformed("a frame of no length", &[]);
}

#[test]
fn texts_and_names_are_taken_up_to_their_bounds_and_no_further() {
    let text = |text: String| Frame::Text(1, MessageId(2), THREE, Untrusted::new(text));
    let named =
        |name: String| Frame::Connect(Greeting { name: Untrusted::new(name), ..greeting() });
    for letter in ["a", "\0", "字", "🦀"] {
        let (many, few) = (TEXT_MAX / letter.len(), NAME_MAX / letter.len());
        for frame in [text(letter.repeat(many)), named(letter.repeat(few)), named(String::new())] {
            assert_eq!(arriving(&bytes_of(&frame)), (vec![frame], Ok(())));
        }
        let over_text = text(letter.repeat(TEXT_MAX / letter.len()) + letter);
        let over_name = named(letter.repeat(NAME_MAX / letter.len()) + letter);
        for frame in [over_text, over_name, text(String::new())] {
            assert_malformed("a text or name beyond its bound", &bytes_of(&frame)[HEADER..]);
        }
    }
}

#[test]
fn a_frame_has_one_encoding_and_every_other_is_malformed() {
    for (frame, body) in frozen() {
        assert_eq!(fate(&framed(body)), Ok(Some(frame.clone())), "{frame}");
        assert_eq!(bytes_of(&frame), framed(body), "{frame}");
    }
    for [what, body] in OTHER_ENCODINGS {
        assert_malformed(&String::from_utf8_lossy(what), body);
    }
}

/// Frames and their bytes, as every version of the program must read and write them.
fn frozen() -> Vec<(Frame, &'static [u8])> {
    let skipped = |id: u128| Frame::Skip(1, MessageId(id));
    vec![
        (Frame::Ping, b"\x61i"),
        (Frame::Pong, b"\x61o"),
        (Frame::Received(7), b"\xa1\x61r\x07"),
        (Frame::Exit(Scope::Everybody), b"\xa1\x61x\x61e"),
        (Frame::Exit(Scope::You), b"\xa1\x61x\x61y"),
        (said(1, "hi"), b"\xa1\x61t\x84\x01\x02\x03\x62hi"),
        (skipped(2), b"\xa1\x61s\x82\x01\x02"),
        (skipped(u64::MAX.into()), b"\xa1\x61s\x82\x01\x1b\xff\xff\xff\xff\xff\xff\xff\xff"),
        (skipped(1 << 64), b"\xa1\x61s\x82\x01\xc2\x49\x01\0\0\0\0\0\0\0\0"),
        (skipped(0x1d << 120), b"\xa1\x61s\x82\x01\xc2\x50\x1d\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        (Frame::Connect(greeting()), GREETING),
    ]
}

#[test]
fn a_greeting_has_its_nine_fields_once_each_in_order() {
    let fields = fields_of(&greeting());
    assert_eq!(fields.len(), 9);
    assert_eq!(
        fate(&framed(&body_of_greeting(&fields))),
        Ok(Some(Frame::Connect(greeting()))),
        "as it should be"
    );
    for (n, (name, value)) in fields.iter().enumerate() {
        let changed = |what: &str, change: &dyn Fn(&mut Fields)| {
            let mut fields = fields.clone();
            change(&mut fields);
            assert_malformed(&format!("{what} {name:?}"), &body_of_greeting(&fields));
        };
        changed("without", &|fields| drop(fields.remove(n)));
        changed("twice", &|fields| fields.insert(n, (name.clone(), value.clone())));
        changed("not in its place", &|fields| fields.swap(n, (n + 1) % 9));
        changed("after something unknown", &|fields| fields.insert(n, (text("x"), Value::Null)));
        changed("named by its place", &|fields| fields[n].0 = Value::from(n as u64));
        changed("nothing as", &|fields| fields[n].1 = Value::Array(vec![]));
        changed("true as", &|fields| fields[n].1 = Value::Bool(true));
        changed("less than nothing as", &|fields| fields[n].1 = Value::from(-1));
        changed("2^64 as", &|fields| fields[n].1 = Value::from(1_u128 << 64));
        changed("a tag on", &|fields| fields[n].1 = Value::Tag(1, Box::new(value.clone())));
        changed("one wrapped in", &|fields| fields[n].1 = Value::Array(vec![value.clone()]));
    }
    for (n, what) in [(0, "a version"), (2, "a port")] {
        let mut fields = fields.clone();
        fields[n].1 = Value::from(65_536);
        assert_malformed(&format!("{what} of 17 bits"), &body_of_greeting(&fields));
    }
}

#[test]
fn a_bomb_is_malformed_and_needs_no_deep_stack() {
    let decoding = || {
        for (what, bomb) in bombs() {
            assert!(bomb.len() <= FRAME_MAX, "{what} would be refused by its length alone");
            assert_malformed(what, &bomb);
        }
    };
    let small = thread::Builder::new().stack_size(SMALL_STACK).spawn(decoding).unwrap();
    small.join().unwrap();
}

#[test]
fn frames_before_a_malformed_one_arrive_and_none_after_it() {
    let stream = [bytes_of(&said(1, "hi")), framed(b"\x80"), bytes_of(&said(2, "ho"))].concat();
    assert_eq!(arriving(&stream), (vec![said(1, "hi")], Err(Reason::Malformed)));
}

/// Frames of every kind, from the smallest numbers and texts to the greatest.
fn frame() -> impl Strategy<Value = Frame> {
    prop_oneof![
        any_greeting().prop_map(Frame::Connect),
        any_greeting().prop_map(Frame::ConnectAck),
        (number(), id(), time(), any_text())
            .prop_map(|(seq, id, sent, text)| Frame::Text(seq, id, sent, text)),
        (number(), id()).prop_map(|(seq, id)| Frame::Skip(seq, id)),
        number().prop_map(Frame::Received),
        Just(Frame::Ping),
        Just(Frame::Pong),
        prop_oneof![Just(Scope::Everybody), Just(Scope::You)].prop_map(Frame::Exit),
    ]
}

fn any_greeting() -> impl Strategy<Value = Greeting> {
    let position = (number(), number(), big_number()).prop_map(|(epoch, upto, chain)| Position {
        epoch,
        upto,
        chain: Chain(chain),
    });
    let runs = (number(), number(), number());
    let streams = (number(), option::of(position));
    (any::<u16>(), any_name(), any::<u16>(), runs, time(), streams).prop_map(
        |(version, name, port, (boot, dial, seen), clock, (sending, received))| Greeting {
            version,
            name,
            port,
            boot,
            dial,
            seen,
            clock,
            sending,
            received,
        },
    )
}

fn id() -> impl Strategy<Value = MessageId> {
    big_number().prop_map(MessageId)
}

fn time() -> impl Strategy<Value = Time> {
    number().prop_map(Time::from_micros)
}

/// Numbers on either side of 2^64, where CBOR turns to bytes.
fn big_number() -> impl Strategy<Value = u128> {
    let edges = [1 << 64, (1 << 64) + 1, 1 << 72, (1 << 72) - 1, 1 << 120, u128::MAX];
    let powers = (0..128_u32).prop_map(|bits| 1 << bits);
    prop_oneof![any::<u128>(), powers, select(edges.to_vec()), number().prop_map(u128::from)]
}

/// Numbers of every length that CBOR has for them, and those just beside a change of length.
fn number() -> impl Strategy<Value = u64> {
    let edges = [0, 23, 24, 255, 256, 65_535, 65_536, u64::from(u32::MAX), 1 << 32, u64::MAX];
    prop_oneof![any::<u64>(), (0..64_u32).prop_map(|bits| 1 << bits), select(edges.to_vec())]
}

fn any_text() -> impl Strategy<Value = Untrusted> {
    let long = (any::<char>(), 1..=TEXT_MAX)
        .prop_map(|(c, bytes)| c.to_string().repeat((bytes / c.len_utf8()).max(1)));
    let short = vec(any::<char>(), 1..80).prop_map(String::from_iter);
    prop_oneof![short, long].prop_map(Untrusted::new)
}

fn any_name() -> impl Strategy<Value = Untrusted> {
    vec(any::<char>(), 0..=NAME_MAX / 4).prop_map(|chars| Untrusted::new(String::from_iter(chars)))
}

fn greeting() -> Greeting {
    Greeting {
        version: VERSION,
        name: Untrusted::new("mallory"),
        port: 7001,
        boot: 0xb007,
        dial: 1,
        seen: 0,
        clock: Time::from_micros(0xc10c),
        sending: 0xe70c,
        received: Some(Position { epoch: 0xbeef, upto: 7, chain: Chain(1 << 127) }),
    }
}

fn said(seq: u64, text: &str) -> Frame {
    Frame::Text(seq, MessageId(2), THREE, Untrusted::new(text))
}

fn one_of_each() -> Vec<Frame> {
    vec![
        Frame::Connect(greeting()),
        Frame::ConnectAck(Greeting { received: None, ..greeting() }),
        said(1, "hello, 世界"),
        Frame::Skip(u64::MAX, MessageId(u128::MAX)),
        Frame::Received(u64::MAX),
        Frame::Ping,
        Frame::Pong,
        Frame::Exit(Scope::You),
        Frame::Exit(Scope::Everybody),
    ]
}

fn bytes_of(frame: &Frame) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode(frame, &mut bytes);
    bytes
}

fn framed(body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32).to_be_bytes(), body].concat()
}

fn fate(bytes: &[u8]) -> Result<Option<Frame>, Reason> {
    decode(&mut BytesMut::from(bytes))
}

fn assert_malformed(what: &str, body: &[u8]) {
    assert_eq!(fate(&framed(body)), Err(Reason::Malformed), "{what}");
}

/// The frames in a stream, and how it ends.
fn arriving(stream: &[u8]) -> (Vec<Frame>, Result<(), Reason>) {
    let mut buffer = BytesMut::from(stream);
    let mut frames = Vec::new();
    loop {
        match decode(&mut buffer) {
            Ok(Some(frame)) => frames.push(frame),
            Ok(None) => return (frames, Ok(())),
            Err(reason) => return (frames, Err(reason)),
        }
    }
}

/// The frames in a stream that comes in parts, cut at these places in ascending order.
fn arriving_in_parts(stream: &[u8], cuts: &[usize]) -> Vec<Frame> {
    let mut buffer = BytesMut::new();
    let mut frames = Vec::new();
    let starts = [&[0], cuts].concat();
    let ends = [cuts, &[stream.len()]].concat();
    for (start, end) in starts.into_iter().zip(ends) {
        buffer.extend_from_slice(&stream[start..end]);
        while let Some(frame) = decode(&mut buffer).expect("honest frames") {
            frames.push(frame);
        }
    }
    assert_eq!(buffer, b""[..], "nothing is left over");
    frames
}

/// Whatever is accepted is exactly what would have been sent to say it; what is not yet or never
/// accepted stays where it was.
fn assert_taken_at_its_word(bytes: &[u8]) {
    let mut buffer = BytesMut::from(bytes);
    loop {
        let before = buffer.clone();
        match decode(&mut buffer) {
            Ok(Some(frame)) => assert_eq!(bytes_of(&frame), before[..before.len() - buffer.len()]),
            Ok(None) => return assert_eq!(buffer, before),
            Err(reason) => {
                assert!(matches!(reason, Reason::Oversize | Reason::Malformed), "{reason}");
                return assert_eq!(buffer, before);
            }
        }
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn fields_of(greeting: &Greeting) -> Fields {
    let bytes = bytes_of(&Frame::Connect(greeting.clone()));
    let value: Value = ciborium::from_reader(&bytes[HEADER..]).expect("an item of CBOR");
    let variant = value.into_map().expect("a variant with content").remove(0).1;
    variant.into_map().expect("fields")
}

fn body_of_greeting(fields: &[(Value, Value)]) -> Vec<u8> {
    let mut body = Vec::new();
    let value = Value::Map(vec![(text("c"), Value::Map(fields.to_vec()))]);
    ciborium::into_writer(&value, &mut body).expect("memory takes it");
    body
}

/// Frames that ask for more memory, time or stack than they have bytes.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let huge = |major: u8, length: u64| [&[major | 27][..], &length.to_be_bytes()].concat();
    let deep = |layer: &[u8]| [&layer.repeat(300)[..], b"\x00"].concat();
    let mut bombs = vec![
        ("60000 tags before a ping", [&[0xc1; 60_000][..], b"\x61i"].concat()),
        ("60000 arrays in an array", [b"\x99\xea\x60", &[0x80; 60_000][..]].concat()),
        ("30000 maps in a map", [b"\xb9\x75\x30", &[0xa0; 60_000][..]].concat()),
        ("60000 empty texts in one", [b"\x7f", &[0x60; 60_000][..], b"\xff"].concat()),
        ("60000 arrays in each other", vec![0x81; 60_000]),
        ("60000 arrays without an end in each other", vec![0x9f; 60_000]),
    ];
    for places in [&b""[..], b"\xa1\x61t", IN_A_TEXT, AN_ID, b"\xa1\x61c", FIRST_FIELD, UNKNOWN] {
        let mut place = |what, bomb: Vec<u8>| bombs.push((what, [places, &bomb].concat()));
        for length in [1 << 16, 1 << 31, 1 << 48, (1 << 63) - 1, u64::MAX] {
            place("a huge array", huge(0x80, length));
            place("a huge map", huge(0xa0, length));
            place("a huge text", huge(0x60, length));
            place("huge bytes", huge(0x40, length));
        }
        place("300 arrays in each other", deep(b"\x81"));
        place("300 maps in each other", deep(b"\xa1\x61c"));
        place("300 arrays without an end in each other", deep(b"\x9f"));
        place("300 huge arrays in each other", deep(&huge(0x80, 1 << 48)));
        place("300 tags on each other", deep(b"\xc1"));
    }
    let mut fields = fields_of(&greeting());
    fields.extend((0..5_000).map(|n| (text(&n.to_string()), Value::Null)));
    bombs.push(("5000 fields", body_of_greeting(&fields)));
    let first = fields[0].clone();
    fields.fill(first);
    bombs.push(("one field 5000 times", body_of_greeting(&fields)));
    bombs
}

/// What a greeting is made of.
type Fields = Vec<(Value, Value)>;

/// The beginning of a greeting, up to the value of its first field or of an unknown one.
const FIRST_FIELD: &[u8] = b"\xa1\x61c\xa9\x67version";
const UNKNOWN: &[u8] = b"\xa1\x61c\xaa\x61x";
/// The beginning of a text, up to its id, and up to the bytes of a big one.
const IN_A_TEXT: &[u8] = b"\xa1\x61t\x84\x01";
const AN_ID: &[u8] = b"\xa1\x61t\x84\x01\xc2";
/// A greeting, field by field.
const GREETING: &[u8] = b"\xa1\x61c\xa9\
    \x67version\x01\
    \x64name\x67mallory\
    \x64port\x19\x1b\x59\
    \x64boot\x19\xb0\x07\
    \x64dial\x01\
    \x64seen\x00\
    \x65clock\x19\xc1\x0c\
    \x67sending\x19\xe7\x0c\
    \x68received\xa3\
        \x65epoch\x19\xbe\xef\
        \x64upto\x07\
        \x65chain\xc2\x50\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
/// When everything was said here.
const THREE: Time = Time::from_micros(3);
/// What the smallest threads have that anybody decodes in.
const SMALL_STACK: usize = 256 * 1024;

/// What a lenient decoder takes for `Ping`, `said(1, "hi")` or a skipped message, or nearly.
#[rustfmt::skip]
const OTHER_ENCODINGS: [[&[u8]; 2]; 63] = [
    [b"something left over", b"\x61i\x00"],
    [b"two frames in one", b"\x61i\x61i"],
    [b"an unknown frame", b"\x61z"],
    [b"a frame by its long name", b"\x64ping"],
    [b"a frame by its place", b"\x04"],
    [b"a frame by its name in bytes", b"\x41i"],
    [b"a frame of no kind", b"\xa0"],
    [b"nothing", b"\xf6"],
    [b"undefined", b"\xf7"],
    [b"a reserved length", b"\x1c"],
    [b"an end without a beginning", b"\xff"],
    [b"a kind with content that has none", b"\xa1\x61i\xf6"],
    [b"a kind without content that has some", b"\x61t"],
    [b"two kinds at once", b"\xa2\x61i\xf6\x61o\xf6"],
    [b"a tag", b"\xc1\x61i"],
    [b"the tag that says CBOR", b"\xd9\xd9\xf7\x61i"],
    [b"a tag on the name", b"\xa1\xc1\x61t\x84\x01\x02\x03\x62hi"],
    [b"a tag on the content", b"\xa1\x61t\xc1\x84\x01\x02\x03\x62hi"],
    [b"a tag on the number", b"\xa1\x61t\x84\xc1\x01\x02\x03\x62hi"],
    [b"a tag on the text", b"\xa1\x61t\x84\x01\x02\x03\xc1\x62hi"],
    [b"a map without a length", b"\xbf\x61t\x84\x01\x02\x03\x62hi\xff"],
    [b"an array without a length", b"\xa1\x61t\x9f\x01\x02\x03\x62hi\xff"],
    [b"a text without a length", b"\xa1\x61t\x84\x01\x02\x03\x7f\x61h\x61i\xff"],
    [b"a name without a length", b"\x7f\x61i\xff"],
    [b"a number in two bytes", b"\xa1\x61t\x84\x18\x01\x02\x03\x62hi"],
    [b"a number in three bytes", b"\xa1\x61t\x84\x19\x00\x01\x02\x03\x62hi"],
    [b"a number in five bytes", b"\xa1\x61t\x84\x1a\x00\x00\x00\x01\x02\x03\x62hi"],
    [b"a number in nine bytes", b"\xa1\x61t\x84\x1b\x00\x00\x00\x00\x00\x00\x00\x01\x02\x03\x62hi"],
    [b"a big number", b"\xa1\x61t\x84\xc2\x41\x01\x02\x03\x62hi"],
    [b"a bigger number than can be", b"\xa1\x61t\x84\xc2\x49\x01\0\0\0\0\0\0\0\0\x02\x03\x62hi"],
    [b"a number with a point", b"\xa1\x61t\x84\xf9\x3c\x00\x02\x03\x62hi"],
    [b"a number below zero", b"\xa1\x61t\x84\x20\x02\x03\x62hi"],
    [b"a longer length of a text", b"\xa1\x61t\x84\x01\x02\x03\x78\x02hi"],
    [b"a longer length of an array", b"\xa1\x61t\x98\x04\x01\x02\x03\x62hi"],
    [b"a longer length of a map", b"\xb8\x01\x61t\x84\x01\x02\x03\x62hi"],
    [b"a longer length of a name", b"\xa1\x78\x01t\x84\x01\x02\x03\x62hi"],
    [b"too little", b"\xa1\x61t\x83\x01\x02\x03"],
    [b"too much", b"\xa1\x61t\x85\x01\x02\x03\x62hi\x00"],
    [b"bytes for a text", b"\xa1\x61t\x84\x01\x02\x03\x42hi"],
    [b"a text that is not UTF-8", b"\xa1\x61t\x84\x01\x02\x03\x62\xc3\x28"],
    [b"half a surrogate pair", b"\xa1\x61t\x84\x01\x02\x03\x63\xed\xa0\x80"],
    [b"an id in two bytes", b"\xa1\x61t\x84\x01\x18\x02\x03\x62hi"],
    [b"an id in nine bytes", b"\xa1\x61s\x82\x01\x1b\0\0\0\0\0\0\0\x02"],
    [b"a small id as a big number", b"\xa1\x61t\x84\x01\xc2\x41\x02\x03\x62hi"],
    [b"a small id as a number of eight bytes",
        b"\xa1\x61s\x82\x01\xc2\x48\xff\xff\xff\xff\xff\xff\xff\xff"],
    [b"a big id after a zero", b"\xa1\x61s\x82\x01\xc2\x4a\0\x01\0\0\0\0\0\0\0\0"],
    [b"a big id in all sixteen bytes",
        b"\xa1\x61s\x82\x01\xc2\x50\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0"],
    [b"an id of seventeen bytes", b"\xa1\x61s\x82\x01\xc2\x51\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"],
    [b"a big id below zero", b"\xa1\x61s\x82\x01\xc3\x49\x01\0\0\0\0\0\0\0\0"],
    [b"a big id of no tag", b"\xa1\x61s\x82\x01\x49\x01\0\0\0\0\0\0\0\0"],
    [b"a big id of another tag", b"\xa1\x61s\x82\x01\xc4\x49\x01\0\0\0\0\0\0\0\0"],
    [b"a big id of two tags", b"\xa1\x61s\x82\x01\xc2\xc2\x49\x01\0\0\0\0\0\0\0\0"],
    [b"a longer tag of a big id", b"\xa1\x61s\x82\x01\xd8\x02\x49\x01\0\0\0\0\0\0\0\0"],
    [b"a longer length of a big id", b"\xa1\x61s\x82\x01\xc2\x58\x09\x01\0\0\0\0\0\0\0\0"],
    [b"a big id without a length", b"\xa1\x61s\x82\x01\xc2\x5f\x49\x01\0\0\0\0\0\0\0\0\xff"],
    [b"an id of text", b"\xa1\x61s\x82\x01\x612"],
    [b"no id", b"\xa1\x61s\x82\x01\xf6"],
    [b"a time of a tag", b"\xa1\x61t\x84\x01\x02\xc1\x03\x62hi"],
    [b"a time with a point", b"\xa1\x61t\x84\x01\x02\xf9\x42\x00\x62hi"],
    [b"a time before all others", b"\xa1\x61t\x84\x01\x02\x22\x62hi"],
    [b"a time beyond all others", b"\xa1\x61t\x84\x01\x02\xc2\x49\x01\0\0\0\0\0\0\0\0\x62hi"],
    [b"a message as it was once", b"\xa1\x61t\x82\x01\x62hi"],
    [b"a skipped message that says something", b"\xa1\x61s\x83\x01\x02\x62hi"],
];
