//! The clock of a test environment: it can stand still, run fast, and be put forward.

use crate::error::Violation;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use serde::{Deserialize, Serialize};

/// The slowest and the fastest a clock may run, in thousandths of real time: a thousandth, and a hundred thousand times.
pub const SPEED_MILLI_RANGE: (i64, i64) = (1, 100_000_000);

/// The last moment a clock may show: far enough for every test, near enough for arithmetic on dates.
pub const LAST_MOMENT: Timestamp = Timestamp::constant(7_258_118_400, 0);

/// Whether a clock runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockMode {
    /// It runs, at its speed.
    Running,
    /// It shows the same moment until it is moved.
    Frozen,
}

impl ClockMode {
    /// Both with their words on the wire.
    pub const NAMES: [(&'static str, Self); 2] = [("running", Self::Running), ("frozen", Self::Frozen)];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Frozen => "frozen",
        }
    }
}

/// A clock, as a function of real time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EnvironmentClock {
    /// Whether it runs.
    pub mode: ClockMode,
    /// How fast it runs, in thousandths of real time; kept while it is frozen.
    pub speed_milli: i64,
    /// The real time at which it was last set.
    pub set_at: Timestamp,
    /// What it showed then.
    pub set_to: Timestamp,
}

/// The farthest a clock is put forward at once, in days.
pub const ADVANCE_DAYS_MAX: i64 = 366;

/// Reads by how much a clock is put forward: an ISO 8601 duration in weeks, days, hours, minutes and seconds. A day is 24
/// hours, whatever the clocks of a country do.
pub fn read_advance(text: &str) -> Result<SignedDuration, Violation> {
    let wrong = |rule, message: &str| {
        Violation::new("by", rule, message).accepting(["PT36H", "P10D", &format!("up to P{ADVANCE_DAYS_MAX}D")])
    };
    let text = text.trim();
    if !text.starts_with(['P', 'p', '+', '-']) {
        return Err(wrong("format", "this is no ISO 8601 duration"));
    }
    let span: Span = text
        .parse()
        .map_err(|_| wrong("format", "this is no ISO 8601 duration"))?;
    if span.get_years() != 0 || span.get_months() != 0 {
        return Err(wrong("unit", "years and months have no fixed length"));
    }
    let by = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(|_| wrong("range", "this is too far"))?;
    if by.is_negative() || by.is_zero() {
        return Err(wrong("range", "a clock goes forward only"));
    }
    if by > SignedDuration::from_hours(24 * ADVANCE_DAYS_MAX) {
        return Err(wrong("range", "this is too far for one step"));
    }
    Ok(by)
}

impl EnvironmentClock {
    /// A clock that shows real time.
    pub fn real(now: Timestamp) -> Self {
        Self {
            mode: ClockMode::Running,
            speed_milli: 1_000,
            set_at: now,
            set_to: now,
        }
    }

    /// What it shows at a real time. It never goes back, whatever the machine's clock does.
    pub fn now(&self, real: Timestamp) -> Timestamp {
        if self.mode == ClockMode::Frozen {
            return self.set_to;
        }
        let passed_ms = real.duration_since(self.set_at).as_millis().max(0);
        let shown_ms = passed_ms.saturating_mul(i128::from(self.speed_milli)) / 1_000;
        let shown_ms = i64::try_from(shown_ms).unwrap_or(i64::MAX);
        let shown = self.set_to.checked_add(SignedDuration::from_millis(shown_ms));
        shown.unwrap_or(LAST_MOMENT).min(LAST_MOMENT.max(self.set_to))
    }

    /// The real time at which it will show a moment; `None` when it stands still before that.
    pub fn real_time_of(&self, moment: Timestamp) -> Option<Timestamp> {
        if moment <= self.set_to {
            return Some(self.set_at);
        }
        if self.mode == ClockMode::Frozen {
            return None;
        }
        let ahead_ms = moment.duration_since(self.set_to).as_millis();
        // Rounded up: at that real time the moment has come.
        let wait_ms =
            (ahead_ms.saturating_mul(1_000) + i128::from(self.speed_milli) - 1) / i128::from(self.speed_milli);
        let wait_ms = i64::try_from(wait_ms).ok()?;
        self.set_at.checked_add(SignedDuration::from_millis(wait_ms)).ok()
    }

    /// The same clock, shown at a real time, set to another moment.
    #[must_use]
    pub fn set(&self, real: Timestamp, to: Timestamp) -> Self {
        Self {
            set_at: real,
            set_to: to,
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_frozen_clock_stands_and_a_fast_one_runs() {
        let clock = EnvironmentClock {
            speed_milli: 60_000,
            ..EnvironmentClock::real(at(1_000)).set(at(1_000), at(5_000))
        };
        assert_eq!(clock.now(at(1_010)), at(5_600));
        assert_eq!(clock.real_time_of(at(5_600)), Some(at(1_010)));
        let frozen = EnvironmentClock {
            mode: ClockMode::Frozen,
            ..clock
        };
        assert_eq!(frozen.now(at(9_999)), at(5_000));
        assert_eq!(frozen.real_time_of(at(5_001)), None);
        assert_eq!(clock.now(at(1)), at(5_000), "a machine's clock that goes back stops it");
    }

    proptest! {
        #[test]
        fn the_real_time_of_a_moment_is_when_it_has_come(speed in 1i64..1_000_000, ahead_ms in 1i64..10_000_000_000) {
            let clock = EnvironmentClock { speed_milli: speed, ..EnvironmentClock::real(at(1_000)) };
            let moment = at(1_000).checked_add(SignedDuration::from_millis(ahead_ms)).unwrap();
            if let Some(real) = clock.real_time_of(moment) {
                prop_assert!(clock.now(real) >= moment.min(LAST_MOMENT));
                let before = real.checked_sub(SignedDuration::from_millis(1)).unwrap();
                prop_assert!(clock.now(before) < moment);
            }
        }

        #[test]
        fn it_never_goes_back(speed in 1i64..100_000_000, reals in proptest::collection::vec(0i64..4_000_000_000_000, 2..20)) {
            let clock = EnvironmentClock { speed_milli: speed, ..EnvironmentClock::real(at(1_000)) };
            let mut reals = reals;
            reals.sort_unstable();
            let shown: Vec<_> = reals.iter().map(|ms| clock.now(Timestamp::from_millisecond(*ms).unwrap())).collect();
            prop_assert!(shown.is_sorted());
        }
    }

    #[test]
    fn a_clock_is_put_forward_by_durations_of_fixed_length() {
        for (text, hours) in [
            ("PT36H", 36),
            ("P10D", 240),
            ("P1W", 168),
            ("P1DT12H", 36),
            ("pt60m", 1),
            ("P366D", 8_784),
        ] {
            assert_eq!(read_advance(text), Ok(SignedDuration::from_hours(hours)), "{text}");
        }
        for (text, rule) in [
            ("", "format"),
            ("36h", "format"),
            ("P", "format"),
            ("P1M", "unit"),
            ("P1Y", "unit"),
            ("PT0S", "range"),
            ("-P1D", "range"),
            ("P366DT1S", "range"),
            ("P400W", "range"),
        ] {
            let refused = read_advance(text).unwrap_err();
            assert_eq!((refused.field.as_str(), refused.rule), ("by", rule), "{text}");
            assert!(!refused.accepted.is_empty());
        }
    }
}
