//! What was said, printed and exported without a chat, and a database that cannot be used.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use chinwag::failure::Status;
use chinwag::identity::{Identity, KeyPair};
use chinwag::record::{Heard, Record, Submission, Trouble};
use chinwag::store::{Sqlite, Store};
use chinwag::stream::{MessageId, Position};
use chinwag::text::{Safe, Untrusted};
use chinwag::time::Time;

use crate::home::{Home, Outcome};

/// Monday 23 November 2026, noon, in universal time.
const NOON: u64 = 1_795_435_200_000_000;
const MINUTE: u64 = 60_000_000;
const NONE: &str = "There are no messages.\n";
const DAMAGED: &str = "Restore it from a backup, or move it away with the files beside it whose \
                       names begin like it: then you begin without messages and known peers. Your \
                       key is kept elsewhere.";

#[test]
fn where_nothing_was_said_nothing_is_made() {
    let home = Home::new();
    for args in [&["history"][..], &["history", "bob", "--json"], &["export", "bob"]] {
        let err = "chinwag: nothing was ever kept in the profile of 'alice'\n\
                   Name another one with --name, --profile or --data-dir.\n";
        let nothing = Outcome { status: 1, err: err.to_owned(), ..Outcome::said("") };
        assert_eq!(home.chinwag(args), nothing);
    }
    assert_eq!(fs::read_dir(&home.path).unwrap().count(), 0);
    // A profile that has said nothing is another thing than none.
    home.chinwag(&["id"]);
    let nothing = Outcome { err: NONE.to_owned(), ..Outcome::said("") };
    assert_eq!(home.chinwag(&["history"]), nothing);
}

#[test]
fn a_history_is_printed_oldest_first_with_whom_and_how_far() {
    let home = told();
    let all = "\
── Monday 23 November 2026 ──
12:00             \"bob\" → you: hello, alice
12:01 ✓ received  you → \"bob\": hello, bob
12:02             \"carol\" → you: hello from carol
12:03 … queued    you → \"bob\": are you there?
";
    assert_eq!(home.chinwag(&["history"]), Outcome::said(all));
    let with_bob = "\
── Monday 23 November 2026 ──
12:00             \"bob\": hello, alice
12:01 ✓ received  you: hello, bob
12:03 … queued    you: are you there?
";
    let bob = peer("bob").to_string();
    let contact = format!("chinwag:{bob}@127.0.0.1:7001");
    let tagged = format!("BOB#{}", &bob[..4]);
    for named in ["bob", &bob, &contact, &tagged] {
        assert_eq!(home.chinwag(&["history", named]), Outcome::said(with_bob));
    }
}

#[test]
fn a_part_of_a_history_is_asked_for_by_words_times_and_number() {
    let home = told();
    let day = "── Monday 23 November 2026 ──\n";
    let hello = "12:02             \"carol\" → you: hello from carol\n";
    let queued = "12:03 … queued    you → \"bob\": are you there?\n";
    for (args, shown) in [
        (&["--search", "CAROL hel"][..], &[hello][..]),
        (&["--limit", "1"], &[queued]),
        (&["--since", "2026-11-23 12:02"], &[hello, queued]),
        (&["--since", "2026-11-23 12:02", "--limit", "1"], &[queued]),
        (&["--since", "2026-11-23", "--search", "hello", "--limit", "1"], &[hello]),
    ] {
        let shown = format!("{day}{}", shown.concat());
        assert_eq!(home.chinwag(&[&["history"], args].concat()), Outcome::said(&shown));
    }
    let nothing = Outcome { err: NONE.to_owned(), ..Outcome::said("") };
    assert_eq!(home.chinwag(&["history", "--search", "goodbye"]), nothing);
}

#[test]
fn a_history_for_programs_is_one_object_a_line() {
    let home = told();
    let theirs = r#""received":"2026-11-23T12:0@:00.000001Z","clock_off":false"#;
    let received = r#""clock_off":false,"mark":"received""#;
    let queued = r#""clock_off":false,"mark":"queued""#;
    let json = [
        object(1, "bob", "them", theirs, "hello, alice"),
        object(2, "bob", "me", received, "hello, bob"),
        object(3, "carol", "them", theirs, "hello from carol"),
        object(4, "bob", "me", queued, "are you there?"),
    ]
    .concat();
    assert_eq!(home.chinwag(&["history", "--json"]), Outcome::said(&json));
    let exported = home.chinwag(&["export"]);
    assert_eq!(
        exported,
        Outcome { err: "4 messages written\n".to_owned(), ..Outcome::said(&json) }
    );
    let to_file = home.chinwag(&["export", "carol", "--to", "carol.jsonl"]);
    let said = "1 message written to carol.jsonl\n".to_owned();
    assert_eq!(to_file, Outcome { err: said, ..Outcome::said("") });
    let file = home.path.join("carol.jsonl");
    let line = json.lines().nth(2).unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("{line}\n"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    home.refuses(
        &["export", "--to", "carol.jsonl"],
        Status::Failed,
        "carol.jsonl exists already, and nothing is overwritten",
        "Name another file, or move that one away.",
    );
}

#[test]
fn more_than_a_page_is_exported_whole_and_in_order() {
    let home = told();
    let mut store = home.open().store().unwrap();
    let many: Vec<Record> = (5..2_505).map(|n| heard("dora", n, "again")).collect();
    store.commit(&many).unwrap();
    let exported = home.chinwag(&["export"]);
    assert_eq!((exported.status, exported.err.as_str()), (0, "2504 messages written\n"));
    let starts = exported.out.lines().zip(1..);
    let is_next = |(line, n): (&str, u32)| line.starts_with(&format!("{{\"number\":{n},"));
    assert_eq!(starts.map(is_next).filter(|is_next| *is_next).count(), 2504);
    let shown = home.chinwag(&["history", "--since", "2026-11-23"]).out;
    assert_eq!(shown.lines().filter(|line| line.starts_with("── ")).count(), 1);
    assert_eq!(shown.lines().count(), 2505);
}

#[test]
fn who_is_meant_must_be_known_and_one() {
    let home = told();
    let [mallory, bob] = ["mallory", "bob"].map(peer);
    let also_bob = Record::Met { peer: mallory, name: Safe::name("bob"), at: Time::EPOCH };
    home.refuses(
        &["history", "dora"],
        Status::Failed,
        "nobody is called dora in the history of the profile of 'alice'",
        "There are: \"bob\", \"carol\". --name or --profile chooses another history.",
    );
    home.open().store().unwrap().commit(&[also_bob]).unwrap();
    let both = [bob, mallory].map(|peer| format!("bob#{}", peer.tag())).join(", ");
    home.refuses(
        &["export", "Bob"],
        Status::Failed,
        "Bob can be one of 2",
        &format!("Which of {both}? Write it with its tag."),
    );
}

#[test]
fn a_time_that_is_none_is_explained() {
    home_refuses_since(&told(), "tomorrow");
    home_refuses_since(&told(), "2026-13-01");
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let home = told();
    for args in [&["history"][..], &["history", "--json"], &["export"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = home.command(args).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()), "{args:?}");
    }
}

#[test]
fn an_empty_file_is_an_empty_history() {
    let home = Home::new();
    home.chinwag(&["id"]);
    fs::write(database(&home), "").unwrap();
    drop(home.open().store().unwrap());
    let nothing = Outcome { err: NONE.to_owned(), ..Outcome::said("") };
    assert_eq!(home.chinwag(&["history"]), nothing);
}

#[test]
fn a_damaged_history_is_not_taken_for_an_empty_one() {
    let home = told();
    fs::write(database(&home), "garbage ".repeat(1_000)).unwrap();
    is_refused(&home, "it is damaged (file is not a database)", DAMAGED);
    let home = told();
    let mut bytes = fs::read(database(&home)).unwrap();
    bytes[100..2_000].fill(0xFF);
    fs::write(database(&home), bytes).unwrap();
    is_refused(&home, "it is damaged (database disk image is malformed)", DAMAGED);
}

#[test]
fn a_history_of_a_later_version_or_another_program_is_left_alone() {
    let home = told();
    alter(&home, "PRAGMA user_version = 1000");
    let update = "Update chinwag, then start again.";
    is_refused(&home, "it was written by a later version of chinwag", update);
    let home = told();
    alter(&home, "PRAGMA application_id = 1");
    is_refused(&home, "it is damaged (it is the database of another program)", DAMAGED);
}

#[test]
fn a_key_that_is_gone_is_not_replaced_where_there_is_a_history() {
    let home = told();
    let key = database(&home).with_file_name("identity.pem");
    fs::remove_file(&key).unwrap();
    let what = format!("your key {} is gone, though there is a history beside it", key.display());
    let next_step = "Restore it from a backup, or move the whole folder away to become somebody \
                     new: others will see a changed key.";
    for args in [&["id"][..], &["history"], &["--port", "7001"]] {
        home.refuses(args, Status::Damaged, &what, next_step);
    }
    assert!(!key.exists());
}

#[test]
fn a_disk_without_room_is_told_with_what_to_do() {
    let home = Home::new();
    let told = home.open().folder().trouble(&Trouble::DiskFull);
    let sentence = format!(
        "chinwag: {} cannot be used: the disk is full\nMake room on that disk, then start again.",
        database(&home).display()
    );
    assert_eq!((told.to_string(), told.status()), (sentence, Status::Damaged));
}

#[test]
fn a_history_that_cannot_be_written_can_still_be_read() {
    let home = told();
    let file = database(&home);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
    if fs::OpenOptions::new().write(true).open(&file).is_ok() {
        return; // Whoever runs this may write everywhere.
    }
    assert_eq!(home.chinwag(&["history", "carol"]).out.lines().count(), 2);
    home.refuses(
        &["--port", "7001"],
        Status::Damaged,
        &format!("{} cannot be used: it cannot be written to", file.display()),
        "Make the file and its folder writable for you, then start again.",
    );
}

#[test]
fn an_ephemeral_start_keeps_nothing_and_reads_nothing() {
    let home = Home::new();
    let mut first = home.chinwag(&["--ephemeral", "--listen", "127.0.0.1", "--port", "7042"]);
    let second = home.chinwag(&["--ephemeral", "--listen", "127.0.0.1", "--port", "7042"]);
    for outcome in [&first, &second] {
        assert!(outcome.out.starts_with("alice listens on 127.0.0.1:7042 · key #"), "{outcome:?}");
        let end = " · ephemeral: key and messages are gone when you leave\n";
        assert!(outcome.out.ends_with(end), "{outcome:?}");
    }
    assert_ne!(first, second, "a key was kept");
    first.out.clear();
    assert_eq!(first, Outcome::said(""));
    assert_eq!(fs::read_dir(&home.path).unwrap().count(), 0);
}

#[test]
fn an_ephemeral_start_has_nothing_to_show_or_change() {
    for args in [&["history"][..], &["export"], &["id"], &["forget", "127.0.0.1:1"]] {
        Home::new().refuses(
            &[args, &["--ephemeral"]].concat(),
            Status::Usage,
            "with --ephemeral nothing is kept that could be shown or changed",
            "Leave --ephemeral out.",
        );
    }
    for (flag, value) in [("--profile <PROFILE>", "bob"), ("--data-dir <DIR>", "bob")] {
        let name = flag.split(' ').next().unwrap();
        let told = Home::new().chinwag(&["--ephemeral", name, value]);
        let err = format!("error: the argument '--ephemeral' cannot be used with '{flag}'\n");
        assert_eq!((told.status, told.err.starts_with(&err)), (2, true), "{told:?}");
    }
}

/// Alice's home after she talked with Bob and Carol.
fn told() -> Home {
    let home = Home::new();
    home.chinwag(&["id"]);
    let bob = peer("bob");
    let met = |name| Record::Met { peer: peer(name), name: Safe::name(name), at: Time::EPOCH };
    let confirmed = Position::start(1).then(MessageId(2));
    let mut store = home.open().store().unwrap();
    let records = [
        met("bob"),
        met("carol"),
        heard("bob", 1, "hello, alice"),
        submitted("bob", 1, 2, "hello, bob"),
        Record::Handed { peer: bob, upto: 1 },
        Record::Confirmed { peer: bob, position: confirmed },
        heard("carol", 3, "hello from carol"),
        submitted("bob", 2, 4, "are you there?"),
    ];
    store.commit(&records).unwrap();
    home
}

/// Each message comes a minute after the one before.
fn at(id: u64) -> Time {
    Time::from_micros(NOON + (id - 1) % 10 * MINUTE)
}

fn heard(from: &str, id: u64, text: &str) -> Record {
    let (peer, sent, text) = (peer(from), at(id), Untrusted::new(text));
    let heard = Time::from_micros(sent.as_micros() + 1);
    let id = MessageId(id.into());
    let position = Position::start(1).then(id);
    Record::Heard(Heard { peer, position, id, sent, heard, is_clock_off: false, text })
}

fn submitted(to: &str, seq: u64, id: u64, text: &str) -> Record {
    let (peer, at, id, text) = (peer(to), at(id), MessageId(id.into()), text.to_owned());
    Record::Submitted(Submission { peer, epoch: 1, seq, id, at, text })
}

/// What programs are told of the nth message.
fn object(n: u64, name: &str, author: &str, way: &str, text: &str) -> String {
    let (key, id, minute) = (peer(name), MessageId(n.into()), n - 1);
    let way = way.replace('@', &minute.to_string());
    format!(
        "{{\"number\":{n},\"peer\":{{\"key\":\"{key}\",\"name\":\"{name}\"}},\
         \"author\":\"{author}\",\"id\":\"{id}\",\
         \"sent\":\"2026-11-23T12:0{minute}:00.000000Z\",{way},\"text\":\"{text}\"}}\n"
    )
}

fn peer(name: &str) -> Identity {
    let seed = name.bytes().fold(0, u8::wrapping_add);
    KeyPair::from_seed([seed; 32]).identity()
}

fn database(home: &Home) -> PathBuf {
    home.profile().join("history.db")
}

/// Does that to the database, as another program would.
fn alter(home: &Home, sql: &str) {
    drop(Sqlite::open(&database(home)).unwrap());
    rusqlite::Connection::open(database(home)).unwrap().execute_batch(sql).unwrap();
}

/// Neither a chat nor a look at the history begins.
fn is_refused(home: &Home, why: &str, next_step: &str) {
    let what = format!("{} cannot be used: {why}", database(home).display());
    for args in [&["--port", "7001"][..], &["history"], &["export"]] {
        home.refuses(args, Status::Damaged, &what, next_step);
    }
}

fn home_refuses_since(home: &Home, when: &str) {
    home.refuses(
        &["history", "--since", when],
        Status::Usage,
        &format!(
            "'{when}' is no time: write a date (2026-11-01), with a time of day if you like \
             (2026-11-01 09:30), a time of today (09:30), today, yesterday, or how long ago (2h, 3 \
             days)"
        ),
        "Correct what follows --since.",
    );
}
