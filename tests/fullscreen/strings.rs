//! Strings that would take over a terminal, or spoil what it shows.

/// All of them, in an order that is always the same.
pub(crate) fn hostile() -> Vec<String> {
    let mut strings = Vec::new();
    // Every control of C0 and C1, and delete.
    strings.extend(('\0'..='\u{1f}').chain('\u{7f}'..='\u{9f}').map(|c| format!("a{c}b")));
    // CSI of every final byte, in both of its spellings.
    for end in '@'..='~' {
        strings.push(format!("\x1b[5{end}"));
        strings.push(format!("\u{9b}?1049;2{end}"));
    }
    for (command, what) in [
        ("0", "title"),
        ("2", "title"),
        ("4", "1;rgb:00/00/00"),
        ("7", "file:///etc"),
        ("8", ";http://evil.example"),
        ("9", "note"),
        ("10", "?"),
        ("11", "#ffffff"),
        ("50", "font"),
        ("52", "c;aGVsbG8="),
        ("104", ""),
        ("133", "A"),
        ("777", "notify;a;b"),
        ("1337", "File=inline=1:AAAA"),
    ] {
        for (start, end) in
            [("\x1b]", "\x07"), ("\x1b]", "\x1b\\"), ("\u{9d}", "\u{9c}"), ("\x1b]", "")]
        {
            strings.push(format!("{start}{command};{what}{end}"));
        }
    }
    // DCS, SOS, PM and APC: ended, not ended, and as one byte.
    for (start, one) in [('P', '\u{90}'), ('X', '\u{98}'), ('^', '\u{9e}'), ('_', '\u{9f}')] {
        strings.push(format!("\x1b{start}1$qm\x1b\\"));
        strings.push(format!("\x1b{start}Gi=1;AAAA"));
        strings.push(format!("{one}1$qm\u{9c}"));
    }
    let escapes =
        ["\x1bc", "\x1b7\x1b8", "\x1b(0lqk", "\x1bM", "\x1b#8", "\x1b%G", "\x1b=", "\x1b"];
    let sequences = [
        "\x1b[",
        "\x1b[?",
        "\x1b[1;2;3;4",
        "\x1b[38;2;1",
        "\x1b[200~rm\x1b[201~",
        "\x1b[6n",
        "\x1b[c",
        "\x1b[>c",
        "\x1b[?1000h\x1b[?1006h",
        "\x1b[3J\x1b[2J\x1b[H",
        "\x1b[20t",
        "\x1b[21t",
        "\x1b[8;1;1t",
        "\x1b[r",
        "\x1b[!p",
        "\x1b[?25l",
        "\x1b[8m",
        "\x1b[99999999C",
        "\x1b[999999999999999999999H",
        "\x1b\x1b\x1b[31m",
        "\x1b[\x18\x1b[31m",
        "\x1b[3\x1a1m",
        "\x1b[3\n1m",
        "\x1b[?2026h",
        "\x1b[?2004h",
        "\x1b[?1004h",
        "\x1b[1000000b",
        "\x1b[4h",
    ];
    strings.extend(escapes.into_iter().chain(sequences).map(str::to_owned));
    // What turns, joins, hides and stacks.
    for c in [
        '\u{202a}',
        '\u{202b}',
        '\u{202c}',
        '\u{202d}',
        '\u{202e}',
        '\u{2066}',
        '\u{2067}',
        '\u{2068}',
        '\u{2069}',
        '\u{200e}',
        '\u{200f}',
        '\u{61c}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{2060}',
        '\u{feff}',
        '\u{ad}',
        '\u{34f}',
        '\u{180e}',
        '\u{2028}',
        '\u{2029}',
        '\u{fff9}',
        '\u{fffb}',
        '\u{e0001}',
        '\u{e0041}',
        '\u{e007f}',
        '\u{fe0f}',
        '\u{e0100}',
        '\u{115f}',
        '\u{3164}',
        '\u{ffa0}',
        '\u{2800}',
        '\u{10ffff}',
        '\u{fffe}',
        '\u{fdd0}',
        '\u{1d173}',
        '\u{300}',
        '\u{489}',
        '\u{20dd}',
        '\u{1f1e9}',
        '\u{1f3fd}',
    ] {
        strings.push(format!("a{c}b"));
        strings.push(format!("{c}{c}{c}"));
    }
    let stacks = ["\u{301}", "\u{489}", "\u{e33}", "\u{200d}👩", "\u{fe0f}", "\u{1f3fd}"];
    strings.extend(stacks.map(|mark| format!("a{}", mark.repeat(120))));
    // What is only text, and must stay it.
    let texts = [
        "\\x1b[31m",
        "\\u001b]0;title\\u0007",
        "\\ud800",
        "&#27;[31m",
        "%1b[31m",
        "^[[31m",
        "\\033[2J",
        "\u{fffd}",
        "$(reboot)",
        "`reboot`",
        "/quit",
        "//quit",
        "0",
        "! all is lost",
        "* alice left",
        "── new ──",
        "✓ you: yes",
        "\t\t\t",
        "\r\r\r",
        "a\r\nb\rc\n",
    ];
    strings.extend(texts.map(str::to_owned));
    strings
}
