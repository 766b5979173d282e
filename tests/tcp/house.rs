//! A house of Mallory's, and stories of Alice, who calls there and does not get what she expects.

use chinwag::address::Address;
use chinwag::channel::Channel;
use chinwag::frame::{Frame, Greeting, Scope};
use chinwag::identity::Identity;
use chinwag::node::Target;
use chinwag::reason::Reason;
use chinwag::wire::VERSION;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::ends::End;
use crate::mallory::{Caller, first_record, framed, greeting, mallory, text, until_hung_up_on};
use crate::people::{PATIENCE, Person, Scene, keys_of};

#[tokio::test]
async fn who_answers_something_else_than_tls_is_not_reached() {
    let answers: [&[u8]; 3] = [b"HTTP/1.1 400 Bad Request\r\n\r\n", &[0; 100], &framed(b"\x61i")];
    for answer in answers {
        let scene = Scene::open().await;
        let house = House::that_is_called_by(&scene.alice).await;
        let mut stream = house.open().await;
        stream.write_all(answer).await.expect("there is room for it");
        until_hung_up_on(stream).await;
        scene.ends_with(&End::unreached(CALL, Reason::WrongProtocol)).await;
    }
}

#[tokio::test]
async fn who_hangs_up_on_the_first_word_is_not_reached() {
    let scene = Scene::open().await;
    let house = House::that_is_called_by(&scene.alice).await;
    first_record(&mut house.open().await).await;
    scene.ends_with(&End::unreached(CALL, Reason::HungUp)).await;
}

#[tokio::test]
async fn who_does_not_return_the_greeting_is_not_reached() {
    let answers = [
        Frame::Connect(greeting()),
        Frame::Ping,
        Frame::Received(0),
        text(1, "who is calling?"),
        Frame::Exit(Scope::You),
    ];
    for answer in answers {
        let scene = Scene::open().await;
        let house = House::that_is_called_by(&scene.alice).await;
        let mut caller = house.let_in().await;
        caller.say(&[answer, Frame::ConnectAck(greeting()), text(1, "and now?")]).await;
        caller.until_hung_up_on().await;
        let [_, failed, unreached] = End::unreached(CALL, Reason::OutOfTurn);
        let closed = End::Closed(mallory(), Reason::OutOfTurn);
        scene.ends_with(&[closed, failed, unreached]).await;
    }
}

#[tokio::test]
async fn who_returns_the_greeting_of_another_version_is_not_reached() {
    let scene = Scene::open().await;
    let house = House::that_is_called_by(&scene.alice).await;
    let mut caller = house.let_in().await;
    let another = Greeting { version: VERSION + 1, ..greeting() };
    caller.say(&[Frame::ConnectAck(another), text(1, "and now?")]).await;
    caller.until_hung_up_on().await;
    let [_, failed, unreached] = End::unreached(CALL, Reason::WrongVersion);
    let closed = End::Closed(mallory(), Reason::WrongVersion);
    scene.ends_with(&[closed, failed, unreached]).await;
}

/// Where people call Mallory.
pub(crate) struct House {
    pub(crate) address: Address,
    door: TcpListener,
}

impl House {
    pub(crate) async fn new() -> Self {
        let door = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        Self { address: door.local_addr().expect("a bound listener").into(), door }
    }

    /// A house at whose address somebody wants to say [`CALL`].
    pub(crate) async fn that_is_called_by(person: &Person) -> Self {
        let house = Self::new().await;
        person.say(Target::At(house.address.clone().into()), CALL).await;
        house
    }

    /// Opens to the next call and says nothing.
    pub(crate) async fn open(&self) -> TcpStream {
        let calling = timeout(PATIENCE, self.door.accept());
        calling.await.expect("a call").expect("a door").0
    }

    /// Answers the next call with Mallory's key, and returns who called if that is known then.
    pub(crate) async fn hears_out(&self) -> Result<Identity, Reason> {
        let stream = Box::new(self.open().await);
        let channel = Channel::new(&keys_of("mallory"));
        let proving = timeout(PATIENCE, channel.accept(stream));
        proving.await.expect("an answer").map(|(caller, _)| caller)
    }

    /// Answers the next call with Mallory's key, and then it is her turn.
    pub(crate) async fn let_in(&self) -> Caller {
        let stream = Box::new(self.open().await);
        let channel = Channel::new(&keys_of("mallory"));
        let proving = timeout(PATIENCE, channel.accept(stream));
        Caller::of(proving.await.expect("an answer").expect("a handshake").1)
    }
}

/// What is to be said at a house of Mallory's and never is.
pub(crate) const CALL: &str = "is anybody there?";
