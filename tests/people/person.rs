//! A person with a name, a port and a home of their own, and how they start the program.

#[path = "port.rs"]
mod port;

use std::process::Command;

use tempfile::TempDir;

pub(crate) use port::Port;

/// Somebody who chats on this machine. The home is empty at first and gone at the end.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) port: Port,
    pub(crate) home: TempDir,
}

impl Person {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, port: Port::free(), home: tempfile::tempdir().expect("a new folder") }
    }

    /// Where others reach them.
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The program, started at home. It asks for name and port.
    pub(crate) fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chinwag"));
        command.env_clear().env("USER", self.name).env("TZ", "UTC").env("HOME", self.home.path());
        for folder in ["DATA", "CONFIG", "STATE", "CACHE"] {
            command.env(format!("XDG_{folder}_HOME"), self.home.path().join(folder));
        }
        command.args(["--listen", "127.0.0.1"]).current_dir(self.home.path());
        command
    }

    /// The program, told name and port.
    pub(crate) fn chinwag(&self, args: &[&str]) -> Command {
        let mut command = self.program();
        command.args(["--name", self.name, "--port", &self.port.to_string()]).args(args);
        command
    }
}

/// Sends a signal, by the name that `kill` knows it by. Returns whether the process has got it.
pub(crate) fn signal(process: u32, name: &str) -> bool {
    // The shell's own `kill`: a bare machine need not have the program.
    let kill = format!("kill -{name} {process}");
    let sent = Command::new("/bin/sh").args(["-c", &kill]).status();
    sent.is_ok_and(|status| status.success())
}
