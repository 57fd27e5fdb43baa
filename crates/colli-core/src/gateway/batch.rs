//! Batches: many shipments bought at once.

use super::Kind;
use super::message::Message;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Shipments of a batch at most.
pub const BATCH_SHIPMENTS_MAX: usize = 10_000;

/// Labels of one merged file at most.
pub const LABELS_PER_FILE: usize = 100;

/// How far a batch is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum BatchStatus {
    /// Its shipments are being looked at.
    Validating,
    /// All of them can be bought.
    Valid,
    /// Some of them cannot.
    Invalid,
    /// Labels are being bought.
    Purchasing,
    /// Labels were bought.
    Purchased,
}

impl BatchStatus {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Validating => "VALIDATING",
            Self::Valid => "VALID",
            Self::Invalid => "INVALID",
            Self::Purchasing => "PURCHASING",
            Self::Purchased => "PURCHASED",
        }
    }
}

/// A batch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// The account of shipments that name none.
    pub default_carrier_account: Uuid,
    /// The service level of shipments that name none.
    pub default_service: String,
    /// Format of the labels.
    pub label_file_type: String,
    /// The client's own note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub metadata: String,
    /// How far it is.
    pub status: BatchStatus,
    /// The number of the next shipment that is added: they are listed by it.
    #[serde(default)]
    pub next_number: u32,
}

impl Kind for Batch {
    const KIND: &'static str = "batch";

    fn state(&self) -> Option<&str> {
        Some(self.status.word())
    }
}

/// How far a shipment of a batch is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BatchShipmentStatus {
    /// It is still to be looked at.
    Incomplete,
    /// It can be bought.
    Valid,
    /// It cannot.
    Invalid,
    /// Its label was bought.
    Purchased,
    /// Its label could not be bought.
    TransactionFailed,
}

impl BatchShipmentStatus {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Incomplete => "INCOMPLETE",
            Self::Valid => "VALID",
            Self::Invalid => "INVALID",
            Self::Purchased => "PURCHASED",
            Self::TransactionFailed => "TRANSACTION_FAILED",
        }
    }
}

/// A shipment of a batch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BatchShipment {
    /// The batch.
    pub batch: Uuid,
    /// The account, unless it is the batch's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier_account: Option<Uuid>,
    /// The service level, unless it is the batch's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The client's own note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub metadata: String,
    /// The quote, as asked for.
    pub quote: Uuid,
    /// How far it is.
    pub status: BatchShipmentStatus,
    /// What is wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// The purchase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction: Option<Uuid>,
}

impl Kind for BatchShipment {
    const KIND: &'static str = "batch_shipment";

    fn state(&self) -> Option<&str> {
        Some(self.status.word())
    }

    fn parent(&self) -> Option<Uuid> {
        Some(self.batch)
    }
}
