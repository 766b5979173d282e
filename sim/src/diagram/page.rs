//! The page around a drawing: ways to look at it, and nothing that it could load.

use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::trace::FrameKind;

use super::drawing::{Drawing, HEAD, STYLE};
use super::picture::{Arrow, Fate, PINGS_MAX, Picture};
use super::{legend, words};

/// The whole page.
pub(super) fn page(picture: &Picture) -> String {
    let drawing = Drawing::new(picture, PAGE_WIDTH);
    let style = format!("{}{}", STYLE, include_str!("page.css"));
    let script = include_str!("page.js");
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        source(script),
        source(&style)
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="theme-color" content="#ffffff";
                title { (words::fit(picture.story.as_str(), 80)) }
                style { (PreEscaped(&style)) }
            }
            body {
                (top(picture))
                (drawn(&drawing))
                p #tip role="status" {}
                script #data type="application/json" { (data(picture, &drawing)) }
                script { (PreEscaped(script)) }
            }
        }
    };
    page.into_string()
}

fn top(picture: &Picture) -> Markup {
    html! {
        header {
            h1 { (picture.story) }
            @for sentence in &picture.left_out { p.notice { (sentence) } }
            form {
                fieldset {
                    legend { "Frames" }
                    @for kind in words::KINDS { (kind_box(picture, kind)) }
                }
                fieldset {
                    legend { "Peers" }
                    @for (who, lane) in picture.lanes.iter().enumerate() {
                        label { input type="checkbox" value=(who) checked; (lane.name) }
                    }
                }
                (view())
            }
            details {
                summary { "Legend and keys" }
                ul.legend {
                    @for (mark, meaning) in legend::marks() { li { (sample(&mark)) (meaning) } }
                }
                p {
                    "Time flows downward and is not to scale. On the left of each lane is what its "
                    "owner shows of the others, one column each, in the order of the lanes; behind "
                    "the columns is what really hinders them. " kbd { "j" } " and " kbd { "k" }
                    " go to the next thing and back, " kbd { "Esc" } " lets go."
                }
            }
        }
    }
}

fn view() -> Markup {
    html! {
        fieldset {
            legend { "View" }
            label {
                "Colours "
                select name="theme" {
                    option value="light dark" { "as the system" }
                    option value="light" { "light" }
                    option value="dark" { "dark" }
                }
            }
            label {
                "Zoom "
                input type="range" name="zoom" min="20" max="200" step="10" value="100";
            }
            output {}
        }
    }
}

fn kind_box(picture: &Picture, kind: FrameKind) -> Markup {
    let count = picture.count(kind);
    let is_shown = kind != FrameKind::Ping || count <= PINGS_MAX;
    html! {
        label {
            input type="checkbox" value=(words::of_kind(kind)) checked[is_shown];
            (sample(&legend::arrow(kind, Fate::Arrived(picture.end))))
            (words::about(kind)) " " small { (count) }
        }
    }
}

fn sample(mark: &Markup) -> Markup {
    html! { svg.sample width="32" height="14" aria-hidden="true" { (mark) } }
}

fn drawn(drawing: &Drawing<'_>) -> Markup {
    let (width, height) = (drawing.width(), drawing.height());
    html! {
        main tabindex="0" aria-label="The diagram" {
            div.head {
                svg width=(width) height=(HEAD) viewBox=(format!("0 0 {width} {}", HEAD)) {
                    (drawing.head())
                }
            }
            svg.body width=(width) height=(height) viewBox=(format!("0 0 {width} {height}")) {
                (drawing.body())
            }
        }
    }
}

/// What the script has to know, in the order in which things are drawn.
#[derive(Serialize)]
struct Data<'a> {
    /// Where lanes are.
    lanes: &'a [f64],
    /// How wide labels are.
    label: f64,
    arrows: Vec<ArrowData<'a>>,
    notes: Vec<NoteData<'a>>,
}

#[derive(Serialize)]
struct ArrowData<'a> {
    kind: &'static str,
    from: usize,
    to: usize,
    who: String,
    says: &'a str,
    when: String,
}

#[derive(Serialize)]
struct NoteData<'a> {
    lane: usize,
    who: &'a str,
    says: &'a str,
    when: String,
}

fn data(picture: &Picture, drawing: &Drawing<'_>) -> Markup {
    let name = |who: usize| picture.lanes.get(who).map_or("", |lane| lane.name.as_str());
    let arrows = picture.arrows.iter().map(|arrow| ArrowData {
        kind: words::of_kind(arrow.kind),
        from: arrow.from,
        to: arrow.to,
        who: format!("{} to {}", name(arrow.from), name(arrow.to)),
        says: arrow.says.as_str(),
        when: when(arrow),
    });
    let notes = drawing.notes_in_order().map(|note| NoteData {
        lane: note.lane,
        who: name(note.lane),
        says: note.says.as_str(),
        when: words::clock(note.at),
    });
    let data = Data {
        lanes: drawing.lane_lines(),
        label: drawing.label_width(),
        arrows: arrows.collect(),
        notes: notes.collect(),
    };
    let json = serde_json::to_string(&data).expect("texts and numbers are always JSON");
    // Without this character no text can end the script that it is in, or begin a comment.
    PreEscaped(json.replace('<', "\\u003c"))
}

fn when(arrow: &Arrow) -> String {
    let sent = words::clock(arrow.sent);
    match arrow.fate {
        Fate::Arrived(at) => {
            let took = words::span(at.saturating_sub(arrow.sent));
            format!("sent {sent}, arrived {}, took {took}", words::clock(at))
        }
        Fate::Lost(at) => format!("sent {sent}, lost {}", words::clock(at)),
        Fate::UnderWay => format!("sent {sent}, under way at the end"),
    }
}

/// How a policy names a text that may run.
fn source(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(text)))
}

/// About how wide the drawing is on a page: what most screens have.
const PAGE_WIDTH: f64 = 1_180.0;
