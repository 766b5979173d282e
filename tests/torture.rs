//! Three people talk while chance kills their programs: nothing that was shown as queued is lost,
//! nothing comes twice, the order is kept, and nothing is shown as received that is not there.
//!
//! `CHINWAG_ROUNDS=10000` plays longer, `CHINWAG_SEED` chooses what is played.
#![cfg(unix)]

#[path = "torture/book.rs"]
mod book;
#[path = "torture/chance.rs"]
mod chance;
#[path = "torture/home.rs"]
mod home;
#[path = "people/person.rs"]
mod person;
#[path = "torture/run.rs"]
mod run;
#[path = "torture/told.rs"]
mod told;
#[path = "torture/world.rs"]
mod world;

use std::thread::sleep;
use std::time::Duration;

use rand::TryRng;
use rand::rngs::SysRng;

use told::Label;
use world::World;

#[test]
fn nothing_is_lost_doubled_or_told_too_early_through_any_kill() {
    let mut world = World::new(seed());
    for _ in 0..rounds() {
        match world.chance.below(8) {
            0 | 1 => a_backlog_is_interrupted(&mut world),
            2 => starts_are_interrupted(&mut world),
            3 | 4 => a_word_is_interrupted(&mut world),
            _ => a_talk_is_interrupted(&mut world),
        }
    }
    everything_arrives(&mut world);
}

/// Some talk to each other, and some are killed or leave.
fn a_talk_is_interrupted(world: &mut World) {
    some_start(world);
    for _ in 0..world.chance.below(7) {
        let up: Vec<usize> = world.everybody().filter(|who| world.is_up(*who)).collect();
        let author = up[world.chance.below(up.len())];
        let label = somebody_is_told(world, author);
        match world.chance.below(6) {
            0 => until_it_is_certain(world, label),
            1 => sleep(world.chance.moment()),
            _ => {}
        }
    }
    sleep(world.chance.moment());
    some_end(world);
}

/// Much is written to one who is away; when that one comes back, somebody is killed meanwhile.
fn a_backlog_is_interrupted(world: &mut World) {
    some_start(world);
    let all = world.everybody().len();
    let order = world.chance.shuffled(all);
    let [away, author] = [order[0], order[1]];
    if world.is_up(away) {
        world.kill(&[away]);
    }
    if !world.is_up(author) {
        world.start(author);
    }
    let mut last = world.says(author, away);
    for _ in 0..world.chance.below(40) {
        last = world.says(author, away);
    }
    if !world.chance.one_in(4) {
        until_it_is_certain(world, last);
    }
    world.start(away);
    let count = |world: &World| (world.books[away].shown.len(), world.books[author].claimed.len());
    let before = count(world);
    match world.chance.below(4) {
        0 => sleep(world.chance.moment()),
        1 => world.wait("the backlog shown", |world| count(world).0 > before.0),
        _ => world.wait("the backlog confirmed", |world| count(world).1 > before.1),
    }
    if world.chance.one_in(2) {
        sleep(world.chance.moment());
    }
    match world.chance.below(4) {
        0 => world.kill(&[author]),
        1 => world.kill(&[away, author]),
        _ => world.kill(&[away]),
    }
}

/// Two are connected, and one of them is killed just while a message passes, a few times.
fn a_word_is_interrupted(world: &mut World) {
    for _ in 0..6 {
        let order = world.chance.shuffled(world.everybody().len());
        let [author, to] = [order[0], order[1]];
        for who in [author, to] {
            if !world.is_up(who) {
                world.start(who);
            }
        }
        let first = world.says(author, to);
        until_it_is_confirmed(world, first);
        let last = world.says(author, to);
        if world.chance.one_in(3) {
            until_it_is_confirmed(world, last);
        } else {
            sleep(Duration::from_micros(world.chance.below(3_000) as u64));
        }
        let victim = order[world.chance.below(2)];
        world.kill(&[victim]);
    }
}

/// Somebody is killed directly after the start, a few times.
fn starts_are_interrupted(world: &mut World) {
    for _ in 0..=world.chance.below(3) {
        let who = world.chance.below(world.everybody().len());
        if !world.is_up(who) {
            world.start(who);
        }
        if world.chance.one_in(2) {
            somebody_is_told(world, who);
        }
        sleep(world.chance.moment());
        world.kill(&[who]);
    }
}

/// All who chance upon it start, and somebody does.
fn some_start(world: &mut World) {
    let order = world.chance.shuffled(world.everybody().len());
    for (at, who) in order.into_iter().enumerate() {
        if !world.is_up(who) && (at == 0 || !world.chance.one_in(4)) {
            world.start(who);
            if world.chance.one_in(2) {
                sleep(world.chance.moment());
            }
        }
    }
}

/// Some are killed, or everybody leaves.
fn some_end(world: &mut World) {
    let order = world.chance.shuffled(world.everybody().len());
    let up: Vec<usize> = order.into_iter().filter(|who| world.is_up(*who)).collect();
    match world.chance.below(8) {
        0 => up.into_iter().for_each(|who| world.leave(who)),
        1 => world.terminate(up[0]),
        2 => world.kill(&up),
        3 | 4 => world.kill(&up[..up.len().min(2)]),
        _ => world.kill(&up[..1]),
    }
}

fn somebody_is_told(world: &mut World, author: usize) -> Label {
    let others = world.everybody().len() - 1;
    let to = (author + 1 + world.chance.below(others)) % (others + 1);
    world.says(author, to)
}

fn until_it_is_certain(world: &mut World, label: Label) {
    world.wait(format!("a word on {label}"), |world| world.books[label.author].is_certain(label));
}

fn until_it_is_confirmed(world: &mut World, label: Label) {
    let is_confirmed = |world: &World| world.books[label.author].claimed.contains(&label);
    world.wait(format!("{label} confirmed"), is_confirmed);
}

/// In the end all are there again, and each has all that the others wrote.
fn everything_arrives(world: &mut World) {
    for who in world.everybody() {
        if !world.is_up(who) {
            world.start(who);
        }
    }
    world.everybody().for_each(|who| world.types(who, "3"));
    let all_is_received = |world: &World| world.books.iter().all(|book| book.open().count() == 0);
    world.wait("everything delivered", all_is_received);
    world.everybody().for_each(|who| world.leave(who));
    world.is_delivered();
    println!("{}", world.sum());
}

/// How many rounds are played.
fn rounds() -> usize {
    std::env::var("CHINWAG_ROUNDS").map_or(100, |rounds| rounds.parse().expect("a number"))
}

/// What chance grows from.
fn seed() -> u64 {
    let drawn = |_| SysRng.try_next_u64().expect("the operating system has random numbers");
    let given = std::env::var("CHINWAG_SEED").map(|seed| seed.parse().expect("a number"));
    let seed = given.unwrap_or_else(drawn);
    println!("CHINWAG_SEED={seed}");
    seed
}
