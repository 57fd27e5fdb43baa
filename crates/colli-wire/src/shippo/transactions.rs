//! Transactions: purchases of labels (reference 5.8).

use super::rates::{CoreRate, Message};
use super::shipments::ShipmentRequest;
use crate::field::Field;
use crate::request;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /transactions`: for a `rate`, or at once for a `shipment`, a `carrier_account` and a `servicelevel_token`.
    pub struct TransactionRequest {
        /// The rate.
        rate: String,
        /// A shipment.
        shipment: ShipmentRequest,
        /// The account.
        carrier_account: String,
        /// Token of the service level.
        servicelevel_token: String,
        /// Format of the label: `PDF_4x6` when left out.
        label_file_type: String,
        /// The client's own note, up to 100 characters.
        metadata: String,
        /// The order it is for.
        order: String,
        /// `true`: answered at once, the label comes later; by rate that is the default.
        r#async: bool,
    }
}

/// A rate by its id, or the rate.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum RateOrId {
    /// Its id.
    Id(String),
    /// The rate.
    Rate(Box<CoreRate>),
}

/// A purchase.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Transaction {
    /// `VALID`, or `INVALID` when the carrier refused.
    pub object_state: String,
    /// `QUEUED`, `SUCCESS`, `ERROR`, `REFUNDPENDING`, `REFUNDED`, `REFUNDREJECTED`.
    pub status: String,
    /// When it was made.
    pub object_created: String,
    /// When it was changed last.
    pub object_updated: String,
    /// Its id.
    pub object_id: String,
    /// Whose it is.
    pub object_owner: String,
    /// Bought with a test token: the label is void.
    pub test: bool,
    /// The rate.
    pub rate: Option<RateOrId>,
    /// The number of the parcel.
    pub tracking_number: String,
    /// How far the parcel is.
    pub tracking_status: String,
    /// When it is expected to arrive.
    pub eta: Option<String>,
    /// Where people follow it.
    pub tracking_url_provider: String,
    /// The label, for 365 days.
    pub label_url: String,
    /// The commercial invoice of a parcel abroad.
    pub commercial_invoice_url: Option<String>,
    /// What the carrier says.
    pub messages: Vec<Message>,
    /// The order it is for.
    pub order: Option<String>,
    /// The client's own note.
    pub metadata: String,
    /// The parcel.
    pub parcel: String,
    /// Payments; none here.
    pub billing: Billing,
    /// A code in place of a label; none here.
    pub qr_code_url: Option<String>,
    /// Format of the label.
    pub label_file_type: String,
    /// Who made it; never told, and never left out: an official SDK fails without the member.
    #[schema(value_type = Option<Object>)]
    pub created_by: Option<Value>,
}

/// What was paid.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Billing {
    /// Payments.
    #[schema(value_type = Vec<Object>)]
    pub payments: Vec<Value>,
}
