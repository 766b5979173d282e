//! What once broke a law, each with its story: it holds since, in both worlds.

use std::fs;
use std::path::Path;

use sim::play::{play, rehearse};
use sim::scenario::Scenario;
use sim::{Des, Net};

#[test]
fn what_once_broke_a_law_does_so_no_more() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sim/regressions");
    let files = fs::read_dir(folder).expect("there is a folder of regressions");
    let mut files: Vec<_> = files.map(|file| file.expect("it can be read").path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let name = file.display();
        let scenario = Scenario::read(&file).unwrap_or_else(|flaw| panic!("{flaw}"));
        let outcome = play(&mut Des::stage(&scenario), &scenario, &mut |_| {});
        outcome.unwrap_or_else(|violation| panic!("{name}: {violation}"));
        let outcome = rehearse(&mut Net::stage(&scenario), &scenario);
        outcome.unwrap_or_else(|violation| panic!("{name}, with a real driver: {violation}"));
    }
}
