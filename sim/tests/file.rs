//! Scenario files: what a person writes is understood or complained about, and what a program
//! writes reads as if a person had.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use sim::scenario::{
    Act, Between, Bounds, DiskAct, Expectation, Latency, Links, Peer, Scenario, Step,
};

#[test]
fn a_file_is_understood_as_it_reads() {
    let text = r#"
        story = "Bob is cut off."
        seed = 0x10

        [peers] # headers do as well, below the steps or without them
        alice = { dials = "everyone" }
        bob = { late = true }
        "p8..p10" = { dials = ["alice", "p9..p9"] }
    "#;
    let flaw = Scenario::parse(text, "x.toml").expect_err("p9 dials itself");
    assert_eq!(flaw.to_string(), "x.toml:8:41: nobody is their own peer: name others");

    let scenario = Scenario::parse(&text.replace("p9..p9", "bob"), "x.toml").expect("it reads");
    let peer = |name: &str, dials: &[usize], is_late| Peer {
        name: name.to_owned(),
        dials: dials.to_owned(),
        is_late,
    };
    let expected = Scenario {
        story: "Bob is cut off.".to_owned(),
        seed: 16,
        peers: vec![
            peer("alice", &[1, 2, 3, 4], false),
            peer("bob", &[], true),
            peer("p8", &[0, 1], false),
            peer("p9", &[0, 1], false),
            peer("p10", &[0, 1], false),
        ],
        ..Scenario::default()
    };
    assert_eq!(scenario, expected);
}

#[test]
fn times_are_read_in_any_words_and_written_in_the_shortest() {
    let cases = [
        ("70 seconds", "70s"),
        ("1m 10s", "70s"),
        ("1 min, 10.5 sec", "70.5s"),
        ("00:01:10", "70s"),
        ("0.25s", "250ms"),
        ("1500us", "1.5ms"),
        ("10 minutes", "10m"),
        ("90m", "1h 30m"),
        ("48 hours", "2d"),
        ("1 week", "7d"),
        ("6d 23h 59m 59.000001s", "6d 23h 59m 59.000001s"),
        ("29.6062759s", "29.606275s"), // no world's clock shows more
        ("0 minutes", "0s"),
    ];
    for (read, written) in cases {
        let file = format!("peers.a = {{}}\nsteps = [{{ at = \"{read}\", checkpoint = \"c\" }}]\n");
        let scenario = Scenario::parse(&file, "x.toml").expect("a time");
        let expected = format!(
            "peers.a = {{}}\n\nsteps = [\n    {{ at = \"{written}\", checkpoint = \"c\" }},\n]\n"
        );
        assert_eq!(scenario.to_toml(), expected);
    }
}

/// Texts, each followed by what is said about it.
const BAD_FILES: &str = include_str!("file/files.txt");
/// The same of steps, with these people before them.
const BAD_STEPS: &str = include_str!("file/steps.txt");
const PEOPLE: &str = r#"
peers.alice = { dials = "bob" }
peers.bob = {}
peers.carol = { late = true }
"#;

#[test]
fn a_bad_file_is_told_with_its_place_and_the_next_step() {
    assert_eq!(with_complaints(BAD_FILES, str::to_owned), BAD_FILES);
}

#[test]
fn a_bad_step_is_told_with_its_place_and_the_next_step() {
    let file = |steps: &str| format!("steps = [\n{steps}]\n{PEOPLE}");
    assert_eq!(with_complaints(BAD_STEPS, file), BAD_STEPS);
}

/// The same table, with what is said now.
fn with_complaints(table: &str, file: impl Fn(&str) -> String) -> String {
    let (mut told, mut text) = (String::new(), String::new());
    for line in table.lines() {
        if line.starts_with(MARK) {
            let flaw = Scenario::parse(&file(&text), "x.toml").expect_err("it is bad");
            told.push_str(&format!("{text}{MARK}{flaw}\n"));
            text.clear();
        } else if line.is_empty() && text.is_empty() {
            told.push('\n');
        } else {
            text.push_str(&format!("{line}\n"));
        }
    }
    told
}

const MARK: &str = "--> ";

#[test]
fn a_file_that_is_not_there_or_has_no_end_is_told() {
    let flaw = Scenario::read(Path::new("no/such.toml")).expect_err("there is none");
    assert_eq!(
        flaw.to_string(),
        "no/such.toml: it cannot be read: No such file or directory (os error 2)"
    );
    let flaw = Scenario::read(Path::new("/dev/zero")).expect_err("it has no end");
    assert_eq!(
        flaw.to_string(),
        "/dev/zero: it is longer than 1048576 bytes: no evening has so much in it"
    );
}

#[test]
fn every_shipped_scenario_can_be_played_and_is_written_as_we_write_them() {
    let mut shipped = 0;
    for path in scenarios() {
        let name = path.display();
        let scenario = Scenario::read(&path).unwrap_or_else(|flaw| panic!("{flaw}"));
        let sentences = scenario.story.matches(['.', '?', '!']).count();
        assert!((1..=3).contains(&sentences), "{name}: {}", scenario.story);
        assert!(scenario.story.ends_with(['.', '?', '!']), "{name}: {}", scenario.story);
        let is_checked = |act: &Act| matches!(act, Act::Settle | Act::Expect(_));
        let last = scenario.steps.last().map(|step| &step.act);
        assert!(last.is_some_and(is_checked), "{name} ends without a question");
        assert_eq!(
            scenario.to_toml(),
            fs::read_to_string(&path).expect("it can be read"),
            "{name}"
        );
        shipped += 1;
    }
    assert!(shipped >= 14, "{shipped}");
}

fn scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = fs::read_dir(folder).expect("scenarios are shipped");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

#[test]
fn what_chance_draws_is_written_and_read_as_the_same() {
    for seed in 0..300 {
        let drawn = Scenario::drawn(seed, Bounds::default());
        let text = drawn.to_toml();
        let read = Scenario::parse(&text, "x.toml").unwrap_or_else(|flaw| panic!("{flaw}\n{text}"));
        assert_eq!(read, drawn, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_as_the_same(scenario in scenario()) {
        let text = scenario.to_toml();
        match Scenario::parse(&text, "x.toml") {
            Ok(read) => prop_assert_eq!(read, scenario),
            Err(flaw) => prop_assert!(false, "{}\n{}", flaw, text),
        }
    }
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let names = ["alice", "bob", "carol", "x1", "p1", "p2", "p3", "p9", "p10", "p007", "x-2"];
    let peers =
        subsequence(names.to_vec(), 2..=names.len()).prop_shuffle().prop_flat_map(|names| {
            let all: Vec<usize> = (0..names.len()).collect();
            let one = |(who, name): (usize, &str)| {
                let name = name.to_owned();
                let others: Vec<usize> =
                    all.iter().copied().filter(|other| *other != who).collect();
                let dials = prop_oneof![Just(others.clone()), people(others)];
                (Just(name), dials, any::<bool>()).prop_map(|(name, dials, is_late)| Peer {
                    name,
                    dials,
                    is_late,
                })
            };
            names.into_iter().enumerate().map(one).collect::<Vec<_>>()
        });
    let links = (latency(), proptest::option::of(span(1_000_000)), any::<bool>()).prop_map(
        |(latency, lasts, is_chopped)| {
            let lasts = lasts.map(|lasts| lasts + Duration::from_secs(1));
            Links { latency, lasts, is_chopped }
        },
    );
    (text(), any::<u64>(), peers, links, latency()).prop_flat_map(
        |(story, seed, peers, links, commits)| {
            let steps = proptest::collection::vec((span(600_000), act(peers.len())), 0..30);
            steps.prop_map(move |steps| {
                let (story, peers, links) = (story.clone(), peers.clone(), links.clone());
                let steps = steps.into_iter().map(|(at, act)| Step { at, act }).collect();
                Scenario { story, seed, peers, links, commits, steps }.possible()
            })
        },
    )
}

fn act(people_count: usize) -> impl Strategy<Value = Act> {
    let all = Vec::from_iter(0..people_count);
    let who = || select(all.clone());
    let some = || people(all.clone());
    let pair = || (who(), who());
    prop_oneof![
        some().prop_map(Act::Boot),
        some().prop_map(Act::Stop),
        some().prop_map(Act::Kill),
        some().prop_map(Act::Connect),
        some().prop_map(Act::Exit),
        (pair(), text(), 1..4_u32).prop_map(|((from, to), text, times)| Act::Say {
            from,
            to,
            text,
            times
        }),
        pair().prop_map(|(from, to)| Act::TakeBack { from, to }),
        pair().prop_map(|(from, to)| Act::Part { from, to }),
        pair().prop_map(|(from, to)| Act::ConnectTo { from, to }),
        pair().prop_map(|(by, of)| Act::Block { by, of }),
        pair().prop_map(|(by, of)| Act::Unblock { by, of }),
        pair().prop_map(|(from, to)| Act::CutOneWay { from, to }),
        (who(), text()).prop_map(|(who, name)| Act::Rename { who, name }),
        between(people_count).prop_map(Act::Cut),
        between(people_count).prop_map(Act::Stall),
        between(people_count).prop_map(Act::Heal),
        between(people_count).prop_map(Act::Reset),
        (between(people_count), latency()).prop_map(|(between, slow)| Act::Slow(between, slow)),
        (who(), span(u64::from(u32::MAX)), any::<bool>())
            .prop_map(|(who, by, is_back)| Act::Jump { who, by, is_back }),
        (some(), disk_act()).prop_map(|(who, act)| Act::Disk(who, act)),
        text().prop_map(Act::Checkpoint),
        (who(), some())
            .prop_map(|(who, others)| Expectation::Sees { who, others })
            .prop_map(Act::Expect),
        (pair(), text(), 0..4_u32)
            .prop_map(|((who, from), text, times)| Expectation::Hears { who, text, from, times })
            .prop_map(Act::Expect),
        (pair(), any::<u64>())
            .prop_map(|((who, by), count)| Expectation::Received { who, by, count })
            .prop_map(Act::Expect),
        (who(), proptest::collection::vec(text(), 0..3))
            .prop_map(|(who, rows)| Expectation::Lists { who, rows })
            .prop_map(Act::Expect),
        Just(Act::Settle),
    ]
}

fn disk_act() -> impl Strategy<Value = DiskAct> {
    use DiskAct::{BackUp, Fail, Fill, Mend, Restore, Wipe};
    select(vec![Fill, Fail, Mend, BackUp, Restore, Wipe])
}

/// Some of these, in any order.
fn people(all: Vec<usize>) -> impl Strategy<Value = Vec<usize>> {
    let count = all.len();
    prop_oneof![Just(all.clone()), subsequence(all, 0..=count).prop_shuffle()]
}

fn between(people_count: usize) -> impl Strategy<Value = Between> {
    let all = Vec::from_iter(0..people_count);
    let groups = people(all)
        .prop_flat_map(|who| (Just(who.clone()), proptest::collection::vec(0..3_usize, who.len())));
    let groups = groups.prop_map(|(who, places)| {
        let mut groups = vec![Vec::new(); 3];
        who.into_iter().zip(places).for_each(|(who, place)| groups[place].push(who));
        groups.retain(|group| !group.is_empty());
        Between(groups)
    });
    prop_oneof![Just(Between::all(people_count)), groups]
}

/// Up to so many milliseconds, often in whole ones or whole seconds.
fn span(millis_max: u64) -> impl Strategy<Value = Duration> {
    let millis = (0..=millis_max).prop_map(Duration::from_millis);
    let micros = (0..1_000_u64).prop_map(Duration::from_micros);
    prop_oneof![
        millis.clone().prop_map(|millis| Duration::from_secs(millis.as_secs())),
        millis.clone(),
        (millis, micros).prop_map(|(millis, micros)| millis + micros),
    ]
}

fn latency() -> impl Strategy<Value = Latency> {
    (span(10_000), span(10_000)).prop_map(|(a, b)| Latency { least: a.min(b), most: a.max(b) })
}

/// Anything that can be typed, and some that cannot.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,8}", ".{0,12}", "[\"'\\\\\n\t\u{0}\u{7f} ]{0,6}"]
}
