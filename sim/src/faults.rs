//! Faults by kind, and how often each really bit: a fault that nobody noticed proves nothing.

use std::fmt;

/// What can go wrong, in the way that it is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A frame or a dial was lost on a cut link.
    Cut,
    /// The same, while the other direction was open.
    CutOneWay,
    /// A frame or a dial had to wait on a stalled link.
    Stall,
    /// A connection was reset, by hand or because it had lasted long enough.
    Reset,
    /// A frame was under way for more than a second.
    Slow,
    /// A connection was closed because the program at its end ended without a goodbye.
    Stop,
    /// A program was killed that somebody was connected to.
    Kill,
    /// A commit that was under way was lost with the power.
    TornCommit,
    /// A frame came to a program that had been started since, and the connection broke.
    HalfOpen,
    /// Two connections between two people at once.
    DuplicateDial,
    /// A program started with a clock that is more than a minute off.
    Jump,
    /// A commit failed because there was no room.
    FullDisk,
    /// A commit failed because nothing could be made durable.
    FailingDisk,
    /// A program started from an older copy of its disk.
    Restore,
    /// A program started with an empty disk that had not been empty.
    Wipe,
    /// Somebody left everybody.
    Exit,
    /// Somebody left one other.
    Part,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Cut,
        Self::CutOneWay,
        Self::Stall,
        Self::Reset,
        Self::Slow,
        Self::Stop,
        Self::Kill,
        Self::TornCommit,
        Self::HalfOpen,
        Self::DuplicateDial,
        Self::Jump,
        Self::FullDisk,
        Self::FailingDisk,
        Self::Restore,
        Self::Wipe,
        Self::Exit,
        Self::Part,
    ];
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cut => "cut",
            Self::CutOneWay => "cut one way",
            Self::Stall => "stall",
            Self::Reset => "reset",
            Self::Slow => "slow",
            Self::Stop => "stop",
            Self::Kill => "kill",
            Self::TornCommit => "torn commit",
            Self::HalfOpen => "half-open",
            Self::DuplicateDial => "duplicate dial",
            Self::Jump => "clock jump",
            Self::FullDisk => "full disk",
            Self::FailingDisk => "failing disk",
            Self::Restore => "restored disk",
            Self::Wipe => "wiped disk",
            Self::Exit => "exit",
            Self::Part => "part",
        })
    }
}

/// How often each fault bit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally([u64; Fault::ALL.len()]);

impl Tally {
    /// It bit.
    pub fn note(&mut self, fault: Fault) {
        self.0[fault as usize] += 1;
    }

    /// How often it bit.
    pub fn of(&self, fault: Fault) -> u64 {
        self.0[fault as usize]
    }

    /// Takes in what another has counted.
    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(here, there)| *here += there);
    }

    /// Those that never bit.
    pub fn idle(&self) -> Vec<Fault> {
        Fault::ALL.into_iter().filter(|fault| self.of(*fault) == 0).collect()
    }
}
