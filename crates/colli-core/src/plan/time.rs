//! Local times of plans.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A second of a local day as an instant. A time that the clocks skip is the one after the gap, one that they repeat is
/// the first. `None` at the end of time.
pub(super) fn at_second(day: Date, second: i64, zone: &TimeZone) -> Option<Timestamp> {
    let (day, second) = match second {
        ..86_400 => (day, second.max(0)),
        _ => (day.tomorrow().ok()?, second - 86_400),
    };
    let part = |value: i64| i8::try_from(value).ok();
    let time = Time::new(part(second / 3_600)?, part(second / 60 % 60)?, part(second % 60)?, 0).ok()?;
    Some(day.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp())
}

/// An instant so many seconds later or, when negative, earlier.
pub(super) fn plus(at: Timestamp, seconds: i64) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_secs(seconds)).ok()
}

/// Whole seconds from one instant to a later one; negative when it is earlier.
pub(super) fn seconds_between(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_secs()
}
