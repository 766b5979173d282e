//! The architecture as a test: what the compiler cannot see, this reads.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn pure_modules_know_nothing_of_the_world() {
    let forbidden = [
        "tokio",
        "std::fs",
        "std::net::Tcp",
        "std::thread",
        "std::env",
        "::now(",
        "async ",
        "println!",
        "HashMap",
        "HashSet",
        "rand::rng",
        "process::",
    ];
    for file in pure_files() {
        let text = read(&file);
        for word in forbidden {
            let line = text.lines().position(|line| !is_comment(line) && line.contains(word));
            assert_eq!(line, None, "{} knows {word}", file.display());
        }
    }
}

#[test]
fn a_screen_never_sees_the_node_and_a_driver_never_a_terminal() {
    for file in rust_files("src/screen").into_iter().chain(["src/screen.rs".into()]) {
        for word in ["Node", "crate::store", "crate::driver", "crate::transport"] {
            assert!(!code(&file).contains(word), "{} knows {word}", file.display());
        }
    }
    for file in rust_files("src/driver").into_iter().chain(["src/driver.rs".into()]) {
        for word in ["rustyline", "screen", "stdin", "stdout", "toml"] {
            assert!(!code(&file).contains(word), "{} knows {word}", file.display());
        }
    }
}

#[test]
fn the_state_and_the_view_of_the_full_screen_are_pure() {
    let impure = ["full/printer.rs", "full/stage.rs"];
    for file in rust_files("src/screen/full") {
        if impure.iter().any(|name| file.ends_with(name)) {
            continue;
        }
        for word in ["tokio", "stdout", "async ", "std::fs", "::now()", "std::env"] {
            assert!(!code(&file).contains(word), "{} knows {word}", file.display());
        }
    }
}

#[test]
fn every_select_is_biased() {
    for file in all_files() {
        let text = read(&file);
        let selects = text.matches("select! {").count();
        let biased = text.matches("biased;").count();
        assert!(file.ends_with("tidy.rs") || selects <= biased, "{}", file.display());
    }
}

#[test]
fn every_file_is_short_and_opens_with_what_it_is() {
    for file in all_files() {
        let text = read(&file);
        let name = file.display();
        assert!(text.starts_with("//! "), "{name} does not say what it is");
        let lines = text.lines().count();
        let most = if name.to_string().contains("tests/") { 600 } else { 330 };
        assert!(lines <= most, "{name} has {lines} lines");
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(widest <= 100, "{name} is {widest} columns wide");
    }
}

#[test]
fn nothing_is_left_to_do_or_silenced() {
    let unwanted =
        ["TODO", "FIXME", "XXX", "todo!", "unimplemented!", "#[allow", "#[ignore", "dbg!"];
    for file in all_files().into_iter().filter(|file| !file.ends_with("tidy.rs")) {
        for word in unwanted {
            assert!(!read(&file).contains(word), "{} says {word}", file.display());
        }
    }
}

#[test]
fn every_snapshot_has_its_test() {
    let tests: String = rust_files("tests").iter().map(|file| read(file)).collect();
    for entry in fs::read_dir(root().join("snapshots")).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(path.extension().and_then(|e| e.to_str()), Some("snap"), "{}", path.display());
        let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap();
        let scenario = root().join(format!("sim/scenarios/{}.toml", name.replace('_', "-")));
        let is_tested = tests.contains(&format!("fn {name}()")) || scenario.exists();
        assert!(is_tested, "{name} has no test");
    }
}

#[test]
fn the_program_never_unwraps() {
    for file in ["src", "sim/src"].into_iter().flat_map(rust_files) {
        let text = code(&file);
        assert!(!text.contains(".unwrap()"), "{}", file.display());
    }
}

fn pure_files() -> Vec<PathBuf> {
    let modules = [
        "address",
        "frame",
        "history",
        "identity",
        "node",
        "plant",
        "reason",
        "record",
        "recording",
        "stream",
        "text",
        "time",
        "wire",
        "writeahead",
    ];
    let mut files: Vec<PathBuf> =
        modules.iter().map(|module| root().join(format!("src/{module}.rs"))).collect();
    files.extend(["src/node", "src/record", "src/recording"].into_iter().flat_map(rust_files));
    files
}

fn all_files() -> Vec<PathBuf> {
    ["src", "sim/src", "sim/tests", "tests", "benches"].into_iter().flat_map(rust_files).collect()
}

fn rust_files(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &Path) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

/// A file without its comments.
fn code(file: &Path) -> String {
    read(file).lines().filter(|line| !is_comment(line)).collect::<Vec<_>>().join("\n")
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}
