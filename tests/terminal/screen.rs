//! A terminal of 100 columns and 30 rows: its keyboard, its screen, and how it is left.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system};

use crate::ear::Ear;
use crate::person::signal;

/// The program in a terminal of its own, as a person sees it.
pub(crate) struct Screen {
    pub(crate) process: u32,
    exit: Receiver<ExitStatus>,
    ended: Option<ExitStatus>,
    keyboard: Box<dyn Write + Send>,
    pub(crate) master: Box<dyn MasterPty + Send>,
    /// Kept so that the terminal outlives the program.
    slave: Option<Box<dyn SlavePty + Send>>,
    /// How the terminal was set before the program began.
    before: String,
    pub(crate) ear: Ear,
    pub(crate) emulator: vt100::Parser,
    shown: usize,
}

/// How the program has left its terminal.
#[derive(Debug)]
pub(crate) struct Left {
    pub(crate) status: u32,
    /// Whether the terminal is set as it was before.
    pub(crate) is_restored: bool,
    /// All that the terminal was sent.
    pub(crate) bytes: Vec<u8>,
}

impl Screen {
    /// Starts the program with its numbered menu.
    pub(crate) fn start(command: &Command) -> Self {
        let mut command = in_terminal(command);
        command.arg("--menu");
        Self::run(command)
    }

    /// Starts a program.
    pub(crate) fn run(command: CommandBuilder) -> Self {
        Self::seen_with(command, |reader| reader)
    }

    /// Starts a program whose screen is read so.
    pub(crate) fn seen_with<Eyes: Read + Send + 'static>(
        command: CommandBuilder,
        eyes: impl FnOnce(Box<dyn Read + Send>) -> Eyes,
    ) -> Self {
        let size = PtySize { rows: ROWS, cols: COLUMNS, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let before = settings(&*pair.master);
        let mut child = pair.slave.spawn_command(command).expect("it starts");
        let process = child.process_id().expect("a process");
        let (exiting, exit) = channel();
        thread::spawn(move || child.wait().map(|status| exiting.send(status)));
        let reader = pair.master.try_clone_reader().expect("its screen");
        let [rows, columns] = [ROWS, COLUMNS].map(|n| NonZeroU16::new(n).expect("not 0"));
        Self {
            process,
            exit,
            ended: None,
            keyboard: pair.master.take_writer().expect("its keyboard"),
            master: pair.master,
            slave: Some(pair.slave),
            before,
            ear: Ear::new(eyes(reader)),
            emulator: vt100::Parser::new(rows, columns, 0),
            shown: 0,
        }
    }

    pub(crate) fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("it takes keys");
    }

    /// Waits until the screen is so, looking whenever something was sent to it.
    pub(crate) fn until<T>(&mut self, what: &str, find: impl Fn(&vt100::Screen) -> Option<T>) -> T {
        let Self { ear, emulator, shown, .. } = self;
        ear.until(what, |heard| {
            let fresh = &heard[*shown..];
            let half = [&b"\xef\xbf"[..], b"\xef"].into_iter().find(|half| fresh.ends_with(half));
            let whole = &fresh[..fresh.len() - half.map_or(0, <[u8]>::len)];
            emulator.process(&drawable(whole));
            *shown += whole.len();
            find(emulator.screen())
        })
    }

    /// Waits until that is on the screen.
    pub(crate) fn shows(&mut self, text: &str) {
        self.until(&format!("{text:?}"), |screen| screen.contents().contains(text).then_some(()));
    }

    /// Waits until that is the last line, with the cursor one column after it.
    pub(crate) fn asks(&mut self, line: &str) {
        self.asks_at(line, line.chars().count() + 1);
    }

    /// Waits until that is the last line, with the cursor so many columns from its left.
    pub(crate) fn asks_at(&mut self, line: &str, column: usize) {
        self.until(&format!("{line:?} last, and the cursor at {column}"), |screen| {
            let (row, at) = screen.cursor_position();
            let mut rows = screen.rows(0, COLUMNS).skip(row.into());
            let is_there = rows.next().is_some_and(|row| row.trim_end() == line);
            (is_there && rows.all(|row| row.is_empty()) && usize::from(at) == column).then_some(())
        });
    }

    /// What is on the screen now, without empty lines at its end.
    pub(crate) fn contents(&self) -> String {
        self.emulator.screen().contents()
    }

    /// Whether the program has set the terminal otherwise than it was.
    pub(crate) fn is_changed(&self) -> bool {
        settings(&*self.master) != self.before
    }

    /// Waits until the program has ended by itself, whether or not its screen is read.
    pub(crate) fn ends(&mut self) -> ExitStatus {
        let exit = || self.exit.recv_timeout(Duration::from_secs(30)).expect("it ends");
        self.ended.get_or_insert_with(exit).clone()
    }

    /// Waits until the program has ended by itself, and all that it wrote was read.
    pub(crate) fn left(mut self) -> Left {
        let status = self.ends();
        let is_restored = !self.is_changed();
        drop(self.slave.take());
        self.ear.until_the_end();
        assert_eq!(status.signal(), None);
        let bytes = std::mem::take(&mut self.ear.heard);
        Left { status: status.exit_code(), is_restored, bytes }
    }
}

/// Nothing outlives a test, not even one that failed.
impl Drop for Screen {
    fn drop(&mut self) {
        if self.ended.is_none() {
            signal(self.process, "KILL");
        }
    }
}

/// The same with question marks for replacement characters, which the emulator does not draw.
fn drawable(bytes: &[u8]) -> Vec<u8> {
    let mut drawable = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(3).position(|three| three == "\u{fffd}".as_bytes()) {
        drawable.extend_from_slice(&rest[..at]);
        drawable.push(b'?');
        rest = &rest[at + 3..];
    }
    drawable.extend_from_slice(rest);
    drawable
}

/// The modes of a terminal, such as whether it echoes.
fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("it is a terminal"))
}

/// The same command with the environment of a terminal.
pub(crate) fn in_terminal(command: &Command) -> CommandBuilder {
    let mut builder = CommandBuilder::new(command.get_program());
    builder.args(command.get_args());
    builder.env_clear();
    builder.env("TERM", "xterm-256color");
    for (name, value) in command.get_envs() {
        builder.env(name, value.expect("only set, never removed"));
    }
    builder.cwd(command.get_current_dir().expect("it starts at home"));
    builder
}

/// What is asked when nothing else is.
pub(crate) const MENU: &str = "1 send · 2 peers · 3 connect all · 0 exit · Enter for more >";

const ROWS: u16 = 30;
pub(crate) const COLUMNS: u16 = 100;
