//! A location as tools answer it.

use super::Call;
use crate::unified::locations::told;
use colli_core::service_point::{OpeningInterval, ServicePoint};
use jiff::Zoned;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Number;

/// The minute of the day that stands for its end.
const END_OF_DAY: u16 = 1439;

/// A place where parcels are handed in or collected.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
pub(super) struct Location {
    /// Its id.
    pub(super) id: String,
    /// Name on the door.
    pub(super) name: String,
    /// `servicepoint` for a shop, or `locker`.
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// Metres from where was looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) distance_m: Option<u32>,
    /// Where it is.
    pub(super) address: Place,
    /// Degrees north.
    #[schemars(with = "f64")]
    pub(super) latitude: Number,
    /// Degrees east.
    #[schemars(with = "f64")]
    pub(super) longitude: Number,
    /// Whether it is open at this moment.
    pub(super) is_open_now: bool,
    /// When it is open, in its own local time.
    pub(super) opening_hours: Week,
    /// Days on which it is closed although it would be open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) closed: Vec<Closure>,
    /// What can be done there, such as `parcel:drop-off`.
    pub(super) services: Vec<String>,
}

/// Where a location is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(super) struct Place {
    /// Street and number.
    street: String,
    /// Postal code.
    postal_code: String,
    /// Town.
    pub(super) city: String,
    /// ISO 3166-1 alpha-2.
    country_code: String,
}

/// Opening hours by day: `09:00-12:00, 13:00-18:00`, or `closed`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
pub(super) struct Week {
    monday: String,
    tuesday: String,
    wednesday: String,
    thursday: String,
    friday: String,
    saturday: String,
    sunday: String,
}

/// Days on which a location is closed, both ends included.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(super) struct Closure {
    /// First day: `2026-08-03`.
    from: String,
    /// Last day.
    to: String,
}

/// The local time of a location, on the clock of who asks.
pub(super) fn now_at(call: &Call, point: &ServicePoint<'_>) -> Zoned {
    let calendar = &call.service.network().calendar;
    let now = call.service.now(call.client.tenant);
    calendar.local(now, point.country, point.postal_code)
}

/// A location, with its distance in metres when it was looked for, and its local time.
pub(super) fn described(point: &ServicePoint<'_>, distance_m: Option<u32>, local: &Zoned) -> Location {
    let told = told(point, distance_m);
    let place = told.place;
    Location {
        id: point.id.to_owned(),
        name: told.name,
        kind: told.location.kind,
        distance_m,
        address: Place {
            street: place.address.street_address,
            postal_code: place.address.postal_code,
            city: place.address.address_locality,
            country_code: place.address.country_code,
        },
        latitude: place.geo.latitude,
        longitude: place.geo.longitude,
        is_open_now: is_open(point, local),
        opening_hours: week(point.opening),
        closed: told
            .closure_periods
            .into_iter()
            .map(|closure| Closure {
                from: closure.from_date,
                to: closure.to_date,
            })
            .collect(),
        services: told.service_types,
    }
}

/// Whether a location is open at a local time.
pub(super) fn is_open(point: &ServicePoint<'_>, local: &Zoned) -> bool {
    let week_day = local.weekday().to_monday_one_offset();
    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
    let holds = |interval: &OpeningInterval| {
        // The end of the day is its last minute, which belongs to it; any other end does not.
        let end = i32::from(interval.to_minute) + i32::from(interval.to_minute == END_OF_DAY);
        interval.week_day.cast_signed() == week_day && (i32::from(interval.from_minute)..end).contains(&minute)
    };
    point.usable_on(local.date()) && point.opening.iter().any(holds)
}

fn week(opening: &[OpeningInterval]) -> Week {
    let day = |week_day: u8| {
        let of_day = opening.iter().filter(|interval| interval.week_day == week_day);
        let hours: Vec<String> = of_day.copied().map(hours).collect();
        if hours.is_empty() {
            "closed".to_owned()
        } else {
            hours.join(", ")
        }
    };
    Week {
        monday: day(1),
        tuesday: day(2),
        wednesday: day(3),
        thursday: day(4),
        friday: day(5),
        saturday: day(6),
        sunday: day(7),
    }
}

fn hours(interval: OpeningInterval) -> String {
    let end = if interval.to_minute == END_OF_DAY {
        END_OF_DAY + 1
    } else {
        interval.to_minute
    };
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    [time(interval.from_minute), time(end)].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use colli_core::country::CountryCode;
    use colli_core::service_point::{ClosurePeriod, ServicePointKind};
    use jiff::civil::{DateTime, date};

    const fn open(week_day: u8, from_minute: u16, to_minute: u16) -> OpeningInterval {
        OpeningInterval {
            week_day,
            from_minute,
            to_minute,
        }
    }

    const OPENING: [OpeningInterval; 3] = [open(1, 540, 720), open(1, 780, 1080), open(2, 0, END_OF_DAY)];

    fn point(closure: Option<ClosurePeriod>) -> ServicePoint<'static> {
        ServicePoint {
            id: "8004-NL-1",
            harmonised_id: "8004-NL-1",
            psf_key: "NL-1",
            country: CountryCode::parse("NL").unwrap(),
            kind: ServicePointKind::ParcelShop,
            name: "Shop",
            street: "Damrak",
            number: "1",
            addition: "",
            postal_code: "1012JS",
            city: "Amsterdam",
            lat_e6: 52_370_216,
            lon_e6: 4_895_168,
            opening: &OPENING,
            closure,
            last_mile: true,
            first_mile: true,
            self_service: false,
            xl: false,
            printless: false,
            max_parcels: None,
            depot: "",
            collection_minute: 0,
            available: true,
        }
    }

    fn is_open_at(point: &ServicePoint<'_>, time: &str) -> bool {
        let time: DateTime = time.parse().unwrap();
        is_open(point, &time.in_tz("Europe/Amsterdam").unwrap())
    }

    #[test]
    fn a_location_is_open_from_its_first_minute_to_before_its_last() {
        let point = point(None);
        for (time, expected) in [
            ("2026-03-02T08:59", false),
            ("2026-03-02T09:00", true),
            ("2026-03-02T11:59:59", true),
            ("2026-03-02T12:00", false),
            ("2026-03-02T13:00", true),
            ("2026-03-02T18:00", false),
            ("2026-03-03T00:00", true),
            ("2026-03-03T23:59:59", true),
            ("2026-03-04T12:00", false),
        ] {
            assert_eq!(is_open_at(&point, time), expected, "{time}");
        }
    }

    #[test]
    fn a_location_that_is_shut_is_not_open() {
        let shut = point(Some(ClosurePeriod {
            from: date(2026, 3, 2),
            to: date(2026, 3, 2),
        }));
        assert!(!is_open_at(&shut, "2026-03-02T10:00"));
        assert!(is_open_at(&shut, "2026-03-03T10:00"));
    }

    #[test]
    fn hours_are_short() {
        let week = week(&OPENING);
        assert_eq!(
            [week.monday, week.tuesday, week.wednesday],
            ["09:00-12:00, 13:00-18:00", "00:00-24:00", "closed"]
        );
    }
}
