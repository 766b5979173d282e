//! A passage between two people that Mallory owns: she records what goes through, changes it, and
//! decides where it leads.

use std::sync::{Arc, Mutex};

use chinwag::address::{Address, Contact};
use chinwag::identity::Identity;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Leads whoever comes in to where it leads at that moment.
pub(crate) struct Passage {
    pub(crate) address: Address,
    leads_to: watch::Sender<Address>,
    record: Arc<Mutex<Record>>,
}

/// What went through.
#[derive(Clone, Default)]
pub(crate) struct Record {
    /// How many connections were let in.
    pub(crate) connections: usize,
    /// What the one who dialed said on the first of them, as it left the passage.
    pub(crate) there: Vec<u8>,
    /// What the one who was dialed said on it.
    pub(crate) back: Vec<u8>,
    /// Whether the bit was flipped.
    pub(crate) is_harmed: bool,
}

/// One bit on its way over the first connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Flip {
    pub(crate) way: Way,
    /// Bytes before it.
    pub(crate) offset: usize,
    /// Which bit of the byte.
    pub(crate) mask: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    There,
    Back,
}

impl Passage {
    pub(crate) async fn to(leads_to: &Address) -> Self {
        Self::with_flip(leads_to, None).await
    }

    pub(crate) async fn with_flip(leads_to: &Address, flip: Option<Flip>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound listener").into();
        let (leads_to, led) = watch::channel(leads_to.clone());
        let record = Arc::<Mutex<Record>>::default();
        tokio::spawn(keep(listener, led, record.clone(), flip));
        Self { address, leads_to, record }
    }

    /// Leads elsewhere from now on.
    pub(crate) fn lead_to(&self, address: &Address) {
        self.leads_to.send_replace(address.clone());
    }

    /// Where to dial for somebody behind it.
    pub(crate) fn contact(&self, identity: Identity) -> Contact {
        Contact { address: self.address.clone(), identity: Some(identity) }
    }

    pub(crate) fn record(&self) -> Record {
        self.record.lock().expect("no panic").clone()
    }
}

async fn keep(
    listener: TcpListener,
    leads_to: watch::Receiver<Address>,
    record: Arc<Mutex<Record>>,
    flip: Option<Flip>,
) {
    while let Ok((here, _)) = listener.accept().await {
        let leads_to = leads_to.borrow().clone();
        let Ok(there) = TcpStream::connect((leads_to.host(), leads_to.port())).await else {
            continue;
        };
        let is_first = {
            let mut record = record.lock().expect("no panic");
            record.connections += 1;
            record.connections == 1
        };
        let watched = is_first.then(|| (record.clone(), flip));
        let (reads_here, writes_here) = here.into_split();
        let (reads_there, writes_there) = there.into_split();
        tokio::spawn(carry(Way::There, reads_here, writes_there, watched.clone()));
        tokio::spawn(carry(Way::Back, reads_there, writes_here, watched));
    }
}

/// Carries one direction to its end, and the end too.
async fn carry(
    way: Way,
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    watched: Option<(Arc<Mutex<Record>>, Option<Flip>)>,
) {
    let mut bytes = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let bytes = &mut bytes[..count];
        if let Some((record, flip)) = &watched {
            record.lock().expect("no panic").take(way, bytes, *flip);
        }
        if to.write_all(bytes).await.is_err() {
            return;
        }
    }
}

impl Record {
    fn take(&mut self, way: Way, bytes: &mut [u8], flip: Option<Flip>) {
        let so_far = match way {
            Way::There => &mut self.there,
            Way::Back => &mut self.back,
        };
        if let Some(Flip { offset, mask, .. }) = flip.filter(|flip| flip.way == way)
            && let Some(byte) = offset.checked_sub(so_far.len()).and_then(|at| bytes.get_mut(at))
        {
            *byte ^= mask;
            self.is_harmed = true;
        }
        so_far.extend_from_slice(bytes);
    }
}
