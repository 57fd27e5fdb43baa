//! How often an operation is tried, and how long. Bounded, so that a caller hears within five seconds.

use crate::StoreError;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

/// The longest an operation may take with all its attempts.
const DEADLINE: Duration = Duration::from_secs(4);

/// How long an operation waits for a server that went away: a restart or a change of leader passes unseen.
const OUTAGE: Duration = Duration::from_secs(2);

/// Times an operation is run again that lost a race (serialization failure, deadlock).
const RACES_MAX: u32 = 8;

/// Times an operation is run again that met a row that must be unique. When the row came in between, the operation now
/// sees it and answers accordingly; when it was there all along, it never will.
const DUPLICATES_MAX: u32 = 4;

/// The first wait after a lost race; it doubles.
const RACE_PAUSE: Duration = Duration::from_millis(2);

/// The wait between attempts to reach the server.
const OUTAGE_PAUSE: Duration = Duration::from_millis(50);

/// The attempts of one operation.
pub(crate) struct Attempts {
    started: Instant,
    races: u32,
    writes: bool,
    _permit: OwnedSemaphorePermit,
}

impl Attempts {
    pub(super) fn new(permit: OwnedSemaphorePermit, writes: bool) -> Self {
        Self {
            started: Instant::now(),
            races: 0,
            writes,
            _permit: permit,
        }
    }

    /// Runs one attempt. `None`: try again.
    pub(crate) async fn settle<R>(
        &mut self,
        attempt: impl Future<Output = Result<R, StoreError>>,
    ) -> Option<Result<R, StoreError>> {
        let late = self.started + DEADLINE;
        let Ok(answer) = tokio::time::timeout_at(late, attempt).await else {
            let reason = "it did not answer in time".into();
            // A write may have been in its commit.
            return Some(Err(if self.writes {
                StoreError::Unknown(reason)
            } else {
                StoreError::Unavailable(reason)
            }));
        };
        let pause = match &answer {
            Err(StoreError::Race(_)) if self.races < RACES_MAX => self.race_pause(),
            Err(StoreError::Duplicate(_)) if self.races < DUPLICATES_MAX => self.race_pause(),
            Err(StoreError::Unavailable(_)) if self.started.elapsed() < OUTAGE => OUTAGE_PAUSE,
            _ => return Some(answer),
        };
        tokio::time::sleep(pause).await;
        None
    }

    /// Doubles from time to time, and differs between operations, so that two do not meet again and again.
    fn race_pause(&mut self) -> Duration {
        let longest = RACE_PAUSE * 2_u32.pow(self.races);
        self.races += 1;
        let spread = self.started.elapsed().subsec_nanos() % 1_000;
        longest.mul_f64(0.5 + f64::from(spread) / 2_000.0)
    }
}
