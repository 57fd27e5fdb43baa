//! A location as tools answer it.

use super::Call;
use crate::unified::locations::told;
use colli_core::country::CountryCode;
use colli_core::service_point::{OpeningInterval, ServicePoint, WEEKDAYS};
use colli_service::network_service_points::{Candidate, are_open};
use colli_wire::dhl_unified::locations::{ClosurePeriod, OpeningHours, UnifiedLocation};
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
    let is_open_now = Candidate::of(point).is_open(local.datetime());
    shown(told(point, distance_m), point.opening, is_open_now)
}

/// A location of the carrier's own API, on the clock of who asks.
pub(super) fn of_unified(call: &Call, told: UnifiedLocation) -> Location {
    let now = call.service.now(call.client.tenant);
    let address = &told.place.address;
    let local = match CountryCode::parse(&address.country_code) {
        Some(country) => call
            .service
            .network()
            .calendar
            .local(now, country, &address.postal_code),
        None => now.to_zoned(call.service.home_zone().clone()),
    };
    let opening: Vec<OpeningInterval> = told.opening_hours.iter().filter_map(interval).collect();
    let today = local.date().to_string();
    // Days of one form compare as texts.
    let is_closed = |closure: &ClosurePeriod| closure.from_date <= today && today <= closure.to_date;
    let is_open_now = !told.closure_periods.iter().any(is_closed) && are_open(&opening, local.datetime());
    shown(told, &opening, is_open_now)
}

fn shown(told: UnifiedLocation, opening: &[OpeningInterval], is_open_now: bool) -> Location {
    let place = told.place;
    let mut ids = told.location.ids.into_iter();
    Location {
        id: ids.next().map(|id| id.location_id).unwrap_or_default(),
        name: told.name,
        kind: told.location.kind,
        distance_m: told.distance,
        address: Place {
            street: place.address.street_address,
            postal_code: place.address.postal_code,
            city: place.address.address_locality,
            country_code: place.address.country_code,
        },
        latitude: place.geo.latitude,
        longitude: place.geo.longitude,
        is_open_now,
        opening_hours: week(opening),
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

/// Hours as the carrier writes them: `09:00:00`, and the day as `http://schema.org/Monday`.
fn interval(hours: &OpeningHours) -> Option<OpeningInterval> {
    let day = hours.day_of_week.rsplit('/').next()?;
    let place = WEEKDAYS.iter().position(|known| known.eq_ignore_ascii_case(day))?;
    let minute = |time: &str| {
        let (hour, minute) = (
            time.get(..2)?.parse::<u16>().ok()?,
            time.get(3..5)?.parse::<u16>().ok()?,
        );
        Some((hour * 60 + minute).min(END_OF_DAY))
    };
    Some(OpeningInterval {
        week_day: u8::try_from(place + 1).ok()?,
        from_minute: minute(&hours.opens)?,
        to_minute: minute(&hours.closes)?,
    })
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
    use jiff::civil::date;

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
        Candidate::of(point).is_open(time.parse().unwrap())
    }

    #[test]
    fn hours_of_the_carrier_are_read_as_the_own_ones() {
        let hours = |opens: &str, closes: &str, day: &str| OpeningHours {
            opens: opens.to_owned(),
            closes: closes.to_owned(),
            day_of_week: format!("http://schema.org/{day}"),
        };
        assert_eq!(interval(&hours("09:00:00", "12:00:00", "Monday")), Some(OPENING[0]));
        assert_eq!(interval(&hours("00:00:00", "23:59:59", "Tuesday")), Some(OPENING[2]));
        assert_eq!(interval(&hours("00:00:00", "24:00:00", "Tuesday")), Some(OPENING[2]));
        assert_eq!(interval(&hours("x", "12:00:00", "Monday")), None);
        assert_eq!(interval(&hours("09:00:00", "12:00:00", "Someday")), None);
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
