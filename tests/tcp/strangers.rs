//! Stories of who comes to Alice's door and proves no key: turned away, and Bob does not notice.

use chinwag::driver::STRANGERS_PER_SOURCE_MAX;
use chinwag::frame::Frame;
use chinwag::reason::Reason;
use tokio::net::TcpStream;

use crate::ends::End;
use crate::forger::{Forgery, fails_to_forge, forge};
use crate::keys::{FORGED_SIGNATURE, weak_keys};
use crate::mallory::{
    bytes_of, client_hello, greeting, knock, knock_with, mallory, text, until_hung_up_on,
};
use crate::people::{Person, Scene};

#[tokio::test]
async fn who_does_not_speak_tls_is_turned_away() {
    let in_the_clear = bytes_of(&[Frame::Connect(greeting()), text(1, "no need to encrypt")]);
    let old_tls = b"\x16\x03\x01\0\x2d\x01\0\0\x29\x03\x03the thirty-two bytes of \
          a client\0\0\x02\xc0\x2f\x01\0";
    let greetings: [&[u8]; 8] = [
        b"GET / HTTP/1.1\r\nHost: alice\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        &[0; 1024],
        &[0xff; 1024],
        &[0x16; 1024],
        b"\x16\x03\x01\0\x05hello",
        old_tls,
        &in_the_clear,
    ];
    for garbage in greetings {
        let scene = Scene::open().await;
        until_hung_up_on(knock_with(&scene.alice, garbage).await).await;
        scene.ends_with(&End::turned_away(Reason::WrongProtocol)).await;
    }
}

#[tokio::test]
async fn who_hangs_up_before_or_within_a_handshake_is_turned_away() {
    let hello = client_hello().await;
    for said in [0, 1, 5, hello.len() / 2, hello.len() - 1] {
        let scene = Scene::open().await;
        drop(knock_with(&scene.alice, &hello[..said]).await);
        scene.ends_with(&End::turned_away(Reason::HungUp)).await;
    }
}

#[tokio::test]
async fn who_speaks_another_version_of_the_protocol_is_turned_away() {
    let versions: [&[&[u8]]; 4] = [&[b"chinwag/2"], &[b"h2", b"http/1.1"], &[b"chinwag"], &[]];
    for alpn in versions {
        let scene = Scene::open().await;
        let forgery = Forgery { alpn, ..Forgery::none() };
        fails_to_forge(&scene.alice, forgery).await;
        scene.ends_with(&End::turned_away(Reason::WrongVersion)).await;
    }
}

#[tokio::test]
async fn who_does_not_own_the_key_that_it_shows_is_turned_away() {
    let scene = Scene::open().await;
    let own = *scene.bob.identity.as_bytes();
    let of_bob = Forgery { key: Some(own), ..Forgery::none() };
    fails_to_forge(&scene.alice, of_bob).await;
    scene.ends_with(&End::turned_away(Reason::WrongProtocol)).await;
}

#[tokio::test]
async fn who_shows_no_key_is_turned_away() {
    let scene = Scene::open().await;
    let nobody = Forgery { key: None, ..Forgery::none() };
    fails_to_forge(&scene.alice, nobody).await;
    scene.ends_with(&End::turned_away(Reason::WrongProtocol)).await;
}

#[tokio::test]
async fn who_shows_alice_her_own_key_is_turned_away() {
    let scene = Scene::open().await;
    let mirror = Forgery { key: Some(*scene.alice.identity.as_bytes()), ..Forgery::none() };
    fails_to_forge(&scene.alice, mirror).await;
    scene.ends_with(&End::turned_away(Reason::Yourself)).await;
}

#[tokio::test]
async fn who_shows_a_key_that_everybody_owns_is_turned_away() {
    for key in weak_keys() {
        let scene = Scene::open().await;
        let weak = Forgery { key: Some(key), signature: Some(FORGED_SIGNATURE), ..Forgery::none() };
        fails_to_forge(&scene.alice, weak).await;
        scene.ends_with(&End::turned_away(Reason::WrongProtocol)).await;
    }
}

/// That the forger is refused for the forgery alone.
#[tokio::test]
async fn a_forger_that_forges_nothing_is_let_in() {
    let scene = Scene::open().await;
    let link = forge(&scene.alice, Forgery::none()).await;
    drop(link.expect("a handshake"));
    scene.ends_with(&End::broke_unmet(mallory(), Reason::Lost)).await;
}

#[tokio::test]
async fn a_crowd_from_one_place_is_kept_out_and_those_inside_do_not_notice() {
    let scene = Scene::open().await;
    let mut crowd: Vec<TcpStream> = Vec::new();
    for _ in 0..STRANGERS_PER_SOURCE_MAX {
        crowd.push(knock(&scene.alice).await);
    }
    until_hung_up_on(knock(&scene.alice).await).await;
    let mut ends = End::turned_away(Reason::Crowded).to_vec();
    scene.ends_with(&ends).await;

    until_hung_up_on(knock_with(&scene.alice, &client_hello().await).await).await;
    ends.push(End::TurnedAway(Reason::Crowded));
    scene.ends_with(&ends).await;

    drop(crowd);
    ends.resize(ends.len() + STRANGERS_PER_SOURCE_MAX, End::TurnedAway(Reason::HungUp));
    scene.ends_with(&ends).await;

    let carol = Person::start("carol", &[scene.alice.contact()]).await;
    carol.sees_online(scene.alice.identity).await;
    scene.ends_with(&ends).await;
}
