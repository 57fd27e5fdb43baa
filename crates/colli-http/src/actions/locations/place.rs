//! What was said of the place and of what is wanted there: read, judged, and put as a question.

use crate::actions::dialog::{Asking, Entity, Turn};
use crate::actions::entities::Entities;
use crate::actions::words::{Words, filled};
use crate::unified::locations::{LocationQuery, LocationRequest};
use colli_core::address::excerpt;
use colli_core::country::CountryCode;
use colli_core::error::Violations;
use colli_core::limits::SERVICE_POINTS_MAX;
use colli_service::Service;
use colli_service::network_service_points::Whereabouts;
use colli_service::upstream::{AddressQuestion, LocationQuestion, PositionQuestion};
use colli_wire::field::parse_bool;
use jiff::civil::Date;

/// Places shown when nobody says how many: a conversation has room for a few.
const LIMIT_DEFAULT: usize = 5;
/// Metres around the place when nobody says how far.
const RADIUS_M_DEFAULT: u32 = 5_000;
/// A larger radius is taken for this one, in metres.
const RADIUS_M_MAX: f64 = 1_000_000.0;

/// Where to look.
pub(super) enum Place {
    /// Around an address.
    Address(AddressPlace),
    /// Around a position, in millionths of a degree.
    Position {
        lat_e6: i32,
        lon_e6: i32,
        country: Option<CountryCode>,
    },
}

/// An address to look around.
pub(super) struct AddressPlace {
    pub(super) country: CountryCode,
    pub(super) postal_code: Option<String>,
    pub(super) locality: Option<String>,
    pub(super) street: Option<String>,
}

/// A judged question.
pub(super) struct Wanted {
    pub(super) place: Place,
    pub(super) radius_m: u32,
    pub(super) limit: usize,
    pub(super) open_now: bool,
    location_types: Vec<String>,
    service_types: Vec<String>,
}

impl Place {
    /// What is asked again when nobody knows the place.
    pub(super) fn entity(&self) -> Entity {
        match self {
            Self::Position { .. } => Entity::Latitude,
            Self::Address(address) if address.postal_code.is_some() => Entity::PostalCode,
            Self::Address(address) if address.locality.is_some() => Entity::AddressLocality,
            Self::Address(_) => Entity::StreetAddress,
        }
    }
}

impl AddressPlace {
    /// As the index is asked.
    pub(super) fn whereabouts(&self) -> Whereabouts<'_> {
        Whereabouts {
            postal_code: self.postal_code.as_deref(),
            locality: self.locality.as_deref(),
            street: self.street.as_deref(),
        }
    }

    /// In a sentence.
    pub(super) fn spoken(&self) -> String {
        let parts = [&self.street, &self.postal_code, &self.locality];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        excerpt(&parts.join(" "))
    }
}

impl Wanted {
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

/// What was said, still text.
struct Said {
    country: Option<String>,
    postal_code: Option<String>,
    locality: Option<String>,
    street: Option<String>,
    latitude: Option<String>,
    longitude: Option<String>,
    radius: Option<String>,
    limit: Option<String>,
    location_types: Vec<String>,
    service_types: Vec<String>,
    open_now: Option<String>,
}

impl Said {
    fn read(entities: &Entities, asking: &mut Asking) -> Self {
        let location_types = asking.read_all(entities, Entity::LocationType);
        let service_types = asking.read_all(entities, Entity::ServiceType);
        let mut read = |entity: Entity, names: &[&str]| asking.read(entities, entity, names);
        Self {
            country: read(Entity::CountryCode, &["countryCode", "country"]),
            postal_code: read(Entity::PostalCode, &["postalCode"]),
            locality: read(Entity::AddressLocality, &["addressLocality", "city"]),
            street: read(Entity::StreetAddress, &["streetAddress", "street"]),
            latitude: read(Entity::Latitude, &["latitude"]),
            longitude: read(Entity::Longitude, &["longitude"]),
            radius: read(Entity::Radius, &["radius", "radiusM"]),
            limit: read(Entity::Limit, &["limit"]),
            open_now: read(Entity::OpenNow, &["openNow"]),
            location_types,
            service_types,
        }
    }

    fn is_position(&self) -> bool {
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
    today: Date,
    entities: &Entities,
    words: &'static Words,
) -> Result<(Wanted, LocationQuery), Box<Turn>> {
    let mut asking = Asking::new(words);
    let mut said = Said::read(entities, &mut asking);
    let country = country(service, &mut said, &mut asking);
    let postal_code = postal_code(service, country, &said, &mut asking, words);
    let open_now = open_now(&said, &mut asking);
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
        Ok(query) => match (asking.turn(), place(&said, country, postal_code)) {
            (None, Some(place)) => Ok((wanted(said, place, open_now), query)),
            (Some(turn), _) => Err(Box::new(turn)),
            (None, None) => Err(Box::new(Asking::new(words).turn_or_question(Entity::CountryCode))),
        },
    }
}

/// The country by its code or by its English name. What an address is looked for in must be said.
fn country(service: &Service, said: &mut Said, asking: &mut Asking) -> Option<CountryCode> {
    let Some(text) = said.country.clone() else {
        if !said.is_position() {
            asking.missing(Entity::CountryCode);
        }
        return None;
    };
    let countries = &service.network().countries;
    let code = CountryCode::parse(&text).filter(|code| countries.contains_key(code));
    let named = || {
        let mut all = countries.values();
        all.find(|country| country.name_en.eq_ignore_ascii_case(&text))
            .map(|country| country.code)
    };
    let code = code.or_else(named);
    match code {
        Some(code) => said.country = Some(code.to_string()),
        None => asking.wrong(Entity::CountryCode, &text),
    }
    code
}

/// The postal code in its country's form.
fn postal_code(
    service: &Service,
    country: Option<CountryCode>,
    said: &Said,
    asking: &mut Asking,
    words: &Words,
) -> Option<String> {
    let (text, country) = (said.postal_code.as_deref()?, country?);
    if said.is_position() {
        return None;
    }
    let mut found = Violations::new();
    let code = service
        .network()
        .postal
        .check(country, text, Entity::PostalCode.name(), &mut found);
    let Some(violation) = found.into_vec().into_iter().next() else {
        return Some(code).filter(|code| !code.is_empty());
    };
    let example = violation.accepted.first().map(String::as_str).unwrap_or_default();
    let values = [("given", excerpt(text)), ("country", country.to_string())];
    let values = [
        (values[0].0, values[0].1.as_str()),
        (values[1].0, values[1].1.as_str()),
        ("example", example),
    ];
    asking.because(Entity::PostalCode, filled(words.points.wrong_postal_code, &values));
    None
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

fn place(said: &Said, country: Option<CountryCode>, postal_code: Option<String>) -> Option<Place> {
    if said.is_position() {
        return Some(Place::Position {
            lat_e6: degrees(said.latitude.as_deref()?)?,
            lon_e6: degrees(said.longitude.as_deref()?)?,
            country,
        });
    }
    Some(Place::Address(AddressPlace {
        country: country?,
        postal_code,
        locality: said.locality.clone(),
        street: said.street.clone(),
    }))
}

fn wanted(said: Said, place: Place, open_now: bool) -> Wanted {
    let radius_m = said.radius.as_deref().and_then(number);
    let limit = said.limit.as_deref().and_then(number);
    let limit = limit.map_or(LIMIT_DEFAULT, |limit| limit as usize);
    Wanted {
        place,
        radius_m: radius_m.unwrap_or(RADIUS_M_DEFAULT),
        limit: limit.min(SERVICE_POINTS_MAX),
        open_now,
        location_types: said.location_types,
        service_types: said.service_types,
    }
}

/// A number of one and more; what follows the point does not count.
fn number(text: &str) -> Option<u32> {
    let number = text.trim().parse::<f64>().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between one and a million, just judged"
    )]
    let whole = || number.min(RADIUS_M_MAX) as u32;
    (number.is_finite() && number >= 1.0).then(whole)
}

/// Millionths of a degree; the judge has seen the bounds.
fn degrees(text: &str) -> Option<i32> {
    let degrees = text
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|degrees| degrees.abs() <= 180.0)?;
    #[expect(clippy::cast_possible_truncation, reason = "at most 180 million")]
    let millionths = (degrees * 1e6).round() as i32;
    Some(millionths)
}
