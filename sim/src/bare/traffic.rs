//! What is under way between people: dials, frames, ends of links, and the work of disks.

use std::collections::VecDeque;

use chinwag::address::{Address, Contact};
use chinwag::frame::Frame;
use chinwag::node::{Input, LinkId, Origin, Output, WINDOW};
use chinwag::reason::Reason;

use super::{Network, Parcel, Way};

impl Network {
    pub(super) fn perform(&mut self, at: usize, output: Output) {
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
            Output::Recall(question) => self.people[at].recall(question),
            Output::Notify(event) => {
                let identity = self.identity(at);
                self.laws.told(identity, &event);
                self.people[at].events.push(event);
            }
            Output::Stop => self.people[at].stop(),
            Output::Store(_) => {}
        }
    }

    fn post_to_other_end(&mut self, at: usize, link: LinkId, parcel: Parcel) {
        let Some((there, link)) = self.ends.get(&(at, link)).copied() else { return };
        if self.cut.contains(&(at, there)) {
            // What TCP has lost on a connection, nothing after it comes past.
            self.dead.insert((there, link));
        }
        if !self.dead.contains(&(there, link)) && self.ends.contains_key(&(there, link)) {
            self.post(Way::Link(there, link), parcel);
            let under_way = self.under_way.get(&Way::Link(there, link)).map_or(0, VecDeque::len);
            let most = 4 * WINDOW;
            self.laws.demand(under_way <= most, || format!("{under_way} frames on one link"));
        }
    }

    fn post(&mut self, way: Way, parcel: Parcel) {
        self.under_way.entry(way).or_default().push_back(parcel);
    }

    pub(super) fn deliver(&mut self, way: Way) {
        let queue = self.under_way.get_mut(&way);
        let parcel = queue.and_then(VecDeque::pop_front);
        match (way, parcel) {
            (Way::Disk(at), _) => self.turn_disk(at),
            (Way::Dial(from, _), Some(Parcel::Dial(contact))) => self.connect(from, contact),
            (Way::Link(to, _), Some(Parcel::Opened(input))) => self.handle(to, input),
            (Way::Link(to, link), Some(Parcel::Frame(frame))) => {
                let frames = self.more_frames(way, frame);
                self.frames += frames.len() as u64;
                self.handle(to, Input::Received { link, frames });
            }
            (Way::Link(to, link), Some(Parcel::End)) if self.ends.remove(&(to, link)).is_some() => {
                self.handle(to, Input::Closed { link, reason: Reason::HungUp });
            }
            _ => {}
        }
        self.under_way.retain(|_, queue| !queue.is_empty());
    }

    /// Some of the frames that follow come in at the same time.
    fn more_frames(&mut self, way: Way, first: Frame) -> Vec<Frame> {
        let mut frames = vec![first];
        let more = self.chance.below(4);
        let Some(queue) = self.under_way.get_mut(&way) else { return frames };
        while frames.len() <= more
            && let Some(Parcel::Frame(_)) = queue.front()
            && let Some(Parcel::Frame(frame)) = queue.pop_front()
        {
            frames.push(frame);
        }
        frames
    }

    /// A disk gets on: something becomes durable, or that it is becomes known.
    fn turn_disk(&mut self, at: usize) {
        if let Some(input) = self.people[at].turn_disk(&mut self.laws) {
            self.handle(at, input);
        }
        self.go_on(at);
    }

    /// A dial arrives: both ends hear of the link, each in its own time.
    fn connect(&mut self, from: usize, contact: Contact) {
        let address = contact.address;
        let to = self.people.iter().position(|person| person.name == address.host());
        let is_cut =
            |to: &usize| self.cut.contains(&(from, *to)) || self.cut.contains(&(*to, from));
        let Some(to) = to.filter(|to| !is_cut(to) && self.is_up(*to)) else {
            let reason = Reason::TimedOut;
            return self.handle(from, Input::DialFailed { address, reason });
        };
        self.links += 1;
        let (here, there) = (LinkId(2 * self.links), LinkId(2 * self.links + 1));
        self.ends.insert((from, here), (to, there));
        self.ends.insert((to, there), (from, here));
        let source = Address::new(&self.people[from].name, 50_000).expect("names are hosts here");
        let (me, peer) = (self.identity(from), self.identity(to));
        let dialed = Input::Opened { link: here, peer, address, origin: Origin::Dialed };
        let accepted =
            Input::Opened { link: there, peer: me, address: source, origin: Origin::Accepted };
        self.post(Way::Link(from, here), Parcel::Opened(dialed));
        self.post(Way::Link(to, there), Parcel::Opened(accepted));
    }
}
