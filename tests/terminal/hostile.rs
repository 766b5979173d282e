//! Messages that would take over a terminal, and what the terminal is sent of them.

use vte::{Params, Parser, Perform};

use crate::chat::Chat;
use crate::person::Person;
use crate::screen::{MENU, Screen};

#[test]
fn a_hostile_message_is_shown_as_harmless_pictures() {
    // The screen shows replacement characters as question marks.
    for (text, shown) in [
        ("\u{1b}]52;c;aGk=\u{7}clip", "␛]52;c;aGk=␇clip"),
        ("\u{1b}]0;title\u{1b}\\", "␛]0;title␛\\"),
        ("\u{1b}[2J\u{1b}[Hgone", "␛[2J␛[Hgone"),
        ("\u{7}\u{7}ring", "␇␇ring"),
        ("\u{1b}Pdcs\u{1b}\\ \u{1b}_apc\u{1b}\\ \u{1b}^pm\u{1b}\\", "␛Pdcs␛\\ ␛_apc␛\\ ␛^pm␛\\"),
        ("\u{9d}52;c;aGk=\u{9c}\u{9b}2J\u{90}x\u{9f}y", "?52;c;aGk=??2J?x?y"),
        ("\u{202e}evil\u{2066}\u{200f}", " \"bob\": evil\n"),
        ("\u{8}\u{8}\u{7f}back", "␈␈␡back"),
    ] {
        let [alice, bob] = [Person::new("alice"), Person::new("bob")];
        let mut at_alices = Screen::start(&alice.chinwag(&[]));
        at_alices.asks(MENU);
        let mut at_bobs = Chat::start(bob.chinwag(&["--peer", &alice.address()]));
        at_bobs.hears("* connected to 1 of 1\n");
        at_bobs.says(&format!("1\nalice\n{text}"));
        at_alices.shows(shown);
        at_alices.asks(MENU);
        at_alices.types("0\r");
        let left = at_alices.left();
        assert_eq!((left.status, left.is_restored), (0, true));
        let sent = sent(&left.bytes);
        let harmless = [
            "CSI A", "CSI B", "CSI C", "CSI D", "CSI G", "CSI J", "CSI K", "CSI h", "CSI l",
            "CSI m", "\n", "\r",
        ];
        let harmful: Vec<_> = sent.split('|').filter(|sent| !harmless.contains(sent)).collect();
        assert_eq!(harmful, [""], "{text:?}");
    }
}

/// The controls and sequences that a terminal was sent, by their kinds, with a bar after each.
pub(crate) fn sent(bytes: &[u8]) -> String {
    let mut controls = Controls(String::new());
    Parser::new().advance(&mut controls, bytes);
    // The parser passes over these strings in silence.
    for pair in bytes.windows(2).filter(|pair| pair[0] == 0x1b && b"X^_".contains(&pair[1])) {
        controls.note(&format!("string {}", char::from(pair[1])));
    }
    controls.0
}

struct Controls(String);

impl Controls {
    fn note(&mut self, kind: &str) {
        self.0.push_str(kind);
        self.0.push('|');
    }
}

impl Perform for Controls {
    fn print(&mut self, c: char) {
        if c.is_control() {
            self.note(&format!("{c:?}"));
        }
    }

    fn execute(&mut self, byte: u8) {
        self.note(&char::from(byte).to_string());
    }

    fn hook(&mut self, _: &Params, _: &[u8], _: bool, _: char) {
        self.note("DCS");
    }

    fn osc_dispatch(&mut self, _: &[&[u8]], _: bool) {
        self.note("OSC");
    }

    fn csi_dispatch(&mut self, _: &Params, _: &[u8], _: bool, action: char) {
        self.note(&format!("CSI {action}"));
    }

    fn esc_dispatch(&mut self, _: &[u8], _: bool, byte: u8) {
        self.note(&format!("ESC {}", char::from(byte)));
    }
}
