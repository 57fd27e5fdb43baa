//! Webhooks (reference 7.7).

use crate::field::Field;
use crate::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /webhooks`, `PUT /webhooks/{id}`.
    pub struct WebhookRequest {
        /// What it is told of: `transaction_created`, `transaction_updated`, `track_updated`, `batch_created`,
        /// `batch_purchased`, `all`.
        #[schema(required = true)]
        event: String,
        /// Where it is told, in fewer than 200 characters.
        #[schema(required = true)]
        url: String,
        /// Whether it is told at all; true when left out.
        active: bool,
        /// Its mode; false when left out. The token decides what it is told of.
        is_test: bool,
    }
}

/// A webhook.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Webhook {
    /// What it is told of.
    pub event: String,
    /// Where it is told.
    pub url: String,
    /// Whether it is told at all.
    pub active: bool,
    /// Its mode, as it was said.
    pub is_test: bool,
    /// When it was made.
    pub object_created: String,
    /// Its id.
    pub object_id: String,
    /// Whose it is.
    pub object_owner: String,
    /// When it was changed last.
    pub object_updated: String,
    /// What its requests are signed with: in the answer that makes it, and nowhere else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}
