//! The writer: does what the store has to do, one thing after the other, beside the loop.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io, thread};

use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use crate::record::{Answer, Question, Record, Trouble};
use crate::store::Store;

/// A store at work, on a thread or, where time is simulated, on a task.
pub struct Writer {
    jobs: mpsc::Sender<Job>,
    done: mpsc::Receiver<Done>,
    /// What is to be done after what is being done.
    waiting: VecDeque<Job>,
    is_busy: bool,
}

#[derive(Debug)]
enum Job {
    Commit(Arc<Vec<Record>>),
    Recall(Question),
}

/// What has been done.
#[derive(Debug)]
pub(super) enum Done {
    Committed(Result<BTreeSet<usize>, Trouble>),
    Recalled(Answer),
}

impl Writer {
    /// Gives the store a thread: a disk may take its time, and nobody waits for it who need not.
    ///
    /// # Errors
    /// When there can be no more threads.
    pub fn on_thread(mut store: Box<dyn Store>) -> io::Result<Self> {
        let (writer, mut jobs, done) = Self::new();
        thread::Builder::new().name("store".into()).spawn(move || {
            while let Some(job) = jobs.blocking_recv() {
                if done.blocking_send(job.done_by(&mut *store)).is_err() {
                    return;
                }
            }
            // It is closed before that is known: everything is in one file then.
            drop(store);
            drop(done);
        })?;
        Ok(writer)
    }

    /// Gives the store a task of the runtime that this is called on, and a commit that much time
    /// before it is durable and again before that is known: what a crash can come between.
    pub fn on_task(mut store: Box<dyn Store>, latency: Duration) -> Self {
        let (writer, mut jobs, done) = Self::new();
        tokio::spawn(async move {
            while let Some(job) = jobs.recv().await {
                let latency = if matches!(job, Job::Commit(_)) { latency } else { Duration::ZERO };
                sleep(latency).await;
                let outcome = job.done_by(&mut *store);
                sleep(latency).await;
                if done.send(outcome).await.is_err() {
                    return;
                }
            }
        });
        writer
    }

    fn new() -> (Self, mpsc::Receiver<Job>, mpsc::Sender<Done>) {
        let (jobs, waiting) = mpsc::channel(1);
        let (ended, done) = mpsc::channel(1);
        (Self { jobs, done, waiting: VecDeque::new(), is_busy: false }, waiting, ended)
    }

    pub(super) fn commit(&mut self, records: Arc<Vec<Record>>) {
        self.waiting.push_back(Job::Commit(records));
        self.go_on();
    }

    /// Questions are as many as there are links and as a person asks: few.
    pub(super) fn recall(&mut self, question: Question) {
        self.waiting.push_back(Job::Recall(question));
        self.go_on();
    }

    /// Waits for the next thing to be done.
    ///
    /// # Panics
    /// When the store did.
    pub(super) async fn done(&mut self) -> Done {
        let done = self.done.recv().await.expect("the store goes on for as long as we do");
        self.is_busy = false;
        self.go_on();
        done
    }

    /// Lets the store end what it does and close, within a bound.
    pub(super) async fn finish(mut self) {
        let closed = async move {
            while self.is_busy {
                self.done().await;
            }
            drop(self.jobs);
            while self.done.recv().await.is_some() {}
        };
        let _ = timeout(CLOSE_WITHIN, closed).await;
    }

    fn go_on(&mut self) {
        if let Some(job) = self.waiting.pop_front_if(|_| !self.is_busy) {
            self.is_busy = self.jobs.try_send(job).is_ok();
        }
    }
}

impl Job {
    fn done_by(self, store: &mut dyn Store) -> Done {
        match self {
            Self::Commit(records) => Done::Committed(store.commit(&records)),
            Self::Recall(question) => Done::Recalled(match store.recall(&question) {
                Ok(answer) => answer,
                Err(why) => Answer::Unknown { question, why },
            }),
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}

/// How long a store may take to close at the end.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);
/// How long after a failed commit it is tried again.
pub const TRY_AGAIN_AFTER: Duration = Duration::from_secs(2);
