//! The exhaustive look: it is complete where every law holds, and finds the shortest way where
//! one does not.

use chinwag::plant::Plant;
use sim::Law;
use sim::check::{Counterexample, Found, Kind, Mishap, Outcome, Question, exhaust};

#[test]
fn every_law_holds_in_every_order_of_what_can_happen_to_two_people() {
    let all = [Kind::Arrival, Kind::Dial, Kind::Word, Kind::Disk, Kind::Deadline, Kind::Mishap];
    let mut missing = all.to_vec();
    for question in Question::QUICK {
        let found = exhaust(&question);
        assert_eq!(found.outcome, Outcome::Complete, "{question}: {found}");
        assert!(found.ends > 0, "{question}: nothing had to come right");
        missing.retain(|kind| !found.steps.contains_key(kind));
    }
    assert_eq!(missing, [], "never seen");
}

#[test]
fn every_mistake_that_two_people_can_notice_is_found_by_the_shortest_way() {
    let calm = Question::new(Mishap::Nothing, 4_900, 60);
    let crossed = Question::new(Mishap::Nothing, 0, 5).crossed();
    let cut = Question::new(Mishap::Cut, 0, 60);
    let reset = Question::new(Mishap::Reset, 100, 60);
    let kill = Question::new(Mishap::Kill, 0, 5);
    let mistakes = [
        (Plant::AckFirst, calm, Law::ReceivedIsThere, 12),
        (Plant::SendFirst, calm.at_leisure(), Law::TrueWords, 11),
        (Plant::NoDedupe, kill, Law::KeptOnce, 25),
        (Plant::SeqRestarts, kill, Law::EverythingArrives, 19),
        (Plant::Gaps, kill, Law::EverythingArrives, 24),
        (Plant::WrittenIsDelivered, calm, Law::ReceivedIsThere, 9),
        (Plant::NoResend, kill, Law::EverythingArrives, 24),
        (Plant::LostIsThere, reset, Law::OneLink, 14),
        (Plant::NoPing, calm.at_leisure(), Law::QuietIsQuiet, 20),
        (Plant::SilenceIsNoEnd, kill, Law::ListsAreComplete, 13),
        (Plant::EachKeepsItsOwn, crossed, Law::QuietIsQuiet, 16),
        (Plant::EachKeepsTheFirst, crossed, Law::QuietIsQuiet, 16),
        (Plant::GhostIsKept, kill, Law::NoGhosts, 18),
        (Plant::LoserStays, kill, Law::OneLink, 19),
        (Plant::GivesUp, cut, Law::ListsAreComplete, 14),
    ];
    for (plant, question, law, steps) in mistakes {
        let _planted = plant.planted();
        let counterexample = broken(exhaust(&question));
        let found = (plant, counterexample.violation.law, counterexample.steps);
        assert_eq!(found, (plant, law, steps), "{counterexample}");
    }
}

#[test]
fn two_who_each_keep_the_first_of_crossed_links_lose_both_and_that_is_told() {
    let _planted = Plant::EachKeepsTheFirst.planted();
    let found = exhaust(&Question::new(Mishap::Nothing, 0, 5).crossed());
    assert_eq!(format!("{}\n", broken(found)), include_str!("check/each_keeps_the_first.txt"));
}

#[test]
fn that_there_is_never_a_second_link_is_refuted_by_a_greeting_that_comes_late() {
    let claim = Question { links_at_most: 1, ..Question::new(Mishap::Nothing, 6_000, 60) };
    let found = exhaust(&claim);
    assert_eq!(format!("{}\n", broken(found)), include_str!("check/a_second_link.txt"));
}

#[test]
fn who_asks_for_more_than_may_be_looked_at_is_told_so() {
    let question = Question { states_at_most: 1_000, ..Question::new(Mishap::Cut, 0, 60) };
    let found = exhaust(&question);
    assert_eq!(found.outcome, Outcome::TooMany);
    let told = found.to_string();
    assert!(told.starts_with("not exhaustive: "), "{told}");
}

fn broken(found: Found) -> Counterexample {
    match found.outcome {
        Outcome::Broken(counterexample) => counterexample,
        Outcome::Complete | Outcome::TooMany => panic!("no law is broken: {found}"),
    }
}
