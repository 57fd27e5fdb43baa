//! What the Unified APIs are asked. What is empty is not sent.

use super::cache::{Answer, Question};
use colli_client::unified::Client;
use colli_client::unified::locations::{AddressQuery, GeoQuery, LocationFilter};
use colli_client::unified::tracking::TrackingQuery;
use std::sync::Arc;

impl Question {
    /// Asks once.
    pub(super) async fn put(&self, client: &Client) -> Result<Answer, colli_client::Error> {
        match self {
            Self::Track(query) => {
                let found = client.track(query).await;
                found.map(|answer| Answer::Tracking(Arc::new(answer)))
            }
            Self::Address(query) => {
                let found = client.find_by_address(query).await;
                found.map(|answer| Answer::Locations(Arc::new(answer)))
            }
            Self::Position(position) => {
                let found = client.find_by_geo(&position.query()).await;
                found.map(|answer| Answer::Locations(Arc::new(answer)))
            }
        }
    }
}

/// A question for shipments.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TrackingQuestion {
    /// The number.
    pub tracking_number: String,
    /// The division.
    pub service: String,
    /// The receiver's postal code.
    pub recipient_postal_code: String,
    /// Language of the texts.
    pub language: String,
}

/// A question for locations.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LocationQuestion {
    /// Around an address.
    Address(AddressQuestion),
    /// Around a position.
    Position(PositionQuestion),
}

/// A question for locations around an address.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AddressQuestion {
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    /// Postal code.
    pub postal_code: String,
    /// Town.
    pub address_locality: String,
    /// Street and number.
    pub street_address: String,
    /// Types one of which a location must be of.
    pub location_types: Vec<String>,
    /// Services all of which a location must offer.
    pub service_types: Vec<String>,
    /// Metres around the address.
    pub radius_m: Option<u32>,
    /// Locations at most.
    pub limit: Option<u32>,
}

/// A question for locations around a position.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct PositionQuestion {
    /// Millionths of a degree north.
    pub lat_e6: i32,
    /// Millionths of a degree east.
    pub lon_e6: i32,
    /// ISO 3166-1 alpha-2; empty for every country.
    pub country_code: String,
    /// Types one of which a location must be of.
    pub location_types: Vec<String>,
    /// Services all of which a location must offer.
    pub service_types: Vec<String>,
    /// Metres around the position.
    pub radius_m: Option<u32>,
    /// Locations at most.
    pub limit: Option<u32>,
}

impl From<TrackingQuestion> for TrackingQuery {
    fn from(question: TrackingQuestion) -> Self {
        Self {
            service: question.service,
            recipient_postal_code: question.recipient_postal_code,
            language: question.language,
            ..Self::of(question.tracking_number)
        }
    }
}

impl From<LocationQuestion> for Question {
    fn from(question: LocationQuestion) -> Self {
        match question {
            LocationQuestion::Address(address) => Self::Address(address.into()),
            LocationQuestion::Position(position) => Self::Position(position),
        }
    }
}

impl From<AddressQuestion> for AddressQuery {
    fn from(question: AddressQuestion) -> Self {
        Self {
            country_code: question.country_code,
            address_locality: question.address_locality,
            postal_code: question.postal_code,
            street_address: question.street_address,
            filter: LocationFilter {
                location_types: question.location_types,
                service_types: question.service_types,
                radius_m: question.radius_m,
                limit: question.limit,
                ..LocationFilter::default()
            },
        }
    }
}

impl PositionQuestion {
    /// As it is sent.
    pub(super) fn query(&self) -> GeoQuery {
        GeoQuery {
            latitude: f64::from(self.lat_e6) / 1e6,
            longitude: f64::from(self.lon_e6) / 1e6,
            country_code: self.country_code.clone(),
            filter: LocationFilter {
                location_types: self.location_types.clone(),
                service_types: self.service_types.clone(),
                radius_m: self.radius_m,
                limit: self.limit,
                ..LocationFilter::default()
            },
        }
    }
}
