//! Rates (reference 5.7).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a carrier says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// Who says it.
    pub source: String,
    /// A word programs can rely on; may be empty.
    pub code: String,
    /// The sentence.
    pub text: String,
}

/// What a carrier takes a shipment for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Rate {
    /// When it was given.
    pub object_created: String,
    /// Its id.
    pub object_id: String,
    /// Whose it is.
    pub object_owner: String,
    /// Its shipment.
    pub shipment: String,
    /// `BESTVALUE`, `CHEAPEST`, `FASTEST`.
    pub attributes: Vec<String>,
    /// Price in the sender's currency.
    pub amount: String,
    /// The sender's currency.
    pub currency: String,
    /// Price in the recipient's currency.
    pub amount_local: String,
    /// The recipient's currency.
    pub currency_local: String,
    /// Name of the carrier.
    pub provider: String,
    /// A picture of the carrier; none here.
    pub provider_image_75: String,
    /// A larger one; none here.
    pub provider_image_200: String,
    /// The service level.
    pub servicelevel: ServiceLevel,
    /// Days until delivery.
    pub estimated_days: Option<u32>,
    /// Time of day it arrives by; never known here.
    pub arrives_by: Option<String>,
    /// A sentence on the days.
    pub duration_terms: String,
    /// What the carrier says of it.
    pub messages: Vec<Message>,
    /// The account.
    pub carrier_account: String,
    /// Made with a test token.
    pub test: bool,
    /// The carrier's zone.
    pub zone: Option<String>,
    /// What of the price is insurance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub included_insurance_price: Option<String>,
}

/// A service level.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ServiceLevel {
    /// Its name.
    pub name: String,
    /// Its token.
    pub token: String,
    /// Its terms.
    pub terms: String,
}

/// A rate as the answer to an instant purchase holds it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct CoreRate {
    /// Its id.
    pub object_id: String,
    /// Price in the sender's currency.
    pub amount: String,
    /// The sender's currency.
    pub currency: String,
    /// Price in the recipient's currency.
    pub amount_local: String,
    /// The recipient's currency.
    pub currency_local: String,
    /// Name of the carrier.
    pub provider: String,
    /// Name of the service level.
    pub servicelevel_name: String,
    /// Its token.
    pub servicelevel_token: String,
    /// The account.
    pub carrier_account: String,
}
