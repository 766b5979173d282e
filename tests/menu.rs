//! The menu as a function of what is typed and told: own messages, and a disk that keeps nothing.

use std::sync::Arc;

use chinwag::address::Address;
use chinwag::history::{Conversations, Entry, Query, Side};
use chinwag::identity::KeyPair;
use chinwag::node::{
    Card, Command, Event, Label, Mark, Mistake, Regard, Standing, Target, Trust, Who,
};
use chinwag::reason::Reason;
use chinwag::record::{Outgoing, Trouble};
use chinwag::screen::{Clock, Known, Menu, Style, Words};
use chinwag::stream::MessageId;
use chinwag::text::Safe;
use chinwag::time::Time;

const WORDS: fn(bool) -> Words =
    |is_ephemeral| Words { clock: Clock::utc(), style: Style::Plain, is_ephemeral };

#[test]
fn what_waits_from_former_runs_is_said_at_the_start() {
    let known = [known("bob", 5, 2), known("carol", 3, 0), known("dora", 1, 1)];
    let opening = "\
… 2 to \"bob\" queued: sent when \"bob\" answers
… 1 to \"dora\" queued: sent when \"dora\" answers";
    assert_eq!(Menu::new(&known).opening(&known).as_deref(), Some(opening));
    assert_eq!(Menu::new(&known[1..2]).opening(&known[1..2]), None);
}

#[test]
fn messages_of_former_runs_are_counted_and_those_of_this_one_named() {
    let known = [known("bob", 5, 3)];
    let mut menu = Menu::new(&known);
    assert_eq!(menu.event(&queued("bob", 6, "hello")), None);
    let told = [(4, Mark::Sent), (6, Mark::Sent), (3, Mark::Received), (6, Mark::Received)]
        .map(|(upto, mark)| menu.event(&marked("bob", upto, mark)).unwrap());
    let expected = [
        "→ sent to \"bob\": 2 messages from before",
        "→ sent to \"bob\": a message from before\n→ sent to \"bob\": hello",
        "✓ received by \"bob\": a message from before",
        "✓ received by \"bob\": 2 messages from before\n✓ received by \"bob\": hello",
    ];
    assert_eq!(told, expected);
    assert_eq!(menu.event(&marked("bob", 6, Mark::Received)), None);
}

#[test]
fn a_message_that_lost_its_link_waits_again_and_is_sent_again() {
    let mut menu = Menu::default();
    menu.event(&queued("bob", 1, "hello"));
    let sent = Some("→ sent to \"bob\": hello".to_owned());
    assert_eq!(menu.event(&marked("bob", 1, Mark::Sent)), sent);
    assert_eq!(menu.event(&marked("bob", 1, Mark::Sent)), None);
    assert_eq!(menu.event(&marked("bob", 1, Mark::Queued)), None);
    let why = chinwag::reason::Reason::Lost;
    let offline = Event::Offline { peer: who("bob"), why, retry_at: None };
    let waits = "… 1 to \"bob\" queued: sent when \"bob\" answers".to_owned();
    assert_eq!(menu.event(&offline), Some(waits));
    assert_eq!(menu.event(&marked("bob", 1, Mark::Sent)), sent);
}

#[test]
fn a_script_goes_on_when_a_message_has_to_wait_for_its_peer_to_call() {
    let mut menu = Menu::default();
    send(&mut menu, "bob", "hello");
    menu.event(&queued("bob", 1, "hello"));
    assert!(menu.is_pending());
    let told = menu.event(&Event::Waiting(who("bob"))).unwrap();
    assert_eq!(told, "… 1 to \"bob\" kept: \"bob\" has to call, no address is known");
    assert!(!menu.is_pending());
}

#[test]
fn a_script_goes_on_while_nothing_can_be_kept() {
    let mut menu = Menu::default();
    send(&mut menu, "bob", "hello");
    menu.event(&Event::Unkept { to: who("carol"), text: Safe::text("hi") });
    assert!(menu.is_pending());
    menu.event(&Event::Stalled(Trouble::DiskFull));
    assert!(!menu.is_pending());
    send(&mut menu, "bob", "hello again");
    assert!(!menu.is_pending());
    menu.command(Command::ListPeers);
    assert!(menu.is_pending());
    menu.event(&Event::Listed(chinwag::node::PeerList::default()));
    menu.event(&Event::Resumed);
    send(&mut menu, "bob", "once more");
    assert!(menu.is_pending());
}

#[test]
fn a_former_peer_is_named_before_any_list_was_shown() {
    let known = [known("bob", 0, 0)];
    let mut menu = Menu::new(&known);
    let typed = ["1", "BOB", "hello"].map(|line| menu.line(line).command);
    let to = Target::Peer(who("bob").identity);
    assert_eq!(typed, [None, None, Some(Command::Send { to, text: "hello".to_owned() })]);
    menu.event(&Event::Listed(chinwag::node::PeerList::default()));
    menu.line("1");
    menu.line("bob");
    assert_eq!(menu.prompt(), "To \"bob\" (exit leaves them, \\exit sends the word): ");
}

#[test]
fn a_name_of_our_own_cannot_be_taken_for_a_number_or_a_tag() {
    let mut menu = Menu::new(&[known("bob", 0, 0)]);
    let said = ["6", "bob", "7", "al#ice", "Al"].map(|line| menu.line(line));
    let no = Some("That cannot be: a name of your own is no number and has no # in it.");
    assert_eq!(said.each_ref().map(|answer| answer.say.as_deref()), [None, None, no, no, None]);
    let petname = Some(Safe::name("Al"));
    let called = Command::Petname { peer: who("bob").identity, petname };
    assert_eq!(said[4].command, Some(called));
}

#[test]
fn trouble_with_the_disk_is_told_with_what_to_do() {
    let damaged = Trouble::Damaged(Safe::line("file is not a database"));
    let failed = Trouble::Failed(Safe::line("disk I/O error"));
    let stalled = "! nothing can be kept, so nothing is sent or confirmed: ";
    for (event, told) in [
        (
            Event::Stalled(Trouble::DiskFull),
            format!("{stalled}the disk is full\n  Make room on that disk."),
        ),
        (
            Event::Stalled(Trouble::ReadOnly),
            format!(
                "{stalled}it cannot be written to\n  \
                 Make the folder of your profile writable for you."
            ),
        ),
        (
            Event::Stalled(failed),
            format!("{stalled}disk I/O error\n  Is the disk of your profile still there?"),
        ),
        (
            Event::NotRead(damaged),
            "! the history cannot be read: it is damaged (file is not a database)\n  \
             Leave, and restore your history.db from a backup."
                .to_owned(),
        ),
        (Event::Resumed, "* messages can be kept again, and what waited goes on".to_owned()),
        (
            Event::Unrecorded(Trouble::DiskFull),
            "! nothing more is recorded: the disk is full\n  \
             The chat goes on. To record again, mend that, leave, and start again."
                .to_owned(),
        ),
        (
            Event::Unkept { to: who("bob"), text: Safe::text("hello") },
            "! not queued yet, \"hello\" to \"bob\": it cannot be kept".to_owned(),
        ),
        (
            Event::Lost { to: who("bob"), text: Safe::text("hello") },
            "! lost, \"hello\" to \"bob\": it could not be kept\n  Send it again the next time."
                .to_owned(),
        ),
    ] {
        assert_eq!(WORDS(false).event(&event), Some(told));
    }
}

#[test]
fn what_a_person_decides_is_told_in_a_sentence_and_a_block_in_one() {
    let bob = |regard| Event::Regarded { peer: who("bob"), regard };
    let why = Reason::Blocked;
    let gone = Event::Offline { peer: who("bob"), why: why.clone(), retry_at: None };
    let address: Address = "10.0.0.2:7001".parse().expect("an address");
    let unreached = Event::Unreached { address, peer: Some(who("bob")), why, retry_at: None };
    for (event, told) in [
        (Event::Named(Safe::name("alicia")), Some("* you are called alicia now")),
        (bob(Regard::Verified), Some("* \"bob\" is verified: the words of its key are the same")),
        (bob(Regard::Unverified), Some("* \"bob\" is not verified any more")),
        (bob(Regard::Blocked), Some("* \"bob\" is blocked: neither of you hears of the other")),
        (gone, None),
        (bob(Regard::Unblocked), Some("* \"bob\" is not blocked any more")),
        (bob(Regard::Muted), Some("* \"bob\" is muted: what it says comes without a notice")),
        (bob(Regard::Unmuted), Some("* \"bob\" is not muted any more")),
        (
            Event::Rejected(Mistake::Blocked),
            Some("! not done: that peer is blocked by you; unblock it first"),
        ),
        (
            Event::Rejected(Mistake::NoAddress),
            Some("! nobody knows where that peer is: give an address, or wait until it calls"),
        ),
        (
            unreached,
            Some(
                "! cannot reach \"bob\" at 10.0.0.2:7001: blocked by you\n  \
                 Unblock them if you want to hear of them again.",
            ),
        ),
    ] {
        assert_eq!(WORDS(false).event(&event).as_deref(), told);
    }
}

#[test]
fn a_script_waits_until_it_is_connected_renamed_or_has_decided_or_not() {
    let bob = || who("bob").identity;
    let refused = Event::Rejected(Mistake::NoAddress);
    let regard = Regard::Muted;
    for (command, outcome) in [
        (Command::Rename(Safe::name("alicia")), Event::Named(Safe::name("alicia"))),
        (Command::Regard { peer: bob(), regard }, Event::Regarded { peer: who("bob"), regard }),
        (Command::Connect(Target::Peer(bob())), Event::Online(card("bob"))),
        (Command::Connect(Target::Peer(bob())), refused),
        (
            Command::Connect(Target::At("10.0.0.2:7001".parse().expect("a contact"))),
            Event::Unreached {
                address: "10.0.0.2:7001".parse().expect("an address"),
                peer: None,
                why: Reason::Refused,
                retry_at: None,
            },
        ),
    ] {
        let mut menu = Menu::new(&[]);
        menu.command(command);
        menu.event(&Event::Online(card("carol")));
        assert!(menu.is_pending(), "{outcome}");
        menu.event(&outcome);
        assert!(!menu.is_pending(), "{outcome}");
    }
    let mut menu = Menu::new(&[]);
    menu.command(Command::Read { peer: bob(), id: MessageId(1) });
    assert!(!menu.is_pending(), "nothing comes of it");
}

#[test]
fn what_was_shown_is_told_once_and_only_the_last_of_each_peer() {
    let mut menu = Menu::new(&[]);
    let read = |name: &str, id| Command::Read { peer: who(name).identity, id: MessageId(id) };
    for (name, id) in [("bob", 7), ("carol", 4), ("bob", 5)] {
        menu.event(&said(name, id));
    }
    let mut seen = menu.seen();
    seen.sort_by_key(|command| *command != read("bob", 5));
    assert_eq!(seen, [read("bob", 5), read("carol", 4)]);
    assert!(menu.seen().is_empty());
    menu.event(&said("bob", 9));
    assert_eq!((menu.seen(), menu.seen()), (vec![read("bob", 9)], vec![]));
}

#[test]
fn a_conversation_that_is_shown_is_seen_and_what_is_only_found_in_it_is_not() {
    let bob = who("bob");
    let entry = |number: u64, side| Entry {
        number,
        peer: bob.identity,
        id: MessageId(number.into()),
        side,
        text: Safe::text("hello"),
    };
    let theirs = Side::Theirs { sent: Time::EPOCH, heard: Time::EPOCH, is_clock_off: false };
    let ours = Side::Ours { seq: 1, at: Time::EPOCH, mark: Mark::Received };
    let entries = vec![entry(1, theirs), entry(2, theirs), entry(3, ours)];
    let found = Conversations { entries, people: vec![bob.clone()] };
    let peer = Some(bob.identity);
    let shown = Query { peer, ..Query::default() };
    let searched = Query { peer, words: "hello".to_owned(), ..Query::default() };
    let seen = [shown, searched, Query::default()].map(|query| {
        let mut menu = Menu::new(&[]);
        menu.event(&Event::History { query, found: found.clone() });
        menu.seen()
    });
    let read = Command::Read { peer: bob.identity, id: MessageId(2) };
    assert_eq!(seen, [vec![read], vec![], vec![]]);
}

#[test]
fn what_is_left_at_the_end_is_kept_unless_nothing_is() {
    let left = |is_blocked| Event::Undelivered { to: who("bob"), count: 2, is_blocked };
    let told = [
        WORDS(false).event(&left(false)),
        WORDS(false).event(&left(true)),
        WORDS(true).event(&left(false)),
    ];
    let expected = [
        "… 2 messages to \"bob\" not confirmed: kept, and sent the next time",
        "… 2 messages to \"bob\" not confirmed: kept, and sent when you unblock them",
        "! 2 messages to \"bob\" not confirmed, and lost",
    ];
    assert_eq!(told, expected.map(|told| Some(told.to_owned())));
}

#[test]
fn a_late_message_and_a_clock_that_is_off_are_told_with_our_time() {
    let minutes = |n: u64| Time::from_micros(n * 60_000_000);
    let said = |sent, heard, is_clock_off| Event::Said {
        from: who("bob"),
        id: MessageId(1),
        sent,
        heard,
        is_clock_off,
        text: Safe::text("one\ntwo"),
    };
    let told = [
        said(minutes(1), minutes(2), false),
        said(minutes(1), minutes(20), false),
        said(minutes(1), minutes(2), true),
    ]
    .map(|event| WORDS(false).event(&event).unwrap());
    let expected = [
        "00:01 \"bob\": one\n      two",
        "00:20 (sent 00:01) \"bob\": one\n      two",
        "00:02 (received) \"bob\": one\n      two",
    ];
    assert_eq!(told, expected);
}

fn send(menu: &mut Menu, to: &str, text: &str) {
    let to = Target::Peer(who(to).identity);
    menu.command(Command::Send { to, text: text.to_owned() });
}

fn queued(to: &str, seq: u64, text: &str) -> Event {
    let (id, text) = (MessageId(seq.into()), Safe::text(text));
    Event::Queued { to: who(to), address: None, id, seq, at: Time::EPOCH, text }
}

fn marked(to: &str, upto: u64, mark: Mark) -> Event {
    Event::Marked { to: who(to), upto, mark }
}

fn card(name: &str) -> Card {
    Card {
        who: Some(who(name)),
        address: None,
        standing: Standing::Online,
        since: None,
        trust: Trust::New,
        is_muted: false,
        is_blocked: false,
        clock_ahead: None,
    }
}

fn known(name: &str, last: u64, waiting: usize) -> Known {
    Known {
        who: who(name),
        outgoing: Outgoing { last, waiting, ..Outgoing::default() },
        trust: Trust::Pinned,
        is_muted: false,
        is_blocked: false,
        unread: 0,
    }
}

fn said(name: &str, id: u128) -> Event {
    let (sent, heard) = (Time::EPOCH, Time::EPOCH);
    let (from, text) = (who(name), Safe::text("hello"));
    Event::Said { from, id: MessageId(id), sent, heard, is_clock_off: false, text }
}

fn who(name: &str) -> Who {
    let seed = name.bytes().fold(0, u8::wrapping_add);
    let identity = KeyPair::from_seed([seed; 32]).identity();
    Who {
        identity,
        label: Arc::new(Label { name: Safe::name(name), tag: None, is_petname: false }),
    }
}
