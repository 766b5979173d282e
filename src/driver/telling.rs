//! What a person is told: events in order, kept up to a bound while nobody takes them.

use std::collections::VecDeque;

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use crate::node::Event;

#[derive(Debug)]
pub(super) struct Telling {
    events: mpsc::Sender<Event>,
    untold: VecDeque<Event>,
}

impl Telling {
    pub(super) fn new(events: mpsc::Sender<Event>) -> Self {
        Self { events, untold: VecDeque::new() }
    }

    pub(super) fn tell(&mut self, event: Event) {
        self.untold.push_back(event);
        self.tell_untold();
    }

    /// Tells what there is room for. Without anybody to hear it, everything is told.
    pub(super) fn tell_untold(&mut self) {
        while let Some(event) = self.untold.pop_front() {
            if let Err(TrySendError::Full(event)) = self.events.try_send(event) {
                return self.untold.push_front(event);
            }
        }
    }

    pub(super) fn is_behind(&self) -> bool {
        !self.untold.is_empty()
    }

    pub(super) fn is_full(&self) -> bool {
        self.untold.len() >= UNTOLD_MAX
    }

    /// Waits until there is room for an event, or nobody to hear one.
    pub(super) async fn room(&self) {
        let _ = self.events.reserve().await;
    }

    /// Waits until everything is told.
    pub(super) async fn finish(mut self) {
        for event in std::mem::take(&mut self.untold) {
            let _ = self.events.send(event).await;
        }
    }
}

/// Events that a person has not taken: beyond it links are not read until some are.
const UNTOLD_MAX: usize = 4_096;
