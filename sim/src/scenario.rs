//! A scenario: who is there, what they do and what goes wrong, at times. One evening, for any
//! world to play.

mod drawn;
mod file;
mod notation;
mod possible;
mod words;
mod written;

use std::time::Duration;

pub use drawn::Bounds;
pub use file::Flaw;
pub(crate) use notation::in_micros;
pub use possible::{Impossible, PEERS_MAX, STEPS_MAX};

/// One evening.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    /// What it is about, in a sentence or two.
    pub story: String,
    /// What all chance in it grows from.
    pub seed: u64,
    /// Who is there. Everywhere else people are numbers: their places in this list.
    pub peers: Vec<Peer>,
    /// The network.
    pub links: Links,
    /// How long a commit takes to be durable, and again to be known to be.
    pub commits: Latency,
    /// What happens, in the order of time.
    pub steps: Vec<Step>,
}

impl Scenario {
    /// When everything settles for the first time, if it does.
    pub fn settles_at(&self) -> Option<Duration> {
        self.steps.iter().find(|step| step.act == Act::Settle).map(|step| step.at)
    }
}

/// Somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peer {
    /// What they call themselves, and where others reach them.
    pub name: String,
    /// Whom they dial from the start and for as long as they run.
    pub dials: Vec<usize>,
    /// They are not there from the start.
    pub is_late: bool,
}

/// How the network is while nothing is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Links {
    /// How long what is sent is under way.
    pub latency: Latency,
    /// How long a connection lasts on average before it breaks by itself, if it does; only until
    /// everything settles.
    pub lasts: Option<Duration>,
    /// What is sent comes in pieces of any size.
    pub is_chopped: bool,
}

impl Default for Links {
    fn default() -> Self {
        Self { latency: Latency::millis(1, 100), lasts: None, is_chopped: false }
    }
}

/// Anything between two spans, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latency {
    /// The least.
    pub least: Duration,
    /// The most.
    pub most: Duration,
}

impl Latency {
    /// So many milliseconds.
    pub const fn millis(least: u64, most: u64) -> Self {
        Self { least: Duration::from_millis(least), most: Duration::from_millis(most) }
    }
}

impl Default for Latency {
    fn default() -> Self {
        Self::millis(1, 10)
    }
}

/// Something that happens at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Since the evening began.
    pub at: Duration,
    /// What.
    pub act: Act,
}

impl Scenario {
    /// How many of the steps are trouble: all but those in which people start, talk, connect or
    /// only look. To heal and to mend count too, for without them there would be less to read.
    pub fn faults(&self) -> usize {
        self.steps.iter().filter(|step| step.act.is_trouble()).count()
    }
}

/// What people do, what goes wrong, and what is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Programs start.
    Boot(Vec<usize>),
    /// Programs end at once; their connections are closed, as an operating system would.
    Stop(Vec<usize>),
    /// Power is cut: no connection is closed, and what was not durable is gone.
    Kill(Vec<usize>),
    /// Somebody writes to somebody, by key if they have met and by address else.
    Say {
        /// Who writes.
        from: usize,
        /// To whom.
        to: usize,
        /// What.
        text: String,
        /// How often, at least once.
        times: u32,
    },
    /// Somebody takes back the latest message to somebody, if it was not sent.
    TakeBack {
        /// Who.
        from: usize,
        /// From whom.
        to: usize,
    },
    /// People connect to all.
    Connect(Vec<usize>),
    /// Somebody connects to one other, by key if they have met and by address else.
    ConnectTo {
        /// Who.
        from: usize,
        /// To whom.
        to: usize,
    },
    /// Somebody blocks somebody whom they have met.
    Block {
        /// Who.
        by: usize,
        /// Whom.
        of: usize,
    },
    /// Somebody does not block somebody any more.
    Unblock {
        /// Who.
        by: usize,
        /// Whom.
        of: usize,
    },
    /// People leave everybody, and their programs end.
    Exit(Vec<usize>),
    /// Somebody leaves one other.
    Part {
        /// Who.
        from: usize,
        /// Whom.
        to: usize,
    },
    /// Somebody is called something else from now on.
    Rename {
        /// Who.
        who: usize,
        /// What.
        name: String,
    },
    /// Links are cut: a black hole, for what is under way too. A connection that lost something
    /// stays dead.
    Cut(Between),
    /// Links are cut in one direction.
    CutOneWay {
        /// From whom nothing arrives.
        from: usize,
        /// At whom.
        to: usize,
    },
    /// What is sent waits until the links heal; connections outlive it.
    Stall(Between),
    /// Links are neither cut nor stalled nor slow any more.
    Heal(Between),
    /// Connections are reset: both ends hear of it.
    Reset(Between),
    /// What is sent takes this long from now on.
    Slow(Between, Latency),
    /// A clock is put forward, or back; a program that runs goes on by its own count and follows
    /// at its next boot.
    Jump {
        /// Whose.
        who: usize,
        /// How far.
        by: Duration,
        /// Back instead of forward.
        is_back: bool,
    },
    /// Something happens to people's disks.
    Disk(Vec<usize>, DiskAct),
    /// Everybody's list is looked at, under this name.
    Checkpoint(String),
    /// Something must be so now.
    Expect(Expectation),
    /// Nothing is broken any more, nobody is blocked, everybody is up and all have time: then
    /// everything must be right.
    Settle,
}

impl Act {
    fn is_trouble(&self) -> bool {
        match self {
            Self::Boot(_)
            | Self::Say { .. }
            | Self::Connect(_)
            | Self::ConnectTo { .. }
            | Self::Checkpoint(_)
            | Self::Expect(_)
            | Self::Settle => false,
            Self::Stop(_)
            | Self::Kill(_)
            | Self::TakeBack { .. }
            | Self::Exit(_)
            | Self::Part { .. }
            | Self::Block { .. }
            | Self::Unblock { .. }
            | Self::Rename { .. }
            | Self::Cut(_)
            | Self::CutOneWay { .. }
            | Self::Stall(_)
            | Self::Heal(_)
            | Self::Reset(_)
            | Self::Slow(..)
            | Self::Jump { .. }
            | Self::Disk(..) => true,
        }
    }
}

/// What happens to a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiskAct {
    /// There is no room for anything more.
    Fill,
    /// Nothing can be made durable.
    Fail,
    /// It has room and works again.
    Mend,
    /// It is copied aside.
    BackUp,
    /// The copy is put back. The program does not run.
    Restore,
    /// It is replaced by an empty one; the key stays. The program does not run.
    Wipe,
}

/// Groups of people, and all links between those of different groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Between(pub Vec<Vec<usize>>);

impl Between {
    /// Two people.
    pub fn two(a: usize, b: usize) -> Self {
        Self(vec![vec![a], vec![b]])
    }

    /// All of so many people, each with each.
    pub fn all(people: usize) -> Self {
        Self((0..people).map(|who| vec![who]).collect())
    }

    /// Each two people of different groups, once.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.0.iter().enumerate().flat_map(move |(place, group)| {
            let later = self.0.iter().skip(place + 1).flatten();
            group.iter().flat_map(move |a| later.clone().map(|b| (*a, *b)))
        })
    }
}

/// What must be so at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// Somebody's active peers are these and no others.
    Sees {
        /// Who.
        who: usize,
        /// The active peers.
        others: Vec<usize>,
    },
    /// Somebody was shown this text by somebody, so often in all.
    Hears {
        /// Who.
        who: usize,
        /// What.
        text: String,
        /// From whom.
        from: usize,
        /// How often; never is zero.
        times: u32,
    },
    /// Somebody was shown that so many of the messages to somebody are received.
    Received {
        /// Who.
        who: usize,
        /// By whom.
        by: usize,
        /// How many.
        count: u64,
    },
    /// Somebody's list has these rows: `bob online`, `carol away (left)`.
    Lists {
        /// Who.
        who: usize,
        /// In the order of the list.
        rows: Vec<String>,
    },
}
