//! When a network works: time zones, working days, holidays, cut-offs and delivery windows of each country.

use crate::country::CountryCode;
use crate::tracking::{Moment, TimeFrame};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::collections::{HashMap, HashSet};

/// Who receives a parcel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ReceiverKind {
    /// A household.
    Consumer,
    /// A company.
    Business,
}

impl ReceiverKind {
    /// The kind by the flag of requests.
    pub fn of(to_business: bool) -> Self {
        if to_business { Self::Business } else { Self::Consumer }
    }
}

/// Days of the week.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WeekDays(u8);

impl WeekDays {
    /// Reads `1-5` or `1-5|7`; 1 = Monday.
    pub fn parse(text: &str) -> Option<Self> {
        let mut days = 0;
        for item in text.split('|').map(str::trim).filter(|item| !item.is_empty()) {
            let (first, last) = item.split_once('-').unwrap_or((item, item));
            let (first, last) = (first.parse::<u8>().ok()?, last.parse::<u8>().ok()?);
            if first < 1 || last > 7 || first > last {
                return None;
            }
            days = (first..=last).fold(days, |days, day| days | (1 << day));
        }
        Some(Self(days))
    }

    /// Whether a day is among them.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_one_offset()) != 0
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What a delivery window is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WindowKind {
    /// Delivery to a household in the daytime.
    Day,
    /// Delivery in the evening, same-day delivery too.
    Evening,
    /// Delivery to a company.
    Business,
    /// Delivery before a time of the morning.
    Express,
    /// Delivery to a ServicePoint.
    ServicePoint,
    /// Collection at a sender's.
    Pickup,
}

impl WindowKind {
    /// Every kind with its word in data files.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("day", Self::Day),
        ("evening", Self::Evening),
        ("business", Self::Business),
        ("express", Self::Express),
        ("service_point", Self::ServicePoint),
        ("pickup", Self::Pickup),
    ];

    /// Reads the word of data files.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find_map(|(name, kind)| (name == text).then_some(kind))
    }
}

/// Part of a day; minutes after local midnight, the end up to 1440.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Window {
    /// Beginning.
    pub from_minute: u16,
    /// End.
    pub to_minute: u16,
}

impl Window {
    /// The window on a day of a zone.
    pub fn on(self, day: Date, zone: &TimeZone) -> Option<TimeFrame> {
        Some(TimeFrame {
            from: Moment::from(&at_minute(day, self.from_minute, zone)?),
            to: Moment::from(&at_minute(day, self.to_minute, zone)?),
        })
    }
}

/// A cut-off: what is ready by then is collected at a later time of the same day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CutOff {
    /// Latest minute of the day at which a parcel is ready.
    pub ready_minute: u16,
    /// Minute of the day at which the network takes it over.
    pub collected_minute: u16,
}

/// How a network works in one country.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CountryHours {
    /// Its time zone; parts of the country may differ.
    pub zone: TimeZone,
    /// Days on which parcels are collected.
    pub collection_days: WeekDays,
    /// Days on which households get parcels.
    pub consumer_days: WeekDays,
    /// Days on which companies get parcels.
    pub business_days: WeekDays,
    /// When parcels are collected.
    pub collection: CutOff,
    /// When parcels for delivery on the same day are collected; `None` where there is no such delivery.
    pub same_day: Option<CutOff>,
    /// Latest minute of the day at which a pickup for the same day may be ordered; `None` where tomorrow is the first.
    pub same_day_pickup_minute: Option<u16>,
    /// Windows by kind, in order of time.
    pub windows: HashMap<WindowKind, Vec<Window>>,
}

/// A part of a country with a time of its own, named by its postal codes.
#[derive(Clone, Debug)]
pub struct ZoneArea {
    /// The country it belongs to.
    pub country: CountryCode,
    /// Postal codes of the area, without spaces.
    pub postal: regex::Regex,
    /// Its time zone.
    pub zone: TimeZone,
}

/// When a network works.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Days on which the network of a country rests.
    holidays: HashSet<(CountryCode, Date)>,
    countries: HashMap<CountryCode, CountryHours>,
    other: CountryHours,
    areas: Vec<ZoneArea>,
}

impl Calendar {
    /// A calendar: `other` is how countries work that are not listed; the last matching area wins.
    pub fn new(
        holidays: impl IntoIterator<Item = (CountryCode, Date)>,
        countries: HashMap<CountryCode, CountryHours>,
        other: CountryHours,
        areas: Vec<ZoneArea>,
    ) -> Self {
        Self {
            holidays: holidays.into_iter().collect(),
            countries,
            other,
            areas,
        }
    }

    /// How the network works in a country.
    pub fn hours(&self, country: CountryCode) -> &CountryHours {
        self.countries.get(&country).unwrap_or(&self.other)
    }

    /// The time zone of a place.
    pub fn zone(&self, country: CountryCode, postal_code: &str) -> &TimeZone {
        self.areas
            .iter()
            .rev()
            .find(|area| area.country == country && area.postal.is_match(postal_code))
            .map_or(&self.hours(country).zone, |area| &area.zone)
    }

    /// Whether a country's network rests on a date that is a working day otherwise.
    pub fn is_holiday(&self, country: CountryCode, date: Date) -> bool {
        self.holidays.contains(&(country, date))
    }

    /// Whether receivers of a kind get parcels on a date.
    pub fn works_on(&self, country: CountryCode, date: Date, receiver: ReceiverKind) -> bool {
        let hours = self.hours(country);
        let days = match receiver {
            ReceiverKind::Consumer => hours.consumer_days,
            ReceiverKind::Business => hours.business_days,
        };
        days.contains(date.weekday()) && !self.is_holiday(country, date)
    }

    /// Whether parcels are collected on a date.
    pub fn collects_on(&self, country: CountryCode, date: Date) -> bool {
        self.hours(country).collection_days.contains(date.weekday()) && !self.is_holiday(country, date)
    }

    /// The windows of a kind in a country, in order of time.
    pub fn windows(&self, country: CountryCode, kind: WindowKind) -> &[Window] {
        self.hours(country).windows.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The local time of a place at an instant.
    pub fn local(&self, at: Timestamp, country: CountryCode, postal_code: &str) -> Zoned {
        at.to_zoned(self.zone(country, postal_code).clone())
    }
}

/// A minute of a day as a time of a zone. A time that the clocks skip is the one after the gap, one that they repeat is
/// the first. `None` at the end of time.
pub fn at_minute(day: Date, minute: u16, zone: &TimeZone) -> Option<Zoned> {
    let (day, minute) = if minute >= 1_440 {
        (day.tomorrow().ok()?, minute - 1_440)
    } else {
        (day, minute)
    };
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    let time = jiff::civil::Time::new(hour, minute, 0, 0).ok()?;
    day.to_datetime(time).to_zoned(zone.clone()).ok()
}

/// Minutes of a local time after midnight.
pub fn minute_of(time: &Zoned) -> u16 {
    let minutes = i32::from(time.hour()) * 60 + i32::from(time.minute());
    u16::try_from(minutes).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn amsterdam() -> TimeZone {
        TimeZone::get("Europe/Amsterdam").unwrap()
    }

    fn shown(time: &Zoned) -> String {
        time.strftime("%F %R%:z").to_string()
    }

    fn country(code: &str) -> CountryCode {
        CountryCode::parse(code).unwrap()
    }

    fn hours(zone: TimeZone, consumer_days: &str) -> CountryHours {
        let days = |text| WeekDays::parse(text).unwrap();
        CountryHours {
            zone,
            collection_days: days("1-5"),
            consumer_days: days(consumer_days),
            business_days: days("1-5"),
            collection: CutOff {
                ready_minute: 960,
                collected_minute: 1_020,
            },
            same_day: None,
            same_day_pickup_minute: None,
            windows: HashMap::new(),
        }
    }

    fn calendar() -> Calendar {
        let [nl, es] = ["NL", "ES"].map(country);
        let canary = ZoneArea {
            country: es,
            postal: regex::Regex::new("^3[58]").unwrap(),
            zone: TimeZone::get("Atlantic/Canary").unwrap(),
        };
        let madrid = hours(TimeZone::get("Europe/Madrid").unwrap(), "1-5");
        Calendar::new(
            [(nl, date(2026, 4, 27))],
            HashMap::from([(nl, hours(amsterdam(), "1-6")), (es, madrid)]),
            hours(TimeZone::UTC, "1-5"),
            vec![canary],
        )
    }

    #[test]
    fn days_are_numbers_and_ranges() {
        let days = WeekDays::parse("1-3|7").unwrap();
        let listed =
            [Weekday::Monday, Weekday::Wednesday, Weekday::Thursday, Weekday::Sunday].map(|day| days.contains(day));
        assert_eq!(listed, [true, true, false, true]);
        for wrong in ["0-3", "1-8", "5-1", "x", "1-", "-"] {
            assert_eq!(WeekDays::parse(wrong), None, "{wrong}");
        }
        assert!(WeekDays::parse("").is_some_and(WeekDays::is_empty));
    }

    #[test]
    fn a_skipped_time_is_the_one_after_the_gap_and_a_repeated_one_the_first() {
        let at = |day, minute| shown(&at_minute(day, minute, &amsterdam()).unwrap());
        assert_eq!(at(date(2026, 3, 29), 150), "2026-03-29 03:30+02:00");
        assert_eq!(at(date(2026, 10, 25), 150), "2026-10-25 02:30+02:00");
        assert_eq!(at(date(2026, 10, 24), 1_440), "2026-10-25 00:00+02:00");
    }

    #[test]
    fn holidays_and_week_days_decide() {
        let (calendar, nl) = (calendar(), country("NL"));
        let works = |day, kind| calendar.works_on(nl, day, kind);
        assert!(works(date(2026, 4, 25), ReceiverKind::Consumer));
        assert!(!works(date(2026, 4, 25), ReceiverKind::Business));
        assert!(!works(date(2026, 4, 27), ReceiverKind::of(false)));
        assert!(!calendar.collects_on(nl, date(2026, 4, 27)));
        assert!(calendar.works_on(country("FR"), date(2026, 4, 27), ReceiverKind::of(true)));
    }

    #[test]
    fn islands_have_their_own_time() {
        let calendar = calendar();
        let at = "2026-07-01T10:00:00Z".parse().unwrap();
        let local = |code, postal_code| calendar.local(at, country(code), postal_code).hour();
        assert_eq!((local("ES", "28013"), local("ES", "35001")), (12, 11));
        assert_eq!((local("NL", "1012AB"), local("FR", "")), (12, 10));
    }

    proptest! {
        #[test]
        fn windows_stay_in_their_day(days in 0i32..9_000, from in 0u16..1_440, length in 1u16..600) {
            let day = date(2024, 1, 1).saturating_add(jiff::Span::new().days(days));
            let window = Window { from_minute: from, to_minute: (from + length).min(1_440) };
            let frame = window.on(day, &amsterdam()).unwrap();
            let date_of = |moment: Moment| moment.at.to_zoned(amsterdam()).date();
            prop_assert_eq!(date_of(frame.from), day);
            prop_assert!(frame.from.at <= frame.to.at);
            prop_assert!(date_of(frame.to) == day || window.to_minute == 1_440);
        }
    }
}
