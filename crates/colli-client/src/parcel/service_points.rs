//! ServicePoints.

use crate::call::Call;
use crate::read::Vendor;
use crate::url::{Query, path};
use colli_wire::dhl_parcel::service_points::ParcelShopLocation;

/// A search for ServicePoints. It needs a text, a postal code, a town or a position; what is empty or none is not sent.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ServicePointQuery {
    /// How many at most.
    pub limit: Option<u32>,
    /// Words all of which must be found in name, address or postal code.
    pub words: String,
    /// A postal code or town, to be nearest to.
    pub fuzzy: String,
    /// Postal code.
    pub postal_code: String,
    /// Town.
    pub city: String,
    /// Street; not enough alone.
    pub street: String,
    /// House number.
    pub house_number: String,
    /// Centre of the search: degrees north and east.
    pub position: Option<(f64, f64)>,
    /// Metres around the centre.
    pub radius_m: Option<u32>,
    /// Those that are closed for now as well.
    pub show_unavailable: Option<bool>,
    /// `parcel-last-mile` (parcels are collected here), `parcel-first-mile` (handed in here).
    pub service_types: Vec<String>,
    /// Only lockers, or none.
    pub is_locker: Option<bool>,
}

/// ServicePoints of a country, nearest first: `GET /parcel-shop-locations/{countryCode}`.
pub fn search(country_code: &str, asked: &ServicePointQuery) -> Call<Vec<ParcelShopLocation>> {
    let query = Query::new()
        .with("limit", asked.limit)
        .text("q", &asked.words)
        .text("fuzzy", &asked.fuzzy)
        .text("postalCode", &asked.postal_code)
        .text("city", &asked.city)
        .text("street", &asked.street)
        .text("houseNumber", &asked.house_number)
        .with("latitude", asked.position.map(|(latitude, _)| latitude))
        .with("longitude", asked.position.map(|(_, longitude)| longitude))
        .with("radius", asked.radius_m)
        .with("showUnavailable", asked.show_unavailable)
        .each("serviceType", &asked.service_types)
        .with("isLocker", asked.is_locker);
    Call::get(path(&["parcel-shop-locations", country_code]), Vendor::Parcel).query(query)
}

/// One ServicePoint: `GET /parcel-shop-locations/{countryCode}/{id}`.
pub fn get(country_code: &str, id: &str) -> Call<ParcelShopLocation> {
    Call::get(path(&["parcel-shop-locations", country_code, id]), Vendor::Parcel)
}
