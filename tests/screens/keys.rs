//! What keys do: a half-typed line is never lost, and nothing leaves by accident.

use chinwag::node::{Command, Event, Target};
use chinwag::screen::Effect;
use crossterm::event::{Event as Terminal, KeyCode};

use crate::desk::{Desk, address, key, known, list, online, who};

#[test]
fn the_digits_of_the_menu_work_on_an_empty_line() {
    let mut desk = Desk::plain();
    desk.asked();
    desk.types("2");
    assert_eq!(desk.commanded(), [Command::ListPeers]);
    desk.hears(Event::Listed(list(vec![online(who("bob"))], vec![])));
    assert!(desk.sees().contains("Active peers"), "{}", desk.sees());
    desk.presses(KeyCode::Esc);
    desk.types("3");
    assert_eq!(desk.commanded(), [Command::ConnectAll]);
    desk.presses(KeyCode::Esc);
    desk.types("1");
    assert_eq!(desk.line(), "To: name, number, host:port · Tab · Esc goes back");
    desk.enters("bob");
    desk.enters("hello");
    let said = Command::Send { to: Target::Peer(key("bob")), text: "hello".into() };
    assert_eq!(desk.commanded(), [said]);
    desk.types("0");
    assert_eq!(desk.line(), "Leave? Enter leaves · any other key stays");
    assert_eq!(desk.commanded(), []);
    desk.presses(KeyCode::Enter);
    assert_eq!(desk.commanded(), [Command::Exit]);
}

#[test]
fn a_message_may_begin_with_a_digit() {
    for message in
        ["2 pm is fine", "3 of us come", "0 problems", "007 is on", "20 minutes", "12 o'clock"]
    {
        let mut desk = Desk::plain();
        desk.meets("bob");
        desk.types(message);
        if message.starts_with('1') {
            desk.presses(KeyCode::Esc); // for 1 asks to whom
        }
        assert_eq!(desk.line(), format!("› {message}"));
        desk.presses(KeyCode::Enter);
        let sent = Command::Send { to: Target::Peer(key("bob")), text: message.into() };
        assert_eq!(desk.commanded().last(), Some(&sent));
    }
}

#[test]
fn a_host_is_asked_for_its_port_and_then_for_the_message() {
    let mut desk = Desk::plain();
    desk.asked();
    desk.types("1");
    desk.enters("192.168.1.9");
    desk.enters("70000");
    assert!(desk.sees().contains("70000: "), "{}", desk.sees());
    desk.presses_ctrl('u');
    desk.enters("7001");
    assert_eq!(desk.line(), "To 192.168.1.9:7001: your message · Esc goes back");
    desk.enters("hello");
    let to = Target::At(address("192.168.1.9:7001").into());
    assert_eq!(desk.commanded(), [Command::Send { to, text: "hello".into() }]);
    desk.has_queued_at(Some("192.168.1.9:7001"), "bob", 1, "hello");
    assert!(desk.sees().contains("… you: hello"), "{}", desk.sees());
}

#[test]
fn the_line_is_edited_as_in_a_shell() {
    let mut desk = Desk::plain();
    desk.types("one two three");
    desk.presses_ctrl('w');
    desk.presses_ctrl('a');
    desk.types("zero ");
    desk.presses_alt('f');
    desk.presses_ctrl('k');
    assert_eq!(desk.line(), "› zero one");
    desk.presses_ctrl('y');
    assert_eq!(desk.line(), "› zero one two");
    desk.presses_alt('b');
    desk.presses_alt('d');
    desk.presses_ctrl('e');
    desk.presses_ctrl('u');
    assert_eq!(desk.line(), "› 1 send · 2 peers · 3 connect all · 0 exit");
    desk.presses_ctrl('y');
    assert_eq!(desk.line(), "› zero one");
}

#[test]
fn what_is_seen_as_one_letter_is_deleted_as_one() {
    let mut desk = Desk::plain();
    desk.pastes("a👩‍👩‍👧e\u{301}漢");
    let lines = ["› a👩‍👩‍👧e\u{301}", "› a👩‍👩‍👧", "› a"];
    for line in lines {
        desk.presses(KeyCode::Backspace);
        assert_eq!(desk.line(), line);
    }
}

#[test]
fn what_was_typed_before_comes_back_and_the_draft_too() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.enters("first");
    desk.enters("second");
    desk.types("draft");
    for line in ["› second", "› first", "› first"] {
        desk.presses(KeyCode::Up);
        assert_eq!(desk.line(), line);
    }
    desk.presses(KeyCode::Down);
    desk.presses(KeyCode::Down);
    assert_eq!(desk.line(), "› draft");
}

#[test]
fn each_conversation_keeps_its_own_draft() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.meets("carol");
    desk.presses_alt('1');
    desk.types("for bob");
    desk.presses_alt('2');
    assert_eq!(desk.line(), "› 1 send · 2 peers · 3 connect all · 0 exit");
    desk.types("for carol");
    desk.presses_alt('1');
    assert_eq!(desk.line(), "› for bob");
}

#[test]
fn ctrl_c_clears_then_asks_then_leaves() {
    let mut desk = Desk::plain();
    desk.asked();
    desk.types("half a sen");
    desk.presses_ctrl('c');
    assert_eq!(desk.commanded(), []);
    desk.presses_ctrl('c');
    assert_eq!(desk.line(), "Leave? Enter leaves · any other key stays");
    desk.types("hello");
    assert_eq!(desk.line(), "› hello", "the question adds nothing");
    desk.presses_ctrl('c');
    desk.presses(KeyCode::Up);
    desk.presses(KeyCode::Up);
    assert_eq!(desk.line(), "› half a sen", "nothing is lost by it");
    desk.presses_ctrl('u');
    desk.presses_ctrl('c');
    desk.presses_ctrl('c');
    assert_eq!(desk.commanded(), [Command::Exit]);
}

#[test]
fn ctrl_d_leaves_on_an_empty_line_only() {
    let mut desk = Desk::plain();
    desk.asked();
    desk.types("x");
    desk.presses_ctrl('a');
    desk.presses_ctrl('d');
    assert_eq!(desk.commanded(), []);
    desk.presses_ctrl('d');
    assert_eq!(desk.commanded(), [Command::Exit]);
}

#[test]
fn a_paste_of_many_lines_is_one_message() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.asked();
    desk.pastes("one\ntwo\r\nthree");
    assert!(desk.sees().contains("3 lines: Enter sends them as one message"), "{}", desk.sees());
    assert_eq!(desk.commanded(), []);
    desk.presses(KeyCode::Enter);
    let text = "one\ntwo\nthree".to_owned();
    assert_eq!(desk.commanded(), [Command::Send { to: Target::Peer(key("bob")), text }]);
}

#[test]
fn a_message_that_is_too_long_is_not_cut_in_silence() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.types("before ");
    desk.pastes(&"x".repeat(17_000));
    assert!(desk.sees().contains("a message has at most 16384 bytes"), "{}", desk.sees());
    assert!(desk.line().starts_with("› before"));
}

#[test]
fn tab_completes_commands_names_and_addresses() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.meets("bobby tables");
    desk.presses_alt('1');
    for (typed, completed) in [
        ("/ali", "› /alias"),
        ("/msg bo", "› /msg bob"),
        ("/msg bobby", "› /msg \"bobby tables\""),
        ("/connect 10.", "› /connect 10.0.0.2:7001"),
        ("bobb", "› bobby tables:"),
    ] {
        desk.presses_ctrl('u');
        desk.types(typed);
        desk.presses(KeyCode::Tab);
        assert_eq!(desk.line(), completed);
    }
    desk.presses_ctrl('u');
    desk.types("/msg bo");
    for completed in ["› /msg bob", "› /msg \"bobby tables\"", "› /msg bob"] {
        desk.presses(KeyCode::Tab);
        assert_eq!(desk.line(), completed);
    }
    desk.presses(KeyCode::BackTab);
    assert_eq!(desk.line(), "› /msg \"bobby tables\"");
}

#[test]
fn alt_a_leads_to_whoever_wrote_first_to_who_named_us() {
    let mut desk = Desk::plain();
    ["bob", "carol", "dora"].into_iter().for_each(|name| desk.meets(name));
    desk.presses_alt('3');
    desk.is_told(&who("bob"), "hello");
    desk.is_told(&who("carol"), "is alice there?");
    for title in ["? \"carol\" · online", "? \"bob\" · online"] {
        desk.presses_alt('a');
        assert!(desk.sees().lines().next().unwrap().contains(title), "{}", desk.sees());
    }
    desk.presses_alt('a');
    assert!(desk.sees().contains("everything is read"), "{}", desk.sees());
}

#[test]
fn ctrl_z_asks_to_be_suspended_and_ctrl_l_to_be_drawn_anew() {
    let mut desk = Desk::plain();
    desk.asked();
    desk.presses_ctrl('z');
    desk.presses_ctrl('l');
    desk.gets(Terminal::Resize(100, 30));
    assert_eq!(desk.asked(), [Effect::Suspend, Effect::Redraw, Effect::Redraw]);
}

#[test]
fn the_only_one_who_comes_is_whom_one_writes_to() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.enters("hello");
    let sent = Command::Send { to: Target::Peer(key("bob")), text: "hello".into() };
    assert_eq!(desk.commanded().last(), Some(&sent));

    let mut desk = Desk::new((80, 24), chinwag::look::Theme::Dark, &[known("carol", 0)]);
    desk.meets("a stranger");
    desk.enters("a secret for carol");
    assert!(desk.sees().contains("nobody is chosen to write to"), "{}", desk.sees());
    assert_eq!(desk.line(), "› a secret for carol");
}

#[test]
fn a_digit_whose_page_was_read_does_not_stick_to_what_is_typed_then() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.types("2");
    desk.hears(Event::Listed(list(vec![online(who("bob"))], vec![])));
    desk.waits(5);
    desk.types("hello");
    assert_eq!(desk.line(), "› hello");
    desk.presses_ctrl('u');
    desk.types("2");
    desk.types(" of them");
    assert_eq!(desk.line(), "› 2 of them");
}

#[test]
fn who_turns_elsewhere_stays_there_when_an_address_answers() {
    let mut desk = Desk::plain();
    desk.meets("carol");
    desk.enters("/msg 10.0.0.9:7001 hi");
    desk.enters("/query carol");
    desk.types("dear carol");
    desk.has_queued_at(Some("10.0.0.9:7001"), "bob", 1, "hi");
    assert_eq!(desk.line(), "› dear carol");
    assert!(desk.sees().contains("* \"bob\" answers at 10.0.0.9:7001"), "{}", desk.sees());
    desk.has_queued("dora", 1, "what another program sends");
    assert_eq!(desk.line(), "› dear carol");
}

#[test]
fn a_number_means_whom_the_person_sees_under_it() {
    let mut desk = Desk::new((80, 24), chinwag::look::Theme::Dark, &[known("ann", 0)]);
    desk.meets("bob");
    desk.types("2");
    desk.hears(Event::Listed(list(vec![online(who("bob"))], vec![])));
    assert!(desk.sees().contains("  2  \"ann\""), "{}", desk.sees());
    desk.waits(5);
    desk.asked();
    desk.enters("/msg 2 for ann");
    let sent = Command::Send { to: Target::Peer(key("ann")), text: "for ann".into() };
    assert_eq!(desk.commanded(), [sent]);
}

#[test]
fn after_a_look_at_the_list_a_digit_is_a_choice_again() {
    let mut desk = Desk::plain();
    desk.meets("bob");
    desk.types("2");
    desk.hears(Event::Listed(list(vec![online(who("bob"))], vec![])));
    desk.waits(1);
    desk.types("1");
    assert_eq!(desk.line(), "To: name, number, host:port · Tab · Esc goes back");
    desk.types("10.0.0.9 7001");
    desk.presses(KeyCode::Enter);
    assert_eq!(desk.line(), "To 10.0.0.9:7001: your message · Esc goes back");
}
