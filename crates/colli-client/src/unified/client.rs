//! A client with a key.

use super::KEY_HEADER;
use super::locations::{AddressQuery, GeoQuery, KeywordQuery, by_id};
use super::tracking::{Tracked, TrackingQuery};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::executor::Executor;
use crate::secret::Secret;
use colli_wire::dhl_unified::locations::{LocationList, UnifiedLocation};
use colli_wire::dhl_unified::tracking::TrackingAnswer;

/// Where the two APIs are. Each is an address that `/track/shipments` and `/location-finder/v1/…` are appended to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Addresses {
    /// Of tracking.
    pub tracking: String,
    /// Of the Location Finder.
    pub locations: String,
}

impl Addresses {
    /// DHL's own.
    pub fn production() -> Self {
        Self {
            tracking: "https://api-eu.dhl.com".to_owned(),
            locations: "https://api.dhl.com".to_owned(),
        }
    }

    /// One server that has both, such as `http://localhost:8080/dhl`.
    pub fn both(base: &str) -> Self {
        Self {
            tracking: base.to_owned(),
            locations: base.to_owned(),
        }
    }
}

/// A client of the Unified APIs, with one key. Clones and clients of other keys share the executor.
#[derive(Clone, Debug)]
pub struct Client {
    executor: Executor,
    tracking: Endpoint,
    locations: Endpoint,
}

impl Client {
    /// A client of the APIs at these addresses.
    pub fn new(executor: Executor, addresses: &Addresses, key: &Secret) -> Result<Self, Error> {
        Ok(Self {
            executor,
            tracking: Endpoint::new(&addresses.tracking)?.with_secret(KEY_HEADER, key)?,
            locations: Endpoint::new(&addresses.locations)?.with_secret(KEY_HEADER, key)?,
        })
    }

    /// The same with another key.
    pub fn with_key(&self, key: &Secret) -> Result<Self, Error> {
        Ok(Self {
            executor: self.executor.clone(),
            tracking: self.tracking.clone().with_secret(KEY_HEADER, key)?,
            locations: self.locations.clone().with_secret(KEY_HEADER, key)?,
        })
    }

    /// Shipments of a number. A number nobody knows is [`Error::is_not_found`].
    pub async fn track(&self, query: &TrackingQuery) -> Result<TrackingAnswer, Error> {
        self.executor.run(&query.call(), &self.tracking).await
    }

    /// The same, with the language the texts are in, which need not be the one that was asked for.
    pub async fn track_with_language(&self, query: &TrackingQuery) -> Result<Tracked, Error> {
        let answer = self.executor.send(&query.request(&self.tracking)).await?;
        Tracked::parse(&answer)
    }

    /// Locations around an address, nearest first.
    pub async fn find_by_address(&self, query: &AddressQuery) -> Result<LocationList, Error> {
        self.executor.run(&query.call(), &self.locations).await
    }

    /// Locations around a position, nearest first.
    pub async fn find_by_geo(&self, query: &GeoQuery) -> Result<LocationList, Error> {
        self.executor.run(&query.call(), &self.locations).await
    }

    /// The location of a keyword's number.
    pub async fn find_by_keyword_id(&self, query: &KeywordQuery) -> Result<UnifiedLocation, Error> {
        self.executor.run(&query.call(), &self.locations).await
    }

    /// The location with an id.
    pub async fn location(&self, id: &str) -> Result<UnifiedLocation, Error> {
        self.executor.run(&by_id(id), &self.locations).await
    }
}
