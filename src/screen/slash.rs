//! Slash commands: what each is called, what it takes, and what it does. Pure.

use strsim::osa_distance;

/// What a line that begins with a slash asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Help,
    Msg,
    Query,
    Peers,
    Connect,
    Disconnect,
    Nick,
    Alias,
    Whois,
    Verify,
    Block,
    Unblock,
    Mute,
    Unmute,
    Search,
    History,
    Export,
    Cancel,
    Status,
    Doctor,
    Set,
    Close,
    Quit,
}

/// One slash command as it is explained.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slash {
    /// Which.
    pub(super) verb: Verb,
    /// What it is called.
    pub(super) name: &'static str,
    /// What else it is called, as other chats call it.
    pub(super) aliases: &'static [&'static str],
    /// What it takes.
    pub(super) takes: &'static str,
    /// What it does, in one line.
    pub(super) does: &'static str,
    /// What there is to know of it, with an example.
    pub(super) more: &'static str,
}

/// What a typed line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A message. Of two slashes at its beginning, one is sent.
    Text(&'a str),
    /// A slash command and what follows it.
    Slash(Verb, &'a str),
    /// A slash and a word that is none of them; never sent.
    Unknown(String),
}

/// Reads a typed line.
pub(super) fn read(line: &str) -> Line<'_> {
    let Some(rest) = line.strip_prefix('/') else { return Line::Text(line) };
    if rest.starts_with('/') {
        return Line::Text(rest);
    }
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (word, takes) = rest.split_at(end);
    match find(word) {
        Some(slash) => Line::Slash(slash.verb, takes.trim()),
        None => Line::Unknown(unknown(word)),
    }
}

/// The command of that name, in any case, or of that beginning if only one begins so.
pub(super) fn find(word: &str) -> Option<&'static Slash> {
    let word = word.to_lowercase();
    let is_called = |slash: &&Slash| slash.name == word || slash.aliases.contains(&&*word);
    if let Some(slash) = ALL.iter().find(is_called) {
        return Some(slash);
    }
    let mut beginning = ALL.iter().filter(|slash| slash.name.starts_with(&word));
    let slash = beginning.next().filter(|_| !word.is_empty())?;
    beginning.next().is_none().then_some(slash)
}

/// The commands whose names begin so, as they are typed.
pub(super) fn beginning(word: &str) -> impl Iterator<Item = String> {
    let word = word.to_lowercase();
    ALL.iter().filter(move |s| s.name.starts_with(&word)).map(|slash| format!("/{}", slash.name))
}

/// All of them, a line each.
pub(super) fn list() -> String {
    let line = |slash: &Slash| {
        let usage = format!("/{} {}", slash.name, slash.takes);
        format!("  {:<26} {}", usage.trim_end(), slash.does)
    };
    ALL.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// All that there is to know of one.
pub(super) fn explain(slash: &Slash) -> String {
    let mut text = format!("/{} {}\n{}.", slash.name, slash.takes, slash.does);
    if !slash.more.is_empty() {
        text.push_str(&format!("\n{}", slash.more));
    }
    if !slash.aliases.is_empty() {
        let aliases: Vec<String> = slash.aliases.iter().map(|alias| format!("/{alias}")).collect();
        text.push_str(&format!("\nAlso: {}", aliases.join(", ")));
    }
    text
}

fn unknown(word: &str) -> String {
    let word: String = word.to_lowercase().chars().take(WORD_SHOWN).collect();
    let names = ALL.iter().flat_map(|slash| slash.aliases.iter().chain([&slash.name]));
    let nearest = names.min_by_key(|name| osa_distance(name, &word));
    let nearest = nearest.filter(|name| osa_distance(name, &word) <= NEAR);
    let meant = nearest.map_or_else(
        || "/help lists what there is".to_owned(),
        |name| format!("did you mean /{name}?"),
    );
    format!("nothing was sent: there is no /{word}; {meant} (// sends a slash)")
}

const fn slash(
    verb: Verb,
    [name, takes, does]: [&'static str; 3],
    aliases: &'static [&'static str],
    more: &'static str,
) -> Slash {
    Slash { verb, name, aliases, takes, does, more }
}

/// Every command, in the order in which they are listed.
pub(super) const ALL: &[Slash] = &[
    slash(
        Verb::Msg,
        ["msg", "PEER TEXT", "Sends a message and shows the conversation"],
        &["m", "w"],
        "PEER is a name, name#tag, number in the list, key, host:port or \
         chinwag:KEY@host:port; in quotes if it has spaces. Example: /msg bob hello",
    ),
    slash(
        Verb::Query,
        ["query", "PEER", "Shows the conversation with a peer"],
        &["dm", "focus", "q"],
        "Alt-1 to Alt-9 do the same for the first nine, Alt-A for the next unread one.",
    ),
    slash(
        Verb::Peers,
        ["peers", "", "Checks every link and lists who is there"],
        &["list", "who", "names"],
        "",
    ),
    slash(
        Verb::Connect,
        ["connect", "[all | PEER]", "Dials a peer, an address, or everybody"],
        &["c"],
        "Example: /connect 192.168.1.7:7001",
    ),
    slash(
        Verb::Disconnect,
        ["disconnect", "[PEER]", "Leaves one peer: off each other's list"],
        &["part", "leave"],
        "It stays so until one of you connects or writes again.",
    ),
    slash(
        Verb::Nick,
        ["nick", "NAME", "Changes what others see you as, for this run"],
        &["name"],
        "To keep it, start with --name NAME and the --profile that you have now.",
    ),
    slash(
        Verb::Alias,
        ["alias", "[PEER] [NAME]", "Gives a peer a name of your own, or takes it"],
        &["petname"],
        "It goes before the name that the peer claims. Example: /alias bob Bobby",
    ),
    slash(Verb::Whois, ["whois", "[PEER]", "Tells all that is known of a peer"], &[], ""),
    slash(
        Verb::Verify,
        ["verify", "[PEER] [yes | no]", "Shows both keys' words; notes that they match"],
        &[],
        "Compare the words by voice. If both sides see the same: /verify bob yes",
    ),
    slash(
        Verb::Block,
        ["block", "[PEER]", "Ends the link to a peer and takes no more"],
        &["ignore"],
        "The peer is not told. /unblock takes it back.",
    ),
    slash(Verb::Unblock, ["unblock", "[PEER]", "Lets a peer in again"], &["unignore"], ""),
    slash(
        Verb::Mute,
        ["mute", "[PEER]", "Rings no bell for a peer and counts nothing"],
        &[],
        "They come in all the same. /unmute takes it back.",
    ),
    slash(Verb::Unmute, ["unmute", "[PEER]", "Notices messages of a peer again"], &[], ""),
    slash(Verb::Search, ["search", "WORDS", "Finds messages with all of the words"], &["find"], ""),
    slash(
        Verb::History,
        ["history", "[PEER]", "Shows the latest with a peer, or with all"],
        &[],
        "PgUp in a conversation goes back as far as there is something.",
    ),
    slash(
        Verb::Export,
        ["export", "FILE", "Writes all conversations as JSON lines"],
        &[],
        "The file must not exist yet. `chinwag export --help` tells the fields.",
    ),
    slash(
        Verb::Cancel,
        ["cancel", "[NUMBER]", "Takes back a message that still waits"],
        &[],
        "Without a number it lists the messages that wait.",
    ),
    slash(
        Verb::Status,
        ["status", "", "Tells who you are, where, and what waits"],
        &["me", "id"],
        "",
    ),
    slash(
        Verb::Doctor,
        ["doctor", "[PEER]", "Looks for what keeps people from talking"],
        &[],
        "Every finding comes with what to do. `chinwag doctor` does the same from a shell.",
    ),
    slash(
        Verb::Set,
        ["set", "[KEY VALUE]", "Changes looks and bells, for this run"],
        &[],
        "Example: /set theme light. Without a key it shows what is set.",
    ),
    slash(Verb::Close, ["close", "", "Closes what is open over the conversation"], &[], ""),
    slash(
        Verb::Help,
        ["help", "[COMMAND]", "Lists keys and commands, or explains one"],
        &["h", "?"],
        "",
    ),
    slash(
        Verb::Quit,
        ["quit", "", "Says goodbye to everybody and leaves"],
        &["exit", "bye"],
        "What is not confirmed is kept, and sent the next time.",
    ),
];

/// Letters that may be mistyped where something else is proposed.
const NEAR: usize = 2;
/// Characters of an unknown command that are repeated.
const WORD_SHOWN: usize = 24;
