//! Traces become pictures that are whole, safe and quick to open.

#[path = "diagram/traces.rs"]
mod traces;

use sim::diagram;

#[test]
fn look() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (name, trace) in [
        ("three", traces::three()),
        ("hostile", traces::hostile()),
        ("six", traces::crowd(6, 3, 40)),
        ("twenty", traces::crowd(20, 5, 300)),
        ("most", traces::crowd(20, 10, 8000)),
    ] {
        for (kind, text) in [
            ("html", diagram::html(&trace)),
            ("svg", diagram::svg(&trace)),
            ("shiviz", diagram::shiviz(&trace)),
        ] {
            println!("{name} {kind} {} of {}", text.len(), trace.entries.len());
            std::fs::write(folder.join(format!("{name}.{kind}")), text).unwrap();
        }
    }
}
