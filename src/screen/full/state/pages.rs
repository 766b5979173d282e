//! What is said at the beginning, and what is shown over the conversation when it is asked for.

use super::{Place, State};
use crate::node::{Trust, Who};
use crate::screen::slash;
use crate::screen::table::status;
use crate::text::Safe;

impl State {
    /// What somebody sees who has just come.
    pub(super) fn welcome(&mut self) {
        let known = self.crowd.people().count();
        let waiting = self.unconfirmed();
        if let Some(opening) = self.me.opening.clone() {
            self.notice(&[Place::Home], &opening);
        }
        let mut text = format!(
            "Welcome, {}. Others reach you at {}: /status shows the address with your key.",
            self.me.name, self.me.invitation.address
        );
        if self.words.is_ephemeral {
            text.push_str("\nThis chat is ephemeral: key and messages are gone when you leave.");
        }
        text.push_str(match known {
            0 if self.me.opening.is_some() => "",
            0 => "\nNobody is known yet: press 1 and give an address, or wait for a call.",
            1 => "\nOne peer is known from before: 3 connects.",
            _ => "\nSome peers are known from before: 3 connects to all of them.",
        });
        if waiting > 0 {
            text.push_str(&format!(
                "\n… {waiting} of your messages wait: they go out when their peers are there."
            ));
        }
        text.push_str("\nF1 or /help tells keys and commands.");
        self.notice(&[Place::Home], &text);
    }

    /// The keys and commands, or one command.
    pub(super) fn help(&mut self, topic: &str) {
        let topic = topic.trim_start_matches('/');
        let (title, text) = match slash::find(topic) {
            Some(slash) => (format!("Help: /{}", slash.name), slash::explain(slash)),
            None if !topic.is_empty() => {
                self.hint = Some(format!("there is no command {}", Safe::line(topic)));
                return;
            }
            None => ("Help".to_owned(), format!("{KEYS}\n\n{}\n\n{SIGNS}", slash::list())),
        };
        self.open(title, text);
    }

    /// Who we are and what waits.
    pub(super) fn status(&mut self) {
        let me = &self.me;
        let (active, known) = (self.crowd.active(), self.crowd.people().count());
        let rows = [
            ("name", me.name.to_string()),
            ("key", me.identity.to_string()),
            ("words", me.identity.words()),
            ("listening", me.listening.to_string()),
            ("address to give away", me.invitation.to_string()),
            ("peers", format!("{active} active of {known} known")),
            ("outbox", format!("{} not confirmed", self.unconfirmed())),
            ("kept", self.kept().to_owned()),
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ];
        self.open("Status", table(&rows));
    }

    fn kept(&self) -> &'static str {
        match (self.words.is_ephemeral, self.is_stalled) {
            (true, _) => "nothing: this chat is ephemeral",
            (false, true) => "NOT AT THE MOMENT: nothing can be written",
            (false, false) => "everything, in your profile",
        }
    }

    /// All that is known of a peer.
    pub(super) fn whois(&mut self, who: &Who) {
        let Some(row) = self.crowd.row(who.identity) else { return };
        let card = &row.card;
        let address = card.address.as_ref().map_or_else(|| "unknown".into(), ToString::to_string);
        let called = if who.label.is_petname { "yours, for them" } else { "claimed by them" };
        let trust = match (row.is_key_changed(), card.trust) {
            (true, _) => "ANOTHER KEY ANSWERED AT THEIR ADDRESS: /doctor tells more",
            (false, Trust::New) => "new: first met in this run; /verify compares the words",
            (false, Trust::Pinned) => "pinned: the same key as before; /verify compares the words",
            (false, Trust::Verified) => "verified: you compared the words",
        };
        let mut rows = vec![
            ("name", format!("{} ({called})", who.shown())),
            ("key", who.identity.to_string()),
            ("words", who.identity.words()),
            ("trust", trust.to_owned()),
            ("state", status(&card.standing, &self.words.clock)),
            ("address", address),
        ];
        let since = card.since.map(|since| ("since", self.words.clock.since(since, self.now)));
        rows.extend(since);
        rows.extend(card.clock_ahead.map(|ahead| ("clock", clock(ahead))));
        rows.extend(card.is_muted.then(|| ("muted", "yes: /unmute takes it back".to_owned())));
        rows.extend(card.is_blocked.then(|| ("blocked", "yes: /unblock takes it back".to_owned())));
        let text = table(&rows);
        self.open(format!("Who is {}", who.shown()), text);
    }
}

/// How a clock stands to ours.
fn clock(ahead: i64) -> String {
    let seconds = ahead.unsigned_abs() / 1_000_000;
    match (seconds, ahead > 0) {
        (0..2, _) => "the same as yours".to_owned(),
        (_, true) => format!("{seconds} s ahead of yours"),
        (_, false) => format!("{seconds} s behind yours"),
    }
}

fn table(rows: &[(&str, String)]) -> String {
    let width = rows.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
    let line = |(key, value): &(&str, String)| format!("{key:<width$}  {value}");
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

const KEYS: &str = "\
On an empty line: 1 send · 2 peers · 3 connect all · 0 exit; a space first sends the digit
  Enter             send; Alt-Enter, Ctrl-J: a new line
  Tab, Shift-Tab    complete commands, peers and addresses
  Up, Down          what was typed before; the draft is kept
  PgUp, PgDn        through the conversation; Ctrl-Home, Ctrl-End, Esc: its ends
  Alt-1 to Alt-9    a peer of the list; Alt-0: everything
  Ctrl-N, Ctrl-P    the next peer, the one before
  Alt-A             the next unread one
  Ctrl-F            search; Ctrl-L: draw anew; Ctrl-Z: suspend
  Ctrl-A E K U W Y, Alt-B F D, Ctrl-Left, Ctrl-Right: as in a shell
  Ctrl-C            clears what is typed, then asks whether to leave; Ctrl-D leaves";
const SIGNS: &str = "\
Your messages: … queued · → sent · ✓ received (it is on their disk) · ✗ failed
Peers: ● online · ◐ quiet · ◌ dialing · ○ away
Keys: ◆ verified · ◇ pinned, as before · ? new · ! another key answered
A name in \"quotes\" is only claimed; one without is yours for them (/alias).";
