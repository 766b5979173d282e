//! The parts that a driver is put together from.

use std::fmt;
use std::sync::Arc;

use crate::channel::Channel;
use crate::driver::{Recorder, Writer};
use crate::node::Node;
use crate::time::Time;
use crate::transport::{Listener, Transport};

/// All that a driver needs besides the person.
pub struct Parts {
    /// What decides.
    pub node: Node,
    /// Who we are to others.
    pub channel: Channel,
    /// The network to dial in.
    pub transport: Arc<dyn Transport>,
    /// Where others come in.
    pub listener: Box<dyn Listener>,
    /// Who keeps what is to be kept.
    pub writer: Writer,
    /// Who is shown everything that passes the door.
    pub recorder: Box<dyn Recorder>,
    /// The wall clock at this moment; from here on a monotonic clock counts.
    pub now: Time,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").field("node", &self.node).finish_non_exhaustive()
    }
}
