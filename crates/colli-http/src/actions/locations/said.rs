//! What was said of the place and of what is wanted there: read and judged.

use super::hours::Clock;
use super::place::{Place, country, postal_code};
use super::wanted::{LIMIT_DEFAULT, Wanted};
use crate::actions::dialog::{Asking, Entity, Turn};
use crate::actions::entities::Entities;
use crate::actions::words::Words;
use crate::unified::locations::{LocationQuery, LocationRequest};
use colli_core::limits::SERVICE_POINTS_MAX;
use colli_service::Service;
use colli_wire::field::parse_bool;

/// A larger radius is taken for this one, in metres.
const RADIUS_M_MAX: f64 = 1_000_000.0;

/// What was said, still text.
pub(super) struct Said {
    pub(super) country: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) locality: Option<String>,
    pub(super) street: Option<String>,
    pub(super) latitude: Option<String>,
    pub(super) longitude: Option<String>,
    pub(super) radius: Option<String>,
    pub(super) limit: Option<String>,
    pub(super) location_types: Vec<String>,
    pub(super) service_types: Vec<String>,
    pub(super) open_now: Option<String>,
}

impl Said {
    fn read(entities: &Entities, asking: &mut Asking) -> Self {
        let location_types = asking.read_all(entities, Entity::LocationType);
        let service_types = asking.read_all(entities, Entity::ServiceType);
        let mut read = |entity: Entity| asking.read(entities, entity);
        Self {
            country: read(Entity::CountryCode),
            postal_code: read(Entity::PostalCode),
            locality: read(Entity::AddressLocality),
            street: read(Entity::StreetAddress),
            latitude: read(Entity::Latitude),
            longitude: read(Entity::Longitude),
            radius: read(Entity::Radius),
            limit: read(Entity::Limit),
            open_now: read(Entity::OpenNow),
            location_types,
            service_types,
        }
    }

    pub(super) fn is_position(&self) -> bool {
        self.latitude.is_some() || self.longitude.is_some()
    }

    fn has_place(&self) -> bool {
        let address = [&self.postal_code, &self.locality, &self.street];
        self.is_position() || address.into_iter().any(Option::is_some)
    }

    fn text(&self, entity: Entity) -> Option<String> {
        let one = match entity {
            Entity::CountryCode => &self.country,
            Entity::PostalCode => &self.postal_code,
            Entity::AddressLocality => &self.locality,
            Entity::StreetAddress => &self.street,
            Entity::Latitude => &self.latitude,
            Entity::Longitude => &self.longitude,
            Entity::Radius => &self.radius,
            Entity::Limit => &self.limit,
            Entity::LocationType => return Some(self.location_types.join(", ")),
            Entity::ServiceType => return Some(self.service_types.join(", ")),
            _ => &None,
        };
        one.clone()
    }

    fn request(&self, open_now: bool) -> LocationRequest {
        LocationRequest {
            country_code: self.country.clone(),
            address_locality: self.locality.clone(),
            postal_code: self.postal_code.clone(),
            street_address: self.street.clone(),
            latitude: self.latitude.clone(),
            longitude: self.longitude.clone(),
            provider_type: None,
            location_types: self.location_types.clone(),
            service_types: self.service_types.clone(),
            radius: self.radius.clone(),
            // Those that are closed now are left out afterwards, so that all are wanted first.
            limit: Some(if open_now {
                SERVICE_POINTS_MAX.to_string()
            } else {
                self.limit.clone().unwrap_or_else(|| LIMIT_DEFAULT.to_string())
            }),
            hide_closed_locations: open_now.then(|| "true".to_owned()),
            current_date: None,
        }
    }
}

/// Reads and judges what was said; the turn that asks, when it does not suffice.
pub(super) fn read(
    service: &Service,
    clock: &Clock<'_>,
    entities: &Entities,
    words: &'static Words,
) -> Result<(Wanted, LocationQuery), Box<Turn>> {
    let mut asking = Asking::new(words);
    let mut said = Said::read(entities, &mut asking);
    let country = country(service, &mut said, &mut asking);
    let postal_code = postal_code(service, country, &said, &mut asking, words);
    let open_now = open_now(&said, &mut asking);
    let today = clock.today(country, postal_code.as_deref());
    if !said.has_place() {
        asking.missing(Entity::PostalCode);
    }
    if open_now
        && let Some(limit) = &said.limit
        && number(limit).is_none()
    {
        asking.wrong(Entity::Limit, limit);
    }
    match said.request(open_now).anywhere(service, today) {
        Err(mut violations) => {
            // An address that says too little is asked for where somebody began it.
            violations.retain(|violation| {
                let is_about_all = violation.rule == "required" && violation.field == Entity::AddressLocality.name();
                !is_about_all || said.locality.is_some()
            });
            asking.judge(violations, |entity| said.text(entity));
            let begun = if said.street.is_some() {
                Entity::StreetAddress
            } else {
                Entity::PostalCode
            };
            Err(Box::new(asking.turn_or_question(begun)))
        }
        Ok(query) => match (asking.turn(), Place::of(&said, country, postal_code)) {
            (None, Some(place)) => Ok((Wanted::of(said, place, open_now), query)),
            (Some(turn), _) => Err(Box::new(turn)),
            (None, None) => Err(Box::new(Asking::new(words).turn_or_question(Entity::CountryCode))),
        },
    }
}

fn open_now(said: &Said, asking: &mut Asking) -> bool {
    let Some(text) = &said.open_now else {
        return false;
    };
    parse_bool(text).unwrap_or_else(|| {
        asking.wrong(Entity::OpenNow, text);
        false
    })
}

/// A number of one and more; what follows the point does not count.
pub(super) fn number(text: &str) -> Option<u32> {
    let number = text.trim().parse::<f64>().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between one and a million, just judged"
    )]
    let whole = || number.min(RADIUS_M_MAX) as u32;
    (number.is_finite() && number >= 1.0).then(whole)
}
