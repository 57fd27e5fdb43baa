//! The error body (reference 1.6).

use super::lenient::or_empty;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What every failing call answers, after RFC 7807. Exactly these members: a widely used client fails on any other.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ErrorResponse)]
pub struct Problem {
    /// A short name of what is wrong, such as `No result found`.
    #[serde(deserialize_with = "or_empty")]
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// One sentence that says what to change.
    #[serde(default, deserialize_with = "or_empty")]
    pub detail: String,
    /// What it is about, such as `/shipment/1234567890`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
}
