//! Stories of people whose input is a pipe: what a script may rely on.
#![cfg(unix)]

#[path = "people/chat.rs"]
mod chat;
#[path = "people/ear.rs"]
mod ear;
#[path = "script/kept.rs"]
mod kept;
#[path = "script/leaving.rs"]
mod leaving;
#[path = "script/mistakes.rs"]
mod mistakes;
#[path = "script/moved.rs"]
mod moved;
#[path = "people/person.rs"]
mod person;
#[path = "script/told.rs"]
mod told;
#[path = "script/unreached.rs"]
mod unreached;

use chat::{Chat, Ended};
use person::{Person, Port};
use told::{script, without_first_line};

#[test]
fn the_issues_line_delivers_hello_and_both_are_told() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let line = format!("1\n127.0.0.1\n{}\nhello\n0", alice.port);
    let delivered = "\
* \"alice\" is online at 127.0.0.1:ALICE
→ sent to \"alice\": hello
✓ received by \"alice\": hello
";
    assert_eq!(script(&bob, &[], &line).told(&[&alice]), Ended::well(delivered));
    at_alices.says("0");
    let heard = "* \"bob\" is online at 127.0.0.1:BOB__\n12:34 \"bob\": hello\n* \"bob\" left\n";
    assert_eq!(without_first_line(at_alices.ended()).told(&[&bob]), Ended::well(heard));
}

#[test]
fn the_first_line_says_where_and_who_we_are() {
    let bob = Person::new("bob");
    let id = Chat::launch(bob.chinwag(&["id"])).ended().out;
    let contact = id.lines().find_map(|line| line.strip_prefix("address  ")).unwrap();
    let tag = &contact["chinwag:".len()..][..4];
    let mut at_bobs = Chat::launch(bob.chinwag(&[]));
    at_bobs.says("0");
    let first = format!("bob listens on {} · key #{tag} · reach me at {contact}\n", bob.address());
    assert_eq!(at_bobs.ended(), Ended::well(&first));
}

#[test]
fn an_empty_list_says_what_to_try() {
    let advice = "\
Active peers at 12:34:56
  Nobody. Choose 1 and give an address, or start with --peer HOST:PORT;
  `chinwag id` prints the address that others can use to reach you.
";
    assert_eq!(script(&Person::new("bob"), &[], "2").told(&[]), Ended::well(advice));
}

#[test]
fn the_list_shows_an_active_peer_and_since_when() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let shown = "\
* \"alice\" is online at 127.0.0.1:ALICE
→ sent to \"alice\": hello
✓ received by \"alice\": hello
Active peers at 12:34:56
  #  name     IP         port   status  since
  1  \"alice\"  127.0.0.1  ALICE  online  12:34
";
    let lines = format!("1\n{}\nhello\n2", alice.address());
    assert_eq!(script(&bob, &[], &lines).told(&[&alice]), Ended::well(shown));
    at_alices.hears("* \"bob\" left\n");
}

#[test]
fn a_peer_can_be_named_or_numbered_once_it_is_known() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let lines = format!("1\n{}\none\n1\nAlice\ntwo\n2\n1\n1\nthree", alice.address());
    assert_eq!(script(&bob, &[], &lines).status, 0);
    for line in ["\"bob\": one\n", "\"bob\": two\n", "\"bob\": three\n"] {
        at_alices.hears(line);
    }
}

#[test]
fn connecting_to_all_tells_the_outcome_for_each_peer_and_the_sum() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let closed = Port::free();
    let nobody = format!("127.0.0.1:{closed}");
    let ended = script(&bob, &["--peer", &alice.address(), "--peer", &nobody], "3");
    let cannot = format!("! cannot reach {nobody}: connection refused");
    let next_step = "  Check the port, or ask them to start chinwag.";
    let told = ended.out.lines().zip(ended.out.lines().skip(1));
    let told: Vec<_> = told.filter(|(line, _)| line.starts_with(&cannot)).collect();
    assert!(!told.is_empty() && told.iter().all(|(_, next)| *next == next_step), "{ended:?}");
    let outcome = format!("  alice at {}: online\n  {nobody}: ", alice.address());
    assert_eq!((ended.status, ended.out.contains(&outcome)), (0, true), "{ended:?}");
    assert!(ended.out.ends_with("\n* connected to 1 of 2\n"), "{ended:?}");
    at_alices.hears("* \"bob\" is online");
}

#[test]
fn with_nobody_to_connect_to_that_is_said() {
    let advice = "* there is nobody to connect to: choose 1 and give an address\n";
    assert_eq!(script(&Person::new("bob"), &[], "3"), Ended::well(advice));
}

#[test]
fn a_text_as_long_as_may_be_arrives_whole() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let text = "chinwag ".repeat(2048);
    let lines = format!("1\n{}\n{}!\n0", alice.address(), &text[1..]);
    assert_eq!(script(&bob, &[], &lines).status, 0);
    at_alices.hears("!\n* \"bob\" left\n");
    at_alices.says("0");
    let heard = without_first_line(at_alices.ended()).out.replace("\n      ", "");
    assert_eq!(heard.matches("chinwag ").count(), 2047);
}

#[test]
fn nothing_that_is_piped_holds_an_escape_character() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let nasty = "\u{1b}]52;c;aGk=\u{7}\u{1b}[2J\u{9b}31m\u{202e}tfel\u{8}\u{7f}";
    let lines = format!("1\n{}\n{nasty}\n2\n1\n{nasty}\n\n3", alice.address());
    let at_bobs = script(&bob, &[], &lines);
    at_alices.hears("* \"bob\" left\n");
    at_alices.says("2\n0");
    for ended in [at_bobs, at_alices.ended()] {
        let is_control = |c: char| c.is_control() && c != '\n';
        assert!(!ended.out.contains(is_control), "{ended:?}");
        assert!(ended.out.contains("␛]52;c;aGk=␇␛[2J\u{fffd}31mtfel␈␡\n"), "{ended:?}");
    }
}
