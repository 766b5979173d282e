//! Settling: nothing is broken any more, all have time, and then everything must be right.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chinwag::identity::Identity;
use chinwag::node::{Event, LEAVE_WITHIN, Mark, PeerList};
use chinwag::reason::Reason;

use crate::kept::Kept;
use crate::laws::{Law, Violation, ensure};
use crate::scenario::{Act, Between, DiskAct, Scenario};
use crate::world::World;

/// Heals and mends everything, boots everybody and lifts all blocks, and checks what must come
/// right by itself, then what must when everybody connects to all, and then that there is quiet.
///
/// # Errors
/// The first law that is broken.
pub fn settle(world: &mut impl World, scenario: &Scenario) -> Result<(), Violation> {
    let everybody: Vec<usize> = (0..scenario.peers.len()).collect();
    if everybody.len() > 1 {
        world.act(&Act::Heal(Between::all(everybody.len())));
    }
    world.act(&Act::Disk(everybody.clone(), DiskAct::Mend));
    // Whoever is leaving has left by then.
    world.run_until(world.now() + 2 * LEAVE_WITHIN)?;
    let down: Vec<usize> = everybody.iter().copied().filter(|who| !world.is_up(*who)).collect();
    if !down.is_empty() {
        world.act(&Act::Boot(down));
    }
    lift_blocks(world, &everybody);
    world.run_until(world.now() + PATIENCE)?;
    by_itself(world, scenario)?;
    nothing_waits(world, scenario)?;
    world.act(&Act::Connect(everybody.clone()));
    world.run_until(world.now() + SOON)?;
    on_demand(world, scenario)?;
    quiet(world, &everybody)
}

/// Nobody blocks anybody any more: what waited for that goes on.
fn lift_blocks(world: &mut impl World, everybody: &[usize]) {
    for by in everybody {
        let blocked = blocked(world, *by);
        let is_blocked = |of: &&usize| blocked.contains(&world.identity(**of));
        let of: Vec<usize> = everybody.iter().filter(is_blocked).copied().collect();
        of.into_iter().for_each(|of| world.act(&Act::Unblock { by: *by, of }));
    }
}

/// Whom somebody blocks; a program that only starts now has it from the disk.
fn blocked(world: &impl World, by: usize) -> BTreeSet<Identity> {
    if let Some(PeerList { away, .. }) = world.list(by) {
        let blocked = away.into_iter().filter(|card| card.is_blocked);
        return blocked.filter_map(|card| card.who).map(|who| who.identity).collect();
    }
    let peers = world.kept(by).peers.into_iter();
    peers.filter(|peer| peer.opinion.is_blocked).map(|peer| peer.identity).collect()
}

/// Whoever is dialed from the start is there, and where two see each other nothing waits.
fn by_itself(world: &impl World, scenario: &Scenario) -> Result<(), Violation> {
    for (who, peer) in scenario.peers.iter().enumerate() {
        for other in &peer.dials {
            if is_parted(world, who, *other) || is_parted(world, *other, who) {
                continue;
            }
            for (one, another) in [(who, *other), (*other, who)] {
                let sees = active(world, one).contains(&world.identity(another));
                ensure(sees, Law::ListsAreComplete, || {
                    let names = [one, another].map(|who| &scenario.peers[who].name);
                    format!("{} does not see {}", names[0], names[1])
                })?;
            }
        }
    }
    Ok(())
}

/// Whatever waits for somebody whom its author knows how to dial, and neither of whom said goodbye
/// to the other alone, has gone out though nobody asked.
fn nothing_waits(world: &impl World, scenario: &Scenario) -> Result<(), Violation> {
    let everybody = 0..scenario.peers.len();
    for who in everybody.clone() {
        for peer in world.kept(who).peers {
            let waiting = peer.outgoing.map_or(0, |outgoing| outgoing.waiting);
            let other = everybody.clone().find(|other| world.identity(*other) == peer.identity);
            let Some(other) = other.filter(|_| waiting > 0 && !peer.routes.is_empty()) else {
                continue;
            };
            let is_parted = is_parted(world, who, other) || is_parted(world, other, who);
            ensure(is_parted, Law::NothingWaits, || {
                let names = [who, other].map(|who| &scenario.peers[who].name);
                format!("{waiting} of {} wait for {}, and nobody dials", names[0], names[1])
            })?;
        }
    }
    Ok(())
}

/// One has said goodbye to the other alone, and nobody has asked since.
fn is_parted(world: &impl World, who: usize, other: usize) -> bool {
    let other = world.identity(other);
    let last = world.told(who).iter().rev().find_map(|told| {
        if let Event::Offline { peer, why, .. } = &told.event
            && peer.identity == other
        {
            return Some(matches!(why, Reason::Parted | Reason::PartedByUs));
        }
        let Event::Online(card) = &told.event else { return None };
        card.who.as_ref().is_some_and(|who| who.identity == other).then_some(false)
    });
    last == Some(true)
}

/// Everybody has asked: whoever ever met sees each other, over one link, under the right name, and
/// every message is where it belongs.
fn on_demand(world: &mut impl World, scenario: &Scenario) -> Result<(), Violation> {
    let everybody = 0..scenario.peers.len();
    let disks: Vec<(_, Kept)> =
        everybody.clone().map(|who| (world.identity(who), world.kept(who))).collect();
    let disks: BTreeMap<_, _> = disks.into_iter().collect();
    world.laws(|laws| laws.settled(&disks))?;
    let mut pairs = 0;
    for who in everybody.clone() {
        let list = world.list(who).unwrap_or_default();
        for other in everybody.clone().filter(|other| *other != who) {
            let identity = world.identity(other);
            // Of whose key only something is thought, nobody may know where it is.
            let is_met = disks[&world.identity(who)].peers.iter().any(|peer| {
                let is_known = !peer.name.is_empty() || !peer.routes.is_empty();
                peer.identity == identity && is_known
            });
            let card = list
                .active
                .iter()
                .find(|card| card.who.as_ref().is_some_and(|shown| shown.identity == identity));
            let names = || [who, other].map(|who| scenario.peers[who].name.as_str());
            ensure(card.is_some() || !is_met, Law::ListsAreComplete, || {
                format!("{} does not see {}", names()[0], names()[1])
            })?;
            pairs += usize::from(card.is_some());
            let shown = card.and_then(|card| card.who.as_ref()).map(|who| &who.label.name);
            let is_called = world.name(other);
            ensure(shown.is_none_or(|shown| *shown == is_called), Law::NamesAreTrue, || {
                format!("{} shows {} as {shown:?}", names()[0], names()[1])
            })?;
        }
    }
    let links = world.links();
    ensure(2 * links == pairs, Law::OneLink, || {
        format!("there are {links} links, and {pairs} times somebody sees somebody")
    })
}

/// For a while nothing is to be heard but a ping now and then.
fn quiet(world: &mut impl World, everybody: &[usize]) -> Result<(), Violation> {
    let told: Vec<usize> = everybody.iter().map(|who| world.told(*who).len()).collect();
    let before = world.frames();
    world.run_until(world.now() + QUIET_FOR)?;
    let (frames, most) = (world.frames() - before, world.links() as u64 * FRAMES);
    let what = || format!("{frames} frames where nothing happens; at most {most} are needed");
    ensure(frames <= most, Law::QuietIsQuiet, what)?;
    for (who, told) in everybody.iter().zip(told) {
        let news = world.told(*who).get(told).map(|told| &told.event);
        let what = || format!("nothing happens, and yet: {news:?}");
        ensure(news.is_none(), Law::QuietIsQuiet, what)?;
    }
    Ok(())
}

/// Whom somebody sees.
fn active(world: &impl World, who: usize) -> BTreeSet<Identity> {
    let PeerList { active, .. } = world.list(who).unwrap_or_default();
    active.iter().filter_map(|card| card.who.as_ref()).map(|who| who.identity).collect()
}

/// How many messages to somebody a person was shown as received.
pub(crate) fn received(world: &impl World, who: usize, by: usize) -> u64 {
    let by = world.identity(by);
    let marked = world.told(who).iter().filter_map(|told| {
        let Event::Marked { to, upto, mark: Mark::Received } = &told.event else { return None };
        (to.identity == by).then_some(*upto)
    });
    marked.max().unwrap_or(0)
}

/// Silence until it is noticed, a dial into the dark, the longest wait before the next, and that
/// one: whoever is dialed by itself is there by then.
pub const PATIENCE: Duration = Duration::from_secs(200);
/// After everybody has asked for it.
const SOON: Duration = Duration::from_secs(40);
/// How long the quiet network is listened to.
const QUIET_FOR: Duration = Duration::from_secs(45);
/// Frames that a link may carry in that time: pings and pongs, both ways.
const FRAMES: u64 = 16;
