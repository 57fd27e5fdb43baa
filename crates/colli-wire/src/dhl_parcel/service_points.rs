//! ServicePoints (reference 5).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A ServicePoint.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParcelShopLocation {
    /// Id with network and country: `8004-NL-272403`.
    pub id: String,
    /// Id shared between networks.
    #[serde(default)]
    #[schema(required = true)]
    pub harmonised_id: String,
    /// Short id.
    #[serde(default)]
    #[schema(required = true)]
    pub psf_key: String,
    /// `parcelShop` or `packStation`.
    pub shop_type: String,
    /// Name on the door.
    #[serde(default)]
    #[schema(required = true)]
    pub name: String,
    /// Group it belongs to.
    #[serde(default)]
    #[schema(required = true)]
    pub keyword: String,
    /// Where.
    pub address: ParcelShopAddress,
    /// Position.
    pub geo_location: GeoLocation,
    /// Metres from the place searched for; only in searches that name a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<u32>,
    /// Several entries a day for split hours; none for a closed day.
    #[serde(default)]
    #[schema(required = true)]
    pub opening_times: Vec<OpeningTime>,
    /// Planned closures.
    #[serde(default)]
    #[schema(required = true)]
    pub closure_periods: Vec<ClosurePeriod>,
    /// What can be done here: `parcel-last-mile`, `parcel-first-mile`, `self-service`.
    #[serde(default)]
    #[schema(required = true)]
    pub service_types: Vec<String>,
}

/// Address of a ServicePoint.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParcelShopAddress {
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    /// Postal code, under its old name.
    #[serde(default)]
    #[schema(required = true)]
    pub zip_code: String,
    /// Postal code.
    pub postal_code: String,
    /// Town.
    pub city: String,
    /// Street.
    pub street: String,
    /// House number.
    #[serde(default)]
    #[schema(required = true)]
    pub number: String,
    /// Addition to the house number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addition: Option<String>,
    /// Always `true`.
    #[serde(default)]
    #[schema(required = true)]
    pub is_business: bool,
}

/// A position on the globe, in degrees (WGS 84).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct GeoLocation {
    /// Latitude.
    pub latitude: f64,
    /// Longitude.
    pub longitude: f64,
}

/// Hours of one weekday.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpeningTime {
    /// `HH:mm:ss.SSS`.
    pub time_from: String,
    /// `HH:mm:ss.SSS`.
    pub time_to: String,
    /// 1 = Monday … 7 = Sunday.
    pub week_day: u8,
}

/// Days it is shut, both ends included.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClosurePeriod {
    /// `yyyy-MM-dd`.
    pub from_date: String,
    /// `yyyy-MM-dd`.
    pub to_date: String,
}
