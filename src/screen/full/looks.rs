//! How the screen looks and rings: what is set, and what can be set with `/set`. Pure.

use super::state::Effect;
use crate::screen::{Look, Notify, Theme};

/// What can be set.
pub(super) const KEYS: [&str; 5] = ["theme", "bell", "notify", "mouse", "mention_only"];

impl Look {
    /// Everything as it is set, a line each.
    pub(super) fn list(&self) -> String {
        let values = [
            (self.theme.as_str(), "auto, light or dark"),
            (on_off(self.bell), "on or off: a bell when something comes in unseen"),
            (self.notify.as_str(), "off, osc9 or osc777: a note of the terminal, likewise"),
            (on_off(self.mouse), "on or off: whether the wheel scrolls here"),
            (on_off(self.mention_only), "on or off: ring only for messages with your name"),
        ];
        let line = |(key, (value, means)): (&str, (&str, &str))| {
            format!("  {key:<13} {value:<7} {means}")
        };
        let lines: Vec<String> = KEYS.into_iter().zip(values).map(line).collect();
        format!("{}\n\n{KEEP}", lines.join("\n"))
    }

    /// Sets one thing, until we leave.
    pub(super) fn set(&mut self, key: &str, value: &str) -> Result<Vec<Effect>, String> {
        let switch = || match value {
            "on" | "true" | "yes" => Ok(true),
            "off" | "false" | "no" => Ok(false),
            _ => Err(format!("{key} is on or off")),
        };
        match key {
            "theme" => {
                let theme = value.parse::<Theme>();
                self.theme = theme.map_err(|_| "theme is auto, light or dark".to_owned())?;
            }
            "bell" => self.bell = switch()?,
            "notify" => {
                let notify = value.parse::<Notify>();
                self.notify = notify.map_err(|_| "notify is off, osc9 or osc777".to_owned())?;
            }
            "mouse" => {
                self.mouse = switch()?;
                return Ok(vec![Effect::Mouse(self.mouse)]);
            }
            "mention_only" => self.mention_only = switch()?,
            _ => return Err(format!("there is nothing called {key}: {}", KEYS.join(", "))),
        }
        Ok(Vec::new())
    }
}

fn on_off(is_on: bool) -> &'static str {
    if is_on { "on" } else { "off" }
}

const KEEP: &str = "Set here it holds until you leave. To keep it, write it into config.toml: \
                    `chinwag config path` tells where that is.";
