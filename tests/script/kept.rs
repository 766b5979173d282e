//! What was said stays: shown, searched, taken back, exported, and sent the next time.

use std::fs;

use chinwag::store::{Sqlite, Store};

use crate::chat::{Chat, Ended};
use crate::person::Person;
use crate::told::{script, without_first_line};

/// What Bob is told when he writes to Alice, who is away.
const AWAY: &str = "! cannot reach \"alice\" at 127.0.0.1:ALICE: connection refused";

#[test]
fn what_was_said_is_shown_and_searched_after_a_restart() {
    let [alice, bob] = talked();
    let shown = "\
── a day ──
12:34 ✓ received  you → \"alice\": hello there
12:34             \"alice\" → you: hello, bob
── a day ──
12:34             \"alice\": hello, bob
There are no messages.
";
    let lines = "4\n\n\n4\nalice\nBOB\n4\nalice\nthere bob\n0";
    assert_eq!(script(&bob, &[], lines).told(&[&alice]), Ended::well(shown));
    let shown = "\
── a day ──
12:34             \"bob\": hello there
12:34 ✓ received  you: hello, bob
";
    assert_eq!(script(&alice, &[], "4\nbob\n\n0").told(&[&bob]), Ended::well(shown));
}

#[test]
fn whose_conversation_is_asked_again_until_it_is_somebody() {
    let [alice, bob] = talked();
    let told = "\
Nobody here is called nobody: choose 2 to see who is known.
There is no number 7 in a list that was shown: go back with Enter and choose 2.
── a day ──
12:34 ✓ received  you: hello there
";
    let lines = "4\nnobody\n7\nAlice\nthere\n0";
    assert_eq!(script(&bob, &[], lines).told(&[&alice]), Ended::well(told));
}

#[test]
fn a_message_that_waits_is_taken_back_and_never_arrives() {
    let [alice, bob] = talked();
    let lines = "1\nalice\nforget me\n1\nalice\nkeep me\n5\n3\n1\n5\n\n0";
    let ended = script(&bob, &[], lines).told(&[&alice]);
    let told = "  1  12:34 to \"alice\": forget me
  2  12:34 to \"alice\": keep me
Choose a number from 1 to 2, or Enter to go back.
✗ taken back, not sent to \"alice\": forget me
  1  12:34 to \"alice\": keep me
Nothing was taken back.
… 1 message to \"alice\" not confirmed: kept, and sent the next time
";
    let without_dials: String = ended.out.split_inclusive('\n').filter(is_no_dial).collect();
    let without_dials = dateless(&without_dials);
    assert_eq!(Ended { out: without_dials, ..ended }, Ended { status: 3, out: told.to_owned() });
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    at_bobs.hears("… 1 to \"alice\" queued: sent when \"alice\" answers\n");
    at_bobs.hears("✓ received by \"alice\": a message from before\n");
    at_bobs.says("4\n\n\n0");
    at_bobs.hears("✗ failed (cancelled)  you → alice\n");
    assert_eq!(at_bobs.ended().status, 0);
    at_alices.hears(" \"bob\": keep me\n");
    at_alices.says("0");
    assert!(!at_alices.ended().out.contains("forget me"));
}

#[test]
fn a_peer_is_called_by_our_own_name_from_then_on() {
    let [alice, bob] = talked();
    let lines = "6\nalice\nMy  Alice\nMy Alice\n6\nmy alice\n\n6\nalice\nAl\n4\nal\nthere\n0";
    let told = "\
That cannot be: a name has visible characters and single spaces only; this one would show as \
'My Alice'.
* \"alice\" is called My Alice here now
* My Alice is called \"alice\" here now
* \"alice\" is called Al here now
── a day ──
12:34 ✓ received  you: hello there
";
    assert_eq!(script(&bob, &[], lines).told(&[&alice]), Ended::well(told));
    let told = "── a day ──\n12:34             Al: hello, bob\n";
    assert_eq!(script(&bob, &[], "4\nal\nhello bob\n0").told(&[&alice]), Ended::well(told));
}

#[test]
fn no_two_peers_are_given_one_name() {
    let [alice, bob] = talked();
    let carol = Person::new("carol");
    let mut at_carols = Chat::start(carol.chinwag(&[]));
    let hello = format!("1\n{}\nhello", carol.address());
    let lines = format!("6\nalice\nAnn\n{hello}\n6\ncarol\nAnn\n0");
    let told = "\
* \"alice\" is called Ann here now
* \"carol\" is online at 127.0.0.1:CAROL
→ sent to \"carol\": hello
✓ received by \"carol\": hello
! Ann is called so already; choose another name
";
    let ended = script(&bob, &[], &lines).told(&[&alice, &carol]);
    assert_eq!(ended, Ended { status: 1, out: told.to_owned() });
    at_carols.hears(" \"bob\": hello\n");
}

#[test]
fn everything_is_exported_and_nothing_overwritten() {
    let [alice, bob] = talked();
    let told = "\
Nothing was exported.
* 2 messages written to all.jsonl
! all.jsonl exists already, and nothing is overwritten
  Name another file, or move that one away.
";
    let ended = script(&bob, &[], "7\n\n7\nall.jsonl\n7\nall.jsonl\n0").told(&[&alice]);
    assert_eq!(ended, Ended { status: 1, out: told.to_owned() });
    let exported = fs::read_to_string(bob.home.path().join("all.jsonl")).unwrap();
    let printed = Chat::launch(bob.chinwag(&["history", "--json"])).ended();
    assert_eq!(printed, Ended::well(&exported));
    let texts = ["\"text\":\"hello there\"}", "\"text\":\"hello, bob\"}"];
    let lines: Vec<&str> = exported.lines().collect();
    assert!(lines.iter().zip(texts).all(|(line, text)| line.ends_with(text)), "{exported}");
    assert_eq!(lines.len(), 2);
}

#[test]
fn what_waits_is_counted_at_the_start_and_goes_out_when_both_are_back() {
    let [alice, bob] = talked();
    let ended = script(&bob, &[], "1\nalice\none\n1\nalice\ntwo\n0").told(&[&alice]);
    let kept = "… 2 messages to \"alice\" not confirmed: kept, and sent the next time\n";
    assert_eq!((ended.status, ended.out.ends_with(kept)), (3, true), "{ended:?}");
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    at_bobs.hears("… 2 to \"alice\" queued: sent when \"alice\" answers\n");
    let mut at_alices = Chat::start(alice.chinwag(&["--peer", &bob.address()]));
    at_alices.hears(" \"bob\": one\n");
    at_alices.hears(" \"bob\": two\n");
    at_bobs.hears("→ sent to \"alice\": 2 messages from before\n");
    at_bobs.hears("✓ received by \"alice\": 2 messages from before\n");
    at_bobs.says("0");
    assert_eq!(at_bobs.ended().status, 0);
}

#[test]
fn what_was_shown_is_still_there_after_a_kill() {
    let [alice, bob] = talked();
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    at_bobs.says("1\nalice\nare you there?\n6\nalice\nAl");
    at_bobs.hears("… 1 to \"alice\" queued: sent when \"alice\" answers\n");
    at_bobs.hears("* \"alice\" is called Al here now\n");
    drop(at_bobs); // by SIGKILL
    let shown = "\
── a day ──
12:34 ✓ received  you: hello there
12:34             Al: hello, bob
12:34 … queued    you: are you there?
";
    let history = Chat::launch(bob.chinwag(&["history", "al"])).ended();
    assert_eq!(history.told(&[&alice]), Ended::well(shown));
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    at_bobs.hears("✓ received by Al: a message from before\n");
    at_alices.hears(" \"bob\": are you there?\n");
    at_bobs.says("0");
    assert_eq!(at_bobs.ended().status, 0);
}

#[test]
fn what_was_said_can_be_read_while_the_chat_runs() {
    let [alice, bob] = talked();
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    let history = |args: &[&str]| Chat::launch(bob.chinwag(args)).ended().told(&[&alice]);
    let shown = "── a day ──\n12:34             \"alice\": hello, bob\n";
    assert_eq!(history(&["history", "alice", "--search", "bob"]), Ended::well(shown));
    let told = "2 messages written to all.jsonl\n";
    assert_eq!(history(&["export", "--to", "all.jsonl"]), Ended::well(told));
    at_bobs.says("0");
    assert_eq!(without_first_line(at_bobs.ended()), Ended::well(""));
}

#[test]
fn what_an_ephemeral_chat_says_is_lost_and_it_says_so() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Chat::launch(bob.chinwag(&["--ephemeral"]));
    at_bobs.hears(" · ephemeral: key and messages are gone when you leave\n");
    at_bobs.says(&format!("1\n{}\nhello\n4\nalice\nhello", alice.address()));
    at_bobs.hears("you: hello\n");
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
    at_bobs.says("1\nalice\nare you there?\n7\nall.jsonl\n0");
    let ended = at_bobs.ended().told(&[&alice]);
    let told = "\
! this chat is ephemeral, so nothing of it is written to a file
  Start without --ephemeral to keep what is said.
! 1 message to \"alice\" not confirmed, and lost
";
    assert_eq!((ended.status, ended.out.ends_with(told)), (3, true), "{ended:?}");
    assert_eq!(fs::read_dir(bob.home.path()).unwrap().count(), 0);
}

#[test]
fn what_was_shown_line_by_line_is_read_after_a_restart() {
    for person in talked() {
        let folder = person.home.path().join("DATA/chinwag").join(person.name);
        let mut store = Sqlite::open(&folder.join("history.db")).expect("a history");
        let unread: Vec<u64> =
            store.load().expect("it can be read").peers.iter().map(|peer| peer.unread).collect();
        assert_eq!(unread, [0], "{} was shown what was said", person.name);
    }
}

/// Alice and Bob have said hello to each other, and left.
fn talked() -> [Person; 2] {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    at_bobs.says(&format!("1\n{}\nhello there", alice.address()));
    at_alices.hears(" \"bob\": hello there\n");
    at_bobs.hears("✓ received by \"alice\": hello there\n");
    at_alices.says("1\nbob\nhello, bob");
    at_alices.hears("✓ received by \"bob\": hello, bob\n");
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
    at_bobs.hears("* \"alice\" left\n");
    at_bobs.says("0");
    assert_eq!(at_bobs.ended().status, 0);
    [alice, bob]
}

/// Without the day that is before each time of a list.
fn dateless(list: &str) -> String {
    let line = |line: &str| match line.split_once(" 12:34 to ") {
        Some((number_and_day, rest)) => format!("{} 12:34 to {rest}", &number_and_day[..4]),
        None => line.to_owned(),
    };
    list.split_inclusive('\n').map(line).collect()
}

/// Whether a line tells of something else than that Alice is away.
fn is_no_dial(line: &&str) -> bool {
    let step = "  Check the port, or ask them to start chinwag.";
    !(line.starts_with(AWAY)
        || line.starts_with(step)
        || line.starts_with("… ") && line.contains("queued"))
}

#[test]
fn after_a_proper_leave_everything_is_in_one_file() {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let lines = format!("1\n{}\nhello\n0", alice.address());
    assert_eq!(script(&bob, &[], &lines).status, 0);
    at_alices.hears("\"bob\": hello\n");
    at_alices.says("0");
    assert_eq!(at_alices.ended().status, 0);
    for person in [&alice, &bob] {
        let folder = person.home.path().join("DATA/chinwag").join(person.name);
        let kept = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut kept: Vec<_> = kept.collect();
        kept.sort();
        assert_eq!(kept, ["history.db", "identity.pem", "lock"], "{}", person.name);
    }
}
