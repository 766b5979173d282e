//! Stories of people who ask the doctor: what is well, what is not, and what to do about it.
#![cfg(unix)]

#[path = "people/chat.rs"]
mod chat;
#[path = "people/ear.rs"]
mod ear;
#[path = "doctor/house.rs"]
mod house;
#[path = "doctor/neighbours.rs"]
mod neighbours;
#[path = "people/person.rs"]
mod person;
#[path = "doctor/visit.rs"]
mod visit;
#[path = "doctor/ways.rs"]
mod ways;

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use chinwag::failure::Status;

use chat::{Chat, Ended};
use neighbours::{Neighbour, Says};
use person::{Person, Port, signal};
use visit::{talked, visit, wrong};

#[test]
fn who_was_reached_before_is_found_and_sees_nobody() {
    let [alice, bob] = talked();
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let address = alice.address();
    for named in ["alice", "ALICE", &alice.key(), &address, &alice.contact()] {
        let well = "\
✓ 127.0.0.1:ALICE: \"alice\" answers by protocol 1, 0.0 ms there and back, with the key that is \
remembered, #alice
✓ not looked at: its name and its clock, which only a chat is told
";
        assert_eq!(visit(&bob, &[named], &[&alice]), Ended { status: 0, out: well.to_owned() });
    }
    at_alices.says("2\n0");
    let seen = at_alices.ended();
    assert!(!seen.out.contains("turned away"), "{seen:?}");
    let lines = seen.out.lines().filter(|line| line.contains("\"bob\"")).count();
    assert_eq!(lines, 1, "as one who is away: {seen:?}");
}

#[test]
fn a_chat_that_runs_goes_on_and_knows_more() {
    let [alice, bob] = talked();
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_bobs.hears("\"alice\" is online");
    let well = "\
✓ 127.0.0.1:ALICE: \"alice\" answers by protocol 1, 0.0 ms there and back, with the key that is \
remembered, #alice
✓ its name and its clock are known to the chat that runs: choose 2 there
";
    assert_eq!(visit(&bob, &["alice"], &[&alice]), Ended { status: 0, out: well.to_owned() });
    at_bobs.says("1\nalice\nstill here\n0");
    at_alices.hears("still here");
    at_alices.says("0");
    assert_eq!((at_bobs.ended().status, at_alices.ended().status), (0, 0));
}

#[test]
fn one_of_many_addresses_that_leads_nowhere_is_no_harm() {
    let [alice, bob] = talked();
    let before = alice.port.clone();
    let alice = Person { port: Port::free(), ..alice };
    let _at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
    at_bobs.hears("\"alice\" is online");
    at_bobs.says("0");
    at_bobs.ended();
    let found = visit(&bob, &["alice"], &[&alice]);
    let well = "\
✓ 127.0.0.1:ALICE: \"alice\" answers by protocol 1, 0.0 ms there and back, with the key that is \
remembered, #alice
";
    let doubt = format!(
        "\
! 127.0.0.1:{before}: connection refused (nothing listens on that port)
  Check the port, or ask them to start chinwag.
"
    );
    assert!(found.out.contains(well) && found.out.contains(&doubt), "{found:?}");
    assert_eq!(found.status, 0);
}

#[test]
fn a_program_that_stands_still_takes_the_connection_and_says_nothing() {
    let [alice, bob] = talked();
    let at_alices = Chat::start(alice.chinwag(&[]));
    assert!(signal(at_alices.child.id(), "STOP"));
    let found = visit(&bob, &["alice"], &[]);
    let what = format!("{}: something takes the connection and says nothing", alice.address());
    let step = "Try again in a moment; it may be starting, overloaded or cut off.";
    assert_eq!(found, wrong(Status::NotDelivered, &what, step));
}

#[test]
fn who_answers_with_a_key_that_nobody_knows_is_to_be_asked_for_its_words() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let _at_alices = Chat::start(alice.chinwag(&[]));
    let words = alice.words();
    let new = format!(
        "\
! 127.0.0.1:ALICE: chinwag answers by protocol 1, 0.0 ms there and back, with a key that is new \
to you, #alice
  Ask them by voice for the words of their key: {words}.
  Or write to chinwag:ALICES-KEY@127.0.0.1:ALICE, if that is what they gave you.
✓ not looked at: its name and its clock, which only a chat is told
"
    );
    let found = visit(&bob, &[&alice.address()], &[&alice]);
    assert_eq!(found, Ended { status: 0, out: new });
    let given = "\
✓ 127.0.0.1:ALICE: chinwag answers by protocol 1, 0.0 ms there and back, with the key that you \
gave, #alice; it is new to you
✓ not looked at: its name and its clock, which only a chat is told
";
    let found = visit(&bob, &[&alice.contact()], &[&alice]);
    assert_eq!(found, Ended { status: 0, out: given.to_owned() });
}

#[test]
fn another_key_than_the_remembered_one_is_said_aloud() {
    let [alice, bob] = talked();
    fs::remove_dir_all(alice.home.path().join("DATA")).unwrap();
    let _at_alices = Chat::start(alice.chinwag(&[]));
    let words = alice.words();
    let what = "127.0.0.1:ALICE: KEY CHANGED (#alice answers there now), 0.0 ms there and back";
    let step = format!(
        "\
Somebody may pretend to be them, so nothing was sent. Ask them by voice for the words of their \
key; what answers now has: {words}.
  If it is theirs, write to chinwag:ALICES-KEY@127.0.0.1:ALICE
  or leave, run `chinwag forget 127.0.0.1:ALICE` with your --name, and start again."
    );
    for named in ["alice", &alice.address()] {
        let found = visit(&bob, &[named], &[&alice]);
        assert_eq!(found, wrong(Status::KeyChanged, what, &step));
    }
}

#[test]
fn where_nothing_listens_is_told_apart_from_where_no_host_is() {
    let bob = Person::new("bob");
    let nobody = Port::free();
    let refused = format!("127.0.0.1:{nobody}: connection refused (nothing listens on that port)");
    let step = "Check the port, or ask them to start chinwag.";
    let found = visit(&bob, &[&format!("127.0.0.1:{nobody}")], &[]);
    assert_eq!(found, wrong(Status::NotDelivered, &refused, step));
    let found = visit(&bob, &["nowhere.invalid:7001"], &[]);
    let what = "nowhere.invalid:7001: name not found (no such host)";
    let step = "Check the spelling, or use the IP address.";
    assert_eq!(found, wrong(Status::NotDelivered, what, step));
}

#[test]
fn another_program_is_told_by_what_it_says() {
    let bob = Person::new("bob");
    let other = "Another program answers there: check the port.";
    let later = "Try again in a moment; it may be starting, overloaded or cut off.";
    let is_ssh = "another program answers there; it says SSH-2.0-OpenSSH_9.2";
    let says_nothing = "something takes the connection and says nothing";
    let update = "Update chinwag at both ends.";
    for (says, what, step) in [
        (Says::Text(b"SSH-2.0-OpenSSH_9.2\r\n"), is_ssh, other),
        (Says::Text(&[21, 3, 3, 0, 2, 2, 40]), "another program answers there, by TLS", other),
        (Says::Text(&[21, 3, 3, 0, 2, 2, 120]), "it does not speak protocol 1 of chinwag", update),
        (Says::Nothing, says_nothing, later),
        (Says::Goodbye, "something hangs up at once", later),
    ] {
        let neighbour = Neighbour::who(says);
        let found = visit(&bob, &[&neighbour.address], &[]);
        let what = format!("{}: {what}", neighbour.address);
        assert_eq!(found, wrong(Status::NotDelivered, &what, step));
    }
}

#[test]
fn whom_nobody_knows_cannot_be_looked_at() {
    let [_alice, bob] = talked();
    let step = "Give host:port or chinwag:KEY@host:port; --name or --profile chooses whose peers \
                are known.";
    let found = visit(&bob, &["carol"], &[]);
    assert_eq!(found, wrong(Status::Failed, "nobody is known as carol", step));
}

#[test]
fn ones_own_key_is_recognised() {
    let bob = Person::new("bob");
    let _at_bobs = Chat::start(bob.chinwag(&[]));
    let myself = "\
! 127.0.0.1:BOB: your own key answers, 0.0 ms there and back
  This is your own key: another chinwag needs another --name or --profile.
";
    let found = visit(&bob, &[&bob.address()], &[&bob]);
    assert_eq!(found, Ended { status: 0, out: myself.to_owned() });
}

#[test]
fn before_the_first_start_all_is_well_and_nothing_is_made() {
    let bob = Person::new("bob");
    let well = "\
✓ chinwag VERSION, protocol 1
✓ there is no configuration HOME/CONFIG/chinwag/config.toml, and need not be
✓ the data folder HOME/DATA/chinwag/bob will be made at the first start
✓ ROOM MiB are free on that disk
✓ port BOB is free at 127.0.0.1
! 127.0.0.1 is for programs of this machine only
  To be reached by others, leave --listen out.
✓ the clock says NOW
! TERM is not set: there are lines only, without colors or a line editor
  At a real terminal, set TERM to xterm-256color.
! no locale is set, and so perhaps not UTF-8
  If marks and names show as other signs, set LANG to C.UTF-8.
";
    assert_eq!(visit(&bob, &[], &[]), Ended { status: 0, out: well.to_owned() });
    assert_eq!(fs::read_dir(bob.home.path()).unwrap().count(), 0);
}

#[test]
fn a_port_that_is_taken_is_told_with_who_has_it() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let port = |found: &Ended| found.out.lines().find(|l| l.contains(" port ")).map(str::to_owned);
    let own = Chat::start(bob.chinwag(&[]));
    let found = visit(&bob, &[], &[&bob]);
    assert_eq!(port(&found).unwrap(), "✓ your chat listens on port BOB, and answers");
    assert!(found.out.contains("✓ a chat runs with the profile of 'bob'\n"), "{found:?}");
    assert_eq!(found.status, 0);
    drop(own);
    let alices = Chat::start(alice.chinwag(&[]));
    let taken = ["--port".to_owned(), alice.port.to_string()];
    let found = visit(&bob, &[&taken[0], &taken[1]], &[&alice]);
    let another = "✗ port ALICE is in use by another chinwag, with the key #alice";
    assert_eq!(port(&found).unwrap(), another);
    assert_eq!(found.status, i32::from(Status::PortInUse.code()));
    drop(alices);
    let listener = TcpListener::bind(bob.address()).unwrap();
    let found = visit(&bob, &[], &[&bob]);
    assert_eq!(port(&found).unwrap(), "✗ port BOB is in use by another program");
    assert_eq!(found.status, i32::from(Status::PortInUse.code()));
    drop(listener);
}

#[test]
fn an_address_of_another_machine_cannot_be_listened_on() {
    let bob = Person::new("bob");
    let found = visit(&bob, &["--listen", "192.0.2.77"], &[&bob]);
    let not_ours = "\
✗ 192.0.2.77 is no address of this machine
  Leave --listen out to listen on all of its addresses.
";
    assert!(found.out.contains(not_ours), "{found:?}");
    assert_eq!(found.status, 1);
}

#[test]
fn what_is_damaged_at_home_is_named_and_the_rest_is_looked_at_all_the_same() {
    let [alice, bob] = talked();
    let folder = bob.home.path().join("DATA/chinwag/bob");
    let sound = visit(&bob, &[], &[&bob]);
    let kept = "\
✓ the data folder HOME/DATA/chinwag/bob is closed to others
✓ your key #bob is yours alone
✓ the history is sound, and 1 peer is known
✓ ROOM MiB are free on that disk
✓ no chat runs with the profile of 'bob'
";
    assert!(sound.out.contains(kept), "{sound:?}");
    let key = folder.join("identity.pem");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(folder.join("history.db"), [7; 8192]).unwrap();
    let config = bob.home.path().join("CONFIG/chinwag");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("config.toml"), "bells = true\n").unwrap();
    let found = visit(&bob, &[], &[]);
    for line in [
        "✗ HOME/CONFIG/chinwag/config.toml, line 1: there is no key bells\n  Did you mean bell? ",
        "✗ others can read your key HOME/DATA/chinwag/bob/identity.pem (its mode is 0644)\n",
        "  Close it with: chmod 600 HOME/DATA/chinwag/bob/identity.pem\n",
        "✗ HOME/DATA/chinwag/bob/history.db cannot be used: it is damaged (",
        "✓ no chat runs with the profile of 'bob'\n",
        " is free at 127.0.0.1\n",
    ] {
        assert!(found.out.contains(line), "{line} in {found:?}");
    }
    assert_eq!(found.status, i32::from(Status::Damaged.code()));
    // Config and key are mended, and who is known still is not.
    fs::remove_file(config.join("config.toml")).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let _at_alices = Chat::start(alice.chinwag(&[]));
    let found = visit(&bob, &[&alice.address()], &[&alice]);
    let [history, answers] = [
        "✗ HOME/DATA/chinwag/bob/history.db cannot be used: it is damaged (",
        "! 127.0.0.1:ALICE: chinwag answers by protocol 1, 0.0 ms there and back, with a key ",
    ];
    assert!(found.out.starts_with(history) && found.out.contains(answers), "{found:?}");
    assert_eq!(found.status, i32::from(Status::Damaged.code()));
}

#[test]
fn what_the_terminal_can_show_is_read_from_the_environment() {
    let bob = Person::new("bob");
    for (set, line) in [
        (&[("TERM", "xterm")][..], "✓ the terminal is xterm, with 16 colors\n"),
        (&[("TERM", "xterm-256color")], "✓ the terminal is xterm-256color, with 256 colors\n"),
        (
            &[("TERM", "foot"), ("COLORTERM", "truecolor")],
            "✓ the terminal is foot, with all colors\n",
        ),
        (
            &[("TERM", "foot"), ("NO_COLOR", "1")],
            "✓ the terminal is foot, with no colors, as NO_COLOR wants it\n",
        ),
        (&[("TERM", "dumb")], "! TERM is dumb: there are lines only, "),
        (&[("LANG", "de_DE.UTF-8")], "✓ the locale is UTF-8 (LANG is de_DE.UTF-8)\n"),
        (&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "C")], "! the locale is not UTF-8 (LC_ALL is C)\n"),
    ] {
        let mut command = bob.chinwag(&["doctor"]);
        command.envs(set.iter().copied());
        let found = Chat::launch(command).ended();
        assert!(found.out.contains(line), "{line} in {found:?}");
    }
}
