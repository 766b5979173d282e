//! Times as a person reads them: local, short, with the day where it is not today's.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::time::Time;

/// Writes times in one time zone.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: TimeZone,
}

impl Clock {
    /// A clock of the zone that this machine is in.
    pub fn local() -> Self {
        Self { zone: TimeZone::system() }
    }

    /// A clock of universal time.
    pub fn utc() -> Self {
        Self { zone: TimeZone::UTC }
    }

    /// Hours and minutes.
    pub fn minute(&self, time: Time) -> String {
        self.zoned(time).strftime("%H:%M").to_string()
    }

    /// Hours, minutes and seconds.
    pub fn second(&self, time: Time) -> String {
        self.zoned(time).strftime("%H:%M:%S").to_string()
    }

    /// The minute, with the day if that is another one than `now`'s.
    pub fn since(&self, time: Time, now: Time) -> String {
        let (then, now) = (self.zoned(time), self.zoned(now));
        let format = if then.date() == now.date() { "%H:%M" } else { "%b %d %H:%M" };
        then.strftime(format).to_string()
    }

    fn zoned(&self, time: Time) -> Zoned {
        let micros = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
        let timestamp = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX);
        timestamp.to_zoned(self.zone.clone())
    }
}
