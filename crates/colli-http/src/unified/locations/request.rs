//! What callers ask for: as they wrote it, and judged.

use super::kinds::{LOCATION_TYPES, PROVIDERS, Wanted, service_words};
use crate::query::Query;
use colli_core::address::excerpt;
use colli_core::country::CountryCode;
use colli_core::error::{Violation, Violations};
use colli_core::limits::{SEARCH_CHARS_MAX, SERVICE_POINTS_MAX};
use colli_service::Service;
use colli_wire::field::parse_bool;
use jiff::Timestamp;
use jiff::civil::Date;

/// Locations of an answer when the caller names no limit.
const LIMIT_DEFAULT: usize = 15;
/// Metres around the centre when the caller names no radius.
const RADIUS_M_DEFAULT: u32 = 5_000;
/// A larger radius is taken for this one, in metres.
const RADIUS_M_MAX: u32 = 1_000_000;
/// Characters an address must have besides its country.
const ADDRESS_CHARS_MIN: usize = 3;
/// Words nobody knows that are told; there may be any number.
const UNKNOWN_TOLD_MAX: usize = 5;
/// Parameters of an address besides its country.
const ADDRESS: [&str; 3] = ["addressLocality", "postalCode", "streetAddress"];

/// A question for locations as the caller wrote it, number by number as text. Absent members take their default.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct LocationRequest {
    /// ISO 3166-1 alpha-2.
    pub(crate) country_code: Option<String>,
    /// Town.
    pub(crate) address_locality: Option<String>,
    /// Postal code.
    pub(crate) postal_code: Option<String>,
    /// Street, perhaps with a number.
    pub(crate) street_address: Option<String>,
    /// Degrees north.
    pub(crate) latitude: Option<String>,
    /// Degrees east.
    pub(crate) longitude: Option<String>,
    /// `parcel` or `express`.
    pub(crate) provider_type: Option<String>,
    /// Types one of which a location must be of.
    pub(crate) location_types: Vec<String>,
    /// Services all of which a location must offer.
    pub(crate) service_types: Vec<String>,
    /// Metres.
    pub(crate) radius: Option<String>,
    /// Locations at most.
    pub(crate) limit: Option<String>,
    /// Whether to leave out those that are closed.
    pub(crate) hide_closed_locations: Option<String>,
    /// The day on which they are closed.
    pub(crate) current_date: Option<String>,
}

/// Where to look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Centre {
    /// Around a position in millionths of a degree.
    Position { lat_e6: i32, lon_e6: i32 },
    /// Around an address.
    Address {
        country: CountryCode,
        postal_code: Option<String>,
        locality: Option<String>,
        street: Option<String>,
    },
}

/// A judged question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LocationQuery {
    pub(super) centre: Centre,
    pub(super) country: Option<CountryCode>,
    pub(super) wanted: Wanted,
    pub(super) radius_m: u32,
    pub(super) limit: usize,
    pub(super) usable_on: Option<Date>,
    pub(super) open_at: Option<Timestamp>,
}

impl LocationQuery {
    /// The same for those only that are open at a time, each by its own local time. They are found however many nearer ones
    /// are closed.
    pub(crate) fn open_at(self, at: Timestamp) -> Self {
        Self {
            open_at: Some(at),
            ..self
        }
    }
}

impl LocationRequest {
    /// Reads the parameters of a query string (reference 3.2).
    pub(crate) fn of_query(query: &Query) -> Self {
        Self {
            country_code: query.text("countryCode"),
            address_locality: query.text("addressLocality"),
            postal_code: query.text("postalCode"),
            street_address: query.text("streetAddress"),
            latitude: query.text("latitude"),
            longitude: query.text("longitude"),
            provider_type: query.text("providerType"),
            location_types: query.list("locationType"),
            service_types: query.list("serviceType"),
            radius: query.text("radius"),
            limit: query.text("limit"),
            hide_closed_locations: query.text_of(&["hideClosedLocations", "hideClosedShops"]),
            current_date: query.text("currentDate"),
        }
    }

    /// Judges a question for the surroundings of a position; its address does not count. `today` is the day on which
    /// locations are closed when the caller names none.
    pub(crate) fn near(self, service: &Service, today: Date) -> Result<LocationQuery, Vec<Violation>> {
        let mut violations = Violations::new();
        let latitude = degrees("latitude", self.latitude.as_deref(), 90, &mut violations);
        let longitude = degrees("longitude", self.longitude.as_deref(), 180, &mut violations);
        let code = self.country_code.as_deref();
        let country = code.and_then(|code| country(service, code, &mut violations));
        let centre = latitude.zip(longitude);
        let centre = centre.map(|(lat_e6, lon_e6)| Centre::Position { lat_e6, lon_e6 });
        self.narrowed(centre, country, today, violations)
    }

    /// Judges a question for the surroundings of an address, in its country; its position does not count.
    pub(crate) fn at_address(mut self, service: &Service, today: Date) -> Result<LocationQuery, Vec<Violation>> {
        let mut violations = Violations::new();
        let code = self.country_code.as_deref();
        let country = code.and_then(|code| country(service, code, &mut violations));
        if code.is_none() {
            violations.push(Violation::required("countryCode").accepting([COUNTRY]));
        }
        let locality = text("addressLocality", self.address_locality.take(), &mut violations);
        let postal_code = text("postalCode", self.postal_code.take(), &mut violations);
        let street = text("streetAddress", self.street_address.take(), &mut violations);
        let given = [&locality, &postal_code, &street];
        let chars: usize = given.into_iter().flatten().map(|text| text.chars().count()).sum();
        if chars < ADDRESS_CHARS_MIN && !ADDRESS.into_iter().any(|name| violations.names(name)) {
            let message = format!("where to look must be said, in {ADDRESS_CHARS_MIN} characters or more");
            violations.push(Violation::new(ADDRESS[0], "required", message).accepting(ADDRESS));
        }
        let centre = country.map(|country| Centre::Address {
            country,
            postal_code,
            locality,
            street,
        });
        self.narrowed(centre, country, today, violations)
    }

    /// Judges a question that may name a position or an address; a position goes before.
    pub(crate) fn anywhere(self, service: &Service, today: Date) -> Result<LocationQuery, Vec<Violation>> {
        if self.latitude.is_some() || self.longitude.is_some() {
            self.near(service, today)
        } else {
            self.at_address(service, today)
        }
    }

    /// Judges what narrows.
    fn narrowed(
        self,
        centre: Option<Centre>,
        country: Option<CountryCode>,
        today: Date,
        mut violations: Violations,
    ) -> Result<LocationQuery, Vec<Violation>> {
        let wanted = self.wanted(&mut violations);
        let radius_m = whole(
            "radius",
            self.radius.as_deref(),
            RADIUS_M_MAX,
            "metres",
            &mut violations,
        );
        let most = u32::try_from(SERVICE_POINTS_MAX).unwrap_or(u32::MAX);
        let limit = whole("limit", self.limit.as_deref(), most, "locations", &mut violations);
        let usable_on = self.usable_on(today, &mut violations);
        match centre {
            Some(centre) if violations.is_empty() => Ok(LocationQuery {
                centre,
                country,
                wanted,
                radius_m: radius_m.unwrap_or(RADIUS_M_DEFAULT),
                limit: limit.map_or(LIMIT_DEFAULT, |limit| limit as usize),
                usable_on,
                open_at: None,
            }),
            _ => Err(violations.into_vec()),
        }
    }

    fn wanted(&self, violations: &mut Violations) -> Wanted {
        let mut wanted = Wanted::default();
        let mut unknown = 0;
        let mut judge =
            |name: &str, word: &str, what: &str, is_known: bool, accepted: &mut dyn Iterator<Item = &str>| {
                // Each is told with all that would be accepted.
                if !is_known && unknown < UNKNOWN_TOLD_MAX {
                    unknown += 1;
                    let message = format!("'{}' is not a known {what}", excerpt(word));
                    violations.push(Violation::new(name, "unknown", message).accepting(accepted));
                }
            };
        if let Some(word) = &self.provider_type {
            let is_known = wanted.of_provider(word);
            judge(
                PROVIDER_TYPE,
                word,
                "provider type",
                is_known,
                &mut PROVIDERS.into_iter(),
            );
        }
        if !self.location_types.is_empty() {
            wanted.of_no_type();
        }
        for word in &self.location_types {
            let is_known = wanted.or_type(word);
            judge(
                LOCATION_TYPE,
                word,
                "location type",
                is_known,
                &mut LOCATION_TYPES.into_iter(),
            );
        }
        for word in &self.service_types {
            let is_known = wanted.and_service(word);
            judge(SERVICE_TYPE, word, "service type", is_known, &mut service_words());
        }
        wanted
    }

    /// The day on which locations must be usable; `None`: closed ones are shown.
    fn usable_on(&self, today: Date, violations: &mut Violations) -> Option<Date> {
        let hidden = self.hide_closed_locations.as_deref().map(parse_bool);
        if hidden == Some(None) {
            let message = format!("'{}' is not a boolean", excerpt(self.hide_closed_locations.as_deref()?));
            violations.push(Violation::new("hideClosedLocations", "type", message).accepting(["true", "false"]));
        }
        let day = self.current_date.as_deref().map(str::parse::<Date>);
        if let Some(Err(_)) = day {
            let message = format!("'{}' is not a date", excerpt(self.current_date.as_deref()?));
            violations.push(Violation::new("currentDate", "format", message).accepting(["YYYY-MM-DD"]));
        }
        let usable_on = day.and_then(Result::ok).unwrap_or(today);
        hidden.flatten().unwrap_or(false).then_some(usable_on)
    }
}

const PROVIDER_TYPE: &str = "providerType";
const LOCATION_TYPE: &str = "locationType";
const SERVICE_TYPE: &str = "serviceType";
/// What a country may be.
const COUNTRY: &str = "ISO 3166-1 alpha-2, such as NL";

/// The title of a problem: that of its first violation (reference 3.5).
pub(crate) fn title(violations: &[Violation]) -> &'static str {
    match violations.first().map(|first| first.field.as_str()) {
        Some(SERVICE_TYPE) => "Unknown Service Type",
        Some(LOCATION_TYPE) => "Unknown Location Type",
        Some(PROVIDER_TYPE) => "Unknown Provider Type",
        _ => "Invalid input",
    }
}

/// A country that exists.
pub(super) fn country(service: &Service, code: &str, violations: &mut Violations) -> Option<CountryCode> {
    let country = CountryCode::parse(code).filter(|code| service.network().country(*code).is_some());
    if country.is_none() {
        let message = format!("there is no country '{}'", excerpt(code));
        violations.push(Violation::new("countryCode", "unknown", message).accepting([COUNTRY]));
    }
    country
}

/// A text of bounded length, without white space around it.
pub(super) fn text(name: &str, text: Option<String>, violations: &mut Violations) -> Option<String> {
    let text = text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())?;
    if text.chars().count() > SEARCH_CHARS_MAX {
        let message = format!("'{}' is too long", excerpt(&text));
        let accepted = [format!("up to {SEARCH_CHARS_MAX} characters")];
        violations.push(Violation::new(name, "length", message).accepting(accepted));
        return None;
    }
    Some(text)
}

/// Degrees, as millionths of them.
fn degrees(name: &str, text: Option<&str>, most: u8, violations: &mut Violations) -> Option<i32> {
    let accepted = [format!("degrees from -{most} to {most}, such as 52.09")];
    let Some(text) = text else {
        violations.push(Violation::required(name).accepting(accepted));
        return None;
    };
    let number = text.trim().parse::<f64>().ok();
    let Some(degrees) = number.filter(|degrees| degrees.abs() <= f64::from(most)) else {
        let message = format!("'{}' is not a position", excerpt(text));
        violations.push(Violation::new(name, "range", message).accepting(accepted));
        return None;
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most 180 million, checked just before"
    )]
    let millionths = (degrees * 1e6).round() as i32;
    Some(millionths)
}

/// A positive number; a larger one than `most` is taken for that, and what follows the point does not count.
fn whole(name: &str, text: Option<&str>, most: u32, of: &str, violations: &mut Violations) -> Option<u32> {
    let text = text?.trim();
    let number = text.parse::<f64>().ok();
    let Some(number) = number.filter(|number| number.is_finite() && *number >= 1.0) else {
        let message = format!("'{}' is not a number of {of}", excerpt(text));
        violations.push(Violation::new(name, "range", message).accepting([format!("1 to {most}")]));
        return None;
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and a number of 32 bits"
    )]
    let number = number.min(f64::from(most)) as u32;
    Some(number)
}
