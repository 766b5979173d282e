//! Evenings that nobody would think of: whatever may happen to Alice, in an order that chance has.

use chinwag::frame::{Frame, Scope};
use chinwag::history::Query;
use chinwag::node::{Command, Input, LinkId, Origin, Regard, Target};
use chinwag::reason::Reason;
use chinwag::record::{Answer, Question, Trouble};
use chinwag::stream::{MessageId, Position};
use chinwag::text::{Safe, Untrusted};
use sim::Chance;

use crate::alice::{Alice, SECOND, greeting, home, key};

/// Names that are equal, alike, empty, hostile, or nearly one of these.
const NAMES: [&str; 18] = [
    "bob",
    "Bob",
    "BOB",
    "bоb",
    "bob\u{200b}",
    " bob ",
    "b#b",
    "bob#4f2a",
    "＃",
    "",
    "\u{202e}",
    "nameless",
    "Nameless",
    "nаmeless",
    "rn",
    "m",
    "Il1",
    "\u{1b}[2J名前が長すぎる人の名前は長い名前",
];
const PEERS: usize = 5;
const LINKS: usize = 12;

/// Hands Alice so many inputs.
pub(crate) fn pass(alice: &mut Alice, seed: u64, inputs: usize) {
    let mut chance = Chance::new(seed);
    let mut links = 0;
    for _ in 0..inputs {
        alice.now = alice.now + SECOND * chance.below(40) as u32 / 4;
        let input = if chance.below(3) == 0 {
            Input::Commanded(command(&mut chance))
        } else {
            outside(&mut chance, &mut links)
        };
        // Exit is for the end.
        alice.hears(input);
    }
    alice.hears(Input::Commanded(Command::Exit));
    alice.hears(Input::Commanded(Command::Exit));
}

fn outside(chance: &mut Chance, links: &mut u64) -> Input {
    let peer = peer(chance);
    let link = LinkId(links.saturating_sub(chance.below(LINKS) as u64));
    match chance.below(12) {
        0 | 1 => {
            *links += 1;
            let origin = if chance.below(2) == 0 { Origin::Accepted } else { Origin::Dialed };
            Input::Opened { link: LinkId(*links), peer: key(peer), address: home(peer), origin }
        }
        2 => Input::Closed { link, reason: Reason::Lost },
        3 => {
            let reason = Reason::Failed(Safe::line("the system says no"));
            Input::DialFailed { address: home(peer), reason }
        }
        4 => Input::Ticked,
        5 => unknown(chance),
        6 => Input::TurnedAway { address: home(peer), reason: Reason::Malformed },
        _ => {
            let count = 1 + chance.below(3);
            let frames = (0..count).map(|_| frame(chance)).collect();
            Input::Received { link, frames }
        }
    }
}

fn frame(chance: &mut Chance) -> Frame {
    let mut greeting = greeting(NAMES[chance.below(NAMES.len())], chance.draw() % 8);
    if chance.below(8) == 0 {
        greeting.received = Some(Position::start(chance.draw()));
    }
    let seq = 1 + chance.draw() % 4;
    match chance.below(12) {
        0..=2 => Frame::Connect(greeting),
        3..=5 => Frame::ConnectAck(greeting),
        6..=7 => {
            let text = Untrusted::new(["tea?", " ", "\u{1b}]0;x\u{7}", "ja\n"][chance.below(4)]);
            Frame::Text(seq, MessageId(chance.draw().into()), greeting.clock, text)
        }
        8 => Frame::Skip(seq, MessageId(chance.draw().into())),
        9 => Frame::Received(chance.draw() % 3),
        10 => Frame::Ping,
        _ => Frame::Exit([Scope::Everybody, Scope::You][chance.below(2)]),
    }
}

fn command(chance: &mut Chance) -> Command {
    let identity = key(peer(chance));
    let to = match chance.below(3) {
        0 => Target::At(home(peer(chance)).into()),
        _ => Target::Peer(identity),
    };
    let name = Safe::line(NAMES[chance.below(NAMES.len())]);
    let regards = [Regard::Blocked, Regard::Unblocked, Regard::Verified, Regard::Muted];
    match chance.below(17) {
        12 => Command::Connect(to),
        13 | 14 => Command::Rename(name),
        15 => Command::Regard { peer: identity, regard: regards[chance.below(4)] },
        16 => Command::Read { peer: identity, id: MessageId(chance.draw().into()) },
        0..=4 => {
            let text = ["hello", "", " \t\u{a0}", "\u{0}", "多謝"][chance.below(5)].to_owned();
            Command::Send { to, text }
        }
        5..=7 => {
            let petname = (chance.below(4) > 0).then_some(name);
            Command::Petname { peer: identity, petname }
        }
        8 => Command::ShowHistory(query()),
        9 => Command::Cancel { to: identity, seq: chance.draw() % 6 },
        10 => [Command::ListPeers, Command::ConnectAll][chance.below(2)].clone(),
        _ => Command::Part(to),
    }
}

fn unknown(chance: &mut Chance) -> Input {
    let why = Trouble::Failed(Safe::line("near \"hello\""));
    let question = match chance.below(2) {
        0 => Question::Outgoing { peer: key(peer(chance)), after: 0 },
        _ => Question::History(query()),
    };
    Input::Recalled(Answer::Unknown { question, why })
}

fn query() -> Query {
    Query { words: "hello".to_owned(), ..Query::default() }
}

fn peer(chance: &mut Chance) -> u8 {
    2 + chance.below(PEERS) as u8
}
