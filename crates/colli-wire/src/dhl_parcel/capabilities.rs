//! Capabilities and the catalogue (reference 3, 4).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One product for one parcel type on one lane.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Capability {
    /// Order of preference, lowest first.
    pub rank: u32,
    /// Origin, ISO 3166-1 alpha-2.
    pub from_country_code: String,
    /// Destination, ISO 3166-1 alpha-2.
    pub to_country_code: String,
    /// The product.
    pub product: Product,
    /// The parcel type with its limits on this lane.
    pub parcel_type: ParcelType,
    /// Options by rank.
    #[serde(default)]
    #[schema(required = true)]
    pub options: Vec<ShipmentOption>,
}

/// A product.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    /// Identifies the product.
    pub key: String,
    /// Printed name.
    pub label: String,
    /// Two digits of the routing code.
    pub code: String,
    /// Code in the portal's menus.
    #[serde(default)]
    #[schema(required = true)]
    pub menu_code: String,
    /// For business receivers.
    pub business_product: bool,
    /// A shipment is a single piece.
    pub mono_collo_product: bool,
    /// Always `B2X` so far.
    #[serde(default)]
    #[schema(required = true)]
    pub software_characteristic: String,
    /// A return product.
    #[serde(default)]
    #[schema(required = true)]
    pub return_product: bool,
}

/// A parcel type with its limits.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParcelType {
    /// Identifies the type.
    pub key: String,
    /// Lightest piece, in kilograms.
    #[schema(value_type = f64)]
    pub min_weight_kg: serde_json::Number,
    /// Heaviest piece, in kilograms.
    #[schema(value_type = f64)]
    pub max_weight_kg: serde_json::Number,
    /// Lightest piece, in grams.
    #[serde(default)]
    #[schema(required = true)]
    pub min_weight_grams: u32,
    /// Heaviest piece, in grams.
    #[serde(default)]
    #[schema(required = true)]
    pub max_weight_grams: u32,
    /// Largest piece.
    pub dimensions: MaxDimensions,
    /// Grouping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Weight assumed when none is given, in grams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_weight_grams: Option<u32>,
}

/// Largest piece, in centimetres.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MaxDimensions {
    /// Length, in centimetres.
    #[schema(value_type = f64)]
    pub max_length_cm: serde_json::Number,
    /// Width, in centimetres.
    #[schema(value_type = f64)]
    pub max_width_cm: serde_json::Number,
    /// Height, in centimetres.
    #[schema(value_type = f64)]
    pub max_height_cm: serde_json::Number,
}

/// An option.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShipmentOption {
    /// Identifies the option.
    pub key: String,
    /// What it does.
    pub description: String,
    /// Order of display.
    pub rank: u32,
    /// Feature of the routing code.
    pub code: u32,
    /// `text`, `number`, `address` or `object`, when it takes an input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_type: Option<String>,
    /// Longest input, as a string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_max: Option<String>,
    /// `DELIVERY_OPTION` or `SERVICE_OPTION`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option_type: Option<String>,
    /// Options it does not go with; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Exclusion>,
}

/// An option that does not go with another.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Exclusion {
    /// Key of the option.
    pub key: String,
    /// Its rank.
    pub rank: u32,
    /// Its code.
    pub code: u32,
    /// Its input type, if it takes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_type: Option<String>,
}

/// A destination of `GET /destination-countries/…/properties`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DestinationCountry {
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    /// English name.
    pub name: String,
    /// Whether parcels from the origin need a customs declaration.
    pub customs_required: bool,
    /// Whether addresses need a postal code.
    pub postal_code_required: bool,
}
