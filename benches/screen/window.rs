//! A window with the program in it: what it is sent, and when.

use std::io::{Read, Write};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::now;

/// The program in a terminal of 100 columns and 30 rows.
pub(crate) struct Window {
    pub(crate) process: u32,
    /// Where it listens.
    pub(crate) port: u16,
    opened: Instant,
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    pieces: Receiver<(Instant, Vec<u8>)>,
    shown: Vec<u8>,
    _master: Box<dyn MasterPty + Send>,
}

impl Window {
    pub(crate) fn open(command: &Command) -> Self {
        let size = PtySize { rows: 30, cols: 100, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let port = free_port();
        let mut builder = CommandBuilder::new(command.get_program());
        builder.args(command.get_args());
        builder.args(["--port", &port.to_string()]);
        builder.env_clear();
        for (name, value) in command.get_envs() {
            builder.env(name, value.expect("only set, never removed"));
        }
        builder.cwd(command.get_current_dir().expect("a home"));
        let mut reader = pair.master.try_clone_reader().expect("its screen");
        let keyboard = pair.master.take_writer().expect("its keyboard");
        let (show, pieces) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 16 * 1024];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                if show.send((now(), bytes[..n].to_vec())).is_err() {
                    return;
                }
            }
        });
        let opened = now();
        let child = pair.slave.spawn_command(builder).expect("it starts");
        let process = child.process_id().expect("a process");
        let shown = Vec::new();
        Self { process, port, opened, child, keyboard, pieces, shown, _master: pair.master }
    }

    /// How long it took until all of the first frame was there.
    pub(crate) fn first_frame(&mut self) -> Duration {
        let opened = self.opened;
        self.until(FRAME_ENDS).duration_since(opened)
    }

    pub(crate) fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("it takes keys");
    }

    /// Types a letter. How long it took until it was sent to the screen.
    pub(crate) fn echo(&mut self, letter: char) -> Duration {
        while self.pieces.try_recv().is_ok() {}
        self.shown.clear();
        let letter = letter.to_string();
        let typed = now();
        self.types(&letter);
        self.until(&letter).duration_since(typed)
    }

    /// Waits until that is sent, and returns when it was.
    pub(crate) fn until(&mut self, text: &str) -> Instant {
        loop {
            let (at, piece) = self.pieces.recv_timeout(PATIENCE).expect("it is shown");
            self.shown.extend(piece);
            if self.shown.windows(text.len()).any(|shown| shown == text.as_bytes()) {
                return at;
            }
        }
    }

    /// Leaves, and waits until it is over.
    pub(crate) fn quit(mut self) {
        self.types("\x15/quit\r");
        self.child.wait().expect("it ends");
    }
}

/// Nothing outlives the benchmark.
impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// What is sent when a frame can be shown.
const FRAME_ENDS: &str = "\x1b[?2026l";
const PATIENCE: Duration = Duration::from_secs(30);
