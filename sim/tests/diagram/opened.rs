//! The page in a real browser, where there is one.

use std::path::Path;

use sim::diagram;

use crate::browser::{self, Opened};
use crate::traces;

#[test]
fn a_page_opens_without_a_complaint_and_has_everything() {
    with_browser(|browser| {
        let page = open(browser, &diagram::html(&traces::three()), "");
        assert_eq!(page.complaints, [""; 0]);
        assert!(page.dom.contains(">24 of 24 frames shown</output>"), "{}", page.dom);
        assert_eq!(shown(&page.dom, "arrow"), 24);
        assert_eq!(lanes(&page.dom), ["alice", "bob", "carol"]);
    });
}

#[test]
fn kinds_and_peers_that_are_left_out_are_gone_and_the_others_close_up() {
    with_browser(|browser| {
        let html = diagram::html(&traces::three());
        let whole = open(browser, &html, "").dom;
        let without_pings = open(browser, &html, "hide=ping").dom;
        assert!(without_pings.contains(">17 of 24 frames shown</output>"));
        assert_eq!(shown(&without_pings, "arrow"), 17);
        let without_bob = open(browser, &html, "hide=ping,1").dom;
        // Alice and Carol only greeted each other.
        assert!(without_bob.contains(">2 of 24 frames shown</output>"));
        assert_eq!(shown(&without_bob, "arrow"), 2);
        assert_eq!(lanes(&without_bob), ["alice", "carol"]);
        // Carol's lane is now where Bob's was.
        assert_eq!(place(&without_bob, 2), place(&whole, 1));
    });
}

#[test]
fn dark_has_other_colours() {
    with_browser(|browser| {
        let html = diagram::html(&traces::three());
        let paper = |view: &str| {
            let dom = open(browser, &html, view).dom;
            let (_, rest) = dom.split_once("name=\"theme-color\" content=\"").unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        assert_eq!(paper("theme=light"), "rgb(255, 255, 255)");
        assert_eq!(paper("theme=dark"), "rgb(21, 24, 28)");
    });
}

#[test]
fn hostile_texts_do_nothing_in_a_browser() {
    with_browser(|browser| {
        let page = open(browser, &diagram::html(&traces::hostile()), "");
        assert_eq!(page.complaints, [""; 0]);
        assert!(page.dom.contains(">6 of 6 frames shown</output>"), "{}", page.dom);
        assert!(!page.dom.contains("<img"));
        assert_eq!(page.dom.matches("<script").count(), 2);
    });
}

#[test]
fn a_view_that_makes_no_sense_is_no_view() {
    with_browser(|browser| {
        let html = diagram::html(&traces::three());
        let page = open(browser, &html, "hide=99,%ff&zoom=<b>&theme=red;x:y");
        assert_eq!(page.complaints, [""; 0]);
        assert!(page.dom.contains(">24 of 24 frames shown</output>"));
    });
}

#[test]
fn twenty_people_who_talk_a_lot_are_still_a_page() {
    with_browser(|browser| {
        let trace = traces::crowd(20, 5, 3_000);
        let page = open(browser, &diagram::html(&trace), "");
        assert_eq!(page.complaints, [""; 0]);
        assert_eq!(lanes(&page.dom).len(), 20);
        let greeted_said_received = page.dom.matches("class=\"arrow greeting").count()
            + page.dom.matches("class=\"arrow text").count()
            + page.dom.matches("class=\"arrow received").count();
        // The pings are there and hidden; the legend has five arrows more.
        assert_eq!(shown(&page.dom, "arrow") + 5, greeted_said_received);
    });
}

/// Only where there is a browser; one that is named has to be there.
fn with_browser(test: impl Fn(&Path)) {
    match browser::browser() {
        Some(browser) => test(&browser),
        None => eprintln!(
            "not tested: there is no browser. Install chromium, or name one in CHINWAG_BROWSER."
        ),
    }
}

fn open(browser: &Path, html: &str, view: &str) -> Opened {
    browser::open(browser, html, view)
}

/// How many elements of that class are to be seen in the drawing.
fn shown(dom: &str, class: &str) -> usize {
    let (_, body) = dom.split_once("<g class=\"arrows\">").unwrap();
    let (arrows, _) = body.split_once("</g>").unwrap();
    let all = arrows.matches(&format!("class=\"{class} ")).count();
    let classes = arrows.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
    all - classes.filter(|classes| classes.ends_with(" off")).count()
}

/// The names above the lanes that are to be seen.
fn lanes(dom: &str) -> Vec<String> {
    let (_, head) = dom.split_once("<div class=\"head\">").unwrap();
    let (head, _) = head.split_once("</div>").unwrap();
    let lanes = head.split("<g class=\"lane").skip(1).filter(|lane| !lane.starts_with(" off"));
    let name = |lane: &str| {
        let (_, rest) = lane.split_once("<title>").unwrap();
        rest.split("</title>").next().unwrap().to_owned()
    };
    lanes.map(name).collect()
}

/// Where a lane is.
fn place(dom: &str, who: usize) -> String {
    let (_, rest) = dom.split_once(&format!("data-lane=\"{who}\" transform=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}
