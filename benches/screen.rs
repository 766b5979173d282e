//! What the full screen costs a person: until it is there, until a key is seen, and when idle.
//!
//! The program as it is released, in a terminal of its own on loopback; its peers are nodes with
//! the real driver in this process. The figures of memory and processor are those of Linux.

#[path = "screen/crowd.rs"]
mod crowd;
#[path = "screen/window.rs"]
mod window;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crowd::Crowd;
use window::Window;

fn main() {
    let program = Path::new(env!("CARGO_BIN_EXE_chinwag"));
    let bytes = fs::metadata(program).expect("the program").len();
    tell("size of the program", bytes as f64 / MIB, "MiB", 12.0);
    start();
    keys_under_load();
    idle();
}

/// From the start of the process to the whole first screen, and what it holds then.
fn start() {
    let home = tempfile::tempdir().expect("a folder");
    let first = Window::open(&alice(&home)).first_frame();
    let (mut took, mut resident, mut own) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let mut window = Window::open(&alice(&home));
        took.push(millis(window.first_frame()));
        resident.push(memory(window.process, "status", "VmRSS:"));
        own.push(memory(window.process, "smaps_rollup", "Pss:"));
        window.quit();
    }
    tell("start to first frame, p50", at(&mut took, 0.5), "ms", 30.0);
    println!("{:<38} {:>9.2} ms", "  the very first, with a new key", millis(first));
    tell("resident then, VmRSS", at(&mut resident, 0.5), "MiB", 15.0);
    tell("  its share of what is shared, Pss", at(&mut own, 0.5), "MiB", 15.0);
}

/// From a key to its echo, while others talk without a pause.
fn keys_under_load() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = Window::open(&alice(&home));
    window.first_frame();
    let crowd = Crowd::gather(TALKERS, window.port);
    let talk = crowd.talk(MESSAGES_EACH, PAUSE);
    sleep(WARM_UP);
    let mut took = Vec::new();
    while !talk.is_over() {
        // Letters that nobody else writes, each seen once until the line is cleared.
        for letter in 'а'..='я' {
            took.push(millis(window.echo(letter)));
            sleep(BETWEEN_KEYS);
        }
        window.types("\x15");
        sleep(BETWEEN_KEYS);
    }
    let (sent, span) = talk.finish();
    window.quit();
    let kept = alice(&home).arg("export").output().expect("it exports").stdout;
    let kept = String::from_utf8_lossy(&kept).matches("\"message ").count() as u64;
    let rate = sent as f64 / span.as_secs_f64();
    println!("{:<38} {:>9.0}      {} keys", "messages a second meanwhile", rate, took.len());
    tell("key to screen, p50", at(&mut took, 0.5), "ms", 16.0);
    tell("key to screen, p99", at(&mut took, 0.99), "ms", 16.0);
    tell(&format!("missing of {sent} messages"), sent.abs_diff(kept) as f64, "", 0.0);
}

/// The processor's time while nothing happens but signs of life.
fn idle() {
    let home = tempfile::tempdir().expect("a folder");
    let mut window = Window::open(&alice(&home));
    window.first_frame();
    let _crowd = Crowd::gather(LINKS, window.port);
    sleep(WARM_UP);
    // Drawn anew, it stands there as a whole.
    window.types("\x0c");
    window.until(&format!("{LINKS}/{LINKS} active"));
    let before = processor(window.process);
    sleep(IDLE);
    let used = processor(window.process) - before;
    let share = 100.0 * used.as_secs_f64() / IDLE.as_secs_f64();
    tell(&format!("idle with {LINKS} links, of a core"), share, "%", 0.2);
    tell("resident then, VmRSS", memory(window.process, "status", "VmRSS:"), "MiB", f64::NAN);
    window.quit();
}

/// Alice's program, on any port.
fn alice(home: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chinwag"));
    command.env_clear().env("TZ", "UTC").env("TERM", "xterm-256color").env("HOME", home.path());
    for folder in ["DATA", "CONFIG", "STATE", "CACHE"] {
        command.env(format!("XDG_{folder}_HOME"), home.path().join(folder));
    }
    command.args(["--listen", "127.0.0.1", "--name", "alice"]).current_dir(home.path());
    command
}

fn tell(what: &str, figure: f64, unit: &str, target: f64) {
    let verdict = match (target.is_nan(), figure <= target) {
        (true, _) => String::new(),
        (false, true) => format!("≤ {target}"),
        (false, false) => format!("≤ {target} MISSED"),
    };
    println!("{what:<38} {figure:>9.2} {unit:<4} {verdict}");
}

/// The figure below which that part of all of them is.
fn at(figures: &mut [f64], part: f64) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[((figures.len() as f64 * part) as usize).min(figures.len() - 1)]
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1_000.0
}

/// MiB that the system tells of a process.
fn memory(process: u32, file: &str, key: &str) -> f64 {
    let told = fs::read_to_string(format!("/proc/{process}/{file}")).expect("Linux");
    let line = told.lines().find_map(|line| line.strip_prefix(key)).expect("that key");
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib / 1024.0
}

/// What the threads of a process have used, of user and of system.
fn processor(process: u32) -> Duration {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).expect("Linux");
    let used = tasks.map(|task| {
        let told = fs::read_to_string(task.expect("a task").path().join("schedstat"));
        let told = told.unwrap_or_default();
        told.split_whitespace().next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0)
    });
    Duration::from_nanos(used.sum())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

const MIB: f64 = 1024.0 * 1024.0;
const STARTS: usize = 21;
/// Those who talk, and how often each does: together a thousand times a second.
const TALKERS: usize = 10;
const MESSAGES_EACH: u64 = 1_500;
const PAUSE: Duration = Duration::from_millis(10);
const BETWEEN_KEYS: Duration = Duration::from_millis(23);
const WARM_UP: Duration = Duration::from_secs(2);
const LINKS: usize = 50;
const IDLE: Duration = Duration::from_secs(30);
