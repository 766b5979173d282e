//! First starts that are killed while key and database are made.

use std::thread::sleep;
use std::time::Duration;

use crate::chance::Chance;
use crate::person::Person;
use crate::run::Run;
use crate::world::key;
use crate::{rounds, seed};

#[test]
fn a_home_that_was_killed_while_it_was_made_is_never_spoilt() {
    let mut chance = Chance::new(seed());
    let friend = Person::new("alice");
    let contact = format!("chinwag:{}@{}", key(&friend), friend.address());
    for _ in 0..rounds().div_ceil(5) {
        a_home_is_made(&mut chance, &contact);
    }
}

/// Somebody starts for the first time, again and again, until the program is not killed.
fn a_home_is_made(chance: &mut Chance, contact: &str) {
    let person = Person::new("bob");
    let mut known = None;
    let mut least = 0;
    for _ in 0..=chance.below(4) {
        let args: &[&str] = if chance.one_in(3) { &["id"] } else { &[] };
        let mut run = Run::start(person.chinwag(args));
        if args.is_empty() && chance.one_in(2) {
            run.types(&format!("1\n{contact}\nhello"));
        }
        sleep(chance.moment());
        if chance.one_in(4) {
            can_be_read(&person);
        }
        run.kill();
        while let Ok(line) = run.line(PATIENCE) {
            is_told_at_first(&line, &mut known, &mut least);
        }
        assert!(can_be_read(&person) >= least);
    }
    let mut run = Run::start(person.chinwag(&[]));
    run.types("0");
    while let Ok(line) = run.line(PATIENCE) {
        is_told_at_first(&line, &mut known, &mut least);
    }
    let status = run.child.wait().expect("it has ended").code();
    assert!(matches!(status, Some(0 | 3)), "it ended with {status:?}");
    assert_eq!(known, Some(key(&person)));
    assert!(can_be_read(&person) >= least);
}

/// How many messages there are: that can be asked at any time.
fn can_be_read(person: &Person) -> usize {
    let history = person.chinwag(&["history", "--json"]).output().expect("it starts");
    let told = String::from_utf8_lossy(&history.stderr);
    let is_to_come = told.contains("nothing was ever kept in");
    assert!(history.status.success() || is_to_come, "{told}");
    String::from_utf8_lossy(&history.stdout).lines().count()
}

/// The key must stay the same once it was told, and so must what was shown as queued.
fn is_told_at_first(line: &str, known: &mut Option<String>, least: &mut usize) {
    let told = line.strip_prefix("key      ");
    let shown = line.split_once("chinwag:").and_then(|(_, rest)| rest.split_once('@'));
    if let Some(key) = told.or(shown.map(|(key, _)| key)) {
        assert_eq!(known.get_or_insert_with(|| key.to_owned()), key, "the key was lost");
    }
    if let Some((count, _)) = line.strip_prefix("… ").and_then(|what| what.split_once(' ')) {
        *least = (*least).max(count.parse().expect("a number"));
    }
}

/// Long enough for a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
