//! Files: those that are recorded to, and those that were cut off or damaged since.

use std::fs;
use std::path::Path;

use chinwag::failure::{Failure, Status};
use chinwag::flight::Files;
use chinwag::recording::Unreadable;
use sim::replay::{End, OpenError, Recording, Stretch, replay};

use crate::alice::{Alice, BOB, open, place, replayed};

/// A short evening, recorded.
fn recorded(file: &Path) -> Vec<u8> {
    let mut alice = Alice::recording_to(file);
    alice.is_called(1, BOB, "bob");
    alice.says(BOB, "hello");
    assert_eq!(alice.leaves().len(), 3);
    fs::read(file).unwrap()
}

#[test]
fn wherever_it_is_cut_off_all_that_is_whole_goes_again() {
    let (_folder, file) = place();
    let bytes = recorded(&file);
    let mut counts = Vec::new();
    for length in (0..bytes.len()).rev() {
        fs::write(&file, &bytes[..length]).unwrap();
        let Ok(recording) = Recording::open(&file) else { continue };
        let replay = replay(recording, Stretch::ALL);
        assert!(replay.end.is_same(), "{length}: {replay}");
        counts.push(replay.count);
    }
    counts.dedup();
    assert_eq!(counts, [3, 2, 1, 0], "an input without what followed is one too");
    let cut = |by: usize| {
        fs::write(&file, &bytes[..bytes.len() - by]).unwrap();
        replayed(&file)
    };
    assert!(matches!(cut(1).end, End::Unanswered));
    let middle = cut(20);
    let why = ": the program was killed there, or it still runs\n";
    assert!(matches!(middle.end, End::Unreadable(_, Unreadable::Cut(_))), "{middle}");
    assert!(middle.to_string().ends_with(why), "{middle}");
}

#[test]
fn damage_is_told_with_its_place_and_is_no_reason_to_break() {
    let (_folder, file) = place();
    let bytes = recorded(&file);
    fs::write(&file, [&bytes[..], &[0; 100]].concat()).unwrap();
    let replay = replayed(&file);
    let End::Unreadable(path, Unreadable::Damaged(at)) = &replay.end else { panic!("{replay}") };
    assert_eq!((path, *at, replay.count), (&file, bytes.len() as u64, 3));
    let mut differences = 0;
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x15;
        fs::write(&file, damaged).unwrap();
        let is_same = |recording| replay_all(recording).is_same();
        differences += usize::from(!Recording::open(&file).is_ok_and(is_same));
    }
    assert!(differences > bytes.len() / 2, "{differences} of {}", bytes.len());
}

fn replay_all(recording: Recording) -> End {
    replay(recording, Stretch::ALL).end
}

#[test]
fn what_is_no_recording_of_this_format_is_not_replayed() {
    let (_folder, file) = place();
    let why = |file: &Path| Recording::open(file).map(drop).unwrap_err().to_string();
    assert_eq!(why(&file), format!("{}: it cannot be read: {NO_FILE}", file.display()));
    fs::write(&file, "hello").unwrap();
    assert_eq!(why(&file), format!("{}: this is no recording of chinwag", file.display()));
    fs::write(&file, "schinwag recording 2").unwrap();
    let OpenError { why, .. } = Recording::open(&file).unwrap_err();
    let expected = "this recording is of another format (chinwag recording 2) than is read here \
                    (chinwag recording 1)";
    assert_eq!(why.to_string(), expected);
}

#[test]
fn a_former_recording_becomes_the_one_before() {
    let (_folder, file) = place();
    let former = recorded(&file);
    let files = open(&file);
    assert_eq!(fs::read(file.with_added_extension("1")).unwrap(), former);
    assert_eq!(fs::read(&file).unwrap(), b"");
    drop(files);
    drop(open(&file));
    let before = fs::read(file.with_added_extension("1")).unwrap();
    assert_eq!(before, former, "a recording without anything is in nobody's place");
}

#[test]
fn what_is_no_recording_is_never_overwritten() {
    let (folder, file) = place();
    let refused = |path: &Path, what: &str, next_step: &str| {
        let failure = Files::open(path).map(drop).unwrap_err();
        let expected = Failure::new(Status::Failed, format!("{}{what}", path.display()), next_step);
        assert_eq!(failure, expected);
    };
    let another = "Name another file with --record, or move that one away.";
    let no_recording = " is there already and is no recording; nothing is overwritten";
    fs::write(&file, "Dear diary").unwrap();
    refused(&file, no_recording, another);
    let beside = folder.path().join("beside.cbor");
    fs::write(folder.path().join("beside.cbor.1"), "Dear diary, and much more of it").unwrap();
    let failure = Files::open(&beside).map(drop).unwrap_err();
    assert!(failure.what().as_str().contains("beside.cbor.1 is there already"), "{failure}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "Dear diary");
    refused(folder.path(), " is a folder, and a recording is a file", "Name a file in it.");
    let nowhere = folder.path().join("no/such/file");
    let no_folder = " cannot be written: there is no such folder";
    refused(&nowhere, no_folder, "Name a file in a folder that exists.");
    let running = folder.path().join("running.cbor");
    let mut files = open(&running);
    chinwag::flight::Shelf::write(&mut files, b"schinwag recording 1").unwrap();
    let failure = Files::open(&running).map(drop).unwrap_err();
    let what = format!("another chinwag records to {}", running.display());
    assert_eq!(failure, Failure::new(Status::Failed, what, another));
}

#[cfg(unix)]
#[test]
fn a_recording_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let (_folder, file) = place();
    recorded(&file);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}

const NO_FILE: &str = "No such file or directory (os error 2)";
