//! When the network of each country works: hours, windows, time zones, holidays.

use crate::fault::{Fault, Faults};
use crate::geography::{Geography, known_country};
use crate::source::Source;
use crate::table::{Row, Shape};
use crate::{Unique, each_row};
use colli_core::calendar::{Calendar, CountryHours, CutOff, WeekDays, Window, WindowKind, ZoneArea};
use colli_core::country::CountryCode;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::HashMap;

static HOURS: Shape = Shape {
    file: "country_hours.csv",
    columns: &[
        "country",
        "time_zone",
        "collection_days",
        "consumer_days",
        "business_days",
        "cut_off",
        "collected",
        "same_day_cut_off",
        "same_day_collected",
        "same_day_pickup_until",
    ],
    comments: &["documented", "note"],
};
static WINDOWS: Shape = Shape {
    file: "delivery_windows.csv",
    columns: &["country", "kind", "from", "to"],
    comments: &["documented", "note"],
};
static TIME_ZONES: Shape = Shape {
    file: "time_zones.csv",
    columns: &["country", "postal_regex", "time_zone"],
    comments: &["area", "note"],
};
static HOLIDAYS: Shape = Shape {
    file: "holidays.csv",
    columns: &["country", "date", "works"],
    comments: &["name_local", "name_en", "note"],
};

/// The country cell of rows for every country that has none of its own.
const OTHERS: &str = "*";

/// A country, or every other one.
type Scope = Option<CountryCode>;

pub(super) fn read(source: &Source, geography: &Geography, faults: &mut Faults) -> Calendar {
    let mut hours = hours(source, geography, faults);
    if !hours.contains_key(&None) && !faults.concern(HOURS.file) {
        faults.push(Fault::of_file(
            HOURS.file,
            "the row of country '*', for all others, is missing",
        ));
    }
    let windows = windows(source, geography, faults);
    for (scope, hours) in &mut hours {
        for ((of, kind), listed) in &windows {
            if of == scope || of.is_none() && !windows.contains_key(&(*scope, *kind)) {
                hours.windows.insert(*kind, listed.clone());
            }
        }
    }
    let other = hours.remove(&None).unwrap_or_else(idle);
    let countries = hours
        .into_iter()
        .filter_map(|(scope, hours)| scope.map(|country| (country, hours)));
    Calendar::new(
        holidays(source, geography, faults),
        countries.collect(),
        other,
        areas(source, geography, faults),
    )
}

/// Hours of a country that never works; used only where the table has faults.
fn idle() -> CountryHours {
    let never = WeekDays::default();
    CountryHours {
        zone: TimeZone::UTC,
        collection_days: never,
        consumer_days: never,
        business_days: never,
        collection: CutOff {
            ready_minute: 0,
            collected_minute: 0,
        },
        same_day: None,
        same_day_pickup_minute: None,
        windows: HashMap::new(),
    }
}

fn hours(source: &Source, geography: &Geography, faults: &mut Faults) -> HashMap<Scope, CountryHours> {
    let mut hours = HashMap::new();
    let mut unique = Unique::default();
    each_row(source, &HOURS, faults, |row, faults| {
        let scope = scope(row, geography, faults);
        let zone = zone(row, 1, faults);
        let [collection, consumer, business] = [2, 3, 4].map(|column| week_days(row, column, faults));
        let regular = cut_off(row, 5, faults);
        let same_day = row
            .optional(7)
            .or(row.optional(8))
            .and_then(|_| cut_off(row, 7, faults));
        let same_day_pickup_minute = row.optional(9).and_then(|_| minute(row, 9, faults));
        let (Some(scope), Some(zone), Some(collection_days), Some(consumer_days), Some(business_days), Some(regular)) =
            (scope, zone, collection, consumer, business, regular)
        else {
            return;
        };
        if unique.note(row, 0, row.text(0).to_owned(), faults) {
            hours.insert(
                scope,
                CountryHours {
                    zone,
                    collection_days,
                    consumer_days,
                    business_days,
                    collection: regular,
                    same_day,
                    same_day_pickup_minute,
                    windows: HashMap::new(),
                },
            );
        }
    });
    hours
}

fn windows(source: &Source, geography: &Geography, faults: &mut Faults) -> HashMap<(Scope, WindowKind), Vec<Window>> {
    let mut windows: HashMap<(Scope, WindowKind), Vec<Window>> = HashMap::new();
    let mut unique = Unique::default();
    each_row(source, &WINDOWS, faults, |row, faults| {
        let scope = scope(row, geography, faults);
        let kind = row.read(
            1,
            "day, evening, business, express, service_point or pickup",
            faults,
            WindowKind::parse,
        );
        let [from, to] = [2, 3].map(|column| minute(row, column, faults));
        let (Some(scope), Some(kind), Some(from_minute), Some(to_minute)) = (scope, kind, from, to) else {
            return;
        };
        if from_minute >= to_minute {
            faults.push(row.fault(3, "the window ends before it begins"));
        }
        let key = format!("{}, {}, {}", row.text(0), row.text(1), row.text(2));
        if unique.note(row, 0, key, faults) {
            windows
                .entry((scope, kind))
                .or_default()
                .push(Window { from_minute, to_minute });
        }
    });
    for listed in windows.values_mut() {
        listed.sort_unstable();
    }
    windows
}

fn areas(source: &Source, geography: &Geography, faults: &mut Faults) -> Vec<ZoneArea> {
    let mut areas = Vec::new();
    each_row(source, &TIME_ZONES, faults, |row, faults| {
        let country = known_country(row, 0, &geography.countries, faults);
        let postal = row.regex(1, faults);
        let zone = zone(row, 2, faults);
        if let (Some(country), Some(postal), Some(zone)) = (country, postal, zone) {
            areas.push(ZoneArea { country, postal, zone });
        }
    });
    areas
}

fn holidays(source: &Source, geography: &Geography, faults: &mut Faults) -> Vec<(CountryCode, Date)> {
    let mut holidays = Vec::new();
    let mut unique = Unique::default();
    each_row(source, &HOLIDAYS, faults, |row, faults| {
        let country = known_country(row, 0, &geography.countries, faults);
        let date = row.read(1, "a date such as 2026-12-25", faults, |text| text.parse::<Date>().ok());
        let works = row.flag(2, faults);
        let (Some(country), Some(date)) = (country, date) else {
            return;
        };
        if unique.note(row, 0, format!("{country}, {date}"), faults) && !works {
            holidays.push((country, date));
        }
    });
    holidays
}

fn scope(row: &Row<'_, '_>, geography: &Geography, faults: &mut Faults) -> Option<Scope> {
    if row.text(0) == OTHERS {
        return Some(None);
    }
    known_country(row, 0, &geography.countries, faults).map(Some)
}

fn zone(row: &Row<'_, '_>, column: usize, faults: &mut Faults) -> Option<TimeZone> {
    row.read(column, "a time zone such as Europe/Amsterdam", faults, |text| {
        TimeZone::get(text).ok()
    })
}

fn week_days(row: &Row<'_, '_>, column: usize, faults: &mut Faults) -> Option<WeekDays> {
    row.read(column, "days such as 1-5 or 1-5|7 (1 = Monday)", faults, |text| {
        WeekDays::parse(text).filter(|days| !days.is_empty())
    })
}

/// A cut-off and the later collection in two columns from `first`.
fn cut_off(row: &Row<'_, '_>, first: usize, faults: &mut Faults) -> Option<CutOff> {
    let [ready, collected] = [first, first + 1].map(|column| minute(row, column, faults));
    let (ready_minute, collected_minute) = (ready?, collected?);
    if ready_minute > collected_minute {
        faults.push(row.fault(first, "the cut-off is after the collection"));
    }
    Some(CutOff {
        ready_minute,
        collected_minute,
    })
}

/// A time of the day, as minutes after midnight.
fn minute(row: &Row<'_, '_>, column: usize, faults: &mut Faults) -> Option<u16> {
    row.read(column, "a time such as 09:00, up to 24:00", faults, |text| {
        let (hours, minutes) = text.split_once(':')?;
        let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(hours) || !digits(minutes) {
            return None;
        }
        let (hours, minutes) = (hours.parse::<u16>().ok()?, minutes.parse::<u16>().ok()?);
        let of_day = hours * 60 + minutes;
        (minutes < 60 && of_day <= 1_440).then_some(of_day)
    })
}
