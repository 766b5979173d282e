//! A visit of the doctor, and what is found without what differs from run to run.

use chinwag::failure::Status;

use crate::chat::{Chat, Ended};
use crate::person::Person;

/// Asks the doctor. Ports and keys of the people stand by their names.
pub(crate) fn visit(person: &Person, args: &[&str], people: &[&Person]) -> Ended {
    let args = [&["doctor"], args].concat();
    let is_moved = args.contains(&"--port") || args.contains(&"--listen");
    let mut command = person.program();
    if is_moved {
        // What is given twice is a mistake.
        command = person.elsewhere();
    }
    if !args.contains(&"--port") {
        command.args(["--port", &person.port.to_string()]);
    }
    if is_moved && !args.contains(&"--listen") {
        command.args(["--listen", "127.0.0.1"]);
    }
    command.args(["--name", person.name]).args(args);
    let ended = Chat::launch(command).ended();
    let mut out = ended.out.replace(&person.home.path().display().to_string(), "HOME");
    out = out.replace(&person.port.to_string(), &person.name.to_uppercase());
    for known in people {
        let (name, key) = (known.name.to_uppercase(), known.key());
        out = out.replace(&known.port.to_string(), &name);
        out = out.replace(&key, &format!("{name}S-KEY"));
        out = out.replace(&format!("#{}", &key[..4]), &format!("#{}", known.name));
    }
    let lines = out.lines().map(|line| steady(line) + "\n").collect();
    Ended { out: lines, ..ended }
}

/// A line without times, sizes and versions.
fn steady(line: &str) -> String {
    if line.starts_with("✓ the clock says ") {
        return "✓ the clock says NOW".to_owned();
    }
    let version = format!("chinwag {}", env!("CARGO_PKG_VERSION"));
    let line = line.replace(&version, "chinwag VERSION");
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let words: Vec<&str> = line.split(' ').collect();
    let steady = |(n, word): (usize, &&str)| match words.get(n + 1) {
        Some(&"ms") if is_number(word) => "0.0".to_owned(),
        Some(&"MiB") if is_number(word) => "ROOM".to_owned(),
        Some(_) | None => (*word).to_owned(),
    };
    words.iter().enumerate().map(steady).collect::<Vec<_>>().join(" ")
}

/// That this alone was found to be wrong.
pub(crate) fn wrong(status: Status, what: &str, next_step: &str) -> Ended {
    Ended { status: status.code().into(), out: format!("✗ {what}\n  {next_step}\n") }
}

/// Alice and Bob, who have talked before; Bob knows where Alice was.
pub(crate) fn talked() -> [Person; 2] {
    let [alice, bob] = [Person::new("alice"), Person::new("bob")];
    let mut at_alices = Chat::start(alice.chinwag(&[]));
    let mut at_bobs = Chat::start(bob.chinwag(&[]));
    at_bobs.says(&format!("1\n127.0.0.1\n{}\nhello\n0", alice.port));
    at_alices.hears("hello");
    at_alices.says("0");
    assert_eq!((at_bobs.ended().status, at_alices.ended().status), (0, 0));
    [alice, bob]
}
