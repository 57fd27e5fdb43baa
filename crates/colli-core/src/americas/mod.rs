//! The American parcel network: services, zones, rates, rules, codes and papers of parcels that start in the United States.

pub mod attributes;
pub mod card;
pub mod dangerous_goods;
pub mod impb;
pub mod label;
pub mod lane;
pub mod manifest;
mod network;
mod offer;
pub mod place;
pub mod postal_party;
pub mod quote;
pub mod refusal;
pub mod service;
pub mod transit;
pub mod weight;
pub mod zone;

pub use network::AmericasNetwork;

use serde::{Deserialize, Serialize};

/// Proof of delivery that was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// Anybody at the address signs.
    Standard,
    /// An adult signs.
    Adult,
}

/// What is collected from the receiver.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CashOnDelivery {
    /// Amount, in cents.
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// `SECURED_FUNDS`, `CASH` or `ANY`.
    pub method: String,
}

/// What a registered parcel of the American network has beyond parcels of other networks. The number shown to people is
/// the piece's routing code followed by its tracker code.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AmericasFacts {
    /// Key of the service, as in `us_services.csv`.
    pub service: String,
    /// The customer's pickup account, as given.
    pub pickup_number: String,
    /// The distribution centre it enters at, as given.
    pub facility: String,
    /// It leaves the United States.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_international: bool,
    /// Working days to delivery, as the rate it was bought at said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_days: Option<u32>,
    /// First reference printed on the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_1: Option<String>,
    /// Second reference: the billing reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_2: Option<String>,
    /// Code of dangerous goods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dangerous_goods: Option<String>,
    /// Signature asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// Insured value, in cents of a US dollar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insured_minor: Option<i64>,
    /// Cash on delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cash_on_delivery: Option<CashOnDelivery>,
    /// What the last mile does with what cannot be delivered (`RETURN_SERVICE_REQUESTED`, …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endorsement: Option<String>,
}
