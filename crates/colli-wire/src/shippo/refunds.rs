//! Refunds (reference 5.9).

use crate::field::Field;
use crate::request;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

request! { snake_case;
    /// `POST /refunds`.
    pub struct RefundRequest {
        /// The purchase.
        #[schema(required = true)]
        transaction: String,
        /// `true`: answered at once.
        r#async: bool,
    }
}

/// A refund.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Refund {
    /// When it was made.
    pub object_created: String,
    /// When it was changed last.
    pub object_updated: String,
    /// Its id.
    pub object_id: String,
    /// Whose it is.
    pub object_owner: String,
    /// `QUEUED`, `SUCCESS`, `ERROR`.
    pub status: String,
    /// The purchase.
    pub transaction: String,
    /// Made with a test token.
    pub test: bool,
}
