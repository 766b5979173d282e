//! `chinwag send`: through a chat that runs, or without one.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread;

use chinwag::pipe::client::{STDIN_MAX, split_text};
use chinwag::text::TEXT_MAX;
use proptest::prelude::*;

use crate::chat::Chat;
use crate::person::{Person, Port, signal};
use crate::run::{Ran, run, run_with};

#[test]
fn what_is_sent_from_another_shell_goes_through_the_chat_that_runs() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    let mut at_alices = Chat::start(alice.chinwag(&["--peer", &bob.address()]));
    at_alices.hears("* connected to 1 of 1\n");
    assert_eq!(run(alice.chinwag(&["send", "bob", "lunch?"])), Ran::silent(0));
    at_bobs.hears("\"alice\": lunch?\n");
    at_alices.hears("✓ received by \"bob\": lunch?\n");
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
    at_bobs.hears("* \"alice\" left\n");
}

#[test]
fn without_a_chat_it_has_a_short_one_of_its_own() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    assert_eq!(run(alice.chinwag(&["send", &bob.address(), "one"])), Ran::silent(0));
    at_bobs.hears("\"alice\": one\n* \"alice\" left\n");
    // From now on he is known by name, and she may have another port.
    let _taken = std::net::TcpListener::bind(alice.address()).unwrap();
    assert_eq!(run(alice.chinwag(&["send", "bob", "two"])), Ran::silent(0));
    at_bobs.hears("\"alice\": two\n* \"alice\" left\n");
}

#[test]
fn who_keeps_nothing_can_send_too() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    let sent = run(alice.chinwag(&["--ephemeral", "send", &bob.address(), "hi"]));
    assert_eq!(sent, Ran::silent(0));
    at_bobs.hears("\"alice\": hi\n* \"alice\" left\n");
}

#[test]
fn what_cannot_be_delivered_stays_queued_and_goes_with_the_next_run() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    assert_eq!(run(alice.chinwag(&["send", &bob.address(), "one"])), Ran::silent(0));
    at_bobs.says("0");
    assert_eq!(at_bobs.ended().status, 0);
    let told = "\
chinwag: not there yet, and queued for \"bob\"
It is sent when chinwag runs the next time with this profile, and both are there.
";
    let queued = Ran { status: 7, out: String::new(), told: told.to_owned() };
    assert_eq!(run(alice.chinwag(&["send", "bob", "two"])), queued);
    let patient = ["send", "--timeout", "1", "bob", "three"];
    assert_eq!(run(alice.chinwag(&patient)), queued);
    let unhurried = ["send", "--wait", "queued", "bob", "four"];
    assert_eq!(run(alice.chinwag(&unhurried)), Ran::silent(0));
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    assert_eq!(run(alice.chinwag(&["send", "bob", "five"])), Ran::silent(0));
    at_bobs.hears("\"alice\": two\n");
    at_bobs.hears("\"alice\": three\n");
    at_bobs.hears("\"alice\": four\n");
    at_bobs.hears("\"alice\": five\n* \"alice\" left\n");
}

#[test]
fn who_says_how_long_waits_for_a_peer_that_comes_late() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_alices.hears("* \"bob\" is online");
    drop(at_bobs);
    let mut send = alice.chinwag(&["send", "--timeout", "30s", "bob", "late"]);
    let sending = send.stdin(Stdio::null()).spawn().unwrap();
    at_alices.hears("… 1 to \"bob\" queued");
    let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_bobs.hears("\"alice\": late\n");
    assert_eq!(sending.wait_with_output().unwrap().status.code(), Some(0));
}

#[test]
fn where_nobody_answers_nothing_is_queued() {
    let alice = Person::new("alice");
    let nobody = format!("127.0.0.1:{}", Port::free());
    let refused = format!(
        "chinwag: not sent to {nobody}: connection refused (nothing listens on that port)\n\
         Check who and where that is, for example with `chinwag doctor`, then send it again.\n"
    );
    let refused = Ran { status: 3, out: String::new(), told: refused };
    assert_eq!(run(alice.chinwag(&["send", &nobody, "hi"])), refused);
    let _at_alices = Chat::start(alice.chinwag(&[]));
    assert_eq!(run(alice.chinwag(&["send", &nobody, "hi"])), refused);
    let told = "\
chinwag: not sent to dave: nobody here is called dave
Ask for `peers`, or write to an address, host:port.
";
    let unknown = Ran { status: 3, out: String::new(), told: told.to_owned() };
    assert_eq!(run(alice.chinwag(&["send", "dave", "hi"])), unknown);
}

#[test]
fn what_may_still_arrive_is_told_so_and_does() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    assert!(signal(at_bobs.child.id(), "STOP"));
    let at = bob.address();
    // Both at once: Alice's chat waits for a greeting only so long.
    let [send, ask] = [("send", "once"), ("ask", "deploy?")].map(|(command, text)| {
        let command = alice.chinwag(&[command, "--timeout", "1s", &at, text]);
        thread::spawn(|| run(command))
    });
    let [sent, asked] = [send, ask].map(|command| command.join().unwrap());
    assert!(signal(at_bobs.child.id(), "CONT"));
    let told = format!(
        "chinwag: not sent to {at} yet: nobody has answered there in time\n\
         It may still arrive, so do not send it again: the chat that runs goes on trying, and says \
         so if it fails.\n"
    );
    assert_eq!(sent, Ran { status: 7, out: String::new(), told });
    let told = format!(
        "chinwag: nobody has answered there in time; the question to {at} may still arrive\n\
         Ask again with a longer --timeout, or by voice.\n"
    );
    assert_eq!(asked, Ran { status: 9, out: String::new(), told });
    at_alices.hears("✓ received by \"bob\": ");
    at_alices.hears("✓ received by \"bob\": ");
    at_bobs.says("0");
    let heard = at_bobs.ended();
    let times = |text: &str| heard.out.matches(&format!("\"alice\": {text}\n")).count();
    assert_eq!((times("once"), times("deploy?")), (1, 1), "{heard:?}");
}

#[test]
fn what_fails_when_its_sender_has_gone_is_told_by_the_chat_that_runs() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let at_bobs = Chat::start(bob.chinwag(&[]));
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    assert!(signal(at_bobs.child.id(), "STOP"));
    let sent = run(alice.chinwag(&["send", "--timeout", "1s", &bob.address(), "lost"]));
    assert_eq!(sent.status, 7, "{sent:?}");
    drop(at_bobs);
    at_alices.hears(&format!("not sent to {}, \"lost\": ", bob.address()));
}

#[test]
fn a_chat_of_ones_own_gives_up_what_nobody_took_in_time() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    assert!(signal(at_bobs.child.id(), "STOP"));
    let at = bob.address();
    let sent = run(alice.chinwag(&["send", "--timeout", "1s", &at, "never"]));
    let asked = run(alice.chinwag(&["ask", "--timeout", "1s", &at, "never?"]));
    assert!(signal(at_bobs.child.id(), "CONT"));
    let told = format!(
        "chinwag: not sent to {at}, and not queued: nobody has answered there in time\n\
         Try again with a longer --timeout.\n"
    );
    assert_eq!(sent, Ran { status: 3, out: String::new(), told });
    let told = format!(
        "chinwag: the question was not sent to {at}: nobody has answered there in time\n\
         Ask again with a longer --timeout, or by voice.\n"
    );
    assert_eq!(asked, Ran { status: 9, out: String::new(), told });
    assert_eq!(run(alice.chinwag(&["send", &at, "last"])), Ran::silent(0));
    at_bobs.hears("\"alice\": last\n");
    at_bobs.says("0");
    let heard = at_bobs.ended();
    assert!(!heard.out.contains("never"), "{heard:?}");
}

#[test]
fn another_key_than_the_one_that_is_known_gets_nothing() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mallory = Person { name: "mallory", port: bob.port.clone(), ..Person::new("bob") };
    let at_bobs = Chat::start(bob.chinwag(&[]));
    assert_eq!(run(alice.chinwag(&["send", &bob.address(), "one"])), Ran::silent(0));
    drop(at_bobs);
    let id = run(alice.chinwag(&["id"])).out;
    let key = id.lines().next().and_then(|line| line.split_whitespace().nth(1)).unwrap().to_owned();
    let _at_mallorys = Chat::start(mallory.chinwag(&[]));
    let to = format!("chinwag:{key}@{}", bob.address());
    let sent = run(Person::new("zoe").chinwag(&["send", &to, "secret"]));
    assert_eq!(sent.status, 4, "{sent:?}");
    assert!(sent.told.contains("KEY CHANGED"), "{sent:?}");
}

#[test]
fn what_comes_in_is_sent_as_one_message_when_it_ends() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    let make = b"cc -c main.c\nmain.c:1: \xFF\xFE \x1B[31merror\x1B[0m\0\n";
    assert_eq!(run_with(alice.chinwag(&["send", &bob.address()]), make), Ran::silent(0));
    at_bobs.hears(
        " \"alice\": cc -c main.c\n      main.c:1: \u{FFFD}\u{FFFD} ␛[31merror␛[0m␀\n\
         * \"alice\" left\n",
    );
}

#[test]
fn a_long_text_is_sent_in_parts_and_too_long_a_one_not_at_all() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    let lines: String = (1..=3_000).map(|n| format!("line {n:04}\n")).collect();
    let sent = run_with(alice.chinwag(&["send", &bob.address()]), lines.as_bytes());
    let told = "That is more than one message takes: sent as 2.\n".to_owned();
    assert_eq!(sent, Ran { status: 0, out: String::new(), told });
    at_bobs.hears("\"alice\": line 0001\n");
    at_bobs.hears("\"alice\": line 1639\n");

    let huge = vec![b'a'; 3 * STDIN_MAX];
    let refused = run_with(alice.chinwag(&["send", &bob.address()]), &huge);
    let told = "\
chinwag: that is more than 1024 KiB, so nothing was sent
Send a part of it: make 2>&1 | tail -n 100 | chinwag send bob
";
    assert_eq!(refused, Ran { status: 2, out: String::new(), told: told.to_owned() });
    let most = vec![b'a'; STDIN_MAX];
    let sent = run_with(alice.chinwag(&["send", &bob.address()]), &most);
    assert_eq!((sent.status, sent.told.contains("sent as 64")), (0, true), "{sent:?}");
}

#[test]
fn without_a_text_it_says_how_to_give_one() {
    let alice = Person::new("alice");
    let told = "\
chinwag: there is no text to send
Write it behind the name, or pipe it in: make 2>&1 | chinwag send bob
";
    let nothing = Ran { status: 2, out: String::new(), told: told.to_owned() };
    assert_eq!(run(alice.chinwag(&["send", "bob"])), nothing);
    assert_eq!(run(alice.chinwag(&["send", "bob", " \n "])), nothing);
    assert!(!alice.home.path().join("DATA").exists());
}

#[test]
fn a_profile_that_is_locked_and_cannot_be_spoken_with_is_named() {
    let alice = Person::new("alice");
    let id = run(alice.chinwag(&["id"]));
    assert_eq!(id.status, 0);
    let lock = alice.home.path().join("DATA/chinwag/alice/lock");
    let lock = std::fs::File::create(lock).unwrap();
    lock.lock().unwrap();
    let sent = run(alice.chinwag(&["send", "bob", "hi"]));
    let told = "\
chinwag: already running with the profile of 'alice', which takes no commands
End it, or name another profile with --name or --profile.
";
    assert_eq!(sent, Ran { status: 1, out: String::new(), told: told.to_owned() });
}

#[test]
fn an_interrupt_leaves_in_order_and_the_message_queued() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let at_bobs = Chat::start(bob.chinwag(&[]));
    assert_eq!(run(alice.chinwag(&["send", &bob.address(), "one"])), Ran::silent(0));
    drop(at_bobs);
    let mut send = alice.chinwag(&["send", "--timeout", "10m", "bob", "two"]);
    let sending = Chat::launch({
        send.stdin(Stdio::null());
        send
    });
    // Another can listen to it meanwhile, which shows that it is there.
    crate::guest::Guest::of(&alice).hears_that_nobody_is_there();
    assert!(signal(sending.child.id(), "INT"));
    let ended = sending.ended();
    assert_eq!(ended.status, 7, "{ended:?}");
    assert!(ended.out.contains("queued for \"bob\""), "{ended:?}");
}

#[test]
fn the_reader_of_a_broken_pipe_ends_it_without_a_panic() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let _at_bobs = Chat::start(bob.chinwag(&[]));
    let mut shell = Command::new("/bin/sh");
    let program = alice.chinwag(&["--json", "--peer", &bob.address()]);
    shell.args(["-c", r#"sleep 3 | "$0" "$@" | head -n 1"#]).arg(program.get_program());
    shell.args(program.get_args()).env_clear();
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ended = shell.stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let ended = ended.wait_with_output().unwrap();
    let told = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.signal(), None);
    assert!(!told.contains("panicked"), "{told}");
    assert!(String::from_utf8(ended.stdout).unwrap().starts_with("{\"v\":1,\"type\":\"hello\""));
}

impl crate::guest::Guest {
    /// It answers, and nobody else does.
    fn hears_that_nobody_is_there(&mut self) {
        self.says(r#"{"type":"peers"}"#);
        assert_eq!(self.hears("peers")["active"].as_array().map(Vec::len), Some(0));
    }
}

proptest! {
    #[test]
    fn a_split_text_has_all_of_its_lines_in_order(
        lines in prop::collection::vec("[a-zé👍 ]{0,300}", 0..200),
        long in 0..200_usize,
        times in 1..300_usize,
    ) {
        let mut lines = lines;
        if let Some(line) = lines.get_mut(long) {
            *line = line.repeat(times);
        }
        let parts = split_text(&lines.join("\n"));
        prop_assert!(parts.iter().all(|part| (1..=TEXT_MAX).contains(&part.len())));
        let visible = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(visible(&parts.concat()), visible(&lines.concat()));
    }
}
