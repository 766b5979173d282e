//! What the operating system alone can give: chance, and the time.

use std::io;
use std::time::SystemTime;

use rand::TryRng;
use rand::rngs::SysRng;

use chinwag::failure::{Failure, Status};
use chinwag::time::Time;

/// What the node's chance grows from.
pub(crate) fn seed() -> Result<u64, Failure> {
    SysRng.try_next_u64().map_err(|error| no_chance(io::Error::other(error)))
}

pub(crate) fn no_chance(error: io::Error) -> Failure {
    let what = format!("the operating system gives no random numbers: {error}");
    Failure::new(Status::Failed, what, "Without them nothing would be secret: mend that first.")
}

/// 32 bytes of the operating system's chance.
pub(crate) fn chance() -> io::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    SysRng.try_fill_bytes(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

/// The wall clock, looked at once.
#[expect(clippy::disallowed_methods, reason = "time begins here and is handed on")]
pub(crate) fn now() -> Time {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Time::EPOCH + since
}
