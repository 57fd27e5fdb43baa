//! The client's own rate limit: a token bucket, kept as the moment it would be full again.

use crate::error::Error;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Slowest and fastest rates, in calls a second: an hour between two calls, and faster than any call is made.
const RATES: std::ops::RangeInclusive<f64> = 1.0 / 3600.0..=1e6;

/// A token bucket.
#[derive(Debug)]
pub(super) struct Pace {
    /// Between two calls at the average rate.
    interval: Duration,
    /// What a full bucket is worth.
    depth: Duration,
    /// When the bucket is full again.
    full_at: Mutex<Duration>,
}

impl Pace {
    /// So many calls a second on average, so many at once at most.
    pub(super) fn new(calls_per_second: f64, burst: u32) -> Result<Self, Error> {
        if !RATES.contains(&calls_per_second) {
            return Err(Error::Setting {
                what: "calls_per_second",
                rule: "must be from one call an hour to a million calls a second",
            });
        }
        let interval = Duration::from_secs_f64(calls_per_second.recip());
        Ok(Self {
            interval,
            depth: interval.saturating_mul(burst.max(1) - 1),
            full_at: Mutex::new(Duration::ZERO),
        })
    }

    /// Takes a place and tells how long to wait for it. No place is taken that is further away than `longest`.
    pub(super) fn take(&self, now: Duration, longest: Duration) -> Result<Duration, Error> {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let base = (*full_at).max(now);
        let wait = base.saturating_sub(self.depth).saturating_sub(now);
        if wait >= longest {
            return Err(Error::Paced { wait });
        }
        *full_at = base.saturating_add(self.interval);
        Ok(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let pace = Pace::new(10.0, 3).unwrap();
        let mut waits = Vec::new();
        for _ in 0..6 {
            waits.push(pace.take(millis(500), LONG).unwrap());
        }
        assert_eq!(waits, [0, 0, 0, 100, 200, 300].map(millis));
        // After the queue has gone the bucket fills again, to its brim and no further.
        for expected in [0, 0, 0, 100] {
            assert_eq!(pace.take(millis(90_000), LONG).unwrap(), millis(expected));
        }
    }

    #[test]
    fn who_would_wait_too_long_takes_no_place() {
        let pace = Pace::new(1.0, 1).unwrap();
        assert_eq!(pace.take(Duration::ZERO, LONG).unwrap(), Duration::ZERO);
        for _ in 0..3 {
            let refused = pace.take(Duration::ZERO, millis(500)).unwrap_err();
            assert_eq!(refused.retry_after(), Some(millis(1_000)));
        }
        assert_eq!(pace.take(Duration::ZERO, LONG).unwrap(), millis(1_000));
    }

    #[test]
    fn impossible_rates_are_refused() {
        for rate in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-9] {
            assert!(Pace::new(rate, 1).is_err(), "{rate}");
        }
        assert!(Pace::new(1.0, 0).is_ok());
    }
}
