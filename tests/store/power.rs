//! The store on a disk whose power is cut, that is full, or that cannot be synced.

use chinwag::record::{Record, Remembered, Trouble};
use chinwag::store::{Sqlite, Store};
use chinwag::stream::{MessageId, Position};
use sim::{Disk, Fault};

use crate::place::{bob, find, heard, load, position, submitted};

#[test]
fn a_commit_is_kept_whole_or_not_at_all_wherever_the_power_is_cut() {
    for seed in 0..4 {
        let mut cuts = 0;
        while let Some(was_kept) = first_and_second(Disk::new(seed), cuts) {
            cuts += 1;
            assert!(cuts < 1_000, "the commit never ends");
            drop(was_kept);
        }
        assert!(cuts > 5, "the power was cut at {cuts} places only");
    }
}

/// Keeps one batch, and another one during which the power is cut after so many changes. Returns
/// what is there at the next start, or nothing if the second one was through before.
fn first_and_second(disk: Disk, changes: u64) -> Option<Vec<String>> {
    let mut store = disk.open().expect("it opens");
    store.commit(&batch(1)).expect("it is kept");
    let before = all(&mut store);
    disk.fail_after(changes, Fault::PowerCut);
    let second = store.commit(&batch(2));
    drop(store);
    disk.crash();
    let mut store = disk.open().expect("it opens after a crash");
    let after = all(&mut store);
    let texts = find(&mut store, "");
    if second.is_ok() {
        assert_eq!(texts.len(), 12, "what was said to be kept is not");
        return None;
    }
    let is_whole = texts.len() == 12 && after.1 == position(1, 8);
    assert!(after == before || is_whole, "after {changes} changes: {texts:?}");
    // Either way it goes on from there.
    if after == before {
        store.commit(&batch(2)).expect("it is kept at last");
    }
    assert_eq!(find(&mut store, "message").len(), 12);
    Some(texts)
}

#[test]
fn a_long_evening_survives_a_power_cut_anywhere() {
    // The log is copied into the database in between, and at the end.
    let lines = |n: u64| (n * 10 + 1..=n * 10 + 10).map(|seq| submitted(bob(), 1, seq, &long(seq)));
    let evening = |disk: &Disk, kept: &mut u64| -> Result<(), Trouble> {
        let mut store = disk.open()?;
        for n in 0..30 {
            store.commit(&lines(n).collect::<Vec<_>>())?;
            *kept = (n + 1) * 10;
        }
        Ok(())
    };
    let disk = Disk::new(1);
    evening(&disk, &mut 0).expect("nothing goes wrong");
    let changes = disk.changes();
    for cut in (0..changes).step_by(31) {
        let disk = Disk::new(cut);
        disk.fail_after(cut, Fault::PowerCut);
        let mut kept = 0;
        let _ = evening(&disk, &mut kept);
        disk.crash();
        let mut store = disk.open().expect("it opens after a crash");
        let peers = load(&mut store).peers;
        let last = peers.first().and_then(|peer| peer.outgoing.as_ref()).map_or(0, |o| o.last);
        assert!(last == kept || last == kept + 10, "after {cut}: {kept} kept, {last} there");
        assert_eq!(find(&mut store, &format!("line{last}")).len(), usize::from(last > 0));
    }
}

#[test]
fn the_first_start_survives_a_power_cut_anywhere() {
    let disk = Disk::new(0);
    drop(disk.open().expect("it opens"));
    for cut in 0..disk.changes() {
        let disk = Disk::new(cut);
        disk.fail_after(cut, Fault::PowerCut);
        drop(disk.open());
        disk.crash();
        let mut store = disk.open().expect("it opens after a crash");
        assert_eq!(load(&mut store), Remembered::default());
        store.commit(&batch(1)).expect("it is kept");
    }
}

#[test]
fn a_full_disk_is_named_and_changes_nothing_and_there_may_be_room_again() {
    let disk = Disk::new(3);
    let mut store = disk.open().expect("it opens");
    store.commit(&batch(1)).expect("it is kept");
    let before = all(&mut store);
    for changes in 0..4 {
        disk.fail_after(changes, Fault::Full);
        assert_eq!(store.commit(&batch(2)), Err(Trouble::DiskFull), "after {changes}");
        assert_eq!(all(&mut store), before, "after {changes}");
    }
    disk.mend();
    store.commit(&batch(2)).expect("there is room again");
    drop(store);
    disk.crash();
    assert_eq!(find(&mut disk.open().expect("it opens"), "").len(), 12);
}

#[test]
fn what_could_not_be_synced_is_not_kept_until_it_is() {
    for seed in 0..20 {
        let disk = Disk::new(seed);
        let mut store = disk.open().expect("it opens");
        store.commit(&batch(1)).expect("it is kept");
        let before = all(&mut store);
        disk.fail_after(0, Fault::SyncFails);
        assert!(matches!(store.commit(&batch(2)), Err(Trouble::Failed(_))));
        assert_eq!(all(&mut store), before);
        disk.mend();
        store.commit(&batch(2)).expect("it is kept now");
        disk.crash();
        drop(store);
        assert_eq!(find(&mut disk.open().expect("it opens"), "").len(), 12);
    }
}

#[test]
fn a_backup_that_is_put_back_is_what_was_there_then() {
    let disk = Disk::new(5);
    let mut store = disk.open().expect("it opens");
    store.commit(&batch(1)).expect("it is kept");
    let (before, backup) = (all(&mut store), disk.snapshot());
    store.commit(&batch(2)).expect("it is kept");
    disk.restore(&backup);
    assert!(store.commit(&batch(3)).is_err(), "the store of before is gone");
    drop(store);
    let mut store = disk.open().expect("it opens");
    assert_eq!(all(&mut store), before);
    store.commit(&batch(2)).expect("it goes on from there");
}

#[test]
fn one_seed_is_one_fate() {
    let fates =
        |seed| (0..30).map(|cut| first_and_second(Disk::new(seed), cut)).collect::<Vec<_>>();
    assert_eq!(fates(11), fates(11));
}

#[test]
fn a_database_on_a_disk_is_open_once() {
    let disk = Disk::new(6);
    let store = disk.open().expect("it opens");
    assert!(matches!(disk.open(), Err(Trouble::Failed(_))));
    drop(store);
    disk.open().expect("it opens again");
}

/// Six messages, three each way, that follow those of the batch before.
fn batch(n: u64) -> Vec<Record> {
    let mut records = Vec::new();
    for seq in n * 4 - 3..=n * 4 {
        records.push(submitted(bob(), 1, seq, &format!("message {seq}")));
    }
    records.push(Record::Handed { peer: bob(), upto: n * 4 });
    records.push(Record::Confirmed { peer: bob(), position: position(1, n * 4) });
    let first = u128::from(n) * 1000;
    let start = Position { epoch: n, ..Position::default() };
    records.push(heard(bob(), start, first, "a message of his"));
    records.push(heard(bob(), start.then(MessageId(first)), first + 1, "one more message"));
    records
}

/// What is remembered, how far it is confirmed, and the texts.
fn all(store: &mut Sqlite) -> (Remembered, Position, Vec<String>) {
    let remembered = load(store);
    let peer = remembered.peers.first();
    let outgoing = peer.and_then(|peer| peer.outgoing.as_ref());
    let confirmed = outgoing.map_or(Position::default(), |outgoing| outgoing.confirmed);
    (remembered, confirmed, find(store, ""))
}

fn long(seq: u64) -> String {
    format!("line{seq} {}", "-".repeat(16_000))
}
