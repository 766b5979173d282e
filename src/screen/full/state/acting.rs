//! What a person does, and what follows from it.

use std::time::Duration;

use super::{Asking, Effect, Place, Size, State, Written};
use crate::address::{Address, Contact, parse_port};
use crate::node::{Command, Target};
use crate::screen::full::completion;
use crate::screen::full::editor::{Stretch, Way};
use crate::screen::full::keys::Action;
use crate::screen::people::Addressee;
use crate::screen::slash::{self, Line};
use crate::text::{Safe, TEXT_MAX};
use crate::time::Time;

impl State {
    /// Takes one thing that a person did, and returns what is to be done in the world.
    pub fn act(&mut self, now: Time, action: Action) -> Vec<Effect> {
        self.now = self.now.max(now);
        let digit = self.take_digit();
        let is_asked_to_leave = matches!(self.asking, Asking::Leave { .. });
        let is_hinted = self.hint.is_some();
        if action.is_typing() {
            self.completion = None;
            self.hint = None;
            if is_asked_to_leave && !matches!(action, Action::Insert(_) | Action::Submit) {
                self.asking = Asking::Message;
            }
        }
        match action {
            Action::Insert(text) => return self.insert(&text, digit),
            Action::Go(stretch, way) => self.editor.go(stretch, way),
            Action::Delete(stretch, way) => self.editor.delete(stretch, way),
            Action::PutBack if self.editor.put_back() => {}
            Action::PutBack => self.hint = Some(too_long()),
            Action::Up => self.editor.up(),
            Action::Down => self.editor.down(),
            Action::Submit => return self.submit(),
            Action::Complete(way) => self.complete(way),
            Action::Scroll(scroll, way) => return self.scroll(scroll, way),
            Action::Choose(number) => return self.choose(number),
            Action::Neighbour(way) => return self.neighbour(way),
            Action::NextUnread => return self.next_unread(),
            Action::Search if self.editor.is_empty() => return self.insert("/search ", None),
            Action::Search => self.editor.go(Stretch::Letter, Way::On),
            Action::Interrupt if is_asked_to_leave => return self.leave(),
            Action::Interrupt => self.interrupt(),
            Action::EndOfInput if self.editor.is_empty() => return self.leave(),
            Action::EndOfInput => self.editor.delete(Stretch::Letter, Way::On),
            Action::Escape => self.escape(digit, is_hinted || is_asked_to_leave),
            Action::Help => self.help(""),
            Action::Focus(is_focused) => return self.focus(is_focused),
            Action::Resize(columns, rows) => {
                self.size = Size { columns, rows };
                return vec![Effect::Redraw];
            }
            Action::Redraw => return vec![Effect::Redraw],
            Action::Suspend => return vec![Effect::Suspend],
        }
        Vec::new()
    }

    fn focus(&mut self, is_focused: bool) -> Vec<Effect> {
        let mut effects = self.tell_seen();
        (self.is_focused, self.tells_focus) = (is_focused, true);
        if is_focused {
            effects.extend(self.arrive());
        }
        effects
    }

    /// Puts text in. On an empty line the menu's digits are choices, unless text follows.
    fn insert(&mut self, text: &str, digit: Option<char>) -> Vec<Effect> {
        if let Asking::Leave { typed } = self.asking {
            self.asking = Asking::Message;
            return self.type_in(&format!("{typed}{text}"));
        }
        if let Some(digit) = digit {
            self.page = None;
            return self.type_in(&format!("{digit}{text}"));
        }
        if self.editor.is_empty() && self.asking == Asking::Message {
            match text {
                "0" => self.asking = Asking::Leave { typed: "0" },
                "1" => self.asking = Asking::Recipient,
                "2" => return self.menu('2', Command::ListPeers),
                "3" => return self.menu('3', Command::ConnectAll),
                _ => return self.type_in(text),
            }
            return Vec::new();
        }
        self.type_in(text)
    }

    fn menu(&mut self, digit: char, command: Command) -> Vec<Effect> {
        self.digit = Some((digit, self.now));
        self.ask(command)
    }

    /// The digit that was a choice just now.
    fn take_digit(&mut self) -> Option<char> {
        let (digit, at) = self.digit.take()?;
        (self.now.since(at) < DIGIT_WITHIN).then_some(digit)
    }

    fn type_in(&mut self, text: &str) -> Vec<Effect> {
        if !self.editor.insert(text) {
            self.hint = Some(too_long());
            return Vec::new();
        }
        let lines = self.editor.text().lines().count();
        if lines >= LINES_PASTED && text.contains('\n') {
            self.hint = Some(format!("{lines} lines: Enter sends them as one message"));
        }
        Vec::new()
    }

    fn submit(&mut self) -> Vec<Effect> {
        // A number means what the person sees: a page with numbers, or else the list at the left.
        let page = self.page.as_ref().filter(|page| !page.rows.is_empty());
        self.numbered = page.map_or_else(|| self.crowd.cards(), |page| page.rows.clone());
        match std::mem::take(&mut self.asking) {
            Asking::Message => self.submit_message(),
            Asking::Leave { .. } => self.leave(),
            Asking::Recipient if self.is_blank() => self.nothing_sent(),
            Asking::Recipient => {
                match self.crowd.addressee(self.editor.text().trim(), &self.numbered) {
                    Ok(Addressee::One(to, shown)) => self.write_to(to, shown),
                    Ok(Addressee::Host(host)) => {
                        self.editor.clear();
                        self.asking = Asking::Port { host };
                        Vec::new()
                    }
                    Err(why) => self.again(Asking::Recipient, why),
                }
            }
            Asking::Port { .. } if self.is_blank() => self.nothing_sent(),
            Asking::Port { host } => {
                let port = parse_port(self.editor.text());
                match port.and_then(|port| Address::new(&host, port)) {
                    Ok(address) => {
                        let shown = address.to_string();
                        self.write_to(Target::At(address.into()), shown)
                    }
                    Err(why) => {
                        let why = format!("{}: {why}", Safe::line(self.editor.text()));
                        self.again(Asking::Port { host }, why)
                    }
                }
            }
            Asking::Text { .. } if self.is_blank() => self.nothing_sent(),
            Asking::Text { to, .. } => {
                let text = self.editor.take();
                self.send(to, &text)
            }
        }
    }

    fn submit_message(&mut self) -> Vec<Effect> {
        if self.is_blank() {
            self.editor.clear();
            self.page = None;
            return Vec::new();
        }
        let typed = self.editor.text().to_owned();
        match slash::read(&typed) {
            Line::Unknown(why) => {
                self.hint = Some(format!("{why}{MENDED}"));
                Vec::new()
            }
            Line::Slash(verb, takes) => {
                self.editor.take();
                self.page = None;
                self.run(verb, takes).unwrap_or_else(|why| {
                    // What was wrong can be mended, for it is still there.
                    self.editor.replace(typed.clone());
                    self.hint = Some(format!("{why}{MENDED}"));
                    Vec::new()
                })
            }
            Line::Text(text) => match self.place {
                Place::Peer(peer) => {
                    self.editor.take();
                    self.send(Target::Peer(peer), text)
                }
                Place::Home => {
                    self.hint = Some(NOBODY_CHOSEN.to_owned());
                    Vec::new()
                }
            },
        }
    }

    /// Gives a message on its way, and shows whom it is for.
    pub(super) fn send(&mut self, to: Target, text: &str) -> Vec<Effect> {
        let mut effects = match &to {
            Target::Peer(peer) => self.go(Place::Peer(*peer)),
            Target::At(Contact { address, .. }) => {
                self.written = Some(Written { address: address.clone(), from: self.place });
                Vec::new()
            }
        };
        if let Some(talk) = self.talks.get_mut(&self.place) {
            talk.unread = None;
            talk.follow();
        }
        effects.extend(self.tell_seen());
        effects.push(Effect::Ask(Command::said(to, text)));
        effects
    }

    pub(super) fn write_to(&mut self, to: Target, shown: String) -> Vec<Effect> {
        self.editor.clear();
        if let Target::Peer(peer) = to {
            return self.go(Place::Peer(peer));
        }
        self.asking = Asking::Text { to, shown };
        Vec::new()
    }

    fn again(&mut self, asking: Asking, why: String) -> Vec<Effect> {
        self.asking = asking;
        self.hint = Some(format!("{why}{MENDED}"));
        Vec::new()
    }

    fn nothing_sent(&mut self) -> Vec<Effect> {
        self.editor.clear();
        self.hint = Some("nothing was sent".to_owned());
        Vec::new()
    }

    fn is_blank(&self) -> bool {
        self.editor.text().trim().is_empty()
    }

    fn interrupt(&mut self) {
        if self.editor.is_empty() {
            self.asking = Asking::Leave { typed: "" };
        } else {
            self.editor.take();
            self.hint = Some("cleared; the Up key brings it back".to_owned());
        }
    }

    /// Closes what is open: a page, a question, or else the look back.
    fn escape(&mut self, digit: Option<char>, is_hinted: bool) {
        if let Asking::Recipient = self.asking {
            // It may have been the beginning of a message.
            let typed = self.editor.clear();
            let typed = if typed.is_empty() { typed } else { format!("1{typed}") };
            self.editor.replace(typed);
            self.asking = Asking::Message;
        } else if self.asking != Asking::Message {
            self.editor.clear();
            self.asking = Asking::Message;
        } else if self.page.take().is_none() && digit.is_none() && !is_hinted {
            self.talk_mut(self.place).follow();
            self.see();
        }
    }

    pub(super) fn leave(&mut self) -> Vec<Effect> {
        self.asking = Asking::Message;
        self.is_leaving = true;
        let mut effects = self.tell_seen();
        effects.push(Effect::Ask(Command::Exit));
        effects
    }

    fn complete(&mut self, way: Way) {
        self.hint = None;
        let completion = self.completion.take();
        let completion = completion.or_else(|| completion::begin(self));
        self.completion = completion.map(|completion| completion.next(&mut self.editor, way));
    }
}

fn too_long() -> String {
    format!("a message has at most {TEXT_MAX} bytes: send it in parts")
}

const NOBODY_CHOSEN: &str =
    "nobody is chosen to write to: press Alt-1, or 1 on an empty line, or type /msg NAME TEXT";
/// How soon text has to follow a digit that begins it: later, somebody has read what it opened.
const DIGIT_WITHIN: Duration = Duration::from_millis(700);
/// Lines from which on it is said that they go as one message.
const LINES_PASTED: usize = 3;
/// What to do about a line that was refused and is still there.
const MENDED: &str = " · mend the line, or Ctrl-U clears it";
