//! Customs papers as clients fill them in.

use super::{Extra, Held, Kind};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A line of goods.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// What it is.
    pub description: String,
    /// How many.
    pub quantity: u32,
    /// Weight of the whole line, in its unit.
    pub net_weight: Decimal,
    /// Unit of the weight.
    pub mass_unit: String,
    /// Value of the whole line, in `value_currency`.
    pub value_amount: Decimal,
    /// ISO 4217.
    pub value_currency: String,
    /// ISO 3166-1 alpha-2.
    pub origin_country: String,
    /// Tariff number; wins over the HS code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tariff_number: String,
    /// HS code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hs_code: String,
    /// The client's article number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sku_code: String,
    /// Export control number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub eccn_ear99: String,
    /// The client's own note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub metadata: String,
}

impl Kind for Item {
    const KIND: &'static str = "customs_item";
}

/// A declaration.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Declaration {
    /// Whether the signer vouches for it.
    pub certify: bool,
    /// Who signs.
    pub certify_signer: String,
    /// What the contents are.
    pub contents_type: String,
    /// What happens when it cannot be delivered.
    pub non_delivery_option: String,
    /// The goods.
    pub items: Vec<Held<Item>>,
    /// Who pays duties.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub incoterm: String,
    /// The other members, as sent and checked.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub more: Extra,
}

impl Kind for Declaration {
    const KIND: &'static str = "customs_declaration";
}
