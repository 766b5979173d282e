//! Text from outside, and the one door through which it becomes text that a terminal may be shown.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};
use unicode_security::confusable_detection::skeleton;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Text that came from somebody else, as it came. It has no `Display`: only [`Safe`] can be shown.
///
/// ```compile_fail
/// println!("{}", chinwag::text::Untrusted::new("\x1b[2J"));
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Untrusted(String);

impl Untrusted {
    /// The text as it was received or typed.
    pub fn new(raw: impl Into<String>) -> Self {
        Self(raw.into())
    }

    /// Its length in bytes, as it came.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing came at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What may be shown of it as the body of a message, of many lines. Plain text is only moved.
    pub fn into_text(self) -> Safe {
        Safe::from(self.0)
    }

    /// What may be shown of it as a name.
    pub fn to_name(&self) -> Safe {
        Safe::name(&self.0)
    }

    /// The exact text, for storing and comparing, never for showing.
    pub fn as_raw(&self) -> &str {
        &self.0
    }
}

/// The sanitized text, quoted, so that no log, panic or transcript carries an escape sequence.
impl fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(Safe::text(&self.0).as_str(), f)
    }
}

/// Text that may be shown anywhere: it holds no control but `\n`, and nothing that cannot be seen
/// except what shapes the letters or emoji beside it.
///
/// Every way to one sanitizes, so that it cannot be forged; sanitizing it again changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Safe(String);

impl Safe {
    /// The body of a message: many lines, none wider than [`LINE_WIDTH_MAX`].
    pub fn text(raw: &str) -> Self {
        Self(if is_plain(raw) { raw.to_owned() } else { Page::of(raw).text })
    }

    /// A name: compatibly composed (NFKC), one line, single spaces only between words, cut at
    /// [`NAME_MAX`] and [`NAME_WIDTH_MAX`]. It is empty if nothing of it can be seen.
    pub fn name(raw: &str) -> Self {
        let mut page = Page::default();
        for c in raw.chars().filter_map(visible_in_name).nfkc() {
            if c == ' ' && (page.text.is_empty() || page.text.ends_with(' ')) {
                continue;
            }
            let long = page.text.len() + c.len_utf8() > NAME_MAX;
            if long || page.columns + columns_of(c) > NAME_WIDTH_MAX {
                break;
            }
            page.write(c);
        }
        Self(page.text.trim_end().to_owned())
    }

    /// One line, of an operating system's error or for a log: line ends are made visible, and what
    /// is beyond [`LINE_WIDTH_MAX`] is left out.
    pub fn line(raw: &str) -> Self {
        let mut line = Self::text(&raw.replace('\n', "\u{240A}").replace('\r', "\u{240D}"));
        line.0.truncate(line.0.find('\n').unwrap_or(line.0.len()));
        line
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many columns its widest line takes.
    pub fn width(&self) -> usize {
        self.0.split('\n').map(UnicodeWidthStr::width).max().unwrap_or(0)
    }
}

impl fmt::Display for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Safe {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Sanitizes as [`Safe::text`] does, copying only what has to change. Names and lines pass as is.
impl From<String> for Safe {
    fn from(raw: String) -> Self {
        Self(if is_plain(&raw) { raw } else { Page::of(&raw).text })
    }
}

impl From<Safe> for String {
    fn from(safe: Safe) -> Self {
        safe.0
    }
}

/// What two names have in common when people can take one for the other: their skeleton of UTS 39,
/// case folded. A capital `I` looks like `l` and is an `i`, so these three are one letter here:
/// otherwise either `AIice` or `ALICE` would pass beside `Alice`.
pub fn likeness(name: &Safe) -> String {
    let fold = |c: char| c.to_uppercase().flat_map(char::to_lowercase);
    // Folded in between, because letters have their likes in either case: `M` is `m` is `rn`.
    let folded: String = skeleton(name.as_str()).flat_map(fold).collect();
    skeleton(&folded).flat_map(fold).map(|c| if c == 'i' { 'l' } else { c }).collect()
}

/// A name without anything that looks like a quotation mark: instead of each it has two
/// apostrophes, which are its [`likeness`], so that only names that are alike become the same.
pub fn without_quotes(name: &str) -> String {
    let is_like_one = |c: char| skeleton(c.encode_utf8(&mut [0; 4])).eq("''".chars());
    name.replace(|c: char| c == '"' || c > '~' && is_like_one(c), "''")
}

/// Text being written. What becomes of a scalar depends only on it and on the text written before
/// it, never on what was left out: therefore writing a written text again changes nothing.
#[derive(Default)]
struct Page {
    text: String,
    columns: usize, // that the last line takes at most, even where scalars are just added up
    marks: usize,   // on the last base
    joiner: Option<char>, // that waits for something to join
}

impl Page {
    fn of(raw: &str) -> Self {
        let mut page = Self { text: String::with_capacity(raw.len()), ..Self::default() };
        for c in raw.replace("\r\n", "\n").chars() {
            match c {
                '\n' | '\r' => page.end_line(),
                '\t' => (page.columns % TAB..TAB).for_each(|_| page.write(' ')),
                '\u{200C}' | ZWJ => page.joiner = page.joiner.or(Some(c)),
                _ if is_selector(c) => page.select(c),
                _ => visible(c).into_iter().for_each(|c| page.write(c)),
            }
        }
        page
    }

    fn write(&mut self, c: char) {
        let fits = self.columns + columns_of(c) <= LINE_WIDTH_MAX;
        let mark = is_mark(c);
        // A mark without a base would land on what the screen shows before this text.
        if mark && (self.columns == 0 || self.marks == MARKS_MAX || !fits) {
            return;
        }
        if !fits {
            self.end_line();
        }
        self.marks = if mark { self.marks + 1 } else { 0 };
        self.join(c);
        self.text.push(c);
        self.columns += columns_of(c);
    }

    fn end_line(&mut self) {
        self.text.push('\n');
        self.columns = 0;
    }

    /// Keeps the waiting joiner if it stands between two scalars that it can join.
    fn join(&mut self, next: char) {
        let Some(joiner) = self.joiner.take() else { return };
        let last = self.text.chars().rev().find(|c| !is_selector(*c));
        let both = |joins: fn(char) -> bool| joins(next) && last.is_some_and(joins);
        if both(is_shaped) || joiner == ZWJ && both(is_pictograph) {
            self.text.push(joiner);
        }
    }

    /// Keeps a variation selector directly after something that it can vary.
    fn select(&mut self, selector: char) {
        let last = self.text.chars().next_back().filter(|_| self.joiner.is_none());
        let Some(base) = last.filter(|last| varies(*last, selector)) else { return };
        let wider = usize::from(selector == EMOJI_STYLE && columns_of(base) == 1);
        if self.columns + wider <= LINE_WIDTH_MAX {
            self.text.push(selector);
            self.columns += wider;
        }
    }
}

/// Whether the text is printable ASCII in lines of allowed width, as most messages are.
fn is_plain(raw: &str) -> bool {
    // All bytes, without stopping at the first: so the compiler takes many at a time.
    raw.bytes().fold(true, |plain, b| plain & matches!(b, b' '..=b'~' | b'\n'))
        && (raw.len() <= LINE_WIDTH_MAX || raw.split('\n').all(|l| l.len() <= LINE_WIDTH_MAX))
}

/// What is to be seen of a scalar by itself, if anything.
fn visible(c: char) -> Option<char> {
    match c {
        '\0'..='\u{1F}' => char::from_u32(u32::from(c) + 0x2400), // ␀ to ␟
        '\u{7F}' => Some('\u{2421}'),                             // ␡
        '\u{80}'..='\u{9F}' | '\u{2028}' | '\u{2029}' => Some(char::REPLACEMENT_CHARACTER),
        _ => Some(c).filter(|c| !is_invisible(*c)),
    }
}

/// The same in a name: there line ends part words, and so does what is empty even under NFKC.
fn visible_in_name(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' => Some(' '),
        '\u{1680}' | '\u{2800}' | '\u{13441}' | '\u{13442}' | '\u{1D159}' => Some(' '),
        _ => visible(c),
    }
}

/// Default ignorable scalars (among them all that turn text), annotations and noncharacters.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Whether the scalar is put on the one before it, or moved towards it by NFKC. Vowel signs beside
/// their letter are not: they cannot pile up, and a Burmese syllable may have five.
fn is_mark(c: char) -> bool {
    columns_of(c) == 0 || c > '~' && canonical_combining_class(c) != 0
}

/// Variation selectors that some text needs: text style, emoji style, the glyph of an ideograph.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE0E}' | EMOJI_STYLE | '\u{E0100}'..='\u{E01EF}')
}

fn varies(base: char, selector: char) -> bool {
    match base {
        '#' | '*' | '0'..='9' => selector == EMOJI_STYLE, // as on keycaps
        '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFD}' => selector > EMOJI_STYLE,
        _ => is_pictograph(base) && selector <= EMOJI_STYLE,
    }
}

/// Whether the scalar is of a block that holds emoji.
fn is_pictograph(c: char) -> bool {
    matches!(c, '©' | '®' | '‼' | '⁉' | '™' | 'ℹ' | 'Ⓜ' | '〰' | '〽' | '㊗' | '㊙'
        | '\u{2190}'..='\u{23FF}' | '\u{25A0}'..='\u{27BF}' | '\u{2934}'..='\u{2935}'
        | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FFFD}')
}

/// Whether the scalar is of a script whose letters shape each other, from Arabic to Mongolian.
fn is_shaped(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{DFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{18AF}')
}

fn columns_of(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Bytes of one message: some pages, more than anybody types.
pub const TEXT_MAX: usize = 16 * 1024;
/// Bytes of a name: 16 letters even of a script that takes four bytes for each.
pub const NAME_MAX: usize = 64;
/// Columns of a name, so that a message has room beside it.
pub const NAME_WIDTH_MAX: usize = 32;
/// Columns of a line; longer ones are broken, as some terminals fail on lines without end.
pub const LINE_WIDTH_MAX: usize = 4096;
/// Combining marks on one base: more than living scripts need, too few to climb into other lines.
pub const MARKS_MAX: usize = 4;

const TAB: usize = 4; // a tab leads to the next multiple of this many columns
const ZWJ: char = '\u{200D}';
const EMOJI_STYLE: char = '\u{FE0F}';
