//! Unified tracking: one question for parcels of all divisions of a carrier. Which division a parcel belongs to, and how
//! far it is in the five words all divisions share. Both are the network's data.

use crate::country::CountryCode;
use crate::shipment::Shipment;
use std::collections::HashMap;

/// How far a parcel is, in the words all divisions share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum StatusCode {
    /// Announced; the network does not have it.
    PreTransit,
    /// On its way, to its receiver or back. It may wait to be collected.
    Transit,
    /// With its receiver.
    Delivered,
    /// Something stands in the way of its delivery.
    Failure,
    /// Nobody can tell.
    Unknown,
}

impl StatusCode {
    /// Every code with its word.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("pre-transit", Self::PreTransit),
        ("transit", Self::Transit),
        ("delivered", Self::Delivered),
        ("failure", Self::Failure),
        ("unknown", Self::Unknown),
    ];

    /// Reads its word.
    pub fn parse(text: &str) -> Option<Self> {
        let mut names = Self::NAMES.into_iter();
        names.find_map(|(name, code)| (name == text).then_some(code))
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        let mut names = Self::NAMES.into_iter();
        names
            .find_map(|(name, code)| (code == self).then_some(name))
            .unwrap_or("unknown")
    }
}

/// A network whose parcels are followed here.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Carriage {
    /// The Benelux network.
    Benelux,
    /// The American network.
    Americas,
}

impl Carriage {
    /// Every network with its word in data files.
    pub const NAMES: [(&'static str, Self); 2] = [("benelux", Self::Benelux), ("americas", Self::Americas)];

    /// Reads the word of data files.
    pub fn parse(text: &str) -> Option<Self> {
        let mut names = Self::NAMES.into_iter();
        names.find_map(|(name, carriage)| (name == text).then_some(carriage))
    }

    /// The network that carries a shipment.
    pub fn of(shipment: &Shipment) -> Self {
        if shipment.americas.is_some() {
            Self::Americas
        } else {
            Self::Benelux
        }
    }
}

/// What the texts of a division look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Texts {
    /// The status is the network's own code; sentences are written as usual.
    Code,
    /// The status is a short English text; all texts are in capitals.
    Capitals,
}

impl Texts {
    /// Every form with its word in data files.
    pub const NAMES: [(&'static str, Self); 2] = [("code", Self::Code), ("capitals", Self::Capitals)];

    /// Reads the word of data files.
    pub fn parse(text: &str) -> Option<Self> {
        let mut names = Self::NAMES.into_iter();
        names.find_map(|(name, texts)| (name == text).then_some(texts))
    }
}

/// A division of the carrier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Division {
    /// The word that names it as a service: `parcel-nl`.
    pub service: String,
    /// Its name.
    pub name: String,
    /// The network whose parcels it has; `None` when this installation has none of its parcels.
    pub carriage: Option<Carriage>,
    /// The form of its texts.
    pub texts: Texts,
    /// What its carrier is called.
    pub carrier: String,
    /// What its carrier is called to those who do not know the receiver's postal code.
    pub carrier_reduced: String,
}

/// What a status means to those who ask for parcels of all divisions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meaning {
    /// How far the parcel is.
    pub code: StatusCode,
    /// The division's own text for it, where it is not the status itself.
    pub text: Option<String>,
}

/// What the statuses of one division mean: by code, and by category for those that are not listed.
#[derive(Clone, Debug, Default)]
pub struct Meanings {
    /// By code.
    pub by_status: HashMap<String, Meaning>,
    /// By category.
    pub by_category: HashMap<String, Meaning>,
}

/// The divisions, and what their statuses mean.
#[derive(Clone, Debug, Default)]
pub struct UnifiedServices {
    divisions: Vec<Division>,
    meanings: HashMap<String, Meanings>,
    providers: HashMap<(String, CountryCode), String>,
}

impl UnifiedServices {
    /// Divisions in the order they are listed, and meanings by the word of the service.
    pub fn new(divisions: Vec<Division>, meanings: HashMap<String, Meanings>) -> Self {
        Self {
            divisions,
            meanings,
            providers: HashMap::new(),
        }
    }

    /// The same with the networks of the last mile, by service and country of the receiver.
    #[must_use]
    pub fn with_providers(mut self, providers: HashMap<(String, CountryCode), String>) -> Self {
        self.providers = providers;
        self
    }

    /// The network that delivers a division's parcels in a country, where it is known.
    pub fn last_mile(&self, service: &str, country: CountryCode) -> Option<&str> {
        let key = (service.to_owned(), country);
        self.providers.get(&key).map(String::as_str)
    }

    /// All divisions, in the order of their file.
    pub fn all(&self) -> &[Division] {
        &self.divisions
    }

    /// The division a word names, in any case.
    pub fn get(&self, service: &str) -> Option<&Division> {
        let mut divisions = self.divisions.iter();
        divisions.find(|division| division.service.eq_ignore_ascii_case(service))
    }

    /// The division a shipment belongs to; `None` when the data gives its network to none.
    pub fn of(&self, shipment: &Shipment) -> Option<&Division> {
        let carriage = Some(Carriage::of(shipment));
        self.divisions.iter().find(|division| division.carriage == carriage)
    }

    /// What a status means in a division; of one that is not listed, what its category means.
    pub fn meaning(&self, service: &str, status: &str, category: &str) -> Option<&Meaning> {
        let meanings = self.meanings.get(service)?;
        let listed = meanings.by_status.get(status);
        listed.or_else(|| meanings.by_category.get(category))
    }

    /// How far a parcel of a division is, by its status and its category.
    pub fn status_code(&self, service: &str, status: &str, category: &str) -> StatusCode {
        self.meaning(service, status, category)
            .map_or(StatusCode::Unknown, |meaning| meaning.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(code: StatusCode) -> Meaning {
        Meaning { code, text: None }
    }

    fn services() -> UnifiedServices {
        let meanings = Meanings {
            by_status: HashMap::from([("LEFT".to_owned(), meaning(StatusCode::Transit))]),
            by_category: HashMap::from([("DELIVERED".to_owned(), meaning(StatusCode::Delivered))]),
        };
        let division = Division {
            service: "parcel-nl".to_owned(),
            name: "Parcel NL".to_owned(),
            carriage: Some(Carriage::Benelux),
            texts: Texts::Code,
            carrier: "Carrier".to_owned(),
            carrier_reduced: "ECOMMERCE".to_owned(),
        };
        let meanings = HashMap::from([(division.service.clone(), meanings)]);
        UnifiedServices::new(vec![division], meanings)
    }

    #[test]
    fn a_listed_status_goes_before_its_category_and_nothing_is_unknown() {
        let services = services();
        for (service, status, category, code) in [
            ("parcel-nl", "LEFT", "DELIVERED", StatusCode::Transit),
            ("parcel-nl", "HANDED_OVER", "DELIVERED", StatusCode::Delivered),
            ("parcel-nl", "HANDED_OVER", "NEW", StatusCode::Unknown),
            ("express", "LEFT", "DELIVERED", StatusCode::Unknown),
        ] {
            assert_eq!(
                services.status_code(service, status, category),
                code,
                "{service} {status} {category}"
            );
        }
    }

    #[test]
    fn words_are_read_back() {
        for (name, code) in StatusCode::NAMES {
            assert_eq!((StatusCode::parse(name), code.word()), (Some(code), name));
        }
        assert_eq!(StatusCode::parse("in_transit"), None);
        assert!(services().get("PARCEL-NL").is_some() && services().get("parcel-xx").is_none());
    }
}
