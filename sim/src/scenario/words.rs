//! What happens in a scenario, in words.

use std::fmt;

use super::{Act, Between, DiskAct, Expectation, Latency, Scenario};

impl Act {
    /// As a line of a timeline.
    pub fn words(&self, scenario: &Scenario) -> String {
        let name = |who: &usize| scenario.peers.get(*who).map_or("?", |peer| peer.name.as_str());
        let names = |who: &[usize]| named(scenario, who);
        let between = |between: &Between| grouped(scenario, between);
        let verb = |who: &[usize], one: &str, many: &str| {
            let is_one = who.len() == 1 || names(who) == EVERYONE;
            format!("{} {}", names(who), if is_one { one } else { many })
        };
        match self {
            Self::Boot(who) => verb(who, "starts", "start"),
            Self::Stop(who) => verb(who, "is stopped", "are stopped"),
            Self::Kill(who) => verb(who, "is killed", "are killed"),
            Self::Exit(who) => verb(who, "exits", "exit"),
            Self::Connect(who) => verb(who, "connects to all", "connect to all"),
            Self::Say { from, to, text, times } => {
                let often =
                    if *times == 1 { String::new() } else { format!(", {}", often(*times)) };
                format!("{} to {}: {text:?}{often}", name(from), name(to))
            }
            Self::TakeBack { from, to } => {
                format!("{} takes back the last message to {}", name(from), name(to))
            }
            Self::ConnectTo { from, to } => format!("{} connects to {}", name(from), name(to)),
            Self::Block { by, of } => format!("{} blocks {}", name(by), name(of)),
            Self::Unblock { by, of } => {
                format!("{} does not block {} any more", name(by), name(of))
            }
            Self::Part { from, to } => format!("{} leaves {}", name(from), name(to)),
            Self::Rename { who, name: new } => {
                format!("{} is called {new:?} from now on", name(who))
            }
            Self::Cut(groups) => format!("cut: {}", between(groups)),
            Self::CutOneWay { from, to } => format!("cut one way: {} to {}", name(from), name(to)),
            Self::Stall(groups) => format!("stall: {}", between(groups)),
            Self::Heal(groups) => format!("heal: {}", between(groups)),
            Self::Reset(groups) => format!("reset: {}", between(groups)),
            Self::Slow(groups, latency) => format!("slow, {latency}: {}", between(groups)),
            Self::Jump { who, by, is_back } => {
                let way = if *is_back { "back" } else { "forward" };
                format!("the clock of {} goes {way} by {by:?}", name(who))
            }
            Self::Disk(who, act) => format!("{act}: {}", names(who)),
            Self::Checkpoint(words) => format!("checkpoint: {words}"),
            Self::Expect(expectation) => expectation.words(scenario),
            Self::Settle => "nothing is broken any more, and all have time".to_owned(),
        }
    }
}

impl Expectation {
    /// As a sentence.
    pub fn words(&self, scenario: &Scenario) -> String {
        let name = |who: &usize| scenario.peers.get(*who).map_or("?", |peer| peer.name.as_str());
        match self {
            Self::Sees { who, others } if others.is_empty() => format!("{} sees nobody", name(who)),
            Self::Sees { who, others } => {
                format!("{} sees {}", name(who), named(scenario, others))
            }
            Self::Hears { who, text, from, times } => {
                format!("{} hears {text:?} from {} {}", name(who), name(from), often(*times))
            }
            Self::Received { who, by, count } => {
                let messages = if *count == 1 { "message" } else { "messages" };
                format!("{} is shown {count} {messages} as received by {}", name(who), name(by))
            }
            Self::Lists { who, rows } => format!("{} lists {}", name(who), rows.join(", ")),
        }
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} to {:?}", self.least, self.most)
    }
}

impl fmt::Display for DiskAct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fill => "full disk",
            Self::Fail => "failing disk",
            Self::Mend => "mended disk",
            Self::BackUp => "backup",
            Self::Restore => "backup put back",
            Self::Wipe => "wiped disk",
        })
    }
}

fn often(times: u32) -> String {
    match times {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

/// People by name; all of them are everyone.
fn named(scenario: &Scenario, who: &[usize]) -> String {
    if who.len() > 1 && who.len() == scenario.peers.len() {
        return EVERYONE.to_owned();
    }
    let names: Vec<&str> = who
        .iter()
        .map(|who| scenario.peers.get(*who).map_or("?", |peer| peer.name.as_str()))
        .collect();
    match &names[..] {
        [] => "nobody".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] if names.len() <= NAMED_MAX => {
            format!("{} and {last}", first.join(", "))
        }
        [first, .., last] => format!("{first} … {last}"),
    }
}

fn grouped(scenario: &Scenario, between: &Between) -> String {
    let people: usize = between.0.iter().map(Vec::len).sum();
    if people == between.0.len() && people == scenario.peers.len() && people > 2 {
        return EVERYONE.to_owned();
    }
    let groups: Vec<String> = between.0.iter().map(|group| named(scenario, group)).collect();
    groups.join(" | ")
}

const EVERYONE: &str = "everyone";
/// Beyond so many names a list is folded.
const NAMED_MAX: usize = 5;
