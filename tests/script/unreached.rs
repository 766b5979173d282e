//! Messages that cannot be delivered: each failure names its cause and the next step.

use std::io::{self, Write};
use std::net::TcpListener;
use std::thread;

use crate::chat::{Chat, Ended};
use crate::person::{Person, Port};
use crate::told::{script, without_first_line};

#[test]
fn nothing_listens_there() {
    let closed = Port::free();
    is_not_sent(
        &format!("127.0.0.1:{closed}"),
        "connection refused (nothing listens on that port)",
        "Check the port, or ask them to start chinwag.",
    );
}

#[test]
fn no_such_host() {
    // A label this long is no name of the domain name system, so that nobody is asked for it.
    let host = "no-such-host-".repeat(10) + "x";
    is_not_sent(
        &format!("{host}:7001"),
        "name not found (no such host)",
        "Check the spelling, or use the IP address.",
    );
}

#[test]
fn another_program_answers_there() {
    for words in ["SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n"] {
        is_not_sent(
            &stranger(words),
            "wrong protocol (what answers there is not chinwag)",
            "Another program answers there: check the port.",
        );
    }
}

#[test]
fn nobody_says_a_word_there() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    is_not_sent(
        &silent.local_addr().unwrap().to_string(),
        "no greeting in time",
        "Try again in a moment; it may be starting, overloaded or cut off.",
    );
}

#[test]
fn we_answer_there_ourselves() {
    let bob = Person::new("bob");
    let next_step = "This is your own key: another chinwag needs another --name or --profile.";
    bob_is_told(&bob, &bob.address(), "that is yourself", next_step);
}

#[test]
fn what_is_not_delivered_at_the_end_is_counted() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    at_bobs.says(&format!("1\n{}\nhello", alice.address()));
    at_alices.hears(" \"bob\": hello\n");
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
    at_bobs.hears("* \"alice\" left\n");
    at_bobs.says("1\nalice\nare you there?\n0");
    let ended = without_first_line(at_bobs.ended()).told(&[&alice]);
    let end = "… 1 message to \"alice\" not confirmed: kept, and sent the next time\n";
    assert_eq!((ended.status, ended.out.ends_with(end)), (3, true), "{ended:?}");
    let cannot = "! cannot reach \"alice\" at 127.0.0.1:ALICE: connection refused";
    assert!(ended.out.contains(cannot), "{ended:?}");
}

#[test]
fn another_key_answers_where_we_met_alice() {
    let [mallory, bob] = impostor();
    let _at_mallorys = Chat::start(mallory.chinwag(&[]));
    let ended = script(&bob, &[], &format!("1\n{}\na secret", mallory.address()));
    let id = Chat::launch(mallory.chinwag(&["id"])).ended().out;
    let part = |name: &str| id.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    let found = part("key      ");
    let alarm = format!("KEY CHANGED (#{} answers there now)", &found[..4]);
    let contact = format!("chinwag:{found}@{}\n", mallory.address());
    let forget = format!("`chinwag forget {}`", mallory.address());
    assert_eq!(ended.status, 4, "{ended:?}");
    for named in [&alarm, part("words    "), &forget, &contact] {
        assert!(ended.out.contains(named), "{named} in {ended:?}");
    }
}

#[test]
fn another_key_hears_nothing_of_what_was_meant_for_alice() {
    let [mallory, bob] = impostor();
    let mut at_mallorys = Chat::start(mallory.chinwag(&[]));
    assert_eq!(script(&bob, &[], &format!("1\n{}\na secret", mallory.address())).status, 4);
    at_mallorys.says("2\n0");
    let ended = at_mallorys.ended();
    assert!(!ended.out.contains("secret") && !ended.out.contains("\"bob\""), "{ended:?}");
}

#[test]
fn a_forgotten_address_lets_another_key_answer() {
    let [mallory, bob] = impostor();
    let mut at_mallorys = Chat::start(mallory.chinwag(&[]));
    let forgotten = Chat::launch(bob.chinwag(&["forget", &mallory.address()])).ended();
    assert_eq!(forgotten.status, 0, "{forgotten:?}");
    let id = Chat::launch(mallory.chinwag(&["id"])).ended().out;
    let tag = &id["key      ".len()..][..4];
    let ended = script(&bob, &[], &format!("1\n{}\nhello", mallory.address()));
    // The address is forgotten, and not whom Bob met there: this alice is told apart.
    let delivered = format!(
        "* \"alice\"#{tag} is online at 127.0.0.1:ALICE\n\
         → sent to \"alice\"#{tag}: hello\n\
         ✓ received by \"alice\"#{tag}: hello\n"
    );
    assert_eq!(ended.told(&[&mallory]), Ended::well(&delivered));
    at_mallorys.hears(" \"bob\": hello\n");
}

#[test]
fn an_address_with_the_new_key_lets_it_answer() {
    let [mallory, bob] = impostor();
    let mut at_mallorys = Chat::start(mallory.chinwag(&[]));
    let id = Chat::launch(mallory.chinwag(&["id"])).ended().out;
    let contact = id.lines().find_map(|line| line.strip_prefix("address  ")).unwrap();
    let tag = &contact["chinwag:".len()..][..4];
    let ended = script(&bob, &[], &format!("1\n{contact}\nhello"));
    // The other alice is still known, so that this one is told apart.
    let delivered = format!(
        "* \"alice\"#{tag} is online at 127.0.0.1:ALICE\n\
         → sent to \"alice\"#{tag}: hello\n\
         ✓ received by \"alice\"#{tag}: hello\n"
    );
    assert_eq!(ended.told(&[&mallory]), Ended::well(&delivered));
    at_mallorys.hears(" \"bob\": hello\n");
}

/// Bob, who has met Alice in a former run, and somebody who has her name and port, but not her key.
fn impostor() -> [Person; 2] {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    assert_eq!(script(&bob, &[], &format!("1\n{}\nhello", alice.address())).status, 0);
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
    [Person { port: alice.port, ..Person::new("alice") }, bob]
}

fn is_not_sent(address: &str, cause: &str, next_step: &str) {
    bob_is_told(&Person::new("bob"), address, cause, next_step);
}

/// Bob says hello there and ends with the status for what was not delivered.
fn bob_is_told(bob: &Person, address: &str, cause: &str, next_step: &str) {
    let ended = script(bob, &[], &format!("1\n{address}\nhello\n0"));
    let told = format!("! not sent to {address}, \"hello\": {cause}\n  {next_step}\n");
    assert_eq!((ended.status, ended.out.contains(&told)), (3, true), "{ended:?}");
}

/// Another program, which says these words to whoever comes, once.
fn stranger(words: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        stream.write_all(words.as_bytes())?;
        io::copy(&mut stream, &mut io::sink())
    });
    address
}
