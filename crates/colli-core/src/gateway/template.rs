//! Templates of parcels: sides that need not be measured each time.

use super::Kind;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A carrier's own kind of parcel, by a token that stands in place of sides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CarrierTemplate {
    /// Name of the carrier.
    pub carrier: String,
    /// Token of the carrier.
    pub carrier_token: String,
    /// What it is called.
    pub name: String,
    /// The word requests name it by.
    pub token: String,
    /// Longest side, in its unit.
    pub length: Decimal,
    /// Middle side, in its unit.
    pub width: Decimal,
    /// Shortest side, in its unit.
    pub height: Decimal,
    /// Unit of the sides.
    pub distance_unit: String,
    /// Whether a parcel may name sides of its own.
    pub is_variable: bool,
}

/// The carriers' templates, in the order of their file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CarrierTemplates(Vec<CarrierTemplate>);

impl CarrierTemplates {
    /// These templates.
    pub fn new(templates: Vec<CarrierTemplate>) -> Self {
        Self(templates)
    }

    /// All of them.
    pub fn all(&self) -> &[CarrierTemplate] {
        &self.0
    }

    /// A template by its token.
    pub fn get(&self, token: &str) -> Option<&CarrierTemplate> {
        self.0.iter().find(|template| template.token == token)
    }

    /// Every token.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|template| template.token.as_str())
    }
}

/// A client's own template.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UserTemplate {
    /// What the client calls it.
    pub name: String,
    /// Token of the carrier's template it is made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Longest side, in its unit.
    pub length: Decimal,
    /// Middle side, in its unit.
    pub width: Decimal,
    /// Shortest side, in its unit.
    pub height: Decimal,
    /// Unit of the sides.
    pub distance_unit: String,
    /// Weight of a parcel with nothing else in it, in its unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Decimal>,
    /// Unit of the weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_unit: Option<String>,
}

impl Kind for UserTemplate {
    const KIND: &'static str = "user_template";
}

/// The template quotes at the checkout use when they name no parcel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DefaultTemplate {
    /// The client's template; `None` after it was taken back.
    pub template: Option<Uuid>,
}

impl Kind for DefaultTemplate {
    const KIND: &'static str = "default_template";
}
