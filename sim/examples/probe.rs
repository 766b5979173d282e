//! A probe.
use sim::check::*;
use std::time::*;
fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    let mishap = match &a[0][..] {
        "cut" => Mishap::Cut,
        "reset" => Mishap::Reset,
        "kill" => Mishap::Kill,
        _ => Mishap::Nothing,
    };
    let q = Question {
        is_crossed: a[1] == "x",
        mishap,
        slowest: Duration::from_millis(a[2].parse().unwrap()),
        horizon: Duration::from_millis(a[3].parse().unwrap()),
        ..Question::default()
    };
    let t = SystemTime::now();
    let f = exhaust(&q);
    println!("{a:?} {f} {:?}", t.elapsed());
}
