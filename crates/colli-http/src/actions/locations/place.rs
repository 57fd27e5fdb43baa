//! Where to look: around an address, or around a position.

use super::said::Said;
use crate::actions::dialog::{Asking, Entity};
use crate::actions::words::{Words, filled};
use colli_core::address::excerpt;
use colli_core::country::CountryCode;
use colli_core::error::Violations;
use colli_service::Service;
use colli_service::network_service_points::Whereabouts;

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

impl Place {
    /// The place that was said, once it was judged.
    pub(super) fn of(said: &Said, country: Option<CountryCode>, postal_code: Option<String>) -> Option<Self> {
        if said.is_position() {
            return Some(Self::Position {
                lat_e6: degrees(said.latitude.as_deref()?)?,
                lon_e6: degrees(said.longitude.as_deref()?)?,
                country,
            });
        }
        Some(Self::Address(AddressPlace {
            country: country?,
            postal_code,
            locality: said.locality.clone(),
            street: said.street.clone(),
        }))
    }

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

/// The country by its code or by its English name. What an address is looked for in must be said.
pub(super) fn country(service: &Service, said: &mut Said, asking: &mut Asking) -> Option<CountryCode> {
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
pub(super) fn postal_code(
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
