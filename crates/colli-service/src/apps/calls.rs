//! How often keys are used: counted where an app has a quota.

use colli_core::app::App;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// Apps whose calls are counted at once.
const COUNTED_APPS_MAX: usize = 100_000;

const SECOND_MS: i64 = 1_000;
const DAY_MS: i64 = 86_400_000;

/// Calls of apps that have a quota: of this day and of this second.
#[derive(Default)]
pub(super) struct Counters(Mutex<HashMap<Uuid, Calls>>);

/// Calls of an app on this node.
#[derive(Clone, Copy, Default)]
struct Calls {
    day: Counted,
    second: Counted,
}

/// Calls of a period.
#[derive(Clone, Copy, Default)]
struct Counted {
    period: i64,
    calls: u32,
}

impl Counted {
    /// Whether one more fits; how long until the next period when not.
    fn room(&mut self, now_ms: i64, period_ms: i64, calls_max: Option<u32>) -> Option<Duration> {
        let period = now_ms.div_euclid(period_ms);
        if self.period != period {
            *self = Self { period, calls: 0 };
        }
        let wait_ms = u64::try_from((period + 1) * period_ms - now_ms).unwrap_or(1);
        calls_max
            .is_some_and(|most| self.calls >= most)
            .then(|| Duration::from_millis(wait_ms))
    }
}

impl Counters {
    /// Counts a call; how long to wait when it is one too many. What does not fit is not counted.
    pub(super) fn count(&self, app: &App, now_ms: i64) -> Option<Duration> {
        if app.quota.is_none() {
            return None;
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= COUNTED_APPS_MAX && !all.contains_key(&app.id) {
            make_room(&mut all, now_ms);
        }
        let calls = all.entry(app.id).or_default();
        let of_second = calls.second.room(now_ms, SECOND_MS, app.quota.calls_per_second);
        let of_day = calls.day.room(now_ms, DAY_MS, app.quota.calls_per_day);
        let wait = of_second.max(of_day);
        if wait.is_none() {
            calls.second.calls += 1;
            calls.day.calls += 1;
        }
        wait
    }

    /// Drops what was counted of an app that is gone.
    pub(super) fn stop_counting(&self, id: Uuid) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }
}

/// Drops what was counted on other days. When that is not enough, everything: some quotas begin anew then, which is better
/// than memory without bound.
fn make_room(all: &mut HashMap<Uuid, Calls>, now_ms: i64) {
    let today = now_ms.div_euclid(DAY_MS);
    all.retain(|_, calls| calls.day.period == today);
    if all.len() >= COUNTED_APPS_MAX {
        all.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_core::app::{Quota, Scopes};
    use colli_core::ids::{Environment, OrganisationId, Tenant};
    use jiff::Timestamp;

    fn app(calls_per_day: Option<u32>, calls_per_second: Option<u32>) -> App {
        App {
            id: Uuid::from_u128(1),
            tenant: Tenant {
                organisation: OrganisationId(Uuid::from_u128(2)),
                environment: Environment::Test,
            },
            name: "Bot".to_owned(),
            description: String::new(),
            scopes: Scopes::all(),
            quota: Quota {
                calls_per_day,
                calls_per_second,
            },
            is_enabled: true,
            key_start: String::new(),
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn calls_past_a_quota_wait_for_the_next_period() {
        let apps = Counters::default();
        let bounded = app(Some(3), Some(2));
        let count = |now_ms| apps.count(&bounded, now_ms);
        assert_eq!([count(DAY_MS + 100), count(DAY_MS + 200)], [None, None]);
        assert_eq!(count(DAY_MS + 300), Some(Duration::from_millis(700)));
        assert_eq!(count(DAY_MS + 1_000), None, "what was refused was not counted");
        assert_eq!(
            count(DAY_MS + 2_000),
            Some(Duration::from_secs(86_398)),
            "the day is over"
        );
        assert_eq!(count(2 * DAY_MS), None);
        let free = app(None, None);
        assert!((0..1_000).all(|_| apps.count(&free, 5).is_none()));
    }

    #[test]
    fn so_many_apps_are_counted_and_none_that_is_gone() {
        let apps = Counters::default();
        let known = || apps.0.lock().unwrap().len();
        let count = |id: usize, now_ms| {
            let app = App {
                id: Uuid::from_u128(id as u128),
                ..app(Some(1), None)
            };
            apps.count(&app, now_ms)
        };
        assert_eq!(count(0, 0), None);
        for id in 1..=COUNTED_APPS_MAX {
            assert_eq!(count(id, DAY_MS), None);
        }
        assert_eq!(known(), COUNTED_APPS_MAX, "the one of the day before made room");
        assert!(count(1, DAY_MS).is_some(), "the others were not dropped for it");
        assert_eq!(count(0, DAY_MS), None);
        assert_eq!(known(), 1, "all are of this day");
        apps.stop_counting(Uuid::from_u128(0));
        assert_eq!(known(), 0);
    }
}
