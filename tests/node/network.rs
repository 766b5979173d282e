//! A network of bare nodes in which only order is left to chance: dials, frames and ends of links
//! arrive in any order that TCP allows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;
use std::time::Duration;

use chinwag::address::{Address, Contact};
use chinwag::frame::Frame;
use chinwag::identity::KeyPair;
use chinwag::node::{
    Command, Config, Event, Input, LINKS_MAX, LinkId, Node, Origin, Output, PeerList, Remembered,
    Target,
};
use chinwag::reason::Reason;
use chinwag::text::Safe;
use chinwag::time::Time;

pub(crate) struct Network {
    pub(crate) now: Time,
    pub(crate) nodes: Vec<Person>,
    chance: u64,
    links: u64,
    /// What is under way, by where it goes: each queue keeps its order.
    under_way: BTreeMap<Way, VecDeque<Parcel>>,
    ends: BTreeMap<(usize, LinkId), (usize, LinkId)>,
    /// Dials lead nowhere.
    is_cut: bool,
    /// Ends of links that were up at a cut: nothing comes through any more, and nobody is told.
    dead: BTreeSet<(usize, LinkId)>,
    /// What passed every door.
    pub(crate) transcript: String,
}

pub(crate) struct Person {
    pub(crate) node: Node,
    pub(crate) keys: KeyPair,
    pub(crate) events: Vec<Event>,
    config: Config,
    boots: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Dial(usize, u64),
    Link(usize, LinkId),
}

enum Parcel {
    Dial(Contact),
    Opened(Input),
    Frame(Frame),
    End,
}

impl Network {
    /// People by name, each of whom dials the others named.
    pub(crate) fn new(chance: u64, people: &[(&str, &[&str])]) -> Self {
        let mut network = Self {
            now: Time::EPOCH + Duration::from_secs(1_000),
            nodes: Vec::new(),
            chance,
            links: 0,
            under_way: BTreeMap::new(),
            ends: BTreeMap::new(),
            is_cut: false,
            dead: BTreeSet::new(),
            transcript: String::new(),
        };
        for (number, (name, static_peers)) in people.iter().enumerate() {
            let keys = KeyPair::from_seed([number as u8 + 1; 32]);
            let static_peers = static_peers.iter().map(|peer| address(peer).into()).collect();
            let config =
                Config { name: Safe::name(name), port: 7001, static_peers, links_max: LINKS_MAX };
            let seed = chance + number as u64 * 500;
            let node = Node::new(keys.identity(), config.clone(), seed, Remembered::default());
            network.nodes.push(Person { node, keys, events: Vec::new(), config, boots: 1 });
        }
        network
    }

    /// Cuts every link without a word, and leads dials nowhere.
    pub(crate) fn cut(&mut self) {
        self.is_cut = true;
        self.dead.extend(self.ends.keys().copied());
        for queue in self.under_way.values_mut() {
            queue.retain(|parcel| matches!(parcel, Parcel::Dial(_) | Parcel::Opened(_)));
        }
        self.under_way.retain(|_, queue| !queue.is_empty());
    }

    /// Lets dials through again. What was cut stays cut.
    pub(crate) fn heal(&mut self) {
        self.is_cut = false;
    }

    pub(crate) fn say(&mut self, from: usize, to: usize, text: &str) {
        let to = Target::Peer(self.nodes[to].keys.identity());
        self.command(from, Command::Send { to, text: text.to_owned() });
    }

    pub(crate) fn command(&mut self, at: usize, command: Command) {
        self.handle(at, Input::Commanded(command));
    }

    /// Starts a node anew: what it knew is gone, its links hang.
    pub(crate) fn reboot(&mut self, at: usize) {
        let person = &mut self.nodes[at];
        person.boots += 1;
        let seed = self.chance + 1_000 * person.boots;
        let me = person.keys.identity();
        person.node = Node::new(me, person.config.clone(), seed, Remembered::default());
        self.ends.retain(|(here, _), (there, _)| *here != at && *there != at);
        self.under_way.retain(|way, _| match way {
            Way::Dial(from, _) => *from != at,
            Way::Link(to, _) => *to != at,
        });
    }

    /// One end loses its links; the other does not hear of it.
    pub(crate) fn lose_link_at(&mut self, at: usize) {
        let lost: Vec<LinkId> =
            self.ends.keys().filter(|(here, _)| *here == at).map(|(_, link)| *link).collect();
        for link in lost {
            self.ends.remove(&(at, link));
            self.handle(at, Input::Closed { link, reason: Reason::Lost });
        }
    }

    /// Delivers one thing that is under way, whichever; or else lets time go on to the next
    /// deadline before `until`. Returns whether anything happened.
    pub(crate) fn step(&mut self, until: Time) -> bool {
        let ways: Vec<Way> = self.under_way.keys().copied().collect();
        if !ways.is_empty() {
            let way = ways[(self.draw() % ways.len() as u64) as usize];
            self.deliver(way);
            return true;
        }
        let due = |at: usize| self.nodes[at].node.deadline().map(|due| (due, at));
        let Some((due, at)) = (0..self.nodes.len()).filter_map(due).min() else { return false };
        if due > until {
            return false;
        }
        self.now = self.now.max(due);
        self.handle(at, Input::Ticked);
        true
    }

    /// Lets a while go by, with all that happens in it.
    pub(crate) fn run(&mut self, span: Duration) {
        let until = self.now + span;
        while self.step(until) {}
        self.now = until;
    }

    pub(crate) fn list(&self, at: usize) -> PeerList {
        self.nodes[at].node.peer_list(self.now)
    }

    /// The texts that somebody was sent, in order.
    pub(crate) fn texts(&self, at: usize) -> Vec<String> {
        let mut texts = Vec::new();
        for event in &self.nodes[at].events {
            if let Event::Said { text, .. } = event {
                texts.push(text.to_string());
            }
        }
        texts
    }

    /// The links of which both ends are open.
    pub(crate) fn links(&self) -> usize {
        let is_whole =
            |other: &&(usize, LinkId)| self.ends.contains_key(other) && !self.dead.contains(other);
        self.ends.values().filter(is_whole).count() / 2
    }

    pub(crate) fn draw(&mut self) -> u64 {
        // SplitMix64, by Steele, Lea and Flood.
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.chance;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn handle(&mut self, at: usize, input: Input) {
        let name = &self.nodes[at].config.name;
        let _ = writeln!(self.transcript, "{} {name} <- {input}", self.now);
        let outputs = self.nodes[at].node.handle(self.now, input);
        for output in outputs {
            let _ = writeln!(self.transcript, "    -> {output}");
            self.perform(at, output);
        }
    }

    fn perform(&mut self, at: usize, output: Output) {
        match output {
            Output::Dial(contact) => {
                self.links += 1;
                self.post(Way::Dial(at, self.links), Parcel::Dial(contact));
            }
            Output::Send(link, frame) => self.post_to_other_end(at, link, Parcel::Frame(frame)),
            Output::Close(link, _) => {
                self.post_to_other_end(at, link, Parcel::End);
                self.ends.remove(&(at, link));
            }
            Output::Notify(event) => self.nodes[at].events.push(event),
            Output::Store(_) | Output::Stop => {}
        }
    }

    fn post_to_other_end(&mut self, at: usize, link: LinkId, parcel: Parcel) {
        if let Some((there, link)) = self.ends.get(&(at, link)).copied()
            && !self.dead.contains(&(there, link))
        {
            self.post(Way::Link(there, link), parcel);
        }
    }

    fn post(&mut self, way: Way, parcel: Parcel) {
        self.under_way.entry(way).or_default().push_back(parcel);
    }

    fn deliver(&mut self, way: Way) {
        let queue = self.under_way.get_mut(&way);
        let parcel = queue.and_then(VecDeque::pop_front);
        self.under_way.retain(|_, queue| !queue.is_empty());
        match (way, parcel) {
            (Way::Dial(from, _), Some(Parcel::Dial(contact))) => self.connect(from, contact),
            (Way::Link(to, _), Some(Parcel::Opened(input))) => self.handle(to, input),
            (Way::Link(to, link), Some(Parcel::Frame(frame))) => {
                self.handle(to, Input::Received { link, frames: vec![frame] });
            }
            (Way::Link(to, link), Some(Parcel::End)) if self.ends.remove(&(to, link)).is_some() => {
                self.handle(to, Input::Closed { link, reason: Reason::HungUp });
            }
            _ => {}
        }
    }

    /// A dial arrives: both ends hear of the link, each in its own time.
    fn connect(&mut self, from: usize, contact: Contact) {
        let address = contact.address;
        let to = self.nodes.iter().position(|p| p.config.name.as_str() == address.host());
        let Some(to) = to.filter(|_| !self.is_cut) else {
            let reason = Reason::TimedOut;
            return self.handle(from, Input::DialFailed { address, reason });
        };
        self.links += 1;
        let (here, there) = (LinkId(2 * self.links), LinkId(2 * self.links + 1));
        self.ends.insert((from, here), (to, there));
        self.ends.insert((to, there), (from, here));
        let host = self.nodes[from].config.name.to_string();
        let source = Address::new(&host, 50_000).expect("names are hosts here");
        let (me, peer) = (self.nodes[from].keys.identity(), self.nodes[to].keys.identity());
        let dialed = Input::Opened { link: here, peer, address, origin: Origin::Dialed };
        let accepted =
            Input::Opened { link: there, peer: me, address: source, origin: Origin::Accepted };
        self.post(Way::Link(from, here), Parcel::Opened(dialed));
        self.post(Way::Link(to, there), Parcel::Opened(accepted));
    }
}

pub(crate) fn address(name: &str) -> Address {
    Address::new(name, 7001).expect("names are hosts here")
}
