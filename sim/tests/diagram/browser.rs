//! A browser without a window, as a child process that gets so much time and no more.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// What a browser made of a page.
pub(crate) struct Opened {
    /// The document after its script ran.
    pub(crate) dom: String,
    /// What it complained about.
    pub(crate) complaints: Vec<String>,
}

/// The browser of `CHINWAG_BROWSER`, or else one of those that are usual.
pub(crate) fn browser() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHINWAG_BROWSER") {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let usual = ["chromium", "chromium-browser", "google-chrome"];
    let mut found = usual.iter().flat_map(|name| folders.iter().map(move |at| at.join(name)));
    found.find(|program| program.is_file())
}

/// Opens a page at that part of it.
pub(crate) fn open(browser: &Path, page: &str, view: &str) -> Opened {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("page.html"), page).unwrap();
    let mut child = Command::new(browser)
        .args(FLAGS)
        .arg(format!("--user-data-dir={}", at("profile").display()))
        .arg(format!("file://{}#{view}", at("page.html").display()))
        .stdin(Stdio::null())
        .stdout(File::create(at("dom")).unwrap())
        .stderr(File::create(at("log")).unwrap())
        .spawn()
        .unwrap_or_else(|e| panic!("{} does not start: {e}", browser.display()));
    let looks = 0..PATIENCE;
    let ended = looks.into_iter().find_map(|_| {
        thread::sleep(Duration::from_millis(100));
        child.try_wait().unwrap()
    });
    if ended.is_none() {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let log = fs::read_to_string(at("log")).unwrap();
    assert!(ended.is_some_and(|status| status.success()), "the browser failed: {ended:?}\n{log}");
    let complaints = log.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned);
    let dom = fs::read_to_string(at("dom")).unwrap();
    Opened { dom, complaints: complaints.collect() }
}

const FLAGS: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--proxy-server=127.0.0.1:9",
    "--virtual-time-budget=10000",
    "--enable-logging=stderr",
    "--dump-dom",
];
/// Tenths of a second before a browser counts as hung.
const PATIENCE: u32 = 1_200;
