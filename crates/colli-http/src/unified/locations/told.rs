//! Locations as structs, for whoever goes on working with them. Lists that are only sent are written as text.

use super::capacity::available_capacity;
use super::kinds::{PARCEL, location_type, services};
use super::{LOCKER_KEYWORD, SHOP_KEYWORD};
use colli_core::service_point::{self, OpeningInterval, ServicePoint, ServicePointKind, WEEKDAYS};
use colli_service::network_service_points::Traits;
use colli_wire::dhl_unified::locations::{
    ClosurePeriod, Geo, LocationAddress, LocationId, LocationIdentity, LocationPlace, OpeningHours, UnifiedLocation,
};
use serde_json::Number;
use std::borrow::Cow;

/// Where a location is found below the mount, before its id.
pub(super) const LOCATIONS: &str = "/locations/";
/// The minute of the day that stands for its end.
pub(super) const END_OF_DAY: u16 = 1439;

/// A location, with its distance in metres when it was searched for.
pub(crate) fn told(point: &ServicePoint<'_>, distance_m: Option<u32>) -> UnifiedLocation {
    UnifiedLocation {
        url: format!("{LOCATIONS}{}", in_path(point.id)),
        location: LocationIdentity {
            ids: vec![LocationId {
                location_id: point.id.to_owned(),
                provider: PARCEL.to_owned(),
            }],
            keyword: keyword(point.kind).to_owned(),
            keyword_id: point.psf_key.to_owned(),
            kind: location_type(point.kind).to_owned(),
        },
        name: point.name.to_owned(),
        distance: distance_m,
        place: place(point),
        opening_hours: point.opening.iter().copied().map(opening_hours).collect(),
        closure_periods: point.closure.into_iter().map(closure_period).collect(),
        service_types: services(Traits::of(point)).map(str::to_owned).collect(),
        average_capacity_day_of_week: Vec::new(),
        available_capacity: Some(available_capacity(point).to_owned()),
    }
}

/// What stands on a location of a kind.
pub(super) fn keyword(kind: ServicePointKind) -> &'static str {
    match kind {
        ServicePointKind::PackStation => LOCKER_KEYWORD,
        ServicePointKind::ParcelShop => SHOP_KEYWORD,
    }
}

/// An id as a path wants it.
pub(super) fn in_path(id: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if id.bytes().all(is_plain) {
        return Cow::Borrowed(id);
    }
    let encoded = id.bytes().map(|byte| {
        if is_plain(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    });
    Cow::Owned(encoded.collect())
}

fn place(point: &ServicePoint<'_>) -> LocationPlace {
    let numbers = [point.number, point.addition];
    let mut street_address = point.street.to_owned();
    for number in numbers.into_iter().filter(|number| !number.is_empty()) {
        street_address.push(' ');
        street_address.push_str(number);
    }
    LocationPlace {
        address: LocationAddress {
            country_code: point.country.to_string(),
            postal_code: point.postal_code.to_owned(),
            address_locality: point.city.to_owned(),
            street_address,
        },
        geo: Geo {
            latitude: degrees(point.lat_e6),
            longitude: degrees(point.lon_e6),
        },
        contained_in_place: None,
    }
}

fn degrees(e6: i32) -> Number {
    Number::from_f64(f64::from(e6) / 1e6).unwrap_or_else(|| 0.into())
}

fn opening_hours(interval: OpeningInterval) -> OpeningHours {
    OpeningHours {
        opens: time(interval.from_minute),
        closes: time(interval.to_minute),
        day_of_week: format!("http://schema.org/{}", day(interval.week_day)),
    }
}

fn time(minute: u16) -> String {
    let seconds = if minute == END_OF_DAY { 59 } else { 0 };
    format!("{:02}:{:02}:{seconds:02}", minute / 60, minute % 60)
}

/// The name of a day, 1 being Monday.
pub(super) fn day(week_day: u8) -> &'static str {
    let place = usize::from(week_day).saturating_sub(1);
    WEEKDAYS.get(place).copied().unwrap_or_default()
}

fn closure_period(closure: service_point::ClosurePeriod) -> ClosurePeriod {
    ClosurePeriod {
        kind: "closure".to_owned(),
        from_date: closure.from.to_string(),
        to_date: closure.to.to_string(),
    }
}
