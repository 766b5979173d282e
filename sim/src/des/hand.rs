//! A hand in the fast world: what a test says and breaks where it needs no scenario.

use std::time::Duration;

use chinwag::node::{Command, Event, LINKS_MAX, Target};
use chinwag::time::Time;

use super::Des;
use super::notes::Notes;
use crate::laws::{Violation, settle};
use crate::scenario::{Between, DiskAct, Peer, Scenario};
use crate::world::World;

impl Des {
    /// People by name, each of whom dials the others named. All are up.
    pub fn new(seed: u64, people: &[(&str, &[&str])]) -> Self {
        let number = |name: &&str| people.iter().position(|(other, _)| other == name);
        let peers = people.iter().map(|(name, dials)| Peer {
            name: (*name).to_owned(),
            dials: dials.iter().filter_map(number).collect(),
            is_late: false,
        });
        Self::stage_with(
            &Scenario { seed, peers: peers.collect(), ..Scenario::default() },
            Notes::default(),
            LINKS_MAX,
        )
    }

    /// From now on writes down what passes every door.
    pub fn write_down(&mut self) {
        self.notes.transcribe();
    }

    /// What passed every door since [`write_down`](Self::write_down): `->` is what was answered to
    /// `<-`.
    pub fn transcript(&self) -> &str {
        self.notes.transcript()
    }

    /// What time it is in the world.
    pub fn time(&self) -> Time {
        self.now
    }

    /// What somebody was told, in all runs of the program.
    pub fn events(&self, who: usize) -> Vec<Event> {
        self.told(who).iter().map(|told| told.event.clone()).collect()
    }

    /// Forgets what somebody was told so far.
    pub fn forget_events(&mut self, who: usize) {
        self.people[who].told.clear();
    }

    /// From now on what people are told is watched by the laws and not kept.
    pub fn keep_no_events(&mut self) {
        self.people.iter_mut().for_each(|person| person.is_unheard = true);
    }

    /// The texts that somebody was told, in order.
    pub fn texts(&self, who: usize) -> Vec<String> {
        let said = |event: Event| {
            let Event::Said { text, .. } = event else { return None };
            Some(text.to_string())
        };
        self.events(who).into_iter().filter_map(said).collect()
    }

    /// Somebody asks for something.
    pub fn ask(&mut self, who: usize, command: Command) {
        self.command(who, command);
    }

    /// Somebody writes to somebody who is known.
    pub fn say_to(&mut self, from: usize, to: usize, text: &str) {
        let to = Target::Peer(self.identity(to));
        self.command(from, Command::Send { to, text: text.to_owned() });
    }

    /// Lets a while go by, with all that happens in it.
    ///
    /// # Panics
    /// When a law is broken.
    pub fn run(&mut self, span: Duration) {
        let until = self.now() + span;
        self.run_until(until).expect("every law holds");
    }

    /// Lets the next so many things happen, if they do within that span.
    pub fn take_steps(&mut self, count: u64, within: Duration) {
        let until = self.now + within;
        (0..count).all(|_| self.step(until));
    }

    /// Cuts everybody from everybody, without a word.
    pub fn cut_all(&mut self) {
        for (one, other) in Between::all(self.people.len()).pairs() {
            self.cut(one, other);
            self.cut(other, one);
        }
    }

    /// Lets everything through again. What was lost stays lost.
    pub fn heal_all(&mut self) {
        for (one, other) in Between::all(self.people.len()).pairs() {
            self.release(one, other);
            self.release(other, one);
        }
    }

    /// One end loses its links; the other does not hear of it.
    pub fn lose_links_at(&mut self, who: usize) {
        let ends: Vec<u64> = self.connections.open_ends(who).collect();
        for end in ends {
            self.deaden(end ^ 1);
            self.lose(end, chinwag::reason::Reason::Lost);
        }
    }

    /// Cuts somebody's power; the others do not hear of it.
    pub fn cut_power(&mut self, who: usize) {
        self.kill(who);
    }

    /// Starts somebody's program, unless it runs.
    pub fn start(&mut self, who: usize) {
        self.boot(who);
    }

    /// Power fails and is back.
    pub fn reboot(&mut self, who: usize) {
        self.kill(who);
        self.boot(who);
    }

    /// Copies somebody's disk aside.
    pub fn back_up(&mut self, who: usize) {
        self.disk(who, DiskAct::BackUp);
    }

    /// Cuts somebody's power, and puts the copy back, if there is one.
    pub fn restore(&mut self, who: usize) {
        self.kill(who);
        self.disk(who, DiskAct::Restore);
    }

    /// Checks what must hold when nothing is broken any more and all had time.
    ///
    /// # Errors
    /// What does not hold.
    pub fn settled(&mut self) -> Result<(), Violation> {
        let scenario = self.scenario.clone();
        settle(self, &scenario)
    }
}
