//! Purchases of labels.

use super::Kind;
use super::message::Message;
use super::quote::Rate;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Namespace of purchases' ids, which are made from the ids of their rates: a rate is bought once.
const NAMESPACE: Uuid = Uuid::from_u128(0xc011_17a5_1000_4000_8000_0000_0000_0001);

/// The id of the purchase of a rate.
pub fn transaction_id(rate: Uuid) -> Uuid {
    Uuid::new_v5(&NAMESPACE, rate.as_bytes())
}

/// How far a purchase is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TransactionStatus {
    /// The carrier is still to be asked.
    Queued,
    /// There is a label.
    Success,
    /// The carrier refused.
    Error,
    /// The money is asked back.
    RefundPending,
    /// The label is void.
    Refunded,
    /// The label stays valid.
    RefundRejected,
}

impl TransactionStatus {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Success => "SUCCESS",
            Self::Error => "ERROR",
            Self::RefundPending => "REFUNDPENDING",
            Self::Refunded => "REFUNDED",
            Self::RefundRejected => "REFUNDREJECTED",
        }
    }
}

/// State of a purchase whose label was handed over with a manifest.
pub const MANIFESTED: &str = "MANIFESTED";

/// A purchase.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Transaction {
    /// The quote.
    pub quote: Uuid,
    /// The rate's id; none when the carrier gave no rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_id: Option<Uuid>,
    /// The rate as it was bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// The account.
    pub carrier_account: Uuid,
    /// Token of its carrier.
    pub carrier: String,
    /// The first parcel.
    pub parcel: Uuid,
    /// How far it is.
    pub status: TransactionStatus,
    /// Bought without asking for rates first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_instant: bool,
    /// The number shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
    /// The code the parcel is known by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracker_code: Option<String>,
    /// It leaves its country.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_international: bool,
    /// A return label: its parcel waits for no manifest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_return: bool,
    /// Format of its label, as asked for.
    pub label_file_type: String,
    /// The sender's postal code: a manifest's parcels share it.
    #[serde(default)]
    pub sender_zip: String,
    /// When it is handed over: a manifest's parcels share the day.
    pub shipment_date: Timestamp,
    /// What the carrier says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// The client's own note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub metadata: String,
    /// The order it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Uuid>,
    /// The manifest it is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Uuid>,
}

impl Kind for Transaction {
    const KIND: &'static str = "transaction";

    fn state(&self) -> Option<&str> {
        let is_manifested = self.manifest.is_some() && self.status == TransactionStatus::Success;
        Some(if is_manifested { MANIFESTED } else { self.status.word() })
    }

    /// The account: its open labels go on a manifest together.
    fn parent(&self) -> Option<Uuid> {
        Some(self.carrier_account)
    }
}
