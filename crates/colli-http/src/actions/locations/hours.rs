//! Opening hours of a location, seen from now.

use crate::actions::words::{Words, filled};
use colli_wire::dhl_unified::locations::{OpeningHours, UnifiedLocation};
use jiff::civil::{Date, DateTime};

/// Now, where the locations are.
pub(super) struct Now {
    date: Date,
    /// `Monday`
    weekday: &'static str,
    /// `HH:MM:SS`
    time: String,
}

impl Now {
    /// This moment.
    pub(super) fn of(moment: DateTime) -> Self {
        const WEEKDAYS: [&str; 7] = [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ];
        let place = usize::try_from(moment.weekday().to_monday_zero_offset()).unwrap_or_default();
        Self {
            date: moment.date(),
            weekday: WEEKDAYS.get(place).copied().unwrap_or_default(),
            time: format!("{:02}:{:02}:{:02}", moment.hour(), moment.minute(), moment.second()),
        }
    }

    /// Today.
    pub(super) fn date(&self) -> Date {
        self.date
    }

    /// Whether a location is open now.
    pub(super) fn is_open(&self, location: &UnifiedLocation) -> bool {
        // Times of one form compare as texts.
        let holds = |hours: &OpeningHours| hours.opens <= self.time && self.time < hours.closes;
        self.hours(location).any(holds)
    }

    /// Today's hours in words; empty when it is closed, `None` when no hours are known at all.
    pub(super) fn spoken(&self, words: &Words, location: &UnifiedLocation) -> Option<String> {
        if location.opening_hours.is_empty() {
            return None;
        }
        let hours = self.hours(location).map(|hours| {
            let (from, to) = (minutes(&hours.opens), minutes(&hours.closes));
            filled(words.points.hours, &[("from", from), ("to", to)])
        });
        let hours: Vec<String> = hours.collect();
        Some(hours.join(", "))
    }

    fn hours<'a>(&'a self, location: &'a UnifiedLocation) -> impl Iterator<Item = &'a OpeningHours> {
        let today = self.date.to_string();
        let is_closed = location
            .closure_periods
            .iter()
            .any(|closure| closure.from_date <= today && today <= closure.to_date);
        let hours = location.opening_hours.iter().filter(move |_| !is_closed);
        hours.filter(|hours| hours.day_of_week.rsplit('/').next() == Some(self.weekday))
    }
}

/// `HH:MM` of `HH:MM:SS`; the last second of the day is its end.
fn minutes(time: &str) -> &str {
    match time {
        "23:59:59" | "23:59:00" => "24:00",
        _ => time.get(..5).unwrap_or(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_core::language::Language;
    use colli_wire::dhl_unified::locations::ClosurePeriod;

    #[test]
    fn hours_are_those_of_today() {
        let hours = |day: &str, opens: &str, closes: &str| OpeningHours {
            opens: opens.to_owned(),
            closes: closes.to_owned(),
            day_of_week: format!("http://schema.org/{day}"),
        };
        let mut location = UnifiedLocation {
            opening_hours: vec![
                hours("Monday", "08:00:00", "12:00:00"),
                hours("Monday", "13:00:00", "23:59:59"),
                hours("Tuesday", "00:00:00", "23:59:59"),
            ],
            ..UnifiedLocation::default()
        };
        let at = |text: &str| Now::of(text.parse().unwrap());
        let words = Words::of(Language::English);
        let monday = "2026-03-02T08:00:00";
        assert!(at(monday).is_open(&location));
        assert!(!at("2026-03-02T12:30:00").is_open(&location));
        let spoken = at(monday).spoken(words, &location).unwrap();
        assert_eq!(spoken, "08:00 to 12:00, 13:00 to 24:00");
        assert_eq!(at("2026-03-04T08:00:00").spoken(words, &location), Some(String::new()));
        location.closure_periods = vec![ClosurePeriod {
            kind: "closure".to_owned(),
            from_date: "2026-03-01".to_owned(),
            to_date: "2026-03-02".to_owned(),
        }];
        assert!(!at(monday).is_open(&location) && at("2026-03-03T08:00:00").is_open(&location));
        assert_eq!(at(monday).spoken(words, &UnifiedLocation::default()), None);
    }
}
