//! When a call is tried again, and after how long.

use crate::call::{Request, Response};
use crate::error::Error;
use crate::runtime::Runtime;
use crate::settings::Settings;
use std::time::Duration;

/// Statuses after which the same call may succeed.
const TEMPORARY: [u16; 4] = [429, 502, 503, 504];

/// How long to wait before the next try; none when there is none.
pub(super) fn wait(
    outcome: &Result<Response, Error>,
    request: &Request,
    tries: u32,
    settings: &Settings,
    runtime: &dyn Runtime,
) -> Option<Duration> {
    if tries >= settings.retries {
        return None;
    }
    let asked = match outcome {
        // Nothing was sent, so whatever it was, it was not done.
        Err(Error::Connect { .. }) => None,
        _ if !request.is_repeatable() => return None,
        Ok(response) if TEMPORARY.contains(&response.status) => response.retry_after(),
        Err(Error::Lost { .. }) => None,
        _ => return None,
    };
    if asked.is_some_and(|asked| asked > settings.retry_after_max) {
        return None;
    }
    // On top of what was asked for, which is the same for everybody: all would come back at once.
    let own = full_jitter(backoff(settings, tries), runtime.random());
    Some(own.saturating_add(asked.unwrap_or_default()))
}

/// The longest wait before this retry: doubled each time.
fn backoff(settings: &Settings, tries: u32) -> Duration {
    let factor = 2_u32.saturating_pow(tries);
    settings.backoff_first.saturating_mul(factor).min(settings.backoff_max)
}

/// Any wait up to the longest, each as likely: clients that failed together do not come back together.
fn full_jitter(longest: Duration, random: u64) -> Duration {
    let nanos = longest.as_nanos().saturating_add(1).min(u128::from(u64::MAX));
    let nanos = u128::from(random) % nanos;
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}
