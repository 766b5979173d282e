//! Frames as bytes: a length of four bytes, big-endian, then one item of CBOR (RFC 8949).
//!
//! `decode` is the only way in for bytes of a remote. A frame has exactly one encoding: what was
//! decoded is encoded again and compared, so tags, indefinite lengths, longer forms of numbers and
//! anything left over are refused in one rule. No field is a list and none recurses, so that a
//! header cannot ask for more memory than its frame has bytes.

use std::io;

use bytes::{Buf, BytesMut};

use crate::frame::Frame;
use crate::reason::Reason;
use crate::text::{NAME_MAX, TEXT_MAX};

/// The protocol spoken here. It is also in the ALPN name, so that a peer of another version is
/// told apart before any frame.
pub const VERSION: u16 = 1;

/// Longest frame in bytes, without its length: four times the longest text, so that a frame of the
/// next version still fits, and small enough to keep one for each link.
pub const FRAME_MAX: usize = 64 * 1024;

/// Bytes of the length before each frame.
pub const HEADER: usize = 4;

/// Appends one frame to what will be written.
pub fn encode(frame: &Frame, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&[0; HEADER]);
    ciborium::into_writer(frame, &mut *out).expect("a frame is plain data and memory takes it");
    let length = out.len() - start - HEADER;
    assert!(length <= FRAME_MAX, "a frame is made of parts that are bounded");
    out[start..start + HEADER].copy_from_slice(&(length as u32).to_be_bytes());
}

/// Takes the next frame off the front of what was read, or nothing if it is not all there.
///
/// # Errors
/// [`Reason::Oversize`] as soon as the length is known to be too great, before any of the frame is
/// waited for; [`Reason::Malformed`] where the bytes are not the one encoding of a frame within
/// its bounds. The link is then beyond repair.
pub fn decode(buffer: &mut BytesMut) -> Result<Option<Frame>, Reason> {
    let Some(header) = buffer.first_chunk::<HEADER>() else { return Ok(None) };
    let length = u32::from_be_bytes(*header) as usize;
    if length > FRAME_MAX {
        return Err(Reason::Oversize);
    }
    let Some(body) = buffer.get(HEADER..HEADER + length) else {
        #[cfg(feature = "plants")]
        planted_loss(buffer);
        return Ok(None);
    };
    let frame = parse(body).ok_or(Reason::Malformed)?;
    buffer.advance(HEADER + length);
    #[cfg(feature = "plants")]
    let frame = planted_frame(frame, buffer);
    Ok(Some(frame))
}

/// What is lost of a frame that has not come whole.
#[cfg(feature = "plants")]
fn planted_loss(buffer: &mut BytesMut) {
    if crate::plant::Plant::PartIsLost.is_planted() {
        buffer.clear();
    } else if crate::plant::Plant::LengthIsLost.is_planted() {
        buffer.advance(HEADER);
    }
}

/// What becomes of a frame, and of what comes after it.
#[cfg(feature = "plants")]
fn planted_frame(frame: Frame, after: &mut BytesMut) -> Frame {
    if crate::plant::Plant::RestIsLost.is_planted() {
        after.clear();
    }
    if let Frame::Text(seq, id, at, text) = &frame
        && crate::plant::Plant::LongTextIsCut.is_planted()
    {
        let cut: String = text.as_raw().chars().take(255).collect();
        return Frame::Text(*seq, *id, *at, crate::text::Untrusted::new(cut));
    }
    frame
}

/// One frame from one item of CBOR.
fn parse(body: &[u8]) -> Option<Frame> {
    let frame: Frame = ciborium::de::from_reader_with_recursion_limit(body, DEPTH_MAX).ok()?;
    let mut expected = Expected(body);
    ciborium::into_writer(&frame, &mut expected).ok()?;
    (expected.0.is_empty() && is_bounded(&frame)).then_some(frame)
}

fn is_bounded(frame: &Frame) -> bool {
    match frame {
        Frame::Connect(greeting) | Frame::ConnectAck(greeting) => greeting.name.len() <= NAME_MAX,
        Frame::Text(_, _, _, text) => !text.is_empty() && text.len() <= TEXT_MAX,
        Frame::Skip(..) | Frame::Received(_) | Frame::Ping | Frame::Pong | Frame::Exit(_) => true,
    }
}

/// A writer that accepts only the bytes that it holds.
struct Expected<'a>(&'a [u8]);

impl io::Write for Expected<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let rest = self.0.strip_prefix(bytes).ok_or(io::ErrorKind::InvalidData)?;
        self.0 = rest;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Deepest nesting of a frame: a greeting needs three, and a limit keeps the stack safe.
const DEPTH_MAX: usize = 8;
