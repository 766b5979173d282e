//! Stories of starting the real program: what it keeps, what it refuses, and what it says.
#![cfg(unix)]

#[path = "startup/archive.rs"]
mod archive;
#[path = "startup/choices.rs"]
mod choices;
#[path = "startup/home.rs"]
mod home;
#[path = "startup/manual.rs"]
mod manual;
#[path = "startup/mistakes.rs"]
mod mistakes;

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use chinwag::address::Contact;
use chinwag::config::Config;
use chinwag::failure::Status;
use chinwag::identity::KeyPair;
use chinwag::record::Record;
use chinwag::store::Store;
use home::{Home, Outcome, Terminal, wait_for};

#[test]
fn a_key_is_made_once_closed_to_others_and_stays() {
    let home = Home::new();
    let first = home.chinwag(&["id", "--listen", "127.0.0.1"]);
    let told = "This is the first start of the profile of 'alice': its key was made.\n";
    assert_eq!((first.status, first.err.as_str()), (0, told));
    assert_eq!(
        home.chinwag(&["id", "--listen", "127.0.0.1"]),
        Outcome { err: String::new(), ..first }
    );
    assert_eq!(mode_of(&home.key()), 0o600);
    assert_eq!(mode_of(&home.profile()), 0o700);
}

#[test]
fn id_prints_a_key_its_words_and_the_address_to_give_away() {
    let home = Home::new();
    let out = home.chinwag(&["id", "--listen", "127.0.0.1", "--port", "7042"]).out;
    let address = out.lines().nth(2).and_then(|line| line.strip_prefix("address  ")).unwrap();
    let contact: Contact = address.parse().unwrap();
    let identity = contact.identity.unwrap();
    assert_eq!(contact.address.to_string(), "127.0.0.1:7042");
    let words = identity.words();
    assert_eq!(out, format!("key      {identity}\nwords    {words}\naddress  {contact}\n"));
}

#[test]
fn two_names_are_two_identities_and_one_name_is_one_however_it_is_written() {
    let home = Home::new();
    let id = |name| home.chinwag(&["id", "--name", name]).out;
    assert_ne!(id("alice"), id("bob"));
    assert_ne!(id("Zoë"), id("Žoe"));
    assert_eq!(id("Alice"), id("alice"));
    assert_eq!(id("ZOË"), id("Zoë"));
}

#[test]
fn a_key_that_others_can_read_is_refused_until_it_is_closed() {
    let home = Home::new();
    let made = home.chinwag(&["id"]);
    let key = home.key();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    let key = key.display();
    home.refuses(
        &["id"],
        Status::Damaged,
        &format!("others can read your key {key} (its mode is 0640)"),
        &format!("Close it with: chmod 600 {key}"),
    );
    fs::set_permissions(home.key(), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(home.chinwag(&["id"]), Outcome { err: String::new(), ..made });
}

#[test]
fn a_folder_that_others_can_write_to_is_refused() {
    let home = Home::new();
    let folder = home.path.join("every one's");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    home.refuses(
        &["id", "--data-dir", folder.to_str().unwrap()],
        Status::Damaged,
        &format!("others can write to your data folder {}", folder.display()),
        &format!("Close it with: chmod 700 '{}/every one'\\''s'", home.path.display()),
    );
}

#[test]
fn a_link_in_place_of_the_key_is_refused() {
    let home = Home::new();
    home.chinwag(&["id"]);
    let elsewhere = home.path.join("elsewhere.pem");
    fs::rename(home.key(), &elsewhere).unwrap();
    symlink(&elsewhere, home.key()).unwrap();
    home.refuses(
        &["id"],
        Status::Damaged,
        &format!("your key {} is a link or the like, not a plain file", home.key().display()),
        "Put the key itself in its place.",
    );
}

#[test]
fn a_key_that_was_damaged_by_one_letter_or_altogether_is_refused() {
    let home = Home::new();
    home.chinwag(&["id"]);
    let mut pem = fs::read(home.key()).unwrap();
    let seed = "-----BEGIN PRIVATE KEY-----\n".len() + 40;
    pem[seed] = if pem[seed] == b'A' { b'B' } else { b'A' };
    for damaged in [pem, b"garbage".to_vec(), vec![0xFF; 10_000], Vec::new()] {
        fs::write(home.key(), damaged).unwrap();
        home.refuses(
            &["id"],
            Status::Damaged,
            &format!("{} holds no key that can be used", home.key().display()),
            "Restore it from a backup, or move it away to become somebody new: others will see a \
             changed key.",
        );
    }
}

#[test]
fn a_flag_goes_before_the_configuration() {
    let home = Home::new();
    let file = home.path.join("own.toml");
    fs::write(&file, "name = 'bob'\nport = 7010\nlisten = '127.0.0.1'\n").unwrap();
    let own = ["id", "--config", file.to_str().unwrap()];
    let bob = home.chinwag(&["id", "--name", "bob", "--port", "7010", "--listen", "127.0.0.1"]);
    assert_eq!(home.chinwag(&own), Outcome { err: String::new(), ..bob });
    let flagged = home.chinwag(&[&own[..], &["--port", "7011", "--listen", "::1"]].concat());
    assert!(flagged.out.ends_with("@[::1]:7011\n"), "{flagged:?}");
}

#[test]
fn the_example_of_the_classroom_names_its_two_static_peers() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/classroom.toml");
    let peers = ["10.206.4.122:1255", "10.206.5.228:6555"];
    let static_peers = peers.map(|peer| peer.parse().unwrap()).to_vec();
    assert_eq!(Config::load(Some(&example)).map(|config| config.static_peers), Ok(static_peers));
}

#[test]
fn a_forgotten_address_is_open_to_any_key() {
    let home = Home::new();
    let routed = |name: &str, address: &str| Record::Routed {
        address: address.parse().unwrap(),
        peer: KeyPair::from_seed([name.len() as u8; 32]).identity(),
        is_proven: true,
    };
    let known = [routed("bob", "127.0.0.1:1"), routed("carol", "127.0.0.1:2")];
    home.open().store().unwrap().commit(&known).unwrap();
    let said = "Forgotten: any key may answer at 127.0.0.1:1 the next time.\n";
    assert_eq!(home.chinwag(&["forget", "127.0.0.1:1"]), Outcome::said(said));
    let peers = home.open().store().unwrap().load().unwrap().peers;
    let routes: Vec<_> = peers.into_iter().flat_map(|peer| peer.routes).collect();
    assert_eq!(routes, [("127.0.0.1:2".parse().unwrap(), true)]);
    home.refuses(
        &["forget", "127.0.0.1:1"],
        Status::Failed,
        "the profile of 'alice' remembers no key for 127.0.0.1:1",
        "Write the address as it was dialed, and name the profile with --name or --profile.",
    );
}

#[test]
fn a_profile_in_use_tells_who_it_is_and_lets_nobody_else_change_it() {
    let home = Home::new();
    home.chinwag(&["id"]);
    let _running = home.open();
    assert_eq!(home.chinwag(&["id"]).status, 0);
    let nothing = "There are no messages.\n".to_owned();
    assert_eq!(home.chinwag(&["history"]), Outcome { err: nothing, ..Outcome::said("") });
    home.refuses(
        &["forget", "127.0.0.1:1"],
        Status::Failed,
        "already running with the profile of 'alice'",
        "Use that one, or start this one with another --name or --profile.",
    );
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let home = Home::new();
    home.chinwag(&["id"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = home.command(&["id"]).stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_person_is_asked_until_the_answer_will_do_and_it_is_proposed_the_next_time() {
    let home = Home::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut first = Terminal::start(&home);
    // Typed ahead all at once, of which nothing may be lost between two questions.
    first.types(&format!("bob\nhttp\n{port}\n"));
    first.shows("Your name [alice]: ");
    first.shows("Port [70");
    first.shows("]: That cannot be: the port must be a number from 1 to 65535.\r\nPort [70");
    let address = format!("@127.0.0.1:{port}\n");
    wait_for(|| home.chinwag(&["id", "--listen", "127.0.0.1"]).out.ends_with(&address));
    drop(first);
    let mut second = Terminal::start(&home);
    second.shows("Your name [bob]: ");
    second.types("\n");
    second.shows(&format!("Port [{port}]: "));
}

#[test]
fn a_person_can_leave_at_a_question() {
    let mut terminal = Terminal::start(&Home::new());
    terminal.shows("Your name [alice]: ");
    terminal.types("\x04");
    assert_eq!(terminal.exit_code(), 0);
}

fn mode_of(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}
