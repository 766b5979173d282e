//! A house with two people in it: one home on the disk, as for two terminals of one machine.

use std::env;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::chat::Chat;
use crate::port::Port;
use crate::run::{Ran, run};

/// Where the commands of the page are typed, one after the other.
pub(crate) struct House {
    home: TempDir,
    alices_port: Port,
    bobs_port: Port,
    /// Her chat, which goes on until the house is left.
    pub(crate) alice: Option<Chat>,
    /// His chat, which comes and goes.
    bob: Option<Chat>,
    /// How his chat is started.
    bobs_line: String,
}

impl House {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().expect("a new folder");
        let house = Self {
            home,
            alices_port: Port::free(),
            bobs_port: Port::free(),
            alice: None,
            bob: None,
            bobs_line: String::new(),
        };
        for folder in ["bin", "here", ".config/chinwag"] {
            fs::create_dir_all(house.path(folder)).expect("a new folder");
        }
        symlink(env!("CARGO_BIN_EXE_chinwag"), house.path("bin/chinwag")).expect("a new link");
        // Nobody outside of this machine is to be met, whether the page says --listen or not.
        fs::write(house.path(".config/chinwag/config.toml"), "listen = \"127.0.0.1\"\n")
            .expect("a new file");
        for (program, script) in [("bin/make", MAKE), ("bin/jq", JQ), ("here/deploy", DEPLOY)] {
            let file = house.path(program);
            fs::write(&file, script).expect("a new file");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("it is ours");
        }
        house
    }

    /// A file at home.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Where Alice is reached, and Bob.
    pub(crate) fn addresses(&self) -> [String; 2] {
        [&self.alices_port, &self.bobs_port].map(|port| format!("127.0.0.1:{port}"))
    }

    /// A line in a shell, with ports that are free here.
    pub(crate) fn shell(&self, line: &str) -> Command {
        let line = line.replace("7001", "{alice}").replace("7002", "{bob}");
        let line = line.replace("{alice}", &self.alices_port.to_string());
        let line = line.replace("{bob}", &self.bobs_port.to_string());
        let others = env::var("PATH").unwrap_or_default();
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &line]).current_dir(self.path("here")).env_clear();
        command.env("PATH", format!("{}:{others}", self.path("bin").display()));
        command.env("HOME", self.home.path()).env("USER", "somebody").env("TZ", "UTC");
        command
    }

    /// Types a line and waits for its end.
    pub(crate) fn types(&self, line: &str) -> Ran {
        run(self.shell(line))
    }

    /// Types a line that begins a chat, or waits for something.
    pub(crate) fn launches(&self, line: &str) -> Chat {
        Chat::launch(self.shell(line))
    }

    /// Alice at her chat.
    pub(crate) fn alice(&mut self) -> &mut Chat {
        self.alice.as_mut().expect("the page has begun with her")
    }

    /// Bob starts so from now on.
    pub(crate) fn bob_starts(&mut self, line: &str) -> &mut Chat {
        line.clone_into(&mut self.bobs_line);
        self.bob()
    }

    /// Bob at his chat, which is started if it does not run.
    pub(crate) fn bob(&mut self) -> &mut Chat {
        if self.bob.is_none() {
            let mut bob = self.launches(&self.bobs_line);
            bob.hears("* \"alice\" is online");
            self.alice().hears("* \"bob\" is online");
            self.bob = Some(bob);
        }
        self.bob.as_mut().expect("it has just been started")
    }

    /// Bob leaves, if he is there, and it goes well.
    pub(crate) fn bob_leaves(&mut self) {
        if let Some(mut bob) = self.bob.take() {
            bob.says("0");
            let ended = bob.ended();
            assert_eq!(ended.status, 0, "{ended:?}");
            self.alice().hears("* \"bob\" left");
        }
    }
}

/// Says something on both streams, as compilers do.
const MAKE: &str = "#!/bin/sh\necho 'cc -c main.c'\necho 'main.c:1: error' >&2\nexit 2\n";
/// Prints the type of each object, at once, for `.type` and nothing else.
const JQ: &str = "#!/bin/sh\n[ \"$*\" = .type ] || exit 2\nwhile IFS= read -r line; do\n\
                  line=${line#*'\"type\":'}; echo \"${line%%[,\\}]*}\"; done\n";
const DEPLOY: &str = "#!/bin/sh\necho deployed\n";
