//! How the screen looks and rings: what is set, and what can be set with `/set`. Pure.

use super::state::Effect;
use crate::look::{Look, parse_choice, word_for};

/// What can be set.
pub(super) const KEYS: [&str; 5] = ["theme", "bell", "notify", "mouse", "mention_only"];

/// Everything as it is set, a line each.
pub(super) fn list(look: &Look) -> String {
    let values = [
        (word_for(look.theme), "auto, light or dark"),
        (on_off(look.bell), "on or off: a bell when something comes in unseen"),
        (word_for(look.notify), "off, osc9 or osc777: a note of the terminal, likewise"),
        (on_off(look.mouse), "on or off: whether the wheel scrolls here"),
        (on_off(look.mention_only), "on or off: ring only for messages with your name"),
    ];
    let line = |(key, (value, means))| format!("  {key:<13} {value:<7} {means}");
    let lines: Vec<String> = KEYS.into_iter().zip(values).map(line).collect();
    format!("{}\n\n{KEEP}", lines.join("\n"))
}

/// Sets one thing, until we leave.
pub(super) fn set(look: &mut Look, key: &str, value: &str) -> Result<Vec<Effect>, String> {
    let switch = || match value {
        "on" | "true" | "yes" => Ok(true),
        "off" | "false" | "no" => Ok(false),
        _ => Err(format!("{key}: it must be on or off")),
    };
    let named = |why: String| format!("{key}: {why}");
    match key {
        "theme" => look.theme = parse_choice(value).map_err(named)?,
        "bell" => look.bell = switch()?,
        "notify" => look.notify = parse_choice(value).map_err(named)?,
        "mouse" => {
            look.mouse = switch()?;
            return Ok(vec![Effect::Mouse(look.mouse)]);
        }
        "mention_only" => look.mention_only = switch()?,
        _ => return Err(format!("there is nothing called {key}: {}", KEYS.join(", "))),
    }
    Ok(Vec::new())
}

fn on_off(is_on: bool) -> String {
    if is_on { "on" } else { "off" }.to_owned()
}

const KEEP: &str = "Set here it holds until you leave. To keep it, write it into config.toml: \
                    `chinwag config path` tells where that is.";
