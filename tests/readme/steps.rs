//! What each command of the page does, in the story that the page tells from its top.

use std::fs;
use std::path::Path;

use chinwag::failure::Status;
use sim::replay::{Asked, command as replay};

use crate::chat::Chat;
use crate::house::House;
use crate::run::Ran;
use crate::terminal::Terminal;

/// Runs a command, as it stands there, and looks at what came of it.
type Step = fn(&mut House, &str);

pub(crate) const STEPS: &[(&str, Step)] = &[
    ("chinwag demo", demo),
    ("chinwag --name alice --port 7001 --listen 127.0.0.1", alice_starts),
    ("chinwag --name bob --port 7002 --listen 127.0.0.1 --peer 127.0.0.1:7001", bob_starts),
    ("chinwag id", id),
    ("chinwag --menu", menu),
    (r"printf '1\n127.0.0.1\n7001\nhello\n0\n' | chinwag --name bob --port 7002", script),
    (r#"chinwag send alice "the build is through""#, send),
    ("make 2>&1 | chinwag send alice", make),
    (r#"chinwag ask alice "deploy?" --timeout 60s && ./deploy"#, ask),
    ("chinwag listen --from alice --count 1", listen),
    ("chinwag listen --json | jq .type", listen_json),
    ("chinwag --help", help),
    ("chinwag forget host:port", forget),
    ("chinwag config show", config),
    ("chinwag doctor", doctor),
    ("chinwag doctor alice", doctor_alice),
    ("chinwag completions SHELL", completions),
    ("chinwag man", man),
    ("chinwag history alice", history),
    ("chinwag history --since yesterday", history),
    (r#"chinwag history --search "tea friday""#, search),
    ("chinwag export --to all.jsonl", export),
    ("chinwag export --help", export_help),
    ("chinwag --name bob --record evening.cbor", record),
    ("cargo sim replay evening.cbor --from 12:30:05 --count 50", replay_stretch),
];

/// Those that are not run here, and who runs them.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    ("git clone <this repository> chinwag && cd chinwag", "who reads this has done so"),
    ("cargo build --release", "the first thing after a clone; takes minutes"),
    ("cargo install --path .", "the same build, and a copy into the home of who runs this"),
    ("cargo run --release", "the same build, and the questions of tests/terminal.rs"),
    ("cargo test --workspace", "runs this test"),
    ("CHINWAG_ROUNDS=10000 cargo test --test torture", "tests/torture.rs, for hours"),
    ("cargo doc --open", ".ci/run builds the pages; a browser opens them"),
    ("cargo doc -p sim --open", ".ci/run builds the pages; a browser opens them"),
    ("cargo bench", "takes minutes; clippy of .ci/run compiles it"),
    ("chinwag --record", "names the option; `chinwag --name bob --record evening.cbor` is run"),
    ("cargo sim draw sim/scenarios/half-open.toml -o half-open.html", "sim/tests/readme.rs"),
    ("cargo sim run FILE", "sim/tests/readme.rs"),
    ("cargo sim run --seed N", "sim/tests/readme.rs"),
    ("cargo sim explore --seeds 100000", "sim/tests/readme.rs"),
    ("cargo sim shrink FILE", "sim/tests/readme.rs"),
    ("cargo sim replay RECORDING", "`cargo sim replay evening.cbor …` is run here"),
    ("cargo sim draw FILE -o out.html", "sim/tests/readme.rs"),
    ("cargo sim check", "sim/tests/check.rs, which asks the quicker half of the questions"),
    ("cargo sim bench", "takes minutes, and nothing but figures come of it"),
];

fn demo(house: &mut House, line: &str) {
    let mut chat = Chat::start(house.shell(line));
    chat.hears("\"ada (demo)\": Hello!");
    chat.says("0");
    let ended = chat.ended();
    assert_eq!(ended.status, 0, "{ended:?}");
    assert!(!house.path(".local").exists(), "something is kept");
}

fn alice_starts(house: &mut House, line: &str) {
    house.alice = Some(Chat::start(house.shell(line)));
}

fn bob_starts(house: &mut House, line: &str) {
    let bob = house.bob_starts(line);
    bob.says("1\nalice\nhello");
    bob.hears("✓ received by \"alice\": hello");
    // What the page then says: he leaves, she writes to him all the same, he starts again.
    house.bob_leaves();
    house.alice().says("1\nbob\nare you there?");
    house.alice().hears("… 1 to \"bob\" queued");
    house.bob().hears("\"alice\": are you there?");
    house.alice().hears("✓ received by \"bob\": are you there?");
}

fn id(house: &mut House, line: &str) {
    let (ran, [_, bob]) = (house.types(line), house.addresses());
    let lines: Vec<&str> = ran.out.lines().collect();
    let [key, words, address] = lines[..] else { panic!("{ran:?}") };
    let key = key.strip_prefix("key      ").unwrap();
    assert_eq!(words.split_whitespace().count(), 1 + 8);
    assert_eq!((address, ran.status), (&*format!("address  chinwag:{key}@{bob}"), 0));
}

fn menu(house: &mut House, line: &str) {
    house.bob_leaves();
    let mut terminal = Terminal::start(&house.shell(line));
    terminal.shows("Your name [bob]:");
    terminal.types("\r");
    terminal.shows(&format!("Port [{}]:", port_of(&house.addresses()[1])));
    terminal.types("\r");
    // There is nothing to take back, and so no 5.
    for choice in ["  4  Show", "  6  Give", "  7  Export", "  0  Exit", "Enter for more >"] {
        terminal.shows(choice);
    }
    terminal.types("0\r");
    assert_eq!(terminal.status(), 0);
}

fn script(house: &mut House, line: &str) {
    let ran = house.types(line);
    assert!(ran.out.contains("✓ received by \"alice\": hello\n"), "{ran:?}");
    assert_eq!((ran.status, &*ran.told), (0, ""), "{ran:?}");
    house.alice().hears("\"bob\": hello\n");
    house.alice().hears("* \"bob\" left\n");
}

fn send(house: &mut House, line: &str) {
    // In a short chat of its own, then through the one that runs.
    assert_eq!(house.types(line), Ran::silent(0));
    house.alice().hears("\"bob\": the build is through\n* \"bob\" left\n");
    house.bob();
    assert_eq!(house.types(line), Ran::silent(0));
    house.alice().hears("\"bob\": the build is through\n");
}

fn make(house: &mut House, line: &str) {
    assert_eq!(house.types(line), Ran::silent(0));
    house.alice().hears("\"bob\": cc -c main.c\n      main.c:1: error\n");
}

fn ask(house: &mut House, line: &str) {
    for (answer, status, out) in [("no", 8, "no\n"), ("yes", 0, "yes\ndeployed\n")] {
        let asking = house.launches(line);
        house.alice().hears("\"bob\": deploy?\n");
        house.alice().says(&format!("1\nbob\n{answer}"));
        let ended = asking.ended();
        assert_eq!((ended.status, &*ended.out), (status, out));
    }
}

fn listen(house: &mut House, line: &str) {
    let mut listening = house.launches(line);
    listening.hears("Listening through the chat of bob; Ctrl-C ends it.\n");
    house.alice().says("1\nbob\ntea on friday?");
    listening.hears(" \"alice\": tea on friday?\n");
    assert_eq!(listening.ended().status, 0);
}

fn listen_json(house: &mut House, line: &str) {
    let mut listening = house.launches(line);
    listening.hears("\"hello\"\n");
    house.alice().says("1\nbob\nand cake");
    listening.hears("\"message\"\n");
    house.bob_leaves();
    assert_eq!(listening.ended().status, 0);
}

fn help(house: &mut House, line: &str) {
    let ran = house.types(line);
    for status in Status::ALL {
        assert!(ran.out.contains(&format!("\n  {}  {status}\n", status.code())), "{ran:?}");
    }
    assert_eq!((ran.status, &*ran.told), (0, ""));
}

fn forget(house: &mut House, line: &str) {
    let ran = house.types(&line.replace("host:port", "127.0.0.1:7001"));
    assert_eq!(ran.status, 0, "{ran:?}");
    // Whoever answers there is remembered anew.
    house.bob();
}

fn config(house: &mut House, line: &str) {
    let ran = house.types(line);
    let file = house.path(".config/chinwag/config.toml");
    let shown = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let listen = format!("listen 127.0.0.1 {}:1", file.display());
    assert!(ran.out.lines().any(|line| shown(line).join(" ") == listen), "{ran:?}");
    assert_eq!((ran.status, &*ran.told), (0, ""));
}

fn doctor(house: &mut House, line: &str) {
    let (ran, [_, bob]) = (house.types(line), house.addresses());
    let data = house.path(".local/share/chinwag/bob");
    let data = format!("✓ the data folder {} is closed to others\n", data.display());
    let port = format!("✓ your chat listens on port {}, and answers\n", port_of(&bob));
    assert!(ran.out.contains(&data) && ran.out.contains(&port), "{ran:?}");
    assert_eq!((ran.status, ran.out.contains('✗')), (0, false), "{ran:?}");
}

fn doctor_alice(house: &mut House, line: &str) {
    let (ran, [alice, _]) = (house.types(line), house.addresses());
    let answers = format!("✓ {alice}: \"alice\" answers by protocol 1, ");
    assert!(ran.out.starts_with(&answers) && ran.out.contains("with the key"), "{ran:?}");
    assert_eq!(ran.status, 0, "{ran:?}");
}

fn completions(house: &mut House, line: &str) {
    for shell in ["bash", "zsh", "fish"] {
        let ran = house.types(&line.replace("SHELL", shell));
        assert!(ran.out.contains("doctor"), "{ran:?}");
        assert_eq!((ran.status, &*ran.told), (0, ""));
    }
}

fn man(house: &mut House, line: &str) {
    let ran = house.types(line);
    assert!(ran.out.contains("\n.SH \"EXIT STATUS\"\n"), "{ran:?}");
    assert_eq!((ran.status, &*ran.told), (0, ""));
}

fn history(house: &mut House, line: &str) {
    let ran = house.types(line);
    for said in ["hello", "are you there?", "the build is through", "deploy?", "tea on friday?"] {
        assert!(ran.out.contains(said), "no {said} in {ran:?}");
    }
    assert_eq!((ran.status, &*ran.told), (0, ""));
}

fn search(house: &mut House, line: &str) {
    let ran = house.types(line);
    let found: Vec<&str> = ran.out.lines().filter(|line| !line.starts_with("── ")).collect();
    assert!(matches!(found[..], [one] if one.ends_with(": tea on friday?")), "{ran:?}");
    assert_eq!((ran.status, &*ran.told), (0, ""));
}

fn export(house: &mut House, line: &str) {
    let ran = house.types(line);
    let written = fs::read_to_string(house.path("here/all.jsonl")).unwrap();
    let object = |line| serde_json::from_str::<serde_json::Value>(line).unwrap();
    let texts: Vec<_> = written.lines().map(|line| object(line)["text"].clone()).collect();
    assert_eq!((&texts[0], texts.last()), (&"hello".into(), Some(&"and cake".into())));
    let told = format!("{} messages written to all.jsonl\n", texts.len());
    assert_eq!(ran, Ran { status: 0, out: String::new(), told });
}

fn export_help(house: &mut House, line: &str) {
    let ran = house.types(line);
    assert!(ran.out.contains("`clock_off`") && ran.out.contains("text."), "{ran:?}");
    assert_eq!((ran.status, &*ran.told), (0, ""));
}

fn record(house: &mut House, line: &str) {
    house.bob_leaves();
    let mut recorded = Chat::start(house.shell(line));
    recorded.says("1\nalice\ngood night\n0");
    let ended = recorded.ended();
    assert!(ended.out.contains("✓ received by \"alice\": good night"), "{ended:?}");
    assert_eq!(ended.status, 0);
    house.alice().hears("\"bob\": good night");
}

fn replay_stretch(house: &mut House, line: &str) {
    let words: Vec<&str> = line.split(' ').collect();
    let ["cargo", "sim", "replay", file, "--from", _, "--count", count] = words[..] else {
        panic!("{line}");
    };
    // A time before the recording, since nobody knows when this is run.
    let asked = Asked {
        from: Some("00:00:00".to_owned()),
        count: Some(count.parse().unwrap()),
        ..Asked::default()
    };
    let shown = replay(&house.path(&Path::new("here").join(file).display().to_string()), &asked);
    let shown = shown.unwrap();
    assert!(shown.is_same && !shown.is_nothing, "{shown:?}");
    assert!(shown.text.contains("\"xxxxxxxxxx\""), "{shown:?}");
    assert!(!shown.text.contains("good night"), "{shown:?}");
}

fn port_of(address: &str) -> &str {
    address.rsplit(':').next().unwrap()
}
