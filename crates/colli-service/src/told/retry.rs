//! When a delivery that was not taken is sent again, and when it is given up.

use jiff::{SignedDuration, Timestamp};

/// Pauses after the first failures, in seconds: 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 2 h, 4 h, then 6 h each.
const PAUSES_S: [i64; 9] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600];

/// How long it is tried, on the environment's clock.
const WINDOW: SignedDuration = SignedDuration::from_hours(72);

/// Tries before a delivery is given up, however old it is: after a long rest of ours nothing is lost by one refusal.
const TRIES_MIN: u32 = 5;

/// Tries of the window, with the pauses above.
const TRIES_OF_WINDOW: u32 = 19;

/// Tries after which a delivery is given up although the clock was moved meanwhile: far more than the window holds.
const TRIES_MAX: u32 = 50;

/// Tries made at once for what fell due in a span the clock passed over, after the first. They are due in the last
/// milliseconds of the span, so that their times say how many are left, on whatever node they are made.
const CATCH_UP_TRIES: i64 = 4;

/// The time so much later.
fn later(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// When the next try is due after so many failures, the last of which was due at, or made at, this time.
fn next(base: Timestamp, failures: u32) -> Timestamp {
    let at = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX);
    let pause_s = PAUSES_S.get(at).or(PAUSES_S.last()).copied().unwrap_or_default();
    later(base, SignedDuration::from_secs(pause_s))
}

/// When the next try is due after so many failures, the last of them at `now` of a try that was due at a time. A clock
/// that was moved last to `moved_to` passed over the times of several tries at once: they are made one after the other, a
/// few of them; then the pauses begin anew, since the receiver had no time to be mended.
pub(super) fn next_try(due_at: Timestamp, now: Timestamp, moved_to: Option<Timestamp>, failures: u32) -> Timestamp {
    let Some(moved_to) = moved_to else {
        return next(now, failures);
    };
    let left_ms = moved_to.as_millisecond().saturating_sub(due_at.as_millisecond());
    let before_end = |by_ms| {
        let at = moved_to.as_millisecond().saturating_sub(by_ms);
        Timestamp::from_millisecond(at).unwrap_or(now)
    };
    match left_ms {
        ..=0 => next(now, failures.min(tries_since(moved_to, now))),
        1 => next(now, 1),
        2..=CATCH_UP_TRIES => before_end(left_ms - 1),
        _ => next(due_at, failures).max(before_end(CATCH_UP_TRIES)),
    }
}

/// How many failures there can be, with their pauses, since the clock was moved. One that stands where it was moved to says
/// nothing of that.
fn tries_since(moved_to: Timestamp, now: Timestamp) -> u32 {
    if now <= moved_to {
        return u32::MAX;
    }
    let (mut tries, mut at) = (1, next(moved_to, 1));
    while at <= now && tries < TRIES_OF_WINDOW {
        tries += 1;
        at = next(at, tries);
    }
    tries
}

/// Whether a delivery told at a time is given up instead of sent at the next: what is passed over when the clock is moved
/// does not count.
pub(super) fn is_over(told_at: Timestamp, moved_to: Option<Timestamp>, failures: u32, next: Timestamp) -> bool {
    let since = moved_to.map_or(told_at, |moved_to| told_at.max(moved_to));
    let is_past = |since| next > later(since, WINDOW);
    (failures >= TRIES_MIN && is_past(since)) || (failures >= TRIES_MAX && is_past(told_at))
}

/// What was told before this is given up with the rest, tried itself or not, since nothing at all was taken for the
/// whole window; `None` while it was not, or not by time that went by.
pub(super) fn given_up_before(failures: u32, moved_to: Option<Timestamp>, next: Timestamp) -> Option<Timestamp> {
    let was_moved = moved_to.is_some_and(|moved_to| next <= later(moved_to, WINDOW));
    let before = next.checked_sub(WINDOW).unwrap_or(Timestamp::MIN);
    (failures >= TRIES_OF_WINDOW && !was_moved).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_go_on_for_three_days_with_pauses_from_seconds_to_hours() {
        let start: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        let (mut at, mut failures) = (start, 0);
        let mut pauses = Vec::new();
        loop {
            failures += 1;
            let then = next(at, failures);
            if is_over(start, None, failures, then) {
                break;
            }
            pauses.push(then.duration_since(at).as_secs());
            at = then;
        }
        assert_eq!(pauses[..4], [5, 30, 120, 600]);
        assert!(pauses.is_sorted() && *pauses.last().unwrap() == 6 * 3_600);
        let lasted = at.duration_since(start);
        assert!(lasted > SignedDuration::from_hours(60) && lasted <= WINDOW, "{lasted}");
        assert_eq!(failures, TRIES_OF_WINDOW);
        assert_eq!(given_up_before(failures - 1, None, at), None);
        assert!(given_up_before(failures, None, next(at, failures)).is_some_and(|before| before >= start));
        assert!(!is_over(start, None, 1, Timestamp::MAX), "not after a single refusal");
    }

    #[test]
    fn a_moved_clock_brings_a_few_tries_and_then_short_pauses() {
        let start: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        let after = |seconds| later(start, SignedDuration::from_secs(seconds));
        let week = after(7 * 86_400);
        let (mut due, mut tries) = (start, 0);
        while due < week {
            tries += 1;
            due = next_try(due, week, Some(week), tries);
            assert!(!is_over(start, Some(week), tries, due));
        }
        assert_eq!(
            (i64::from(tries), due),
            (CATCH_UP_TRIES + 1, later(week, SignedDuration::from_secs(5)))
        );
        // Time goes by again: the pauses grow from there, and three days count from there.
        let mut pauses = Vec::new();
        loop {
            tries += 1;
            let then = next_try(due, due, Some(week), tries);
            if is_over(start, Some(week), tries, then) {
                break;
            }
            pauses.push(then.duration_since(due).as_secs());
            due = then;
        }
        assert_eq!(pauses[..4], [30, 120, 600, 1_800]);
        assert!(due > later(week, SignedDuration::from_hours(60)));
        assert_eq!(given_up_before(99, Some(week), due), None);
        // A short step passes over one try only.
        assert_eq!(next_try(after(5), after(10), Some(after(10)), 2), after(35));
        // A clock that is only ever moved gives up in the end too.
        assert!(is_over(start, Some(week), TRIES_MAX, week) && !is_over(week, Some(week), TRIES_MAX, week));
    }
}
