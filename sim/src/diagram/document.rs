//! The document: a drawing as an SVG image by itself, under its story and above its legend.

use maud::{Markup, PreEscaped, html};

use super::axis::tenths;
use super::drawing::{Drawing, HEAD, STYLE};
use super::picture::{Fate, Picture};
use super::{legend, words};

/// The whole image.
pub(super) fn document(picture: &Picture) -> String {
    let drawing = Drawing::new(picture, DOCUMENT_WIDTH);
    let width = drawing.width();
    let story = textwrap::wrap(picture.story.as_str(), (width / LETTER) as usize);
    let top = LINE * story.len() as f64 + 8.0;
    let bottom = top + HEAD + drawing.height();
    let (legend, tall) = legend(picture, width);
    let height = tenths(bottom + tall);
    let image = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(width) height=(height)
            viewBox=(format!("0 0 {width} {height}")) role="img" {
            title { (picture.story) }
            style { (PreEscaped(STYLE)) }
            rect.paper width="100%" height="100%" {}
            text.story {
                @for line in &story { tspan x="12" dy=(LINE) { (line) } }
            }
            g transform=(format!("translate(0,{top})")) { (drawing.head()) }
            g transform=(format!("translate(0,{})", top + HEAD)) { (drawing.body()) }
            g transform=(format!("translate(0,{bottom})")) { (legend) }
        }
    };
    image.into_string()
}

/// The legend as rows of that width, what is left out below it, and how high they are.
fn legend(picture: &Picture, width: f64) -> (Markup, f64) {
    let kinds = words::KINDS
        .map(|kind| (legend::arrow(kind, Fate::Arrived(picture.end)), words::about(kind)));
    let marks: Vec<_> = kinds.into_iter().chain(legend::marks()).collect();
    let across = ((width - 24.0) / ITEM).max(1.0) as usize;
    let place = |at: usize| {
        let (x, y) = (at % across, at / across);
        format!("translate({},{})", 12.0 + ITEM * x as f64, 8.0 + ROW * y as f64)
    };
    let lines = marks.len().div_ceil(across);
    let below = |at: usize| 22.0 + ROW * (lines + at) as f64;
    let rows = html! {
        g.legend {
            @for (at, (mark, meaning)) in marks.iter().enumerate() {
                g transform=(place(at)) { (mark) text x="38" y="11" { (meaning) } }
            }
            @for (at, sentence) in picture.left_out.iter().enumerate() {
                text.notice x="12" y=(below(at)) { (sentence) }
            }
        }
    };
    (rows, tenths(below(picture.left_out.len())))
}

/// The width of an entry.
const ITEM: f64 = 194.0;
/// The height of an entry.
const ROW: f64 = 20.0;
/// The width of a drawing by itself: what a page of documentation has.
const DOCUMENT_WIDTH: f64 = 800.0;
/// How wide a letter of the story is, more or less, and how high a line.
const LETTER: f64 = 9.6;
const LINE: f64 = 22.0;
