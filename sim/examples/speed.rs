//! Temporary.
use sim::scenario::*;
use sim::*;
use std::time::Duration;
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/stat").unwrap();
    let f: Vec<&str> = s.rsplit(") ").next().unwrap().split(' ').collect();
    (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) / 100.0
}
fn main() {
    let n: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(3);
    let secs: u64 = std::env::args().nth(2).and_then(|a| a.parse().ok()).unwrap_or(3000);
    if n == 0 {
        let t = cpu();
        let m = bare_turmoil(secs);
        let used = cpu() - t;
        println!("bare: {m} messages, {:.0} sim-s/cpu-s", secs as f64 / used);
        return;
    }
    let peers = (0..n)
        .map(|w| Peer { name: format!("p{w}"), dials: (0..w).collect(), is_late: false })
        .collect();
    let t = cpu();
    let mut w = Net::stage(&Scenario { seed: 1, peers, ..Scenario::default() });
    w.run_until(Duration::from_secs(5)).unwrap();
    let t1 = cpu();
    for k in 0..secs / 10 {
        w.act(&Act::Say {
            from: k as usize % n,
            to: (k as usize + 1) % n,
            text: format!("hello {k}"),
            times: 1,
        });
        w.run_until(Duration::from_secs(5 + 10 * (k + 1))).unwrap();
    }
    let used = cpu() - t1;
    println!(
        "{n} hosts: start {:.2} s, {} frames, {:.0} sim-s/cpu-s",
        t1 - t,
        World::frames(&w),
        secs as f64 / used
    );
}
