//! A probe.
use sim::check::*;
use std::time::*;
fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    let ask = |q: Question| {
        let t = SystemTime::now();
        let f = exhaust(&q);
        println!("{q}\n{f}\n{:?}\n", t.elapsed());
    };
    if a[0] == "quick" {
        return Question::QUICK.into_iter().for_each(ask);
    }
    if a[0] == "thorough" {
        return Question::THOROUGH.into_iter().for_each(ask);
    }
    let mishap = match &a[0][..] {
        "cut" => Mishap::Cut,
        "reset" => Mishap::Reset,
        "kill" => Mishap::Kill,
        _ => Mishap::Nothing,
    };
    let q = Question {
        slowest: Duration::from_millis(a[2].parse().unwrap()),
        horizon: Duration::from_millis(a[3].parse().unwrap()),
        links_at_most: a.get(5).map_or(4, |n| n.parse().unwrap()),
        ..Question::new(a[1] == "x", mishap, 0, 0)
    };
    let plant = a
        .get(4)
        .and_then(|p| chinwag::plant::Plant::ALL.into_iter().find(|x| format!("{x:?}") == *p));
    let _g = plant.map(|p| p.planted());
    ask(q);
}
