//! Disks that do not keep up or do not go on, and nodes that do not.

use std::fs;
use std::io;
use std::sync::mpsc::{Receiver, channel};
use std::thread::sleep;
use std::time::Duration;

use chinwag::driver::Recorder;
use chinwag::flight::{Bounds, Files, Shelf};
use chinwag::frame::Frame;
use chinwag::node::{Input, LinkId, Node, Output};
use chinwag::record::Trouble;
use chinwag::recording::{Fingerprint, Header, append_fingerprint, append_input};
use sim::replay::End;

use crate::alice::{Alice, BOB, NOON, open, place, replayed};

/// A disk that does each thing only when it is told to.
struct Slow {
    files: Files,
    told: Receiver<()>,
}

impl Shelf for Slow {
    fn turn(&mut self, header: &[u8]) -> io::Result<()> {
        let _ = self.told.recv();
        self.files.turn(header)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        // Once nobody tells any more, it is as fast as any.
        let _ = self.told.recv();
        self.files.write(bytes)
    }
}

#[test]
fn what_a_slow_disk_has_no_time_for_is_left_out_and_that_is_said() {
    let (_folder, file) = place();
    let (tell, told) = channel();
    let bounds = Bounds { waiting: 10_000, ..Bounds::default() };
    let mut alice = Alice::new(None, bounds, Slow { files: open(&file), told });
    alice.is_called(1, BOB, "bob");
    for _ in 0..1_000 {
        alice.receives(1, Frame::Ping);
    }
    drop(tell);
    // That there is time again is seen when something happens.
    while !file.with_added_extension("1").exists() {
        alice.receives(1, Frame::Ping);
        sleep(MOMENT);
    }
    alice.receives(1, Frame::Ping);
    let passed = alice.leaves().len() as u64;
    let replay = replayed(&file);
    assert!(matches!(replay.end, End::Same), "{replay}");
    assert!(replay.missed > 0, "{replay}");
    assert_eq!(replay.count + replay.missed, passed, "{replay}");
    let sum = format!(", {} more not recorded because the disk did not keep up\n", replay.missed);
    assert!(replay.to_string().contains(&sum), "{replay}");
}

#[test]
fn however_large_a_node_is_what_happens_after_it_is_recorded() {
    let (_folder, file) = place();
    let (tell, told) = channel();
    // A node before each input.
    let bounds = Bounds { segment: 1, waiting: 4_000 };
    let mut alice = Alice::new(None, bounds, Slow { files: open(&file), told });
    alice.is_called(1, BOB, "bob");
    for _ in 0..20 {
        alice.receives(1, Frame::Ping);
    }
    assert!(20 * begun(&alice.node, 1).len() > 2 * bounds.waiting, "nodes are most of it");
    drop(tell);
    let passed = alice.leaves().len() as u64;
    let replay = replayed(&file);
    assert!(matches!(replay.end, End::Same), "{replay}");
    assert_eq!((replay.missed, replay.steps[0].number), (0, passed), "{replay}");
}

#[test]
fn a_segment_of_nothing_but_a_node_takes_the_place_of_no_other() {
    let (_folder, file) = place();
    let mut files = open(&file);
    files.turn(b"one ").unwrap();
    files.write(b"what happened").unwrap();
    for header in [b"two, longer ".as_slice(), b"three "] {
        files.turn(header).unwrap();
    }
    files.write(b"what happened then").unwrap();
    let before = fs::read(file.with_added_extension("1")).unwrap();
    assert_eq!(before, b"one what happened");
    assert_eq!(fs::read(&file).unwrap(), b"three what happened then");
}

/// A disk without room.
struct Full;

impl Shelf for Full {
    fn turn(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::StorageFull.into())
    }
}

#[test]
fn a_full_disk_ends_the_recording_with_one_word_and_nothing_else() {
    let mut alice = Alice::new(None, Bounds::default(), Full);
    alice.is_called(1, BOB, "bob");
    assert_eq!(alice.troubles.recv(), Ok(Trouble::DiskFull));
    alice.says(BOB, "hello");
    let (_, outputs) = alice.passed.last().unwrap();
    assert!(outputs.iter().any(|output| matches!(output, Output::Send(..))), "{outputs:?}");
    assert!(alice.troubles.recv().is_err(), "it is told once");
}

#[test]
fn the_input_that_a_node_broke_on_is_recorded() {
    let (_folder, file) = place();
    let mut alice = Alice::recording_to(&file);
    alice.is_called(1, BOB, "bob");
    let last = Input::Received { link: LinkId(1), frames: vec![Frame::Ping] };
    alice.recorder.happened(NOON, &last);
    drop(alice);
    let mut replay = replayed(&file);
    assert_eq!(replay.steps.pop().map(|step| step.input), Some(last), "{replay}");
}

#[test]
fn a_replay_stops_where_something_else_follows() {
    let [(_folder, file), (_elsewhere, alices)] = [place(), place()];
    let mut alice = Alice::recording_to(&alices);
    alice.is_called(1, BOB, "bob");
    let mut bytes = begun(&alice.node, 1);
    for outputs in [vec![Output::Send(LinkId(1), Frame::Pong)], Vec::new()] {
        append_input(NOON, &ping(), &mut bytes);
        append_fingerprint(Fingerprint::of(&outputs), &mut bytes);
    }
    append_input(NOON, &ping(), &mut bytes);
    fs::write(&file, bytes).unwrap();
    let replay = replayed(&file);
    assert!(matches!(replay.end, End::Different { .. }) && !replay.end.is_same(), "{replay}");
    assert_eq!(replay.steps.iter().map(|step| step.number).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_replay_stops_where_the_node_is_in_another_state() {
    let [(_folder, file), (_elsewhere, alices)] = [place(), place()];
    let mut alice = Alice::recording_to(&alices);
    let mut bytes = begun(&alice.node, 1);
    append_input(NOON, &ping(), &mut bytes);
    append_fingerprint(Fingerprint::of(&[]), &mut bytes);
    fs::write(file.with_added_extension("1"), bytes).unwrap();
    alice.is_called(1, BOB, "bob");
    fs::write(&file, begun(&alice.node, 2)).unwrap();
    let replay = replayed(&file);
    assert!(matches!(replay.end, End::Astray(1)), "{replay}");
}

fn ping() -> Input {
    Input::Received { link: LinkId(1), frames: vec![Frame::Ping] }
}

fn begun(node: &Node, first: u64) -> Vec<u8> {
    let program = env!("CARGO_PKG_VERSION").to_owned();
    let (at, node) = (NOON, node.clone());
    Header { program, is_plain: true, began: at, at, first, missed: 0, node }.encode()
}

const MOMENT: Duration = Duration::from_millis(1);
