//! A terminal that changes its size: nothing is lost, and all is in its place.

use crate::full::{alice_and_bob, rows};

#[test]
fn resizing_loses_nothing() {
    let (mut at_alices, mut at_bobs) = alice_and_bob();
    for n in 10..20 {
        at_bobs.says(&format!("1\nalice\nmessage {n}"));
    }
    at_alices.shows("message 19");
    at_alices.types("half-typed");
    at_alices.has_typed("half-typed");
    let before = rows(at_alices.emulator.screen());
    for (columns, rows) in [(20, 6), (200, 50), (8, 3), (1, 1), (60, 24), (100, 30)] {
        at_alices.becomes(columns, rows);
        match (columns, rows) {
            (20, 6) => {
                at_alices.has_typed("half-typed");
                at_alices.shows("message 19");
            }
            (200, 50) | (60, 24) | (100, 30) => {
                at_alices.has_typed("half-typed");
                for n in 10..20 {
                    at_alices.shows(&format!(": message {n}"));
                }
            }
            _ => {}
        }
    }
    at_alices.until("the same as before", |screen| (rows(screen) == before).then_some(()));
    at_alices.types(" no more\r");
    at_bobs.hears(" \"alice\": half-typed no more\n");
}

#[test]
fn drawing_anew_brings_back_what_another_program_wrote_over() {
    let (mut at_alices, _at_bobs) = alice_and_bob();
    at_alices.types("half-typed");
    at_alices.has_typed("half-typed");
    let before = rows(at_alices.emulator.screen());
    at_alices.emulator.process(b"\x1b[H\x1b[2Jsome daemon: all is on fire\r\n");
    at_alices.types("\x0c");
    at_alices.until("the same as before", |screen| (rows(screen) == before).then_some(()));
    at_alices.has_typed("half-typed");
}
