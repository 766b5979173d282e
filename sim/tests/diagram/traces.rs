//! Traces to draw: one made by hand, and crowds made by chance.

use std::time::Duration;

use sim::Chance;
use sim::scenario::{Act, Between};
use sim::trace::{Ending, Entry, FrameKind, Stance, Trace, What};

/// A trace while it is being told, in milliseconds.
pub(crate) struct Telling {
    trace: Trace,
    frames: u64,
}

impl Telling {
    pub(crate) fn new(story: &str, names: &[&str]) -> Self {
        let names = names.iter().map(ToString::to_string).collect();
        let trace = Trace { story: story.into(), names, ..Trace::default() };
        Self { trace, frames: 0 }
    }

    pub(crate) fn note(&mut self, at: u64, what: What) {
        self.trace.entries.push(Entry { at: Duration::from_millis(at), what });
    }

    pub(crate) fn act(&mut self, at: u64, act: Act, words: &str) {
        self.note(at, What::Acted { act, words: words.into() });
    }

    pub(crate) fn told(&mut self, at: u64, who: usize, words: &str) {
        self.note(at, What::Told(who, words.into()));
    }

    pub(crate) fn shown(&mut self, at: u64, by: usize, of: usize, stance: Stance) {
        self.note(at, What::Shown { by, of, stance });
    }

    /// A frame leaves; its number.
    pub(crate) fn sent(
        &mut self,
        at: u64,
        way: (usize, usize),
        kind: FrameKind,
        says: &str,
    ) -> u64 {
        let (frame, (from, to)) = (self.frames, way);
        self.frames += 1;
        self.note(at, What::Sent { frame, from, to, kind, says: says.into() });
        frame
    }

    /// A frame leaves and arrives that much later; when.
    pub(crate) fn frame(
        &mut self,
        at: u64,
        took: u64,
        way: (usize, usize),
        kind: FrameKind,
        says: &str,
    ) -> u64 {
        let frame = self.sent(at, way, kind, says);
        self.note(at + took, What::Arrived(frame));
        at + took
    }

    pub(crate) fn lost(
        &mut self,
        at: u64,
        after: u64,
        way: (usize, usize),
        kind: FrameKind,
        says: &str,
    ) {
        let frame = self.sent(at, way, kind, says);
        self.note(at + after, What::Lost(frame));
    }

    /// Two connect; when both know.
    pub(crate) fn meet(&mut self, at: u64, took: u64, (a, b): (usize, usize)) -> u64 {
        self.shown(at, a, b, Stance::Dialing);
        let there = self.frame(at + took, took, (a, b), FrameKind::Greeting, "connect v1");
        self.shown(there, b, a, Stance::Online);
        let name = self.trace.names[a].clone();
        self.told(there, b, &format!("{name} is online"));
        let back = self.frame(there, took, (b, a), FrameKind::Greeting, "connect_ack v1");
        self.shown(back, a, b, Stance::Online);
        let name = self.trace.names[b].clone();
        self.told(back, a, &format!("{name} is online"));
        back
    }

    /// Somebody says something, which arrives and is confirmed.
    pub(crate) fn say(&mut self, at: u64, took: u64, (from, to): (usize, usize), text: &str) {
        let there = self.frame(at, took, (from, to), FrameKind::Text, &format!("text 1 {text:?}"));
        let name = self.trace.names[from].clone();
        self.told(there, to, &format!("{name}: {text}"));
        let back = self.frame(there + 3, took, (to, from), FrameKind::Received, "received 1");
        self.told(back, from, &format!("✓ {text}"));
    }

    pub(crate) fn ping(&mut self, at: u64, took: u64, (a, b): (usize, usize)) {
        let there = self.frame(at, took, (a, b), FrameKind::Ping, "ping");
        self.frame(there, took, (b, a), FrameKind::Ping, "pong");
    }

    pub(crate) fn end(mut self, at: u64) -> Trace {
        self.trace.entries.sort_by_key(|entry| entry.at);
        self.trace.end = Duration::from_millis(at);
        self.trace
    }
}

/// Alice, Bob and Carol: a cut, a kill, a lost message, a goodbye, and a law that breaks.
pub(crate) fn three() -> Trace {
    let story = "Alice writes while the way to Bob is cut, and Carol loses her power. \
                 Whatever was queued arrives when it can.";
    let mut telling = Telling::new(story, &["alice", "bob", "carol"]);
    let (alice, bob, carol) = (0, 1, 2);
    for who in [alice, bob, carol] {
        telling.note(0, What::Booted(who));
    }
    telling.meet(20, 24, (bob, alice));
    telling.meet(35, 31, (carol, alice));
    telling.meet(38, 18, (carol, bob));
    telling.act(2_000, say(alice, bob), "alice says \"hello\" to bob");
    telling.say(2_004, 26, (alice, bob), "hello");
    telling.act(5_000, Act::Checkpoint("all together".into()), "all together");
    telling.ping(17_100, 30, (alice, bob));
    telling.ping(17_110, 22, (carol, alice));
    telling.ping(17_115, 28, (bob, carol));
    telling.act(20_000, Act::Cut(Between::two(alice, bob)), "cut alice | bob");
    telling.act(21_000, say(alice, bob), "alice says \"are you there?\" to bob");
    telling.told(21_002, alice, "→ are you there?");
    telling.lost(21_004, 26, (alice, bob), FrameKind::Text, "text 2 \"are you there?\"");
    telling.lost(35_200, 20, (bob, alice), FrameKind::Ping, "ping");
    telling.shown(40_100, alice, bob, Stance::Quiet);
    telling.told(40_100, alice, "bob is quiet");
    telling.shown(40_230, bob, alice, Stance::Quiet);
    telling.told(40_230, bob, "alice is quiet");
    telling.act(48_000, Act::Kill(vec![carol]), "kill carol");
    telling.note(48_000, What::Ended(carol, Ending::Killed));
    telling.shown(55_100, alice, bob, Stance::Away);
    telling.told(55_100, alice, "bob is away: timed out. Trying again in 1 s");
    telling.shown(55_230, bob, alice, Stance::Away);
    telling.told(55_230, bob, "alice is away: timed out");
    telling.act(70_000, Act::Heal(Between::two(alice, bob)), "heal alice | bob");
    let met = telling.meet(70_900, 27, (alice, bob));
    telling.say(met + 1, 25, (alice, bob), "are you there?");
    telling.act(72_000, Act::Stall(Between::two(alice, carol)), "stall alice | carol");
    telling.act(80_000, Act::Boot(vec![carol]), "boot carol");
    telling.note(80_000, What::Booted(carol));
    telling.meet(80_030, 20, (carol, bob));
    telling.act(90_000, Act::CutOneWay { from: bob, to: carol }, "cut bob -> carol");
    telling.sent(99_990, (bob, alice), FrameKind::Text, "text 1 \"late\"");
    telling.frame(91_000, 30, (bob, alice), FrameKind::Exit, "exit everybody");
    telling.note(91_100, What::Ended(bob, Ending::Left));
    telling.note(99_995, What::Broken("alice was shown one message twice".into()));
    telling.end(100_000)
}

/// Names and texts that want to be more than text.
pub(crate) fn hostile() -> Trace {
    let names = [
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\" onload=\"alert(1)",
        "__proto__",
        "a b\u{202e}c\u{0}\u{1b}[2J",
        "</style></svg>&amp;<!--",
    ];
    let story = "</title><script>alert(1)</script> ]]> <!-- \u{1}\u{ffff} {{svg}}";
    let mut telling = Telling::new(story, &names);
    for (who, name) in names.iter().enumerate() {
        telling.note(0, What::Booted(who));
        telling.told(5, who, name);
        telling.act(10, Act::Checkpoint((*name).into()), name);
        telling.frame(20, 7, (who, (who + 1) % names.len()), FrameKind::Text, name);
    }
    telling.note(50, What::Broken("</script><!--<script>".into()));
    telling.end(60)
}

/// So many people for so many minutes: each pair talks now and then, a third of them is cut off for
/// a while, and some lose their power.
pub(crate) fn crowd(people: usize, minutes: u64, said: usize) -> Trace {
    let names: Vec<String> = (0..people).map(|who| format!("peer-{who:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let story =
        format!("{people} people talk for {minutes} minutes while a third of them is cut off.");
    let mut telling = Telling::new(&story, &names);
    let mut chance = Chance::new(7);
    let mut took = || 5 + chance.below(80) as u64;
    let end = minutes * 60_000;
    let (cut, healed) = (end / 3, end / 3 + 50_000);
    let far = people / 3;
    let parted =
        |at: u64, a: usize, b: usize| (cut..healed).contains(&at) && (a < far) != (b < far);
    (0..people).for_each(|who| telling.note(0, What::Booted(who)));
    let groups = || Between(vec![(0..far).collect(), (far..people).collect()]);
    telling.act(cut, Act::Cut(groups()), "cut the first third | the others");
    telling.act(healed, Act::Heal(groups()), "heal everything");
    telling.act(end - 1_000, Act::Checkpoint("the end".into()), "the end");
    for b in 0..people {
        for a in 0..b {
            telling.meet(took() * 4, took(), (b, a));
            for at in (15_000..end).step_by(15_000) {
                let at = at + took();
                if parted(at, a, b) {
                    telling.lost(at, took(), (a, b), FrameKind::Ping, "ping");
                } else {
                    telling.ping(at, took(), (a, b));
                }
            }
            if parted(cut, a, b) {
                for (by, of) in [(a, b), (b, a)] {
                    telling.shown(cut + 20_000 + took(), by, of, Stance::Quiet);
                    telling.shown(cut + 35_000 + took(), by, of, Stance::Away);
                }
                telling.meet(healed + took() * 20, took(), (a, b));
            }
        }
    }
    let mut chance = Chance::new(8);
    for number in 0..said {
        let at = 2_000 + chance.draw() % (end - 4_000);
        let a = chance.below(people);
        let b = (a + 1 + chance.below(people - 1)) % people;
        let text = format!("message {number}");
        if parted(at, a, b) {
            telling.lost(at, 30, (a, b), FrameKind::Text, &text);
        } else {
            telling.say(at, 5 + chance.below(80) as u64, (a, b), &text);
        }
    }
    telling.end(end)
}

fn say(from: usize, to: usize) -> Act {
    Act::Say { from, to, text: "hello".into(), times: 1 }
}
