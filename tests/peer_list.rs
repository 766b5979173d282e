//! How peer lists behave, told in the words and tables that a person sees.

#[path = "people/snapshot.rs"]
mod snapshot;

use std::fmt::Write;
use std::time::Duration;

use chinwag::address::Address;
use chinwag::frame::{Frame, Greeting};
use chinwag::identity::KeyPair;
use chinwag::node::{
    Command, Config, Event, Input, LINKS_MAX, LinkId, Node, Origin, Output, Target,
};
use chinwag::record::Remembered;
use chinwag::screen::{Clock, Style, Words, table};
use chinwag::text::{Safe, Untrusted};
use chinwag::time::Time;
use chinwag::wire::VERSION;
use sim::Net;

use snapshot::snapshot;

const SECOND: Duration = Duration::from_secs(1);

/// A world whose snapshot is what Alice saw, step by step.
struct Story {
    world: Net,
    text: String,
    heard: usize,
}

impl Story {
    fn new(world: Net) -> Self {
        Self { world, text: String::new(), heard: 0 }
    }

    /// What Alice was told since the last step, and her list.
    fn step(&mut self, title: &str, span: Duration) {
        self.world.run(span);
        let list = self.world.list("alice");
        let words = Words { clock: Clock::utc(), style: Style::Plain, is_ephemeral: false };
        let _ = writeln!(self.text, "== {title}\n");
        for heard in self.world.heard("alice").split_off(self.heard) {
            let line =
                words.event(&heard.event).filter(|_| !matches!(heard.event, Event::Listed(_)));
            let _ = line.map(|line| writeln!(self.text, "{:7.2} {line}", heard.at.as_secs_f64()));
        }
        self.heard = self.world.heard("alice").len();
        let _ = writeln!(self.text, "\n{}", table(&list, &words.clock, words.style));
    }

    fn matches(&self, name: &str) {
        snapshot(name, &self.text);
    }
}

#[test]
fn alone_the_list_says_what_to_try() {
    let mut world = Net::new(1);
    world.add("alice", &[]);
    let mut story = Story::new(world);
    story.step("alone", SECOND);
    story.matches("alone_the_list_says_what_to_try");
}

#[test]
fn one_peer_is_listed_with_its_name_and_address() {
    let mut world = Net::new(2);
    world.add("alice", &["bob"]);
    world.add("bob", &[]);
    let mut story = Story::new(world);
    story.step("after three seconds", 3 * SECOND);
    story.matches("one_peer_is_listed_with_its_name_and_address");
}

#[test]
fn a_static_peer_that_comes_up_late_is_connected() {
    let mut world = Net::new(3);
    world.add("alice", &["bob"]);
    world.add("bob", &[]);
    world.kill("bob");
    let mut story = Story::new(world);
    story.step("bob is down", 30 * SECOND);
    story.world.boot("bob");
    story.step("bob is up", 120 * SECOND);
    story.matches("a_static_peer_that_comes_up_late_is_connected");
}

#[test]
fn a_partition_is_noticed_and_its_end_too() {
    let mut world = Net::new(4);
    world.add("alice", &["bob", "carol"]);
    world.add("bob", &["carol"]);
    world.add("carol", &[]);
    let mut story = Story::new(world);
    story.step("before", 3 * SECOND);
    story.world.cut("alice", "bob");
    story.step("cut from bob for half a minute", 30 * SECOND);
    story.step("cut from bob for a minute", 30 * SECOND);
    story.world.heal("alice", "bob");
    story.step("healed", 60 * SECOND);
    story.matches("a_partition_is_noticed_and_its_end_too");
}

#[test]
fn who_says_exit_leaves_the_list_and_stays_known() {
    let mut world = Net::new(5);
    world.add("alice", &["bob"]);
    world.add("bob", &[]);
    let mut story = Story::new(world);
    story.step("both are there", 3 * SECOND);
    story.world.say("bob", "alice", "  EXIT ");
    story.step("bob wrote exit", 30 * SECOND);
    story.world.say("bob", "alice", "\\exit");
    story.step("bob wrote the word itself, which connects again", 3 * SECOND);
    story.matches("who_says_exit_leaves_the_list_and_stays_known");
}

#[test]
fn after_a_restart_the_list_still_knows_who_was_met_and_when() {
    let mut world = Net::new(11);
    world.add("alice", &["bob"]);
    world.add("bob", &[]);
    world.add("carol", &["alice"]);
    world.run(60 * SECOND);
    let bob = world.identity("bob");
    let petname = Some(Safe::name("Robert"));
    world.command("alice", Command::Petname { peer: bob, petname });
    world.run(SECOND);
    world.kill("bob");
    world.run(60 * SECOND);
    world.crash("carol");
    world.run(SECOND);
    let to = Target::Peer(world.identity("carol"));
    let text = "for when you are back".to_owned();
    world.command("alice", Command::Send { to, text });
    world.run(SECOND);
    world.kill("alice");
    world.run(600 * SECOND);
    world.boot("alice");
    let mut story = Story::new(world);
    story.step("alice is back, ten minutes later", SECOND);
    story.world.boot("carol");
    story.step("so is carol, and what waited has arrived", 200 * SECOND);
    assert_eq!(story.world.texts("carol"), ["alice: for when you are back"]);
    story.matches("after_a_restart_the_list_still_knows_who_was_met_and_when");
}

#[test]
fn who_exits_the_application_is_dialed_until_it_is_back() {
    let mut world = Net::new(6);
    world.add("alice", &["bob"]);
    world.add("bob", &[]);
    let mut story = Story::new(world);
    story.step("both are there", 3 * SECOND);
    story.world.command("bob", Command::Exit);
    story.step("bob has left", 10 * SECOND);
    story.world.boot("bob");
    story.step("bob is back", 60 * SECOND);
    story.matches("who_exits_the_application_is_dialed_until_it_is_back");
}

#[test]
fn who_is_killed_is_quiet_then_offline() {
    let mut world = Net::new(7);
    world.add("alice", &[]);
    world.add("bob", &["alice"]);
    let mut story = Story::new(world);
    story.step("both are there", 3 * SECOND);
    story.world.kill("bob");
    story.step("without power for half a minute", 30 * SECOND);
    story.step("without power for three quarters", 15 * SECOND);
    story.matches("who_is_killed_is_quiet_then_offline");
}

#[test]
fn a_name_changed_while_away_is_updated_at_connect_ack() {
    let mut world = Net::new(8);
    world.add("alice", &["bob"]);
    world.add("bob", &[]);
    let mut story = Story::new(world);
    story.step("bob is bob", 3 * SECOND);
    story.world.crash("bob");
    story.world.rename("bob", "Robert");
    story.world.run(SECOND);
    story.world.boot("bob");
    story.world.run(SECOND);
    story.world.command("alice", Command::ConnectAll);
    story.step("bob is Robert", 30 * SECOND);
    story.matches("a_name_changed_while_away_is_updated_at_connect_ack");
}

#[test]
fn two_peers_of_one_name_are_told_apart_by_their_keys() {
    let mut world = Net::new(9);
    world.add("alice", &["bob", "rob", "eve"]);
    world.add("bob", &[]);
    world.add("rob", &[]);
    world.add("eve", &[]);
    let mut story = Story::new(world);
    story.step("three names", 3 * SECOND);
    for (host, name) in [("rob", "bob"), ("eve", "аlice")] {
        story.world.crash(host);
        story.world.rename(host, name);
        story.world.boot(host);
    }
    story.step("rob is bob too, and eve looks like alice", 30 * SECOND);
    story.world.say("rob", "alice", "it is me");
    story.step("a message is from one of them", SECOND);
    story.matches("two_peers_of_one_name_are_told_apart_by_their_keys");
}

#[test]
fn long_and_hostile_names_line_up_and_stay_text() {
    let me = KeyPair::from_seed([1; 32]).identity();
    let config = Config {
        name: Safe::name("alice"),
        port: 7001,
        static_peers: Vec::new(),
        links_max: LINKS_MAX,
    };
    let mut node = Node::new(me, config, 10, Remembered::default());
    let names = [
        "x".repeat(64),
        "ｗｉｄｅ　ｎａｍｅ".to_owned(),
        "\u{1b}]52;c;aGk=\u{7}clip".to_owned(),
        "\u{1b}[2Jclear".to_owned(),
        "dlrow\u{202e}olleh".to_owned(),
        "two\nlines".to_owned(),
        "漢字漢字漢字漢字漢字漢字漢字漢字漢字".to_owned(),
        "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}algo".to_owned(),
        "\u{200b}\u{2060}".to_owned(),
        "👩\u{200d}👩\u{200d}👧 family".to_owned(),
        "../../etc/passwd".to_owned(),
    ];
    for (number, name) in (1..).zip(&names) {
        greet(&mut node, number, name);
    }
    let listed = node.handle(Time::EPOCH + 3 * SECOND, Input::Commanded(Command::ListPeers));
    assert!(listed.iter().all(|output| matches!(output, Output::Send(_, Frame::Ping))));
    let list = node.peer_list(Time::EPOCH + 3 * SECOND);
    snapshot(
        "long_and_hostile_names_line_up_and_stay_text",
        &table(&list, &Clock::utc(), Style::Plain),
    );
}

/// Somebody dials the node and gives this name.
fn greet(node: &mut Node, number: u8, name: &str) {
    let link = LinkId(number.into());
    let now = Time::EPOCH + SECOND;
    let address = Address::new("10.0.0.1", 40_000 + u16::from(number)).unwrap();
    let peer = KeyPair::from_seed([100 + number; 32]).identity();
    let _ = node.handle(now, Input::Opened { link, peer, address, origin: Origin::Accepted });
    let greeting = Greeting {
        version: VERSION,
        name: Untrusted::new(name),
        port: 7000 + u16::from(number),
        boot: 1,
        clock: now,
        dial: 1,
        seen: 0,
        sending: 1,
        received: None,
    };
    let _ = node.handle(now, Input::Received { link, frames: vec![Frame::Connect(greeting)] });
}
