//! What the terminal can show, by what the environment says of it. Pure.

use crate::doctor::Finding;

/// The variables that tell of it.
pub const VARIABLES: [&str; 7] =
    ["TERM", "COLORTERM", "NO_COLOR", "CLICOLOR_FORCE", "LC_ALL", "LC_CTYPE", "LANG"];

pub(super) fn findings(environment: &[(&'static str, String)]) -> [Finding; 2] {
    let look = |name| {
        let mut set = environment.iter().filter(|(set, value)| *set == name && !value.is_empty());
        set.next().map(|(_, value)| value.as_str())
    };
    [ability(look), locale(look)]
}

fn ability<'a>(look: impl Fn(&'static str) -> Option<&'a str>) -> Finding {
    let term = match look("TERM") {
        Some(term) if term != "dumb" => term,
        term => {
            let is = term.map_or("TERM is not set", |_| "TERM is dumb");
            let what = format!("{is}: there are lines only, without colors or a line editor");
            return Finding::doubtful(what, "At a real terminal, set TERM to xterm-256color.");
        }
    };
    let colors = if look("NO_COLOR").is_some() {
        "no colors, as NO_COLOR wants it"
    } else if look("COLORTERM").is_some_and(|is| is == "truecolor" || is == "24bit") {
        "all colors"
    } else if term.contains("256color") {
        "256 colors"
    } else {
        "16 colors"
    };
    Finding::well(format!("the terminal is {term}, with {colors}"))
}

fn locale<'a>(look: impl Fn(&'static str) -> Option<&'a str>) -> Finding {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let set = names.into_iter().find_map(|name| look(name).map(|value| (name, value)));
    let is_utf8 = |value: &str| {
        let value = value.to_ascii_lowercase();
        value.ends_with("utf-8") || value.ends_with("utf8")
    };
    match set {
        Some((name, value)) if is_utf8(value) => {
            Finding::well(format!("the locale is UTF-8 ({name} is {value})"))
        }
        Some((name, value)) => {
            Finding::doubtful(format!("the locale is not UTF-8 ({name} is {value})"), SET_IT)
        }
        None => Finding::doubtful("no locale is set, and so perhaps not UTF-8", SET_IT),
    }
}

const SET_IT: &str = "If marks and names show as other signs, set LANG to C.UTF-8.";
