//! What each view looks like: at every size its letters, and in both themes its colours.

use chinwag::history::{Page, Query};
use chinwag::look::Theme;
use chinwag::node::{Event, Mark, Standing, Trust};
use chinwag::reason::Reason;
use chinwag::record::Trouble;
use chinwag::screen::Known;
use crossterm::event::KeyCode;

use crate::snapshot::snapshot;

use crate::desk::{
    Desk, away, card, history, key, known, letters, list, online, petnamed, styles, who,
};

#[test]
fn the_first_start_says_what_to_do() {
    snapshot("the_first_start_says_what_to_do", &views(&[], |_| {}));
}

#[test]
fn a_conversation_shows_marks_days_and_what_is_unread() {
    snapshot(
        "a_conversation_shows_marks_days_and_what_is_unread",
        &views(&people(), |desk| {
            meet_all(desk);
            talk_with_bob(desk);
            desk.enters("/query carol");
            desk.presses_alt('0');
            desk.waits(60);
            desk.is_told(&petnamed("bob"), "are you still there?");
            desk.is_told(&petnamed("bob"), "alice?");
            desk.is_told(&who("carol"), "hi alice, it is me");
            desk.enters("/query bob");
        }),
    );
}

#[test]
fn what_comes_in_below_pulls_nobody_down() {
    snapshot(
        "what_comes_in_below_pulls_nobody_down",
        &views(&[], |desk| {
            desk.meets("bob");
            for n in 1..=60 {
                desk.is_told(&who("bob"), &format!("line {n}"));
            }
            desk.presses(KeyCode::PageUp);
            desk.is_told(&who("bob"), "and one more");
        }),
    );
}

#[test]
fn the_menu_asks_to_whom_and_at_which_port() {
    snapshot(
        "the_menu_asks_to_whom_and_at_which_port",
        &views(&[], |desk| {
            desk.types("1");
            desk.enters("192.168.1.9");
        }),
    );
}

#[test]
fn the_list_of_peers_opens_over_the_conversation() {
    snapshot(
        "the_list_of_peers_opens_over_the_conversation",
        &views(&people(), |desk| {
            desk.types("2");
            let active = vec![online(petnamed("bob")), online(who("carol"))];
            let away = vec![away(who("dora"), Reason::Refused), away(who("eve"), Reason::Left)];
            desk.hears(Event::Listed(list(active, away)));
        }),
    );
}

#[test]
fn help_lists_keys_commands_and_signs() {
    snapshot("help_lists_keys_commands_and_signs", &views(&[], |desk| desk.presses(KeyCode::F(1))));
}

#[test]
fn whois_tells_all_that_is_known() {
    snapshot(
        "whois_tells_all_that_is_known",
        &views(&[], |desk| {
            let mut bob = card(who("bob"), Standing::Online, Trust::New);
            bob.clock_ahead = Some(-75_000_000);
            bob.is_muted = true;
            desk.hears(Event::Online(bob));
            desk.enters("/whois bob");
        }),
    );
}

#[test]
fn verify_shows_the_words_of_both() {
    snapshot(
        "verify_shows_the_words_of_both",
        &views(&[], |desk| {
            desk.meets("bob");
            desk.enters("/verify");
        }),
    );
}

#[test]
fn status_tells_who_one_is_and_what_waits() {
    snapshot(
        "status_tells_who_one_is_and_what_waits",
        &views(&people(), |desk| {
            desk.has_queued("bob", 1, "are you there?");
            desk.enters("/status");
        }),
    );
}

#[test]
fn what_was_searched_is_shown_with_whom() {
    snapshot(
        "what_was_searched_is_shown_with_whom",
        &views(&people(), |desk| {
            desk.enters("/search tea");
            let query = Query { words: "tea".into(), ..Query::default() };
            desk.hears(history(&query, &who("bob"), &["tea on friday?", "tea it is"]));
        }),
    );
}

#[test]
fn tab_shows_what_can_be_meant() {
    snapshot(
        "tab_shows_what_can_be_meant",
        &views(&people(), |desk| {
            desk.types("/c");
            desk.presses(KeyCode::Tab);
            desk.presses(KeyCode::Tab);
        }),
    );
}

#[test]
fn an_unknown_command_is_said_and_kept_to_be_mended() {
    snapshot(
        "an_unknown_command_is_said_and_kept_to_be_mended",
        &views(&people(), |desk| desk.enters("/serach tea")),
    );
}

#[test]
fn what_is_pasted_grows_the_input_and_is_one_message() {
    snapshot(
        "what_is_pasted_grows_the_input_and_is_one_message",
        &views(&people(), |desk| {
            desk.types("2");
            desk.presses(KeyCode::Esc);
            desk.presses_alt('1');
            desk.pastes("fn main() {\r\n\tprintln!(\"漢字 👩‍👩‍👧 é\");\r\n}\r\n// done");
        }),
    );
}

#[test]
fn wide_and_hostile_names_and_texts_stay_in_their_place() {
    snapshot(
        "wide_and_hostile_names_and_texts_stay_in_their_place",
        &views(&[], |desk| {
            let names = [
                "漢字漢字漢字漢字漢字漢字漢字漢字",
                "👩‍👩‍👧 family",
                "z̀́̂̃̄algo",
                "\u{202e}hello world",
                "\x1b]52;c;aGk=\x07clip",
                "\x1b[2Jclear",
                "שלום",
            ];
            names.into_iter().for_each(|name| desk.meets(name));
            let texts = [
                "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
                "12:00 ✓ you: I owe you a car\n12:00 ✓ you: two cars",
                "\x1b[31mred\x1b[0m \x1b]0;title\x07 \u{202e}desrever",
                "👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧 e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} שלום עולם",
                &"x".repeat(150),
            ];
            for (name, text) in names.iter().zip(texts) {
                desk.is_told(&who(name), text);
            }
            desk.enters("/query 漢字漢字漢字漢字漢字漢字漢字漢字");
            desk.is_told(&who(names[0]), texts[1]);
            desk.is_told(&who(names[0]), texts[2]);
            desk.is_told(&who(names[0]), texts[3]);
            desk.is_told(&who(names[0]), texts[4]);
        }),
    );
}

#[test]
fn another_key_at_a_known_address_is_loud() {
    snapshot(
        "another_key_at_a_known_address_is_loud",
        &views(&people(), |desk| {
            desk.presses_alt('1');
            let why = Reason::KeyChanged { found: key("mallory") };
            let address = crate::desk::address("10.0.0.2:7001");
            let peer = Some(petnamed("bob"));
            desk.hears(Event::Unreached { address, peer, why, retry_at: None });
        }),
    );
}

#[test]
fn a_full_disk_is_told_until_there_is_room() {
    snapshot(
        "a_full_disk_is_told_until_there_is_room",
        &views(&people(), |desk| {
            desk.hears(Event::Stalled(Trouble::DiskFull));
        }),
    );
}

#[test]
fn leaving_is_asked_for_once() {
    snapshot("leaving_is_asked_for_once", &views(&people(), |desk| desk.presses_ctrl('c')));
}

#[test]
fn settings_are_shown_and_set() {
    snapshot(
        "settings_are_shown_and_set",
        &views(&[], |desk| {
            desk.enters("/set bell off");
            desk.enters("/set");
        }),
    );
}

/// The same evening at every size and in both themes.
fn views(known: &[Known], evening: impl Fn(&mut Desk)) -> String {
    let after = |size, theme| {
        let mut desk = Desk::new(size, theme, known);
        evening(&mut desk);
        desk.cells(size)
    };
    let mut shown = String::new();
    for (columns, rows) in [(80, 24), (120, 40), (20, 6)] {
        let dark = letters(&after((columns, rows), Theme::Dark));
        let light = letters(&after((columns, rows), Theme::Light));
        assert!(dark == light || dark.contains("theme"), "no colour tells more:\n{dark}\n{light}");
        shown.push_str(&format!("=== {columns}x{rows}\n{dark}"));
    }
    for (name, theme) in [("dark", Theme::Dark), ("light", Theme::Light)] {
        shown.push_str(&format!("=== {name}\n{}\n", styles(&after((80, 24), theme))));
    }
    shown
}

/// Bob, whom Alice calls so herself, and three others.
fn people() -> Vec<Known> {
    let bob = Known { who: petnamed("bob"), trust: Trust::Verified, ..known("bob", 0) };
    let eve = Known { is_blocked: true, ..known("eve", 0) };
    vec![bob, known("carol", 2), known("dora", 0), eve]
}

fn meet_all(desk: &mut Desk) {
    desk.hears(Event::Online(card(petnamed("bob"), Standing::Online, Trust::Verified)));
    desk.hears(Event::Online(online(who("carol"))));
    desk.hears(Event::Quiet(who("carol")));
    desk.hears(Event::Online(online(who("a stranger"))));
}

fn talk_with_bob(desk: &mut Desk) {
    desk.enters("/query bob");
    let query = Query { peer: Some(key("bob")), page: Page::Last(200), ..Query::default() };
    desk.hears(history(&query, &petnamed("bob"), &["good morning", "did you see the news?"]));
    desk.is_told(
        &petnamed("bob"),
        "shall we meet at nine, or is that too early for you on a day like this one?",
    );
    desk.has_queued("bob", 1, "nine is fine");
    desk.has_queued("bob", 2, "I bring tea");
    desk.has_queued("bob", 3, "and cake");
    desk.has_queued("bob", 4, "or not");
    desk.has_marked("bob", 2, Mark::Sent);
    desk.has_marked("bob", 1, Mark::Received);
    desk.hears(Event::Cancelled { to: petnamed("bob"), seq: 4 });
}
