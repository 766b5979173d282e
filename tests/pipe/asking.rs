//! `chinwag ask`: a question, and yes or no.

use std::process::{Child, Stdio};

use chinwag::pipe::client::Verdict;

use crate::chat::Chat;
use crate::guest::Guest;
use crate::person::Person;
use crate::run::{Ran, run};

#[test]
fn yes_and_no_and_anything_else_are_told_apart() {
    for yes in ["y", "Yes", " yes! ", "OK.", "ja", "👍", "👍🏽", "✅", "Sí", "1", "yes.\n"]
    {
        assert_eq!(Verdict::of(yes), Verdict::Yes, "{yes}");
    }
    for no in ["n", "NO", "nein!", "non", "👎🏿", "❌", "0"] {
        assert_eq!(Verdict::of(no), Verdict::No, "{no}");
    }
    for neither in ["", "yes and no", "maybe", "not yet", "yesterday", "no problem", "?"] {
        assert_eq!(Verdict::of(neither), Verdict::Neither, "{neither}");
    }
}

#[test]
fn the_status_says_what_was_answered_and_the_output_how() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    for (answer, status) in [("Yes!", 0), ("no", 8), ("in an hour", 9)] {
        let asking = ask(&alice, &[&bob.address(), "deploy?"]);
        at_bobs.hears("\"alice\": deploy?\n");
        at_bobs.says(&format!("1\nalice\n{answer}"));
        assert_eq!(ended(asking), (Some(status), format!("{answer}\n")));
    }
}

#[test]
fn what_was_said_before_the_question_is_no_answer() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    let mut at_alices = Chat::start(alice.chinwag(&["--peer", &bob.address()]));
    at_alices.hears("* connected to 1 of 1\n");
    at_bobs.hears("* \"alice\" is online");
    at_bobs.says("1\nalice\nno");
    at_alices.hears("\"bob\": no\n");
    let asking = ask(&alice, &["bob", "deploy?"]);
    at_bobs.hears("\"alice\": deploy?\n");
    at_bobs.says("1\nalice\nyes");
    assert_eq!(ended(asking), (Some(0), "yes\n".to_owned()));
}

#[test]
fn a_question_that_is_there_and_not_answered_is_told_so() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    let asked = run(alice.chinwag(&["ask", &bob.address(), "deploy?", "--timeout", "1s"]));
    let told = "\
chinwag: \"bob\" has the question and did not answer
Ask again with a longer --timeout, or by voice.
";
    assert_eq!(asked, Ran { status: 9, out: String::new(), told: told.to_owned() });
    at_bobs.hears("\"alice\": deploy?\n* \"alice\" left\n");
}

#[test]
fn a_question_that_was_not_sent_in_time_is_taken_back() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let at_bobs = Chat::start(bob.chinwag(&[]));
    assert_eq!(run(alice.chinwag(&["send", &bob.address(), "one"])).status, 0);
    drop(at_bobs);
    let _at_alices = Chat::start(alice.chinwag(&[]));
    let mut guest = Guest::of(&alice);
    let asked = run(alice.chinwag(&["ask", "bob", "deploy?", "--timeout", "1"]));
    let told = "\
chinwag: \"bob\" could not be reached in time, and the question was taken back
Ask again with a longer --timeout, or by voice.
";
    assert_eq!(asked, Ran { status: 9, out: String::new(), told: told.to_owned() });
    assert_eq!(guest.hears("cancelled")["peer"]["name"], "bob");
    guest.says(r#"{"type":"history","waiting":true}"#);
    assert_eq!(guest.hears("history")["entries"].as_array().unwrap().len(), 0);
}

#[test]
fn whom_nobody_knows_is_asked_nothing() {
    let alice = Person::new("alice");
    assert_eq!(run(alice.chinwag(&["ask", "dave", "deploy?"])).status, 3);
}

#[test]
fn a_time_that_is_none_is_explained() {
    let alice = Person::new("alice");
    for timeout in ["soon", "0", "-1s", "400 days", "1e99"] {
        let asked = run(alice.chinwag(&["ask", "bob", "?", &format!("--timeout={timeout}")]));
        let is_explained = asked.told.contains("write how long, from 1s to 7 days");
        assert_eq!((asked.status, is_explained), (2, true), "{asked:?}");
    }
}

fn ask(person: &Person, args: &[&str]) -> Child {
    let mut command = person.chinwag(&["ask", "--timeout", "30s"]);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped());
    command.spawn().unwrap()
}

fn ended(asking: Child) -> (Option<i32>, String) {
    let ended = asking.wait_with_output().unwrap();
    (ended.status.code(), String::from_utf8(ended.stdout).unwrap())
}
