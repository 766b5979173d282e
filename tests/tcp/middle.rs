//! Stories of Mallory in the middle: she can break what Alice and Bob say, and no more.

use chinwag::address::Contact;
use chinwag::identity::Identity;
use chinwag::node::{Command, Target};
use chinwag::reason::Reason;
use chinwag::text::Safe;
use tokio::io::AsyncWriteExt;
use tokio::task::JoinSet;

use crate::ends::End;
use crate::house::House;
use crate::mallory::{bytes_of, knock_with, mallory, text, until_hung_up_on};
use crate::passage::{Flip, Passage, Record, Way};
use crate::people::{Person, Scene, keys_of};

#[tokio::test]
async fn who_answers_with_another_key_than_was_asked_for_does_not_learn_who_called() {
    let scene = Scene::open().await;
    let house = House::new().await;
    let carol = Contact { address: house.address.clone(), identity: Some(carol()) };
    scene.alice.say(Target::At(carol), "for Carol alone").await;
    assert_eq!(house.hears_out().await, Err(refused()));
    let changed = Reason::KeyChanged { found: mallory() };
    scene.ends_with(&[End::DialFailed(changed.clone()), End::Unreached(changed)]).await;
}

#[tokio::test]
async fn who_moves_into_an_address_is_not_taken_for_who_lived_there() {
    let Talk { alice, bob, passage } = Talk::without_harm().await;
    bob.command(Command::Exit).await;
    let mut ends = End::cut_off(bob.identity, Reason::Left).to_vec();
    alice.sees_ends(ends.len()).await;

    let house = House::new().await;
    passage.lead_to(&house.address);
    alice.say(Target::At(passage.address.clone().into()), "for Bob alone").await;
    assert_eq!(house.hears_out().await, Err(refused()));
    let changed = Reason::KeyChanged { found: mallory() };
    ends.extend([End::DialFailed(changed.clone()), End::Unreached(changed)]);
    alice.sees_ends(ends.len()).await;

    let bob = Person::start_again("bob", bob.disk).await;
    passage.lead_to(&bob.address);
    alice.say(Target::At(passage.address.clone().into()), "welcome back").await;
    bob.hears(alice.identity, "welcome back").await;
    let words = ["for Bob alone", "welcome back"].map(|words| (alice.identity, words.to_owned()));
    assert_eq!(bob.heard(), words);
    assert_eq!(alice.ends(), ends);
}

#[tokio::test]
async fn who_leads_alice_to_herself_achieves_nothing() {
    let scene = Scene::open().await;
    let passage = Passage::to(&scene.alice.address).await;
    scene.alice.say(Target::At(passage.address.clone().into()), "who is there?").await;
    let as_host = End::turned_away(refused()).to_vec();
    let as_guest = End::unreached("who is there?", Reason::Yourself).to_vec();
    scene.alice.sees_ends(5).await;
    let is_host_first = scene.alice.ends().starts_with(&as_host);
    let ends = if is_host_first { [as_host, as_guest] } else { [as_guest, as_host] };
    scene.ends_with(&ends.concat()).await;
}

#[tokio::test]
async fn nothing_that_is_said_nor_who_says_it_can_be_read_on_the_way() {
    let Talk { alice, bob, passage } = Talk::without_harm().await;
    let Record { there, back, connections, .. } = passage.record();
    assert_eq!((connections, alice.ends(), bob.ends()), (1, vec![], vec![]), "it all went there");
    assert!(holds(&bytes_of(&[text(1, TRUTH)]), b"canary"), "it could be read if it were in clear");
    assert!(holds(&there, b"chinwag/1"), "what is in clear can be read");
    let secrets = [b"canary", &b"alice"[..], alice.identity.as_bytes(), bob.identity.as_bytes()];
    for secret in secrets {
        assert!(!holds(&there, secret) && !holds(&back, secret), "{secret:x?} can be read");
    }
}

#[tokio::test]
async fn what_was_recorded_opens_no_link_again() {
    let Talk { alice, bob, passage } = Talk::without_harm().await;
    let Record { there, back, .. } = passage.record();
    let mut ends = End::turned_away(Reason::WrongProtocol).to_vec();
    for _ in 0..10 {
        until_hung_up_on(knock_with(&bob, &there).await).await;
        bob.sees_ends(ends.len()).await;
        assert_eq!(bob.ends(), ends);
        ends.push(End::TurnedAway(Reason::WrongProtocol));
    }

    let house = House::new().await;
    alice.say(Target::At(house.address.clone().into()), "is that you, Bob?").await;
    let mut stream = house.open().await;
    stream.write_all(&back).await.expect("there is room for it");
    until_hung_up_on(stream).await;
    alice.sees_ends(3).await;
    assert_eq!(alice.ends(), End::unreached("is that you, Bob?", Reason::WrongProtocol));

    alice.say(Target::Peer(bob.identity), "so that was not you").await;
    bob.hears(alice.identity, "so that was not you").await;
    assert_eq!((alice.heard().len(), bob.heard().len()), (1, 3));
}

#[tokio::test]
async fn a_flipped_bit_ends_one_connection_and_the_next_one_delivers() {
    let Record { there, back, .. } = Talk::without_harm().await.passage.record();
    let mut flips = flips(Way::There, &there);
    flips.extend(self::flips(Way::Back, &back));
    assert!(flips.len() >= 50, "{flips:?}");
    let mut talks = JoinSet::new();
    for flip in flips {
        talks.spawn(async move { (flip, Talk::with(Some(flip)).await) });
    }
    while let Some(talk) = talks.join_next().await {
        let (flip, Talk { alice, bob, passage }) = talk.expect("a delivery");
        for person in [alice, bob] {
            person.sees_ends(2).await;
            let ends = person.ends();
            assert!(is_of_harm(&ends), "{flip:?} ended in {ends:?}");
        }
        assert!(passage.record().is_harmed, "{flip:?}");
    }
}

/// Bits of the content of records all over a stream, and one that makes each record of no kind.
///
/// Other bits of a header are left out: its kind and version say nothing where content is
/// encrypted, and a record made longer is waited for, in the end until a silence of 35 seconds.
fn flips(way: Way, stream: &[u8]) -> Vec<Flip> {
    let mut flips = Vec::new();
    let mut start = 0;
    while let Some([_, _, _, high, low]) = stream.get(start..).and_then(|rest| rest.first_chunk()) {
        let content = start + 5;
        let end = content + usize::from(u16::from_be_bytes([*high, *low]));
        let spread = (content..end).filter(|at| *at == end - 1 || at % 80 == 0);
        flips.push(Flip { way, offset: start, mask: 0x80 });
        flips.extend(spread.map(|offset| Flip { way, offset, mask: 1 << (offset / 80 % 8) }));
        start = end;
    }
    flips
}

/// Whether the first thing that ended is one connection by what was done to it.
fn is_of_harm(ends: &[End]) -> bool {
    let [End::TurnedAway(why) | End::DialFailed(why) | End::Broke(_, why), told, ..] = ends else {
        return false;
    };
    let (End::Told(told) | End::Unreached(told) | End::Offline(_, told)) = told else {
        return false;
    };
    let is_known =
        matches!(why, Reason::WrongProtocol | Reason::WrongVersion | Reason::Lost | Reason::HungUp);
    told == why && (is_known || *why == refused())
}

/// What one end of a handshake hears when the other end will not have it.
fn refused() -> Reason {
    Reason::Failed(Safe::line("it refused our key"))
}

fn carol() -> Identity {
    keys_of("carol").identity()
}

fn holds(stream: &[u8], secret: &[u8]) -> bool {
    stream.windows(secret.len()).any(|bytes| bytes == secret)
}

/// Alice, who dialed Bob through a passage, and what they had to say to each other, said.
struct Talk {
    alice: Person,
    bob: Person,
    passage: Passage,
}

impl Talk {
    async fn without_harm() -> Self {
        Self::with(None).await
    }

    async fn with(flip: Option<Flip>) -> Self {
        let alice = Person::start("alice", &[]).await;
        let bob = Person::start("bob", &[]).await;
        let passage = Passage::with_flip(&bob.address, flip).await;
        alice.say(Target::At(passage.contact(bob.identity)), TRUTH).await;
        bob.hears(alice.identity, TRUTH).await;
        bob.say(Target::Peer(alice.identity), ANSWER).await;
        alice.hears(bob.identity, ANSWER).await;
        alice.say(Target::Peer(bob.identity), FAREWELL).await;
        bob.hears(alice.identity, FAREWELL).await;
        let by_alice = [TRUTH, FAREWELL].map(|words| (alice.identity, words.to_owned()));
        assert_eq!(bob.heard(), by_alice, "{flip:?}");
        assert_eq!(alice.heard(), [(bob.identity, ANSWER.to_owned())], "{flip:?}");
        Self { alice, bob, passage }
    }
}

const TRUTH: &str = "a canary sings";
const ANSWER: &str = "another canary answers";
const FAREWELL: &str = "the canary is tired";
