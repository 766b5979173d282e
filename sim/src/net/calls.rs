//! The calls: every connection in the network with its two ends, and how much of what went in at
//! one has come out at the other.

use std::collections::BTreeMap;
use std::io;
use std::task::Waker;
use std::time::Duration;

/// A connection, named by who dialed, from which port, and whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Call {
    pub(super) from: usize,
    pub(super) port: u16,
    pub(super) to: usize,
}

/// One end of a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) call: Call,
    pub(super) side: Side,
}

/// Which end of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Dialer = 0,
    Acceptor = 1,
}

/// What a task waits for at an end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wait {
    Read = 0,
    Write = 1,
}

impl End {
    /// Whose end it is.
    pub(super) fn who(&self) -> usize {
        match self.side {
            Side::Dialer => self.call.from,
            Side::Acceptor => self.call.to,
        }
    }

    /// The end that this one talks to.
    pub(super) fn other(&self) -> Self {
        let side = match self.side {
            Side::Dialer => Side::Acceptor,
            Side::Acceptor => Side::Dialer,
        };
        Self { call: self.call, side }
    }
}

/// All connections with an end that is open.
#[derive(Debug, Default)]
pub(super) struct Calls(BTreeMap<Call, Connection>);

#[derive(Debug, Default)]
pub(super) struct Connection {
    ends: [EndState; 2],
    /// It was reset.
    is_broken: bool,
    /// When it breaks by itself.
    pub(super) breaks_at: Option<Duration>,
}

#[derive(Debug, Default)]
struct EndState {
    is_open: bool,
    /// In which run of the program it was opened; never is zero.
    boot: u64,
    /// Bytes that went in here, and up to which of them some were lost.
    written: u64,
    lost_upto: u64,
    /// Bytes that came out here.
    read: u64,
    wakers: [Option<Waker>; 2],
}

impl Connection {
    /// Both ends are open, and whatever goes in at one may yet come out at the other.
    pub(super) fn is_whole(&self) -> bool {
        let [dialer, acceptor] = &self.ends;
        let is_open = dialer.is_open && acceptor.is_open && !self.is_broken;
        is_open && dialer.lost_upto <= acceptor.read && acceptor.lost_upto <= dialer.read
    }

    fn end(&mut self, side: Side) -> &mut EndState {
        &mut self.ends[side as usize]
    }

    /// Both ends hear that it is no more. Returns whether it was.
    pub(super) fn reset(&mut self) -> bool {
        let is_first = !std::mem::replace(&mut self.is_broken, true);
        let wakers = self.ends.iter_mut().flat_map(|end| &mut end.wakers);
        wakers.filter_map(Option::take).for_each(Waker::wake);
        is_first
    }
}

impl Calls {
    /// Opens an end. Returns the connection if it has both now.
    pub(super) fn open(&mut self, end: End, boot: u64) -> Option<&mut Connection> {
        let connection = self.0.entry(end.call).or_default();
        *connection.end(end.side) = EndState { is_open: true, boot, ..EndState::default() };
        Some(connection).filter(|connection| connection.is_whole())
    }

    pub(super) fn close(&mut self, end: End) {
        let Some(connection) = self.0.get_mut(&end.call) else { return };
        let state = connection.end(end.side);
        (state.is_open, state.wakers) = (false, [None, None]);
        if connection.ends.iter().all(|end| !end.is_open) {
            self.0.remove(&end.call);
        }
    }

    /// Has a task woken when the connection is reset.
    ///
    /// # Errors
    /// If it was already.
    pub(super) fn watch(&mut self, end: End, wait: Wait, waker: &Waker) -> io::Result<()> {
        let Some(connection) = self.0.get_mut(&end.call) else { return Ok(()) };
        if connection.is_broken {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let watching = &mut connection.end(end.side).wakers[wait as usize];
        if !watching.as_ref().is_some_and(|watching| watching.will_wake(waker)) {
            *watching = Some(waker.clone());
        }
        Ok(())
    }

    /// Bytes have come out at an end.
    pub(super) fn read(&mut self, end: End, count: usize) {
        if let Some(connection) = self.0.get_mut(&end.call) {
            connection.end(end.side).read += count as u64;
        }
    }

    /// Bytes have gone in at an end, and were lost on the way or not.
    pub(super) fn written(&mut self, end: End, count: usize, is_lost: bool) {
        let Some(connection) = self.0.get_mut(&end.call) else { return };
        let state = connection.end(end.side);
        state.written += count as u64;
        if is_lost {
            state.lost_upto = state.written;
        }
    }

    /// Loses what is under way from one to another. Returns on how many connections that was.
    pub(super) fn lose(&mut self, from: usize, to: usize) -> usize {
        let mut lost = 0;
        for (call, connection) in &mut self.0 {
            let ends = [Side::Dialer, Side::Acceptor].map(|side| End { call: *call, side });
            for end in ends.into_iter().filter(|end| (end.who(), end.other().who()) == (from, to)) {
                let read = connection.end(end.other().side).read;
                let state = connection.end(end.side);
                if state.written > read.max(state.lost_upto) {
                    state.lost_upto = state.written;
                    lost += 1;
                }
            }
        }
        lost
    }

    /// In which run of its program an end was opened, if it ever was.
    pub(super) fn boot(&self, end: End) -> Option<u64> {
        let boot = self.0.get(&end.call)?.ends[end.side as usize].boot;
        (boot > 0).then_some(boot)
    }

    /// How many ends somebody has open.
    pub(super) fn ends(&self, who: usize) -> usize {
        let is_open = |call: &Call, connection: &Connection| {
            let [dialer, acceptor] = &connection.ends;
            let dialed = usize::from(call.from == who && dialer.is_open);
            dialed + usize::from(call.to == who && acceptor.is_open)
        };
        self.0.iter().map(|(call, connection)| is_open(call, connection)).sum()
    }

    pub(super) fn whole(&self) -> impl Iterator<Item = &Call> {
        self.0.iter().filter(|(_, connection)| connection.is_whole()).map(|(call, _)| call)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&Call, &mut Connection)> {
        self.0.iter_mut()
    }
}
