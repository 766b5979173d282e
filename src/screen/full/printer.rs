//! The printer of the full screen: a thread that writes, so that a terminal that is not read
//! keeps nobody waiting.

use std::io::{self, Write, stdout};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

/// Prints one frame at a time.
pub(super) struct Printer {
    press: Press,
    /// Tells what came of the frame that is under way.
    under_way: Option<oneshot::Receiver<io::Result<()>>>,
}

/// Where papers are handed in, to be printed one after the other. Clones are the same one.
#[derive(Clone)]
pub(super) struct Press(Sender<Paper>);

struct Paper {
    bytes: Vec<u8>,
    tell: Box<dyn FnOnce(io::Result<()>) + Send>,
}

impl Printer {
    /// Starts the thread.
    pub(super) fn start() -> io::Result<Self> {
        let (papers, handed_in) = channel();
        thread::Builder::new().name("printer".into()).spawn(move || print_all(&handed_in))?;
        Ok(Self { press: Press(papers), under_way: None })
    }

    /// Begins to print a frame. It is for the caller to wait until the one before is printed.
    pub(super) fn print(&mut self, frame: Vec<u8>) {
        let (tell, printed) = oneshot::channel();
        self.press.hand_in(frame, |outcome| drop(tell.send(outcome)));
        self.under_way = Some(printed);
    }

    /// Waits until no frame is under way. Who stops waiting may wait again.
    ///
    /// # Errors
    /// When the frame could not be printed.
    pub(super) async fn idle(&mut self) -> io::Result<()> {
        let Some(printed) = &mut self.under_way else { return Ok(()) };
        let outcome = printed.await;
        self.under_way = None;
        outcome.unwrap_or(Err(io::ErrorKind::BrokenPipe.into()))
    }

    pub(super) const fn press(&self) -> &Press {
        &self.press
    }
}

impl Press {
    /// Prints after everything else, and waits until that is done. If it takes too long nothing
    /// is returned, and it is printed when the terminal is read again, if this still runs then.
    pub(super) fn finish(&self, bytes: Vec<u8>) -> Option<io::Result<()>> {
        let (tell, printed) = sync_channel(1);
        self.hand_in(bytes, move |outcome| drop(tell.send(outcome)));
        match printed.recv_timeout(FINISH_WITHIN) {
            Ok(outcome) => Some(outcome),
            Err(RecvTimeoutError::Disconnected) => Some(Err(io::ErrorKind::BrokenPipe.into())),
            Err(RecvTimeoutError::Timeout) => None,
        }
    }

    fn hand_in(&self, bytes: Vec<u8>, tell: impl FnOnce(io::Result<()>) + Send + 'static) {
        // If the thread is gone, who waits to be told finds that out.
        let _ = self.0.send(Paper { bytes, tell: Box::new(tell) });
    }
}

fn print_all(papers: &Receiver<Paper>) {
    let mut out = stdout();
    for Paper { bytes, tell } in papers {
        tell(out.write_all(&bytes).and_then(|()| out.flush()));
    }
}

/// How long a terminal is waited for that is to be given back: one that is read needs
/// milliseconds, also far away, and the runtime stands still meanwhile.
const FINISH_WITHIN: Duration = Duration::from_secs(1);
