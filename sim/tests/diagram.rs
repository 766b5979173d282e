//! Traces become pictures that are whole, safe and quick to open.

#[path = "diagram/browser.rs"]
mod browser;
#[path = "diagram/clocks.rs"]
mod clocks;
#[path = "diagram/opened.rs"]
mod opened;
#[path = "diagram/traces.rs"]
mod traces;

use std::collections::BTreeMap;
use std::time::Duration;

use roxmltree::{Document, Node};
use sim::diagram;
use sim::trace::{Entry, FrameKind, Trace, What};

use traces::Telling;

#[test]
fn every_frame_is_an_arrow_that_ends_as_the_frame_did() {
    let svg = diagram::svg(&traces::three());
    let counts = counts(&svg, "arrow ");
    let expected = [
        ("arrow exit arrived", 1),
        ("arrow greeting arrived", 10),
        ("arrow ping arrived", 6),
        ("arrow ping lost", 1),
        ("arrow received arrived", 2),
        ("arrow text arrived", 2),
        ("arrow text lost", 1),
        ("arrow text underway", 1),
    ];
    // The legend has one of each kind, and one that is lost and one that is under way.
    let in_legend = [
        "arrow exit arrived",
        "arrow greeting arrived",
        "arrow ping arrived",
        "arrow received arrived",
        "arrow text arrived",
        "arrow text lost",
        "arrow text underway",
    ];
    let expected = expected
        .map(|(class, count)| (class.to_owned(), count + usize::from(in_legend.contains(&class))));
    assert_eq!(counts, BTreeMap::from(expected));
}

#[test]
fn what_people_believe_is_drawn_before_what_is_so() {
    let svg = diagram::svg(&traces::three());
    let document = Document::parse(&svg).unwrap();
    let titles = document.descendants().filter(|node| node.has_tag_name("title"));
    let titles: Vec<&str> = titles.filter_map(|title| title.text()).collect();
    let of_bob =
        |title: &&&str| title.starts_with("alice shows bob") || title.starts_with("from bob");
    let of_bob: Vec<&&str> = titles.iter().filter(of_bob).collect();
    let expected = [
        // Nothing of Bob arrives at Alice, who notices after twenty seconds.
        "from bob: cut, 0:20.000 to 1:10.000",
        "alice shows bob: online, 0:00.068 to 0:40.100",
        "alice shows bob: quiet, 0:40.100 to 0:55.100",
        "alice shows bob: away, 0:55.100 to 1:10.900",
        "alice shows bob: dialing, 1:10.900 to 1:10.981",
        "alice shows bob: online, 1:10.981 to 1:40.000",
        // The other way of the same cut, on the lane of Carol only one way.
        "from bob: cut, 1:30.000 to 1:40.000",
    ];
    assert_eq!(of_bob, expected.iter().collect::<Vec<_>>());
}

#[test]
fn who_does_not_run_has_no_lane_and_no_list() {
    let svg = diagram::svg(&traces::three());
    let document = Document::parse(&svg).unwrap();
    let lane = |who: &str| {
        let is_lane = |node: &Node<'_, '_>| node.attribute("data-lane") == Some(who);
        document
            .descendants()
            .filter(is_lane)
            .flat_map(|lane| lane.descendants())
            .collect::<Vec<_>>()
    };
    let count = |who: &str, class: &str| {
        lane(who).iter().filter(|node| node.attribute("class") == Some(class)).count()
    };
    // Alice runs all the time, Bob leaves, Carol loses her power and comes back.
    let lives = ["0", "1", "2"].map(|who| (count(who, "up"), count(who, "down")));
    assert_eq!(lives, [(1, 0), (1, 1), (2, 1)]);
    let ends = [count("1", "note left"), count("2", "note killed"), count("2", "note booted")];
    assert_eq!(ends, [1, 1, 2]);
    // Her list is gone with her power, though nobody said so.
    let carol: Vec<_> =
        lane("2").iter().filter_map(|node| node.text()).map(str::to_owned).collect();
    let before = "carol shows alice: online, 0:00.128 to 0:48.000";
    assert!(carol.iter().any(|title| title == before), "{carol:#?}");
}

#[test]
fn no_name_and_no_text_is_anything_but_text() {
    let trace = traces::hostile();
    let svg = diagram::svg(&trace);
    let document = Document::parse(&svg).unwrap();
    let elements =
        document.descendants().filter(Node::is_element).map(|node| node.tag_name().name());
    assert!(elements.into_iter().all(|name| !["script", "img", "image", "a"].contains(&name)));
    let is_harmless =
        |node: Node<'_, '_>| node.attributes().all(|each| !each.name().starts_with("on"));
    assert!(document.descendants().all(is_harmless));
    let shown: Vec<&str> = document.descendants().filter_map(|node| node.text()).collect();
    for name in
        ["</script><script>alert(1)</scrip", "__proto__", "a bc␀␛[2J", "</style></svg>&amp;<!--"]
    {
        assert!(shown.contains(&name), "{name} is not shown");
    }

    let html = diagram::html(&trace);
    // The two scripts of the page, and nothing that could be loaded.
    let counts =
        ["<script", "</script", "<img", "://", "\u{0}"].map(|bad| html.matches(bad).count());
    assert_eq!(counts, [2, 2, 0, 0, 0]);
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn milliseconds_have_room_and_an_hour_has_little_more() {
    let mut telling = Telling::new("An hour", &["alice", "bob"]);
    telling.frame(1_000, 50, (0, 1), FrameKind::Text, "before");
    telling.frame(3_601_000, 50, (1, 0), FrameKind::Text, "after");
    let svg = diagram::svg(&telling.end(3_602_000));
    let arrows = arrows(&svg);
    let [before, after] = arrows[..] else { panic!("two arrows, not {arrows:?}") };
    assert!(before.1 - before.0 > 10.0, "a frame has no slope: {before:?}");
    assert!(after.0 - before.1 < 100.0, "the hour is not folded: {before:?} {after:?}");
    assert!(svg.contains(">59 min 59 s<"));
}

#[test]
fn later_is_never_above_and_no_label_is_on_another() {
    let svg = diagram::svg(&traces::crowd(6, 3, 60));
    let arrows = arrows(&svg);
    assert!(arrows.len() > 100);
    assert!(arrows.iter().all(|(sent, end)| sent <= end));
    assert!(arrows.is_sorted_by(|a, b| a.0 <= b.0));
    let document = Document::parse(&svg).unwrap();
    let lanes = document.descendants().filter(|node| node.attribute("data-lane").is_some());
    for lane in lanes {
        let rows: Vec<f64> = lane.children().filter_map(label).collect();
        assert!(rows.is_sorted_by(|a, b| a + 13.9 <= *b), "labels overlap: {rows:?}");
    }
}

#[test]
fn a_picture_that_is_full_says_what_it_leaves_out() {
    let names: Vec<String> = (0..50).map(|who| format!("peer-{who}")).collect();
    let sent = |number: u64| Entry {
        at: Duration::from_secs(number),
        what: What::Sent {
            frame: number,
            from: 0,
            to: 1,
            kind: if number.is_multiple_of(2) { FrameKind::Text } else { FrameKind::Ping },
            says: "again".into(),
        },
    };
    let end = Duration::from_secs(100_000);
    let trace = |frames| Trace {
        story: "Too much".into(),
        names: names.clone(),
        entries: (0..frames).map(sent).collect(),
        end,
    };
    let sentences = [
        "The first 40 of 50 peers are drawn, and no others.",
        "Pings and their answers are not drawn: there are more than 20000 frames.",
        "The picture is full and ends at 11:06:40.000; it really went on until 27:46:40.000.",
    ];
    let said = |html: &str| sentences.map(|sentence| html.contains(sentence));
    assert_eq!(said(&diagram::html(&trace(20_000))), [true, false, false]);
    assert_eq!(said(&diagram::html(&trace(30_000))), [true, true, false]);
    let full = diagram::html(&trace(50_000));
    assert_eq!(said(&full), [true, true, true]);
    assert_eq!(full.matches("class=\"arrow text underway\"").count(), 20_000 + 1);
}

#[test]
fn an_empty_trace_is_an_empty_picture() {
    let trace = Trace::default();
    assert_eq!(arrows(&diagram::svg(&trace)), []);
    assert!(diagram::html(&trace).contains("<g class=\"arrows\"></g>"));
    assert_eq!(diagram::shiviz(&trace), "(?<host>\\S*) (?<clock>{.*})\\n(?<event>.*)\n\n");
}

/// Elements by their classes, of those classes that begin so.
fn counts(svg: &str, prefix: &str) -> BTreeMap<String, usize> {
    let document = Document::parse(svg).unwrap();
    let mut counts = BTreeMap::new();
    for class in document.descendants().filter_map(|node| node.attribute("class")) {
        if class.starts_with(prefix) {
            *counts.entry(class.to_owned()).or_default() += 1;
        }
    }
    counts
}

/// From where to where arrows go downward, in their order.
fn arrows(svg: &str) -> Vec<(f64, f64)> {
    let document = Document::parse(svg).unwrap();
    let is_arrows = |node: &Node<'_, '_>| node.attribute("class") == Some("arrows");
    let group = document.descendants().find(is_arrows).unwrap();
    let y = |line: Node<'_, '_>, name| line.attribute(name).unwrap().parse().unwrap();
    group.children().map(|line| (y(line, "y1"), y(line, "y2"))).collect()
}

/// Where the label of a note is, downward.
fn label(note: Node<'_, '_>) -> Option<f64> {
    let text = note.children().find(|child| child.has_tag_name("text"))?;
    let shift = note.attribute("transform")?.strip_prefix("translate(0,")?.strip_suffix(')')?;
    let (shift, y): (f64, f64) = (shift.parse().ok()?, text.attribute("y")?.parse().ok()?);
    Some(shift + y)
}
