//! What Alice's screen may show of what Mallory sends: claims about text, through its public API.

use std::fmt::Write;

use chinwag::text::{
    LINE_WIDTH_MAX, MARKS_MAX, NAME_MAX, NAME_WIDTH_MAX, Safe, Untrusted, likeness,
};
use proptest::prelude::*;
use proptest::sample::select;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

#[test]
fn an_escape_sequence_becomes_visible_and_harmless() {
    assert_eq!(shown("\x1b[2J\x1b[Hyou are root\x07"), "␛[2J␛[Hyou are root␇");
    assert_eq!(Safe::name("\x1b[31mroot").as_str(), "␛[31mroot");
    assert_eq!(Safe::line("a\r\n\x1b[A\u{9b}K").as_str(), "a␍␊␛[A\u{FFFD}K");
}

#[test]
fn bodies_are_shown_as_the_table_says() {
    for [what, raw, expected] in rows(BODIES) {
        assert_eq!(shown(raw), expected, "{what}");
        assert_harmless(raw);
    }
}

#[test]
fn names_are_shown_as_the_table_says() {
    for [what, raw, expected] in rows(NAMES) {
        assert_eq!(Safe::name(raw).as_str(), expected, "{what}");
        assert_harmless(raw);
    }
}

#[test]
fn names_that_people_confuse_are_alike() {
    for [one, other] in rows(ALIKE) {
        assert!(alike(one, other), "{one:?} passes beside {other:?}");
    }
}

#[test]
fn names_that_people_tell_apart_are_not_alike() {
    for [one, other] in rows(UNLIKE) {
        assert!(!alike(one, other), "{one:?} is taken for {other:?}");
    }
}

#[test]
fn ten_thousand_marks_on_one_letter_leave_four() {
    let zalgo = format!("e{}!", "\u{301}\u{489}".repeat(5_000));
    assert_eq!(shown(&zalgo), "e\u{301}\u{489}\u{301}\u{489}!");
    assert_eq!(Safe::name(&zalgo).as_str(), "\u{e9}\u{489}\u{301}\u{489}\u{301}!");
    assert_eq!(shown(&"\u{301}".repeat(10_000)), "");
}

#[test]
fn a_flood_that_takes_no_columns_leaves_four() {
    let jamos = format!("{}{}", "\u{1100}", "\u{1161}".repeat(10_000));
    assert_eq!(shown(&jamos).chars().count(), 1 + MARKS_MAX);
    assert_eq!(shown(&format!("a{}b", "\u{200D}".repeat(10_000))), "ab");
    assert_eq!(shown(&format!("❤{}", "\u{FE0F}".repeat(10_000))), "❤\u{FE0F}");
}

#[test]
fn a_line_without_end_is_broken_in_bodies_and_cut_elsewhere() {
    let endless = "x".repeat(LINE_WIDTH_MAX * 2 + 1);
    let widths: Vec<_> = shown(&endless).split('\n').map(str::len).collect();
    assert_eq!(widths, [LINE_WIDTH_MAX, LINE_WIDTH_MAX, 1]);
    assert_eq!(Safe::line(&endless).as_str().len(), LINE_WIDTH_MAX);
    assert_eq!(Safe::name(&endless).as_str(), "x".repeat(NAME_WIDTH_MAX));

    let wide = "字".repeat(LINE_WIDTH_MAX);
    assert_eq!(Safe::text(&wide).width(), LINE_WIDTH_MAX);
    assert_eq!(Safe::text(&wide).as_str().split('\n').count(), 2);
    assert_eq!(Safe::name(&wide).width(), NAME_WIDTH_MAX);
}

#[test]
fn what_is_at_the_edge_of_a_line_stays_the_same_when_written_again() {
    for before in LINE_WIDTH_MAX - 5..=LINE_WIDTH_MAX {
        for tail in [
            "\u{301}\u{2D7F}",
            "字\u{301}",
            "❤\u{FE0F}\u{200D}🔥",
            "👩\u{200D}👧",
            "\t.",
            "ب\u{200C}ب",
        ] {
            let raw = format!("{}{tail}{tail}", "x".repeat(before));
            assert_harmless(&raw);
            assert!(Safe::text(&raw).width() <= LINE_WIDTH_MAX, "{before} {tail:?}");
        }
    }
}

#[test]
fn a_name_is_cut_between_characters() {
    assert_eq!(Safe::name(&"é".repeat(100)).as_str(), "é".repeat(32));
    assert_eq!(Safe::name(&"🦀".repeat(100)).as_str(), "🦀".repeat(16));
    assert_eq!(Safe::name(&"字".repeat(100)).as_str(), "字".repeat(16));
    assert_eq!(Safe::name(&format!("{} b", "a".repeat(31))).as_str(), "a".repeat(31));
    let stacked = Safe::name(&"a\u{332}\u{333}".repeat(100));
    assert!(stacked.as_str().len() <= NAME_MAX);
    assert_eq!(stacked, Safe::name(stacked.as_str()));
}

#[test]
fn every_single_scalar_is_made_harmless() {
    // Planes 4 to 13 hold nothing; their like is at the end of plane 3.
    for c in ('\0'..='\u{3FFFF}').chain('\u{E0000}'..='\u{10FFFF}') {
        let raw = format!("a{c}b{c}");
        let text = Safe::text(&raw);
        assert_eq!(Safe::text(text.as_str()), text, "{raw:?}");
        assert!(text.as_str().chars().all(may_be_in_a_body), "{raw:?}");
        let name = Safe::name(&raw);
        assert_eq!(Safe::name(name.as_str()), name, "{raw:?}");
        assert!(name.as_str().chars().all(may_be_in_a_name), "{raw:?}");
    }
}

#[test]
fn plain_text_is_moved_and_not_copied() {
    let raw = Untrusted::new("Hello, Bob!\nThe second line.".to_owned());
    let place = raw.as_raw().as_ptr();
    let shown = raw.into_text();
    assert_eq!(shown.as_str().as_ptr(), place);
    assert_eq!(shown.as_str(), "Hello, Bob!\nThe second line.");
}

#[test]
fn debug_output_of_untrusted_text_carries_no_escape() {
    let raw = Untrusted::new("\x1b]52;c;cm0gLXJm\x07\u{202E}\n\u{9b}2J");
    assert_eq!(format!("{raw:?}"), r#""␛]52;c;cm0gLXJm␇\n�2J""#);
}

#[test]
fn untrusted_text_keeps_what_it_was() {
    let raw = Untrusted::new("a\r\n\x1b\u{202E}");
    assert_eq!(raw.as_raw(), "a\r\n\x1b\u{202E}");
    assert_eq!((raw.len(), raw.is_empty()), (7, false));
    assert_eq!(recoded::<_, Untrusted>(&raw), raw);
    assert_eq!(raw.to_name().as_str(), "a ␛");
    assert!(Untrusted::new("").is_empty());
}

#[test]
fn safe_text_cannot_be_forged_by_what_is_read_from_a_disk() {
    let forged = Untrusted::new("\x1b[2J\u{202E}");
    assert_eq!(recoded::<_, Safe>(&forged).as_str(), "␛[2J");
}

#[test]
fn the_width_is_that_of_the_widest_line() {
    assert_eq!(Safe::text("ab\n字字字\na").width(), 6);
    assert_eq!(Safe::text("").width(), 0);
    assert_eq!(Safe::default(), Safe::text(""));
    assert_eq!(Safe::text("e\u{301}").width(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_made_harmless(raw in any::<String>()) {
        assert_harmless(&raw);
    }

    #[test]
    fn hostile_text_is_made_harmless(raw in hostile()) {
        assert_harmless(&raw);
    }

    #[test]
    fn hostile_text_at_the_end_of_a_line_is_made_harmless(
        filler in select(&["x", "字", "\t", "\0", "e\u{301}", "👩\u{200D}", "❤\u{FE0F}"][..]),
        columns in LINE_WIDTH_MAX - 8..LINE_WIDTH_MAX + 8,
        raw in hostile(),
    ) {
        let times = columns / filler.width().max(1);
        assert_harmless(&format!("{}{raw}", filler.repeat(times)));
    }

    #[test]
    fn ascii_is_shown_the_same_with_and_without_the_fast_path(raw in "[ -~\n]{0,200}") {
        let moved = Untrusted::new(raw.clone()).into_text();
        prop_assert_eq!(moved.as_str(), &raw);
        prop_assert_eq!(Safe::text(&raw), moved);
        let slow = shown(&format!("{raw}é"));
        prop_assert_eq!(slow, format!("{raw}é"));
    }

    #[test]
    fn every_way_to_the_text_leads_to_the_same(raw in hostile()) {
        let text = Safe::text(&raw);
        prop_assert_eq!(&Untrusted::new(raw.clone()).into_text(), &text);
        prop_assert_eq!(&Safe::from(raw.clone()), &text);
        prop_assert_eq!(&text.to_string(), text.as_ref());
        prop_assert_eq!(Untrusted::new(raw.clone()).to_name(), Safe::name(&raw));
    }

    #[test]
    fn names_and_lines_survive_being_stored(raw in hostile()) {
        for safe in [Safe::name(&raw), Safe::line(&raw), Safe::text(&raw)] {
            prop_assert_eq!(&Safe::text(safe.as_str()), &safe);
            prop_assert_eq!(&recoded::<_, Safe>(&safe), &safe);
        }
    }

    #[test]
    fn what_is_left_out_of_a_name_makes_no_difference(
        name in "[a-z]{1,12}",
        place in 0..12_usize,
        hidden in select(&["\u{200B}", "\u{200D}", "\u{2060}", "\u{AD}", "\u{FE0F}"][..]),
    ) {
        let mut disguised = name.clone();
        disguised.insert_str(place.min(name.len()), hidden);
        prop_assert_eq!(Safe::name(&disguised), Safe::name(&name));
    }

    #[test]
    fn a_name_is_alike_in_capitals(name in "[ -~]{0,32}") {
        let (lower, upper) = (name.to_lowercase(), name.to_uppercase());
        prop_assert!(alike(&lower, &upper), "{lower:?} {upper:?}");
        prop_assert!(alike(&name, &upper), "{name:?} {upper:?}");
    }
}

/// Strings of what has hurt terminals and readers before, mixed with what they hide among.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => select(PIECES.split('|').collect::<Vec<_>>()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => prop::char::range('\0', '\u{2FF}').prop_map(String::from),
        1 => prop::char::range('\u{2000}', '\u{206F}').prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..48).prop_map(|pieces| pieces.concat())
}

/// The rows of a table and their fields.
fn rows<const N: usize>(table: &[&'static str]) -> impl Iterator<Item = [&'static str; N]> {
    table.iter().map(|row| {
        let fields: Vec<_> = row.split(" ┃ ").collect();
        fields.try_into().unwrap_or_else(|_| panic!("a row of another table: {row:?}"))
    })
}

fn shown(raw: &str) -> String {
    Untrusted::new(raw).into_text().to_string()
}

fn alike(one: &str, other: &str) -> bool {
    likeness(&Safe::name(one)) == likeness(&Safe::name(other))
}

/// All that holds of any text, name and line, whatever it was made of.
fn assert_harmless(raw: &str) {
    let (text, name, line) = (Safe::text(raw), Safe::name(raw), Safe::line(raw));
    assert_eq!(Safe::text(text.as_str()), text, "text twice: {raw:?}");
    assert_eq!(Safe::name(name.as_str()), name, "name twice: {raw:?}");
    assert_eq!(Safe::line(line.as_str()), line, "line twice: {raw:?}");

    assert!(text.as_str().chars().all(may_be_in_a_body), "{text:?}");
    assert!(line.as_str().chars().all(|c| may_be_in_a_body(c) && c != '\n'), "{line:?}");
    assert!(name.as_str().chars().all(may_be_in_a_name), "{name:?}");

    assert!(text.width() <= LINE_WIDTH_MAX, "{}", text.width());
    assert!(line.width() <= LINE_WIDTH_MAX, "{}", line.width());
    assert!(name.width() <= NAME_WIDTH_MAX && name.as_str().len() <= NAME_MAX, "{name:?}");
    assert_eq!(name.as_str(), name.as_str().trim(), "{raw:?}");
    assert!(!name.as_str().contains("  "), "{name:?}");
    assert!(text.as_str().len() <= 5 * raw.len(), "{} from {}", text.as_str().len(), raw.len());

    for safe in [&text, &name, &line] {
        assert_only_printed(safe.as_str());
        assert_nothing_piles_up(safe.as_str());
        assert_nothing_lands_elsewhere(safe.as_str());
    }
}

/// A terminal's parser finds nothing in it but characters and line feeds.
fn assert_only_printed(text: &str) {
    let mut screen = Screen::default();
    vte::Parser::new().advance(&mut screen, text.as_bytes());
    assert_eq!(screen.commands, "", "{text:?}");
    assert_eq!(screen.printed, text);
}

fn assert_nothing_piles_up(text: &str) {
    let mut pile = 0;
    for c in text.chars().filter(|c| !is_joiner(*c) && !is_selector(*c)) {
        pile = if c.width() == Some(0) { pile + 1 } else { 0 };
        assert!(pile <= MARKS_MAX, "{text:?}");
    }
}

fn assert_nothing_lands_elsewhere(text: &str) {
    let mut starts = text.split('\n').filter_map(|line| line.chars().next());
    assert!(starts.all(|c| c.width() > Some(0)), "{text:?}");
}

/// The policy once more, from the tables of Unicode rather than from the code.
fn may_be_in_a_body(c: char) -> bool {
    let hidden = matches!(u32::from(c),
        0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
        | 0x200B | 0x200E..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164
        | 0xFDD0..=0xFDEF | 0xFE00..=0xFE0D | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
        | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE00FF | 0xE01F0..=0xE0FFF);
    let nothing = matches!(u32::from(c) & 0xFFFF, 0xFFFE | 0xFFFF);
    !(c.is_control() && c != '\n' || hidden || nothing)
}

fn may_be_in_a_name(c: char) -> bool {
    let blank = c == '\u{2800}' || c.is_whitespace() && c != ' ';
    may_be_in_a_body(c) && c != '\n' && !is_joiner(c) && !is_selector(c) && !blank
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// The value as it is after it was written to CBOR and read again, perhaps as another type.
fn recoded<From: serde::Serialize, To: serde::de::DeserializeOwned>(value: &From) -> To {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("a vector takes all");
    ciborium::from_reader(bytes.as_slice()).expect("it was written so")
}

/// What a terminal understood.
#[derive(Default)]
struct Screen {
    printed: String,
    commands: String,
}

impl vte::Perform for Screen {
    fn print(&mut self, c: char) {
        self.printed.push(c);
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\n' => self.printed.push('\n'),
            byte => self.command("execute", char::from(byte)),
        }
    }

    fn hook(&mut self, _: &vte::Params, _: &[u8], _: bool, action: char) {
        self.command("DCS", action);
    }

    fn osc_dispatch(&mut self, _: &[&[u8]], _: bool) {
        self.command("OSC", ' ');
    }

    fn csi_dispatch(&mut self, _: &vte::Params, _: &[u8], _: bool, action: char) {
        self.command("CSI", action);
    }

    fn esc_dispatch(&mut self, _: &[u8], _: bool, byte: u8) {
        self.command("ESC", char::from(byte));
    }
}

impl Screen {
    fn command(&mut self, kind: &str, action: char) {
        write!(self.commands, "{kind} {action:?}; ").expect("a string takes all");
    }
}

/// What it is, how it came, how it is shown as the body of a message.
const BODIES: &[&str] = &[
    "plain text ┃ Hello, Bob! ┃ Hello, Bob!",
    "nothing ┃  ┃ ",
    "lines ┃ one\ntwo\n\nthree\n ┃ one\ntwo\n\nthree\n",
    "lines of Windows ┃ one\r\ntwo\r\n ┃ one\ntwo\n",
    "lines of an old Mac ┃ one\rtwo ┃ one\ntwo",
    "overwriting with CR ┃ rm -rf /\rls ┃ rm -rf /\nls",
    "CR CR LF ┃ a\r\r\nb ┃ a\n\nb",
    "a tab ┃ a\tb\n\tc ┃ a   b\n    c",
    "a tab behind something wide ┃ 字\tb ┃ 字  b",
    "clear screen ┃ \x1b[2J ┃ ␛[2J",
    "cursor up, erase line ┃ \x1b[1A\x1b[2Kforged ┃ ␛[1A␛[2Kforged",
    "colors ┃ \x1b[31;1mred\x1b[0m ┃ ␛[31;1mred␛[0m",
    "invisible ink ┃ \x1b[8mhidden\x1b[28m ┃ ␛[8mhidden␛[28m",
    "alternate screen ┃ \x1b[?1049h ┃ ␛[?1049h",
    "bracketed paste ended ┃ \x1b[201~rm -rf ~\n ┃ ␛[201~rm -rf ~\n",
    "a device is asked for its name ┃ \x1b[c\x1b[>c ┃ ␛[c␛[>c",
    "a cursor position is asked for ┃ \x1b[6n ┃ ␛[6n",
    "title report of xterm ┃ \x1b[21t ┃ ␛[21t",
    "window moved and resized ┃ \x1b[8;1;1t ┃ ␛[8;1;1t",
    "full reset ┃ \x1bc ┃ ␛c",
    "charset of line drawing ┃ \x1b(0qqq ┃ ␛(0qqq",
    "shift out and in ┃ \x0eqqq\x0f ┃ ␎qqq␏",
    "OSC 0, a title ┃ \x1b]0;root shell\x07 ┃ ␛]0;root shell␇",
    "OSC 8 ┃ \x1b]8;;http://e.vil\x1b\\bank\x1b]8;;\x1b\\ ┃ ␛]8;;http://e.vil␛\\bank␛]8;;␛\\",
    "OSC 9, a notification ┃ \x1b]9;call me\x07 ┃ ␛]9;call me␇",
    "OSC 52, the clipboard ┃ \x1b]52;c;cm0gLXJm\x07 ┃ ␛]52;c;cm0gLXJm␇",
    "OSC 777, a notification ┃ \x1b]777;notify;a;b\x07 ┃ ␛]777;notify;a;b␇",
    "OSC 1337, a file ┃ \x1b]1337;File=:AAAA\x07 ┃ ␛]1337;File=:AAAA␇",
    "OSC without end ┃ \x1b]0;all that follows ┃ ␛]0;all that follows",
    "DCS, a request ┃ \x1bP$qm\x1b\\ ┃ ␛P$qm␛\\",
    "DCS, sixels ┃ \x1bPq#0;2;0;0;0#0~~\x1b\\ ┃ ␛Pq#0;2;0;0;0#0~~␛\\",
    "DCS through tmux ┃ \x1bPtmux;\x1b\x1b]52;;\x07\x1b\\ ┃ ␛Ptmux;␛␛]52;;␇␛\\",
    "APC, graphics of kitty ┃ \x1b_Gf=32;AAAA\x1b\\ ┃ ␛_Gf=32;AAAA␛\\",
    "PM ┃ \x1b^private\x1b\\ ┃ ␛^private␛\\",
    "SOS ┃ \x1bXstring\x1b\\ ┃ ␛Xstring␛\\",
    "an escape at the end ┃ bye\x1b ┃ bye␛",
    "escapes one in another ┃ \x1b\x1b[\x1b[2J2J ┃ ␛␛[␛[2J2J",
    "CSI of C1 ┃ \u{9b}2J ┃ \u{FFFD}2J",
    "OSC and ST of C1 ┃ \u{9d}0;title\u{9c} ┃ \u{FFFD}0;title\u{FFFD}",
    "DCS of C1 ┃ \u{90}q\u{9c} ┃ \u{FFFD}q\u{FFFD}",
    "NEL ┃ a\u{85}b ┃ a\u{FFFD}b",
    "NUL ┃ a\0b ┃ a␀b",
    "BEL ┃ \x07\x07\x07 ┃ ␇␇␇",
    "backspaces ┃ good\x08\x08\x08\x08evil ┃ good␈␈␈␈evil",
    "vertical tab and form feed ┃ a\x0bb\x0cc ┃ a␋b␌c",
    "ENQ, XON, XOFF, SUB ┃ \x05\x11\x13\x1a ┃ ␅␑␓␚",
    "DEL ┃ a\x7fb ┃ a␡b",
    "line separators of Unicode ┃ a\u{2028}b\u{2029}c ┃ a\u{FFFD}b\u{FFFD}c",
    "Trojan Source ┃ if (admin\u{202E} \u{2066}// safe\u{2069} \u{2066}) { ┃ if (admin // safe ) {",
    "an extension turned round ┃ photo\u{202E}gpj.exe ┃ photogpj.exe",
    "embeddings and overrides ┃ \u{202A}a\u{202B}b\u{202D}c\u{202C} ┃ abc",
    "isolates ┃ \u{2066}a\u{2067}b\u{2068}c\u{2069} ┃ abc",
    "direction marks ┃ a\u{200E}b\u{200F}c\u{61C}d ┃ abcd",
    "shaping of long ago ┃ a\u{206A}b\u{206F}c ┃ abc",
    "zero width space ┃ pass\u{200B}word ┃ password",
    "word joiner and byte order mark ┃ \u{FEFF}a\u{2060}b\u{FEFF} ┃ ab",
    "soft hyphen ┃ pay\u{AD}pal ┃ paypal",
    "grapheme joiner ┃ a\u{34F}b ┃ ab",
    "invisible mathematics ┃ f\u{2061}x\u{2062}y\u{2063}z\u{2064} ┃ fxyz",
    "fillers of Hangul ┃ a\u{115F}b\u{1160}c\u{3164}d\u{FFA0}e ┃ abcde",
    "inherent vowels of Khmer ┃ a\u{17B4}b\u{17B5}c ┃ abc",
    "separators of Mongolian ┃ a\u{180B}b\u{180E}c\u{180F}d ┃ abcd",
    "annotations ┃ \u{FFF9}a\u{FFFA}b\u{FFFB} ┃ ab",
    "noncharacters ┃ a\u{FFFE}b\u{FFFF}c\u{FDD0}d\u{10FFFF} ┃ abcd",
    "shorthand and music ┃ a\u{1BCA0}b\u{1D173}c ┃ abc",
    "words in tags ┃ hi\u{E0001}\u{E0068}\u{E0069}\u{E007F} ┃ hi",
    "a flag made with tags ┃ 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} ┃ 🏴",
    "words in variation selectors ┃ a\u{FE00}\u{FE0F}\u{E0100}\u{E01EF}b ┃ ab",
    "selectors piled on an emoji ┃ 😀\u{FE0F}\u{FE0F}\u{E0121}\u{FE01} ┃ 😀\u{FE0F}",
    "a selector at the start ┃ \u{FE0F}a ┃ a",
    "a selector for another base ┃ 字\u{FE0F}😀\u{E0100}1\u{FE0E} ┃ 字😀1",
    "the glyph of an ideograph ┃ 葛\u{E0100}城 ┃ 葛\u{E0100}城",
    "a red heart ┃ ❤\u{FE0F} ┃ ❤\u{FE0F}",
    "an emoji as text ┃ ☺\u{FE0E} ┃ ☺\u{FE0E}",
    "a keycap ┃ 1\u{FE0F}\u{20E3} ┃ 1\u{FE0F}\u{20E3}",
    "a family ┃ 👩\u{200D}👩\u{200D}👧 ┃ 👩\u{200D}👩\u{200D}👧",
    "a heart on fire ┃ ❤\u{FE0F}\u{200D}🔥 ┃ ❤\u{FE0F}\u{200D}🔥",
    "an astronaut ┃ 👩🏽\u{200D}🚀 ┃ 👩🏽\u{200D}🚀",
    "a flag ┃ 🇩🇪 ┃ 🇩🇪",
    "joiners piled between emoji ┃ 👩\u{200D}\u{200D}\u{200C}🚀 ┃ 👩\u{200D}🚀",
    "joiners hidden among others ┃ 👩\u{200D}\u{200B}\u{FE0F}🚀 ┃ 👩\u{200D}🚀",
    "joiners between letters ┃ pass\u{200D}wo\u{200C}rd ┃ password",
    "joiners at the ends ┃ \u{200D}😀\u{200D}\n\u{200D}😀\u{200C} ┃ 😀\n😀",
    "a non-joiner between emoji ┃ 👩\u{200C}🚀 ┃ 👩🚀",
    "a joiner between emoji and letter ┃ 😀\u{200D}a\u{200D}😀 ┃ 😀a😀",
    "Persian with non-joiner ┃ می\u{200C}خواهم ┃ می\u{200C}خواهم",
    "Hindi with joiner ┃ क्\u{200D}ष ┃ क्\u{200D}ष",
    "Bengali, joiner before a mark ┃ র\u{200D}্য ┃ র\u{200D}্য",
    "Sinhala with joiner ┃ ශ්\u{200D}රී ┃ ශ්\u{200D}රී",
    "Burmese with five vowel signs ┃ မျှော်လင့် ┃ မျှော်လင့်",
    "Hebrew with points ┃ בְּרֵאשִׁ֖ית ┃ בְּרֵאשִׁ֖ית",
    "Hangul in jamos ┃ \u{1112}\u{1161}\u{11AB} ┃ \u{1112}\u{1161}\u{11AB}",
    "Vietnamese, decomposed ┃ e\u{302}\u{301} ┃ e\u{302}\u{301}",
    "five marks ┃ a\u{300}\u{301}\u{302}\u{303}\u{304}b ┃ a\u{300}\u{301}\u{302}\u{303}b",
    "marks on nothing ┃ \u{301}\u{20DD}a\n\u{301}b ┃ a\nb",
    "a mark on a picture ┃ \x1b\u{20E0} ┃ ␛\u{20E0}",
    "spaces of all kinds ┃ a\u{A0}b\u{2003}c\u{3000}d ┃ a\u{A0}b\u{2003}c\u{3000}d",
];

/// What it is, how it came, how it is shown as a name.
const NAMES: &[&str] = &[
    "a name ┃ Alice ┃ Alice",
    "two names ┃ Alice Liddell ┃ Alice Liddell",
    "space around and between ┃   Alice \u{3000}\u{A0} Liddell\t ┃ Alice Liddell",
    "a second line ┃ Alice\nBob: hi ┃ Alice Bob: hi",
    "CR LF ┃ \r\nAlice\r\n ┃ Alice",
    "fullwidth letters ┃ Ａｌｉｃｅ ┃ Alice",
    "mathematical letters ┃ 𝐀𝓵𝒊𝕔𝖾 ┃ Alice",
    "letters in circles ┃ Ⓐⓛⓘⓒⓔ ┃ Alice",
    "a ligature ┃ ﬁona ┃ fiona",
    "decomposed ┃ Zoe\u{308} ┃ Zo\u{EB}",
    "decomposed, with something hidden ┃ Zoe\u{200B}\u{308} ┃ Zo\u{EB}",
    "hidden scalars ┃ Al\u{200B}i\u{2060}c\u{FEFF}e\u{E0041} ┃ Alice",
    "joiners ┃ Al\u{200D}i\u{200C}ce ┃ Alice",
    "joiners between emoji ┃ 👩\u{200D}🚀 ┃ 👩🚀",
    "selectors ┃ ❤\u{FE0F} ┃ ❤",
    "turned round ┃ \u{202E}ecilA ┃ ecilA",
    "an escape ┃ \x1b]0;x\x07 ┃ ␛]0;x␇",
    "C1 and line separators ┃ a\u{9b}b\u{2028}c\u{85} ┃ a\u{FFFD}b\u{FFFD}c\u{FFFD}",
    "nothing ┃  ┃ ",
    "nothing but spaces ┃  \t\r\n\u{3000} ┃ ",
    "nothing visible ┃ \u{200B}\u{2060}\u{3164}\u{FFA0}\u{115F}\u{E0020}\u{FE0F} ┃ ",
    "symbols of nothing ┃ \u{2800}\u{1D159}\u{13441}\u{1680} ┃ ",
    "nothing but marks ┃ \u{301}\u{302} ┃ ",
    "a mark that NFKC gives a space ┃ \u{B4} ┃ ",
    "ideographs ┃ 愛麗絲 ┃ 愛麗絲",
    "a phrase in one scalar ┃ \u{FDFA} ┃ صلى الله عليه وسلم",
    "Tifinagh ┃ ó\u{300}\u{300}\u{300}\u{300}\u{111C2}\u{2D7F}a ┃ ó\u{300}\u{300}\u{300}\u{300}a",
];

/// Names that pass for each other.
const ALIKE: &[&str] = &[
    "alice ┃ alice",
    "аlice ┃ alice", // Cyrillic а
    "аӏісе ┃ alice", // Cyrillic throughout
    "Вob ┃ Bob",     // Cyrillic В
    "ALICE ┃ alice",
    "AIice ┃ Alice", // a capital I
    "A1ice ┃ Alice",
    "al\u{200B}ice ┃ alice",
    "ａｌｉｃｅ ┃ alice",
    "𝒶𝓁𝒾𝒸ℯ ┃ alice",
    "αlice ┃ alice",
    "ınes ┃ ines",
    "b0b ┃ bob",
    "rnary ┃ mary",
    "RNARY ┃ Mary",
    "Zoe\u{308} ┃ ZO\u{CB}",
    "straße ┃ STRASSE",
    " bob  ┃ bob",
];

/// Names that do not.
const UNLIKE: &[&str] = &["alice ┃ bob", "alice ┃ alice2", "Zoë ┃ Zoe", "nick ┃ vick", "愛 ┃ 麗"];

/// What hostile strings are made of.
const PIECES: &str = "\
    \x1b|\x1b[|\x1b[2J|\x1b]52;c;|\x1b]8;;|\x1b\\|\x1bP|\u{9b}|\u{9d}|\u{9c}|\u{90}|\0|\x07|\
    \x08|\x7f|\t|\r|\n|\r\n| |\u{A0}|\u{3000}|\u{1680}|\u{2028}|\u{85}|\u{202E}|\u{2066}|\
    \u{2069}|\u{61C}|\u{200B}|\u{200C}|\u{200D}|\u{2060}|\u{AD}|\u{FEFF}|\u{3164}|\u{FFA0}|\
    \u{E0041}|\u{FE00}|\u{FE0E}|\u{FE0F}|\u{E0100}|\u{301}|\u{338}|\u{489}|\u{20E3}|\u{345}|\
    \u{5B0}|\u{64B}|\u{94D}|\u{93E}|\u{9BE}|\u{D4E}|\u{A8FA}|\u{2D7F}|\u{1AB0}|\u{1D165}|\
    \u{1D16D}|\u{B4}|\u{37A}|\u{1100}|\u{1161}|\u{11AB}|\u{AC00}|\u{16D63}|\u{16D67}|\
    \u{16D68}|\u{17D2}|\u{17D8}|\u{1780}|\u{FDFA}|\u{FB2C}|\u{2126}|\u{212B}|\u{1E9B}|\
    \u{323}|\u{1F1E9}|\u{1F1EA}|\u{1F3FD}|👩|❤|🔥|1|#|©|a|l|I|ш|字|か|\u{3099}|\u{FF9E}|ב|ب|ل|ا|\
    क|ⴰ|\u{2800}|\u{FFFE}|\u{FFF9}|\u{1D159}|ﬁ|Ａ|\u{1F000}|\u{A4F8}|\u{A4FC}";
