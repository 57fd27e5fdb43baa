//! What is looked for.

use super::place::Place;
use super::said::{Said, number};
use colli_core::limits::SERVICE_POINTS_MAX;
use colli_service::upstream::{AddressQuestion, LocationQuestion, PositionQuestion};

/// Places shown when nobody says how many: a conversation has room for a few.
pub(super) const LIMIT_DEFAULT: usize = 5;
/// Metres around the place when nobody says how far.
const RADIUS_M_DEFAULT: u32 = 5_000;

/// A judged question.
pub(super) struct Wanted {
    pub(super) place: Place,
    pub(super) radius_m: u32,
    pub(super) limit: usize,
    pub(super) open_now: bool,
    pub(super) location_types: Vec<String>,
    pub(super) service_types: Vec<String>,
}

impl Wanted {
    /// What was said, once it was judged.
    pub(super) fn of(said: Said, place: Place, open_now: bool) -> Self {
        let radius_m = said.radius.as_deref().and_then(number);
        let limit = said.limit.as_deref().and_then(number);
        let limit = limit.map_or(LIMIT_DEFAULT, |limit| limit as usize);
        Self {
            place,
            radius_m: radius_m.unwrap_or(RADIUS_M_DEFAULT),
            limit: limit.min(SERVICE_POINTS_MAX),
            open_now,
            location_types: said.location_types,
            service_types: said.service_types,
        }
    }

    /// As the carrier's API is asked.
    pub(super) fn question(&self, limit: usize) -> LocationQuestion {
        let limit = u32::try_from(limit).ok();
        let radius_m = Some(self.radius_m);
        let (location_types, service_types) = (self.location_types.clone(), self.service_types.clone());
        match &self.place {
            Place::Address(address) => LocationQuestion::Address(AddressQuestion {
                country_code: address.country.to_string(),
                postal_code: address.postal_code.clone().unwrap_or_default(),
                address_locality: address.locality.clone().unwrap_or_default(),
                street_address: address.street.clone().unwrap_or_default(),
                location_types,
                service_types,
                radius_m,
                limit,
            }),
            Place::Position {
                lat_e6,
                lon_e6,
                country,
            } => LocationQuestion::Position(PositionQuestion {
                lat_e6: *lat_e6,
                lon_e6: *lon_e6,
                country_code: country.map(|country| country.to_string()).unwrap_or_default(),
                location_types,
                service_types,
                radius_m,
                limit,
            }),
        }
    }
}
