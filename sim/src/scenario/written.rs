//! A scenario as the file that a person would have written: a line for each step, and nothing
//! that goes without saying.

use toml_writer::{ToTomlKey, ToTomlValue, TomlStringBuilder};

use super::notation::{EVERYONE, EVERYTHING, fold, is_next, write_latency, write_span};
use super::{Act, Between, DiskAct, Expectation, Latency, Links, Peer, Scenario, Step};

impl Scenario {
    /// The text of a file that [`parse`](Self::parse) understands as just this scenario, if it
    /// [can be](Self::check).
    pub fn to_toml(&self) -> String {
        let mut top = Vec::new();
        if !self.story.is_empty() {
            top.push(format!("story = {}", quoted(&self.story)));
        }
        if self.seed != 0 {
            top.push(format!("seed = {}", self.seed));
        }
        let blocks = [top, self.write_peers(), self.write_world(), self.write_steps()];
        let blocks = blocks.into_iter().filter(|block| !block.is_empty());
        blocks.map(|block| block.join("\n") + "\n").collect::<Vec<_>>().join("\n")
    }

    /// A line for each, or for all of a range who are alike.
    fn write_peers(&self) -> Vec<String> {
        let mut says: Vec<(&str, String)> = Vec::new();
        for (who, peer) in self.peers.iter().enumerate() {
            says.push((&peer.name, self.write_peer(who, peer)));
        }
        let mut lines = Vec::new();
        for run in says.chunk_by(|(a, says), (b, also)| is_next(a, b) && says == also) {
            let names: Vec<&str> = run.iter().map(|(name, _)| *name).collect();
            for (name, (_, says)) in fold(&names).iter().zip(run) {
                lines.push(format!("peers.{} = {says}", name.to_toml_key()));
            }
        }
        lines
    }

    fn write_peer(&self, who: usize, peer: &Peer) -> String {
        let dials = (!peer.dials.is_empty()).then(|| ("dials", self.others(who, &peer.dials)));
        let late = peer.is_late.then(|| ("late", "true".to_owned()));
        braces(dials.into_iter().chain(late))
    }

    fn write_world(&self) -> Vec<String> {
        let Links { latency, lasts, is_chopped } = &self.links;
        let span = |latency| quoted(&write_latency(latency));
        let latency = Some(*latency).filter(|latency| *latency != Links::default().latency);
        let commits = Some(self.commits).filter(|commits| *commits != Latency::default());
        let lines = [
            latency.map(|latency| format!("links.latency = {}", span(latency))),
            lasts.map(|lasts| format!("links.lasts = {}", quoted(&write_span(lasts)))),
            is_chopped.then(|| "links.chopped = true".to_owned()),
            commits.map(|commits| format!("disks.commits = {}", span(commits))),
        ];
        lines.into_iter().flatten().collect()
    }

    fn write_steps(&self) -> Vec<String> {
        if self.steps.is_empty() {
            return Vec::new();
        }
        let lines = self.steps.iter().map(|step| format!("    {},", self.write_step(step)));
        ["steps = [".to_owned()].into_iter().chain(lines).chain(["]".to_owned()]).collect()
    }

    fn write_step(&self, step: &Step) -> String {
        let at = ("at", quoted(&write_span(step.at)));
        braces([at].into_iter().chain(self.write_act(&step.act)))
    }

    fn write_act(&self, act: &Act) -> Vec<(&'static str, String)> {
        match act {
            Act::Boot(who) => vec![("boot", self.people(who))],
            Act::Stop(who) => vec![("stop", self.people(who))],
            Act::Kill(who) => vec![("kill", self.people(who))],
            Act::Connect(who) => vec![("connect", self.people(who))],
            Act::Exit(who) => vec![("exit", self.people(who))],
            Act::Say { from, to, text, times } => {
                let mut said = vec![("say", quoted(text))];
                said.extend([("from", self.one(*from)), ("to", self.one(*to))]);
                said.extend(write_times(*times));
                said
            }
            Act::TakeBack { from, to } => {
                vec![("take_back", self.one(*from)), ("to", self.one(*to))]
            }
            Act::ConnectTo { from, to } => {
                vec![("connect", self.one(*from)), ("to", self.one(*to))]
            }
            Act::Block { by, of } => vec![("block", self.one(*of)), ("by", self.one(*by))],
            Act::Unblock { by, of } => vec![("unblock", self.one(*of)), ("by", self.one(*by))],
            Act::Part { from, to } => vec![("part", self.one(*from)), ("from", self.one(*to))],
            Act::Rename { who, name } => vec![("rename", self.one(*who)), ("to", quoted(name))],
            Act::Cut(between) => vec![("cut", self.between(between))],
            Act::CutOneWay { from, to } => {
                vec![("cut_one_way", self.one(*from)), ("to", self.one(*to))]
            }
            Act::Stall(between) => vec![("stall", self.between(between))],
            Act::Heal(between) => vec![("heal", self.between(between))],
            Act::Reset(between) => vec![("reset", self.between(between))],
            Act::Slow(between, latency) => {
                let latency = quoted(&write_latency(*latency));
                vec![("slow", self.between(between)), ("latency", latency)]
            }
            Act::Jump { who, by, is_back } => {
                let way = if *is_back { "back" } else { "forward" };
                vec![("clock", self.one(*who)), (way, quoted(&write_span(*by)))]
            }
            Act::Disk(who, act) => vec![(write_disk_act(*act), self.people(who))],
            Act::Checkpoint(name) => vec![("checkpoint", quoted(name))],
            Act::Expect(expectation) => self.write_expectation(expectation),
            Act::Settle => vec![("settle", "true".to_owned())],
        }
    }

    fn write_expectation(&self, expectation: &Expectation) -> Vec<(&'static str, String)> {
        match expectation {
            Expectation::Sees { who, others } => {
                vec![("expect", self.one(*who)), ("sees", self.others(*who, others))]
            }
            Expectation::Hears { who, text, from, times } => {
                let mut heard = vec![("expect", self.one(*who)), ("hears", quoted(text))];
                heard.push(("from", self.one(*from)));
                heard.extend(write_times(*times));
                heard
            }
            Expectation::Received { who, by, count } => {
                let count = ("received", count.to_string());
                vec![("expect", self.one(*who)), count, ("by", self.one(*by))]
            }
            Expectation::Lists { who, rows } => {
                let rows = rows.iter().map(|row| quoted(row)).collect();
                vec![("expect", self.one(*who)), ("lists", list(rows))]
            }
        }
    }

    fn between(&self, Between(groups): &Between) -> String {
        if groups.len() >= ALL_LEAST && *groups == Between::all(self.peers.len()).0 {
            return quoted(EVERYTHING);
        }
        list(groups.iter().map(|group| self.people(group)).collect())
    }

    fn people(&self, who: &[usize]) -> String {
        self.group(who, (0..self.peers.len()).collect())
    }

    fn others(&self, who: usize, others: &[usize]) -> String {
        self.group(others, (0..self.peers.len()).filter(|other| *other != who).collect())
    }

    fn group(&self, who: &[usize], everyone: Vec<usize>) -> String {
        if who.len() >= ALL_LEAST && who == everyone {
            return quoted(EVERYONE);
        }
        let names: Vec<&str> = who.iter().map(|who| self.name(*who)).collect();
        let mut words: Vec<String> = fold(&names).iter().map(|word| quoted(word)).collect();
        if words.len() == 1 { words.remove(0) } else { list(words) }
    }

    fn one(&self, who: usize) -> String {
        quoted(self.name(who))
    }

    fn name(&self, who: usize) -> &str {
        self.peers.get(who).map_or("nobody", |peer| &peer.name)
    }
}

fn write_times(times: u32) -> Option<(&'static str, String)> {
    (times != 1).then(|| ("times", times.to_string()))
}

fn write_disk_act(act: DiskAct) -> &'static str {
    match act {
        DiskAct::Fill => "fill_disk",
        DiskAct::Fail => "fail_disk",
        DiskAct::Mend => "mend_disk",
        DiskAct::BackUp => "back_up",
        DiskAct::Restore => "restore",
        DiskAct::Wipe => "wipe",
    }
}

fn braces(fields: impl Iterator<Item = (&'static str, String)>) -> String {
    let fields: Vec<String> = fields.map(|(key, value)| format!("{key} = {value}")).collect();
    if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
}

fn list(items: Vec<String>) -> String {
    format!("[{}]", items.join(", "))
}

/// A text on one line, whatever is in it.
fn quoted(text: &str) -> String {
    let text = TomlStringBuilder::new(text);
    let plain = text.as_basic_pretty().or_else(|| text.as_literal());
    plain.unwrap_or_else(|| text.as_basic()).to_toml_value()
}

/// Two are named, and not called all.
const ALL_LEAST: usize = 3;
