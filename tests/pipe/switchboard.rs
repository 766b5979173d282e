//! The switchboard between a driver and its faces: what is lost for nobody, and for whom it ends.

use std::sync::Arc;

use chinwag::failure::Status;
use chinwag::hub::{Ends, FaceId, Message, Owner, connect};
use chinwag::identity::KeyPair;
use chinwag::look::Look;
use chinwag::node::{Command, Event, Label, Mistake, Who};
use chinwag::pipe::{Hello, LINES_MAX, Request};
use chinwag::record::Remembered;
use chinwag::screen::{Examine, People};
use chinwag::settings::{Host, Settings};
use chinwag::store::Sqlite;
use chinwag::text::Safe;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

#[tokio::test]
async fn a_screen_that_takes_its_time_misses_nothing() {
    let (board, _, mut shown) = Board::with_screen();
    let Board { told, ended, .. } = board;
    tokio::spawn(async move {
        for n in 0..500 {
            told.send(named(n)).await.unwrap();
        }
    });
    for n in 0..500 {
        tokio::task::yield_now().await;
        assert_eq!(shown.recv().await, Some(named(n)));
    }
    assert_eq!((shown.recv().await, ended.await.unwrap()), (None, Status::Ok));
}

#[tokio::test]
async fn a_screen_and_the_driver_that_both_wait_do_not_wait_for_each_other() {
    let (mut board, screen, mut shown) = Board::with_screen();
    // The screen gives commands and takes no event; the driver tells and takes no command.
    for _ in 0..3 {
        screen.send(Command::ListPeers).await.unwrap();
        board.told.send(Event::Resumed).await.unwrap();
    }
    // Who moves first sets the other free.
    assert_eq!(board.commanded.recv().await, Some(Command::ListPeers));
    assert_eq!(shown.recv().await, Some(Event::Resumed));
    assert_eq!(board.commanded.recv().await, Some(Command::ListPeers));
}

#[tokio::test]
async fn a_guest_that_takes_nothing_is_let_go_and_the_screen_goes_on() {
    let (board, _, mut shown) = Board::with_screen();
    let mut slow = board.guest(FaceId::guest(1)).await;
    let mut quick = board.guest(FaceId::guest(2)).await;
    for n in 0..LINES_MAX {
        board.told.send(named(n)).await.unwrap();
        assert_eq!(shown.recv().await, Some(named(n)));
        while quick.try_recv().is_ok() {}
    }
    let mut lines = Vec::new();
    while let Some(line) = slow.recv().await {
        lines.push(line);
    }
    assert_eq!(lines.len(), LINES_MAX);
    assert!(lines.last().unwrap().contains("you did not read what you were told"));
    board.told.send(Event::Resumed).await.unwrap();
    assert!(quick.recv().await.unwrap().contains("resumed"));
}

#[tokio::test]
async fn who_comes_later_is_greeted_by_the_name_that_we_have_now() {
    let (board, _, mut shown) = Board::with_screen();
    board.told.send(Event::Named(Safe::name("ally"))).await.unwrap();
    assert!(shown.recv().await.is_some());
    let mut guest = board.guest(FaceId::guest(1)).await;
    assert!(guest.recv().await.unwrap().contains(r#""name":"ally""#));
}

#[tokio::test]
async fn what_a_guest_is_refused_is_no_business_of_the_screen() {
    let (mut board, _, mut shown) = Board::with_screen();
    let face = FaceId::guest(1);
    let mut guest = board.guest(face).await;
    let request = Request::parse(br#"{"type":"rename","name":"ally","id":4}"#);
    board.messages.send(Message::Asked(face, request)).await.unwrap();
    assert_eq!(board.commanded.recv().await, Some(Command::Rename(Safe::name("ally"))));
    board.told.send(Event::Rejected(Mistake::NotAName)).await.unwrap();
    assert!(guest.recv().await.unwrap().contains("hello"));
    assert!(guest.recv().await.unwrap().ends_with(r#""id":4}"#));
    let Board { told, ended, .. } = board;
    drop(told); // as a driver that has ended
    assert_eq!((shown.recv().await, ended.await.unwrap()), (None, Status::Ok));
}

/// The ends of a switchboard that a test holds.
struct Board {
    told: Sender<Event>,
    commanded: Receiver<Command>,
    messages: Sender<Message>,
    ended: JoinHandle<Status>,
}

impl Board {
    /// With a screen that takes and gives one thing at a time, as the driver does.
    fn with_screen() -> (Self, Sender<Command>, Receiver<Event>) {
        let (commands, commanded) = channel(1);
        let (told, events) = channel(1);
        let (messages, asked) = channel(1);
        let (screen, typed) = channel(1);
        let (show, shown) = channel(1);
        let (owner, people) = (Owner::Screen(typed, show), People::default());
        let hello = Hello::of(&settings());
        let ends = Ends { commands, events, owner, messages: asked, hello, people };
        let ended = tokio::spawn(connect(ends));
        (Self { told, commanded, messages, ended }, screen, shown)
    }

    async fn guest(&self, face: FaceId) -> Receiver<Arc<str>> {
        let (lines, told) = channel(LINES_MAX);
        self.messages.send(Message::Joined(face, lines)).await.unwrap();
        // It is there once something else of the same kind has been taken.
        for _ in 0..2 {
            self.messages.send(Message::Gone(FaceId::guest(99))).await.unwrap();
        }
        told
    }
}

fn named(n: usize) -> Event {
    Event::Renamed { peer: who(), before: Safe::name(&n.to_string()) }
}

fn who() -> Who {
    let label = Label { name: Safe::name("bob"), tag: None, is_petname: false };
    let identity = KeyPair::from_seed([2; 32]).identity();
    Who { identity, label: label.into() }
}

fn settings() -> Settings {
    let host = Host::everywhere();
    Settings {
        name: Safe::name("alice"),
        listen: host.at_port(7001),
        reachable_at: host.at_port(7001),
        static_peers: Vec::new(),
        keys: KeyPair::from_seed([1; 32]),
        remembered: Remembered::default(),
        store: Box::new(Sqlite::in_memory().unwrap()),
        look: Look::default(),
        opening: None,
        examine: Examine::new(|_| async { String::new() }),
        recording: None,
        profile: None,
    }
}
