//! A play: a scenario on the stage of a world, told as it goes.

mod lists;

use std::fmt::Write;
use std::time::Duration;

use chinwag::node::Event;
use chinwag::screen::{Clock, Style, Words};

use crate::laws::{Law, Violation, ensure, received, settle};
use crate::scenario::{Act, Expectation, Scenario};
use crate::world::World;

pub(crate) use lists::sees;
pub use lists::{row, side_by_side};

/// Is told a line of the timeline, or several, as soon as it is so.
pub type Audience<'a> = &'a mut dyn FnMut(&str);

/// Plays all steps in a world that was staged for this scenario. At each checkpoint everybody's
/// list is shown.
///
/// # Errors
/// The first law that is broken, with [`Law::Expected`] for what the scenario expects. The world
/// stands still at that moment.
pub fn play<W: World>(
    world: &mut W,
    scenario: &Scenario,
    audience: Audience<'_>,
) -> Result<(), Violation> {
    let told = vec![0; scenario.peers.len()];
    let mut play = Play { world, scenario, audience, told };
    for step in &scenario.steps {
        let outcome = play.go_on_until(step.at).and_then(|()| play.take(&step.act));
        if let Err(violation) = outcome {
            play.tell();
            return Err(violation);
        }
    }
    Ok(())
}

/// Plays without an audience, and without what only looks.
///
/// # Errors
/// The first law that is broken.
pub fn rehearse<W: World>(world: &mut W, scenario: &Scenario) -> Result<(), Violation> {
    for step in &scenario.steps {
        world.run_until(step.at)?;
        carry_out(world, scenario, &step.act)?;
    }
    Ok(())
}

/// Does what a step says.
///
/// # Errors
/// The first law that is broken.
pub(crate) fn carry_out<W: World>(
    world: &mut W,
    scenario: &Scenario,
    act: &Act,
) -> Result<(), Violation> {
    world.act(act);
    if let Act::Expect(expectation) = act {
        expect(world, scenario, expectation)
    } else if *act == Act::Settle {
        settle(world, scenario)
    } else {
        Ok(())
    }
}

struct Play<'a, W> {
    world: &'a mut W,
    scenario: &'a Scenario,
    audience: Audience<'a>,
    /// How much of what everybody was told has been told on.
    told: Vec<usize>,
}

impl<W: World> Play<'_, W> {
    fn take(&mut self, act: &Act) -> Result<(), Violation> {
        if let Act::Checkpoint(name) = act {
            self.checkpoint(name);
        } else if let Act::Expect(expectation) = act {
            self.line(&format!("expected: {}", expectation.words(self.scenario)));
        } else {
            self.line(&act.words(self.scenario));
        }
        let outcome = carry_out(self.world, self.scenario, act);
        self.tell();
        outcome
    }

    /// Lets time go by in small steps, and tells what was told to people.
    fn go_on_until(&mut self, until: Duration) -> Result<(), Violation> {
        while self.world.now() < until {
            let next = until.min(self.world.now() + GLANCE);
            let outcome = self.world.run_until(next);
            self.tell();
            outcome?;
        }
        Ok(())
    }

    /// Tells on what people were told, in the order of time.
    fn tell(&mut self) {
        let words = Words { clock: Clock::utc(), style: Style::Plain, is_ephemeral: false };
        let mut lines = Vec::new();
        for who in 0..self.told.len() {
            let told = self.world.told(who);
            for told in &told[self.told[who]..] {
                if matches!(told.event, Event::Listed(_) | Event::ConnectedAll(_)) {
                    continue;
                }
                lines.extend(words.event(&told.event).map(|line| (told.at, who, line)));
            }
            self.told[who] = told.len();
        }
        lines.sort_by_key(|(at, who, _)| (*at, *who));
        let more = lines.len().saturating_sub(LINES_MAX);
        lines.truncate(LINES_MAX);
        for (at, who, line) in lines {
            let name = &self.scenario.peers[who].name;
            let line = line.replace('\n', " ");
            (self.audience)(&format!("{} {name:8} {line}\n", moment(at)));
        }
        if more > 0 {
            self.line(&format!("… and {more} lines more"));
        }
    }

    fn line(&mut self, line: &str) {
        (self.audience)(&format!("{} {:8} {line}\n", moment(self.world.now()), ""));
    }

    fn checkpoint(&mut self, name: &str) {
        let mut text = String::new();
        let _ = writeln!(text, "\n{} == {name} ==\n", moment(self.world.now()));
        text.push_str(&side_by_side(self.world, self.scenario));
        text.push('\n');
        (self.audience)(&text);
    }
}

/// Seconds with a tenth of a millisecond would be noise: milliseconds.
fn moment(at: Duration) -> String {
    format!("{:9.3}", at.as_secs_f64())
}

/// Checks that something is so now.
///
/// # Errors
/// [`Law::Expected`], with what is so instead.
fn expect(
    world: &impl World,
    scenario: &Scenario,
    expectation: &Expectation,
) -> Result<(), Violation> {
    let is_down = |who: usize| format!("{} is down", scenario.peers[who].name);
    let found = match expectation {
        Expectation::Sees { who, others } => {
            let seen = sees(world, scenario, *who);
            let mut others = others.clone();
            others.sort_unstable();
            if seen.as_ref() == Some(&others) {
                return Ok(());
            }
            let shown = seen.map(|others| Expectation::Sees { who: *who, others });
            shown.map_or_else(|| is_down(*who), |shown| shown.words(scenario))
        }
        Expectation::Hears { who, text, from, times } => {
            let from_key = world.identity(*from);
            let heard = world.told(*who).iter().filter(|told| {
                matches!(&told.event, Event::Said { from, text: said, .. }
                    if from.identity == from_key && said.as_str() == text)
            });
            let count = heard.count() as u32;
            if count == *times {
                return Ok(());
            }
            let (who, from, text) = (*who, *from, text.clone());
            Expectation::Hears { who, text, from, times: count }.words(scenario)
        }
        Expectation::Received { who, by, count } => {
            let shown = received(world, *who, *by);
            if shown == *count {
                return Ok(());
            }
            Expectation::Received { who: *who, by: *by, count: shown }.words(scenario)
        }
        Expectation::Lists { who, rows } => {
            let list = world.list(*who);
            let shown: Option<Vec<String>> =
                list.map(|list| list.active.iter().chain(&list.away).map(row).collect());
            if shown.as_ref() == Some(rows) {
                return Ok(());
            }
            let shown = shown.map(|rows| Expectation::Lists { who: *who, rows });
            shown.map_or_else(|| is_down(*who), |shown| shown.words(scenario))
        }
    };
    ensure(false, Law::Expected, || format!("{}; but {found}", expectation.words(scenario)))
}

/// What a crowd is told within a glance is told on up to so many lines.
const LINES_MAX: usize = 30;
/// How long time goes by before it is looked at what people were told.
const GLANCE: Duration = Duration::from_secs(1);
