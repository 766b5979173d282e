//! Stories of who takes its time: Alice waits for a while, and never in anybody else's way.

use chinwag::frame::Frame;
use chinwag::reason::Reason;

use crate::ends::End;
use crate::house::{CALL, House};
use crate::mallory::{
    Caller, bytes_of, client_hello, drip, greeting, half_a_frame, knock, knock_with, mallory, text,
    until_hung_up_on,
};
use crate::people::Scene;

/// All at once, because each of them takes as long as Alice is patient.
#[tokio::test]
async fn who_takes_too_long_loses_the_link() {
    tokio::join!(
        silence_before_the_handshake(),
        half_a_handshake(),
        a_handshake_in_drips(),
        silence_before_the_greeting(),
        half_a_greeting(),
        half_a_frame_after_the_greeting(),
        a_frame_in_drips(),
        silence_instead_of_a_handshake_in_return(),
        silence_instead_of_a_greeting_in_return(),
    );
}

async fn silence_before_the_handshake() {
    let scene = Scene::open().await;
    until_hung_up_on(knock(&scene.alice).await).await;
    scene.ends_with(&End::turned_away(Reason::NoGreeting)).await;
}

async fn half_a_handshake() {
    let scene = Scene::open().await;
    let hello = client_hello().await;
    until_hung_up_on(knock_with(&scene.alice, &hello[..hello.len() / 2]).await).await;
    scene.ends_with(&End::turned_away(Reason::NoGreeting)).await;
}

async fn a_handshake_in_drips() {
    let scene = Scene::open().await;
    let hello = client_hello().await;
    let mut stream = knock(&scene.alice).await;
    drip(&mut stream, &hello).await;
    scene.ends_with(&End::turned_away(Reason::NoGreeting)).await;
}

async fn silence_before_the_greeting() {
    let scene = Scene::open().await;
    Caller::dial(&scene.alice).await.until_hung_up_on().await;
    scene.ends_with(&End::refused(mallory(), Reason::NoGreeting)).await;
}

async fn half_a_greeting() {
    let scene = Scene::open().await;
    let mut caller = Caller::dial(&scene.alice).await;
    let greeting = bytes_of(&[Frame::Connect(greeting())]);
    caller.utter(&greeting[..greeting.len() / 2]).await;
    caller.until_hung_up_on().await;
    scene.ends_with(&End::refused(mallory(), Reason::NoGreeting)).await;
}

async fn half_a_frame_after_the_greeting() {
    let scene = Scene::open().await;
    let (mut caller, _) = Caller::call(&scene.alice).await;
    caller.utter(&half_a_frame()).await;
    caller.until_hung_up_on().await;
    scene.ends_with(&End::broke(mallory(), Reason::Unfinished)).await;
}

async fn a_frame_in_drips() {
    let scene = Scene::open().await;
    let (mut caller, _) = Caller::call(&scene.alice).await;
    let frame = bytes_of(&[text(1, &"tick tock ".repeat(1_000))]);
    caller.drip(&frame).await;
    scene.ends_with(&End::broke(mallory(), Reason::Unfinished)).await;
}

async fn silence_instead_of_a_handshake_in_return() {
    let scene = Scene::open().await;
    let house = House::that_is_called_by(&scene.alice).await;
    until_hung_up_on(house.open().await).await;
    scene.ends_with(&End::unreached(CALL, Reason::NoGreeting)).await;
}

async fn silence_instead_of_a_greeting_in_return() {
    let scene = Scene::open().await;
    let house = House::that_is_called_by(&scene.alice).await;
    house.let_in().await.until_hung_up_on().await;
    let [_, failed, unreached] = End::unreached(CALL, Reason::NoGreeting);
    let closed = End::Closed(mallory(), Reason::NoGreeting);
    scene.ends_with(&[closed, failed, unreached]).await;
}
