//! Two worlds, one answer: what people see in the fast world and in the one with a real driver.

use std::collections::BTreeMap;

use chinwag::node::Event;
use chinwag::stream::MessageId;

use crate::des::Des;
use crate::laws::{Law, Violation, ensure};
use crate::net::Net;
use crate::play::{carry_out, sees};
use crate::scenario::{Act, Scenario};
use crate::world::World;

/// What people see at a moment: times and causes may differ from world to world, this may not.
#[derive(Clone, Debug, PartialEq, Eq)]
struct View {
    /// At which checkpoint, or after what.
    at: String,
    /// Who is active for each who is up.
    sees: Vec<Option<Vec<usize>>>,
    /// What each was told by each, in order, of what its author was shown as queued: whether more
    /// than that survives a loss of power is open.
    heard: BTreeMap<(usize, usize), Vec<String>>,
}

/// Plays a scenario in both worlds, and compares what people see at each checkpoint, when
/// everything has settled, and at the end.
///
/// # Errors
/// The first law that is broken in either world, or [`Law::WorldsAgree`].
pub fn agree(scenario: &Scenario) -> Result<(), Violation> {
    let fast = views(&mut Des::stage(scenario), scenario)?;
    let real = views(&mut Net::stage(scenario), scenario)?;
    for (fast, real) in fast.iter().zip(&real) {
        ensure(fast == real, Law::WorldsAgree, || {
            format!("{}: {fast:?} in the fast world, and {real:?} with a real driver", fast.at)
        })?;
    }
    Ok(())
}

fn views<W: World>(world: &mut W, scenario: &Scenario) -> Result<Vec<View>, Violation> {
    let mut views = Vec::new();
    for step in &scenario.steps {
        world.run_until(step.at)?;
        carry_out(world, scenario, &step.act)?;
        if let Act::Checkpoint(name) = &step.act {
            views.push(view(world, scenario, name));
        } else if step.act == Act::Settle {
            views.push(view(world, scenario, "settled"));
        }
    }
    views.push(view(world, scenario, "the end"));
    Ok(views)
}

fn view(world: &impl World, scenario: &Scenario, at: &str) -> View {
    let everybody = 0..scenario.peers.len();
    let mut heard: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for who in everybody.clone() {
        for told in world.told(who) {
            let Event::Said { from, id, text, .. } = &told.event else { continue };
            let from = everybody.clone().find(|other| world.identity(*other) == from.identity);
            let Some(from) = from.filter(|from| is_queued(world, *from, *id)) else { continue };
            heard.entry((who, from)).or_default().push(text.to_string());
        }
    }
    let up = |who: &usize| world.is_up(*who);
    let sees = everybody.map(|who| Some(who).filter(up).and_then(|who| sees(world, scenario, who)));
    View { at: at.to_owned(), sees: sees.collect(), heard }
}

/// Whether somebody was shown that message as queued.
fn is_queued(world: &impl World, who: usize, message: MessageId) -> bool {
    let mut told = world.told(who).iter();
    told.any(|told| matches!(&told.event, Event::Queued { id, .. } if *id == message))
}
