//! What each act of a scenario does to the real program: Alice and Bob talk while things happen.

use std::time::Duration;

use chinwag::node::{Command, Event, Mark, Standing};
use chinwag::reason::Reason;
use chinwag::time::Time;
use sim::faults::Fault;
use sim::scenario::{Act, Between, DiskAct, Latency, Links, Peer, Scenario};
use sim::{Net, World, bare_turmoil, keys};

const ALICE: usize = 0;
const BOB: usize = 1;

/// A world, and the acts of a story in it.
struct Story(Net);

impl Story {
    /// Alice and Bob, who dial each other, are connected.
    fn new(links: Links) -> Self {
        let mut story = Self(Net::stage(&Scenario { links, ..scenario() }));
        story.goes_on(2);
        story.are_connected();
        story
    }

    fn goes_on(&mut self, seconds: u64) {
        let until = self.0.now() + Duration::from_secs(seconds);
        self.0.run_until(until).unwrap();
    }

    fn act(&mut self, act: Act) {
        self.0.act(&act);
    }

    /// Alice writes to Bob, so many times.
    fn says(&mut self, text: &str, times: u32) {
        self.act(Act::Say { from: ALICE, to: BOB, text: text.to_owned(), times });
    }

    /// What Bob was shown.
    fn heard(&self) -> Vec<&str> {
        let said = self.0.told(BOB).iter().filter_map(|told| {
            let Event::Said { text, .. } = &told.event else { return None };
            Some(text.as_str())
        });
        said.collect()
    }

    /// Somebody's list, a row each: `bob online`, `bob away (left)`.
    fn list(&self, who: usize) -> Vec<String> {
        let list = World::list(&self.0, who).unwrap_or_default();
        let cards = list.active.iter().chain(&list.away);
        let row = |standing: &Standing| match standing {
            Standing::Online => "online".to_owned(),
            Standing::Quiet => "quiet".to_owned(),
            Standing::Dialing { .. } => "dialing".to_owned(),
            Standing::Away { why, .. } => {
                format!("away ({})", why.as_ref().map(ToString::to_string).unwrap_or_default())
            }
        };
        let name = |who: Option<&chinwag::node::Who>| who.map_or("?".into(), ToString::to_string);
        cards.map(|card| format!("{} {}", name(card.who.as_ref()), row(&card.standing))).collect()
    }

    /// Why those whom somebody was connected to went, each time.
    fn ends(&self, who: usize) -> Vec<&Reason> {
        let went = self.0.told(who).iter().filter_map(|told| {
            let Event::Offline { why, .. } = &told.event else { return None };
            Some(why)
        });
        went.collect()
    }

    /// Why dials of somebody led nowhere, each time that it was told.
    fn unreached(&self, who: usize) -> Vec<&Reason> {
        let told = self.0.told(who).iter().filter_map(|told| {
            let Event::Unreached { why, .. } = &told.event else { return None };
            Some(why)
        });
        told.collect()
    }

    fn bit(&self, fault: Fault) -> bool {
        self.0.tally().of(fault) > 0
    }

    #[track_caller]
    fn are_connected(&self) {
        assert_eq!((self.list(ALICE), self.list(BOB)), (one("bob online"), one("alice online")));
        assert_eq!(World::links(&self.0), 1);
    }
}

/// Alice and Bob, who dial each other.
fn scenario() -> Scenario {
    let peer = |name: &str, other| {
        let dials = vec![other];
        Peer { name: name.to_owned(), dials, is_late: false }
    };
    Scenario { seed: 7, peers: vec![peer("alice", BOB), peer("bob", ALICE)], ..Scenario::default() }
}

fn one(row: &str) -> Vec<String> {
    vec![row.to_owned()]
}

fn both() -> Between {
    Between::two(ALICE, BOB)
}

#[test]
fn a_reset_is_heard_at_both_ends_and_they_connect_again() {
    let mut story = Story::new(Links::default());
    story.act(Act::Reset(both()));
    assert_eq!(World::links(&story.0), 0);
    story.says("still there?", 1);
    story.goes_on(10);
    assert_eq!((story.ends(ALICE), story.ends(BOB)), (vec![&Reason::Lost], vec![&Reason::Lost]));
    assert_eq!(story.heard(), ["still there?"]);
    assert_eq!(story.0.tally().of(Fault::Reset), 1);
    story.are_connected();
}

#[test]
fn connections_that_do_not_last_are_reset_by_themselves() {
    let lasts = Some(Duration::from_secs(20));
    let mut story = Story::new(Links { lasts, ..Links::default() });
    for number in 0..30 {
        story.says(&number.to_string(), 1);
        story.goes_on(4);
    }
    assert!(story.0.tally().of(Fault::Reset) > 2, "{:?}", story.0.tally());
    story.goes_on(10);
    assert_eq!(story.heard(), (0..30).map(|number| number.to_string()).collect::<Vec<_>>());
}

#[test]
fn who_stopped_hangs_up_and_refuses_and_who_was_killed_is_silent() {
    let mut stopped = Story::new(Links::default());
    stopped.act(Act::Stop(vec![BOB]));
    stopped.goes_on(5);
    assert!(!stopped.0.is_up(BOB));
    assert_eq!(
        stopped.list(ALICE),
        one("bob away (connection refused (nothing listens on that port))")
    );
    assert!(stopped.bit(Fault::Stop) && !stopped.bit(Fault::Kill));

    let mut killed = Story::new(Links::default());
    killed.act(Act::Kill(vec![BOB]));
    assert_eq!(World::links(&killed.0), 0);
    killed.goes_on(5);
    assert_eq!(killed.list(ALICE), one("bob online"), "nobody has told her");
    killed.goes_on(60);
    assert_eq!(killed.ends(ALICE), [&Reason::Silent]);
    killed.act(Act::Connect(vec![ALICE]));
    killed.goes_on(20);
    let last = killed.0.told(ALICE).last().map(|told| told.event.to_string());
    let nobody = "connected to all: active [] away [bob at bob:7001 away (timed out (no answer))]";
    assert_eq!(last.as_deref(), Some(nobody));
    assert!(killed.bit(Fault::Kill) && !killed.bit(Fault::Stop));
}

#[test]
fn who_is_late_is_silent_until_the_first_boot() {
    let mut late = scenario();
    late.peers[BOB].is_late = true;
    let mut story = Story(Net::stage(&late));
    story.goes_on(15);
    assert_eq!(story.unreached(ALICE), [&Reason::TimedOut]);
    assert_eq!((story.0.is_up(BOB), World::list(&story.0, BOB)), (false, None));
    story.act(Act::Boot(vec![BOB]));
    story.goes_on(30);
    story.are_connected();
    assert_eq!(
        [ALICE, BOB].map(|who| World::identity(&story.0, who)),
        [ALICE, BOB].map(|who| keys(who).identity())
    );
}

#[test]
fn a_program_that_comes_back_breaks_what_its_power_cut_left_half_open() {
    let mut story = Story::new(Links::default());
    story.act(Act::Kill(vec![BOB]));
    story.goes_on(1);
    story.act(Act::Boot(vec![BOB]));
    story.says("are you back?", 1);
    story.goes_on(5);
    assert!(story.bit(Fault::HalfOpen));
    assert_eq!(story.heard(), ["are you back?"]);
    story.are_connected();
}

#[test]
fn what_was_cut_stays_cut_when_somebody_boots() {
    let mut story = Story::new(Links::default());
    story.act(Act::Cut(both()));
    story.act(Act::Kill(vec![BOB]));
    story.goes_on(1);
    story.act(Act::Boot(vec![BOB]));
    story.says("can you hear me?", 1);
    story.goes_on(60);
    assert_eq!((story.heard().len(), World::links(&story.0)), (0, 0));
    assert!(story.bit(Fault::Cut) && !story.bit(Fault::CutOneWay));
    story.act(Act::Heal(both()));
    story.act(Act::Connect(vec![ALICE]));
    story.goes_on(10);
    assert_eq!(story.heard(), ["can you hear me?"]);
    story.are_connected();
}

#[test]
fn what_is_cut_one_way_goes_the_other() {
    let mut story = Story::new(Links::default());
    story.act(Act::CutOneWay { from: ALICE, to: BOB });
    story.act(Act::Say { from: BOB, to: ALICE, text: "hello?".to_owned(), times: 1 });
    story.says("hello!", 1);
    story.goes_on(5);
    let said =
        |event: &Event| matches!(event, Event::Said { text, .. } if text.as_str() == "hello?");
    assert!(story.0.told(ALICE).iter().any(|told| said(&told.event)));
    assert_eq!((story.heard().len(), World::links(&story.0)), (0, 0));
    assert!(story.bit(Fault::CutOneWay) && !story.bit(Fault::Cut));
    story.goes_on(60);
    assert_eq!(story.ends(BOB), [&Reason::Silent]);
    assert_eq!(World::links(&story.0), 0, "nor can they connect anew");
}

#[test]
fn a_stall_is_outlived() {
    let mut story = Story::new(Links::default());
    story.act(Act::Stall(both()));
    story.says("slow and steady", 3);
    story.goes_on(15);
    assert_eq!((story.heard().len(), World::links(&story.0)), (0, 1));
    story.act(Act::Heal(both()));
    story.goes_on(1);
    assert_eq!(story.heard(), ["slow and steady"; 3]);
    assert!(story.ends(ALICE).is_empty() && story.ends(BOB).is_empty());
    assert!(story.bit(Fault::Stall));
}

#[test]
fn a_slow_link_is_slow_until_it_heals() {
    let mut story = Story::new(Links::default());
    story.act(Act::Slow(both(), Latency::millis(3_000, 3_000)));
    story.says("snail", 1);
    story.goes_on(2);
    assert_eq!(story.heard(), [""; 0]);
    story.goes_on(2);
    assert_eq!(story.heard(), ["snail"]);
    story.act(Act::Heal(both()));
    story.goes_on(3);
    story.says("hare", 1);
    story.goes_on(1);
    assert_eq!(story.heard(), ["snail", "hare"]);
    assert!(story.bit(Fault::Slow));
}

#[test]
fn a_clock_jump_shows_at_the_next_boot() {
    let hour = Duration::from_secs(3_600);
    for (is_back, clock) in [
        (false, Net::EPOCH + hour),
        (true, Time::from_micros(Net::EPOCH.as_micros() - 3_600_000_000)),
    ] {
        let mut story = Story::new(Links::default());
        story.act(Act::Jump { who: BOB, by: hour, is_back });
        story.goes_on(1);
        let shown = |story: &Story| World::list(&story.0, BOB).unwrap().at;
        assert_eq!(shown(&story), Net::EPOCH + story.0.now());
        story.act(Act::Stop(vec![BOB]));
        story.act(Act::Boot(vec![BOB]));
        story.goes_on(2);
        assert_eq!(shown(&story), clock + story.0.now());
        story.says("what time is it?", 1);
        story.goes_on(1);
        let heard = story.0.told(BOB).iter().find_map(|told| {
            let Event::Said { is_clock_off, .. } = &told.event else { return None };
            Some(*is_clock_off)
        });
        assert_eq!(heard, Some(true));
        assert_eq!(story.0.tally().of(Fault::Jump), 1);
    }
}

#[test]
fn on_a_full_or_failing_disk_nothing_is_queued_until_it_is_mended() {
    for (act, fault) in [(DiskAct::Fill, Fault::FullDisk), (DiskAct::Fail, Fault::FailingDisk)] {
        let mut story = Story::new(Links::default());
        story.act(Act::Disk(vec![ALICE], act));
        story.says("a line too much", 1);
        story.goes_on(5);
        assert!(story.bit(fault));
        assert_eq!(story.heard(), [""; 0]);
        story.act(Act::Disk(vec![ALICE], DiskAct::Mend));
        story.goes_on(5);
        assert_eq!(story.heard(), ["a line too much"]);
        assert_eq!(story.0.kept(ALICE).rows.len(), 1);
    }
}

#[test]
fn who_cannot_start_for_want_of_room_starts_when_there_is_some() {
    let mut story = Story::new(Links::default());
    story.act(Act::Stop(vec![BOB]));
    story.act(Act::Disk(vec![BOB], DiskAct::Wipe));
    story.act(Act::Disk(vec![BOB], DiskAct::Fill));
    story.act(Act::Boot(vec![BOB]));
    story.goes_on(10);
    assert_eq!((story.0.is_up(BOB), World::list(&story.0, BOB)), (true, None));
    story.act(Act::Disk(vec![BOB], DiskAct::Mend));
    story.goes_on(30);
    story.are_connected();
}

#[test]
fn who_has_a_new_disk_is_told_everything_again() {
    let mut story = Story::new(Links::default());
    story.says("before", 2);
    story.goes_on(2);
    story.act(Act::Stop(vec![BOB]));
    assert_eq!(story.0.kept(BOB).rows.len(), 2);
    story.act(Act::Disk(vec![BOB], DiskAct::Wipe));
    assert_eq!(story.0.kept(BOB).rows.len(), 0);
    story.act(Act::Boot(vec![BOB]));
    story.says("after", 1);
    story.goes_on(10);
    assert_eq!(story.heard(), ["before", "before", "before", "before", "after"]);
    assert_eq!(story.0.kept(BOB).rows.len(), 3);
    assert!(story.bit(Fault::Wipe));
}

#[test]
fn a_restored_disk_is_told_again_what_it_lost() {
    let mut story = Story::new(Links::default());
    story.act(Act::Disk(vec![BOB], DiskAct::BackUp));
    story.says("remember this", 1);
    story.goes_on(2);
    story.act(Act::Stop(vec![BOB]));
    story.act(Act::Disk(vec![BOB], DiskAct::Restore));
    assert_eq!(story.0.kept(BOB).rows.len(), 0);
    story.act(Act::Boot(vec![BOB]));
    story.says("and this", 1);
    story.goes_on(10);
    assert_eq!(story.heard(), ["remember this", "remember this", "and this"]);
    assert!(story.bit(Fault::Restore));
}

#[test]
fn the_power_goes_in_the_middle_of_a_commit_and_what_is_kept_arrives() {
    let mut torn = 0;
    for seed in 0..12 {
        let commits = Latency::millis(50, 50);
        let mut story = Story(Net::stage(&Scenario { seed, commits, ..scenario() }));
        story.goes_on(2);
        story.says("now or never", 1);
        story.0.run_until(story.0.now() + Duration::from_millis(30)).unwrap();
        story.act(Act::Kill(vec![ALICE]));
        let rows = story.0.kept(ALICE).rows.len();
        story.act(Act::Boot(vec![ALICE]));
        story.goes_on(10);
        assert_eq!(story.heard(), vec!["now or never"; rows], "seed {seed}");
        torn += story.0.tally().of(Fault::TornCommit);
    }
    assert!(torn > 0);
}

#[test]
fn chopped_streams_say_the_same() {
    let links = Links { is_chopped: true, ..Links::default() };
    let mut story = Story::new(links);
    let text = "not cut ".repeat(500);
    story.says(&text, 50);
    story.goes_on(30);
    assert!(story.heard() == [text.as_str(); 50], "{} came", story.heard().len());
}

#[test]
fn a_text_may_be_the_word_exit_and_a_thousand_are_as_many() {
    let mut story = Story::new(Links::default());
    story.says("exit", 1_000);
    story.goes_on(20);
    assert_eq!(story.heard(), ["exit"; 1_000]);
    let received =
        |event: &Event| matches!(event, Event::Marked { mark: Mark::Received, upto: 1_000, .. });
    assert!(story.0.told(ALICE).iter().any(|told| received(&told.event)));
    story.are_connected();
}

#[test]
fn what_was_not_sent_can_be_taken_back() {
    let mut story = Story::new(Links::default());
    story.act(Act::Stop(vec![BOB]));
    story.goes_on(1);
    story.says("never mind", 1);
    story.goes_on(1);
    story.act(Act::TakeBack { from: ALICE, to: BOB });
    story.goes_on(1);
    assert!(story.0.kept(ALICE).rows.iter().all(|row| row.is_cancelled));
    story.act(Act::Boot(vec![BOB]));
    story.goes_on(30);
    assert_eq!(story.heard(), [""; 0]);
    story.are_connected();
}

#[test]
fn who_leaves_everybody_or_one_other_is_seen_to_have_left() {
    let mut exited = Story::new(Links::default());
    exited.act(Act::Exit(vec![BOB]));
    assert!(!exited.0.is_up(BOB), "it is about to end");
    exited.goes_on(1);
    assert_eq!(exited.ends(ALICE), [&Reason::Left]);
    exited.act(Act::Rename { who: BOB, name: "Robert".to_owned() });
    exited.act(Act::Boot(vec![BOB]));
    exited.goes_on(2);
    assert_eq!(exited.list(ALICE), one("Robert online"));

    let mut parted = Story::new(Links::default());
    parted.act(Act::Part { from: BOB, to: ALICE });
    parted.goes_on(2);
    assert_eq!(
        (parted.ends(ALICE), parted.ends(BOB)),
        (vec![&Reason::Parted], vec![&Reason::PartedByUs])
    );
    assert!(parted.bit(Fault::Part) && exited.bit(Fault::Exit));
}

#[test]
fn one_scenario_is_one_history() {
    let play = |seed| {
        let lasts = Some(Duration::from_secs(15));
        let links = Links { lasts, is_chopped: true, ..Links::default() };
        let mut story = Story(Net::stage(&Scenario { seed, links, ..scenario() }));
        let acts =
            [Act::Cut(both()), Act::Heal(both()), Act::Kill(vec![BOB]), Act::Boot(vec![BOB])];
        for act in acts {
            story.says("and then?", 3);
            story.goes_on(20);
            story.act(act);
        }
        story.goes_on(20);
        (story.0.transcript(), story.0.tally().clone())
    };
    assert!(play(1) == play(1));
    assert!(play(1) != play(2));
}

#[test]
fn to_look_at_a_list_changes_nothing() {
    let [looked, left_alone] = [true, false].map(|is_looked_at| {
        let mut story = Story::new(Links::default());
        for _ in 0..20 {
            let listed = is_looked_at.then(|| (story.list(ALICE), story.0.kept(ALICE)));
            assert!(listed.is_none_or(|(list, _)| list == one("bob online")));
            story.goes_on(1);
        }
        story.0.transcript()
    });
    assert_eq!(looked, left_alone);
    assert!(looked.contains("ping"));
}

#[test]
fn what_the_list_says_is_what_the_program_would_say() {
    let mut story = Story::new(Links::default());
    for act in [Act::Reset(both()), Act::Kill(vec![BOB]), Act::Boot(vec![BOB])] {
        story.act(act);
        for _ in 0..40 {
            story.goes_on(1);
            story.0.command("alice", Command::ListPeers);
            let seen = World::list(&story.0, ALICE).unwrap();
            story.0.run_until(story.0.now() + Duration::from_millis(10)).unwrap();
            let listed = story.0.told(ALICE).last().map(|told| &told.event);
            if let Some(Event::Listed(list)) = listed {
                assert_eq!((&seen.active, &seen.away), (&list.active, &list.away));
            }
        }
    }
}

#[test]
fn bare_turmoil_passes_as_many_messages_as_there_are() {
    // In each minute, on each of three connections: four pings and two lines, and as many answers.
    let (one, two) = (bare_turmoil(90), bare_turmoil(150));
    assert_eq!(two - one, 36);
}
