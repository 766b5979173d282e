//! Simpler acts in place of one: fewer people, fewer words.

use crate::scenario::{Act, Between};

/// Smaller acts in place of one.
pub(super) fn simpler(act: &Act) -> Vec<Act> {
    let one_less = |who: &[usize]| -> Vec<Vec<usize>> {
        let places = if who.len() > 1 { 0..who.len() } else { 0..0 };
        places.map(|place| [&who[..place], &who[place + 1..]].concat()).collect()
    };
    let fewer = |between: &Between| -> Vec<Between> {
        let people = between.0.iter().map(Vec::len).sum::<usize>();
        let pairs = between.pairs().filter(|_| people > 2);
        pairs.map(|(a, b)| Between::two(a, b)).collect()
    };
    match act {
        Act::Boot(who) => one_less(who).into_iter().map(Act::Boot).collect(),
        Act::Stop(who) => one_less(who).into_iter().map(Act::Stop).collect(),
        Act::Kill(who) => one_less(who).into_iter().map(Act::Kill).collect(),
        Act::Connect(who) => one_less(who).into_iter().map(Act::Connect).collect(),
        Act::Exit(who) => one_less(who).into_iter().map(Act::Exit).collect(),
        Act::Disk(who, act) => one_less(who).into_iter().map(|who| Act::Disk(who, *act)).collect(),
        Act::Say { from, to, text, times } => {
            let plain = Act::Say { from: *from, to: *to, text: "hello".to_owned(), times: 1 };
            let once = Act::Say { from: *from, to: *to, text: text.clone(), times: 1 };
            let few =
                Act::Say { from: *from, to: *to, text: text.clone(), times: times.div_ceil(2) };
            vec![few, once, plain]
        }
        Act::Cut(between) => fewer(between).into_iter().map(Act::Cut).collect(),
        Act::Stall(between) => fewer(between).into_iter().map(Act::Stall).collect(),
        Act::Heal(between) => fewer(between).into_iter().map(Act::Heal).collect(),
        Act::Reset(between) => fewer(between).into_iter().map(Act::Reset).collect(),
        Act::Slow(between, latency) => {
            fewer(between).into_iter().map(|between| Act::Slow(between, *latency)).collect()
        }
        Act::TakeBack { .. }
        | Act::ConnectTo { .. }
        | Act::Block { .. }
        | Act::Unblock { .. }
        | Act::Part { .. }
        | Act::Rename { .. }
        | Act::CutOneWay { .. }
        | Act::Jump { .. }
        | Act::Checkpoint(_)
        | Act::Expect(_)
        | Act::Settle => Vec::new(),
    }
}
