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
