//! What a terminal was sent beside text: each control and sequence by its kind, in order.

use vte::{Params, Parser, Perform};

/// All of them. Modes have their numbers, other sequences only their kind.
pub(crate) fn sent(bytes: &[u8]) -> Vec<String> {
    let mut controls = Controls::default();
    Parser::new().advance(&mut controls, bytes);
    // The parser passes over these strings in silence.
    for pair in bytes.windows(2).filter(|pair| pair[0] == 0x1b && b"X^_".contains(&pair[1])) {
        controls.sent.push(format!("string {}", char::from(pair[1])));
    }
    controls.sent
}

/// Whether anything that was sent asks for a colour.
pub(crate) fn painted(bytes: &[u8]) -> Painted {
    let mut controls = Controls::default();
    Parser::new().advance(&mut controls, bytes);
    let is_color = |number: &u16| matches!(number, 30..=38 | 40..=48 | 90..=97 | 100..=107);
    if controls.styles.iter().any(is_color) { Painted::Coloured } else { Painted::Plain }
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Painted {
    Plain,
    Coloured,
}

#[derive(Default)]
struct Controls {
    sent: Vec<String>,
    /// The numbers of all styles.
    styles: Vec<u16>,
}

impl Perform for Controls {
    fn print(&mut self, c: char) {
        if c.is_control() {
            self.sent.push(format!("{c:?}"));
        }
    }

    fn execute(&mut self, byte: u8) {
        self.sent.push(format!("{:?}", char::from(byte)));
    }

    fn hook(&mut self, _: &Params, _: &[u8], _: bool, _: char) {
        self.sent.push("DCS".to_owned());
    }

    fn osc_dispatch(&mut self, _: &[&[u8]], _: bool) {
        self.sent.push("OSC".to_owned());
    }

    fn csi_dispatch(&mut self, params: &Params, between: &[u8], _: bool, action: char) {
        let between = String::from_utf8_lossy(between);
        let numbers: Vec<u16> = params.iter().filter_map(|param| param.first().copied()).collect();
        if action == 'm' {
            self.styles.extend(&numbers);
        }
        let modes: Vec<String> = numbers.iter().map(u16::to_string).collect();
        let modes = if matches!(action, 'h' | 'l') { modes.join(";") } else { String::new() };
        self.sent.push(format!("CSI {between}{modes}{action}"));
    }

    fn esc_dispatch(&mut self, _: &[u8], _: bool, byte: u8) {
        self.sent.push(format!("ESC {}", char::from(byte)));
    }
}
