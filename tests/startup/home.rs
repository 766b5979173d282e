//! A person's home, the program started in it, and the terminal it is started from.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use chinwag::failure::Status;
use chinwag::profile::{Profile, Profiles};
use chinwag::text::Safe;
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

/// A person's home, empty at first and gone at the end.
pub(crate) struct Home {
    pub(crate) path: PathBuf,
}

impl Home {
    pub(crate) fn new() -> Self {
        static HOMES: AtomicU32 = AtomicU32::new(0);
        let n = HOMES.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("chinwag-startup-{}-{n}", std::process::id()));
        fs::create_dir(&path).expect("a new folder");
        Self { path }
    }

    pub(crate) fn profile(&self) -> PathBuf {
        self.path.join(".local/share/chinwag/alice")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.profile().join("identity.pem")
    }

    /// The profile, locked as a running chat would.
    pub(crate) fn open(&self) -> Profile {
        let profiles = Profiles::find(Some(self.profile()), None).expect("a folder was named");
        Profile::open(profiles.folder_of(&Safe::name("alice"))).expect("nobody else has it")
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chinwag"));
        command
            .args(args)
            .env_clear()
            .env("HOME", &self.path)
            .env("USER", "alice")
            .env("TZ", "UTC");
        command.current_dir(&self.path).stdin(Stdio::null());
        command
    }

    pub(crate) fn chinwag(&self, args: &[&str]) -> Outcome {
        let output = self.command(args).output().expect("it starts");
        let [out, err] =
            [output.stdout, output.stderr].map(|o| String::from_utf8(o).expect("text"));
        Outcome { status: output.status.code().expect("it ends by itself"), out, err }
    }

    /// Starts the program and checks that it says just this and ends.
    pub(crate) fn refuses(&self, args: &[&str], status: Status, what: &str, next_step: &str) {
        let err = format!("chinwag: {what}\n{next_step}\n");
        let told = Outcome { status: status.code().into(), out: String::new(), err };
        assert_eq!(self.chinwag(args), told);
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// What came of a start.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Outcome {
    /// All went well, and that was printed.
    pub(crate) fn said(out: &str) -> Self {
        Self { status: 0, out: out.to_owned(), err: String::new() }
    }
}

/// The program in a terminal of its own.
pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    screen: Receiver<Vec<u8>>,
    shown: String,
}

impl Terminal {
    pub(crate) fn start(home: &Home) -> Self {
        let pair = native_pty_system().openpty(PtySize::default()).expect("a terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_chinwag"));
        command.args(["--listen", "127.0.0.1"]);
        command.env_clear();
        command.env("HOME", &home.path);
        command.env("USER", "alice");
        command.cwd(&home.path);
        let child = pair.slave.spawn_command(command).expect("it starts");
        let mut reader = pair.master.try_clone_reader().expect("its screen");
        let (show, screen) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 1024];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                let _ = show.send(bytes[..n].to_vec());
            }
        });
        let writer = pair.master.take_writer().expect("its keyboard");
        Self { child, writer, screen, shown: String::new() }
    }

    pub(crate) fn types(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).expect("it takes keys");
    }

    /// Waits until the program has ended by itself.
    pub(crate) fn exit_code(&mut self) -> u32 {
        self.child.wait().expect("it ends").exit_code()
    }

    /// Waits until that is shown, after what was waited for before.
    pub(crate) fn shows(&mut self, text: &str) {
        let end = loop {
            if let Some(at) = self.shown.find(text) {
                break at + text.len();
            }
            let more = self.screen.recv_timeout(PATIENCE);
            let more = more.unwrap_or_else(|_| panic!("no {text:?} in {:?}", self.shown));
            self.shown.push_str(&String::from_utf8_lossy(&more));
        };
        self.shown.drain(..end);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until it is so.
pub(crate) fn wait_for(is_so: impl Fn() -> bool) {
    for _ in 0..100 {
        if is_so() {
            return;
        }
        thread::sleep(PATIENCE / 100);
    }
    panic!("waited in vain");
}

/// Long enough for a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);
