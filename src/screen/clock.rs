//! Times as a person reads them: local, short, with the day where it is not today's.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::time::Time;

/// Writes and reads times in one time zone.
#[derive(Clone, Debug)]
pub struct Clock {
    pub(super) zone: TimeZone,
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
        if self.date(time) == self.date(now) { self.minute(time) } else { self.dated(time) }
    }

    /// The minute with the day.
    pub fn dated(&self, time: Time) -> String {
        self.zoned(time).strftime("%b %d %H:%M").to_string()
    }

    /// The day in full.
    pub fn day(&self, time: Time) -> String {
        self.zoned(time).strftime("%A %-d %B %Y").to_string()
    }

    /// Universal time, as programs read it: RFC 3339 with microseconds, always as long.
    pub fn rfc3339(time: Time) -> String {
        format!("{:.6}", timestamp(time))
    }

    pub(super) fn date(&self, time: Time) -> Date {
        self.zoned(time).date()
    }

    pub(super) fn zoned(&self, time: Time) -> Zoned {
        timestamp(time).to_zoned(self.zone.clone())
    }
}

/// The moment; the last one of all, if it is beyond that.
fn timestamp(time: Time) -> Timestamp {
    let micros = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
}
