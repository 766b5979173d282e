//! The space-time diagram: a [`Trace`] as a picture, time downward, a lane for everybody.
//!
//! A frame is an arrow from its sending to its arrival. Beside each lane is what its owner
//! believes, one column for each other peer, and behind the columns what is really so: whether
//! anything of that peer can arrive. Time is not to scale: what happens within milliseconds has
//! room, and a quiet while is folded (see `axis`).
//!
//! The picture is drawn once, in `drawing`; a page adds only what a hand can do with it. Such
//! diagrams are Lamport's; ShiViz (Beschastnikh et al.) showed how far they carry in a browser.

mod axis;
mod document;
mod drawing;
mod layout;
mod legend;
mod page;
mod picture;
mod shiviz;
mod sketch;
mod track;
mod words;

use crate::trace::Trace;

use picture::Picture;

/// A page with the picture and ways to look at it, in one file that loads nothing: for a browser,
/// from a disk.
///
/// The view is in the part of the address behind the `#`, so that it can be kept and sent:
/// `hide` has kinds of frames and numbers of peers, `theme` is `light` or `dark`, `zoom` is in
/// percent (`#hide=ping,2&theme=dark&zoom=50`).
///
/// No text of the trace can do anything in it, whatever it is.
pub fn html(trace: &Trace) -> String {
    page::page(&Picture::of(trace))
}

/// The same picture as an image: for a document, light or dark as its reader likes. Pings are left
/// out if there are many.
pub fn svg(trace: &Trace) -> String {
    let mut picture = Picture::of(trace);
    picture.calm();
    document::document(&picture)
}

/// What happened as a log with vector clocks, for <https://bestchai.bitbucket.io/shiviz>.
///
/// Its first line is the regular expression that reads the others, and the second, the one that
/// would part several logs, is empty: ShiViz takes both from the head of a file by itself. Who
/// pastes the log into the page instead, pastes the first line into the field for it.
pub fn shiviz(trace: &Trace) -> String {
    shiviz::log(trace)
}
