//! Scripts that people pipe in, and what they are told, without what differs from run to run.

use crate::chat::{Chat, Ended};
use crate::person::Person;

/// Pipes lines in, and waits until the program has ended by itself. The line that it begins with
/// is left out.
pub(crate) fn script(person: &Person, args: &[&str], lines: &str) -> Ended {
    let mut chat = Chat::start(person.chinwag(args));
    chat.says(lines);
    chat.keyboard = None;
    without_first_line(chat.ended())
}

pub(crate) fn without_first_line(ended: Ended) -> Ended {
    let (first, rest) = ended.out.split_once('\n').expect("a first line");
    assert!(first.contains(" listens on "), "{first}");
    Ended { out: rest.to_owned(), ..ended }
}

impl Ended {
    /// The same with ALICE for alice's port, padded to five letters as ports mostly have, and
    /// one time for all times.
    pub(crate) fn told(self, people: &[&Person]) -> Self {
        let mut out = self.out;
        for person in people {
            let name = format!("{:_<5}", person.name.to_uppercase());
            out = out.replace(&format!("{:5}", person.port), &name);
        }
        Self { out: timeless(&out), ..self }
    }

    /// It went well, and that was printed.
    pub(crate) fn well(out: &str) -> Self {
        Self { status: 0, out: out.to_owned() }
    }
}

/// Every time of the day becomes 12:34, or 12:34:56, and every day a day.
fn timeless(text: &str) -> String {
    let day = |line: &str| line.starts_with("── ") && line.ends_with(" ──\n");
    let dayless = |line| if day(line) { "── a day ──\n" } else { line };
    let text: String = text.split_inclusive('\n').map(dayless).collect();
    let shape = |word: &str| word.replace(|c: char| c.is_ascii_digit(), "0");
    let word = |word: &str| {
        let end = word.trim_end_matches([',', ';', '\n', ' ']);
        let time = match shape(end).as_str() {
            "00:00" => "12:34",
            "00:00:00" => "12:34:56",
            _ => end,
        };
        format!("{time}{}", &word[end.len()..])
    };
    text.split_inclusive([' ', '\n']).map(word).collect()
}
