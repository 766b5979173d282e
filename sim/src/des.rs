//! The fast world: a discrete-event loop that calls the nodes themselves, without any driver.
//!
//! Whatever is under way has a time at which it arrives, and time jumps from one arrival or
//! deadline to the next. What arrives at one time arrives in the order in which it was sent.
//! Connections are as TCP and the handshake make them: both ends learn of them, of what is lost
//! and of their end at times of their own, or never.

mod acts;
mod agenda;
mod connections;
mod hand;
mod notes;
mod performing;
mod person;
mod traffic;
mod watching;
mod working;

use std::collections::BTreeMap;
use std::time::Duration;

use chinwag::identity::Identity;
use chinwag::node::{Input, LINKS_MAX, PeerList};
use chinwag::text::Safe;
use chinwag::time::Time;

use crate::chance::Chance;
use crate::faults::Tally;
use crate::kept::Kept;
use crate::laws::{Laws, Violation};
use crate::scenario::{Act, Latency, Scenario};
use crate::trace::Trace;
use crate::world::{Told, World};

use agenda::{Agenda, Due};
use connections::{Connections, Dials};
use notes::Notes;
use person::Person;

/// A world without drivers.
#[derive(Debug)]
pub struct Des {
    now: Time,
    people: Vec<Person>,
    /// Who is at a host, and whose a key is.
    hosts: BTreeMap<String, usize>,
    numbers: BTreeMap<Identity, usize>,
    scenario: Scenario,
    connections: Connections,
    dials: Dials,
    agenda: Agenda,
    laws: Laws,
    tally: Tally,
    notes: Notes,
    inputs: u64,
    frames: u64,
    /// Until then connections wear out.
    wears_until: Time,
}

impl Des {
    /// When this and every other world begins: 2026-01-01T12:00:00Z.
    pub const EPOCH: Time = Time::from_micros(1_767_268_800_000_000);

    /// Puts the people of a scenario on the stage; those who are not late are booted. Its steps
    /// are for a player.
    pub fn stage(scenario: &Scenario) -> Self {
        Self::stage_with(scenario, Notes::default(), LINKS_MAX)
    }

    /// The same, and everybody has room for so many links in place of [`LINKS_MAX`].
    pub fn stage_with_room(scenario: &Scenario, links_max: usize) -> Self {
        Self::stage_with(scenario, Notes::default(), links_max)
    }

    /// The same, and takes down a trace from the beginning.
    pub fn traced(scenario: &Scenario) -> Self {
        Self::stage_with(scenario, Notes::tracing(scenario), LINKS_MAX)
    }

    fn stage_with(scenario: &Scenario, notes: Notes, links_max: usize) -> Self {
        let peers = scenario.peers.iter().enumerate();
        let people: Vec<Person> =
            peers.map(|(who, peer)| Person::new(who, peer, scenario, links_max)).collect();
        let numbers = people.iter().enumerate().map(|(who, person)| (person.identity, who));
        let hosts = people.iter().enumerate().map(|(who, person)| (person.host.clone(), who));
        let mut world = Self {
            now: Self::EPOCH,
            hosts: hosts.collect(),
            numbers: numbers.collect(),
            connections: Connections::new(people.len(), scenario),
            people,
            scenario: Scenario { steps: Vec::new(), ..scenario.clone() },
            dials: Dials::default(),
            agenda: Agenda::default(),
            laws: Laws::default(),
            tally: Tally::default(),
            notes,
            inputs: 0,
            frames: 0,
            wears_until: Self::EPOCH + scenario.settles_at().unwrap_or(Duration::MAX),
        };
        for (who, peer) in scenario.peers.iter().enumerate() {
            if !peer.is_late {
                world.boot(who);
            }
        }
        world
    }

    /// Inputs that were handled by anybody's node so far.
    pub fn inputs(&self) -> u64 {
        self.inputs
    }

    /// What happened, if it is taken down, until now.
    pub fn trace(&mut self) -> Trace {
        let elapsed = self.now();
        self.notes.trace(elapsed)
    }

    /// Notes that a law was broken, where there is a trace.
    pub fn note_broken(&mut self, violation: &Violation) {
        self.notes.broken(self.now, violation);
    }

    /// Lets the next thing happen that is due before or at `until`. Returns whether there was one.
    fn step(&mut self, until: Time) -> bool {
        let Some((at, due)) = self.agenda.pop(until) else { return false };
        self.now = self.now.max(at);
        match due {
            Due::Wake { who, run } => self.wake(who, run, at),
            Due::Disk { who, run } => self.turn_disk(who, run),
            Due::Arrival(end) => self.arrive(end),
            Due::Syn(dial) => self.knock(dial),
            Due::Established(dial) => self.establish(dial),
            Due::GivenUp(dial) => self.give_up_dial(dial),
            Due::Broken(connection) => self.wear_out(connection),
        }
        true
    }

    /// A deadline of somebody's may have passed.
    fn wake(&mut self, who: usize, number: u32, at: Time) {
        let Some(run) = self.people[who].run_of(number) else { return };
        if run.wake_at.take_if(|wake_at| *wake_at == at).is_none() {
            return;
        }
        let now = run.clock(self.now);
        if run.node.deadline().is_some_and(|due| due <= now) {
            self.handle(who, Input::Ticked);
            self.look(who);
        } else {
            self.go_on(who);
        }
    }

    /// Hands an input to somebody's node and does what follows.
    fn handle(&mut self, who: usize, input: Input) {
        let person = &mut self.people[who];
        let Some(run) = &mut person.run else { return };
        let now = run.clock(self.now);
        self.inputs += 1;
        if self.notes.is_transcribing() {
            self.notes.input(self.now, &person.host, &input);
        }
        let outputs = run.node.handle(now, input);
        if self.notes.is_transcribing() {
            self.notes.outputs(&outputs);
        }
        self.decided(who, &outputs);
        let Some(run) = &mut self.people[who].run else { return };
        run.ahead.push(now, outputs);
        self.go_on(who);
    }

    /// A chance of its own for something, so that one draw more elsewhere changes nothing here.
    fn chance(&self, purpose: u64, a: usize, b: usize) -> Chance {
        let elapsed = self.now.since(Self::EPOCH).as_micros() as u64;
        Chance::of(&[self.scenario.seed, purpose, a as u64, b as u64, elapsed])
    }
}

impl World for Des {
    fn now(&self) -> Duration {
        self.now - Self::EPOCH
    }

    fn run_until(&mut self, until: Duration) -> Result<(), Violation> {
        let until = Self::EPOCH + until;
        while self.step(until) {
            self.laws.hold()?;
        }
        self.now = self.now.max(until);
        self.laws.hold()
    }

    fn act(&mut self, act: &Act) {
        self.notes.acted(self.now, act, &self.scenario);
        self.play(act);
    }

    fn is_up(&self, who: usize) -> bool {
        self.people[who].run.as_ref().is_some_and(|run| !run.is_leaving)
    }

    fn identity(&self, who: usize) -> Identity {
        self.people[who].identity
    }

    fn name(&self, who: usize) -> Safe {
        self.people[who].name.clone()
    }

    fn list(&self, who: usize) -> Option<PeerList> {
        let run = self.people[who].run.as_ref()?;
        Some(run.node.peer_list(run.clock(self.now)))
    }

    fn told(&self, who: usize) -> &[Told] {
        &self.people[who].told
    }

    fn kept(&self, who: usize) -> Kept {
        Kept::read(&mut self.people[who].disk.clone()).expect("memory can be read")
    }

    fn links(&self) -> usize {
        self.connections.whole()
    }

    fn frames(&self) -> u64 {
        self.frames
    }

    fn tally(&self) -> &Tally {
        &self.tally
    }

    fn laws<T>(&self, look: impl FnOnce(&Laws) -> T) -> T {
        look(&self.laws)
    }
}

/// Something in a span, whichever.
fn drawn(chance: &mut Chance, latency: Latency) -> Duration {
    let (least, most) = (latency.least.as_micros() as u64, latency.most.as_micros() as u64);
    Duration::from_micros(least + chance.draw() % (most - least + 1))
}
