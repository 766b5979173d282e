//! Times as a person types them.

use jiff::civil::{DateTime, Time as TimeOfDay};
use jiff::{Span, Timestamp, ToSpan, Zoned};

use crate::screen::clock::Clock;
use crate::text::Safe;
use crate::time::Time;

/// Why a text is not a time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is no time: write a date (2026-11-01), with a time of day if you like \
     (2026-11-01 09:30), a time of today (09:30), today, yesterday, or how long ago (2h, 3 days)"
)]
pub struct WhenError(Safe);

impl Clock {
    /// The time that a person means by that.
    ///
    /// # Errors
    /// When it is none that can be understood.
    pub fn parse(&self, typed: &str, now: Time) -> Result<Time, WhenError> {
        let meant = self.meant(typed.trim(), &self.zoned(now));
        let micros = meant.and_then(|meant| u64::try_from(meant.as_microsecond()).ok());
        micros.map(Time::from_micros).ok_or_else(|| WhenError(Safe::line(typed)))
    }

    fn meant(&self, typed: &str, now: &Zoned) -> Option<Timestamp> {
        let zoned = match typed.to_ascii_lowercase().as_str() {
            "today" => now.start_of_day().ok()?,
            "yesterday" => now.checked_sub(1.day()).ok()?.start_of_day().ok()?,
            _ => {
                if let Ok(exact) = typed.parse::<Timestamp>() {
                    return Some(exact);
                }
                self.civil(typed, now).or_else(|| ago(typed, now))?
            }
        };
        Some(zoned.timestamp())
    }

    /// A date, a date and a time of day, or a time of today.
    fn civil(&self, typed: &str, now: &Zoned) -> Option<Zoned> {
        if typed.starts_with(|c: char| c.is_ascii_digit()) && typed.contains('-') {
            let civil: DateTime = typed.parse().ok()?;
            return civil.to_zoned(self.zone.clone()).ok();
        }
        let time: TimeOfDay = typed.contains(':').then(|| typed.parse().ok())??;
        now.date().to_datetime(time).to_zoned(self.zone.clone()).ok()
    }
}

/// A span, which is always taken back from now.
fn ago(typed: &str, now: &Zoned) -> Option<Zoned> {
    let span: Span = typed.parse().ok()?;
    now.checked_sub(span.abs()).ok()
}
