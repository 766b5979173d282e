//! Mistakes in a script: each is explained, and none ends the program.

use crate::chat::{Chat, Ended};
use crate::person::Person;
use crate::told::{script, without_first_line};

#[test]
fn a_wrong_choice_is_explained_and_asked_again() {
    let ended = script(&Person::new("bob"), &[], "8\nhello\n2");
    let menu = "Choose a number from 0 to 7.
  1  Send a message to a specific peer
  2  Display the list of active peers
  3  Connect to all active peers
  4  Show or search a conversation
  5  Take back a message that waits
  6  Give a peer a name of your own
  7  Export all conversations to a file
  0  Exit the application
";
    assert_eq!(ended.status, 0);
    assert_eq!(ended.out.matches(menu).count(), 2, "{ended:?}");
    assert!(ended.out.contains("\nActive peers at "), "{ended:?}");
}

#[test]
fn a_wrong_port_is_explained_and_asked_again() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let lines = format!("1\n127.0.0.1\nhttp\n0\n65536\n-1\n{}\nhello", alice.port);
    let told = "\
http: the port must be a number from 1 to 65535.
0: the port must be a number from 1 to 65535.
65536: the port must be a number from 1 to 65535.
-1: the port must be a number from 1 to 65535.
* \"alice\" is online at 127.0.0.1:ALICE
→ sent to \"alice\": hello
✓ received by \"alice\": hello
";
    assert_eq!(script(&bob, &[], &lines).told(&[&alice]), Ended::well(told));
    at_alices.hears(" \"bob\": hello\n");
}

#[test]
fn a_wrong_recipient_is_explained_and_asked_again() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let lines = format!("1\n9\nal ice\n127.0.0.1:http\n{}\nhello", alice.address());
    let ended = script(&bob, &[], &lines).told(&[&alice]);
    let (explained, delivered) = ended.out.split_once("* \"alice\" is online").unwrap();
    for (line, [typed, why]) in explained.lines().zip([
        ["9", "There is no number 9 in "],
        ["al ice", "write host:port, for example 127.0.0.1:7001"],
        ["127.0.0.1:http", "the port must be a number from 1 to 65535"],
    ]) {
        assert!(line.contains(typed) && line.contains(why), "{line}");
    }
    assert_eq!(explained.lines().count(), 3);
    assert_eq!((ended.status, delivered.contains("✓ received by \"alice\": hello")), (0, true));
    at_alices.hears(" \"bob\": hello\n");
}

#[test]
fn an_empty_line_goes_back_to_the_menu() {
    let bob = Person::new("bob");
    for lines in ["1\n\n2", "1\n127.0.0.1\n \n2", "1\n127.0.0.1:7001\n\n2"] {
        let ended = script(&bob, &[], lines);
        assert!(ended.out.starts_with("Nothing was sent.\nActive peers at "), "{ended:?}");
        assert_eq!(ended.status, 0);
    }
}

#[test]
fn a_text_beyond_the_bound_is_refused_with_the_bound_and_the_chat_goes_on() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let long = "chinwag ".repeat(2049);
    let lines = format!("1\n{0}\nhello\n1\nalice\n{long}\n1\nalice\ngoodbye", alice.address());
    let told = "\
* \"alice\" is online at 127.0.0.1:ALICE
→ sent to \"alice\": hello
✓ received by \"alice\": hello
! not sent: 16392 bytes, and a message has at most 16384; send it in parts
→ sent to \"alice\": goodbye
✓ received by \"alice\": goodbye
";
    let ended = script(&bob, &[], &lines).told(&[&alice]);
    assert_eq!(ended, Ended { status: 3, out: told.to_owned() });
    at_alices.hears(" \"bob\": hello\n");
    at_alices.hears(" \"bob\": goodbye\n* \"bob\" left\n");
}

#[test]
fn a_second_chinwag_on_one_profile_is_told_so() {
    let alice = Person::new("alice");
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let told = "\
chinwag: already running with the profile of 'alice'
Use that one, or start this one with another --name or --profile.
";
    let second = Chat::launch(alice.chinwag(&[])).ended();
    assert_eq!(second, Ended { status: 1, out: told.to_owned() });
    at_alices.says("0");
    assert_eq!(without_first_line(at_alices.ended()), Ended::well(""));
}

#[test]
fn a_port_that_is_in_use_is_told_with_what_to_do() {
    let alice = Person::new("alice");
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let bob = Person { port: alice.port.clone(), ..Person::new("bob") };
    let told = format!(
        "chinwag: another program listens on port {}\n\
         Choose another port with --port, or end that program.\n",
        alice.port
    );
    assert_eq!(Chat::launch(bob.chinwag(&[])).ended(), Ended { status: 5, out: told });
    at_alices.says("0");
    assert_eq!(without_first_line(at_alices.ended()), Ended::well(""));
}
