//! Opening hours of a location, seen from now.

use crate::actions::words::{Words, filled};
use colli_core::calendar::Calendar;
use colli_core::country::CountryCode;
use colli_core::ids::Tenant;
use colli_core::service_point::WEEKDAYS;
use colli_service::Service;
use colli_wire::dhl_unified::locations::{OpeningHours, UnifiedLocation};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

/// Degrees of longitude the sun takes an hour for.
const DEGREES_PER_HOUR: f64 = 15.0;

/// The moment a question is answered at, to be read on the clock of each place.
pub(super) struct Clock<'a> {
    calendar: &'a Calendar,
    home: &'a TimeZone,
    at: Timestamp,
}

impl<'a> Clock<'a> {
    /// The clock of the source: the carrier's locations open and close in real time, those of the own network in the time of the
    /// environment.
    pub(super) fn of(service: &'a Service, tenant: Tenant) -> Self {
        let at = if service.has_upstream() {
            service.real_now()
        } else {
            service.now(tenant)
        };
        Self {
            calendar: &service.network().calendar,
            home: service.home_zone(),
            at,
        }
    }

    /// The day it is at a place; at the network's home where no country is known.
    pub(super) fn today(&self, country: Option<CountryCode>, postal_code: Option<&str>) -> Date {
        let zone = country.map(|country| self.calendar.zone(country, postal_code.unwrap_or_default()));
        self.at.to_zoned(zone.unwrap_or(self.home).clone()).date()
    }

    /// Now, where a location is.
    pub(super) fn at(&self, location: &UnifiedLocation) -> Now {
        Now::of(self.at.to_zoned(self.zone(location)).datetime())
    }

    /// The time zone of a location's country and postal code; where the calendar does not know the country, the whole hour
    /// its longitude is nearest to, which is seldom more than an hour wrong.
    fn zone(&self, location: &UnifiedLocation) -> TimeZone {
        let address = &location.place.address;
        let country = CountryCode::parse(&address.country_code);
        let known = country.map(|country| self.calendar.zone(country, &address.postal_code));
        if let Some(zone) = known.filter(|zone| **zone != TimeZone::UTC) {
            return zone.clone();
        }
        let longitude = location.place.geo.longitude.as_f64().unwrap_or_default();
        let hours = longitude / DEGREES_PER_HOUR;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "an offset refuses what is no hour of the earth"
        )]
        let offset = Offset::from_hours(hours.round() as i8);
        offset.map_or(TimeZone::UTC, TimeZone::fixed)
    }
}

/// Now, where a location is.
pub(super) struct Now {
    date: Date,
    /// `Monday`
    weekday: &'static str,
    /// `HH:MM:SS`
    time: String,
}

impl Now {
    /// This moment.
    fn of(moment: DateTime) -> Self {
        let place = usize::try_from(moment.weekday().to_monday_zero_offset()).unwrap_or_default();
        Self {
            date: moment.date(),
            weekday: WEEKDAYS.get(place).copied().unwrap_or_default(),
            time: format!("{:02}:{:02}:{:02}", moment.hour(), moment.minute(), moment.second()),
        }
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
    use colli_core::calendar::{CountryHours, CutOff, WeekDays};
    use colli_core::language::Language;
    use colli_wire::dhl_unified::locations::ClosurePeriod;
    use std::collections::HashMap;

    fn hours_in(zone: TimeZone) -> CountryHours {
        CountryHours {
            zone,
            collection_days: WeekDays::default(),
            consumer_days: WeekDays::default(),
            business_days: WeekDays::default(),
            collection: CutOff {
                ready_minute: 0,
                collected_minute: 0,
            },
            same_day: None,
            same_day_pickup_minute: None,
            windows: HashMap::new(),
        }
    }

    #[test]
    fn now_is_what_the_clocks_of_a_place_show() {
        let zone = |name: &str| TimeZone::get(name).unwrap();
        let of = |code: &str| CountryCode::parse(code).unwrap();
        let countries = [
            ("NL", "Europe/Amsterdam"),
            ("GB", "Europe/London"),
            ("US", "America/New_York"),
        ];
        let countries = countries.map(|(code, name)| (of(code), hours_in(zone(name))));
        let calendar = Calendar::new([], countries.into(), hours_in(zone("UTC")), Vec::new());
        let clock = Clock {
            calendar: &calendar,
            home: &zone("Europe/Amsterdam"),
            at: "2026-03-02T23:30:00Z".parse().unwrap(),
        };
        for (country, postal_code, longitude, local) in [
            ("NL", "1012JS", "4.9", "2026-03-03 Tuesday 00:30:00"),
            ("GB", "SW1A 1AA", "-0.1", "2026-03-02 Monday 23:30:00"),
            ("US", "10001", "-74.0", "2026-03-02 Monday 18:30:00"),
            ("IN", "500081", "78.3", "2026-03-03 Tuesday 04:30:00"),
            ("", "", "-179.9", "2026-03-02 Monday 11:30:00"),
            ("", "", "1e9", "2026-03-02 Monday 23:30:00"),
        ] {
            let mut location = UnifiedLocation::default();
            location.place.address.country_code = country.to_owned();
            location.place.address.postal_code = postal_code.to_owned();
            location.place.geo.longitude = serde_json::from_str(longitude).unwrap();
            let now = clock.at(&location);
            assert_eq!(format!("{} {} {}", now.date, now.weekday, now.time), local, "{country}");
        }
        for (country, today) in [(Some("NL"), 3), (Some("GB"), 2), (None, 3)] {
            let today_there = clock.today(country.map(of), None);
            assert_eq!(today_there.to_string(), format!("2026-03-0{today}"), "{country:?}");
        }
    }

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
