//! A terminal, for what asks a person.

use std::io::Write;
use std::process::Command;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::ear::Ear;

/// What was started in it runs until it ends, or until the terminal is closed.
pub(crate) struct Terminal {
    ear: Ear,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    read: usize,
}

impl Terminal {
    pub(crate) fn start(command: &Command) -> Self {
        let pair = native_pty_system().openpty(PtySize::default()).expect("a terminal");
        let mut builder = CommandBuilder::new(command.get_program());
        builder.args(command.get_args());
        builder.env_clear();
        builder.env("TERM", "xterm-256color");
        for (name, value) in command.get_envs() {
            builder.env(name, value.expect("only set, never removed"));
        }
        builder.cwd(command.get_current_dir().expect("it starts somewhere"));
        let child = pair.slave.spawn_command(builder).expect("it starts");
        let ear = Ear::new(pair.master.try_clone_reader().expect("its screen"));
        let keyboard = pair.master.take_writer().expect("its keyboard");
        Self { ear, keyboard, child, _master: pair.master, read: 0 }
    }

    pub(crate) fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("it takes keys");
    }

    /// Waits until that is shown, after what was waited for before.
    pub(crate) fn shows(&mut self, text: &str) {
        let read = self.read;
        let find = |heard: &[u8]| {
            let at = heard[read..].windows(text.len()).position(|found| found == text.as_bytes());
            at.map(|at| read + at + text.len())
        };
        self.read = self.ear.until(&format!("{text:?}"), find);
    }

    /// Waits until what was started has ended.
    pub(crate) fn status(mut self) -> u32 {
        self.child.wait().expect("it ends").exit_code()
    }
}
