//! Stories of who proves a key and then says what has no place: one link ends, and nothing else.

use chinwag::frame::{Frame, Greeting, Scope};
use chinwag::node::LINKS_PER_PEER_MAX;
use chinwag::reason::Reason;
use chinwag::stream::{Chain, Position};
use chinwag::text::TEXT_MAX;
use chinwag::time::Time;
use chinwag::wire::{FRAME_MAX, VERSION};
use tokio::net::TcpSocket;
use tokio::task::yield_now;

use crate::ends::End;
use crate::mallory::{Caller, bytes_of, framed, greeting, half_a_frame, mallory, text};
use crate::people::Scene;

#[tokio::test]
async fn a_first_frame_that_is_no_greeting_ends_the_link() {
    let firsts = [
        Frame::Ping,
        Frame::Pong,
        Frame::Received(0),
        text(1, "let us skip the pleasantries"),
        Frame::Exit(Scope::You),
        Frame::Exit(Scope::Everybody),
        Frame::ConnectAck(greeting()),
    ];
    for first in firsts {
        let scene = Scene::open().await;
        let mut caller = Caller::dial(&scene.alice).await;
        caller.say(&[first, Frame::Connect(greeting()), text(1, "and now?")]).await;
        caller.until_hung_up_on().await;
        scene.ends_with(&End::refused(mallory(), Reason::OutOfTurn)).await;
    }
}

#[tokio::test]
async fn a_greeting_of_another_version_ends_the_link() {
    for version in [0, VERSION + 1, u16::MAX] {
        let scene = Scene::open().await;
        let mut caller = Caller::dial(&scene.alice).await;
        let greeting = Greeting { version, ..greeting() };
        caller.say(&[Frame::Connect(greeting), text(1, "hello from the future")]).await;
        caller.until_hung_up_on().await;
        scene.ends_with(&End::refused(mallory(), Reason::WrongVersion)).await;
    }
}

#[tokio::test]
async fn what_is_no_frame_ends_the_link_and_what_follows_it_is_not_heard() {
    for (what, bytes, why) in no_frames() {
        println!("{what}");
        let then = bytes_of(&[text(1, "did that hurt?")]);

        let scene = Scene::open().await;
        let mut caller = Caller::dial(&scene.alice).await;
        caller.utter(&[&bytes[..], &then].concat()).await;
        caller.until_hung_up_on().await;
        scene.ends_with(&End::broke_unmet(mallory(), why.clone())).await;

        let scene = Scene::open().await;
        let (mut caller, _) = Caller::call(&scene.alice).await;
        caller.utter(&[&bytes[..], &then].concat()).await;
        caller.until_hung_up_on().await;
        scene.ends_with(&End::broke(mallory(), why)).await;
    }
}

#[tokio::test]
async fn what_comes_before_the_error_is_heard_and_nothing_after_it() {
    let scene = Scene::open().await;
    let (mut caller, _) = Caller::call(&scene.alice).await;
    let honest = bytes_of(&[text(1, "one"), text(2, "two")]);
    let late = bytes_of(&[text(3, "three")]);
    caller.utter(&[&honest[..], &framed(b"\x80"), &late].concat()).await;
    caller.until_hung_up_on().await;
    let words = [(mallory(), "one"), (mallory(), "two")];
    scene.ends_with_words(&End::broke(mallory(), Reason::Malformed), &words).await;
}

#[tokio::test]
async fn half_a_frame_and_a_goodbye_of_the_channel_is_an_unfinished_frame() {
    let scene = Scene::open().await;
    let (mut caller, _) = Caller::call(&scene.alice).await;
    caller.utter(&half_a_frame()).await;
    caller.hang_up().await;
    scene.ends_with(&End::broke(mallory(), Reason::Unfinished)).await;
}

#[tokio::test]
async fn half_a_frame_and_a_cut_is_a_lost_connection() {
    let scene = Scene::open().await;
    let (mut caller, _) = Caller::call(&scene.alice).await;
    caller.utter(&half_a_frame()).await;
    drop(caller);
    scene.ends_with(&End::broke(mallory(), Reason::Lost)).await;
}

#[tokio::test]
async fn a_gap_in_the_stream_of_messages_ends_the_link() {
    for seq in [2, 3, u64::MAX] {
        let scene = Scene::open().await;
        let (mut caller, _) = Caller::call(&scene.alice).await;
        caller.say(&[text(seq, "you have missed something")]).await;
        caller.until_hung_up_on().await;
        scene.ends_with(&End::cut_off(mallory(), Reason::OutOfTurn)).await;
    }
    let scene = Scene::open().await;
    let (mut caller, _) = Caller::call(&scene.alice).await;
    caller.say(&[text(1, "one"), text(3, "three"), text(2, "two"), Frame::Ping]).await;
    caller.until_hung_up_on().await;
    let words = [(mallory(), "one")];
    scene.ends_with_words(&End::cut_off(mallory(), Reason::OutOfTurn), &words).await;
}

#[tokio::test]
async fn a_message_said_again_is_heard_once() {
    let scene = Scene::open().await;
    let (mut caller, _) = Caller::call(&scene.alice).await;
    let again = [text(1, "one"), text(1, "won"), text(0, "none"), text(1, "one"), text(2, "two")];
    caller.say(&again).await;
    caller.say(&[text(2, "too"), text(1, "one"), Frame::Ping]).await;
    while caller.hear().await != Frame::Pong {}
    let words = [(mallory(), "one"), (mallory(), "two")];
    scene.ends_with_words(&[], &words).await;
}

#[tokio::test]
async fn to_confirm_what_was_never_sent_ends_the_link() {
    for upto in [1, u64::MAX] {
        let scene = Scene::open().await;
        let (mut caller, answer) = Caller::call(&scene.alice).await;
        caller.say(&[Frame::Received(upto), text(1, "I have it all")]).await;
        caller.until_hung_up_on().await;
        let mut ends = End::cut_off(mallory(), Reason::OutOfTurn).to_vec();
        scene.ends_with(&ends).await;

        let received = Some(Position { epoch: answer.sending, upto, chain: Chain(0) });
        let boastful = Greeting { received, ..greeting() };
        let (mut caller, _) = Caller::call(&scene.alice).await;
        caller.say(&[Frame::Connect(boastful.clone()), text(1, "I have it all")]).await;
        caller.until_hung_up_on().await;
        ends.extend(End::cut_off(mallory(), Reason::OutOfTurn));
        scene.ends_with(&ends).await;

        let mut caller = Caller::dial(&scene.alice).await;
        caller.say(&[Frame::Connect(boastful), text(1, "I have it all")]).await;
        caller.until_hung_up_on().await;
        ends.extend(End::cut_off(mallory(), Reason::RolledBack));
        scene.ends_with(&ends).await;
    }
}

#[tokio::test]
async fn a_greeting_full_of_the_greatest_numbers_is_only_a_greeting() {
    let scene = Scene::open().await;
    let mut caller = Caller::dial(&scene.alice).await;
    let most = Position { epoch: u64::MAX, upto: u64::MAX, chain: Chain(u128::MAX) };
    let greatest = Greeting {
        boot: u64::MAX,
        dial: u64::MAX,
        seen: u64::MAX,
        clock: Time::from_micros(u64::MAX),
        sending: u64::MAX,
        received: Some(most),
        ..greeting()
    };
    caller.greet(greatest.clone()).await;
    caller.greet(greatest).await;
    caller.say(&[Frame::Ping]).await;
    while caller.hear().await != Frame::Pong {}
    scene.ends_with(&[]).await;
    caller.say(&[text(u64::MAX, "the last word")]).await;
    caller.until_hung_up_on().await;
    scene.ends_with(&End::cut_off(mallory(), Reason::OutOfTurn)).await;
}

#[tokio::test]
async fn of_many_links_by_one_key_a_few_are_taken() {
    let scene = Scene::open().await;
    let mut callers = Vec::new();
    for _ in 0..LINKS_PER_PEER_MAX {
        callers.push(Caller::dial(&scene.alice).await);
    }
    for _ in 0..3 {
        Caller::dial(&scene.alice).await.until_hung_up_on().await;
    }
    let too_many = End::Closed(mallory(), Reason::TooManyLinks);
    let told = End::Told(Reason::TooManyLinks);
    let mut ends = vec![too_many.clone(), told, too_many.clone(), too_many];
    scene.ends_with(&ends).await;

    for caller in callers {
        caller.hang_up().await;
        ends.push(End::Broke(mallory(), Reason::HungUp));
    }
    scene.ends_with(&ends).await;
    let (_caller, _) = Caller::call(&scene.alice).await;
    scene.ends_with(&ends).await;
}

#[tokio::test]
async fn of_many_open_links_by_one_key_the_latest_is_kept() {
    let scene = Scene::open().await;
    let mut callers = Vec::new();
    let mut ends = Vec::new();
    for dial in 1..=20 {
        let mut caller = Caller::dial(&scene.alice).await;
        caller.greet(Greeting { dial, ..greeting() }).await;
        callers.push(caller);
    }
    ends.resize(19, End::Closed(mallory(), Reason::Duplicate));
    scene.ends_with(&ends).await;
    let mut latest = callers.pop().expect("twenty of them");
    latest.say(&[text(1, "it is still me")]).await;
    scene.alice.hears(mallory(), "it is still me").await;
    for caller in callers {
        caller.until_hung_up_on().await;
    }
}

#[tokio::test]
async fn who_asks_and_never_reads_the_answers_is_cut_off() {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_send_buffer_size(4096).expect("a small buffer");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
    let scene = Scene::open_at(socket.listen(64).expect("a listener")).await;
    let mut caller = Caller::dial_narrow(&scene.alice).await;
    caller.greet(greeting()).await;
    let asking = tokio::spawn(async move {
        let ping = bytes_of(&[Frame::Ping]);
        while caller.try_to_utter(&ping).await {
            yield_now().await;
        }
    });
    for _ in 0..20 {
        scene.talk().await;
    }
    scene.ends_with(&End::broke(mallory(), Reason::NotReading)).await;
    asking.await.expect("no panic");
}

#[tokio::test]
async fn who_asks_without_end_keeps_nobody_from_talking() {
    let scene = Scene::open().await;
    let (mut caller, _) = Caller::call(&scene.alice).await;
    let asking = tokio::spawn(async move {
        let pings = bytes_of(&vec![Frame::Ping; 1_000]);
        while caller.try_to_utter(&pings).await {}
    });
    for _ in 0..20 {
        scene.talk().await;
    }
    assert!(!asking.is_finished(), "Mallory still asks");
    scene.ends_with(&[]).await;
}

/// Bytes that are no frame, and why.
fn no_frames() -> Vec<(&'static str, Vec<u8>, Reason)> {
    let huge = |length: usize| u32::try_from(length).expect("four bytes").to_be_bytes().to_vec();
    let too_long = text(1, &"a".repeat(TEXT_MAX + 1));
    vec![
        ("noise", framed(b"\xde\xad\xbe\xef"), Reason::Malformed),
        ("nothing", framed(b""), Reason::Malformed),
        ("a frame of another kind", framed(b"\x61z"), Reason::Malformed),
        ("a frame and something more", framed(b"\x61i\0"), Reason::Malformed),
        ("an array of 2^48", framed(b"\x9b\0\x01\0\0\0\0\0\0"), Reason::Malformed),
        ("a text of 2^63", framed(b"\x7b\x7f\xff\xff\xff\xff\xff\xff\xff"), Reason::Malformed),
        ("300 arrays in each other", framed(&[0x81; 300]), Reason::Malformed),
        ("60000 tags", framed(&[0xc1; 60_000]), Reason::Malformed),
        ("a text too long", bytes_of(&[too_long]), Reason::Malformed),
        ("a text of nothing", bytes_of(&[text(1, "")]), Reason::Malformed),
        ("a length just too great", huge(FRAME_MAX + 1), Reason::Oversize),
        ("the greatest length", huge(u32::MAX as usize), Reason::Oversize),
    ]
}
