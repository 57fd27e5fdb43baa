//! Location Finder.

use crate::call::Call;
use crate::read::Vendor;
use crate::url::{Query, path};
use colli_wire::dhl_unified::locations::{LocationList, UnifiedLocation};

/// What a location must be. What is empty or none is not sent.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct LocationFilter {
    /// `parcel` or `express`.
    pub provider_type: String,
    /// Any of these: `servicepoint`, `locker`, `postoffice`, `postbank`, `pobox`, `postbox`.
    pub location_types: Vec<String>,
    /// All of these, such as `parcel:pick-up`.
    pub service_types: Vec<String>,
    /// Metres around the centre.
    pub radius_m: Option<u32>,
    /// How many at most.
    pub limit: Option<u32>,
    /// Leaves out those that are closed on `current_date`.
    pub hide_closed_locations: Option<bool>,
    /// `YYYY-MM-DD`.
    pub current_date: String,
}

impl LocationFilter {
    fn add_to(&self, query: Query) -> Query {
        query
            .text("providerType", &self.provider_type)
            .each("locationType", &self.location_types)
            .each("serviceType", &self.service_types)
            .with("radius", self.radius_m)
            .with("limit", self.limit)
            .with("hideClosedLocations", self.hide_closed_locations)
            .text("currentDate", &self.current_date)
    }
}

/// Locations around an address: `GET /find-by-address`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct AddressQuery {
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    /// Town.
    pub address_locality: String,
    /// Postal code.
    pub postal_code: String,
    /// Street and number.
    pub street_address: String,
    /// What the locations must be.
    pub filter: LocationFilter,
}

impl AddressQuery {
    /// The call.
    ///
    /// ```
    /// use colli_client::Endpoint;
    /// use colli_client::unified::locations::AddressQuery;
    ///
    /// let query = AddressQuery { country_code: "NL".into(), postal_code: "3542AD".into(), ..AddressQuery::default() };
    /// let request = query.call().request(&Endpoint::new("https://api.dhl.com")?);
    /// assert_eq!(
    ///     request.url(),
    ///     "https://api.dhl.com/location-finder/v1/find-by-address?countryCode=NL&postalCode=3542AD"
    /// );
    /// # Ok::<(), colli_client::Error>(())
    /// ```
    pub fn call(&self) -> Call<LocationList> {
        let query = Query::new()
            .text("countryCode", &self.country_code)
            .text("addressLocality", &self.address_locality)
            .text("postalCode", &self.postal_code)
            .text("streetAddress", &self.street_address);
        find("find-by-address", self.filter.add_to(query))
    }
}

/// Locations around a position: `GET /find-by-geo`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct GeoQuery {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Only in this country, ISO 3166-1 alpha-2.
    pub country_code: String,
    /// What the locations must be.
    pub filter: LocationFilter,
}

impl GeoQuery {
    /// The call.
    pub fn call(&self) -> Call<LocationList> {
        let query = Query::new()
            .with("latitude", Some(self.latitude))
            .with("longitude", Some(self.longitude))
            .text("countryCode", &self.country_code);
        find("find-by-geo", self.filter.add_to(query))
    }
}

/// The location of a keyword's number: `GET /find-by-keyword-id`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct KeywordQuery {
    /// Such as `NL-110603`.
    pub keyword_id: String,
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    /// Postal code.
    pub postal_code: String,
}

impl KeywordQuery {
    /// The call.
    pub fn call(&self) -> Call<UnifiedLocation> {
        let query = Query::new()
            .text("keywordId", &self.keyword_id)
            .text("countryCode", &self.country_code)
            .text("postalCode", &self.postal_code);
        find("find-by-keyword-id", query)
    }
}

/// The location with an id: `GET /locations/{id}`.
pub fn by_id(id: &str) -> Call<UnifiedLocation> {
    Call::get(path(&["location-finder", "v1", "locations", id]), Vendor::Unified)
}

fn find<A: serde::de::DeserializeOwned>(what: &str, query: Query) -> Call<A> {
    Call::get(path(&["location-finder", "v1", what]), Vendor::Unified).query(query)
}
