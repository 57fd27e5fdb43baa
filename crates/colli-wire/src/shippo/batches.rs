//! Batches (reference 5.12).

use super::id_or::IdOr;
use super::rates::Message;
use super::shipments::ShipmentRequest;
use crate::field::Field;
use crate::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /batches`.
    pub struct BatchRequest {
        /// The account of shipments that name none.
        #[schema(required = true)]
        default_carrier_account: String,
        /// Token of the service level of shipments that name none.
        #[schema(required = true)]
        default_servicelevel_token: String,
        /// The shipments, up to 10,000.
        #[schema(required = true)]
        batch_shipments: Vec<Field<BatchShipmentRequest>>,
        /// Format of the labels; `PDF_4x6` when left out.
        label_filetype: String,
        /// The client's own note, up to 100 characters.
        metadata: String,
    }

    /// A shipment to be bought with a batch.
    pub struct BatchShipmentRequest {
        /// What is sent: a shipment, or the id of one.
        #[schema(required = true)]
        shipment: IdOr<ShipmentRequest>,
        /// The account, unless it is the batch's.
        carrier_account: String,
        /// Token of the service level, unless it is the batch's.
        servicelevel_token: String,
        /// The client's own note, up to 100 characters.
        metadata: String,
    }
}

/// A batch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Batch {
    /// The account of shipments that name none.
    pub default_carrier_account: String,
    /// Token of the service level of shipments that name none.
    pub default_servicelevel_token: String,
    /// Format of the labels.
    pub label_filetype: String,
    /// The client's own note.
    pub metadata: String,
    /// A page of its shipments, in the order they were added.
    pub batch_shipments: BatchShipments,
    /// Files of up to 100 labels each, once they were bought.
    pub label_url: Vec<String>,
    /// When it was made.
    pub object_created: String,
    /// Its id.
    pub object_id: String,
    /// Whose it is.
    pub object_owner: String,
    /// What became of its shipments.
    pub object_results: ObjectResults,
    /// When it was changed last.
    pub object_updated: String,
    /// `VALIDATING`, then `VALID` or `INVALID`; `PURCHASING`, then `PURCHASED`.
    pub status: String,
    /// Made with a test token.
    pub test: bool,
}

/// A page of a batch's shipments.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct BatchShipments {
    /// Address of the next page.
    pub next: Option<String>,
    /// Address of the page before.
    pub previous: Option<String>,
    /// The shipments.
    pub results: Vec<BatchShipment>,
}

/// A shipment of a batch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct BatchShipment {
    /// Its id.
    pub object_id: String,
    /// Id of the shipment.
    pub shipment: String,
    /// `INCOMPLETE` until it was looked at, then `VALID` or `INVALID`; `TRANSACTION_FAILED` when its label could not be bought.
    pub status: String,
    /// The account, unless it is the batch's.
    pub carrier_account: Option<String>,
    /// Token of the service level, unless it is the batch's.
    pub servicelevel_token: Option<String>,
    /// The client's own note.
    pub metadata: String,
    /// What is wrong with it.
    pub messages: Vec<Message>,
    /// Id of the transaction, once it was bought.
    pub transaction: Option<String>,
}

/// How many shipments of a batch became what.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ObjectResults {
    /// They cannot be bought.
    pub creation_failed: u64,
    /// They can be bought.
    pub creation_succeeded: u64,
    /// Their labels could not be bought.
    pub purchase_failed: u64,
    /// Their labels were bought.
    pub purchase_succeeded: u64,
}
