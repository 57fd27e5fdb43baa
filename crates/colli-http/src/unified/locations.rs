//! ServicePoints as the Location Finder shows them (reference dhl-unified-api 3). Assistants find them the same way.

mod capacity;
mod kinds;
mod request;
mod texts;
mod told;
mod written;

pub(crate) use request::{LocationQuery, LocationRequest, title};
pub(crate) use texts::Texts;
pub(crate) use told::told;
pub(crate) use written::Written;

use crate::query::Query;
use colli_core::address::excerpt;
use colli_core::country::CountryCode;
use colli_core::error::{Violation, Violations};
use colli_core::service_point::ServicePoint;
use colli_service::Service;
use colli_service::network_service_points::{Candidate, Found, NearbyQuery, Whereabouts};
use jiff::Timestamp;
use jiff::civil::DateTime;
use request::Centre;

/// What stands on a locker and on a shop, as addresses of parcels to them name it (reference 3.6).
const LOCKER_KEYWORD: &str = "Packstation";
const SHOP_KEYWORD: &str = "DHL Parcelshop";

/// The locations that fit, nearest first. An address nobody knows has none around it.
pub(crate) fn find<'s>(service: &'s Service, query: &LocationQuery) -> Vec<Found<'s>> {
    if query.wanted.is_nothing() {
        return Vec::new();
    }
    let centre = match &query.centre {
        Centre::Position { lat_e6, lon_e6 } => Some((*lat_e6, *lon_e6)),
        Centre::Address {
            country,
            postal_code,
            locality,
            street,
        } => {
            let address = Whereabouts {
                postal_code: postal_code.as_deref(),
                locality: locality.as_deref(),
                street: street.as_deref(),
            };
            service.locate_address(*country, address)
        }
    };
    let Some((lat_e6, lon_e6)) = centre else {
        return Vec::new();
    };
    let nearby = NearbyQuery {
        country: query.country,
        lat_e6,
        lon_e6,
        radius_m: query.radius_m,
        limit: query.limit,
        usable_on: query.usable_on,
    };
    let is_open = |point: &Candidate<'_>| query.open_at.is_none_or(|at| point.is_open(local(service, point, at)));
    service.service_points_nearby(&nearby, |point| query.wanted.takes(point.traits()) && is_open(point))
}

/// A time where a location is.
fn local(service: &Service, point: &Candidate<'_>, at: Timestamp) -> DateTime {
    let calendar = &service.network().calendar;
    let country = point.traits().country();
    calendar.local(at, country, point.postal_code()).datetime()
}

/// One location by its id.
pub(crate) fn get<'s>(service: &'s Service, id: &str) -> Option<ServicePoint<'s>> {
    service.service_point_anywhere(id)
}

/// A location by what an address of a parcel to it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct KeywordId {
    country: CountryCode,
    id: String,
    postal_code: String,
}

impl KeywordId {
    /// Reads the parameters of a query string. All three are mandatory.
    pub(crate) fn of_query(service: &Service, query: &Query) -> Result<Self, Vec<Violation>> {
        let mut violations = Violations::new();
        let mut text = |name: &str| {
            let value = request::text(name, query.text(name), &mut violations);
            if value.is_none() && !violations.names(name) {
                violations.push(Violation::required(name));
            }
            value.unwrap_or_default()
        };
        let (id, code, postal_code) = (text("keywordId"), text("countryCode"), text("postalCode"));
        let country = if violations.names("countryCode") {
            None
        } else {
            request::country(service, &code, &mut violations)
        };
        match country {
            Some(country) if violations.is_empty() => Ok(Self {
                country,
                id,
                postal_code,
            }),
            _ => Err(violations.into_vec()),
        }
    }

    /// The location.
    pub(crate) fn get<'s>(&self, service: &'s Service) -> Option<ServicePoint<'s>> {
        service.service_point_by_short_id(self.country, &self.id, &self.postal_code)
    }

    /// It in words, for messages.
    pub(crate) fn in_words(&self) -> String {
        format!("{} {} {}", excerpt(&self.id), self.country, excerpt(&self.postal_code))
    }
}
