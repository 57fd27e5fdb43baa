//! The day of a pickup: tomorrow or later, on a day the network works (reference 14.1).

use crate::address::Address;
use crate::country::CountryCode;
use crate::error::Violation;
use crate::limits::PICKUP_DAYS_AHEAD_MAX;
use crate::network::Network;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

/// How far the next working day is looked for, in days: longer than any row of holidays.
const SEARCH_DAYS: usize = 31;

/// The day a pickup is judged on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Day {
    /// Country of the sender.
    pub country: CountryCode,
    /// The local date there, now.
    pub today: Date,
    /// Whether a pickup may be ordered for the same day (Iberia).
    pub same_day: bool,
}

impl Day {
    /// Now, at an address of a network.
    pub fn at(network: &Network, address: &Address, now: Timestamp) -> Self {
        let country = address.country;
        Self {
            country,
            today: network.calendar.local(now, country, &address.postal_code).date(),
            same_day: network.calendar.hours(country).same_day_pickup_minute.is_some(),
        }
    }

    /// The first day of the calendar a pickup may be ordered for, working or not.
    pub fn earliest(self) -> Date {
        if self.same_day { self.today } else { plus(self.today, 1) }
    }

    /// The last one.
    pub fn latest(self) -> Date {
        plus(self.today, PICKUP_DAYS_AHEAD_MAX)
    }

    /// The first possible day from a date on.
    pub fn next_possible(self, from: Date, works: impl Fn(Date) -> bool) -> Option<Date> {
        let from = from.max(self.earliest());
        days_from(from)
            .take(SEARCH_DAYS)
            .find(|day| works(*day))
            .filter(|day| *day <= self.latest())
    }
}

fn plus(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}

fn days_from(date: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(date), |day| day.tomorrow().ok())
}

/// Checks the date of a pickup; `works` says whether the network works on a day in the sender's country. A refusal names the
/// next possible date.
pub fn check_date(date: Date, day: Day, works: impl Fn(Date) -> bool) -> Result<(), Violation> {
    let country = day.country;
    let refuse = |rule, message: String, from: Date| {
        let next = day
            .next_possible(from, &works)
            .or_else(|| day.next_possible(day.earliest(), &works));
        Err(Violation::new("pickupDate", rule, message).accepting(next.map(|next| next.to_string())))
    };
    if date < day.earliest() {
        let message = if day.same_day {
            format!("{date} is past: it is {} in {country}", day.today)
        } else {
            format!(
                "a pickup in {country} is ordered for tomorrow or later: it is {} there",
                day.today
            )
        };
        return refuse("range", message, day.earliest());
    }
    if date > day.latest() {
        let message = format!(
            "a pickup is ordered at most {PICKUP_DAYS_AHEAD_MAX} days ahead, up to {}",
            day.latest()
        );
        return refuse("range", message, day.earliest());
    }
    if !works(date) {
        return refuse(
            "closed",
            format!("there are no pickups in {country} on {date}: a Sunday or a holiday"),
            date,
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Weekday, date};

    fn day(country: &str) -> Day {
        Day {
            country: CountryCode::parse(country).unwrap(),
            today: date(2026, 4, 24),
            same_day: ["ES", "PT"].contains(&country),
        }
    }

    /// A Friday before King's Day, Monday 27 April 2026.
    fn works(day: Date) -> bool {
        ![Weekday::Saturday, Weekday::Sunday].contains(&day.weekday()) && day != date(2026, 4, 27)
    }

    fn accepted(country: &str, wanted: Date) -> Vec<String> {
        check_date(wanted, day(country), works).unwrap_err().accepted
    }

    #[test]
    fn tomorrow_or_later_and_in_iberia_today() {
        for (country, wanted, fits) in [
            ("NL", date(2026, 4, 23), false),
            ("NL", date(2026, 4, 24), false),
            ("NL", date(2026, 4, 28), true),
            ("ES", date(2026, 4, 24), true),
            ("PT", date(2026, 4, 24), true),
            ("PT", date(2026, 4, 23), false),
            ("BE", date(2026, 4, 24), false),
        ] {
            assert_eq!(
                check_date(wanted, day(country), works).is_ok(),
                fits,
                "{country} {wanted}"
            );
        }
    }

    #[test]
    fn a_closed_day_is_refused_with_the_next_open_one() {
        for wanted in [date(2026, 4, 25), date(2026, 4, 26), date(2026, 4, 27)] {
            assert_eq!(accepted("NL", wanted), ["2026-04-28"], "{wanted}");
        }
        assert_eq!(accepted("NL", date(2020, 1, 1)), ["2026-04-28"], "the past");
        assert_eq!(accepted("ES", date(2020, 1, 1)), ["2026-04-24"], "today in Spain");
    }

    #[test]
    fn the_far_future_is_refused() {
        let latest = day("NL").latest();
        assert!(check_date(latest, day("NL"), |_| true).is_ok());
        let beyond = latest.tomorrow().unwrap();
        assert_eq!(check_date(beyond, day("NL"), |_| true).unwrap_err().rule, "range");
        assert_eq!(accepted("NL", Date::MAX), ["2026-04-28"]);
    }

    #[test]
    fn where_nothing_ever_opens_no_date_is_named() {
        let refusal = check_date(date(2026, 5, 1), day("NL"), |_| false).unwrap_err();
        assert_eq!((refusal.rule, refusal.accepted.len()), ("closed", 0));
    }
}
