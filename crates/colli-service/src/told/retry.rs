//! When a delivery that was not taken is sent again, and when it is given up.

use jiff::{SignedDuration, Timestamp};

/// Pauses after the first failures, in seconds: 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 2 h, 4 h, then 6 h each.
const PAUSES_S: [i64; 9] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600];

/// How long it is tried, on the environment's clock.
pub(super) const WINDOW: SignedDuration = SignedDuration::from_hours(72);

/// Tries before anything is given up, however old it is: after a long rest of ours nothing is lost by one refusal.
pub(super) const TRIES_MIN: u32 = 5;

/// The time so much later.
pub(super) fn later(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// When the next try is due after so many failures, the last of which was due at, or made at, this time.
pub(super) fn next(base: Timestamp, failures: u32) -> Timestamp {
    let at = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX);
    let pause_s = PAUSES_S.get(at).or(PAUSES_S.last()).copied().unwrap_or_default();
    later(base, SignedDuration::from_secs(pause_s))
}

/// Whether a delivery told at a time is given up instead of sent at the next.
pub(super) fn is_over(told_at: Timestamp, failures: u32, next: Timestamp) -> bool {
    failures >= TRIES_MIN && next > later(told_at, WINDOW)
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
            if is_over(start, failures, then) {
                break;
            }
            pauses.push(then.duration_since(at).as_secs());
            at = then;
        }
        assert_eq!(pauses[..4], [5, 30, 120, 600]);
        assert!(pauses.is_sorted() && *pauses.last().unwrap() == 6 * 3_600);
        let lasted = at.duration_since(start);
        assert!(lasted > SignedDuration::from_hours(60) && lasted <= WINDOW, "{lasted}");
        assert_eq!(failures, 19);
        assert!(!is_over(start, 1, Timestamp::MAX), "not after a single refusal");
    }
}
