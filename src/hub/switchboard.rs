//! The switchboard: the task between the driver and the faces, where every queue has its bound.
//!
//! For the owner nothing is lost: while it does not take an event, the driver keeps the next ones,
//! as it would without a hub. A guest has a queue of its own, and who lets it fill up is sent away,
//! so that nobody else waits for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::mpsc;

use crate::failure::Status;
use crate::hub::{FaceId, Hub, Tag};
use crate::node::{Command, Event};
use crate::pipe::{Hello, Problem, Request, line};
use crate::screen::{People, loss};

/// What a program asks of the switchboard.
#[derive(Debug)]
pub enum Message {
    /// A program is there, and takes lines.
    Joined(FaceId, mpsc::Sender<Arc<str>>),
    /// It said something, or what cannot be understood.
    Asked(FaceId, Result<Request, Problem>),
    /// It will say nothing more, and stays until what it asked for has its outcome.
    Finished(FaceId),
    /// It is gone.
    Gone(FaceId),
}

/// The face that the chat was started with.
#[derive(Debug)]
pub enum Owner {
    /// A screen, which speaks of commands and events.
    Screen(mpsc::Receiver<Command>, mpsc::Sender<Event>),
    /// A program, which speaks the language of programs. It comes as [`FaceId::OWNER`].
    Program(mpsc::Sender<Arc<str>>),
}

/// All that goes in and out.
#[derive(Debug)]
pub struct Ends {
    /// To the driver.
    pub commands: mpsc::Sender<Command>,
    /// From the driver. Their end is the end.
    pub events: mpsc::Receiver<Event>,
    /// Who the chat was started with.
    pub owner: Owner,
    /// From programs.
    pub messages: mpsc::Receiver<Message>,
    /// What programs are greeted with.
    pub hello: Hello,
    /// Who is known from former runs.
    pub people: People,
}

/// Connects the faces with the driver until it ends. Returns what a script is to be told of it, if
/// it is the owner.
pub async fn connect(ends: Ends) -> Status {
    let (screen, owner) = match ends.owner {
        Owner::Screen(commands, events) => (Some(commands), Out::Screen(events)),
        Owner::Program(lines) => (None, Out::Program(lines)),
    };

    let held = match &owner {
        Out::Screen(_) => None,
        Out::Program(_) => Some(Told::Line(ends.hello.line())),
    };
    let board = Switchboard {
        hub: Hub::default(),
        people: ends.people,
        hello: ends.hello,
        owner,
        held,
        guests: BTreeMap::new(),
        finished: BTreeSet::new(),
        command: None,
        status: Status::Ok,
    };
    board.run(ends.commands, ends.events, screen, ends.messages).await
}

struct Switchboard {
    hub: Hub,
    people: People,
    hello: Hello,
    owner: Out,
    /// What the owner has no room for.
    held: Option<Told>,
    guests: BTreeMap<FaceId, mpsc::Sender<Arc<str>>>,
    finished: BTreeSet<FaceId>,
    /// What the driver has no room for.
    command: Option<Command>,
    status: Status,
}

enum Out {
    Screen(mpsc::Sender<Event>),
    Program(mpsc::Sender<Arc<str>>),
}

enum Told {
    Event(Event),
    Line(Arc<str>),
}

impl Switchboard {
    async fn run(
        mut self,
        commands: mpsc::Sender<Command>,
        mut events: mpsc::Receiver<Event>,
        mut screen: Option<mpsc::Receiver<Command>>,
        mut messages: mpsc::Receiver<Message>,
    ) -> Status {
        loop {
            tokio::select! {
                biased;
                // A driver that has ended takes no commands, and its events end too.
                room = commands.reserve(), if self.command.is_some() => {
                    let command = self.command.take();
                    if let (Ok(room), Some(command)) = (room, command) {
                        room.send(command);
                    }
                    self.see_to_finished();
                }
                () = self.owner.room(), if self.held.is_some() => self.give_held(),
                event = events.recv(), if self.held.is_none() => {
                    let Some(event) = event else { break };
                    self.told(event);
                }
                Some(command) = said(&mut screen), if self.command.is_none() => {
                    self.hub.asked(FaceId::OWNER, None, &command);
                    self.command = Some(command);
                }
                // What an owner that is a program says may have to be answered at once.
                Some(message) = messages.recv(),
                    if self.command.is_none() && self.held.is_none() =>
                {
                    self.take(message);
                }
            }
        }
        self.status
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Joined(face, lines) => {
                // A new queue has room.
                let _ = lines.try_send(self.hello.line());
                self.guests.insert(face, lines);
            }
            Message::Asked(face, request) => self.asked(face, request),
            Message::Finished(face) => {
                self.hub.finish(face);
                self.finished.insert(face);
                self.see_to_finished();
            }
            Message::Gone(face) => {
                self.guests.remove(&face);
                self.finished.remove(&face);
                self.hub.forget(face);
            }
        }
    }

    fn asked(&mut self, face: FaceId, request: Result<Request, Problem>) {
        match request.and_then(|request| request.command(&self.people)) {
            Ok((tag, command)) => {
                self.hub.asked(face, tag, &command);
                self.command = Some(command);
            }
            Err(problem) => {
                if face == FaceId::OWNER {
                    self.status = self.status.max(Status::Failed);
                }
                self.give(face, problem.line());
            }
        }
    }

    fn told(&mut self, event: Event) {
        self.people.learn(&event);
        if let Event::Named(name) = &event {
            self.hello.rename(name.clone());
        }
        let route = self.hub.route(&event);
        let (asker, tag) = route.answers.unzip();
        let tag: Option<Tag> = tag.flatten();
        if !self.guests.is_empty() {
            let plain = line(&event, None);
            let guests = self.guests.keys().copied();
            let heard = |guest: &FaceId| !route.is_private || asker == Some(*guest);
            for guest in guests.filter(heard).collect::<Vec<_>>() {
                let is_asker = asker == Some(guest) && tag.is_some();
                let line = if is_asker { line(&event, tag.as_ref()) } else { plain.clone() };
                self.give(guest, line);
            }
        }
        if !route.is_private || asker == Some(FaceId::OWNER) {
            self.status = self.status.max(loss(&event));
            let tag = tag.filter(|_| asker == Some(FaceId::OWNER));
            self.held = Some(match &self.owner {
                Out::Screen(_) => Told::Event(event),
                Out::Program(_) => Told::Line(line(&event, tag.as_ref())),
            });
            self.give_held();
        }
        self.see_to_finished();
    }

    /// Who will say nothing more and has had every outcome leaves; with the owner, the chat ends.
    fn see_to_finished(&mut self) {
        if self.command.is_some() {
            return; // it is seen to again when that is handed on
        }
        let done = self.finished.extract_if(.., |face| !self.hub.owes(*face));
        for face in done.collect::<Vec<_>>() {
            if face == FaceId::OWNER {
                self.command = Some(Command::Exit);
            } else {
                self.guests.remove(&face);
            }
        }
    }

    fn give(&mut self, face: FaceId, line: Arc<str>) {
        if face == FaceId::OWNER {
            self.held = Some(Told::Line(line));
            return self.give_held();
        }
        let Some(guest) = self.guests.get(&face) else { return };
        if guest.capacity() > 1 {
            let _ = guest.try_send(line);
            return;
        }
        // The last place in the queue is for saying why it ends.
        let _ = guest.try_send(Problem::too_slow().line());
        self.guests.remove(&face);
        self.hub.forget(face);
    }

    /// Gives the owner what was held, if it has room. One that is gone is told nothing.
    fn give_held(&mut self) {
        self.held = self.held.take().and_then(|told| self.owner.give(told));
    }
}

impl Out {
    async fn room(&self) {
        match self {
            Self::Screen(events) => drop(events.reserve().await),
            Self::Program(lines) => drop(lines.reserve().await),
        }
    }

    /// Returns what there was no room for.
    fn give(&self, told: Told) -> Option<Told> {
        use mpsc::error::TrySendError::Full;
        match (self, told) {
            (Self::Screen(events), Told::Event(event)) => match events.try_send(event) {
                Err(Full(event)) => Some(Told::Event(event)),
                Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => None,
            },
            (Self::Program(lines), Told::Line(line)) => match lines.try_send(line) {
                Err(Full(line)) => Some(Told::Line(line)),
                Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => None,
            },
            (Self::Screen(_), Told::Line(_)) | (Self::Program(_), Told::Event(_)) => None,
        }
    }
}

/// The next command of a screen, if there is one.
async fn said(screen: &mut Option<mpsc::Receiver<Command>>) -> Option<Command> {
    match screen {
        Some(commands) => commands.recv().await,
        None => None,
    }
}
