//! The legend: every mark of a drawing, small, with its meaning; and what the marks are made of.

use maud::{Markup, html};

use crate::trace::{Ending, FrameKind, Stance};

use super::picture::{Fate, NoteKind, Trouble};
use super::words;

/// Arrow heads and patterns, which a drawing refers to.
pub(super) fn definitions() -> Markup {
    html! {
        defs {
            (head("text", "M0,0 L9,4.5 L0,9 z"))
            (head("received", "M1,1 L8,4.5 L1,8"))
            (head("greeting", "M0,4.5 L4.5,1 L9,4.5 L4.5,8 z"))
            (head("exit", "M5,0 h4 v9 h-4 z"))
            (head("ping", "M2,2 L8,4.5 L2,7"))
            (middle("lost", "M1,1 L8,8 M8,1 L1,8"))
            (middle("underway", "M4.5,1.5 a3,3 0 1 1 -0.01,0 z"))
            (pattern("cut", 5, "M-1,1 L1,-1 M0,5 L5,0 M4,6 L6,4"))
            (pattern("stalled", 4, "M0,1 h4"))
            (pattern("slow", 4, "M1,1 h1.4 M3,3 h1.4"))
            (pattern("down", 5, "M-1,4 L1,6 M0,0 L5,5 M4,-1 L6,1"))
            (pattern("fold", 8, "M-4,3 L0,1 L4,3 L8,1 L12,3 v2 L8,7 L4,5 L0,7 L-4,5 z"))
            (pattern("dialing", 5, "M0,1.5 h5"))
        }
    }
}

fn head(word: &str, path: &str) -> Markup {
    html! {
        marker id={ "head-" (word) } class={ "head " (word) } viewBox="0 0 9 9" refX="9" refY="4.5"
            markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto" {
            path d=(path) {}
        }
    }
}

fn middle(word: &str, path: &str) -> Markup {
    html! {
        marker id={ "head-" (word) } class={ "head " (word) } viewBox="0 0 9 9" refX="4.5"
            refY="4.5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" {
            path d=(path) {}
        }
    }
}

fn pattern(word: &str, size: usize, path: &str) -> Markup {
    html! {
        pattern id={ "fill-" (word) } class={ "fill " (word) } width=(size) height=(size)
            patternUnits="userSpaceOnUse" {
            rect width=(size) height=(size) {}
            path d=(path) {}
        }
    }
}

/// The sign of a note, around the line of its lane.
pub(super) fn sign(kind: NoteKind) -> Markup {
    html! {
        path d=(match kind {
            NoteKind::Told => "M1,7.5 l6,-3 v6 z",
            NoteKind::Booted => "M-5,-4 h10 l-5,8 z",
            NoteKind::Ended(Ending::Left) => "M0,-4.5 a4.5,4.5 0 1 1 -0.01,0 z",
            NoteKind::Ended(Ending::Stopped) => "M-4,-4 h8 v8 h-8 z",
            NoteKind::Ended(Ending::Killed) => "M-5,-5 L5,5 M5,-5 L-5,5",
        }) {}
    }
}

/// A kind of frames.
pub(super) fn arrow(kind: FrameKind, fate: Fate) -> Markup {
    let class = format!("arrow {} {}", words::of_kind(kind), words::of_fate(fate));
    html! { line class=(class) x1="1" y1="7" x2="26" y2="7" {} }
}

/// Every mark but the kinds of frames, with its meaning.
pub(super) fn marks() -> Vec<(Markup, &'static str)> {
    let lost = arrow(FrameKind::Text, Fate::Lost(std::time::Duration::ZERO));
    let mut marks = vec![(lost, "lost"), (arrow(FrameKind::Text, Fate::UnderWay), "under way")];
    for (stance, meaning) in [
        (Stance::Online, "shown as online"),
        (Stance::Quiet, "shown as quiet"),
        (Stance::Dialing, "shown as being dialed"),
        (Stance::Away, "shown as away"),
    ] {
        marks.push((bar(words::of_stance(stance), 5), meaning));
    }
    for (trouble, meaning) in [
        (Trouble::Cut, "nothing of theirs arrives"),
        (Trouble::Stall, "what they send waits"),
        (Trouble::Slow, "what they send is slow"),
    ] {
        marks.push((bar(words::of_trouble(trouble), 10), meaning));
    }
    for kind in [
        NoteKind::Booted,
        NoteKind::Ended(Ending::Left),
        NoteKind::Ended(Ending::Stopped),
        NoteKind::Ended(Ending::Killed),
        NoteKind::Told,
    ] {
        let meaning = words::about_note(kind);
        let y = if kind == NoteKind::Told { 0 } else { 7 };
        let class = format!("note {}", words::of_note(kind));
        marks.push((
            html! { g class=(class) transform=(format!("translate(12,{y})")) { (sign(kind)) } },
            meaning,
        ));
    }
    marks.push((
        html! { g.fold transform="translate(0,3)" { rect x="2" width="28" height="8" {} } },
        "a quiet while",
    ));
    marks
}

fn bar(class: &str, height: usize) -> Markup {
    html! { rect class=(class) x="2" y=(7.0 - height as f64 / 2.0) width="28" height=(height) {} }
}
