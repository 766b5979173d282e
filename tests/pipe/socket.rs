//! The socket of a running chat: whose it is, and who may use it how.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::Command;
use std::time::Duration;

use crate::chat::Chat;
use crate::guest::{Guest, connected, socket};
use crate::person::{Person, signal};

#[test]
fn only_its_owner_can_use_the_socket_and_it_is_gone_at_the_end() {
    let alice = Person::new("alice");
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let socket = socket(&alice);
    assert_eq!(fs::metadata(&socket).unwrap().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(socket.parent().unwrap()).unwrap().mode() & 0o777, 0o700);
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
    assert!(!socket.exists());
}

#[test]
fn the_socket_is_in_the_runtime_folder_if_there_is_one() {
    let alice = Person::new("alice");
    let runtime = tempfile::tempdir().unwrap();
    let mut command = alice.chinwag(&[]);
    command.env("XDG_RUNTIME_DIR", runtime.path());
    let _at_alices = Chat::start(command);
    assert_eq!(socket(&alice).parent(), Some(&*runtime.path().join("chinwag")));
    // Whoever asks need not know that.
    assert_eq!(Guest::of(&alice).next_listed(), 0);
}

#[test]
fn a_folder_that_others_can_write_to_is_not_used() {
    let alice = Person::new("alice");
    let runtime = tempfile::tempdir().unwrap();
    let open = runtime.path().join("chinwag");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
    let mut command = alice.chinwag(&[]);
    command.env("XDG_RUNTIME_DIR", runtime.path());
    let _at_alices = Chat::start(command);
    assert!(socket(&alice).starts_with(alice.home.path()));
    assert_eq!(fs::read_dir(&open).unwrap().count(), 0);
}

#[test]
fn where_a_path_is_too_long_for_a_socket_a_shorter_one_is_found() {
    let alice = Person::new("alice");
    let far = alice.home.path().join("far".repeat(30));
    let folder = far.join("chinwag/alice");
    let mut command = alice.chinwag(&[]);
    command.env("XDG_DATA_HOME", &far).env("TMPDIR", alice.home.path());
    let _at_alices = Chat::start(command);
    let mut send = alice.chinwag(&["send", "nobody", "hi"]);
    send.env("XDG_DATA_HOME", &far);
    let sent = send.output().unwrap();
    // The chat that runs has been asked: another would know of the address at least.
    let told = String::from_utf8(sent.stderr).unwrap();
    assert!(
        told.starts_with("chinwag: not sent to nobody: nobody here is called nobody"),
        "{told}"
    );
    let lock = fs::read_to_string(folder.join("lock")).unwrap();
    assert!(lock.starts_with(alice.home.path().to_str().unwrap()) && lock.len() < 108, "{lock}");
}

#[test]
fn the_socket_of_a_run_that_was_killed_is_replaced() {
    let alice = Person::new("alice");
    let mut killed = Chat::start(alice.chinwag(&[]));
    let left_over = socket(&alice);
    assert!(signal(killed.child.id(), "KILL"));
    killed.child.wait().unwrap();
    assert!(left_over.exists());
    let _at_alices = Chat::start(alice.chinwag(&[]));
    assert_eq!(Guest::of(&alice).next_listed(), 0);
}

#[test]
fn each_program_hears_the_answers_to_what_it_asked_and_everybody_the_news() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let _at_bobs = Chat::start(bob.chinwag(&[]));
    let [mut one, mut two] = [(), ()].map(|()| Guest::of(&alice));
    one.says(&format!(r#"{{"type":"connect","to":"{}","id":"go"}}"#, bob.address()));
    assert_eq!(one.hears("online")["id"], "go");
    assert_eq!(two.hears("online").get("id"), None);
    two.says(r#"{"type":"history","id":1}"#);
    assert_eq!(two.hears("history")["id"], 1);
    two.says(r#"{"type":"send","to":"bob","text":"from two","id":2}"#);
    assert_eq!(two.hears("queued")["id"], 2);
    let next = one.next().unwrap();
    assert_eq!((&next["type"], next.get("id")), (&"queued".into(), None));
    at_alices.hears("→ sent to \"bob\": from two\n✓ received by \"bob\": from two\n");
    at_alices.says("0");
    assert!(one.rest().iter().all(|line| line["type"] == "marked"));
    assert_eq!(at_alices.ended().status, 0);
}

#[test]
fn a_list_that_a_program_asked_for_is_not_shown_on_the_screen() {
    let alice = Person::new("alice");
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut guest = Guest::of(&alice);
    assert_eq!(guest.next_listed(), 0);
    guest.says(r#"{"type":"send","to":"dave","text":"hi"}"#);
    guest.hears("error");
    at_alices.says("0");
    let ended = at_alices.ended();
    assert_eq!((ended.status, ended.out.lines().count()), (0, 1), "{ended:?}");
}

#[test]
fn who_says_no_more_hears_the_outcome_of_the_last_command() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let _at_alices = Chat::start(alice.chinwag(&[]));
    let _at_bobs = Chat::start(bob.chinwag(&[]));
    let mut guest = Guest::of(&alice);
    guest.says(&format!(r#"{{"type":"send","to":"{}","text":"hi"}}"#, bob.address()));
    guest.has_said_all();
    assert_eq!(guest.rest().last().unwrap()["mark"], "received");
}

#[test]
fn garbage_at_the_socket_is_answered_and_disturbs_nobody() {
    let alice = Person::new("alice");
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let [mut noisy, mut quiet] = [(), ()].map(|()| Guest::of(&alice));
    for _ in 0..50 {
        noisy.mouth.write_all(&[0, 0xC3, b'{', b'\n']).unwrap();
    }
    noisy.mouth.write_all(&vec![b'['; 1024 * 1024]).unwrap();
    noisy.says("");
    assert_eq!((0..51).map(|_| noisy.hears("error")).count(), 51);
    assert_eq!(noisy.next_listed(), 0);
    noisy.mouth.write_all(b"{\"type\":\"exit\"").unwrap(); // and no more
    drop(noisy);
    assert_eq!(quiet.next_listed(), 0);
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
}

#[test]
fn who_does_not_read_is_let_go_and_nobody_else_notices() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let _at_bobs = Chat::start(bob.chinwag(&[]));
    let slow = connected(&alice);
    let mut quick = Guest::of(&alice);
    let text = "slow down ".repeat(200);
    for n in 0..MORE_THAN_WAITS {
        let to = bob.address();
        quick.says(&format!(r#"{{"type":"send","id":{n},"to":"{to}","text":"{text}"}}"#));
        assert_eq!(quick.hears("queued")["id"], n);
    }
    // What was still in the line, the reason, and the end.
    slow.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut told = String::new();
    let mut slow = std::io::BufReader::new(slow);
    std::io::Read::read_to_string(&mut slow, &mut told).unwrap();
    let last = told.lines().last().unwrap();
    assert!(last.contains("you did not read what you were told"), "{last}");
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
}

#[test]
fn there_is_room_for_sixteen_programs_and_the_next_is_told_so() {
    let alice = Person::new("alice");
    let _at_alices = Chat::start(alice.chinwag(&[]));
    let mut guests: Vec<Guest> = (0..16).map(|_| Guest::of(&alice)).collect();
    let mut late = Guest::silent(&alice);
    let told = late.next().unwrap();
    assert_eq!(told["what"], "too many programs are connected to this chat");
    assert_eq!(late.next(), None);
    assert_eq!(guests[15].next_listed(), 0);
}

#[test]
fn a_program_can_end_the_chat() {
    let alice = Person::new("alice");
    let at_alices = Chat::start(alice.chinwag(&[]));
    let mut guest = Guest::of(&alice);
    guest.says(r#"{"type":"exit"}"#);
    assert!(guest.rest().is_empty());
    assert_eq!(at_alices.ended().status, 0);
}

#[test]
fn a_chat_that_keeps_nothing_has_no_socket() {
    let alice = Person::new("alice");
    let mut command: Command = alice.chinwag(&["--ephemeral"]);
    command.env("XDG_RUNTIME_DIR", alice.home.path());
    let _at_alices = Chat::start(command);
    assert_eq!(fs::read_dir(alice.home.path()).unwrap().count(), 0);
}

impl Guest {
    /// How many are there.
    fn next_listed(&mut self) -> usize {
        self.says(r#"{"type":"peers"}"#);
        self.hears("peers")["active"].as_array().unwrap().len()
    }
}

/// Lines of two kilobytes: those that wait for a program, and what a socket holds beside them.
const MORE_THAN_WAITS: u64 = 1_024 + 300;

#[test]
fn a_shell_is_told_where_the_chat_that_runs_really_listens() {
    let alice = Person::new("alice");
    let _at_alices = Chat::start(alice.chinwag(&[]));
    let mut id = Command::new(alice.program().get_program());
    for (name, value) in alice.program().get_envs() {
        id.env(name, value.expect("only set, never removed"));
    }
    let out = id.args(["--name", "alice", "id"]).output().unwrap().stdout;
    let address = format!("@127.0.0.1:{}\n", alice.port);
    let out = String::from_utf8(out).unwrap();
    assert!(out.ends_with(&address), "{out}");
}
