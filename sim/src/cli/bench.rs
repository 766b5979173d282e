//! `bench`: how fast the worlds are, in figures per second of processor time.

use std::collections::BTreeSet;
use std::time::Duration;

use sim::explore::{Seen, try_seed};
use sim::scenario::{Act, Between, Bounds, Links, Peer, Scenario};
use sim::{Chance, Des, Net, World, bare_turmoil};

use super::usage::{cpu, memory};
use super::{Outcome, say};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct Bench {
    /// Leave out the thousand peers, which take a minute and two gigabytes
    #[arg(long)]
    quick: bool,
}

impl Bench {
    pub(super) fn run(&self) -> Result<Outcome, String> {
        say("Figures per second of processor time, the best of three runs. To talk is to say\n\
             something twice a minute.\n\n");
        for (peers, seconds) in [(3, 200_000), (10, 20_000), (200, 60)] {
            let rate = best(|| des(peers, seconds));
            line(&format!("des, {peers} peers who talk"), &rate, "inputs");
            if peers == 3 {
                let simulated = best(|| Rate { count: seconds, ..des(peers, seconds) });
                line("des, 3 peers who talk", &simulated, "simulated seconds");
            }
        }
        line("des, random histories", &best(histories), "histories of 8 peers and 30 faults");
        let net = best(net);
        let bare = best(|| measured(|| bare_turmoil(NET_SECONDS).min(1) * NET_SECONDS));
        line("net, 3 peers who talk, 10 ms ticks", &net, "simulated seconds");
        line("bare turmoil, the same traffic", &bare, "simulated seconds");
        let simulated = best(|| Rate { count: 200_000, ..des(3, 200_000) });
        say(&format!(
            "\nBare turmoil is {:.1} times as fast as net, and des {:.0} times as fast as it.\n",
            bare.per_second() / net.per_second(),
            simulated.per_second() / bare.per_second(),
        ));
        if !self.quick {
            say(&thousand());
        }
        Ok(Outcome::Held)
    }
}

/// So much in so much processor time.
#[derive(Clone, Copy, Debug)]
struct Rate {
    count: u64,
    took: Duration,
}

impl Rate {
    fn per_second(&self) -> f64 {
        self.count as f64 / self.took.as_secs_f64().max(f64::EPSILON)
    }
}

fn line(what: &str, rate: &Rate, unit: &str) {
    say(&format!("{what:38} {:>12.0} {unit}\n", rate.per_second()));
}

fn measured(work: impl FnOnce() -> u64) -> Rate {
    let before = cpu();
    let count = work();
    Rate { count, took: cpu() - before }
}

/// The least disturbed of three.
fn best(run: impl Fn() -> Rate) -> Rate {
    let runs = [run(), run(), run()];
    runs.into_iter().max_by(|a, b| a.per_second().total_cmp(&b.per_second())).unwrap_or(runs[0])
}

/// So many people, each of whom dials all before it.
fn crowd(peers: usize) -> Scenario {
    let peer =
        |who: usize| Peer { name: format!("p{who}"), dials: (0..who).collect(), is_late: false };
    let links = Links::default();
    Scenario { seed: 1, peers: (0..peers).map(peer).collect(), links, ..Scenario::default() }
}

/// Lets everybody say something twice a minute.
fn talk(world: &mut impl World, scenario: &Scenario, seconds: u64) {
    let people = scenario.peers.len();
    let now = world.now().as_secs();
    for (round, at) in (now + TALK_EVERY..=seconds).step_by(TALK_EVERY as usize).enumerate() {
        world.run_until(Duration::from_secs(at)).expect("every law holds");
        for from in 0..people {
            let to = (from + 1 + round % (people - 1)) % people;
            let text = "have you seen the news?".to_owned();
            world.act(&Act::Say { from, to, text, times: 1 });
        }
    }
}

fn des(peers: usize, seconds: u64) -> Rate {
    let scenario = crowd(peers);
    let mut world = Des::stage_with_room(&scenario, 2 * scenario.peers.len());
    world.keep_no_events();
    world.run_until(Duration::from_secs(TALK_EVERY)).expect("every law holds");
    let before = world.inputs();
    measured(|| {
        talk(&mut world, &scenario, TALK_EVERY + seconds);
        world.inputs() - before
    })
}

fn net() -> Rate {
    let scenario = crowd(3);
    let mut world = Net::stage(&scenario);
    measured(|| {
        talk(&mut world, &scenario, NET_SECONDS);
        NET_SECONDS
    })
}

fn histories() -> Rate {
    let bounds = Bounds { peers: Some(8), faults: Some(30), lasts: Duration::from_secs(150) };
    measured(|| {
        let mut seen = Seen::default();
        (0..HISTORIES).for_each(|seed| seen.add(&try_seed(seed, bounds).0));
        seen.scenarios
    })
}

/// A thousand people, each of whom dials a hundred others: half of the links that a program has
/// room for are there then, and more.
fn thousand_people() -> Scenario {
    let people = 1_000;
    let mut chance = Chance::new(1);
    let mut dials = |who: usize| {
        let mut dials = BTreeSet::new();
        while dials.len() < 100 {
            dials.extend(Some(chance.below(people)).filter(|other| *other != who));
        }
        dials.into_iter().collect()
    };
    let peer = |who| Peer { name: format!("p{who}"), dials: dials(who), is_late: false };
    let peers = (0..people).map(peer).collect();
    Scenario { seed: 1, peers, ..Scenario::default() }
}

/// They are cut in two, and find each other again.
fn thousand() -> String {
    let scenario = thousand_people();
    let people = scenario.peers.len();
    let mut world = Des::stage_with_room(&scenario, 2 * scenario.peers.len());
    world.keep_no_events();
    let until = |world: &mut Des, seconds| {
        world.run_until(Duration::from_secs(seconds)).expect("every law holds");
    };
    let before = cpu();
    until(&mut world, 20);
    let together = (world.links(), cpu() - before);
    let halves = Between(vec![(0..people / 2).collect(), (people / 2..people).collect()]);
    world.act(&Act::Cut(halves.clone()));
    until(&mut world, 80);
    let apart = world.links();
    let before_healing = cpu();
    world.act(&Act::Heal(halves));
    let mut at = 80;
    while world.links() < together.0 && at < 400 {
        at += 5;
        until(&mut world, at);
    }
    format!(
        "\nA thousand peers, each linked to about two hundred:\n  {} links after 20 s, in \
         {:.1} CPU seconds\n  \
         {apart} links a minute after they were cut in two\n  {} links {} s after that was healed, \
         in {:.1} CPU seconds\n  {:.1} CPU seconds and {} MiB in all, {} inputs\n",
        together.0,
        together.1.as_secs_f64(),
        world.links(),
        at - 80,
        (cpu() - before_healing).as_secs_f64(),
        (cpu() - before).as_secs_f64(),
        memory(),
        world.inputs(),
    )
}

/// How often everybody says something, in seconds.
const TALK_EVERY: u64 = 30;
/// How long the real driver is measured, in simulated seconds.
const NET_SECONDS: u64 = 2_000;
/// Random histories in one run.
const HISTORIES: u64 = 200;
