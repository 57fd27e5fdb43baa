//! Location Finder (reference 3.4).

use super::lenient::{or_empty, position};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /find-by-address` and `GET /find-by-geo`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct LocationList {
    /// Nearest first; empty when there are none.
    #[serde(deserialize_with = "or_empty")]
    pub locations: Vec<UnifiedLocation>,
}

/// A place where parcels are handed in or collected.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct UnifiedLocation {
    /// `/locations/{id}`, below the mount.
    #[serde(deserialize_with = "or_empty")]
    pub url: String,
    /// What it is.
    #[serde(deserialize_with = "or_empty")]
    pub location: LocationIdentity,
    /// Name on the door.
    #[serde(deserialize_with = "or_empty")]
    pub name: String,
    /// Metres from the centre of the search; of lists only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance: Option<u32>,
    /// Where it is.
    #[serde(deserialize_with = "or_empty")]
    pub place: LocationPlace,
    /// Opening hours by weekday and time.
    #[serde(deserialize_with = "or_empty")]
    pub opening_hours: Vec<OpeningHours>,
    /// When it is shut.
    #[serde(deserialize_with = "or_empty")]
    pub closure_periods: Vec<ClosurePeriod>,
    /// What can be done here, such as `parcel:pick-up`.
    #[serde(deserialize_with = "or_empty")]
    pub service_types: Vec<String>,
    /// How much room there is on which day; often empty.
    #[serde(deserialize_with = "or_empty")]
    pub average_capacity_day_of_week: Vec<DayCapacity>,
    /// How much room there is: `high`, `low`, `very-low` or `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available_capacity: Option<String>,
}

/// What a location is known by.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct LocationIdentity {
    /// One for each provider.
    #[serde(deserialize_with = "or_empty")]
    pub ids: Vec<LocationId>,
    /// What stands on it, such as `DHL Parcelshop`.
    #[serde(deserialize_with = "or_empty")]
    pub keyword: String,
    /// Its number among those of its keyword, such as `NL-110603`.
    #[serde(deserialize_with = "or_empty")]
    pub keyword_id: String,
    /// `servicepoint`, `locker`, `postoffice`, `postbank`, `pobox` or `postbox`.
    #[serde(rename = "type", deserialize_with = "or_empty")]
    pub kind: String,
}

/// An id of a location.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct LocationId {
    /// The id.
    #[serde(deserialize_with = "or_empty")]
    pub location_id: String,
    /// Whose id it is: `parcel` or `express`.
    #[serde(deserialize_with = "or_empty")]
    pub provider: String,
}

/// Where a location is.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct LocationPlace {
    /// Its address.
    #[serde(deserialize_with = "or_empty")]
    pub address: LocationAddress,
    /// Its position.
    #[serde(deserialize_with = "position")]
    pub geo: Geo,
    /// The shop it is inside of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contained_in_place: Option<ContainedInPlace>,
}

/// The address of a location.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct LocationAddress {
    /// ISO 3166-1 alpha-2.
    #[serde(deserialize_with = "or_empty")]
    pub country_code: String,
    /// Postal code.
    #[serde(deserialize_with = "or_empty")]
    pub postal_code: String,
    /// Town.
    #[serde(deserialize_with = "or_empty")]
    pub address_locality: String,
    /// Street and number.
    #[serde(deserialize_with = "or_empty")]
    pub street_address: String,
}

/// A position in degrees.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Geo {
    /// Degrees north.
    #[schema(value_type = f64)]
    pub latitude: serde_json::Number,
    /// Degrees east.
    #[schema(value_type = f64)]
    pub longitude: serde_json::Number,
}

impl Default for Geo {
    fn default() -> Self {
        Self {
            latitude: 0.into(),
            longitude: 0.into(),
        }
    }
}

/// A shop around a location.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ContainedInPlace {
    /// Its name.
    #[serde(deserialize_with = "or_empty")]
    pub name: String,
}

/// One opening interval.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct OpeningHours {
    /// `HH:MM:SS`.
    #[serde(deserialize_with = "or_empty")]
    pub opens: String,
    /// `HH:MM:SS`; the end of the day is `23:59:59`.
    #[serde(deserialize_with = "or_empty")]
    pub closes: String,
    /// `http://schema.org/Monday` and so on.
    #[serde(deserialize_with = "or_empty")]
    pub day_of_week: String,
}

/// Days on which a location is shut, both ends included.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ClosurePeriod {
    /// `holiday` or `closure`.
    #[serde(rename = "type", deserialize_with = "or_empty")]
    pub kind: String,
    /// `YYYY-MM-DD`.
    #[serde(deserialize_with = "or_empty")]
    pub from_date: String,
    /// `YYYY-MM-DD`.
    #[serde(deserialize_with = "or_empty")]
    pub to_date: String,
}

/// How much room there is on a day of the week.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct DayCapacity {
    /// `http://schema.org/Monday` and so on.
    #[serde(deserialize_with = "or_empty")]
    pub day_of_week: String,
    /// `high`, `low`, `very-low` or `unknown`.
    #[serde(deserialize_with = "or_empty")]
    pub capacity: String,
}
