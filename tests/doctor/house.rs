//! What a person has at home that others are told: a key, its words, the address to give away.

use std::process::Command;

use crate::chat::Chat;
use crate::person::Person;

impl Person {
    pub(crate) fn key(&self) -> String {
        self.id("key")
    }

    pub(crate) fn words(&self) -> String {
        self.id("words")
    }

    pub(crate) fn contact(&self) -> String {
        self.id("address")
    }

    fn id(&self, what: &str) -> String {
        let printed = Chat::launch(self.chinwag(&["id"])).ended().out;
        let line = printed.lines().find_map(|line| line.strip_prefix(what));
        line.expect("it is printed").trim().to_owned()
    }

    /// The program, started at home and told nothing.
    pub(crate) fn elsewhere(&self) -> Command {
        let program = self.program();
        let mut command = Command::new(program.get_program());
        command.env_clear().current_dir(self.home.path());
        command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command
    }
}
